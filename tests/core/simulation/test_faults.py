"""Faults on purpose: a sound simulated exam passes the acquisition checks, and each fault fails its own check alone."""

from dataclasses import replace
from datetime import datetime

import pytest

from centralis.core.acquisition import (
    Contrast,
    Range,
    Requirement,
    Rule,
    SeriesRequirement,
    Verdict,
    exam_facts,
    run_checks,
)
from centralis.core.dicom.elements import parse
from centralis.core.dicom.facts import facts_of
from centralis.core.simulation import SCANNERS, Acquisition, Kernel, SubjectTruth, simulate_exam

SOUND = Acquisition(rows=64, columns=64)
CHARTER = Requirement(
    "ct",
    "CT",
    series=(
        SeriesRequirement(
            "axial_soft",
            rules=(
                Rule("slice_thickness_mm", Range(maximum=5)),
                Rule("slice_gap_mm", Range(maximum=0)),
                Rule("field_of_view_mm", Range(350, 500)),
                Rule("kvp", Range(100, 140)),
                Rule("kernel", one_of=("B30f", "STANDARD", "FC08", "B")),
            ),
            coverage=("chest", "abdomen"),
            contrast=Contrast("portal venous", Range(60, 80)),
        ),
    ),
)


def failed_checks(subject: SubjectTruth, scanner: str, acquisition: Acquisition, at: datetime) -> list[str]:
    files = simulate_exam(subject, 0, SCANNERS[scanner], acquisition, 1, at)
    findings = run_checks(exam_facts([facts_of(parse(file)) for file in files]), CHARTER)
    assert sum(finding.verdict is Verdict.PASS for finding in findings) >= 8
    return [finding.check for finding in findings if finding.failed]


@pytest.mark.parametrize("scanner", sorted(SCANNERS))
def test_a_sound_exam_of_any_maker_fails_nothing(responder: SubjectTruth, acquired_at: datetime, scanner: str) -> None:
    assert failed_checks(responder, scanner, SOUND, acquired_at) == []


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ({"missing_slices": (20,)}, "slice-gaps"),
        ({"slice_thickness_mm": 7.0}, "slice-thickness"),
        ({"kernel": Kernel.LUNG}, "kernel"),
        ({"phase": "none"}, "contrast-phase"),
        ({"phase": "arterial"}, "contrast-phase"),
    ],
)
def test_each_fault_fails_its_check(
    responder: SubjectTruth, acquired_at: datetime, fault: dict[str, object], check: str
) -> None:
    acquisition = replace(SOUND, **fault)  # type: ignore[arg-type]
    assert check in (failed := failed_checks(responder, "ge", acquisition, acquired_at))
    assert set(failed) <= {check, "contrast-delay"}
