"""Outcomes from signed reads: the criterion's own answer for any course, the central choice, and what is missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.outcomes.facts import CaseFacts, Rule, Side, SignedRead, Verdict
from centralis.apps.outcomes.meaning import meaning_of
from centralis.apps.outcomes.rules import derive_outcomes, plot_subject
from centralis.core.catalogue import CRITERIA, find_criterion
from centralis.core.reading.adjudication import parse_conditions

DAY_0 = date(2026, 1, 10)
CONDITIONS = parse_conditions(["best_overall_response differs", "progression_date differs by more than 0 days"])
PARAMETERS = {"confirmation_days": 28, "sd_min_days": 49}


def rule_of(name, parameters=None, conditions=CONDITIONS):
    criterion = find_criterion(name)
    reading = criterion.open_reading(parameters or {})
    return Rule(reading, meaning_of(criterion, reading), 2, conditions, {"software": "test 1"})


RULE = rule_of("recist-1.1", PARAMETERS)


def reads(number, points, rule=RULE):
    """A reader's reads from (day, entries), each signed as the rules answered then."""
    made = []
    for place, (day, entries) in enumerate(points):
        found = rule.reading.case(points[: place + 1]).time_points[-1]
        name = f"V{place}"
        on = DAY_0 + timedelta(day)
        made.append(SignedRead(f"r{number}-{place}", f"d{number}{place}", name, name, on, entries, found))
    return tuple(made)


def sums(days_and_mm):
    """Time points of one liver lesion: (day, mm) → entries; a word instead of mm is a new lesion of that certainty."""
    return [
        (day, {"targets": [{"id": "T1", "organ": "liver", "state": "measured", "diameter_mm": mm}], "new_lesions": new})
        for day, mm, new in ((*one, [])[:3] for one in days_and_mm)
    ]


def derive(one, two=(), verdict=None, reference=DAY_0, unsigned=(), rule=RULE):
    sides = [Side(1, reads(1, one, rule), tuple(unsigned))] + ([Side(2, reads(2, two, rule))] if two else [])
    return {found.source: found for found in derive_outcomes(CaseFacts(reference, tuple(sides), verdict), rule)}


def test_a_confirmed_partial_response_and_a_progression_by_hand():
    # 100 → 65 (−35 %) → 58.5 (−41.5 %, confirmed 56 days later) → 90: +31.5 mm, +53.8 % over nadir 58.5
    found = derive(sums([(-7, 100), (56, 65), (112, 58.5), (168, 90)]))["reader 1"]
    assert (found.headline, found.headline_on) == ("PR", DAY_0 + timedelta(56))
    assert "confirmed by PR on day 112" in found.headline_sentence
    assert found.headline_sentence.endswith("Day 0 is 2026-01-10.")
    assert found.progression_date == DAY_0 + timedelta(168)
    assert found.progression_sentence.startswith(f"PD at V3 on {DAY_0 + timedelta(168)}. ")
    assert "31.5 mm above nadir 58.5 mm" in found.progression_sentence
    assert found.best_change_percent == Decimal("-41.5")
    assert [point["day"] for point in found.time_points] == [-7, 56, 112, 168]
    assert [point["response"] for point in found.time_points] == ["", "PR", "PR", "PD"]
    assert [point["value"] for point in found.time_points] == [100, 65, 58.5, 90]
    assert found.time_points[1]["change"] == -35.0
    assert found.time_points[1]["answers"]["nadir_mm"] == 100.0
    assert found.time_points[1]["read_sha256"] == "d11"


def test_an_unconfirmed_response_counts_as_stable_disease():
    found = derive(sums([(-7, 100), (56, 65)]))["reader 1"]
    assert (found.headline, found.progression_date) == ("SD", None)
    assert found.progression_sentence == "No read shows progression."


def test_a_progression_dates_back_to_the_first_sighting_and_ends_the_record_there():
    first = [{"id": "L1", "organ": "bone", "certainty": "equivocal"}]
    sure = [{"id": "L1", "organ": "bone", "certainty": "unequivocal"}]
    found = derive(sums([(-7, 100), (56, 95), (84, 60, first), (112, 58, sure)]))["reader 1"]
    assert found.progression_date == DAY_0 + timedelta(84)
    assert f"counted back to {DAY_0 + timedelta(84)}" in found.progression_sentence
    assert found.headline == "SD"
    assert found.best_change_percent == Decimal("-40")


def test_agreeing_readers_give_reader_1_as_the_central_result():
    one, two = sums([(-7, 100), (56, 90), (112, 130)]), sums([(-7, 98), (56, 93), (112, 135)])
    found = derive(one, two)
    assert list(found) == ["reader 1", "reader 2", "central"]
    central = found["central"]
    assert (central.headline, central.progression_date) == ("SD", DAY_0 + timedelta(112))
    assert central.time_points == found["reader 1"].time_points
    assert central.basis["result_of"] == "reader 1"
    assert [read["content_sha256"] for read in central.basis["reads"]] == ["d10", "d11", "d12", "d20", "d21", "d22"]
    assert central.basis["software"] == "test 1"
    assert central.explanation.startswith("The reads agree; the result is that of reader 1.")


def test_differing_readers_wait_for_the_adjudicator_and_take_the_choice():
    one, two = sums([(-7, 100), (56, 90)]), sums([(-7, 100), (56, 122)])
    waiting = derive(one, two)["central"]
    assert (waiting.headline, waiting.time_points) == ("", ())
    assert waiting.missing == ("the reads differ and the adjudication is not decided",)
    due = derive(one, two, Verdict("a1", None))["central"]
    assert due.missing == waiting.missing
    decided = derive(one, two, Verdict("a1", 2, "da", "the new mass is real"))["central"]
    assert (decided.headline, decided.progression_date) == ("PD", DAY_0 + timedelta(56))
    assert decided.explanation == "The adjudicator chose reader 2: the new mass is real."
    assert decided.basis["adjudication"] == {"id": "a1", "content_sha256": "da"}
    settled = derive(one, two, Verdict("a1", 2, "da", "seen together", by_consensus=True))["central"]
    assert settled.explanation == "The readers settled on reader 2: seen together."
    assert decided.missing == ()


