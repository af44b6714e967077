"""iRECIST: thresholds and windows at, below and above in exact decimals; what must never change or improve a response.

Each row of the decision tables is reached by a worked example of `examples.py`, which tests/core/test_catalogue.py
assesses; here stand the edges of each row.
"""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.irecist.assess import RANKING

IRECIST = find_criterion("irecist")
SIZES = st.decimals(min_value=5, max_value=150, places=1)
ABSENT = {"id": "L1", "state": "absent"}


def target(size, name="T1", **more):
    return {"id": name, "organ": f"organ {name}", "state": "measured", "diameter_mm": Decimal(str(size)), **more}


def point(day, *sizes, new=(), **more):
    targets = [target(size, f"T{n + 1}") for n, size in enumerate(sizes)]
    return {"day": day, "targets": targets, **({"new_lesions": list(new)} if new else {}), **more}


def new(name="L1", **more):
    return {"id": name, "organ": "lung", **more}


def measured(size, name="L1"):
    return new(name, kind="target", diameter_mm=Decimal(str(size)))


def answer(*points, **parameters):
    return IRECIST.assess({"time_points": list(points), "parameters": parameters})


def codes(*points, **parameters):
    return [one["overall"] for one in answer(*points, **parameters)["time_points"]]


def rules(*points, **parameters):
    return [one["rule"] for one in answer(*points, **parameters)["time_points"]]


@pytest.mark.parametrize(
    ("size", "overall"),
    [
        ("119.999", "iSD"),
        ("120", "iUPD"),
        ("120.001", "iUPD"),
        ("70.001", "iSD"),
        ("70", "iPR"),
        ("69.999", "iPR"),
    ],
)
def test_thresholds_of_recist_are_inclusive_and_exact(size, overall):
    """Baseline 100 mm: 120 mm is exactly +20 %, 70 mm exactly -30 %."""
    assert codes(point(0, 100), point(56, size)) == [None, overall]


def test_twenty_percent_without_five_millimetres_is_no_progression():
    """Baseline 20 mm: 24 mm is +20 % but only 4 mm; 25 mm is 5 mm."""
    assert codes(point(0, 20), point(56, "24.999")) == [None, "iSD"]
    assert codes(point(0, 20), point(56, 25)) == [None, "iUPD"]


@pytest.mark.parametrize(
    ("size", "overall"), [("124.999", "iUPD"), ("125", "iCPD"), ("125.001", "iCPD"), ("119.999", "iSD")]
)
def test_target_progression_is_confirmed_by_5_mm_more(size, overall):
    """iUPD at 120 mm: 125 mm is exactly 5 mm more; below 120 mm it is no longer progression against 100 mm."""
    assert codes(point(0, 100), point(56, 120), point(84, size)) == [None, "iUPD", overall]


@pytest.mark.parametrize(("size", "overall"), [("14.999", "iUPD"), ("15", "iCPD"), ("15.001", "iCPD")])
def test_a_new_target_confirms_from_5_mm_more_and_never_joins_the_sum(size, overall):
    found = answer(point(0, 50), point(56, 50, new=[measured(10)]), point(84, 50, new=[measured(size)]))
    assert [one["overall"] for one in found["time_points"]] == [None, "iUPD", overall]
    assert [one["sum_of_diameters_mm"] for one in found["time_points"]] == [50.0, 50.0, 50.0]
    assert found["time_points"][2]["new_target_sum_mm"] == float(size)


@pytest.mark.parametrize(
    ("day", "rule"),
    [(81, "UPD-TOO-EARLY"), (82, "CPD-TARGET"), (84, "CPD-TARGET"), (114, "CPD-TARGET"), (115, "CPD-TARGET")],
)
def test_a_scan_confirms_from_26_days_on(day, rule):
    """iUPD on day 56: day 82 is 28 - 2 days later; a scan after more than 56 + 2 days still confirms, with a remark."""
    found = answer(point(0, 100), point(56, 120), point(day, 130))["time_points"][-1]
    assert found["rule"] == rule
    remarks = [one["check"] for one in found["findings"]]
    assert remarks == (["R07"] if day in (81, 115) else [])


