"""A form that is still being filled in: the next time point to start from, and a reading that tolerates gaps.

The server refuses an incomplete time point at signing (`read_time_point`); while the reader types, a lesion that cannot
be read yet counts as not evaluated and is named in a finding, so that the sums shown never rest on a guess.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from centralis.core.criteria import exact
from centralis.core.criteria.findings import CaseError, Finding, Severity
from centralis.core.criteria.recist_1_1.json_case import (
    read_new_lesion,
    read_non_target,
    read_target,
    read_time_point,
)
from centralis.core.criteria.recist_1_1.model import NewLesion, NonTarget, Parameters, Target, TimePoint
from centralis.core.criteria.recist_1_1.time_point import compute_value

ENTRY = "ENTRY"
"""The check of a finding that says: this entry cannot be read yet."""

Lesion = TypeVar("Lesion", Target, NonTarget, NewLesion)


def derive_next_time_point(history: Sequence[TimePoint], parameters: Parameters) -> dict[str, Any]:
    """The form a reader starts the next time point from: every lesion carried forward, no value, no state.

    `prior_mm` by target gives baseline, nadir and last value in mm (null where not evaluated) to show beside the field.
    """
    baseline = history[0]
    new = {lesion.id: lesion for point in history[1:] for lesion in point.new_lesions}
    return {
        "targets": [
            {"id": one.id, "organ": one.organ, "node": one.node, "state": None, "diameter_mm": None}
            for one in baseline.targets
        ],
        "non_targets": [
            {"id": one.id, "organ": one.organ, "node": one.node, "state": None} for one in baseline.non_targets
        ],
        "new_lesions": [{"id": one.id, "organ": one.organ, "certainty": None} for one in new.values()],
        "prior_mm": {one.id: _derive_prior(one.id, history, parameters) for one in baseline.targets},
    }


def _derive_prior(name: str, history: Sequence[TimePoint], parameters: Parameters) -> dict[str, float | None]:
    values = [
        next((compute_value(one, parameters) for one in point.targets if one.id == name), None) for point in history
    ]
    known = [value for value in values if value is not None]
    return {
        "baseline_mm": exact.to_number(values[0]),
        "smallest_mm": exact.to_number(min(known, default=None)),
        "last_mm": exact.to_number(values[-1]),
    }


def read_draft(data: Mapping[str, Any], baseline: TimePoint | None) -> tuple[TimePoint, tuple[Finding, ...]]:
    """Read what can be read of a time point; the findings name what cannot, by field and lesion.

    Raises CaseError only when the time point as a whole cannot be read (its day, or a list that is no list).
    """
    findings: list[Finding] = []
    targets = {one.id: one for one in baseline.targets} if baseline else None
    others = {one.id: one for one in baseline.non_targets} if baseline else None

    def keep(name: str, read: Callable[[object, str], Lesion]) -> tuple[Lesion, ...]:
        return _read_each(data.get(name, []), name, read, findings)

    whole = {key: value for key, value in data.items() if key not in ("targets", "non_targets", "new_lesions")}
    point = read_time_point(whole, "time_point", baseline)
    draft = TimePoint(
        day=point.day,
        targets=keep("targets", lambda item, where: read_target(item, where, targets)),
        non_targets=keep("non_targets", lambda item, where: read_non_target(item, where, others)),
        new_lesions=keep("new_lesions", read_new_lesion),
        markers_normal=point.markers_normal,
        fdg_pet=point.fdg_pet,
    )
    return draft, tuple(findings)


def _read_each(
    items: object, name: str, read: Callable[[object, str], Lesion], findings: list[Finding]
) -> tuple[Lesion, ...]:
    """Read the items one by one; one that cannot be read, or whose id came before, becomes a finding."""
    if not isinstance(items, list | tuple):
        raise CaseError(name, f"expected a list, found {items!r}.")
    found: dict[str, Lesion] = {}
    for index, item in enumerate(items):
        where = f"{name}[{index}]"
        shown = str(item.get("id") or "") if isinstance(item, Mapping) else ""
        try:
            lesion = read(item, where)
            if lesion.id in found:
                raise CaseError(f"{where}.id", f"lesion {lesion.id!r} stands there twice; each id once.")
        except CaseError as error:
            findings.append(Finding(ENTRY, Severity.ERROR, error.where, shown, f"{shown or where}: {error.sentence}"))
        else:
            found[lesion.id] = lesion
    return tuple(found.values())
