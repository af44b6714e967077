"""PCWG3: flare and 2 + 2 at their thresholds, every row of the joint table, what was not judged is never gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

PCWG3 = find_criterion("pcwg3")
STATES = {"p": "present", "a": "absent", "n": "not_evaluable"}


def point(day, lesions="", bone="lesions", soft_tissue="SD"):
    """`lesions`: state and id, such as "pA pB aC"."""
    new = [{"id": one[1:], "state": STATES[one[0]]} for one in lesions.split()]
    told = {"soft_tissue": soft_tissue} if soft_tissue else {}
    return {"day": day, "bone": bone, "new_bone_lesions": new, **told}


def assess(*points, disease="targets", baseline="lesions", **parameters):
    first = {"day": 0, "bone": baseline, "soft_tissue_disease": disease}
    return PCWG3.assess({"time_points": [first, *points], "parameters": parameters})


def bones(*points, **more):
    return [one["bone_response"] for one in assess(*points, **more)["time_points"][1:]]


def rules(*points, **more):
    return [one["bone"]["rule"] for one in assess(*points, **more)["time_points"][1:]]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("pA", "pA pB", ["NON-PD", "NON-PD"]),
        ("pA pB", "pA pB pC", ["NON-PD", "NON-PD"]),
        ("pA pB", "pA pB pC pD", ["PD", "PD"]),
        ("pA pB pC", "pA pB pC pD pE", ["PD", "PD"]),
        ("pA pB", "aA aB pC pD", ["PD", "PD"]),
        ("pA", "pA pB pC", ["NON-PD", "PDu"]),
        ("", "pA", ["NON-PD", "NON-PD"]),
        ("", "pA pB", ["NON-PD", "PDu"]),
    ],
)
def test_two_and_two_within_the_flare(first, second, expected):
    """One, two or three new lesions on day 56; the further ones of day 98 decide."""
    assert bones(point(56, first), point(98, second)) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(97, ["PDu", "PDu"]), (98, ["PD", "PD"]), (99, ["PD", "PD"]), (180, ["PD", "PD"])]
)
def test_the_confirming_scan_is_six_weeks_away_at_least(day, expected):
    assert bones(point(56, "pA pB"), point(day, "pA pB pC pD")) == expected
    assert bones(point(56), point(100, "pA pB"), point(day + 44, "pA pB"))[1:] == expected


@pytest.mark.parametrize(("day", "rule"), [(83, "BONE-NON-PD-FLARE"), (84, "BONE-NON-PD-FLARE"), (85, "BONE-PD")])
def test_the_flare_ends_on_its_last_day(day, rule):
    """Persisting lesions refute nothing after the flare: from day 85 on they confirm."""
    found = assess(point(day, "pA pB"), point(200, "pA pB"))["time_points"][1]
    assert found["bone"]["rule"] == rule
    assert ("P06" in [one["check"] for one in found["findings"]]) is (day == 85)
    assert rules(point(85, "pA pB"), point(200, "pA pB"), flare_days=91)[0] == "BONE-NON-PD-FLARE"


@pytest.mark.parametrize(
    ("confirming", "rule", "settled"),
    [
        ("pA pB", "BONE-PD", 168),
        ("pA aB", "BONE-NON-PD-VANISHED", 168),
        ("aA aB pC pD", "BONE-NON-PD-VANISHED", 168),
        ("pA aB pC pD", "BONE-PD", 168),
        ("pA nB", "BONE-PDU", None),
        ("nA aB", "BONE-NON-PD-VANISHED", 168),
        ("pA", "BONE-PDU", None),
    ],
)
def test_after_the_flare_lesions_persist_or_grow_in_number(confirming, rule, settled):
    """Two new lesions on day 126; the scan of day 168 confirms, refutes, or can't tell."""
    found = assess(point(56), point(126, "pA pB"), point(168, confirming))["time_points"][2]["bone"]
    assert (found["rule"], found["settled_by_day"], found["reference_day"]) == (rule, settled, 56)


def test_a_later_scan_settles_what_the_first_could_not():
    history = [point(56), point(126, "pA pB"), point(168, "pA nB"), point(210, "pA pB")]
    assert bones(*history) == ["NON-PD", "PD", "PD", "PD"]
    skipped = [point(56), point(126, "pA pB"), point(168, "", "not_evaluable"), point(210, "pA pB")]
    assert bones(*skipped) == ["NON-PD", "PD", "NE", "PD"]
    assert assess(*skipped)["bone_progression_day"] == 126


