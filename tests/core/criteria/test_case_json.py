"""Reading a described case: every fault is named by path and expectation, and no digit is lost."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import CRITERIA
from centralis.core.criteria.case_json import read_case, write_answer
from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.irrc.model import Parameters, TimePoint

LESION = {"id": "T1", "organ": "liver", "state": "measured", "long_mm": 40, "short_mm": 30}


def read(*points, **parameters):
    return read_case({"time_points": list(points), "parameters": parameters}, "irrc", TimePoint, Parameters)


def test_a_case_keeps_every_digit_and_carries_what_stays():
    later = {"id": "T1", "state": "measured", "long_mm": Decimal("12.70"), "short_mm": 5}
    history, parameters = read(
        {"day": 0, "index_lesions": [LESION]}, {"day": 28, "index_lesions": [later]}, pd_increase_percent=20
    )
    assert (history[1].index_lesions[0].organ, history[1].index_lesions[0].long_mm) == ("liver", Decimal("12.70"))
    assert parameters.pd_increase_percent == Decimal(20)


@pytest.mark.parametrize(
    ("points", "parameters", "sentence"),
    [
        ([], {}, "time_points: expected at least one time point"),
        ([{"day": 0}, {"day": 0}], {}, "time_points[1].day: day 0 is not after day 0"),
        ([{"day": 1.5}], {}, "time_points[0].day: expected a whole number, found 1.5"),
        ([{}], {}, "time_points[0].day: is needed: day"),
        ([{"day": 0, "new_lesion": []}], {}, "time_points[0].new_lesion: is not known"),
        ([{"day": 0, "new_lesions": [{"id": "L", "state": "absent"}]}], {}, "recorded only after the baseline"),
        ([{"day": 0, "index_lesions": [{**LESION, "long_mm": -1}]}], {}, "long_mm: expected 0 mm or more, found -1"),
        ([{"day": 0, "index_lesions": [{**LESION, "long_mm": 501}]}], {}, "long_mm: expected 500 mm or less"),
        ([{"day": 0, "index_lesions": [{**LESION, "long_mm": float("nan")}]}], {}, "expected a finite number"),
        ([{"day": 0, "index_lesions": [{**LESION, "long_mm": float("inf")}]}], {}, "expected a finite number"),
        ([{"day": 0, "index_lesions": [{**LESION, "long_mm": "40"}]}], {}, "expected a number, found '40'"),
        ([{"day": 0, "index_lesions": [{**LESION, "long_mm": None}]}], {}, "is needed when state is measured"),
        ([{"day": 0, "index_lesions": [{**LESION, "state": "absent"}]}], {}, "may stand only when state is measured"),
        ([{"day": 0, "index_lesions": [{**LESION, "state": "gone"}]}], {}, "expected one of measured, absent"),
        ([{"day": 0, "index_lesions": [LESION, LESION]}], {}, "index lesion 'T1' stands there twice"),
        ([{"day": 0}, {"day": 9, "index_lesions": [LESION]}], {}, "'T1' is not one of the baseline's (none)"),
        (
            [{"day": 0, "index_lesions": [LESION]}, {"day": 9, "index_lesions": [{**LESION, "organ": "lung"}]}],
            {},
            "time_points[1].index_lesions[0].organ: is lung here and liver at baseline",
        ),
        ([{"day": 0}], {"pd_percent": 20}, "parameters.pd_percent: is not known"),
        ([{"day": 0}], {"confirmation_days": -1}, "parameters.confirmation_days: expected 0 or more"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(points, parameters, sentence):
    with pytest.raises(CaseError) as fault:
        read(*points, **parameters)
    assert sentence in str(fault.value)


def test_another_criterions_case_is_refused():
    with pytest.raises(CaseError, match=r"expected 'irrc', found 'recist-1\.1'"):
        read_case({"criterion": "recist-1.1", "time_points": [{"day": 0}]}, "irrc", TimePoint, Parameters)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(data=JSON | st.fixed_dictionaries({"time_points": st.lists(JSON, max_size=3)}))
def test_any_json_is_read_or_refused_with_a_sentence(data):
    for criterion in CRITERIA.values():
        with suppress(CaseError):
            assert criterion.assess(data)["criterion"] == criterion.name


def test_an_answer_is_plain_json():
    history, _ = read({"day": 0, "index_lesions": [LESION]})
    assert write_answer(history[0].index_lesions[0])["long_mm"] == 40.0
