"""Windows, transmittal dates, order of exams, preparation."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.acquisition import (
    CATALOGUE,
    Baseline,
    CheckContext,
    ExamFacts,
    Finding,
    Range,
    Requirement,
    Rule,
    Transmittal,
    Verdict,
    VisitWindow,
    exam_facts,
)
from centralis.core.acquisition.assignment import Assignment
from centralis.core.acquisition.registry import Case
from centralis.core.dicom.facts import InstanceFacts

Run, Build = Callable[..., list[Finding]], Callable[..., list[InstanceFacts]]
DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("opens", "closes", "verdict", "observed"),
    [(DAY, DAY, Verdict.PASS, "2026-01-05"),
     (date(2026, 1, 6), date(2026, 1, 9), Verdict.FAIL, "2026-01-05, 1 day early"),
     (date(2025, 12, 1), date(2026, 1, 2), Verdict.FAIL, "2026-01-05, 3 days late"),
     (None, None, Verdict.NOT_EVALUABLE, "the visit's due date is not known yet")],
)  # fmt: skip
@pytest.mark.req("IMG-4")
def test_window(run: Run, ct: Build, opens: date | None, closes: date | None, verdict: Verdict, observed: str) -> None:
    (found,) = run("visit-window", ct(), None, CheckContext(visit=VisitWindow("W8", opens, closes)))
    assert (found.verdict, found.observed) == (verdict, observed)


def test_unscheduled_and_unknown_visits(run: Run, ct: Build) -> None:
    (extra,) = run("visit-window", ct(), None, CheckContext(visit=VisitWindow("UNS", unscheduled=True)))
    assert (extra.verdict, extra.expected) == (Verdict.PASS, "any day: unscheduled visit")
    assert run("visit-window", ct())[0].verdict is Verdict.NOT_EVALUABLE
    undated = ct(study_date=None, acquisition_date=None)
    (found,) = run("visit-window", undated, None, CheckContext(visit=VisitWindow("W8", DAY, DAY)))
    assert (found.verdict, found.observed) == (Verdict.NOT_EVALUABLE, "exam date not recorded")


@given(st.integers(-400, 400), st.integers(-60, 0), st.integers(0, 60))
def test_window_counts_days_outside(offset: int, before: int, after: int) -> None:
    exam = ExamFacts(study_dates=(DAY + timedelta(days=offset),))
    visit = VisitWindow("W8", DAY + timedelta(days=before), DAY + timedelta(days=after))
    (found,) = CATALOGUE["visit-window"](Case(exam, Requirement("x", "CT"), CheckContext(visit=visit), Assignment()))
    outside = max(before - offset, offset - after, 0)
    assert found.failed is (outside > 0)
    assert ("days outside", str(outside)) in found.evidence


def test_transmittal_date(run: Run, ct: Build) -> None:
    same = CheckContext(transmittal=Transmittal(DAY))
    other = CheckContext(transmittal=Transmittal(date(2026, 1, 4)))
    assert run("transmittal-date", ct(), None, same)[0].verdict is Verdict.PASS
    assert run("transmittal-date", ct(), None, other)[0].failed
    assert run("transmittal-date", ct()) == []


def test_follow_up_before_baseline(run: Run, ct: Build) -> None:
    later = Baseline(exam_facts(ct(study_date="20260110")))
    (found,) = run("later-than-earlier-exams", ct(), None, CheckContext(baseline=later))
    assert (found.verdict, found.expected, found.observed) == (Verdict.FAIL, "after 2026-01-10", "2026-01-05")
    assert run("later-than-earlier-exams", ct(), None, CheckContext(baseline=later, is_baseline=True)) == []


def test_preparation(run: Run, ct: Build) -> None:
    asked = Requirement("pet", "PT", subject=(Rule("fasting_h", Range(minimum=6)),))
    form = CheckContext(transmittal=Transmittal(numbers={"fasting_h": 4}))
    (short,) = run("subject-preparation", ct(), asked, form)
    assert (short.verdict, short.expected, short.observed) == (Verdict.FAIL, "at least 6", "4")
    assert run("subject-preparation", ct(), asked)[0].verdict is Verdict.NOT_EVALUABLE
