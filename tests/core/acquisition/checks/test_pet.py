"""What an uptake value needs, and times in order."""

from collections.abc import Callable

import pytest

from centralis.core.acquisition import Finding, Range, Rule, SeriesRequirement, Severity, Verdict
from centralis.core.dicom.facts import InstanceFacts

Run = Callable[..., list[Finding]]


def pet(**facts: object) -> list[InstanceFacts]:
    known: dict[str, object] = {
        "modality": "PT", "series_uid": "9", "study_date": "20260105", "acquisition_time": "110000", "weight_kg": 70.0,
        "dose_bq": 3.7e8, "injection_start_time": "100000", "corrected_image": ("DECY", "ATTN", "SCAT"),
        "decay_correction": "START",
    }  # fmt: skip
    return [InstanceFacts(**(known | facts))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parameter", "facts", "observed"),
    [("weight_kg", {"weight_kg": None}, "not recorded"), ("weight_kg", {"weight_kg": 70000.0}, "70000"),
     ("dose_bq", {"dose_bq": 370.0}, "370"), ("injection_time", {"injection_start_time": None}, "not recorded"),
     ("acquisition_time", {"acquisition_time": None}, "not recorded"),
     ("corrected", {"corrected_image": ("DECY",)}, "DECY"), ("decay_correction", {"decay_correction": "NONE"}, "NONE")],
)  # fmt: skip
def test_each_essential_fails_alone(run: Run, parameter: str, facts: dict[str, object], observed: str) -> None:
    findings = run("pet-essentials", pet(**facts), None, None, "PT")
    failed = [found for found in findings if found.failed]
    assert [(found.parameter, found.observed, found.severity) for found in failed] == [
        (parameter, observed, Severity.CRITICAL)
    ]


def test_all_essentials_pass(run: Run) -> None:
    findings = run("pet-essentials", pet(), None, None, "PT")
    assert [found.verdict for found in findings] == [Verdict.PASS] * 6


def test_essentials_are_for_pet_alone(run: Run) -> None:
    assert run("pet-essentials", pet(modality="CT")) == []


def test_uptake_rule(run: Run) -> None:
    wanted = SeriesRequirement("pet", rules=(Rule("uptake_min", Range(50, 70)), Rule("corrected", includes=("RAN",))))
    uptake, corrected = run("pet-rules", pet(), wanted, None, "PT")
    assert (uptake.verdict, uptake.observed, uptake.unit) == (Verdict.PASS, "60", "min")
    assert (corrected.verdict, corrected.expected) == (Verdict.FAIL, "including RAN")


@pytest.mark.parametrize(
    ("injected", "verdict", "observed"),
    [("100000", Verdict.PASS, "60"), ("113000", Verdict.FAIL, "-30"), (None, Verdict.NOT_EVALUABLE, "not recorded")],
)
def test_times_in_order(run: Run, injected: str | None, verdict: Verdict, observed: str) -> None:
    (found,) = run("pet-times-in-order", pet(injection_start_time=injected), None, None, "PT")
    assert (found.verdict, found.observed) == (verdict, observed)
