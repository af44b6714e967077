"""Eligibility reads in a trial file: built as written, said in words, and every mistake told by its line."""

from collections.abc import Callable

import pytest

from centralis.apps.trials.definition import definition_or_raise
from centralis.apps.trials.definition.diff import diff
from centralis.apps.trials.definition.load import load_definition
from centralis.apps.trials.summary import summarise

Edited = Callable[..., str]
MODE = "time_points: sequential_locked"
RULES = "eligible_when: [number of targets is at least 1]"
PART = f"\n  on_request: {{eligibility: {{visit: BL, due_working_days: 2, {RULES}, gates_enrolment: true}}}}"


def with_part(edited: Edited, *pairs: str) -> str:
    text = PART
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return edited(MODE, MODE + text)


def test_it_is_built_as_written_and_said_in_words(edited: Edited):
    definition = definition_or_raise(with_part(edited))
    found = definition.reading.eligibility
    assert found is not None
    assert (found.visit, found.due_working_days, found.readers, found.gates_enrolment) == ("BL", 2, 1, True)
    assert (found.criterion, found.parameters) == ("recist-1.1", definition.reading.parameters)
    assert (found.tells_rules, found.may_read_efficacy) == (False, False)
    lines = next(one.lines for one in summarise(definition) if one.title == "Reading")
    assert "Before enrolment 1 reader reads BL by recist-1.1, in 2 working days." in lines
    assert "Eligible is a subject when: number of targets is at least 1. Only who is eligible is enrolled." in lines


def test_it_is_read_by_one_time_point_of_its_own_criterion(edited: Edited):
    other = "criterion: mayo-endoscopic, eligible_when: [score is at least 2]"
    design = definition_or_raise(with_part(edited, RULES, other)).reading
    before = design.before_enrolment
    assert (before.criterion, before.parameters, before.triggers) == ("mayo-endoscopic", {}, ())
    assert (before.blinded_to, design.criterion) == (design.blinded_to, "recist-1.1")


@pytest.mark.parametrize(
    ("old", "new", "field", "sentence"),
    [
        ("visit: BL", "visit: BX", "visit", "BX is no visit."),
        ("visit: BL", "visit: W8", "visit", "W8 comes after day 0, too late for enrolment."),
        (RULES, "eligible_when: [looks fit]", "eligible_when[0]", "The rule is not understood."),
        (RULES, "eligible_when: [score is at least 2]", "eligible_when[0]", "recist-1.1 tells no score of"),
        ("visit: BL", "visit: BL, criterion: mayo", "criterion", "mayo is no criterion this system knows."),
        ("visit: BL", "visit: BL, parameters: {size: 3}", "parameters.size", "be read with this size"),
    ],
)
def test_every_mistake_is_told(edited: Edited, old: str, new: str, field: str, sentence: str):
    (problem,) = load_definition(with_part(edited, old, new)).problems
    assert problem.field == f"reading.on_request.eligibility.{field}"
    assert sentence in problem.sentence


def test_a_rule_that_an_amendment_changes_is_named_in_its_own_words(edited: Edited):
    stricter = with_part(edited, "at least 1", "at least 2")
    (change,) = diff(definition_or_raise(with_part(edited)), definition_or_raise(stricter))
    assert change.path == "reading.eligibility.targets"
    assert "number of targets is at least 1" in change.old
    assert "at least 2" in change.new
