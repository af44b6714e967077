"""mRECIST: exact thresholds, new lesions by look and size, what never improves a response."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion

MRECIST = find_criterion("mrecist-hcc")
RANKING = ("CR", "PR", "SD", "NE", "PD")
SIZES = st.decimals(min_value=10, max_value=200, places=1)


def target(viable, name="T1", organ="liver", **more):
    return {"id": name, "organ": organ, "state": "measured", "viable_mm": viable, **more}


def assess(*points, **parameters):
    told = [{"day": 56 * n, **point} for n, point in enumerate(points)]
    return MRECIST.assess({"time_points": told, "parameters": parameters})["time_points"]


@pytest.mark.parametrize(
    ("viable", "overall"), [("70", "PR"), ("70.0001", "SD"), ("119.9999", "SD"), ("120", "PD"), ("69.9999", "PR")]
)
def test_thresholds_are_inclusive_and_exact(viable, overall):
    assert assess({"targets": [target(100)]}, {"targets": [target(Decimal(viable))]})[1]["overall"] == overall


def test_a_least_increase_is_the_trials_choice():
    points = ({"targets": [target(10)]}, {"targets": [target(12)]})
    assert assess(*points)[1]["overall"] == "PD"
    assert assess(*points, pd_increase_mm=5)[1]["overall"] == "SD"


@pytest.mark.parametrize(
    ("new", "disease"),
    [
        ({"look": "typical", "diameter_mm": 10}, True),
        ({"look": "typical", "diameter_mm": 9.9999}, False),
        ({"look": "atypical", "diameter_mm": 40}, False),
        ({"look": "atypical", "grown_mm": 10}, True),
        ({"look": "atypical", "grown_mm": 9.9999}, False),
        ({"look": "extrahepatic"}, True),
        ({"look": "equivocal", "diameter_mm": 40}, False),
    ],
)
def test_new_lesions_by_look_and_size(new, disease):
    found = assess({"targets": [target(50)]}, {"targets": [target(50)], "new_lesions": [{"id": "L1", **new}]})[1]
    assert (found["new_lesion"], found["overall"]) == (disease, "PD" if disease else "SD")


@st.composite
def histories(draw):
    names = [f"T{n}" for n in range(draw(st.integers(1, 3)))]
    count = draw(st.integers(1, 3))
    return [{"targets": [target(draw(SIZES), name, f"organ {name}") for name in names]} for _ in range(count + 1)]


@given(history=histories())
def test_order_is_irrelevant_and_a_new_lesion_never_improves(history):
    before = [one["overall"] for one in assess(*history)]
    turned = [{"targets": point["targets"][::-1]} for point in history]
    assert [one["overall"] for one in assess(*turned)] == before
    worse = [*history[:-1], {**history[-1], "new_lesions": [{"id": "L", "look": "extrahepatic"}]}]
    assert RANKING.index(assess(*worse)[-1]["overall"]) >= RANKING.index(before[-1])


@given(history=histories(), factor=st.sampled_from([Decimal("0.5"), Decimal(2)]))
def test_scaling_changes_no_response(history, factor):
    scaled = [
        {"targets": [{**one, "viable_mm": one["viable_mm"] * factor} for one in point["targets"]]} for point in history
    ]
    assert [one["overall"] for one in assess(*scaled)] == [one["overall"] for one in assess(*history)]


@given(history=histories())
def test_a_target_left_out_is_never_gone(history):
    found = assess(*history[:-1], {"targets": history[-1]["targets"][1:]})[-1]
    assert found["sum_of_viable_mm"] is None
    assert found["overall"] in ("NE", "PD")


def test_what_is_no_target_is_named():
    five = [target(20, f"T{n}", f"organ {n}") for n in range(5)]
    cases = {
        "9.9": [target(9.9)],
        "node": [target(14.9, node=True)],
        "portal": [target(19.9, node=True, organ="porta hepatis")],
        "unmeasured": [{"id": "T1", "organ": "liver", "state": "no_viable_tumour"}],
    }
    for targets in cases.values():
        assert [one["check"] for one in assess({"targets": targets})[0]["findings"]] == ["H01"]
    assert assess({"targets": five})[0]["findings"] == []
    assert [one["check"] for one in assess({"targets": [*five, target(20, "T9")]})[0]["findings"]] == ["H02"]
    three = [target(20, f"T{n}") for n in range(3)]
    assert [one["check"] for one in assess({"targets": three})[0]["findings"]] == ["H02"]
