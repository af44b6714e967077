"""Qualified, as registered, and the same as at baseline."""

from collections.abc import Callable
from datetime import date

import pytest

from centralis.core.acquisition import (
    Baseline,
    CheckContext,
    Finding,
    Rule,
    Scanner,
    ScannerStatus,
    SeriesRequirement,
    Verdict,
    exam_facts,
)
from centralis.core.acquisition.context import Qualification
from centralis.core.dicom.facts import InstanceFacts

Run, Build = Callable[..., list[Finding]], Callable[..., list[InstanceFacts]]


@pytest.mark.parametrize(
    ("status", "until", "verdict", "observed"),
    [(Qualification.QUALIFIED, None, Verdict.PASS, "qualified"),
     (Qualification.QUALIFIED, date(2026, 1, 5), Verdict.PASS, "qualified"),
     (Qualification.QUALIFIED, date(2026, 1, 4), Verdict.FAIL, "expired on 2026-01-04"),
     (Qualification.REOPENED, None, Verdict.FAIL, "reopened"),
     (Qualification.UNKNOWN, None, Verdict.FAIL, "unknown")],
)  # fmt: skip
@pytest.mark.req("IMG-3")
def test_qualified(
    run: Run, ct: Build, status: Qualification, until: date | None, verdict: Verdict, observed: str
) -> None:
    context = CheckContext(scanner=ScannerStatus(status, valid_until=until))
    (found,) = run("scanner-qualified", ct(), None, context)
    assert (found.verdict, found.observed) == (verdict, observed)


def test_without_a_file_nothing_is_passed(run: Run, ct: Build) -> None:
    assert run("scanner-qualified", ct())[0].verdict is Verdict.NOT_EVALUABLE


def test_as_registered(run: Run, ct: Build) -> None:
    file = CheckContext(scanner=ScannerStatus(Qualification.QUALIFIED, Scanner("MAKER", "Model 1", "S1", "0.9")))
    (same,) = run("scanner-as-registered", ct(), None, file)
    (other,) = run("scanner-as-registered", ct(serial_number="S2"), None, file)
    assert same.verdict is Verdict.PASS
    assert (other.verdict, other.evidence) == (Verdict.FAIL, (("serial", "S1 → S2"),))
    (silent,) = run("scanner-as-registered", ct(manufacturer=None, model=None, serial_number=None), None, file)
    assert silent.verdict is Verdict.NOT_EVALUABLE


def test_model_rule(run: Run, ct: Build) -> None:
    wanted = SeriesRequirement("axial", rules=(Rule("model", one_of=("Model 2",)),))
    (found,) = run("scanner-model", ct(), wanted)
    assert (found.verdict, found.expected, found.observed) == (Verdict.FAIL, "one of Model 2", "Model 1")


KEPT = SeriesRequirement(
    "axial", same_as_baseline=("scanner", "software", "slice_thickness_mm", "kernel", "contrast", "kvp")
)


@pytest.mark.parametrize(
    ("changed", "failing"),
    [({}, set()), ({"serial_number": "S9"}, {"scanner"}), ({"software_version": "2.0"}, {"software"}),
     ({"slice_thickness_mm": 4.0}, {"slice_thickness_mm"}), ({"slice_thickness_mm": 4.9}, set()),
     ({"kernel": "B70f"}, {"kernel"}), ({"kvp": 100.0}, {"kvp"}),
     ({"series_description": "CAP arterial"}, {"contrast"}),
     ({"contrast_agent": None, "series_description": "CAP"}, {"contrast"})],
)  # fmt: skip
def test_same_as_baseline(run: Run, ct: Build, changed: dict[str, object], failing: set[str]) -> None:
    context = CheckContext(baseline=Baseline(exam_facts(ct())))
    findings = run("same-as-baseline", ct(**changed), KEPT, context)
    assert {found.parameter for found in findings} == set(KEPT.same_as_baseline)
    assert {found.parameter for found in findings if found.failed} == failing


def test_same_as_baseline_needs_a_baseline(run: Run, ct: Build) -> None:
    findings = run("same-as-baseline", ct(), KEPT)
    assert {(found.verdict, found.observed) for found in findings} == {(Verdict.NOT_EVALUABLE, "no baseline exam")}
    assert run("same-as-baseline", ct(), KEPT, CheckContext(is_baseline=True)) == []
