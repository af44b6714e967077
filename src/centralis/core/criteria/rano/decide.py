"""From measurements and what else was seen to a response: signs of progression first, then gaps, then responses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from centralis.core.criteria.rano.burden import GROWTH, Burden
from centralis.core.criteria.rano.model import (
    Clinical,
    Flair,
    IrradiatedPoint,
    NonTargetState,
    Parameters,
    Point,
    Steroids,
    Verdict,
)

RANKING = ("CR", "PR", "MR", "SD", "PD", "NE")
"""Best first, for the best overall response."""

_SUSTAINED = {"CR": {"CR"}, "PR": {"CR", "PR"}, "MR": {"CR", "PR", "MR"}}


A = TypeVar("A", bound=Verdict)


def find_sign(
    point: Point, burdens: Sequence[Burden], is_new: bool, extra: str | None, parameters: Parameters
) -> str | None:
    """The rule of the first sign of progression, or None. extra: a sign of one criterion alone, already found."""
    growth = next((one.rule for one in burdens if one.rule in GROWTH), None)
    if growth is not None and not _is_growth_held(point, parameters):
        return growth
    if is_new:
        return "PD-NEW-LESION"
    if any(one.state is NonTargetState.UNEQUIVOCAL_PROGRESSION for one in point.non_targets):
        return "PD-NON-TARGET"
    if extra is not None:
        return extra
    is_worse = parameters.use_clinical and point.clinical is Clinical.DEFINITE_WORSENING
    return "PD-CLINICAL" if is_worse else None


def _is_growth_held(point: Point, parameters: Parameters) -> bool:
    is_lowered = point.steroids is Steroids.LOWERED
    return is_lowered and parameters.use_clinical and not parameters.growth_counts_on_lowered_steroids


def find_gap(point: Point, burdens: Sequence[Burden], extra: str | None, parameters: Parameters) -> str | None:
    """The rule that keeps a time point without progression from being evaluated, or None."""
    if any(one.rule in GROWTH for one in burdens):
        return "NE-GROWTH-STEROIDS-LOWERED"
    if any(one.response == "NE" for one in burdens):
        return "NE-BURDEN"
    if extra is not None:
        return extra
    if not parameters.use_clinical:
        return None
    if point.steroids is None or point.clinical is None:
        return "NE-CLINICAL"
    return "NE-STEROIDS" if point.steroids is Steroids.RAISED else None


def check_complete_response(point: Point, followed: Point, parameters: Parameters) -> tuple[str, str]:
    """CR, or why measured disease that is gone makes only PR. followed: the baseline."""
    told = {one.id for one in point.non_targets if one.state is NonTargetState.ABSENT}
    if not {one.id for one in followed.non_targets} <= told:
        return "PR-REST-PERSISTS", "PR"
    off = (Steroids.NONE, Steroids.PHYSIOLOGICAL)
    if parameters.use_clinical and point.steroids not in off:
        return "PR-STEROIDS", "PR"
    return "CR", "CR"


def is_early(point: IrradiatedPoint, window_days: int) -> bool:
    """Whether a time point lies less than `window_days` after the end of chemoradiation."""
    return point.radiation_end_day is not None and point.day - point.radiation_end_day < window_days


def is_proven(point: IrradiatedPoint) -> bool:
    """Whether progression may be told early: a new lesion outside the field, or histology."""
    return point.histology_proven or any(one.outside_field for one in point.new_lesions)


def is_flair_unknown(flair: Flair | None) -> bool:
    """Whether T2/FLAIR was not told or not evaluable."""
    return flair in (None, Flair.NOT_EVALUABLE)


def confirm(done: Sequence[A], parameters: Parameters) -> tuple[A, ...]:
    """Mark each CR, PR and MR as confirmed or not: every assessment up to the first late enough is as good."""
    return tuple(
        replace(one, confirmed=_is_sustained(index, done, parameters)) if one.overall in _SUSTAINED else one
        for index, one in enumerate(done)
    )


def _is_sustained(index: int, done: Sequence[Verdict], parameters: Parameters) -> bool:
    one = done[index]
    same = _SUSTAINED[one.overall or ""]
    for later in done[index + 1 :]:
        if later.overall not in same:
            return False
        if later.day - one.day >= parameters.confirmation_days:
            return True
    return False


def summarise(done: Sequence[Verdict], parameters: Parameters) -> Mapping[str, Any]:
    """Best overall response before progression, and the day it counts from.

    A CR, PR or MR that does not last counts as SD. A preliminary progression that is not confirmed does not count.
    """
    progression_day = next((one.progression_day for one in done if one.progression_day is not None), None)
    best = "NE" if progression_day is None else "PD"
    for one in done:
        if progression_day is not None and one.day >= progression_day:
            break
        code = one.overall
        if code in _SUSTAINED and not one.confirmed:
            code = "SD"
        if code in RANKING:
            best = min(best, code, key=RANKING.index)
    return {"best_overall_response": best, "progression_day": progression_day}
