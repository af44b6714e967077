"""Lugano 2014: thresholds at, below and above; CT and PET apart and combined; what never improves a response."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

LUGANO = find_criterion("lugano-2014")
RANKING = ("CR", "PR", "SD", "NE", "PD")
PET_RANKING = ("CMR", "PMR", "NMR", "NE", "PMD")
SIZES = st.decimals(min_value=16, max_value=80, places=1)


def target(ldi, sdi, name="T1", **more):
    size = {"state": "measured", "ldi_mm": Decimal(str(ldi)), "sdi_mm": Decimal(str(sdi))}
    return {"id": name, "organ": f"site {name}", **size, **more}


def absent(name="T1", **more):
    return {"id": name, "organ": f"site {name}", "state": "absent", **more}


def answer(*points, **parameters):
    told = [{"day": 56 * n, "spleen_mm": 120, **point} for n, point in enumerate(points)]
    return LUGANO.assess({"time_points": told, "parameters": parameters})


def assess(*points, **parameters):
    return answer(*points, **parameters)["time_points"]


def ct(*points, **parameters):
    return assess(*points, **parameters)[-1]["ct"]


def pet(score=None, **more):
    told = {"targets": [target(20, 15)], **more}
    return assess({"targets": [target(20, 15)], "score": "5"}, {**told, "score": score} if score else told)[-1]


def checks(found):
    return {one["check"] for one in found["findings"]}


@pytest.mark.parametrize(
    ("ldi", "sdi", "response"),
    [
        (20, "12.5001", "SD"),
        (20, "12.5", "PR"),
        (20, "12.4999", "PR"),
        (15, 10, "CR"),
        ("15.0001", 10, "PR"),
    ],
)
def test_spd_and_size_of_nodes_are_exact(ldi, sdi, response):
    """25 × 20 = 500 mm² at baseline: exactly 250 mm² is 50 % less. 15 mm is a normal node, anything above is not."""
    assert ct({"targets": [target(25, 20)]}, {"targets": [target(ldi, sdi)]}) == response


@pytest.mark.parametrize(
    ("before", "now", "response"),
    [
        ((16, 10), (21, "11.4286"), "PD"),
        ((16, 10), (21, "11.4285"), "SD"),
        ((16, 10), ("20.9999", 12), "SD"),
        ((16, 10), (16, 15), "PD"),
        ((16, 10), (18, "14.9999"), "SD"),
        ((20, 10), (25, 12), "PD"),
        (("20.0001", 10), (25, 13), "SD"),
        (("20.0001", 10), ("30.0001", "10.1"), "PD"),
        (("20.0001", 10), ("30.0000", "11"), "SD"),
    ],
)
def test_growth_of_one_lesion_asks_for_product_and_diameter(before, now, response):
    """160 mm² × 1.5 = 240 mm²; 5 mm of growth up to an LDi of 20 mm, 10 mm above it; either diameter may grow."""
    found = ct({"targets": [target(*before)]}, {"targets": [target(*now)]})
    assert found == response


def test_a_lesion_no_larger_than_15_mm_is_never_progression():
    later = {"targets": [target(15, 15)]}
    base = {"targets": [target(16, 10)]}
    smaller = {"targets": [target(10, 5)]}
    assert ct(base, smaller, later) == "CR"
    assert ct(base, smaller, {"targets": [target("15.0001", 15)]}) == "PD"


def test_too_small_counts_as_5_by_5_and_gone_as_0():
    base = {"targets": [target(20, 20)]}
    small = {**absent(), "state": "too_small"}
    assert assess(base, {"targets": [small]})[1]["spd_mm2"] == 25.0
    assert assess(base, {"targets": [absent()]})[1]["spd_mm2"] == 0.0
    extranodal = {"targets": [target(20, 20, kind="extranodal")]}
    assert ct(extranodal, {"targets": [small]}) == "PR"
    assert ct(extranodal, {"targets": [absent()]}) == "CR"


@pytest.mark.parametrize(
    ("before", "now", "response"),
    [
        (150, "160", "SD"),
        (150, "160.0001", "PD"),
        (120, "139.9999", "SD"),
        (120, "140", "PD"),
        (100, "125", "SD"),
        (110, "130", "SD"),
        (110, "130.0001", "PD"),
    ],
)
def test_the_spleen_grows_by_half_its_excess_or_by_20_mm(before, now, response):
    points = [{"targets": [target(20, 20)], "spleen_mm": Decimal(str(length))} for length in (before, now)]
    assert ct(*points) == response


@pytest.mark.parametrize(("now", "response"), [("150", "SD"), ("149.9999", "PR"), ("130.0001", "PR"), ("130", "CR")])
def test_an_enlarged_spleen_must_lose_more_than_half_its_excess(now, response):
    base = {"targets": [target(20, 20)], "spleen_mm": 170}
    assert ct(base, {"targets": [target(10, 10)], "spleen_mm": Decimal(now)}) == response


@pytest.mark.parametrize(("before", "rule"), [(None, "PR-NOT-SHOWN"), (120, "NE-SPLEEN"), (170, "NE-SPLEEN")])
def test_a_spleen_that_is_not_told_is_never_normal(before, rule):
    found = assess(
        {"targets": [target(20, 20)], "spleen_mm": before}, {"targets": [target(10, 10)], "spleen_mm": None}
    )[1]
    assert (found["ct_rule"], "L05" in checks(found)) == (rule, True)


def test_a_spleen_that_was_removed_asks_for_nothing():
    removed = {"spleen_mm": None, "spleen_removed": True}
    assert ct({"targets": [target(20, 20)], **removed}, {"targets": [target(10, 10)], **removed}) == "CR"


def test_a_spleen_is_compared_with_baseline_or_with_its_nadir():
    points = [{"targets": [target(20, 20)], "spleen_mm": length} for length in (180, 150, 161)]
    assert ct(*points) == "SD"
    assert ct(*points, spleen_reference="nadir") == "PD"


def test_a_recurrent_splenomegaly_is_progression():
    points = [{"targets": [target(20, 20)], "spleen_mm": length} for length in (150, 125, 145)]
    assert ct(*points) == "PD"


def test_splenomegaly_alone_can_respond():
    points = ({"spleen_mm": 170}, {"spleen_mm": 145})
    assert [one["ct"] for one in assess(*points)] == [None, "PR"]
    assert ct({"spleen_mm": 170}, {"spleen_mm": 130}) == "CR"


@pytest.mark.parametrize(
    ("new", "response"),
    [
        ({"kind": "node", "certainty": "likely", "longest_mm": Decimal("15.0001")}, "PD"),
        ({"kind": "node", "certainty": "unequivocal", "longest_mm": 15}, "SD"),
        ({"kind": "node", "certainty": "equivocal", "longest_mm": 40}, "SD"),
        ({"kind": "extranodal", "certainty": "likely", "longest_mm": Decimal("10.0001")}, "PD"),
        ({"kind": "extranodal", "certainty": "likely", "longest_mm": 10}, "SD"),
        ({"kind": "extranodal", "certainty": "unequivocal", "longest_mm": 4}, "PD"),
        ({"kind": "extranodal", "certainty": "equivocal", "longest_mm": 40}, "SD"),
        ({"kind": "assessable", "certainty": "unequivocal"}, "PD"),
        ({"kind": "assessable", "certainty": "equivocal"}, "SD"),
    ],
)
def test_new_lesions_by_kind_certainty_and_size(new, response):
    base = {"targets": [target(20, 20)]}
    assert ct(base, {**base, "new_lesions": [{"id": "L1", **new}]}) == response


def test_a_node_of_no_size_asks_for_one():
    base = {"targets": [target(20, 20)]}
    found = assess(base, {**base, "new_lesions": [{"id": "L1", "kind": "node", "certainty": "likely"}]})[1]
    assert checks(found) == {"L07"}


@pytest.mark.parametrize(
    ("state", "response"),
    [
        ("present", "PR"),
        ("absent", "CR"),
        ("increased", "SD"),
        ("not_evaluable", "NE"),
        ("unequivocal_progression", "PD"),
    ],
)
def test_non_measured_disease(state, response):
    base = {"targets": [target(20, 20)], "non_measured": [{"id": "N1", "state": "present"}]}
    assert ct(base, {"targets": [target(10, 10)], "non_measured": [{"id": "N1", "state": state}]}) == response


def test_non_measured_disease_that_was_gone_and_is_back_is_progression():
    points = [
        {"targets": [target(20, 20)], "non_measured": [{"id": "N1", "state": state}]}
        for state in ("present", "absent", "present")
    ]
    assert assess(*points)[-1]["rule"] == "PD-REGROWTH"


def test_a_node_that_was_gone_is_back_above_15_mm():
    base = {"targets": [target(20, 20)]}
    assert ct(base, {"targets": [absent()]}, {"targets": [target("15.0001", 10)]}) == "PD"
    found = assess(base, {"targets": [absent()]}, {"targets": [target(15, 10)]})[-1]
    assert (found["ct"], "L08" in checks(found)) == ("CR", True)


@pytest.mark.parametrize(
    ("score", "uptake", "marrow", "response", "overall"),
    [
        ("1", None, "none", "CMR", "CR"),
        ("2", None, "none", "CMR", "CR"),
        ("3", None, "none", "CMR", "CR"),
        ("4", "reduced", "none", "PMR", "PR"),
        ("5", "reduced", "reduced", "PMR", "PR"),
        ("4", "reduced", "unchanged", "NMR", "SD"),
        ("5", "unchanged", "none", "NMR", "SD"),
        ("4", "increased", "none", "PMD", "PD"),
        ("2", None, "reduced", "PMR", "PR"),
        ("3", "increased", "none", "CMR", "CR"),
        ("1", None, "new_or_recurrent", "PMD", "PD"),
    ],
)
def test_pet_by_score_uptake_and_marrow(score, uptake, marrow, response, overall):
    found = pet(score, marrow_uptake=marrow, **({"uptake": uptake} if uptake else {}))
    assert (found["pet"], found["overall"], found["ct"]) == (response, overall, "SD")


def test_a_score_of_3_is_the_trials_choice():
    points = ({"score": "5"}, {"score": "3", "uptake": "reduced", "marrow_uptake": "none"})
    assert assess(*points)[1]["pet"] == "CMR"
    assert assess(*points, score_3_is_complete=False)[1]["pet"] == "PMR"


def test_pet_that_is_not_told_in_full_has_no_answer_and_says_what_is_missing():
    found = pet("4")
    assert (found["pet"], found["pet_rule"], found["overall"]) == ("NE", "PET-NE-UPTAKE", "SD")
    assert [one["field"] for one in found["findings"]] == ["uptake", "marrow_uptake"]


def test_new_foci_are_progression_and_x_is_not():
    assert pet("2", marrow_uptake="none", new_foci=True)["overall"] == "PD"
    assert pet("2", marrow_uptake="none", score_x=True)["overall"] == "CR"


COMPLETE_ON_PET = {"score": "2", "marrow_uptake": "none", "targets": [target(40, 40)]}


@pytest.mark.parametrize(
    ("combination", "later", "overall"),
    [
        ("pet_else_ct", COMPLETE_ON_PET, "CR"),
        ("pet_only", COMPLETE_ON_PET, "CR"),
        ("pet_and_ct_progression", COMPLETE_ON_PET, "PD"),
        ("pet_else_ct", {"targets": [target(40, 40)]}, "PD"),
        ("pet_only", {"targets": [target(40, 40)]}, "NE"),
        ("pet_and_ct_progression", {"targets": [target(40, 40)]}, "PD"),
    ],
)
def test_pet_and_ct_are_combined_as_the_trial_says(combination, later, overall):
    base = {"targets": [target(20, 20)], "score": "5"}
    assert assess(base, later, combination=combination)[1]["overall"] == overall


def test_ct_alone_counts_in_a_lymphoma_that_is_not_avid():
    base = {"targets": [target(20, 20)], "score": "5", "fdg_avid": False}
    found = assess(base, COMPLETE_ON_PET)[1]
    assert (found["pet"], found["ct"], found["overall"]) == ("CMR", "PD", "PD")


def test_edit_checks_of_the_baseline():
    lesions = [target(20, 20, f"T{n}") for n in range(6)]
    lesions.append(target(10, 12, "T6", kind="extranodal"))
    found = answer({"targets": lesions, "spleen_mm": None})["time_points"][0]
    assert checks(found) == {"L01", "L02", "L03", "L05"}
    assert checks(assess({"targets": lesions[:6]})[0]) == set()
    assert checks(assess({"targets": lesions[:6], "spleen_mm": None, "spleen_removed": True})[0]) == set()


@pytest.mark.parametrize("size", [-1, 501, float("nan"), float("inf")])
def test_absurd_sizes_are_refused_by_name(size):
    point = {"day": 0, "targets": [{"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": size, "sdi_mm": 1}]}
    with pytest.raises(CaseError, match=r"time_points\[0\]\.targets\[0\]\.ldi_mm"):
        LUGANO.assess({"time_points": [point]})


@st.composite
def histories(draw):
    names = [f"T{n}" for n in range(draw(st.integers(1, 4)))]
    count = draw(st.integers(2, 4))
    return [{"targets": [target(draw(SIZES), draw(SIZES), name) for name in names]} for _ in range(count)]


@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    turned = [{"targets": point["targets"][::-1]} for point in history]
    assert [one["ct"] for one in assess(*turned)] == [one["ct"] for one in assess(*history)]


@given(history=histories(), kind=st.sampled_from(["node", "extranodal", "assessable"]))
def test_a_new_lesion_never_improves(history, kind):
    new = {"id": "L1", "kind": kind, "certainty": "unequivocal"}
    worse = [*history[:-1], {**history[-1], "new_lesions": [new]}]
    assert RANKING.index(ct(*worse)) >= RANKING.index(ct(*history))


@given(history=histories())
def test_a_target_left_out_is_never_gone(history):
    found = assess(*history[:-1], {"targets": history[-1]["targets"][1:]})[-1]
    assert found["spd_mm2"] is None
    assert found["ct"] in ("NE", "PD")
    assert "L04" in checks(found)


@given(history=histories(), factor=st.sampled_from([Decimal("0.5"), Decimal(2), Decimal("3.3")]))
def test_scaling_all_lengths_leaves_the_change_of_the_spd_alone(history, factor):
    def scaled(one):
        return {**one, "ldi_mm": one["ldi_mm"] * factor, "sdi_mm": one["sdi_mm"] * factor}

    larger = [{"targets": [scaled(one) for one in point["targets"]]} for point in history]
    changes = [one["change_from_baseline_percent"] for one in assess(*history)]
    assert [one["change_from_baseline_percent"] for one in assess(*larger)] == changes


@given(
    score=st.sampled_from(["1", "2", "3", "4", "5"]),
    uptake=st.sampled_from(["reduced", "unchanged", "increased"]),
    marrow=st.sampled_from(["none", "reduced", "unchanged", "new_or_recurrent"]),
)
def test_new_foci_and_missing_marrow_never_improve_pet(score, uptake, marrow):
    before = PET_RANKING.index(pet(score, uptake=uptake, marrow_uptake=marrow)["pet"])
    assert PET_RANKING.index(pet(score, uptake=uptake, marrow_uptake=marrow, new_foci=True)["pet"]) >= before
    assert pet(score, uptake=uptake)["pet"] in ("NE", "PMD")


def test_best_response_ends_with_progression():
    points = [{"targets": [target(20, 20)]}, {"targets": [target(12, 10)]}, {"targets": [target(30, 30)]}]
    found = answer(*points, {"targets": [target(10, 10)]})
    assert (found["best_overall_response"], found["progression_day"]) == ("CR", 112)