def test_the_tolerance_is_a_choice():
    case = (point(0, 100), point(56, 120), point(82, 130))
    assert codes(*case, window_tolerance_days=0)[-1] == "iUPD"


def test_an_early_scan_confirms_only_for_symptoms_and_with_one_more_new_lesion():
    """EORTC: growth of what is known does not confirm early, a further new lesion on a scan for new symptoms does."""
    start = (point(0, 50), point(56, 50, new=[measured(10)]))
    grown = point(70, 50, new=[measured(20)], made_for_symptoms=True)
    more = [measured(10), new("L2")]
    assert rules(*start, grown)[-1] == "UPD-TOO-EARLY"
    assert rules(*start, point(70, 50, new=more))[-1] == "UPD-TOO-EARLY"
    assert rules(*start, point(70, 50, new=more, made_for_symptoms=True))[-1] == "CPD-EARLY-NEW-LESION"
    refused = point(70, 50, new=more, made_for_symptoms=True)
    assert rules(*start, refused, early_new_lesion_confirms=False)[-1] == "UPD-TOO-EARLY"


def test_an_early_scan_does_not_move_what_later_growth_is_measured_from():
    """iUPD 120 mm, 123 mm after 14 days, 125 mm after 28: 5 mm more than at the first scan."""
    assert codes(point(0, 100), point(56, 120), point(70, 123), point(84, 125))[-1] == "iCPD"


@pytest.mark.parametrize("state", ["present", "unequivocal_progression"])
@pytest.mark.parametrize(("increased", "overall"), [(True, "iCPD"), (False, None)])
def test_any_increase_of_non_target_disease_confirms(state, increased, overall):
    def at(day, **more):
        return {"day": day, "non_targets": [{"id": "N1", **more}]}

    last = at(84, state=state, increased=increased)
    found = codes(at(0, state="present"), at(56, state="unequivocal_progression"), last)
    unconfirmed = "NON-iCR/NON-iUPD" if state == "present" else "iUPD"
    assert found == [None, "iUPD", overall or unconfirmed]


def test_a_non_target_increase_does_not_confirm_progression_of_targets():
    others = {"non_targets": [{"id": "N1", "state": "present", "increased": True}]}
    start = point(0, 100, non_targets=[{"id": "N1", "state": "present"}])
    assert rules(start, point(56, 120, **others), point(84, 120, **others))[-1] == "UPD-UNCHANGED"
    worse = {"non_targets": [{"id": "N1", "state": "unequivocal_progression"}]}
    assert rules(start, point(56, 120, **others), point(84, 120, **worse))[-1] == "CPD-CATEGORY"


def test_the_bar_is_reset_and_a_later_progression_is_new():
    """Nadir 50 mm: 62 is iUPD, 55 iSD, 68 (more than 62 + 5) is a new iUPD and no iCPD, 73 confirms that one."""
    found = answer(point(0, 50), point(56, 62), point(84, 55), point(112, 68), point(140, 73))
    assert [one["overall"] for one in found["time_points"]] == [None, "iUPD", "iSD", "iUPD", "iCPD"]
    assert (found["first_unconfirmed_day"], found["progression_day"]) == (56, 112)


def test_a_later_progression_is_measured_from_the_nadir_not_from_the_baseline():
    assert codes(point(0, 100), point(56, 50), point(112, 60))[-1] == "iUPD"


@pytest.mark.parametrize(
    ("size", "rule"), [("95.001", "UPD-UNCHANGED"), ("95", "SD"), ("70", "PR"), ("100", "UPD-UNCHANGED")]
)
def test_beside_a_persisting_new_lesion_only_shrinkage_ends_an_iupd(size, rule):
    assert rules(point(0, 100), point(56, 100, new=[new()]), point(112, size, new=[new()]))[-1] == rule


