"""The rules of QC: every state with every event, and what stands between an exam and the readers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from centralis.apps.qc import rules
from centralis.apps.qc.refusals import QcRefusal
from centralis.core.acquisition import CATALOGUE
from centralis.core.refusal import Refused

STATES = ("received", "held", "in QC", "queried", "accepted", "rejected", "superseded")
OUTCOMES = tuple(rules.NEXT_STATE)
WORDS = st.text(max_size=3)


def refusal(facts: rules.ExamFacts, outcome: str, reason: str = "r", question: str = "q") -> str:
    try:
        rules.check_decision(facts, outcome, reason, question)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.req("P11-10F-1")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_decision_is_possible_in_two_states_only(state, outcome):
    code = refusal(rules.ExamFacts(state, 0, 0), outcome)
    assert code == ("" if state in ("in QC", "queried") else "not_in_qc")


@pytest.mark.req("IMG-6")
@given(
    st.sampled_from(STATES), st.none() | st.integers(0, 9), st.integers(0, 9), st.text(max_size=3), st.text(max_size=3)
)
def test_nothing_is_accepted_with_open_queries_or_unnamed_failures(state, failed, open_queries, reason, question):
    facts = rules.ExamFacts(state, failed, open_queries)
    ready = state in ("in QC", "queried") and failed is not None
    assert (refusal(facts, "accept", reason, question) == "") == (ready and not open_queries and not failed)
    deviates = ready and not open_queries and bool(reason.strip())
    assert (refusal(facts, "accept with deviation", reason, question) == "") == deviates
    assert (refusal(facts, "reject: rescan", reason, question) == "") == (ready and bool(reason.strip()))
    assert (refusal(facts, "query", reason, question) == "") == (ready and bool(question.strip()))


class Exam(RuleBasedStateMachine):
    """Every event is tried in every state; a refused one must change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "received"
        self.failed: int | None = None
        self.queries: list[str] = []
        self.accepted_with_open = False

    @property
    def open_queries(self) -> int:
        return sum(1 for one in self.queries if one != "closed")

    @rule(failed=st.integers(0, 2))
    def checks_run(self, failed: int) -> None:
        if self.state in ("received", "in QC", "queried"):
            self.failed = failed
            self.state = "in QC" if self.state == "received" else self.state

    @rule(outcome=st.sampled_from(OUTCOMES), words=st.sampled_from(("", "because")))
    def decide(self, outcome: str, words: str) -> None:
        facts = rules.ExamFacts(self.state, self.failed, self.open_queries)
        if refusal(facts, outcome, words, words):
            return
        assert self.state in ("in QC", "queried")
        assert self.failed is not None
        self.state = rules.NEXT_STATE[outcome]
        if outcome == "query":
            self.queries.append("open")
        if self.state == "accepted":
            self.accepted_with_open = self.open_queries > 0
            assert not self.failed or outcome == "accept with deviation"

    @rule()
    def ask(self) -> None:
        if self.state in ("in QC", "queried"):
            self.queries.append("open")
            self.state = rules.state_after_queries(self.state, self.open_queries)

    @rule()
    def close(self) -> None:
        if self.open_queries:
            self.queries[self.queries.index("open")] = "closed"
            self.state = rules.state_after_queries(self.state, self.open_queries)

    @rule()
    def supersede(self) -> None:
        self.state = "superseded"

    @invariant()
    def states_and_queries_agree(self) -> None:
        assert self.state in STATES
        assert not self.accepted_with_open
        if self.state == "in QC":
            assert self.failed is not None
            assert self.open_queries == 0
        if self.state == "queried":
            assert self.open_queries > 0


TestExam = pytest.mark.req("P11-10F-1")(Exam.TestCase)


@given(st.sampled_from(STATES), st.integers(0, 5))
def test_queries_move_an_exam_only_between_two_states(state, open_queries):
    after = rules.state_after_queries(state, open_queries)
    if state not in ("in QC", "queried"):
        assert after == state
    else:
        assert after == ("queried" if open_queries else "in QC")


def test_a_page_says_by_what_each_outcome_is_blocked():
    blocked = rules.possible_outcomes(rules.ExamFacts("in QC", 2, 0))
    assert blocked["accept"].startswith("Major findings that failed: 2.")
    assert {name for name, why in blocked.items() if not why} == {"accept with deviation", "query", "reject: rescan"}
    waiting = rules.possible_outcomes(rules.ExamFacts("queried", 0, 3))
    assert waiting["accept"].startswith("Queries on this exam that are not closed: 3.")
    assert set(rules.possible_outcomes(rules.ExamFacts("received", None, 0)).values()) == {
        str(QcRefusal.NOT_IN_QC.value).format(state="received")
    }


@given(st.integers(0, 40), st.sets(st.integers(1, 30), max_size=5), st.integers(0, 5))
def test_each_reminder_is_due_once(days, remind_days, sent):
    opened = date(2026, 3, 2)
    due = rules.reminders_due(opened, opened + timedelta(days=days), tuple(sorted(remind_days)), sent)
    reached = len([one for one in remind_days if one <= days])
    assert due == max(0, reached - sent)


def test_critical_and_major_failures_both_block_acceptance():
    lines = [
        ("fail", "critical"),
        ("fail", "major"),
        ("fail", "minor"),
        ("not_evaluable", "major"),
        ("pass", "critical"),
    ]
    counts = rules.count_findings([{"verdict": verdict, "severity": severity} for verdict, severity in lines])
    assert counts == {"failed_major": 2, "failed_minor": 1, "not_evaluable": 1, "passed": 1}


def test_every_cause_of_a_check_is_a_category_and_every_named_check_exists():
    assert all(rules.category_of(name) in rules.CATEGORIES for name in CATALOGUE)
    assert set(rules._CAUSE_OF) <= set(CATALOGUE)
    assert rules.category_of("slice-thickness") == "acquisition parameter"


def test_what_is_signed_names_outcome_reason_query_and_meaning():
    content = rules.decision_content({"exam": "e"}, {"id": "c"}, "query", " why ", " what? ", "contrast")
    assert content["query"] == {"category": "contrast", "text": "what?"}
    assert content["reason"] == "why"
    assert content["meaning"] == rules.MEANING["query"]
    assert rules.decision_content({}, {}, "accept", "", "ignored", "contrast")["query"] == {}
