"""The words of a RUST reading: the points of four cortices, or that hardware hides one."""

from dataclasses import dataclass

from centralis.core.criteria.fields import boolean, choice, day, integer

_HIDDEN = "Leave empty when hardware or the cast hides it."


@dataclass(frozen=True)
class RustParameters:
    """The trial's choices."""

    united_from_total: int = choice(10, "The total from which the fracture counts as united.")


@dataclass(frozen=True)
class MrustParameters:
    """The trial's choices."""

    united_from_total: int = choice(11, "The total from which the fracture counts as united.")


@dataclass(frozen=True)
class RustTimePoint:
    """The four cortices on one day: 1 no callus, 2 callus with a visible line, 3 callus without a line."""

    day: int = day()
    medial: int | None = integer("Medial cortex", minimum=1, maximum=3, help=_HIDDEN)
    lateral: int | None = integer("Lateral cortex", minimum=1, maximum=3, help=_HIDDEN)
    anterior: int | None = integer("Anterior cortex", minimum=1, maximum=3, help=_HIDDEN)
    posterior: int | None = integer("Posterior cortex", minimum=1, maximum=3, help=_HIDDEN)
    hardware_hides: bool = boolean("Hardware or cast hides a cortex")


@dataclass(frozen=True)
class MrustTimePoint:
    """The four cortices on one day: 1 none, 2 callus, 3 bridging callus with a line, 4 remodelled without a line."""

    day: int = day()
    medial: int | None = integer("Medial cortex", minimum=1, maximum=4, help=_HIDDEN)
    lateral: int | None = integer("Lateral cortex", minimum=1, maximum=4, help=_HIDDEN)
    anterior: int | None = integer("Anterior cortex", minimum=1, maximum=4, help=_HIDDEN)
    posterior: int | None = integer("Posterior cortex", minimum=1, maximum=4, help=_HIDDEN)
    hardware_hides: bool = boolean("Hardware or cast hides a cortex")


@dataclass(frozen=True)
class Assessment:
    """The sum of four cortices; None as soon as one can't be seen, for a sum of three would read as less union."""

    day: int
    total: int | None
    united: bool | None
    rule: str
    sentence: str
