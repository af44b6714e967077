"""Response on CT by Lugano 2014: products of diameters, regrowth, new lesions, spleen, marrow."""

from collections.abc import Sequence
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.lugano_2014.model import (
    Certainty,
    Kind,
    Marrow,
    New,
    NewKind,
    NonMeasuredState,
    Parameters,
    SpleenReference,
    State,
    Target,
    TimePoint,
)

Size = tuple[Decimal, Decimal]


def size_of(target: Target | None, parameters: Parameters) -> Size | None:
    """LDi and SDi in mm: 5 × 5 when too small, 0 × 0 when absent; None, never 0, when not told or not evaluable."""
    if target is None or target.state is State.NOT_EVALUABLE:
        return None
    if target.state is State.ABSENT:
        return exact.ZERO, exact.ZERO
    if target.state is State.TOO_SMALL or target.ldi_mm is None or target.sdi_mm is None:
        return parameters.too_small_mm, parameters.too_small_mm
    return target.ldi_mm, target.sdi_mm


def sizes_of(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> dict[str, Size | None]:
    """The sizes of the baseline's targets at a time point, by id."""
    told = {target.id: target for target in point.targets}
    return {target.id: size_of(told.get(target.id), parameters) for target in baseline.targets}


def compute_spd(sizes: Sequence[Size | None]) -> tuple[Decimal, bool]:
    """The sum of products of what was evaluated, in mm², and whether all of it was."""
    return exact.compute_sum(one[0] * one[1] for one in sizes if one is not None), None not in sizes


def is_grown(now: Size, before: Sequence[Size], parameters: Parameters) -> bool:
    """Whether one lesion is progression: abnormal, its product and one of its diameters grown from their nadirs.

    Each diameter has its own nadir; the least growth asked for goes by the LDi at nadir. A lesion that was gone is a
    matter of regrowth, since a percentage of 0 means nothing.
    """
    product = min(ldi * sdi for ldi, sdi in before)
    ldi_nadir, sdi_nadir = min(ldi for ldi, _ in before), min(sdi for _, sdi in before)
    if product == 0 or now[0] <= parameters.normal_node_mm:
        return False
    is_large = ldi_nadir > parameters.large_lesion_mm
    least = parameters.pd_large_growth_mm if is_large else parameters.pd_small_growth_mm
    enough = now[0] - ldi_nadir >= least or now[1] - sdi_nadir >= least
    return enough and exact.is_increase_of(now[0] * now[1], product, parameters.pd_increase_percent)


def is_new_disease(new: New, parameters: Parameters) -> bool:
    """Whether a new lesion is progression: see the table of new lesions."""
    if new.certainty is Certainty.EQUIVOCAL:
        return False
    if new.kind is not NewKind.NODE and new.certainty is Certainty.UNEQUIVOCAL:
        return True
    least = least_new_mm(new.kind is NewKind.NODE, parameters)
    return new.longest_mm is not None and new.longest_mm > least


def least_new_mm(is_node: bool, parameters: Parameters) -> Decimal:
    """The size above which a node or an extranodal lesion counts as new, measurable or back."""
    return parameters.normal_node_mm if is_node else parameters.extranodal_mm


def decide(history: Sequence[TimePoint], parameters: Parameters) -> str:
    """The rule of `tables.CT` for the last time point of a history of at least two."""
    baseline, before, point = history[0], history[:-1], history[-1]
    progression = (
        ("PD-LESION", _any_grown(history, parameters)),
        ("PD-REGROWTH", _is_regrown(history, parameters)),
        ("PD-NON-MEASURED", NonMeasuredState.UNEQUIVOCAL_PROGRESSION in _states(point, baseline)),
        ("PD-NEW-LESION", any(is_new_disease(one, parameters) for one in point.new_lesions)),
        ("PD-SPLEEN", _is_spleen_progression(history, parameters)),
        ("PD-MARROW", point.marrow is Marrow.INVOLVED and any(one.marrow is Marrow.NORMAL for one in before)),
    )
    found = next((rule for rule, holds in progression if holds), None)
    return found or _decide_rest(point, baseline, parameters)


def _decide_rest(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> str:
    sizes, states = sizes_of(point, baseline, parameters), _states(point, baseline)
    if not has_disease(baseline, parameters) and not _is_enlarged(point.spleen_mm, parameters):
        return "NED" if point.marrow is not Marrow.INVOLVED else "SD"
    if None in sizes.values():
        return "NE-TARGET"
    if NonMeasuredState.NOT_EVALUABLE in states:
        return "NE-NON-MEASURED"
    is_untold = point.spleen_mm is None and not point.spleen_removed
    if is_untold and baseline.spleen_mm is not None:
        return "NE-SPLEEN"
    return _decide_response(point, baseline, parameters)


def _decide_response(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> str:
    """CR, PR or SD; what a complete response asks for and nobody told leaves PR, where the SPD allows it."""
    is_gone = _is_gone(point, baseline, parameters)
    is_spleen_shown = point.spleen_mm is not None or point.spleen_removed
    is_marrow_shown = point.marrow is not None or baseline.marrow is not Marrow.INVOLVED
    if is_gone and is_spleen_shown and is_marrow_shown:
        return "CR"
    if not _is_partial(point, baseline, parameters):
        return "SD"
    return "PR-NOT-SHOWN" if is_gone else "PR"


def has_disease(baseline: TimePoint, parameters: Parameters) -> bool:
    """Whether CT or the marrow showed disease at baseline."""
    rest = bool(baseline.non_measured) or baseline.marrow is Marrow.INVOLVED
    return bool(baseline.targets) or rest or _is_enlarged(baseline.spleen_mm, parameters)


def _any_grown(history: Sequence[TimePoint], parameters: Parameters) -> bool:
    every = [sizes_of(point, history[0], parameters) for point in history]
    for name, now in every[-1].items():
        before = [size for sizes in every[:-1] if (size := sizes[name]) is not None]
        if now is not None and before and is_grown(now, before, parameters):
            return True
    return False


def _is_regrown(history: Sequence[TimePoint], parameters: Parameters) -> bool:
    baseline, before, point = history[0], history[:-1], history[-1]
    gone = {one.id for each in before for one in each.targets if one.state is State.ABSENT}
    sizes = sizes_of(point, baseline, parameters)
    for target in baseline.targets:
        now = sizes[target.id]
        least = least_new_mm(target.kind is Kind.NODE, parameters)
        if target.id in gone and now is not None and max(now) > least:
            return True
    lost = {one.id for each in before for one in each.non_measured if one.state is NonMeasuredState.ABSENT}
    seen = (NonMeasuredState.PRESENT, NonMeasuredState.INCREASED)
    return any(one.id in lost and one.state in seen for one in point.non_measured)


def _states(point: TimePoint, baseline: TimePoint) -> list[NonMeasuredState]:
    told = {one.id: one.state for one in point.non_measured}
    return [told.get(one.id, NonMeasuredState.NOT_EVALUABLE) for one in baseline.non_measured]


def _is_enlarged(length_mm: Decimal | None, parameters: Parameters) -> bool:
    return length_mm is not None and length_mm > parameters.spleen_normal_mm


def _is_spleen_progression(history: Sequence[TimePoint], parameters: Parameters) -> bool:
    """Grown from an enlarged length by more than half its excess, or from a normal one to an enlarged one."""
    now, normal = history[-1].spleen_mm, parameters.spleen_normal_mm
    lengths = [point.spleen_mm for point in history[:-1] if point.spleen_mm is not None]
    if now is None or not lengths or now <= normal:
        return False
    least = min(lengths)
    if least <= normal and now - least >= parameters.spleen_growth_mm:
        return True
    reference = history[0].spleen_mm if parameters.spleen_reference is SpleenReference.BASELINE else least
    if reference is None or reference <= normal:
        return False
    return (now - reference) * exact.HUNDRED > parameters.spleen_change_percent * (reference - normal)


def _is_gone(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> bool:
    """Whether nodes are normal, all other disease is gone, and neither spleen nor marrow is seen to be abnormal."""
    sizes = sizes_of(point, baseline, parameters)
    for target in baseline.targets:
        size = sizes[target.id]
        most = parameters.normal_node_mm if target.kind is Kind.NODE else exact.ZERO
        if size is None or size[0] > most:
            return False
    gone = all(state is NonMeasuredState.ABSENT for state in _states(point, baseline))
    return gone and point.marrow is not Marrow.INVOLVED and not _is_enlarged(point.spleen_mm, parameters)


def _is_partial(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> bool:
    if NonMeasuredState.INCREASED in _states(point, baseline) or not _is_spleen_shrunk(point, baseline, parameters):
        return False
    if not baseline.targets:
        return _is_enlarged(baseline.spleen_mm, parameters)
    now, complete = compute_spd(list(sizes_of(point, baseline, parameters).values()))
    then, told = compute_spd(list(sizes_of(baseline, baseline, parameters).values()))
    return complete and told and exact.is_decrease_of(now, then, parameters.pr_decrease_percent)


def _is_spleen_shrunk(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> bool:
    """Whether the excess of an enlarged spleen is down by more than half; a spleen normal at baseline asks nothing.

    Without a length at baseline only a normal spleen now will do.
    """
    now, then, normal = point.spleen_mm, baseline.spleen_mm, parameters.spleen_normal_mm
    if now is None or now <= normal:
        return True
    if then is None:
        return False
    return then <= normal or (then - now) * exact.HUNDRED > parameters.spleen_change_percent * (then - normal)
