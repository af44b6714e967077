"""RANO 2010 for high-grade gliomas: what a trial may choose, the decision table, and the assessment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from centralis.core.criteria.criterion import Table
from centralis.core.criteria.fields import choice
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.rano import checks, decide, rules, single
from centralis.core.criteria.rano.burden import Burden, Thresholds
from centralis.core.criteria.rano.model import Assessment, Flair, IrradiatedPoint, Parameters, Point


@dataclass(frozen=True)
class HggParameters(Parameters):
    """The trial's choices; the defaults are the published ones."""

    early_days: int = choice(84, "Days after chemoradiation in which growth in the field is no progression.", "days")
    flair_counts: bool = choice(True, "Whether T2/FLAIR disease counts.")


@dataclass(frozen=True)
class HggTimePoint(IrradiatedPoint):
    """Everything recorded on one day."""


RESPONSES = Table(
    "Overall response at a time point; the first row that fits counts",
    ("sum of products", "T2/FLAIR", "new or other disease", "corticosteroids", "clinical state", "overall"),
    (
        ("NE-EARLY", "any row of PD", "any", "< 84 days after chemoradiation, inside the field", "any", "any", "NE"),
        ("PD-GROWTH", "≥ 25 % above the nadir", "any", "any", "any", "any", "PD"),
        ("PD-GROWTH-MEASURED-PART", "not all evaluated, the rest ≥ 25 % above", "any", "any", "any", "any", "PD"),
        ("PD-NADIR-ZERO", "seen again after a nadir of 0", "any", "any", "any", "any", "PD"),
        ("PD-NEW-LESION", "any", "any", "new lesion", "any", "any", "PD"),
        ("PD-NON-TARGET", "any", "any", "non-target progresses", "any", "any", "PD"),
        ("PD-FLAIR", "any", "significantly increased", "any", "any", "any", "PD"),
        ("PD-CLINICAL", "any", "any", "any", "any", "definite worsening", "PD"),
        ("NE-GROWTH-STEROIDS-LOWERED", "≥ 25 %, by the trial's choice", "any", "no sign", "lowered", "any", "NE"),
        ("NE-BURDEN", "not all evaluated", "any", "no sign", "any", "any", "NE"),
        ("NE-FLAIR", "evaluated", "not told", "no sign", "any", "any", "NE"),
        ("NE-CLINICAL", "evaluated", "stable or lower", "no sign", "not told", "or not told", "NE"),
        ("NE-STEROIDS", "evaluated", "stable or lower", "no sign", "raised", "stable or better", "NE"),
        ("SD-NOT-MEASURABLE", "nothing at baseline", "stable or lower", "any", "not raised", "stable or better", "SD"),
        ("PR-REST-PERSISTS", "gone", "stable or lower", "not all gone", "not raised", "stable or better", "PR"),
        ("PR-STEROIDS", "gone", "stable or lower", "gone", "stable or lowered", "stable or better", "PR"),
        ("CR", "gone", "stable or lower", "gone", "none or replacement", "stable or better", "CR"),
        ("PR", "≥ 50 % below baseline", "stable or lower", "no sign", "not raised", "stable or better", "PR"),
        ("SD", "between", "stable or lower", "no sign", "not raised", "stable or better", "SD"),
    ),
)

RULES = rules.take(
    ("BASELINE", *(row[0] for row in RESPONSES.rows if row[0] != "NE-EARLY")),
    {"NE-EARLY": "Too early after chemoradiation: neither outside the radiation field nor proven by histology."},
)

CHECKS = {**checks.CHECKS, "G06": "T2/FLAIR is not told, so that only progression can be shown."}


def assess(history: Sequence[HggTimePoint], parameters: HggParameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first; a response that lasts is marked confirmed."""

    def decide_one(point: HggTimePoint, baseline: HggTimePoint, burden: Burden) -> single.Decision:
        return _decide(point, baseline, burden, parameters)

    thresholds = Thresholds(parameters.pr_decrease_percent, None, parameters.pd_increase_percent)
    return single.assess_all(history, decide_one, thresholds, parameters, RULES)


def _decide(point: HggTimePoint, baseline: Point, burden: Burden, parameters: HggParameters) -> single.Decision:
    flair = "PD-FLAIR" if parameters.flair_counts and point.flair is Flair.INCREASED else None
    sign = decide.find_sign(point, (burden,), bool(point.new_lesions), flair, parameters)
    if sign is not None:
        is_held = decide.is_early(point, parameters.early_days) and not decide.is_proven(point)
        return ("NE-EARLY", "NE", sign) if is_held else (sign, "PD", sign)
    unknown = "NE-FLAIR" if parameters.flair_counts and decide.is_flair_unknown(point.flair) else None
    gap = decide.find_gap(point, (burden,), unknown, parameters)
    if gap is not None:
        return gap, "NE", None
    if burden.rule == "CR":
        return *decide.check_complete_response(point, baseline, parameters), None
    return burden.rule, burden.response, None


def check(history: Sequence[HggTimePoint], parameters: HggParameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    yield from checks.check(history, parameters)
    point = history[-1]
    if len(history) > 1 and parameters.flair_counts and point.flair is None:
        text = f"Tell T2/FLAIR of day {point.day}; without it only progression can be shown."
        yield Finding("G06", Severity.WARNING, "flair", "", text)
