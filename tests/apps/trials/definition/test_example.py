"""The example charter suits the simulated scanners: good exams pass, planted faults are found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from centralis.apps.trials.definition import Definition
from centralis.core.acquisition import Baseline, CheckContext, ExamFacts, Finding, exam_facts, run_checks
from centralis.core.dicom.elements import parse
from centralis.core.dicom.facts import facts_of
from centralis.core.simulation import SCANNERS, Acquisition, Course, Coverage, Kernel, simulate_exam, simulate_subject

FINE = Acquisition(rows=512, columns=512, coverage=Coverage.CHEST, slice_thickness_mm=5.0)
Scan = Callable[..., ExamFacts]


@pytest.fixture(scope="module")
def scan() -> Scan:
    """Simulate an exam and gather its facts."""
    subject = simulate_subject("101-001", Course.RESPONDER, 7)

    def made(scanner: str = "ge", acquisition: Acquisition = FINE, time_point: int = 0) -> ExamFacts:
        at = datetime(2026, 1 + 2 * time_point, 5, 10)
        files = simulate_exam(subject, time_point, SCANNERS[scanner], acquisition, 7, at)
        return exam_facts((facts_of(parse(one)) for one in files), pixels_tried=True)

    return made


def failed(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(one.check, one.parameter) for one in findings if one.failed}


@pytest.mark.parametrize("scanner", ["ge", "siemens", "philips", "canon"])
def test_every_makers_good_exam_passes(example: Definition, scan: Scan, scanner: str) -> None:
    findings = run_checks(scan(scanner), example.acquisition[0], CheckContext(is_baseline=True))
    assert failed(findings) == set()
    assert {one.check for one in findings if one.verdict == "pass"} >= {
        "required-series", "slice-gaps", "slice-thickness", "kernel", "contrast-phase", "contrast-delay", "body-part",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "found"),
    [({"missing_slices": (20,)}, {("slice-gaps", "")}),
     ({"slice_thickness_mm": 7.5}, {("slice-thickness", "slice_thickness_mm")}),
     ({"slice_thickness_mm": 5.0, "spacing_mm": 8.0}, {("slice-spacing", "slice_gap_mm")}),
     ({"phase": "none"}, {("contrast-phase", "")}),
     ({"kernel": Kernel.LUNG}, {("kernel", "kernel")}),
     ({"rows": 256, "columns": 256}, {("pixel-spacing", "pixel_spacing_mm")})],
)  # fmt: skip
def test_a_planted_fault_is_found_and_nothing_else(
    example: Definition, scan: Scan, fault: dict[str, object], found: set[tuple[str, str]]
) -> None:
    acquisition = replace(FINE, **fault)  # type: ignore[arg-type]
    findings = run_checks(scan("siemens", acquisition), example.acquisition[0], CheckContext(is_baseline=True))
    assert failed(findings) == found


def test_another_scanner_at_follow_up_is_found(example: Definition, scan: Scan) -> None:
    context = CheckContext(baseline=Baseline(scan("ge")))
    findings = run_checks(scan("siemens", time_point=1), example.acquisition[0], context)
    assert failed(findings) == {("same-as-baseline", "scanner"), ("same-as-baseline", "kernel")}
    assert failed(run_checks(scan("ge", time_point=1), example.acquisition[0], context)) == set()
