"""Adjudication: the language of its conditions, what they find, and the draw of sides."""

from datetime import date

import pytest

from centralis.core.catalogue import find_criterion
from centralis.core.reading.adjudication import (
    FORMS,
    ConditionError,
    ReadOutcome,
    Variable,
    assess_triggers,
    check_condition,
    draw_sides,
    is_adjudication_needed,
    parse_condition,
    parse_conditions,
)

SEED = b"a sealed seed of 32 bytes ......"


def read(best="SD", on=None, reader="r1", **overall):
    return ReadOutcome(reader, best, on, overall)


def assess(text, first, second):
    (trigger,) = assess_triggers(parse_conditions([text]), [first, second])
    return trigger.is_met, trigger.sentence


def test_forms_are_read():
    assert parse_condition("best_overall_response differs").variable is Variable.BEST_OVERALL_RESPONSE
    assert parse_condition(" progression_date  differs by more than 14 days").tolerance_days == 14
    assert parse_condition("progression_date differs by more than 1 day").tolerance_days == 1
    assert parse_condition("overall_response differs at any time point").variable is Variable.OVERALL_RESPONSE


@pytest.mark.parametrize(
    "text", ["", "best response differs", "progression_date differs", "progression_date differs by more than -1 days"]
)
def test_another_text_is_refused_with_the_accepted_forms(text):
    with pytest.raises(ConditionError) as refused:
        parse_condition(text)
    assert all(form in str(refused.value) for form in FORMS)


def test_a_variable_has_one_condition():
    with pytest.raises(ConditionError, match="already has"):
        parse_conditions([f"progression_date differs by more than {days} days" for days in (1, 7)])


def test_best_response():
    assert assess(FORMS[0], read("PR"), read("SD")) == (True, "Best overall response differs: PR and SD.")
    assert assess(FORMS[0], read("PR"), read("PR")) == (False, "Best overall response is the same: PR.")


@pytest.mark.parametrize(
    ("limit", "second", "met"),
    [
        (0, date(2026, 3, 1), False),
        (0, date(2026, 3, 2), True),
        (14, date(2026, 3, 15), False),
        (14, date(2026, 3, 16), True),
        (14, date(2026, 2, 14), True),
        (9999, None, True),
    ],
)
def test_progression_date(limit, second, met):
    """The first read progresses on 1 March; more than N days means N itself is still alike, in both directions."""
    text = f"progression_date differs by more than {limit} days"
    assert assess(text, read(on=date(2026, 3, 1)), read(on=second))[0] is met


def test_no_progression_in_either_read():
    assert assess("progression_date differs by more than 0 days", read(), read()) == (
        False,
        "No read shows progression.",
    )


def test_overall_response_names_the_time_points():
    met, sentence = assess(FORMS[2], read(TP1="SD", TP2="PD"), read(TP1="SD", TP2="SD", TP3="PD"))
    assert met
    assert sentence == "Overall response differs at TP2 (PD and SD), TP3 (PD and not read)."
    assert not assess(FORMS[2], read(TP1="SD"), read(TP1="SD"))[0]


def test_sentences_name_no_reader_and_no_date():
    first = read("PR", date(2026, 3, 1), "Dr Canary", TP1="SD")
    second = read("SD", date(2026, 4, 1), "Dr Other", TP1="PD")
    conditions = parse_conditions([FORMS[0], "progression_date differs by more than 3 days", FORMS[2]])
    triggers = assess_triggers(conditions, [first, second])
    assert is_adjudication_needed(triggers)
    assert not any(word in one.sentence for one in triggers for word in ("Canary", "Other", "2026"))
    assert assess_triggers(conditions, [second, first]) == triggers


def test_one_read_is_not_compared():
    with pytest.raises(ValueError, match="two"):
        assess_triggers(parse_conditions([FORMS[0]]), [read()])


def test_sides_are_drawn_per_case_and_stay():
    drawn = [draw_sides(SEED, f"case {number}", ["r1", "r2"]) for number in range(200)]
    assert drawn == [draw_sides(SEED, f"case {number}", ["r2", "r1"]) for number in range(200)]
    assert 60 <= sum(sides[0] == "r1" for sides in drawn) <= 140
    with pytest.raises(ValueError, match="twice"):
        draw_sides(SEED, "case 1", ["r1", "r1"])


def scored(**scores):
    return ReadOutcome("r", "", None, {}, {name.replace("_", " "): value for name, value in scores.items()})


@pytest.mark.parametrize(
    ("text", "first", "second", "met", "sentence"),
    [
        (FORMS[3], 12, 12, False, "The score differs at no time point."),
        (FORMS[3], 12, 13, True, "The score differs at Baseline (12 and 13)."),
        (FORMS[3], "3", "4A", True, "The score differs at Baseline (3 and 4A)."),
        (FORMS[3], None, 4.0, True, "The score differs at Baseline (4 and none)."),
        ("score differs by more than 2.5 at any time point", 10, 12.5, False,
         "The score differs by more than 2.5 at no time point."),
        ("score differs by more than 2.5 at any time point", 10, 12.6, True,
         "The score differs by more than 2.5 at Baseline (10 and 12.6)."),
        ("score differs by more than 2.5 at any time point", None, 10, True,
         "The score differs by more than 2.5 at Baseline (10 and none)."),
    ],
)  # fmt: skip
def test_scores(text, first, second, met, sentence):
    assert assess(text, scored(Baseline=first), scored(Baseline=second)) == (met, sentence)


@pytest.mark.parametrize("text", [FORMS[3], "score differs by more than 5 at any time point"])
def test_a_criterion_without_scores_cannot_differ_by_them(text):
    condition = parse_condition(text)
    assert "lugano-2014 is a criterion; it has no score" in check_condition(condition, find_criterion("lugano-2014"))
    assert check_condition(condition, find_criterion("ramris-2016")) == ""


def test_a_score_has_no_response_and_words_have_no_difference():
    ramris, cad_rads = find_criterion("ramris-2016"), find_criterion("cad-rads-2.0")
    for text in FORMS[:3]:
        condition = parse_condition(text.replace("N days", "3 days"))
        assert "has no " in check_condition(condition, ramris)
        assert check_condition(condition, find_criterion("irecist")) == ""
    assert "is no number" in check_condition(
        parse_condition("score differs by more than 1 at any time point"), cad_rads
    )
    assert check_condition(parse_condition(FORMS[3]), cad_rads) == ""


@pytest.mark.req("IMG-12")
def test_evaluability_is_compared_time_point_by_time_point():
    text = "evaluability differs at any time point"
    same = read(Baseline="NED", Week="NE")
    assert assess(text, same, read(Baseline="PR", Week="NE")) == (
        False,
        "Both reads found the same time points evaluable.",
    )
    assert assess(text, same, read(Baseline="PD", Week="PD")) == (
        True,
        "Week could be evaluated by one read and not by the other.",
    )
    assert assess(text, same, read(Baseline="PD"))[0] is False, "a time point that was not read was not evaluated"
    assert check_condition(parse_condition(text), find_criterion("recist-1.1")) == ""


def test_a_score_that_could_not_be_told_was_not_evaluated():
    text = "evaluability differs at any time point"
    told = ReadOutcome("r1", "", scores={"Baseline": 3, "Week": 0})
    assert assess(text, told, ReadOutcome("r2", "", scores={"Baseline": 1, "Week": 7}))[0] is False
    assert assess(text, told, ReadOutcome("r2", "", scores={"Baseline": 3, "Week": None}))[0] is True
    assert check_condition(parse_condition(text), find_criterion("kellgren-lawrence")) == ""
