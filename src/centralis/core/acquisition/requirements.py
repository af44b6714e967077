"""What a charter asks of an exam: the requirement language as plain, frozen values.

A requirement names a modality and one or more series; each series carries rules on its parameters, the regions to be
covered, the contrast phase and what must stay as it was at baseline. Source: FDA, Clinical Trial Imaging Endpoint
Process Standards (2018), section on image acquisition.
"""

from dataclasses import dataclass
from enum import StrEnum

SAME_AS_BASELINE = (
    "scanner",
    "software",
    "slice_thickness_mm",
    "pixel_spacing_mm",
    "kernel",
    "kvp",
    "contrast",
    "tr_ms",
    "te_ms",
    "ti_ms",
    "field_strength_t",
    "decay_correction",
)
"""What a series may be required to keep from the baseline exam."""


class Severity(StrEnum):
    """How much a failed check weighs: a note, a deviation, or an exam that cannot be used."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Range:
    """A closed interval; a missing end is open."""

    minimum: float | None = None
    maximum: float | None = None

    def holds(self, value: float) -> bool:
        """Whether the value lies inside, with one part in a thousand of grace for decimal strings like 2.999999."""
        grace = 1e-3 * max(abs(value), 1e-3)
        low = self.minimum is None or value >= self.minimum - grace
        return low and (self.maximum is None or value <= self.maximum + grace)

    def words(self) -> str:
        """The interval as a person writes it: `100 to 140`, `at most 5`, `at least 6`."""
        if self.minimum is not None and self.maximum is not None:
            return f"{self.minimum:g} to {self.maximum:g}"
        if self.maximum is not None:
            return f"at most {self.maximum:g}"
        return "any" if self.minimum is None else f"at least {self.minimum:g}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on one parameter of a series: an interval, a list of accepted values, values to include, or presence."""

    parameter: str
    within: Range | None = None
    one_of: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    present: bool = False
    severity: Severity = Severity.MAJOR

    def words(self) -> str:
        """What is expected, in words."""
        if self.within is not None:
            return self.within.words()
        if self.one_of:
            return "one of " + ", ".join(self.one_of)
        return "including " + ", ".join(self.includes) if self.includes else "recorded"


@dataclass(frozen=True, slots=True)
class Contrast:
    """The contrast phase a series must show, and its delay after the start of injection in seconds."""

    phase: str
    delay_s: Range | None = None
    severity: Severity = Severity.MAJOR


@dataclass(frozen=True, slots=True)
class Match:
    """Words that tell which series fills a requirement when modality and parameters leave a choice."""

    description: tuple[str, ...] = ()
    not_description: tuple[str, ...] = ()
    orientation: str = ""


@dataclass(frozen=True, slots=True)
class SeriesRequirement:
    """One series the charter asks for."""

    id: str
    required: bool = True
    rules: tuple[Rule, ...] = ()
    coverage: tuple[str, ...] = ()
    contrast: Contrast | None = None
    same_as_baseline: tuple[str, ...] = ()
    match: Match = Match()

    def rule(self, parameter: str) -> Rule | None:
        """The rule on a parameter, if the charter sets one."""
        return next((rule for rule in self.rules if rule.parameter == parameter), None)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one exam of a visit must contain: a modality, its series, and how the subject was prepared."""

    id: str
    modality: str
    name: str = ""
    series: tuple[SeriesRequirement, ...] = ()
    subject: tuple[Rule, ...] = ()
