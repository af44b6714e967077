"""Outcomes from signed reads: hand-worked cases, the same answer as the criterion's own, and what is missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.outcomes.rules import (
    CaseFacts,
    Rule,
    Side,
    SignedRead,
    Verdict,
    derive_outcomes,
    plot_subject,
)
from centralis.core.criteria import recist_1_1 as recist
from centralis.core.criteria.best_response import BestResponseRule
from centralis.core.reading.adjudication import parse_conditions

DAY_0 = date(2026, 1, 10)
CONDITIONS = parse_conditions(["best_overall_response differs", "progression_date differs by more than 0 days"])
RULE = Rule(
    BestResponseRule(sd_min_days=49, confirmation_days=28, missing_as_ne=True), 2, CONDITIONS, {"software": "test 1"}
)
PARAMETERS = recist.read_parameters({"confirmation_days": 28, "sd_min_days": 49})


def reads(number, points):
    """A reader's signed reads from (day, assessment fields)."""
    made = []
    for place, (day, fields) in enumerate(points):
        found = {"day": day, "overall": None, "sentence": f"rule of day {day}.", "progression_day": None, **fields}
        if found["overall"] == "PD" and found["progression_day"] is None:
            found["progression_day"] = day
        name = f"V{place}"
        made.append(SignedRead(f"r{number}-{place}", f"d{number}{place}", name, name, DAY_0 + timedelta(day), found))
    return tuple(made)


def tp(day, overall, change=None, **more):
    return day, {"overall": overall, "change_from_baseline_percent": change, **more}


def derive(one, two=(), verdict=None, reference=DAY_0, unsigned=()):
    sides = [Side(1, reads(1, one), tuple(unsigned))] + ([Side(2, reads(2, two))] if two else [])
    return {found.source: found for found in derive_outcomes(CaseFacts(reference, tuple(sides), verdict), RULE)}


def test_a_confirmed_partial_response_and_a_progression_by_hand():
    found = derive([tp(-7, None, 0.0), tp(56, "PR", -35.0), tp(112, "PR", -41.5), tp(168, "PD", -10.0)])["reader 1"]
    assert (found.best_response, found.best_response_on) == ("PR", DAY_0 + timedelta(56))
    assert "confirmed by PR on day 112" in found.best_response_sentence
    assert found.best_response_sentence.endswith("Day 0 is 2026-01-10.")
    assert found.progression_date == DAY_0 + timedelta(168)
    assert found.progression_sentence == f"PD at V3 on {DAY_0 + timedelta(168)}. rule of day 168."
    assert found.best_change_percent == Decimal("-41.5")
    assert [point["day"] for point in found.time_points] == [-7, 56, 112, 168]
    assert found.time_points[1]["read_sha256"] == "d11"


def test_an_unconfirmed_response_counts_as_stable_disease():
    found = derive([tp(-7, None), tp(56, "PR", -35.0)])["reader 1"]
    assert (found.best_response, found.progression_date) == ("SD", None)
    assert found.progression_sentence == "No read shows progression."


def test_a_progression_dates_back_to_the_first_sighting_and_ends_the_record_there():
    found = derive([tp(-7, None), tp(56, "SD"), tp(84, "PR", -31.0), tp(112, "PD", progression_day=84)])["reader 1"]
    assert found.progression_date == DAY_0 + timedelta(84)
    assert f"counted back to {DAY_0 + timedelta(84)}" in found.progression_sentence
    assert found.best_response == "SD"


def test_agreeing_readers_give_reader_1_as_the_central_result():
    one = [tp(-7, None), tp(56, "SD", -10.0), tp(112, "PD", 25.0)]
    two = [tp(-7, None), tp(56, "SD", -5.0), tp(112, "PD", 30.0)]
    found = derive(one, two)
    assert list(found) == ["reader 1", "reader 2", "central"]
    central = found["central"]
    assert (central.best_response, central.progression_date) == ("SD", DAY_0 + timedelta(112))
    assert central.time_points == found["reader 1"].time_points
    assert central.basis["result_of"] == "reader 1"
    assert [read["content_sha256"] for read in central.basis["reads"]] == ["d10", "d11", "d12", "d20", "d21", "d22"]
    assert central.basis["software"] == "test 1"
    assert central.explanation.startswith("The reads agree; the result is that of reader 1.")


