"""The response at a time point by RECIST 1.1: sums, nadir, target and non-target response, new lesions, overall.

Source: Eisenhauer EA et al, Eur J Cancer 2009;45:228-247, sections 4.3 and 4.4, from our own decision tables. Rules
confirmed in public text while this was written: 5 mm for what is too small to measure, and the actual value when it
can be measured (EORTC RECIST questions and clarifications; CDISC wiki, RECIST examples of TR); progression tested
against the nadir before partial response against baseline, and a response kept while the sum is not progression
(EORTC FAQ "The definition of SD" and "Managing PR"); an equivocal new lesion confirmed later dates back, a new FDG-PET
site without a negative baseline PET needs CT (PMC6303427 Table 1; irrecist.com "RECIST in practice"). Not confirmed,
taken from our tables: progression provable from the measured part alone, progression from a nadir of 0 mm whatever
the size, merged and split lesions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.recist_1_1 import sentences, tables
from centralis.core.criteria.recist_1_1.model import (
    Assessment,
    BaselinePet,
    Certainty,
    NewLesion,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    TimePoint,
)

RESPONDING = ("CR", "PR")


@dataclass(frozen=True)
class Burden:
    """The targets of one time point in mm: each one's value (None: not evaluated) and whether it is a node."""

    values: Mapping[str, Decimal | None]
    nodes: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(sorted(name for name, value in self.values.items() if value is None))

    @property
    def measured_part(self) -> Decimal:
        return exact.compute_sum(value for value in self.values.values() if value is not None)

    @property
    def sum_of_diameters(self) -> Decimal | None:
        return None if self.missing or not self.values else self.measured_part


@dataclass(frozen=True)
class TargetResponse:
    """The target response, its rule, and the response by the sums alone (before a PR is kept)."""

    response: str | None
    rule: str
    by_sum: str | None


def compute_value(target: Target, parameters: Parameters) -> Decimal | None:
    """What a target adds to the sum, in mm; None when it was not evaluated. A merged lesion is carried by another."""
    if target.state is TargetState.NOT_EVALUABLE:
        return None
    if target.state is TargetState.ABSENT or target.merged_into:
        return exact.ZERO
    if target.state is TargetState.TOO_SMALL:
        return parameters.too_small_mm
    if target.parts_mm:
        return exact.compute_sum(target.parts_mm)
    return target.diameter_mm


def compute_burden(time_point: TimePoint, baseline: TimePoint, parameters: Parameters) -> Burden:
    """Values of the baseline's targets at a time point; one that has no entry was not evaluated, it is never 0."""
    found = {target.id: target for target in time_point.targets}
    values = {
        target.id: compute_value(found[target.id], parameters) if target.id in found else None
        for target in baseline.targets
    }
    return Burden(values, frozenset(target.id for target in baseline.targets if target.node))


def assess_target(
    burden: Burden, baseline_mm: Decimal | None, nadir_mm: Decimal | None, parameters: Parameters, held: bool
) -> TargetResponse:
    """Target response in the published order CR, PD, PR, SD; `held`: an earlier PR or CR stands (sticky PR)."""
    if not burden.values:
        return TargetResponse(None, "", None)
    if is_complete(burden, parameters):
        # With a target missing, what was measured may still turn out complete: neither CR nor PD is shown.
        return TargetResponse("NE", "NE-TARGET", "NE") if burden.missing else TargetResponse("CR", "CR", "CR")
    part = burden.measured_part
    if nadir_mm is not None and nadir_mm == 0 and part > 0:
        return TargetResponse("PD", "PD-NADIR-ZERO", "PD")
    if nadir_mm is not None and is_progression(part, nadir_mm, parameters):
        return TargetResponse("PD", "PD-SUM-MEASURED-PART" if burden.missing else "PD-SUM", "PD")
    if burden.missing or baseline_mm is None:
        return TargetResponse("NE", "NE-TARGET", "NE")
    if exact.is_decrease_of(part, baseline_mm, parameters.pr_decrease_percent):
        return TargetResponse("PR", "PR", "PR")
    return TargetResponse("PR", "PR-KEPT", "SD") if held else TargetResponse("SD", "SD", "SD")


def is_complete(burden: Burden, parameters: Parameters) -> bool:
    """Every target measured that is no node is 0 mm, and every target node measured is below 10 mm short axis."""
    return all(
        value < parameters.normal_node_below_mm if name in burden.nodes else value == 0
        for name, value in burden.values.items()
        if value is not None
    )


def is_progression(sum_mm: Decimal, nadir_mm: Decimal, parameters: Parameters) -> bool:
    """At least 20 % and at least 5 mm above the nadir, both inclusive."""
    return sum_mm - nadir_mm >= parameters.pd_increase_mm and exact.is_increase_of(
        sum_mm, nadir_mm, parameters.pd_increase_percent
    )


def assess_non_target(time_point: TimePoint, baseline: TimePoint) -> str | None:
    """Non-target response; None without non-target disease at baseline. One that has no entry was not evaluated."""
    if not baseline.non_targets:
        return None
    found = {lesion.id: lesion.state for lesion in time_point.non_targets}
    states = [found.get(lesion.id, NonTargetState.NOT_EVALUABLE) for lesion in baseline.non_targets]
    if NonTargetState.UNEQUIVOCAL_PROGRESSION in states:
        return "PD"
    if NonTargetState.NOT_EVALUABLE in states:
        return "NE"
    if NonTargetState.PRESENT in states or time_point.markers_normal is False:
        return "NON-CR/NON-PD"
    return "CR"


