"""Why an exam is held: each reason by itself, none when all is well."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.sites import rules
from centralis.apps.trials.definition.load import definition_or_raise
from centralis.apps.web.demo.cast import example_document
from centralis.core.refusal import Refused

DEFINITION = definition_or_raise(example_document())
DAY = date(2026, 6, 1)
SCANNER = rules.ScannerFacts("CT 1", "VB40")
QUALIFIED = rules.QualificationFacts("qualified", "1.0", "VB40", date(2027, 1, 1))


@dataclass(frozen=True)
class Training:
    duty: str
    module: str = "imaging manual 1.0"
    score_percent: int | None = 90
    completed_on: date = date(2026, 1, 1)
    expires_on: date | None = date(2027, 1, 1)


@dataclass(frozen=True)
class Approval:
    approved_on: date = date(2026, 1, 1)
    expires_on: date | None = date(2027, 1, 1)


TRAININGS = [Training("site coordinator"), Training("technologist")]
APPROVALS = [Approval()]


def codes(
    scanner=SCANNER, qualification=QUALIFIED, trainings=TRAININGS, approvals=APPROVALS, definition=DEFINITION, on=DAY
):
    return [one.code for one in rules.holds(scanner, qualification, definition, trainings, approvals, on)]


def with_sites(**changes):
    return replace(DEFINITION, sites=replace(DEFINITION.sites, **changes))


@pytest.mark.req("IMG-3")
def test_all_is_well():
    assert codes() == []


@pytest.mark.req("IMG-3")
@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"scanner": None, "qualification": None}, "unknown_scanner"),
        ({"qualification": None}, "unqualified_scanner"),
        ({"qualification": replace(QUALIFIED, state="not qualified", reason="no phantom")}, "unqualified_scanner"),
        ({"qualification": replace(QUALIFIED, state="suspended")}, "unqualified_scanner"),
        ({"qualification": replace(QUALIFIED, definition_version="0.9")}, "older_definition"),
        ({"qualification": replace(QUALIFIED, software="VB30")}, "software_changed"),
        ({"scanner": replace(SCANNER, software_seen="VB50")}, "software_changed"),
        ({"on": date(2027, 1, 2), "trainings": [replace(t, expires_on=None) for t in TRAININGS],
          "approvals": [Approval(expires_on=None)]}, "qualification_expired"),
    ],
)  # fmt: skip
def test_each_reason_of_the_scanner_holds_by_itself(case, why):
    assert codes(**case) == [why]


@pytest.mark.req("P11-10I-1")
@pytest.mark.parametrize(
    "trainings",
    [
        [],
        TRAININGS[:1],
        [Training("site coordinator"), Training("technologist", expires_on=DAY - timedelta(days=1))],
        [Training("site coordinator"), Training("technologist", module="imaging manual 0.9")],
        [Training("site coordinator"), Training("technologist", score_percent=79)],
        [Training("site coordinator"), Training("technologist", completed_on=DAY + timedelta(days=1))],
    ],
)
def test_training_that_is_missing_old_failed_or_lapsed_holds(trainings):
    assert codes(trainings=trainings) == ["training_lapsed"]


@pytest.mark.req("IN-1")
@pytest.mark.parametrize(
    "approvals", [[], [Approval(expires_on=DAY - timedelta(days=1))], [Approval(approved_on=DAY + timedelta(days=1))]]
)
def test_without_an_ethics_approval_on_the_day_the_exam_is_held(approvals):
    assert codes(approvals=approvals) == ["no_ethics_approval"]


def test_what_the_definition_does_not_reopen_on_does_not_hold():
    relaxed = with_sites(reopen_on=())
    older = replace(QUALIFIED, definition_version="0.9", software="VB30")
    assert codes(qualification=older, definition=relaxed) == []
    assert codes(trainings=[], definition=with_sites(training_module="", training_roles=())) == []


def test_sentences_name_the_scanner_and_both_versions():
    (hold,) = rules.holds(SCANNER, replace(QUALIFIED, definition_version="0.9"), DEFINITION, TRAININGS, APPROVALS, DAY)
    assert hold.sentence == "Scanner CT 1 is qualified for version 0.9 of the definition; version 1.0 is in force."


@pytest.mark.req("IMG-3")
@pytest.mark.parametrize(
    ("evidence", "trainings", "why"),
    [
        ({"survey": "yes"}, TRAININGS, "evidence_missing"),
        ({"survey": " ", "test_scan": "passed"}, TRAININGS, "evidence_missing"),
        ({"survey": "yes", "test_scan": "passed"}, TRAININGS[:1], "training_missing"),
    ],
)
def test_nothing_is_qualified_without_every_step(evidence, trainings, why):
    with pytest.raises(Refused) as refused:
        rules.check_evidence("CT 1", evidence, DEFINITION, trainings, DAY)
    assert refused.value.code == why


def test_with_every_step_it_may_be_qualified():
    rules.check_evidence("CT 1", {"survey": "yes", "test_scan": "passed"}, DEFINITION, TRAININGS, DAY)


def test_a_qualification_ends_on_a_day_that_exists():
    assert rules.valid_until(DEFINITION, date(2024, 2, 29)) == date(2025, 2, 28)
    assert rules.valid_until(with_sites(valid_months=1), date(2026, 1, 31)) == date(2026, 2, 28)
    assert rules.valid_until(with_sites(valid_months=None), DAY) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_the_months_are_calendar_months(decided, months):
    until = rules.valid_until(with_sites(valid_months=months), decided)
    assert (until.year - decided.year) * 12 + until.month - decided.month == months
    assert until.day <= decided.day


@pytest.mark.req("IMG-3")
def test_changes_that_reopen():
    assert rules.reopening(DEFINITION, ["software"]) == "the software changed"
    assert rules.reopening(DEFINITION, ["serial"]) == "the hardware changed"
    assert rules.reopening(DEFINITION, ["name"]) == ""
    assert rules.reopening(with_sites(reopen_on=("amendment",)), ["software", "serial"]) == ""