def test_differing_readers_wait_for_the_adjudicator_and_take_the_choice():
    one, two = [tp(-7, None), tp(56, "SD")], [tp(-7, None), tp(56, "PD", 22.0)]
    waiting = derive(one, two)["central"]
    assert (waiting.best_response, waiting.time_points) == ("", ())
    assert waiting.missing == ("the reads differ and the adjudication is not decided",)
    due = derive(one, two, Verdict("a1", None))["central"]
    assert due.missing == waiting.missing
    decided = derive(one, two, Verdict("a1", 2, "da", "the new mass is real"))["central"]
    assert (decided.best_response, decided.progression_date) == ("PD", DAY_0 + timedelta(56))
    assert decided.explanation == "The adjudicator chose reader 2: the new mass is real."
    assert decided.basis["adjudication"] == {"id": "a1", "content_sha256": "da"}
    assert decided.missing == ()


def test_a_subject_that_is_not_finished_says_what_is_missing_and_has_no_central_result():
    found = derive([tp(-7, None), tp(56, "SD")], unsigned=("Week 16",))
    assert found["reader 1"].missing == ("reader 1 has not signed Week 16",)
    central = found["central"]
    assert central.missing == ("reader 1 has not signed Week 16", "reader 2 has signed nothing")
    assert (central.best_response, central.best_response_on, central.progression_date) == ("", None, None)
    assert central.explanation.startswith("No central result yet: reader 1 has not signed Week 16;")


def test_without_day_0_there_is_no_best_response_and_without_reads_no_outcome():
    found = derive([tp(-7, None), tp(56, "SD")], reference=None)["reader 1"]
    assert (found.best_response, found.time_points[0]["day"]) == ("", None)
    assert found.missing == ("the date of day 0 (the trial's anchor) is not entered",)
    assert derive_outcomes(CaseFacts(DAY_0, (Side(1, ()),)), RULE) == ()


def test_two_time_points_on_one_day_are_named_and_stop_nothing_else():
    found = derive([tp(-7, None), tp(56, "SD"), (56, {"overall": "PR"})])["reader 1"]
    assert found.best_response == ""
    assert "Two responses are given for day 56" in found.missing[0]


SUMS = st.lists(st.integers(min_value=12, max_value=150), min_size=2, max_size=7)


@pytest.mark.req("R3-9")
@given(SUMS)
def test_the_answer_is_the_criterions_own_for_any_course(sums):
    """What `adjudication` compared (the criterion's case answer) is what the outcome says."""
    days = [-7, *(56 * place for place in range(1, len(sums)))]
    points = [
        recist.TimePoint(day=day, targets=(recist.Target("T1", "liver", diameter_mm=Decimal(total)),))
        for day, total in zip(days, sums, strict=True)
    ]
    case = recist.assess_case(recist.Case(tuple(points), PARAMETERS))
    answer = recist.write_answer(case)
    signed = [(point["day"], point) for point in answer["time_points"]]
    found = derive(signed)["reader 1"]
    expected = case.progression_day
    assert found.best_response == answer["best_overall_response"]
    assert found.progression_date == (None if expected is None else DAY_0 + timedelta(expected))


def test_a_plotted_subject_has_its_points_after_baseline_only():
    derived = derive([tp(-7, None, 0.0), tp(56, "SD", -10.0), tp(112, "NE", None)])["reader 1"]
    plotted = plot_subject("01-001", derived.time_points, "SD", ongoing=True)
    assert [(point.day, point.change_percent) for point in plotted.points] == [(56, Decimal("-10.0")), (112, None)]
    assert (plotted.last_day, plotted.is_ongoing) == (112, True)
