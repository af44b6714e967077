"""Edit checks of a RECIST 1.1 form: what must be put right or looked at before a reader signs.

The same functions run live in the form and again on the server. Each check has an id in `CHECKS`; a finding names the
field and says what was found, what is expected and what to do. Sources: baseline rules of Eisenhauer 2009 section 3 by
our tables (10 mm, or twice a slice thickness above 5 mm; nodes 15 mm short axis; five targets, two an organ), nodes as
one organ and the actual value below 5 mm by the EORTC RECIST questions and clarifications. That twice the slice
thickness also binds nodes is asked there, but the answer was not seen: here it does not bind them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.recist_1_1.model import (
    Assessment,
    Certainty,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    TimePoint,
)
from centralis.core.criteria.recist_1_1.tables import name_organ
from centralis.core.criteria.recist_1_1.time_point import assess_time_points, compute_value

CHECKS: dict[str, str] = {
    "B01": "At most five target lesions.",
    "B02": "At most two target lesions an organ; paired organs are one organ, all lymph nodes are one organ.",
    "B03": "A target that is no node is at least 10 mm, or twice the slice thickness when that is above 5 mm.",
    "B04": "A target node is at least 15 mm in short axis.",
    "B05": "Every target is measured at baseline.",
    "B06": "There are no new lesions at baseline.",
    "B07": "A non-target lesion is present at baseline.",
    "B08": "The baseline lies within 28 days before the reference day.",
    "B09": "There is disease at baseline.",
    "B10": "A lesion in a lymph node is marked as a node.",
    "B11": "An irradiated lesion is a target only if it has progressed since.",
    "F01": "Every target of the baseline has an entry.",
    "F02": "No target is added after baseline.",
    "F03": "Organ and kind of a lesion stay as at baseline.",
    "F04": "Every non-target lesion of the baseline has an entry, and none is added.",
    "F05": "The time point lies after the one before.",
    "F06": "A measurement does not jump tenfold (mm and cm confused).",
    "F07": "A lesion merges into a target that is measured.",
    "F08": "A new lesion once called unequivocal stays so.",
    "F09": "Non-target progression beside a target response is substantial.",
    "F10": "Disease seen again after a complete response is settled.",
    "F11": "The slice thickness is that of the baseline.",
    "F12": "A lesion gone from sight is recorded as absent, not as 0 mm.",
}


def check_baseline(baseline: TimePoint, parameters: Parameters) -> tuple[Finding, ...]:
    """Check the choice and the measurements of a baseline; an empty answer means nothing to remark."""
    return (
        tuple(_baseline_counts(baseline, parameters))
        + tuple(
            finding
            for index, target in enumerate(baseline.targets)
            for finding in _baseline_target(index, target, parameters)
        )
        + tuple(_baseline_rest(baseline, parameters))
    )


def check_time_point(
    history: Sequence[TimePoint], parameters: Parameters, assessments: Sequence[Assessment] = ()
) -> tuple[Finding, ...]:
    """Check the last time point of a history (baseline first) against those before it.

    assessments: those of the history, where they are at hand; else they are made.
    """
    if len(history) < 2:
        return check_baseline(history[0], parameters)
    return (
        tuple(_entries(history))
        + tuple(_measurements(history, parameters))
        + tuple(_new_lesions(history))
        + tuple(_conclusions(assessments or assess_time_points(history, parameters)))
    )


def derive_minimum_mm(target: Target, parameters: Parameters) -> Decimal:
    """The smallest baseline diameter, in mm, with which this lesion may be a target."""
    if target.node:
        return parameters.min_node_mm
    if target.chest_xray:
        return parameters.min_lesion_xray_mm
    slice_mm = target.slice_thickness_mm
    if slice_mm is not None and slice_mm > parameters.thin_slice_max_mm:
        return max(parameters.min_lesion_mm, slice_mm * parameters.slice_factor)
    return parameters.min_lesion_mm


def _error(check: str, field: str, lesion: str, sentence: str) -> Finding:
    return Finding(check, Severity.ERROR, field, lesion, sentence)


def _warning(check: str, field: str, lesion: str, sentence: str) -> Finding:
    return Finding(check, Severity.WARNING, field, lesion, sentence)


def _baseline_counts(baseline: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    number = len(baseline.targets)
    if number > parameters.max_targets:
        text = f"There are {number} targets; at most {parameters.max_targets} count. Make the rest non-target."
        yield _error("B01", "targets", "", text)
    organs = Counter(name_organ(target.organ, target.node) for target in baseline.targets)
    for organ, count in sorted(organs.items()):
        if count > parameters.max_targets_per_organ and organ:
            text = (
                f"There are {count} targets in {organ.replace('_', ' ')}; at most {parameters.max_targets_per_organ} "
                "an organ are followed. Record the rest as non-target."
            )
            yield _error("B02", "targets", "", text)


def _baseline_target(index: int, target: Target, parameters: Parameters) -> Iterator[Finding]:
    place = f"targets[{index}]"
    if target.state is not TargetState.MEASURED or target.merged_into:
        text = (
            f"Target {target.id} is not measured; a target is measured at baseline. Measure it or make it non-target."
        )
        yield _error("B05", f"{place}.state", target.id, text)
        return
    value, minimum = compute_value(target, parameters), derive_minimum_mm(target, parameters)
    if value is not None and value < minimum:
        text = (
            f"Target {target.id} is {exact.render_mm(value)}; a target {'node' if target.node else 'lesion'} needs "
            "at least "
            f"{exact.render_mm(minimum)}{_why_minimum(target, parameters)}. Record it as non-target."
        )
        yield _error("B04" if target.node else "B03", f"{place}.diameter_mm", target.id, text)
    if not target.node and name_organ(target.organ, False) in ("lymph_node", "lymph_nodes", "node"):
        text = f"Target {target.id} lies in a lymph node but is not marked as one; a node is measured in short axis."
        yield _error("B10", f"{place}.node", target.id, text)
    if target.irradiated_without_progression:
        text = f"Target {target.id} was irradiated and has not progressed since; record it as non-target."
        yield _warning("B11", f"{place}.irradiated_without_progression", target.id, text)


def _why_minimum(target: Target, parameters: Parameters) -> str:
    if target.node:
        return " in short axis"
    slice_mm = target.slice_thickness_mm
    if target.chest_xray or slice_mm is None or slice_mm <= parameters.thin_slice_max_mm:
        return ""
    return f", {parameters.slice_factor} times the slice thickness of {exact.render_mm(slice_mm)}"


def _baseline_rest(baseline: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    for index, lesion in enumerate(baseline.new_lesions):
        text = f"New lesion {lesion.id} stands at baseline, where nothing is new. Make it target or non-target."
        yield _error("B06", f"new_lesions[{index}]", lesion.id, text)
    for index, other in enumerate(baseline.non_targets):
        if other.state is not NonTargetState.PRESENT:
            text = f"Non-target {other.id} is {other.state.value.replace('_', ' ')} at baseline; leave it out."
            yield _error("B07", f"non_targets[{index}].state", other.id, text)
    before = parameters.reference_day - baseline.day
    if before > parameters.baseline_window_days:
        text = (
            f"The baseline is {before} days before the reference day; at most {parameters.baseline_window_days} are "
            "allowed. Use a later scan or ask the project manager."
        )
        yield _warning("B08", "day", "", text)
    if not baseline.targets and not baseline.non_targets:
        yield _warning("B09", "targets", "", "No disease is recorded; every later time point will be NED or PD.")


def _entries(history: Sequence[TimePoint]) -> Iterator[Finding]:
    baseline, now = history[0], history[-1]
    if now.day <= history[-2].day:
        yield _error("F05", "day", "", f"Day {now.day} is not after day {history[-2].day} of the time point before.")
    known = {target.id: target for target in baseline.targets}
    found = {target.id for target in now.targets}
    for name in known:
        if name not in found:
            text = f"Target {name} has no entry and counts as not evaluated. Measure it or say not evaluable."
            yield _error("F01", "targets", name, text)
    for index, target in enumerate(now.targets):
        first = known.get(target.id)
        if first is None:
            text = f"Target {target.id} was not chosen at baseline; make it a new lesion or leave it out."
            yield _error("F02", f"targets[{index}].id", target.id, text)
        elif first.node != target.node or name_organ(first.organ, first.node) != name_organ(target.organ, target.node):
            text = f"Target {target.id} was {_kind(first)} at baseline and is {_kind(target)} now; put one right."
            yield _error("F03", f"targets[{index}].organ", target.id, text)
    others = {lesion.id for lesion in baseline.non_targets}
    now_others = {lesion.id for lesion in now.non_targets}
    for name in sorted(others - now_others):
        yield _error("F04", "non_targets", name, f"Non-target {name} has no entry and counts as not evaluated.")
    for name in sorted(now_others - others):
        text = f"Non-target {name} was not recorded at baseline; record it as a new lesion or leave it out."
        yield _error("F04", "non_targets", name, text)


def _kind(target: Target) -> str:
    organ = target.organ.replace("_", " ") or "no organ"
    return f"a node ({organ})" if target.node else organ


def _measurements(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    now = history[-1]
    before = {target.id: compute_value(target, parameters) for target in history[-2].targets}
    first = {target.id: target for target in history[0].targets}
    values = {target.id: compute_value(target, parameters) for target in now.targets}
    for index, target in enumerate(now.targets):
        place = f"targets[{index}]"
        value, prior = values[target.id], before.get(target.id)
        if value and prior and (value >= prior * 10 or prior >= value * 10):
            text = f"{target.id} went from {exact.render_mm(prior)} to {exact.render_mm(value)}; check the unit."
            yield _warning("F06", f"{place}.diameter_mm", target.id, text)
        if target.state is TargetState.MEASURED and value == 0 and not target.merged_into:
            text = f"Target {target.id} is measured as 0 mm; if it is gone, record it as absent."
            yield _warning("F12", f"{place}.diameter_mm", target.id, text)
        if target.merged_into and not values.get(target.merged_into):
            text = (
                f"Target {target.id} has merged into {target.merged_into}, which has no diameter here; give the "
                "longest diameter of the merged lesion there."
            )
            yield _error("F07", f"{place}.merged_into", target.id, text)
        origin = first.get(target.id)
        thickness, slice_mm = (origin.slice_thickness_mm if origin else None), target.slice_thickness_mm
        if thickness is not None and slice_mm is not None and thickness != slice_mm:
            text = (
                f"Target {target.id} was measured on slices of {exact.render_mm(thickness)} at baseline and of "
                f"{exact.render_mm(slice_mm)} now; measure on the same series where there is one."
            )
            yield _warning("F11", f"{place}.slice_thickness_mm", target.id, text)


def _new_lesions(history: Sequence[TimePoint]) -> Iterator[Finding]:
    certain = {
        lesion.id: point.day
        for point in reversed(history[1:-1])
        for lesion in point.new_lesions
        if lesion.certainty is Certainty.UNEQUIVOCAL
    }
    for index, lesion in enumerate(history[-1].new_lesions):
        if lesion.id in certain and lesion.certainty is Certainty.EQUIVOCAL:
            text = f"New lesion {lesion.id} was unequivocal on day {certain[lesion.id]}, now equivocal; which holds?"
            yield _warning("F08", f"new_lesions[{index}].certainty", lesion.id, text)


def _conclusions(assessments: Sequence[Assessment]) -> Iterator[Finding]:
    now = assessments[-1]
    if now.non_target == "PD" and now.target in ("CR", "PR"):
        text = (
            f"Non-target disease is called PD while the targets are {now.target}; that needs substantial worsening of "
            "the whole tumour burden. Confirm or change it."
        )
        yield _warning("F09", "non_targets", "", text)
    complete = [one.day for one in assessments[:-1] if one.overall == "CR"]
    if complete and now.overall in ("PR", "SD", "NON-CR/NON-PD"):
        text = (
            f"Disease is seen again after CR on day {complete[-1]}. If that CR stands, this is progression; if not, "
            "the earlier time point needs another look."
        )
        yield _warning("F10", "targets", "", text)