def test_lesions_of_the_flare_are_old_for_every_later_scan():
    history = [point(56, "pA pB pC"), point(98, "pA pB pC"), point(140, "pA pB pC pD pE"), point(182, "pA pB pC pD pE")]
    assert bones(*history) == ["NON-PD", "NON-PD", "PD", "PD"]
    assert assess(*history)["time_points"][3]["bone"]["new"] == 2


def test_a_lesion_first_listed_as_not_judged_stays_unknown():
    assert rules(point(56), point(112, "nA nB"), point(168))[1:] == ["BONE-NE-LESIONS"] * 2
    assert bones(point(56), point(112, "nA nB"), point(168, "aA aB"))[1:] == ["NE", "NON-PD"]
    assert bones(point(56, "nA pB"), point(112, "pA pB pC")) == ["NE", "NON-PD"]


def test_a_scan_too_early_to_settle_waits():
    early = [point(56, "pA pB"), point(77, "pA pB")]
    assert rules(*early) == ["BONE-PDU-FLARE", "BONE-PDU-WAITING"]
    assert bones(*early, point(98, "pA pB")) == ["NON-PD"] * 3
    assert bones(*early, point(98, "pA pB pC pD")) == ["PD"] * 3


def test_lesions_that_come_one_by_one_date_to_the_second():
    history = [point(56), point(112, "pA"), point(168, "pA pB"), point(224, "pA pB")]
    assert bones(*history) == ["NON-PD", "NON-PD", "PD", "PD"]
    assert assess(*history)["progression_day"] == 168


@pytest.mark.parametrize(
    ("soft_tissue", "bone", "disease", "overall"),
    [
        ("PD", "NON-PD", "targets", "PD"), ("PD", "NE", "targets", "PD"), ("SD", "PD", "targets", "PD"),
        ("NED", "PD", "none", "PD"), ("NE", "PD", "targets", "PD"), (None, "PD", "targets", "PD"),
        (None, "NED", "targets", "NE"), ("NE", "NON-PD", "targets", "NE"), ("NE", "PDu", "targets", "NE"),
        ("NE", "NED", "targets", "NE"), ("NE", "NE", "targets", "NE"), ("NED", "NON-PD", "none", "NON-CR/NON-PD"),
        ("NED", "PDu", "none", "PDu"), ("NED", "NED", "none", "NE"), ("NED", "NE", "none", "NE"),
        ("SD", "NON-PD", "targets", "SD"), ("SD", "PDu", "targets", "SD"), ("SD", "NED", "targets", "SD"),
        ("SD", "NE", "targets", "SD"), ("NON-CR/NON-PD", "NON-PD", "non_targets_only", "NON-CR/NON-PD"),
        ("NON-CR/NON-PD", "NE", "non_targets_only", "NON-CR/NON-PD"), ("PR", "NON-PD", "targets", "PR"),
        ("PR", "PDu", "targets", "PR"), ("PR", "NED", "targets", "PR"), ("PR", "NE", "targets", "PR"),
        ("CR", "NON-PD", "targets", "PR"), ("CR", "PDu", "targets", "PR"), ("CR", "NE", "targets", "PR"),
        ("CR", "NON-PD", "non_targets_only", "NON-CR/NON-PD"), ("CR", "PDu", "non_targets_only", "NON-CR/NON-PD"),
        ("CR", "NE", "non_targets_only", "NON-CR/NON-PD"), ("CR", "NED", "targets", "CR"),
        ("CR", "NED", "non_targets_only", "CR"),
    ],
)  # fmt: skip
def test_every_row_of_the_joint_table(soft_tissue, bone, disease, overall):
    scans = {
        "NON-PD": [point(56, "")], "NED": [point(56, "", "none")], "NE": [point(56, "", "not_evaluable")],
        "PDu": [point(56, "pA pB")], "PD": [point(56, "pA pB"), point(98, "pA pB pC pD")],
    }[bone]  # fmt: skip
    scans[0] = {**scans[0], "soft_tissue": soft_tissue}
    found = assess(*scans, disease=disease)["time_points"][1]
    assert (found["bone_response"], found["overall"]) == (bone, overall)


