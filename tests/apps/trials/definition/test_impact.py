"""Whom an amendment touches."""

from collections.abc import Callable

import pytest

from centralis.apps.trials.definition import Definition, TrialFacts, definition_or_raise, diff, impact

Edited = Callable[..., str]
FACTS = TrialFacts(
    sites=("101", "102"), scanners=("101-CT1", "102-CT1"), subjects=("101-001", "102-001"),
    exams_waiting={"E7": "ct_cap", "E8": "mr_brain"}, exams_accepted={"E1": "ct_cap"}, reads_open={"R5": "ct_cap"},
    reads_signed={"R1": "ct_cap", "R2": "ct_cap"},
)  # fmt: skip


def kinds(edited: Edited, example: Definition, *pairs: str, facts: TrialFacts = FACTS) -> dict[str, tuple[str, ...]]:
    found = impact(diff(example, definition_or_raise(edited(*pairs))), facts)
    return {one.kind: one.items for one in found}


def test_nothing_changed_touches_nobody() -> None:
    assert impact((), FACTS) == ()


@pytest.mark.req("IMG-3")
def test_a_tighter_thickness(edited: Edited, example: Definition) -> None:
    assert kinds(edited, example, "{max: 5, severity: major}", "{max: 3, severity: major}") == {
        "retrain": ("101", "102"),
        "requalify": ("101-CT1", "102-CT1"),
        "recheck": ("E7",),
        "accepted_before": ("E1",),
    }


def test_scanners_stay_qualified_when_the_charter_says_so(edited: Edited, example: Definition) -> None:
    facts = TrialFacts(sites=("101",), scanners=("101-CT1",), reopen_on=("software_change",))
    found = kinds(edited, example, "{max: 5, severity: major}", "{max: 3, severity: major}", facts=facts)
    assert found == {"retrain": ("101",)}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [("washout_days: 28", "washout_days: 42", {"open_reads"}),
     ("criterion: recist-1.1", "criterion: irecist", {"open_reads", "signed_reads"}),
     ("day: 56", "day: 60", {"redate"}), ("dates: keep", "dates: shift", {"update_gateway"}),
     ("pass_score: 80", "pass_score: 90", {"retrain"}), ("valid_months: 12", "valid_months: 6", {"requalify"}),
     ("missed_visits: 2", "missed_visits: 1", {"rederive"}), ("query_due_days: 5", "query_due_days: 3", {"qc_rules"}),
     ("retention_years: 25", "retention_years: 15", {"review_governance"}), ("every: month", "every: week", set())],
)  # fmt: skip
def test_each_area(edited: Edited, example: Definition, old: str, new: str, expected: set[str]) -> None:
    assert set(kinds(edited, example, old, new)) == expected


def test_words_and_reasons(edited: Edited, example: Definition) -> None:
    (one,) = impact(diff(example, definition_or_raise(edited("washout_days: 28", "washout_days: 42"))), FACTS)
    assert one.as_json() == {
        "kind": "open_reads", "sentence": "1 open read to continue under the new read design.", "items": ["R5"],
        "because": ["reading.washout_days"],
    }  # fmt: skip
