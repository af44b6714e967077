"""Contrast phase and delay, from description, header and transmittal."""

from collections.abc import Callable

import pytest

from centralis.core.acquisition import CheckContext, Contrast, Finding, Range, SeriesRequirement, Transmittal, Verdict
from centralis.core.dicom.facts import InstanceFacts

Run, Build = Callable[..., list[Finding]], Callable[..., list[InstanceFacts]]


@pytest.mark.parametrize(
    ("phase", "agent", "description", "stated", "verdict", "observed"),
    [("portal venous", "iodine", "CAP portal venous", "", Verdict.PASS, "portal venous"),
     ("portal venous", "iodine", "CAP arterial", "", Verdict.FAIL, "arterial"),
     ("portal venous", "iodine", "CAP", "", Verdict.NOT_EVALUABLE, "contrast given, phase not recorded"),
     ("portal venous", "iodine", "CAP", "Portal venous", Verdict.PASS, "portal venous"),
     ("portal venous", None, "CAP non-contrast", "", Verdict.FAIL, "none"),
     ("portal venous", None, "", "", Verdict.NOT_EVALUABLE, "not recorded"),
     ("none", None, "CAP", "", Verdict.PASS, "no contrast recorded"),
     ("none", "iodine", "CAP", "", Verdict.FAIL, "contrast agent recorded"),
     ("any", "iodine", "CAP", "", Verdict.PASS, "with contrast"),
     ("any", None, "CAP", "none", Verdict.FAIL, "none"),
     ("post", None, "T1", "", Verdict.NOT_EVALUABLE, "not recorded")],
)  # fmt: skip
def test_phase(
    run: Run, ct: Build, phase: str, agent: str | None, description: str, stated: str, verdict: Verdict, observed: str
) -> None:
    wanted = SeriesRequirement("axial", contrast=Contrast(phase))
    context = CheckContext(transmittal=Transmittal(contrast_phase=stated))
    (found,) = run("contrast-phase", ct(contrast_agent=agent, series_description=description), wanted, context)
    assert (found.verdict, found.observed) == (verdict, observed)
    assert found.evidence[0] == ("contrast agent in header", agent or "none")


def test_delay(run: Run, ct: Build) -> None:
    wanted = SeriesRequirement("axial", contrast=Contrast("portal venous", Range(60, 80)))
    (good,) = run("contrast-delay", ct(contrast_start_time="101350"), wanted)
    assert (good.verdict, good.observed, good.unit) == (Verdict.PASS, "70", "s")
    assert good.evidence == (("source", "header"),)
    (late,) = run("contrast-delay", ct(), wanted, CheckContext(transmittal=Transmittal(contrast_delay_s=120)))
    assert (late.verdict, late.observed, late.evidence) == (Verdict.FAIL, "120", (("source", "transmittal"),))
    assert run("contrast-delay", ct(), wanted)[0].verdict is Verdict.NOT_EVALUABLE
    assert run("contrast-delay", ct()) == []
