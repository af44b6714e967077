"""RANO-LGG 2011 for low-grade gliomas: products on T2/FLAIR, contrast enhancement, and a minor response."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centralis.core.criteria.criterion import Table
from centralis.core.criteria.fields import choice, code
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.rano import checks, decide, rules, single
from centralis.core.criteria.rano.burden import Burden, Thresholds
from centralis.core.criteria.rano.model import Assessment, Enhancement, Parameters, Point


@dataclass(frozen=True)
class LggParameters(Parameters):
    """The trial's choices; the defaults are the published ones."""

    mr_decrease_percent: Decimal = choice(Decimal(25), "Decrease of the sum of products from baseline for MR.", "%")


@dataclass(frozen=True)
class LggTimePoint(Point):
    """Everything recorded on one day; target lesions are measured on T2 or FLAIR."""

    enhancement: Enhancement | None = code(
        "Contrast enhancement", Enhancement, help="Against baseline or best response; radiation effect does not count."
    )


RESPONSES = Table(
    "Overall response at a time point; the first row that fits counts",
    ("sum of T2/FLAIR products", "enhancement", "new or other disease", "corticosteroids", "clinical state", "overall"),
    (
        ("PD-GROWTH", "≥ 25 % above the nadir", "any", "any", "any", "any", "PD"),
        ("PD-GROWTH-MEASURED-PART", "not all evaluated, the rest ≥ 25 % above", "any", "any", "any", "any", "PD"),
        ("PD-NADIR-ZERO", "seen again after a nadir of 0", "any", "any", "any", "any", "PD"),
        ("PD-NEW-LESION", "any", "any", "new lesion", "any", "any", "PD"),
        ("PD-NON-TARGET", "any", "any", "non-target progresses", "any", "any", "PD"),
        ("PD-ENHANCEMENT", "any", "new or increased", "any", "any", "any", "PD"),
        ("PD-CLINICAL", "any", "any", "any", "any", "definite worsening", "PD"),
        ("NE-GROWTH-STEROIDS-LOWERED", "≥ 25 %, by the trial's choice", "any", "no sign", "lowered", "any", "NE"),
        ("NE-BURDEN", "not all evaluated", "any", "no sign", "any", "any", "NE"),
        ("NE-ENHANCEMENT", "evaluated", "not told", "no sign", "any", "any", "NE"),
        ("NE-CLINICAL", "evaluated", "no sign", "no sign", "not told", "or not told", "NE"),
        ("NE-STEROIDS", "evaluated", "no sign", "no sign", "raised", "stable or better", "NE"),
        ("SD-NOT-MEASURABLE", "nothing at baseline", "no sign", "any", "not raised", "stable or better", "SD"),
        ("PR-ENHANCEMENT", "gone", "still there", "any", "not raised", "stable or better", "PR"),
        ("PR-REST-PERSISTS", "gone", "none", "not all gone", "not raised", "stable or better", "PR"),
        ("PR-STEROIDS", "gone", "none", "gone", "stable or lowered", "stable or better", "PR"),
        ("CR", "gone", "none", "gone", "none or replacement", "stable or better", "CR"),
        ("PR", "≥ 50 % below baseline", "no sign", "no sign", "not raised", "stable or better", "PR"),
        ("MR", "≥ 25 % and < 50 % below baseline", "no sign", "no sign", "not raised", "stable or better", "MR"),
        ("SD", "between", "no sign", "no sign", "not raised", "stable or better", "SD"),
    ),
)

_OWN = {
    "PD-ENHANCEMENT": "Contrast enhancement is new or has increased.",
    "NE-ENHANCEMENT": "Contrast enhancement was not evaluated, and progression is not shown otherwise.",
    "PR-ENHANCEMENT": "The target lesions are gone; enhancement is still there, so this is no CR.",
}
RULES = rules.take(("BASELINE", *(row[0] for row in RESPONSES.rows if row[0] not in _OWN)), _OWN)

CHECKS = {**checks.CHECKS, "G06": "Contrast enhancement is not told, so that only progression can be shown."}


def assess(history: Sequence[LggTimePoint], parameters: LggParameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first; a response that lasts is marked confirmed."""

    def decide_one(point: LggTimePoint, baseline: LggTimePoint, burden: Burden) -> single.Decision:
        return _decide(point, baseline, burden, parameters)

    thresholds = Thresholds(
        parameters.pr_decrease_percent, parameters.mr_decrease_percent, parameters.pd_increase_percent
    )
    return single.assess_all(history, decide_one, thresholds, parameters, RULES)


def _decide(point: LggTimePoint, baseline: Point, burden: Burden, parameters: LggParameters) -> single.Decision:
    enhancement = "PD-ENHANCEMENT" if point.enhancement is Enhancement.NEW_OR_INCREASED else None
    sign = decide.find_sign(point, (burden,), bool(point.new_lesions), enhancement, parameters)
    if sign is not None:
        return sign, "PD", sign
    unknown = "NE-ENHANCEMENT" if point.enhancement in (None, Enhancement.NOT_EVALUABLE) else None
    gap = decide.find_gap(point, (burden,), unknown, parameters)
    if gap is not None:
        return gap, "NE", None
    if burden.rule != "CR":
        return burden.rule, burden.response, None
    if point.enhancement is not Enhancement.NONE:
        return "PR-ENHANCEMENT", "PR", None
    return *decide.check_complete_response(point, baseline, parameters), None


def check(history: Sequence[LggTimePoint], parameters: LggParameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    yield from checks.check(history, parameters)
    point = history[-1]
    if len(history) > 1 and point.enhancement is None:
        text = f"Tell contrast enhancement of day {point.day}; without it only progression can be shown."
        yield Finding("G06", Severity.WARNING, "enhancement", "", text)
