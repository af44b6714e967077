"""CT exposure, kernel, MR timing."""

from collections.abc import Callable

import pytest

from centralis.core.acquisition import Finding, Range, Rule, SeriesRequirement, Verdict
from centralis.core.dicom.facts import InstanceFacts

Run, Build = Callable[..., list[Finding]], Callable[..., list[InstanceFacts]]


@pytest.mark.parametrize(
    ("check", "modality", "fact", "within", "good", "bad"),
    [("ct-exposure", "CT", "kvp", Range(100, 140), 120.0, 80.0),
     ("ct-exposure", "CT", "tube_current_ma", Range(minimum=50), 60.0, 20.0),
     ("ct-exposure", "CT", "exposure_mas", Range(minimum=50), 60.0, 20.0),
     ("mr-sequence", "MR", "tr_ms", Range(4000, 12000), 9000.0, 500.0),
     ("mr-sequence", "MR", "te_ms", Range(80, 150), 120.0, 15.0),
     ("mr-sequence", "MR", "ti_ms", Range(2000, 3000), 2500.0, 900.0),
     ("mr-sequence", "MR", "flip_angle_deg", Range(maximum=90), 90.0, 180.0),
     ("mr-sequence", "MR", "field_strength_t", Range(1.5, 3), 1.5, 0.5)],
)  # fmt: skip
@pytest.mark.req("IMG-2")
def test_numbers(
    run: Run, ct: Build, check: str, modality: str, fact: str, within: Range, good: float, bad: float
) -> None:
    wanted = SeriesRequirement("axial", rules=(Rule(fact, within),))

    def verdict(value: float | None) -> Verdict:
        (found,) = run(check, ct(modality=modality, **{fact: value}), wanted, None, modality)
        assert found.parameter == fact
        return found.verdict

    assert [verdict(good), verdict(bad), verdict(None)] == [Verdict.PASS, Verdict.FAIL, Verdict.NOT_EVALUABLE]


def test_kernel_ignores_letter_case_and_extra_components(run: Run, ct: Build) -> None:
    wanted = SeriesRequirement("axial", rules=(Rule("kernel", one_of=("br40d", "STANDARD")),))
    for kernel, verdict in (("Br40d\\3", Verdict.PASS), ("standard", Verdict.PASS), ("B70f", Verdict.FAIL),
                            (None, Verdict.NOT_EVALUABLE)):  # fmt: skip
        (found,) = run("kernel", ct(kernel=kernel), wanted)
        assert found.verdict is verdict, kernel
