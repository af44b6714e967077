"""The register: every parameter is held by one check, every check has words, none ever raises."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from centralis.core.acquisition import (
    CATALOGUE,
    ExamFacts,
    Requirement,
    SeriesRequirement,
    Severity,
    Verdict,
    catalogue,
)
from centralis.core.acquisition.assignment import Assignment
from centralis.core.acquisition.context import CheckContext
from centralis.core.acquisition.outcome import Outcome
from centralis.core.acquisition.parameters import PARAMETERS
from centralis.core.acquisition.registry import Case, Check, check


def test_every_parameter_is_held_by_exactly_one_check() -> None:
    held = Counter(parameter for one in CATALOGUE.values() for parameter in one.parameters)
    assert held == Counter(list(PARAMETERS))


def test_catalogue_has_words_for_every_check() -> None:
    rows = catalogue()
    assert {"slice-gaps", "required-series", "pet-essentials", "same-as-baseline", "visit-window"} <= {
        row["id"] for row in rows
    }
    assert all(row["version"] and row["sentence"].endswith(".") and row["title"] for row in rows)


def test_a_fault_inside_a_check_is_a_finding() -> None:
    def broken(case: Case) -> Iterator[Outcome]:
        raise ZeroDivisionError("secret detail")
        yield

    one = Check("broken", "1", Severity.MAJOR, "Broken", "Looks at nothing.", broken)
    case = Case(ExamFacts(), Requirement("x", "CT"), CheckContext(), Assignment())
    (finding,) = one(case)
    assert finding.verdict is Verdict.NOT_EVALUABLE
    assert finding.observed == "the check itself failed: ZeroDivisionError"


def test_registering_twice_is_refused() -> None:
    import pytest

    with pytest.raises(ValueError, match="slice-gaps is registered twice"):
        check("slice-gaps", "1", Severity.MAJOR, "Again.")(lambda case: [])
    assert isinstance(CATALOGUE["slice-gaps"], Check)


@given(st.sampled_from(sorted(CATALOGUE)), st.sampled_from([None, 3, "text", object()]))
def test_no_check_raises_on_nonsense(name: str, nonsense: Any) -> None:
    wanted = Requirement("x", "CT", series=(SeriesRequirement("a"),))
    for finding in CATALOGUE[name](Case(nonsense, wanted, nonsense, nonsense)):
        assert finding.check == name


def test_titles_write_modalities_as_dicom_does():
    titles = {one["id"]: one["title"] for one in catalogue()}
    assert titles["ct-exposure"] == "CT exposure"
    assert titles["slice-gaps"] == "Slice gaps"