def test_a_subject_that_is_not_finished_says_what_is_missing_and_has_no_central_result():
    found = derive(sums([(-7, 100), (56, 90)]), unsigned=("Week 16",))
    assert found["reader 1"].missing == ("reader 1 has not signed Week 16",)
    central = found["central"]
    assert central.missing == ("reader 1 has not signed Week 16", "reader 2 has signed nothing")
    assert (central.headline, central.headline_on, central.progression_date) == ("", None, None)
    assert central.explanation.startswith("No central result yet: reader 1 has not signed Week 16;")


def test_without_day_0_there_is_no_result_and_without_reads_no_outcome():
    found = derive(sums([(-7, 100), (56, 90)]), reference=None)["reader 1"]
    assert (found.headline, found.time_points[0]["day"]) == ("", None)
    assert found.missing == ("the date of day 0 (the trial's anchor) is not entered",)
    assert derive_outcomes(CaseFacts(DAY_0, (Side(1, ()),)), RULE) == ()


def test_a_case_that_can_not_be_assessed_is_named_and_keeps_what_was_signed():
    good = reads(1, sums([(-7, 100), (56, 90)]))
    twice = SignedRead("r1-2", "d12", "V2", "V2", good[1].on, good[1].entries, good[1].assessment)
    found = derive_outcomes(CaseFacts(DAY_0, (Side(1, (*good, twice)),)), RULE)[0]
    assert found.headline == ""
    assert found.missing[0].startswith("reader 1: no result, since ")
    assert [point["response"] for point in found.time_points] == ["", "SD", "SD"]


def test_a_read_signed_under_other_rules_must_be_looked_at_again():
    good = reads(1, sums([(-7, 100), (56, 65)]))
    other = {**good[1].assessment, "overall": "SD"}
    changed = SignedRead("r", "d", "V1", "V1", good[1].on, good[1].entries, other)
    found = derive_outcomes(CaseFacts(DAY_0, (Side(1, (good[0], changed)),)), RULE)[0]
    assert found.missing == ("reader 1 signed V1 as SD and the rules in force give PR: the read must be reopened",)
    assert (found.time_points[1]["response"], found.time_points[1]["signed_as"]) == ("PR", "SD")


SUMS = st.lists(st.integers(min_value=12, max_value=150), min_size=2, max_size=7)


@pytest.mark.req("R3-9")
@given(SUMS)
def test_the_answer_is_the_criterions_own_for_any_course(course):
    """What `adjudication` compared (the criterion's case answer) is what the outcome says."""
    points = sums([(-7 if place == 0 else 56 * place, mm) for place, mm in enumerate(course)])
    case = {"parameters": PARAMETERS, "time_points": [{"day": day, **entries} for day, entries in points]}
    answer = CRITERIA["recist-1.1"].assess(case)
    found = derive(points)["reader 1"]
    expected = answer["progression_day"]
    assert found.headline == answer["best_overall_response"]
    assert found.progression_date == (None if expected is None else DAY_0 + timedelta(expected))


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_every_worked_example_of_every_criterion_becomes_an_outcome(name):
    for example in CRITERIA[name].examples:
        rule = rule_of(name, example.case.get("parameters", {}), conditions=())
        points = [(point["day"], point) for point in example.case["time_points"]]
        answer = CRITERIA[name].assess(example.case)
        found = derive(points, points, rule=rule)
        central = found["central"]
        assert central.missing == (), example.name
        if CRITERIA[name].kind == "criterion":
            assert central.headline == answer["best_overall_response"]
            day = answer["progression_day"]
            assert central.progression_date == (None if day is None else DAY_0 + timedelta(day))
            assert [point["response"] or None for point in central.time_points] == [
                point["overall"] for point in answer["time_points"]
            ]
        else:
            assert (central.progression_date, central.best_change_percent) == (None, None)
            assert central.progression_sentence == "A score has no progression."
            last = [point["response"] for point in central.time_points if point["response"]]
            assert central.headline == (last[-1] if last else "")


def test_a_score_has_its_change_from_the_first_value():
    # RUST: four cortices of 1 to 3; 4 at first, then 1 + 2 + 2 + 3 = 8: a change of 4
    rule = rule_of("rust", conditions=())
    cortices = ("medial", "lateral", "anterior", "posterior")
    later = dict(zip(cortices, (1, 2, 2, 3), strict=True))
    found = derive([(0, dict.fromkeys(cortices, 1)), (28, later)], rule=rule)["reader 1"]
    assert [point["value"] for point in found.time_points] == [4, 8]
    assert [point["change"] for point in found.time_points] == [None, 4.0]
    assert (found.headline, found.headline_on) == ("8", DAY_0 + timedelta(28))
    assert found.headline_sentence == "Total at the last time point that has one. Day 0 is 2026-01-10."


def test_a_plotted_subject_has_its_points_after_baseline_and_its_progression():
    derived = derive(sums([(-7, 100), (56, 90), (112, 130)]))["reader 1"]
    plotted = plot_subject("01-001", derived, ("CR", "PR"), ongoing=True)
    changes = [(point.day, point.change_percent) for point in plotted.points]
    assert changes == [(56, Decimal("-10")), (112, Decimal("30"))]
    assert (plotted.last_day, plotted.is_ongoing, plotted.progression_day) == (112, True, 112)
    assert plotted.responding == ("CR", "PR")