@pytest.mark.parametrize(
    ("history", "parameters", "best"),
    [
        ([point(56, soft_tissue="PR"), point(84, soft_tissue="PR")], {}, "PR"),
        ([point(56, soft_tissue="PR"), point(83, soft_tissue="PR")], {}, "SD"),
        ([point(41), point(84, soft_tissue="PD")], {}, "PD"),
        ([point(42), point(84, soft_tissue="PD")], {}, "SD"),
        ([], {}, "NE"),
    ],
)
def test_best_response_is_confirmed_after_28_days(history, parameters, best):
    assert assess(*history, **parameters)["best_overall_response"] == best


def test_an_unsettled_progression_counts_as_the_trial_says():
    history = [point(56, "pA pB", soft_tissue="NED")]
    assert assess(*history, disease="none")["best_overall_response"] == "SD"
    assert assess(*history, disease="none", unsettled="PD")["best_overall_response"] == "PD"


@st.composite
def histories(draw):
    """Two to four scans; each lists every lesion seen before, in one of the three states, and some new ones."""
    days = sorted(draw(st.sets(st.integers(20, 400), min_size=2, max_size=4)))
    seen, scans = [], []
    for number, day in enumerate(days):
        old = [draw(st.sampled_from("ppan")) + name for name in seen]
        fresh = [f"L{number}{letter}" for letter in "abc"[: draw(st.integers(0, 3))]]
        scans.append(point(day, " ".join([*old, *(f"p{name}" for name in fresh)])))
        seen += fresh
    return scans


@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    turned = [{**one, "new_bone_lesions": one["new_bone_lesions"][::-1]} for one in history]
    assert rules(*turned) == rules(*history)


RANKING = ("NON-PD", "NE", "PDu", "PD")


@given(history=histories())
def test_a_new_lesion_on_the_last_scan_never_improves_any_response(history):
    last = history[-1]
    more = [*history[:-1], {**last, "new_bone_lesions": [*last["new_bone_lesions"], {"id": "X", "state": "present"}]}]
    for before, after in zip(bones(*history), bones(*more), strict=True):
        assert RANKING.index(after) >= RANKING.index(before)


@given(history=histories(), data=st.data())
def test_a_lesion_that_is_not_told_is_never_taken_for_gone(history, data):
    """Leaving out a lesion counts as one that could not be judged, whatever the other lesions are."""
    earlier = {one["id"] for each in history[:-1] for one in each["new_bone_lesions"]}
    if not earlier:
        return
    name = data.draw(st.sampled_from(sorted(earlier)))
    kept = [one for one in history[-1]["new_bone_lesions"] if one["id"] != name]
    unjudged = [*kept, {"id": name, "state": "not_evaluable"}]
    without = [*history[:-1], {**history[-1], "new_bone_lesions": kept}]
    assert rules(*without) == rules(*history[:-1], {**history[-1], "new_bone_lesions": unjudged})
    assert name in [one["lesion"] for one in assess(*without)["time_points"][-1]["findings"] if one["check"] == "P02"]


@pytest.mark.parametrize(
    ("told", "disease", "checks"),
    [
        (point(56, soft_tissue=None), "targets", ["P03"]),
        (point(56, soft_tissue="NED"), "targets", ["P04"]),
        (point(56, soft_tissue="CR"), "none", ["P04"]),
        (point(56, soft_tissue="PR"), "non_targets_only", ["P04"]),
        (point(56, "aA"), "targets", ["P01"]),
        (point(56, "pA"), "targets", []),
    ],
)
def test_what_does_not_fit_together_is_named(told, disease, checks):
    found = assess(told, disease=disease)["time_points"][-1]["findings"]
    assert [one["check"] for one in found] == checks


def test_a_response_at_baseline_is_named():
    first = {"day": 0, "bone": "none", "soft_tissue_disease": "targets", "soft_tissue": "SD"}
    assert [one["check"] for one in PCWG3.assess({"time_points": [first]})["time_points"][0]["findings"]] == ["P05"]


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (point(56, "pA", "none"), "bone"),
        (point(56, "pA", "not_evaluable"), "bone"),
        (point(56, "pA pA"), "new_bone_lesions"),
        (point(0), "day"),
        (point(56, soft_tissue="MR"), "soft_tissue"),
        ({**point(56), "soft_tissue_disease": "none"}, "soft_tissue_disease"),
    ],
)
def test_bad_input_is_refused_by_its_field(told, where):
    with pytest.raises(CaseError) as refused:
        assess(told)
    assert refused.value.where == f"time_points[1].{where}"
