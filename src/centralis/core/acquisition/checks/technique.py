"""Was it acquired as asked: tube voltage and current, reconstruction kernel, MR timing and field strength."""

from collections.abc import Iterator

from centralis.core.acquisition.outcome import Outcome
from centralis.core.acquisition.registry import Case, check, ruled
from centralis.core.acquisition.requirements import Severity

CT_EXPOSURE = ("kvp", "tube_current_ma", "exposure_mas")
MR_SEQUENCE = ("tr_ms", "te_ms", "ti_ms", "flip_angle_deg", "field_strength_t")


@check("ct-exposure", "1", Severity.MINOR, "Tube voltage and current are as the charter asks.", CT_EXPOSURE)
def ct_exposure(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rules on kV, mA and mAs."""
    yield from ruled(case, CT_EXPOSURE)


@check("kernel", "1", Severity.MINOR, "The reconstruction kernel is one the charter accepts.", ("kernel",))
def kernel(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rule on the kernel's name, letter case aside."""
    yield from ruled(case, ("kernel",))


@check("mr-sequence", "1", Severity.MAJOR, "MR timing and field strength are as the charter asks.", MR_SEQUENCE)
def mr_sequence(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rules on TR, TE, TI, flip angle and field strength."""
    yield from ruled(case, MR_SEQUENCE)