def test_a_new_lesion_that_goes_away_ends_its_iupd():
    assert codes(point(0, 50), point(56, 50, new=[new()]), point(112, 50, new=[ABSENT])) == [None, "iUPD", "iSD"]


@pytest.mark.parametrize("told", [[new(state="not_evaluable")], []])
def test_a_new_lesion_not_evaluated_neither_keeps_nor_ends_its_iupd(told):
    """The iUPD stays open: one more new lesion confirms it later."""
    case = (point(0, 50), point(56, 50, new=[new()]), point(84, 50, new=told))
    assert rules(*case)[-1] == "NE-PROGRESSION"
    assert rules(*case, point(112, 50, new=[new(), new("L2")]))[-1] == "CPD-NEW-LESION-MORE"


def test_an_iupd_ends_a_kept_response():
    """100, 60 (iPR), 80 (33 % above 60: iUPD), 71.9 (19.8 % above 60, 28.1 % below 100): iSD, no iPR is kept."""
    assert codes(point(0, 100), point(56, 60), point(112, 80), point(168, "71.9")) == [None, "iPR", "iUPD", "iSD"]


def test_new_lesions_that_outlived_an_iupd_open_another_only_by_recists_measure():
    """Smallest sum 25 mm: 29.999 is less than 20 % and 5 mm more, 30 is exactly both; one more new lesion always."""

    def last(*lesions):
        start = (point(0, 100), point(56, 100, new=[measured(25)]), point(112, 60, new=[measured(25)]))
        return rules(*start, point(168, 60, new=lesions))[-1]

    assert last(measured("29.999")) == "PR"
    assert last(measured(30)) == "UPD-NEW-LESION-GROWS"
    assert last(measured(25), new("L2")) == "UPD-NEW-LESION"


def test_an_equivocal_new_lesion_is_followed_and_dates_back_when_it_becomes_certain():
    unsure, sure = new(certainty="equivocal"), new()
    case = (
        point(0, 50),
        point(56, 50, new=[unsure]),
        point(112, 50, new=[sure]),
        point(140, 50, new=[sure, new("L2")]),
    )
    found = answer(*case)
    assert [one["overall"] for one in found["time_points"]] == [None, "iSD", "iUPD", "iCPD"]
    assert found["progression_day"] == 56
    assert answer(*case, date_back_equivocal=False)["progression_day"] == 112


def test_an_iupd_that_is_last_counts_unless_the_trial_says_no():
    case = (point(0, 100), point(56, 120))
    assert answer(*case)["progression_day"] == 56
    assert answer(*case)["progression_confirmed"] is False
    assert answer(*case, unconfirmed_counts=False)["progression_day"] is None


def test_best_response_asks_for_confirmation_and_duration_when_told():
    case = (point(0, 100), point(28, 60), point(42, 120))
    assert answer(*case)["best_overall_response"] == "iPR"
    assert answer(*case, confirm=True)["best_overall_response"] == "iUPD"
    confirmed = (point(0, 100), point(28, 60), point(42, 120), point(70, 60))
    assert answer(*confirmed, confirm=True)["best_overall_response"] == "iPR"
    assert answer(point(0, 100), point(41, 100))["best_overall_response"] == "NE"
    assert answer(point(0, 100), point(42, 100))["best_overall_response"] == "iSD"


def test_a_partial_response_after_a_complete_one_is_no_progression_for_the_best_response():
    """iCR once, then iPR twice, 56 days apart: with confirmation asked, iPR is confirmed and iCR is not."""

    def at(day, state, other):
        return {"day": day, "targets": [{"id": "T1", **state}], "non_targets": [{"id": "N1", "state": other}]}

    gone = {"state": "absent"}
    case = (
        at(0, {"diameter_mm": 30}, "present"),
        at(56, gone, "absent"),
        at(112, gone, "present"),
        at(168, gone, "present"),
    )
    assert codes(*case) == [None, "iCR", "iPR", "iPR"]
    assert answer(*case)["best_overall_response"] == "iCR"
    assert answer(*case, confirm=True)["best_overall_response"] == "iPR"


