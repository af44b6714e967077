"""Slice count, gaps, doubles, tilt, thickness, spacing, pixels and field of view."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from centralis.core.acquisition import Finding, Range, Rule, SeriesRequirement, Severity, Verdict
from centralis.core.dicom.facts import InstanceFacts

Run, Build = Callable[..., list[Finding]], Callable[..., list[InstanceFacts]]


@pytest.mark.parametrize(
    ("check", "rule", "good", "bad", "observed", "unit"),
    [("slice-count", Rule("slices", Range(minimum=10)), {}, {"heights": [0, 5, 10]}, "3", ""),
     ("slice-count", Rule("extent_mm", Range(minimum=50)), {}, {"heights": [0, 5, 10]}, "15", "mm"),
     ("slice-thickness", Rule("slice_thickness_mm", Range(maximum=5)), {}, {"slice_thickness_mm": 7.5}, "7.5", "mm"),
     ("slice-spacing", Rule("slice_gap_mm", Range(maximum=0)), {}, {"slice_thickness_mm": 4.0}, "1", "mm"),
     ("slice-spacing", Rule("slice_spacing_mm", Range(maximum=5)), {}, {"heights": [0, 8, 16]}, "8", "mm"),
     ("pixel-spacing", Rule("pixel_spacing_mm", Range(maximum=1)), {}, {"pixel_spacing_mm": (0.9, 1.2)}, "1.2", "mm"),
     ("pixel-spacing", Rule("rows", Range(minimum=512)), {}, {"rows": 256}, "256", ""),
     ("field-of-view", Rule("field_of_view_mm", Range(300, 500)), {}, {"columns": 128}, "102.4", "mm")],
)  # fmt: skip
@pytest.mark.req("IMG-2")
def test_rules(
    run: Run,
    ct: Build,
    check: str,
    rule: Rule,
    good: dict[str, object],
    bad: dict[str, object],
    observed: str,
    unit: str,
) -> None:
    wanted = SeriesRequirement("axial", rules=(rule,))
    assert run(check, ct(**good), wanted)[0].verdict is Verdict.PASS
    (found,) = run(check, ct(**bad), wanted)
    assert (found.verdict, found.observed, found.unit) == (Verdict.FAIL, observed, unit)
    assert found.severity is rule.severity


def test_missing_thickness_is_not_a_pass(run: Run, ct: Build) -> None:
    wanted = SeriesRequirement("axial", rules=(Rule("slice_thickness_mm", Range(maximum=5), severity=Severity.MINOR),))
    (found,) = run("slice-thickness", ct(slice_thickness_mm=None), wanted)
    assert (found.verdict, found.observed, found.severity) == (Verdict.NOT_EVALUABLE, "not recorded", Severity.MINOR)


def test_one_thick_slice_fails_the_series(run: Run, ct: Build) -> None:
    slices = ct()
    slices[3] = replace(slices[3], slice_thickness_mm=10.0)
    wanted = SeriesRequirement("axial", rules=(Rule("slice_thickness_mm", Range(maximum=5)),))
    (found,) = run("slice-thickness", slices, wanted)
    assert (found.verdict, found.observed) == (Verdict.FAIL, "5 to 10")


@pytest.mark.parametrize(
    ("heights", "verdict", "observed"),
    [([0, 5, 10, 15], Verdict.PASS, "even, none missing"),
     ([0, 5, 10, 20, 25], Verdict.FAIL, "1 slice missing"),
     ([0, 5, 10, 15.5, 20.5, 25.5], Verdict.FAIL, "uneven spacing, 5.00 to 5.50 mm"),
     ([0, 5], Verdict.NOT_EVALUABLE, "2 slice positions: too few to tell")],
)  # fmt: skip
def test_gaps(run: Run, ct: Build, heights: list[float], verdict: Verdict, observed: str) -> None:
    (found,) = run("slice-gaps", ct(heights))
    assert (found.verdict, found.observed) == (verdict, observed)


def test_doubles(run: Run, ct: Build) -> None:
    (good,) = run("duplicate-positions", ct())
    (bad,) = run("duplicate-positions", ct([0, 5, 5, 10]))
    (silent,) = run("duplicate-positions", ct(orientation=()))
    assert (good.verdict, bad.verdict, silent.verdict) == (Verdict.PASS, Verdict.FAIL, Verdict.NOT_EVALUABLE)
    assert (bad.observed, bad.evidence) == ("1 doubled", (("places", "3"), ("slices", "4")))


def test_tilt(run: Run, ct: Build) -> None:
    sheared = [replace(one, position_mm=(0.0, 0.25 * one.position_mm[2], one.position_mm[2])) for one in ct()]
    assert run("gantry-tilt", ct())[0].verdict is Verdict.PASS
    (tilted,) = run("gantry-tilt", sheared)
    assert (tilted.verdict, tilted.observed, tilted.severity) == (Verdict.FAIL, "14.04 degrees", Severity.MINOR)
    own = SeriesRequirement("axial", rules=(Rule("gantry_tilt_deg", Range(maximum=20)),))
    assert run("gantry-tilt", sheared, own)[0].verdict is Verdict.PASS
    assert run("gantry-tilt", ct([0]))[0].verdict is Verdict.NOT_EVALUABLE
