"""What one time point shows by itself and against those before: RECIST 1.1's responses, and the new lesions apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centralis.core.criteria import exact, recist_1_1
from centralis.core.criteria.irecist.model import (
    New,
    NewKind,
    NewState,
    Parameters,
    TimePoint,
    to_recist_parameters,
    to_recist_time_point,
)
from centralis.core.criteria.recist_1_1 import Certainty, NonTargetState
from centralis.core.criteria.recist_1_1.time_point import (
    Burden,
    TargetResponse,
    assess_non_target,
    assess_target,
    compute_burden,
    is_progression,
)

_SEEN = (NewState.PRESENT, NewState.UNEQUIVOCAL_PROGRESSION)


@dataclass(frozen=True)
class Facts:
    """One time point. Lengths in mm.

    seen: ids of unequivocal new lesions that are there; accepted: those of earlier time points that were not gone when
    last evaluated; left: accepted ones that are not recorded as gone here. new_values: each new target's diameter.
    """

    point: TimePoint
    burden: Burden
    baseline_mm: Decimal | None
    nadir_mm: Decimal | None
    target: TargetResponse
    non_target: str | None
    seen: frozenset[str]
    accepted: frozenset[str]
    left: frozenset[str]
    new_values: Mapping[str, Decimal]
    does_new_progress: bool

    @property
    def day(self) -> int:
        return self.point.day


def read_facts(history: Sequence[TimePoint], done: Sequence[Facts], held: bool, parameters: Parameters) -> Facts:
    """The facts of the last time point of a history; `held`: an earlier partial response stands."""
    recist = to_recist_parameters(parameters)
    point, baseline = to_recist_time_point(history[-1]), to_recist_time_point(history[0])
    burden = compute_burden(point, baseline, recist)
    baseline_mm = (done[0].burden if done else burden).sum_of_diameters
    sums = [one.burden.sum_of_diameters for one in done]
    nadir_mm = min((one for one in sums if one is not None), default=None)
    accepted = _derive_accepted(done)
    gone = {one.id for one in history[-1].new_lesions if one.state is NewState.ABSENT}
    values = {one.id: one.diameter_mm for one in _new_targets(history[-1]) if one.diameter_mm is not None}
    return Facts(
        point=history[-1],
        burden=burden,
        baseline_mm=baseline_mm,
        nadir_mm=nadir_mm,
        target=assess_target(burden, baseline_mm, nadir_mm, recist, held),
        non_target=assess_non_target(point, baseline),
        seen=frozenset(one.id for one in history[-1].new_lesions if _is_seen(one)),
        accepted=accepted,
        left=accepted - gone,
        new_values=values,
        does_new_progress=_does_new_progress(history[-1], values, accepted, done, recist),
    )


def _is_seen(one: New) -> bool:
    return one.state in _SEEN and one.certainty is Certainty.UNEQUIVOCAL


def _new_targets(point: TimePoint) -> Iterable[New]:
    return (one for one in point.new_lesions if one.kind is NewKind.TARGET and _is_seen(one))


def _derive_accepted(done: Sequence[Facts]) -> frozenset[str]:
    return (done[-1].left | done[-1].seen) if done else frozenset()


def _does_new_progress(
    point: TimePoint,
    values: Mapping[str, Decimal],
    accepted: frozenset[str],
    done: Sequence[Facts],
    recist: recist_1_1.Parameters,
) -> bool:
    """Whether known new lesions progress by RECIST 1.1: the sum of new targets, or a new non-target unequivocally."""
    if any(one.id in accepted and one.state is NewState.UNEQUIVOCAL_PROGRESSION for one in point.new_lesions):
        return True
    names = {name for one in done for name in one.new_values} & accepted
    earlier = [one.new_values for one in done if names and names <= one.new_values.keys()]
    if not earlier:
        return False
    nadir_mm = min(exact.compute_sum(values[name] for name in names) for values in earlier)
    return is_progression(exact.compute_sum(values[name] for name in names & values.keys()), nadir_mm, recist)


def compute_growth(now: Mapping[str, Decimal | None], then: Mapping[str, Decimal | None]) -> Decimal | None:
    """Growth in mm of the lesions measured then; one missing now is left out on this side only, so it never adds.

    None when nothing was measured then.
    """
    measured = {name: value for name, value in then.items() if value is not None}
    if not measured:
        return None
    return exact.compute_sum(now.get(name) or exact.ZERO for name in measured) - exact.compute_sum(measured.values())


def has_increased_non_target(facts: Facts) -> bool:
    """Whether a non-target lesion that is there has increased at all since the first scan of the iUPD."""
    there = (NonTargetState.PRESENT, NonTargetState.UNEQUIVOCAL_PROGRESSION)
    return any(one.increased and one.state in there for one in facts.point.non_targets)


def has_increased_new(facts: Facts) -> bool:
    """Whether a new non-target lesion that is there has increased at all since the first scan of the iUPD."""
    return any(one.increased and one.kind is NewKind.NON_TARGET and _is_seen(one) for one in facts.point.new_lesions)