def derive_certainty(lesion: NewLesion, baseline: TimePoint) -> Certainty:
    """A new site on FDG-PET alone is certain only against a negative baseline PET; otherwise CT must show it."""
    if lesion.fdg_pet_only and baseline.fdg_pet is not BaselinePet.NEGATIVE:
        return Certainty.EQUIVOCAL
    return lesion.certainty


def assess_time_points(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first, each from itself and what stands before it."""
    if not history:
        raise ValueError("A history needs at least the baseline time point.")
    done: list[Assessment] = [_assess_baseline(history[0], parameters)]
    for index in range(1, len(history)):
        done.append(_assess_follow_up(history[: index + 1], done, parameters))
    return tuple(done)


def assess_time_point(history: Sequence[TimePoint], parameters: Parameters) -> Assessment:
    """The response at the last time point of a history whose first is the baseline."""
    return assess_time_points(history, parameters)[-1]


def _assess_baseline(baseline: TimePoint, parameters: Parameters) -> Assessment:
    burden = compute_burden(baseline, baseline, parameters)
    total = burden.sum_of_diameters
    return Assessment(
        day=baseline.day,
        sum_of_diameters_mm=total,
        measured_part_mm=burden.measured_part,
        baseline_mm=total,
        nadir_mm=None,
        change_from_baseline_percent=None,
        change_from_nadir_percent=None,
        change_from_nadir_mm=None,
        target=None,
        non_target=None,
        new_lesion=False,
        new_lesion_equivocal=False,
        overall=None,
        rule="BASELINE",
        sentence=sentences.render_baseline(total, baseline),
    )


def _assess_follow_up(history: Sequence[TimePoint], done: Sequence[Assessment], parameters: Parameters) -> Assessment:
    baseline, now = history[0], history[-1]
    burden = compute_burden(now, baseline, parameters)
    total, baseline_mm = burden.sum_of_diameters, done[0].baseline_mm
    nadir_mm = min((one.sum_of_diameters_mm for one in done if one.sum_of_diameters_mm is not None), default=None)
    held = parameters.sticky_pr and is_response_held(done, parameters)
    target = assess_target(burden, baseline_mm, nadir_mm, parameters, held)
    non_target = assess_non_target(now, baseline)
    certain = tuple(one for one in now.new_lesions if derive_certainty(one, baseline) is Certainty.UNEQUIVOCAL)
    had_complete = parameters.reappearance_after_cr_is_pd and any(one.overall == "CR" for one in done)
    rules = _derive_rules(target, non_target, certain, had_complete)
    is_pd = rules[0].startswith("PD")
    story = sentences.Story(
        now, baseline, burden.missing, burden.measured_part, baseline_mm, nadir_mm, certain, parameters
    )
    progression_day = _derive_progression_day(history, certain, rules, parameters) if is_pd else None
    return Assessment(
        day=now.day,
        sum_of_diameters_mm=total,
        measured_part_mm=burden.measured_part,
        baseline_mm=baseline_mm,
        nadir_mm=nadir_mm,
        change_from_baseline_percent=_change(total, baseline_mm),
        change_from_nadir_percent=_change(total, nadir_mm),
        change_from_nadir_mm=None if total is None or nadir_mm is None else total - nadir_mm,
        target=target.response,
        non_target=non_target,
        new_lesion=bool(certain),
        new_lesion_equivocal=len(certain) < len(now.new_lesions),
        overall="PD" if is_pd else tables.derive_row(target.response, non_target).overall,
        rule=rules[0],
        sentence=sentences.render(rules, story, progression_day),
        progression_day=progression_day,
        target_by_sum=target.by_sum,
    )


def _change(value: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if value is None or reference is None else exact.compute_change_percent(value, reference)


def _derive_rules(
    target: TargetResponse, non_target: str | None, certain: Sequence[NewLesion], had_complete: bool
) -> tuple[str, ...]:
    """Codes of the rules that decided, the leading one first; several only when several show progression."""
    progressions = [target.rule] if target.response == "PD" else []
    if non_target == "PD":
        progressions.append("PD-NON-TARGET")
    if certain:
        progressions.append("PD-NEW-LESION")
    if progressions:
        return tuple(progressions)
    row = tables.derive_row(target.response, non_target)
    if had_complete and row.overall in ("PR", "SD", "NON-CR/NON-PD"):
        return ("PD-AFTER-CR",)
    return ("PR-KEPT",) if target.rule == "PR-KEPT" else (row.rule,)


def is_response_held(done: Sequence[Assessment], parameters: Parameters) -> bool:
    """Whether a target response by the sums stands since the last progression, confirmed if confirmation is asked.

    EORTC FAQ "Managing PR": once a PR has been assigned, and confirmed if required, it is kept.
    """
    days: list[int] = []
    for one in done:
        if one.overall == "PD":
            days = []
        elif one.target_by_sum in RESPONDING:
            days.append(one.day)
    if not parameters.confirm:
        return bool(days)
    return bool(days) and days[-1] - days[0] >= parameters.confirmation_days


def _derive_progression_day(
    history: Sequence[TimePoint], certain: Sequence[NewLesion], rules: Sequence[str], parameters: Parameters
) -> int:
    """The day a progression counts from: the first sighting of a new lesion that is certain now, if that is earlier."""
    days = [history[-1].day]
    if parameters.date_back_equivocal and "PD-NEW-LESION" in rules:
        names = {lesion.id for lesion in certain}
        days += [point.day for point in history[1:] if any(lesion.id in names for lesion in point.new_lesions)]
    return min(days)
