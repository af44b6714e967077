"""Edit checks of iRECIST: those of RECIST 1.1 on target and non-target disease, and our own on new lesions."""

from collections import Counter
from collections.abc import Iterator, Sequence

from centralis.core.criteria import exact, recist_1_1
from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.irecist.assess import assess
from centralis.core.criteria.irecist.model import (
    New,
    NewKind,
    NewState,
    Parameters,
    TimePoint,
    to_recist_parameters,
    to_recist_time_point,
)
from centralis.core.criteria.recist_1_1 import NonTargetState, TargetState
from centralis.core.criteria.recist_1_1.tables import name_organ

_OWN: dict[str, str] = {
    "R01": "At most five new lesions are measured as new targets, at most two an organ.",
    "R02": "A new target is measurable when it is first seen: 10 mm, a node 15 mm in short axis.",
    "R03": "Every new lesion seen before has an entry.",
    "R04": "A new lesion stays what it was called: new target or new non-target.",
    "R05": "Only a lesion that is there can have increased.",
    "R06": "Unequivocal progression is said of a new non-target; a new target is measured.",
    "R07": "An iUPD is looked at again within 4 to 8 weeks.",
    "R08": "A lesion that has merged into another is recorded as measured, without a diameter.",
    "R09": "A new lesion once called unequivocal stays so.",
}
_NOT_HERE = ("B06", "B11", "F08")
CHECKS: dict[str, str] = {key: text for key, text in recist_1_1.CHECKS.items() if key not in _NOT_HERE} | _OWN


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point of a history, baseline first."""
    points = tuple(to_recist_time_point(point) for point in history)
    recist = to_recist_parameters(parameters)
    yield from (one for one in recist_1_1.check_time_point(points, recist) if one.check not in _NOT_HERE)
    yield from _check_merged(history[-1])
    yield from _check_increased(history[-1])
    if len(history) > 1:
        yield from _check_new(history, parameters)
        yield from _check_counts(history[-1], parameters)
        yield from _check_window(history, parameters)


def _check_merged(point: TimePoint) -> Iterator[Finding]:
    for index, one in enumerate(point.targets):
        if one.merged_into and one.state is not TargetState.MEASURED:
            text = f"{one.id} has merged into {one.merged_into} but is recorded as {_words(one.state)}; say measured."
            yield Finding("R08", Severity.ERROR, f"targets[{index}].state", one.id, text)


def _check_increased(point: TimePoint) -> Iterator[Finding]:
    gone = (NonTargetState.ABSENT, NonTargetState.NOT_EVALUABLE)
    for index, one in enumerate(point.non_targets):
        if one.increased and one.state in gone:
            text = f"{one.id} is {_words(one.state)} and can't have increased; put one right."
            yield Finding("R05", Severity.ERROR, f"non_targets[{index}].increased", one.id, text)
    for index, new in enumerate(point.new_lesions):
        if new.increased and new.state in (NewState.ABSENT, NewState.NOT_EVALUABLE):
            text = f"{new.id} is {_words(new.state)} and can't have increased; put one right."
            yield Finding("R05", Severity.ERROR, f"new_lesions[{index}].increased", new.id, text)
        if new.kind is NewKind.TARGET and new.state is NewState.UNEQUIVOCAL_PROGRESSION:
            text = f"{new.id} is a new target: record it as present and measure it."
            yield Finding("R06", Severity.ERROR, f"new_lesions[{index}].state", new.id, text)


def _words(state: object) -> str:
    return str(state).replace("_", " ")


def _check_new(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    point, before = history[-1], [one for each in history[:-1] for one in each.new_lesions]
    latest = {one.id: one for one in before}
    told = {one.id for one in point.new_lesions}
    for name, earlier in sorted(latest.items()):
        if name not in told and earlier.state is not NewState.ABSENT:
            text = f"New lesion {name} has no entry and counts as not evaluated. Record what was found, or absent."
            yield Finding("R03", Severity.WARNING, "new_lesions", name, text)
    for index, one in enumerate(point.new_lesions):
        place = f"new_lesions[{index}]"
        if one.id not in latest:
            yield from _check_size(place, one, parameters)
            continue
        if one.kind is not latest[one.id].kind:
            text = f"{one.id} was followed as new {_words(latest[one.id].kind)} before; that stays."
            yield Finding("R04", Severity.ERROR, f"{place}.kind", one.id, text)
        if one.certainty.value == "equivocal" and latest[one.id].certainty.value == "unequivocal":
            text = f"{one.id} was unequivocal before and is equivocal now; put one right."
            yield Finding("R09", Severity.WARNING, f"{place}.certainty", one.id, text)


def _check_size(place: str, one: New, parameters: Parameters) -> Iterator[Finding]:
    least = parameters.min_node_mm if one.node else parameters.min_lesion_mm
    if one.diameter_mm is not None and one.diameter_mm < least:
        text = (
            f"New target {one.id} is {exact.render_mm(one.diameter_mm)}; at least {exact.render_mm(least)} is asked "
            "for. Follow it as new non-target."
        )
        yield Finding("R02", Severity.ERROR, f"{place}.diameter_mm", one.id, text)


def _check_counts(point: TimePoint, parameters: Parameters) -> Iterator[Finding]:
    targets = [one for one in point.new_lesions if one.kind is NewKind.TARGET]
    if len(targets) > parameters.max_new_targets:
        text = f"There are {len(targets)} new targets; at most {parameters.max_new_targets} are measured."
        yield Finding("R01", Severity.ERROR, "new_lesions", "", text)
    organs = Counter(name_organ(one.organ, one.node) for one in targets)
    for organ, count in sorted(organs.items()):
        if organ and count > parameters.max_new_targets_per_organ:
            most = parameters.max_new_targets_per_organ
            text = f"There are {count} new targets in {organ.replace('_', ' ')}; at most {most} an organ are measured."
            yield Finding("R01", Severity.ERROR, "new_lesions", "", text)


def _check_window(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """An iUPD whose next scan came too early to confirm, or later than it was due."""
    done = assess(history, parameters)
    now, before = done[-1], done[-2]
    if before.overall != "iUPD" or before.unconfirmed_since_day is None:
        return
    days, tolerance = now.day - before.unconfirmed_since_day, parameters.window_tolerance_days
    if now.rule == "UPD-TOO-EARLY":
        least = parameters.window_min_days - tolerance
        text = f"This scan is {days} days after the iUPD; one of at least {least} days may confirm it. Scan again."
        yield Finding("R07", Severity.WARNING, "day", "", text)
    is_first = before.unconfirmed_since_day == before.day
    if is_first and days > parameters.window_max_days + tolerance:
        most = parameters.window_max_days
        text = f"This scan is {days} days after the iUPD, {most} are allowed; it counts, but came late."
        yield Finding("R07", Severity.WARNING, "day", "", text)