def test_growth_of_a_lesion_missing_at_either_scan_never_adds():
    """T1 120 mm and T2 missing: iUPD; T2 is 30 mm later, but T1 has not grown: no confirmation by T2."""
    missing = {"day": 56, "targets": [target(120), {"id": "T2", "state": "not_evaluable"}]}
    found = answer(point(0, 80, 10), missing, point(84, 120, 30))["time_points"][-1]
    assert (found["overall"], found["further_increase_mm"]) == ("iUPD", 0.0)


@pytest.mark.parametrize(
    ("change", "check", "place"),
    [
        ([measured(9.9)], "R02", "new_lesions[0].diameter_mm"),
        ([{**measured(14.9), "node": True}], "R02", "new_lesions[0].diameter_mm"),
        ([measured(10, f"L{n}") for n in range(3)], "R01", "new_lesions"),
        ([{**measured(10, f"L{n}"), "organ": f"organ {n}"} for n in range(6)], "R01", "new_lesions"),
        ([{**ABSENT, "increased": True}], "R05", "new_lesions[0].increased"),
        ([new(kind="target", state="unequivocal_progression")], "R06", "new_lesions[0].state"),
    ],
)
def test_edit_checks_of_new_lesions_name_the_field(change, check, place):
    findings = answer(point(0, 50), point(56, 50, new=change))["time_points"][-1]["findings"]
    assert [(one["check"], one["field"]) for one in findings] == [(check, place)]


def test_a_new_lesion_is_followed_on_and_stays_what_it_was():
    start = (point(0, 50), point(56, 50, new=[new()]))

    def checks(*lesions):
        return [one["check"] for one in answer(*start, point(84, 50, new=lesions))["time_points"][-1]["findings"]]

    assert checks() == ["R03"]
    assert checks(measured(10)) == ["R04"]
    assert checks(new(certainty="equivocal")) == ["R09"]
    assert checks(ABSENT) == []


def test_checks_of_recist_hold_here_too():
    found = answer(point(0, 9, 20), point(56, 9))["time_points"]
    assert [(one["check"], one["lesion"]) for one in found[0]["findings"]] == [("B03", "T1")]
    assert [(one["check"], one["lesion"]) for one in found[1]["findings"]] == [("F01", "T2")]


@pytest.mark.parametrize(
    ("points", "where"),
    [
        ([point(0, -1)], r"time_points\[0\].targets\[0\].diameter_mm"),
        ([point(0, 501)], r"time_points\[0\].targets\[0\].diameter_mm"),
        ([point(0, "NaN")], r"time_points\[0\].targets\[0\].diameter_mm"),
        ([point(0, 50, new=[new()])], r"time_points\[0\].new_lesions"),
        ([point(0, 50), point(0, 50)], r"time_points\[1\].day"),
        ([point(0, 50), point(56, 50, 20)], r"time_points\[1\].targets\[1\].id"),
        ([point(0, 50), point(56, 50, new=[new(), new()])], r"time_points\[1\].new_lesions"),
        ([point(0, 50), point(56, 50, new=[new(kind="target")])], r"time_points\[1\].new_lesions\[0\].diameter_mm"),
        ([point(0, 50), point(56, 50, new=[new(diameter_mm=5)])], r"time_points\[1\].new_lesions\[0\].diameter_mm"),
        ([point(0, 50), {"day": 56, "targets": [target(50, organ="lung")]}], r"time_points\[1\].targets\[0\].organ"),
    ],
)
def test_bad_input_is_refused_with_its_place(points, where):
    with pytest.raises(CaseError, match=where):
        answer(*points)


