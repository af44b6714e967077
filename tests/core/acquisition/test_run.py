"""The whole checklist on made-up and real exams."""

from collections.abc import Callable
from datetime import date

import pytest

from centralis.core.acquisition import (
    Baseline,
    CheckContext,
    ExamFacts,
    Finding,
    Range,
    Requirement,
    Rule,
    ScannerStatus,
    SeriesRequirement,
    SubjectHistory,
    Verdict,
    VisitWindow,
    exam_facts,
    run_checks,
)
from centralis.core.acquisition.context import Qualification
from centralis.core.acquisition.facts import Scanner
from centralis.core.acquisition.requirements import Contrast
from centralis.core.dicom.facts import InstanceFacts

Real = Callable[[str], ExamFacts]
CAP = Requirement(
    "ct_cap", "CT",
    series=(SeriesRequirement(
        "axial_soft",
        rules=(Rule("slice_thickness_mm", Range(maximum=5)), Rule("slice_gap_mm", Range(maximum=0)),
               Rule("pixel_spacing_mm", Range(maximum=1)), Rule("kvp", Range(100, 140)),
               Rule("kernel", one_of=("B30f", "STANDARD"))),
        coverage=("chest", "abdomen", "pelvis"), contrast=Contrast("portal venous"),
        same_as_baseline=("scanner", "slice_thickness_mm", "kernel", "contrast"),
    ),),
)  # fmt: skip
FLAIR = Requirement(
    "brain", "MR",
    series=(SeriesRequirement("flair", same_as_baseline=("slice_thickness_mm", "pixel_spacing_mm", "scanner")),),
)  # fmt: skip
PET = Requirement("pet", "PT", series=(SeriesRequirement("pet", rules=(Rule("uptake_min", Range(50, 70)),)),))


def by(findings: list[Finding], check: str, parameter: str = "") -> Finding:
    (one,) = [found for found in findings if found.check == check and found.parameter == parameter]
    return one


@pytest.mark.req("IMG-6")
def test_a_perfect_exam_passes_everything(ct: Callable[..., list[InstanceFacts]]) -> None:
    exam = exam_facts(ct(), pixels_tried=True)
    base = exam_facts(ct(study_date="20251105", acquisition_date="20251105"))
    context = CheckContext(
        visit=VisitWindow("W8", date(2026, 1, 1), date(2026, 1, 15)),
        baseline=Baseline(base, "BL"),
        scanner=ScannerStatus(Qualification.QUALIFIED, Scanner("Maker", "Model 1", "S1"), date(2026, 12, 31)),
        subject=SubjectHistory("001-004", "F", ("F",)),
    )
    findings = run_checks(exam, CAP, context)
    assert {found.verdict for found in findings} == {Verdict.PASS}
    assert len(findings) >= 20


@pytest.mark.req("IMG-2")
def test_failed_lines_come_first(ct: Callable[..., list[InstanceFacts]]) -> None:
    findings = run_checks(exam_facts(ct(slice_thickness_mm=7.5, kvp=80.0)), CAP)
    verdicts = [found.verdict for found in findings]
    assert verdicts == sorted(verdicts, key=[Verdict.FAIL, Verdict.NOT_EVALUABLE, Verdict.PASS].index)
    thick = by(findings, "slice-thickness", "slice_thickness_mm")
    assert (thick.verdict, thick.expected, thick.observed, thick.unit) == (Verdict.FAIL, "at most 5", "7.5", "mm")
    assert (thick.series, thick.requirement, thick.version) == ("1.2.1", "axial_soft", "1")


def test_an_empty_exam_fails_for_what_is_missing() -> None:
    findings = run_checks(ExamFacts(), CAP)
    assert by(findings, "required-series").observed == "the exam holds no series"
    assert by(findings, "required-series").failed


def test_findings_become_json(ct: Callable[..., list[InstanceFacts]]) -> None:
    for found in run_checks(exam_facts(ct()), CAP):
        plain = found.as_json()
        assert plain["verdict"] in ("pass", "fail", "not_evaluable")
        assert all(len(pair) == 2 for pair in plain["evidence"])  # type: ignore[attr-defined]


@pytest.mark.req("IMG-3")
def test_real_brain_mr_changed_slice_thickness_between_visits(real: Real) -> None:
    """The MS subjects' second visits really were acquired with other slices than the first."""
    first, second = real("ms_brain_two_visits/MS01/V1"), real("ms_brain_two_visits/MS01/V2")
    findings = run_checks(second, FLAIR, CheckContext(baseline=Baseline(first, "V1")))
    thick = by(findings, "same-as-baseline", "slice_thickness_mm")
    assert (thick.verdict, thick.expected, thick.observed, thick.unit) == (Verdict.FAIL, "4", "3", "mm")
    assert by(findings, "same-as-baseline", "pixel_spacing_mm").verdict is Verdict.PASS
    assert by(findings, "same-as-baseline", "scanner").verdict is Verdict.NOT_EVALUABLE
    assert by(findings, "later-than-earlier-exams").verdict is Verdict.PASS


def test_real_brain_mr_of_the_other_subject_changed_too(real: Real) -> None:
    first, second = real("ms_brain_two_visits/MS03/V1"), real("ms_brain_two_visits/MS03/V2")
    findings = run_checks(second, FLAIR, CheckContext(baseline=Baseline(first, "V1")))
    assert by(findings, "same-as-baseline", "slice_thickness_mm").failed
    assert by(findings, "same-as-baseline", "pixel_spacing_mm").failed
    assert not run_checks(first, FLAIR, CheckContext(is_baseline=True))[0].failed


@pytest.mark.parametrize(
    ("folder", "uptake"),
    [("sts_ct_pet_mr/STS_025/PET/image", "96.4"), ("acrin_nsclc_petct/PT_081015", "158.78")],
)
def test_real_pet_has_its_essentials_and_scanned_too_late(real: Real, folder: str, uptake: str) -> None:
    findings = run_checks(real(folder), PET)
    essentials = [found for found in findings if found.check == "pet-essentials"]
    assert [found.verdict for found in essentials] == [Verdict.PASS] * 6
    late = by(findings, "pet-rules", "uptake_min")
    assert (late.verdict, late.expected, late.observed, late.unit) == (Verdict.FAIL, "50 to 70", uptake, "min")
    assert by(findings, "slice-gaps").verdict is Verdict.PASS


def test_real_ct_changed_maker_between_dates(real: Real) -> None:
    exam = real("covid_ct_two_dates/A046441")
    findings = run_checks(exam, CAP)
    mixed = by(findings, "one-patient")
    assert mixed.failed
    assert mixed.observed == "1 patient id, 2 study dates"
    assert by(findings, "slice-gaps").verdict is Verdict.NOT_EVALUABLE
