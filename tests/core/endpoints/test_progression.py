"""The date of progression, and records that cannot be."""

from datetime import date, timedelta

import pytest

from centralis.core.endpoints.progression import (
    Dated,
    ReadAssessment,
    RecordError,
    SubjectRecord,
    check_record,
    derive_progression_date,
    find_progression,
)

START = date(2026, 1, 1)


def on(day):
    return START + timedelta(days=day)


def test_progression_is_the_first_and_goes_back_to_the_first_sighting():
    """Seen on day 112 and counted from the equivocal lesion of day 56: before the PD of day 84 of another lesion."""
    late = ReadAssessment(on(112), "PD", on(56), "visit 4")
    early = ReadAssessment(on(84), "PD", None, "visit 3")
    assert derive_progression_date([late, early]) == on(56)
    assert find_progression([early, late]) == Dated(on(56), "visit 4")
    assert find_progression([ReadAssessment(on(84), "SD")]) is None
    assert derive_progression_date([]) is None


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"death": Dated(on(-1))}, "the death on 2025-12-31 stands before the start on 2026-01-01"),
        ({"new_therapy": Dated(on(-1))}, "the new therapy on 2025-12-31 stands before the start"),
        ({"discontinued": Dated(on(-1))}, "the discontinuation on 2025-12-31 stands before the start"),
        ({"assessments": (ReadAssessment(on(-1), "SD"),)}, "the assessment on 2025-12-31 stands before the start"),
        ({"assessments": (ReadAssessment(on(9), "PD", on(-9)),)}, "the progression on 2025-12-23 stands before"),
        ({"assessments": (ReadAssessment(on(9), "PD", on(10)),)}, "the progression on 2026-01-11 stands after the ass"),
        ({"death": Dated(on(11)), "cut_off": on(10)}, "the death on 2026-01-12 stands after the data cut-off"),
        ({"assessments": (ReadAssessment(on(11), "SD"),), "cut_off": on(10)}, "after the data cut-off on 2026-01-11"),
        ({"assessments": (ReadAssessment(on(11), "SD"),), "death": Dated(on(10))}, "after the death on 2026-01-11"),
        ({"assessments": (ReadAssessment(on(9), "SD"), ReadAssessment(on(9), "PR"))}, "stands twice"),
        ({"assessments": (ReadAssessment(on(9), "iCR"),)}, "response 'iCR' on 2026-01-10 is not known"),
    ],
)
def test_records_that_cannot_be_are_refused(record, words):
    with pytest.raises(RecordError) as caught:
        check_record(SubjectRecord("S1", START, **record))
    assert str(caught.value).startswith("Subject S1: ")
    assert words in str(caught.value)


def test_a_record_on_the_edges_is_taken():
    check_record(
        SubjectRecord(
            "S1",
            START,
            (ReadAssessment(START, "SD"), ReadAssessment(on(10), "PD", on(10))),
            True,
            Dated(on(10)),
            Dated(START),
            Dated(START),
            on(10),
        )
    )