@st.composite
def histories(draw):
    """Two to five time points of the same one to three targets, with new lesions now and then."""
    number = draw(st.integers(1, 3))
    days = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=4)))
    history = [point(0, *(draw(SIZES) for _ in range(number)))]
    seen = 0
    for day in days:
        seen = max(seen, draw(st.integers(0, 2)))
        lesions = [measured(draw(SIZES), f"L{n}") for n in range(seen)]
        history.append(point(day, *(draw(SIZES) for _ in range(number)), new=lesions))
    return history


@settings(max_examples=50)
@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    turned = [
        {**one, "targets": one["targets"][::-1], "new_lesions": one.get("new_lesions", [])[::-1]} for one in history
    ]
    assert codes(*turned) == codes(*history)


@settings(max_examples=50)
@given(history=histories(), symptoms=st.booleans())
def test_one_more_new_lesion_never_improves_the_response_it_is_seen_at(history, symptoms):
    last = {**history[-1], "made_for_symptoms": symptoms}
    more = {**last, "new_lesions": [*last.get("new_lesions", []), new("L9")]}
    before, after = codes(*history[:-1], last)[-1], codes(*history[:-1], more)[-1]
    assert RANKING.index(after) >= RANKING.index(before)
    assert after in ("iUPD", "iCPD")


@settings(max_examples=50)
@given(history=histories(), data=st.data())
def test_a_target_that_is_not_told_is_never_counted_as_gone(history, data):
    left_out = data.draw(st.integers(0, len(history[0]["targets"]) - 1))
    kept = [one for n, one in enumerate(history[-1]["targets"]) if n != left_out]
    found = answer(*history[:-1], {**history[-1], "targets": kept})["time_points"][-1]
    assert found["sum_of_diameters_mm"] is None
    assert found["overall"] in ("NE", "iUPD", "iCPD")
    assert "F01" in [one["check"] for one in found["findings"]]


@settings(max_examples=50)
@given(history=histories())
def test_new_lesions_change_no_number_of_the_targets(history):
    bare = [{key: value for key, value in one.items() if key != "new_lesions"} for one in history]
    keys = ("sum_of_diameters_mm", "baseline_mm", "nadir_mm", "change_from_nadir_percent")
    with_new, without = answer(*history)["time_points"], answer(*bare)["time_points"]
    assert [[one[key] for key in keys] for one in with_new] == [[one[key] for key in keys] for one in without]


@settings(max_examples=50)
@given(history=histories())
def test_a_confirmed_progression_follows_an_unconfirmed_one_of_the_same_series(history):
    found = answer(*history)
    done = found["time_points"]
    for before, now in pairwise(done):
        if now["overall"] == "iCPD" and before["overall"] != "iCPD":
            assert now["day"] - now["unconfirmed_since_day"] >= 26
            assert before["unconfirmed_since_day"] == now["unconfirmed_since_day"]
    if "iCPD" in [one["overall"] for one in done]:
        first = next(one for one in done if one["overall"] == "iCPD")
        assert (found["progression_day"], found["progression_confirmed"]) == (first["progression_day"], True)


def test_a_case_written_for_recist_reads_here_too():
    """Sum 50 to 62 mm is 24 % and 12 mm: iUPD; an unequivocal new lesion without more words is new non-target."""
    others = [{"id": "N1", "organ": "lymph node", "node": True, "state": "present"}]
    first = {"day": 0, "targets": [target(50, node=False)], "non_targets": others}
    later = {**first, "day": 56, "targets": [target(62)], "new_lesions": [{"id": "L1", "certainty": "unequivocal"}]}
    found = answer(first, later)["time_points"][-1]
    assert (found["overall"], found["reasons"]) == ("iUPD", ["UPD-TARGET", "UPD-NEW-LESION"])
    assert (found["new_lesion"], found["new_target_sum_mm"]) == (True, None)
