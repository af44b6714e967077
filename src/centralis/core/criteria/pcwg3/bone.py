"""Bone responses of a history of scans: the flare on the first one, 2 + 2, and confirmation of what comes later.

Scans that can't be judged are left out; a new lesion of an earlier scan that is not recorded, or can't be judged, is
unknown: it neither counts as seen nor as gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.pcwg3.model import Bone, BoneScan, LesionState, Parameters, TimePoint
from centralis.core.criteria.pcwg3.tables import BONE_OF, RULES

Names = frozenset[str]
_NOTHING: Names = frozenset()


@dataclass(frozen=True)
class _Scan:
    """A scan that can be judged: the new lesions it shows, and those it leaves unknown."""

    index: int
    day: int
    is_free: bool
    present: Names
    unknown: Names

    @property
    def possible(self) -> Names:
        return self.present | self.unknown


@dataclass(frozen=True)
class _Reference:
    """What counts as old: the lesions of the scan of that day."""

    day: int
    lesions: Names


def derive_bone_responses(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Bone, ...]:
    """One bone response a time point. Raises CaseError for lesions on a scan that is told to show none."""
    baseline = history[0]
    found = {0: Bone(None, 0, None, None, "BASELINE", RULES["BASELINE"])}
    if baseline.bone is BoneScan.NOT_EVALUABLE:
        rules = [_unjudged(point, "BONE-NE-BASELINE") for point in history[1:]]
        return (found[0], *rules)
    scans = _read_scans(history)
    reference, pending, progressed = _Reference(baseline.day, _NOTHING), False, False
    for place, scan in enumerate(scans):
        later, is_flare = scans[place + 1 :], place == 0 and scan.day <= parameters.flare_days
        new = scan.present - reference.lesions
        if progressed:
            rule, settled = "BONE-PD-EARLIER", None
        elif len(new) >= parameters.new_lesions:
            settle = _settle_flare if is_flare else _settle_later
            rule, settled = settle(scan, new, reference, later, parameters)
        else:
            rule, settled = _decide_quiet(scan, reference, pending, parameters), None
        found[scan.index] = _answer(rule, len(new), reference, settled)
        progressed = progressed or rule in ("BONE-PD", "BONE-PD-FLARE")
        pending = rule in ("BONE-PDU", "BONE-PDU-FLARE", "BONE-PDU-WAITING")
        if is_flare:
            reference = _Reference(scan.day, scan.possible)
    return tuple(found.get(index) or _unjudged(point, "BONE-NE") for index, point in enumerate(history))


def _read_scans(history: Sequence[TimePoint]) -> list[_Scan]:
    scans: list[_Scan] = []
    seen: set[str] = set()
    for index, point in enumerate(history):
        present = frozenset(one.id for one in point.new_bone_lesions if one.state is LesionState.PRESENT)
        if present and point.bone is not BoneScan.LESIONS:
            text = f"is {point.bone.value}, yet new lesions are present ({', '.join(sorted(present))}). Which is it?"
            raise CaseError(f"time_points[{index}].bone", text)
        if index == 0 or point.bone is BoneScan.NOT_EVALUABLE:
            continue
        absent = frozenset(one.id for one in point.new_bone_lesions if one.state is LesionState.ABSENT)
        listed = {one.id for one in point.new_bone_lesions}
        is_free = point.bone is BoneScan.NONE
        unknown = _NOTHING if is_free else frozenset((seen | listed) - present - absent)
        scans.append(_Scan(index, point.day, is_free, present, unknown))
        seen |= present | unknown
    return scans


def _settle_flare(
    scan: _Scan, new: Names, reference: _Reference, later: Sequence[_Scan], parameters: Parameters
) -> tuple[str, int | None]:
    """2 + 2: at least two further new lesions on the first scan far enough away that can tell."""
    for other in later:
        if other.day - scan.day < parameters.bone_confirmation_days:
            continue
        if len(other.present - scan.possible) >= parameters.additional_lesions:
            return "BONE-PD-FLARE", other.day
        if len(other.possible - scan.possible) < parameters.additional_lesions:
            return "BONE-NON-PD-FLARE", other.day
    return "BONE-PDU-FLARE", None


def _settle_later(
    scan: _Scan, new: Names, reference: _Reference, later: Sequence[_Scan], parameters: Parameters
) -> tuple[str, int | None]:
    """After the flare: the new lesions persist, or their number has grown, on the first scan that can tell."""
    least = parameters.new_lesions
    for other in later:
        if other.day - scan.day < parameters.bone_confirmation_days:
            continue
        if len(new & other.present) >= least or len(other.present - reference.lesions) > len(new):
            return "BONE-PD", other.day
        if len(new & other.possible) < least and len(other.possible - reference.lesions) <= len(new):
            return "BONE-NON-PD-VANISHED", other.day
    return "BONE-PDU", None


def _decide_quiet(scan: _Scan, reference: _Reference, pending: bool, parameters: Parameters) -> str:
    """A scan that shows too few new lesions."""
    if len(scan.possible - reference.lesions) >= parameters.new_lesions:
        return "BONE-NE-LESIONS"
    if scan.is_free:
        return "BONE-NED"
    return "BONE-PDU-WAITING" if pending else "BONE-NON-PD"


def _unjudged(point: TimePoint, rule: str) -> Bone:
    return Bone(BONE_OF[rule], 0, None, None, rule, RULES[rule])


def _answer(rule: str, new: int, reference: _Reference, settled: int | None) -> Bone:
    by = f" Settled by the scan of day {settled}." if settled is not None else ""
    sentence = f"{RULES[rule]} New since the scan of day {reference.day}: {new}.{by}"
    return Bone(BONE_OF[rule], new, reference.day, settled, rule, sentence)
