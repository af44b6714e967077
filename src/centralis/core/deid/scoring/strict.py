"""The strict checks: what a tool may fail although it passes every check of MIDI-B."""

from collections import defaultdict
from collections.abc import Mapping

from pydicom import Dataset

from centralis.core.deid.scoring.checks import Case, Seen
from centralis.core.deid.scoring.key import Check, Instance, Key
from centralis.core.deid.scoring.leaks import leaks_in
from centralis.core.deid.scoring.opened import Conformance, Opened, element_at, text_of, uids_of
from centralis.core.deid.scoring.pixels import boxes_of
from centralis.core.deid.scoring.tally import Strict, Tally

_METHODS = ("DeidentificationMethod", "DeidentificationMethodCodeSequence")


def check_file(case: Case, key: Key, name: str, tallies: Mapping[Strict, Tally]) -> None:
    """What can be said of one output alone."""
    instance, after = case.instance, case.after
    words = (*key.subjects[instance.subject].words, *instance.words)
    left = leaks_in(after, words, name)
    tallies[Strict.NO_IDENTIFIER].note(not left, f"{instance.name}: left in the bytes or the name: {left}")
    wrong = _untrue_marks(after.dataset, instance)
    tallies[Strict.MARKED].note(not wrong, f"{instance.name}: {wrong}")
    if case.pair is not None:
        same = case.pair.same_outside(boxes_of(instance), instance.lossy)
        tallies[Strict.PIXELS_OUTSIDE].note(same, f"{instance.name}: {case.pair.fault or 'changed outside the boxes'}")


def _untrue_marks(dataset: Dataset, instance: Instance) -> str:
    """What an output should say of itself and does not (PS3.15 E.1.1, PS3.3 C.12.1.1, C.7.1.1, C.7.6.1)."""
    if str(dataset.get("PatientIdentityRemoved", "")) != "YES":
        return "PatientIdentityRemoved is not YES"
    if not any(dataset.get(word) for word in _METHODS):
        return "no DeidentificationMethod"
    if str(dataset.get("BurnedInAnnotation", "")) == "YES":
        return "BurnedInAnnotation is YES"
    shifts = any(action.check is Check.DATE_SHIFTED for action in instance.actions)
    if shifts and str(dataset.get("LongitudinalTemporalInformationModified", "")) != "MODIFIED":
        return "LongitudinalTemporalInformationModified is not MODIFIED"
    return ""


def check_intervals(key: Key, seen: Seen, tally: Tally) -> None:
    """One answer a subject: all its dates moved by the same number of days, and at least one can be compared.

    Where the trial has no code for the person, nobody can know that two patient IDs are one: then one answer an ID.
    """
    offsets: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in key.instances.values():
        if any(action.check is Check.DATE_SHIFTED for action in one.actions):
            who = (one.subject, "" if key.subjects[one.subject].code else one.patient_id)
            offsets[who] |= set(seen.offsets_days.get((one.subject, one.patient_id), ()))
    for (name, number), days in sorted(offsets.items()):
        tally.note(len(days) == 1 and days != {0}, f"{name} {number}: offsets in days {sorted(days)[:6]}")


def check_pseudonyms(key: Key, seen: Seen, tally: Tally) -> None:
    """One answer a subject: a pseudonym, of its own, and only one where the trial has a code for the person."""
    of_subject: dict[str, set[str]] = defaultdict(set)
    ids_of: dict[str, set[str]] = defaultdict(set)
    for (owner, source), found in seen.pseudonyms.items():
        of_subject[owner] |= set(found)
        ids_of[owner].add(source)
    for name, subject in key.subjects.items():
        mine = of_subject.get(name, set())
        others = set().union(*(found for other, found in of_subject.items() if other != name))
        allowed = 1 if subject.code else len(ids_of.get(name, ()))
        good = bool(mine) and all(one.strip() for one in mine) and not mine & others and len(mine) <= allowed
        tally.note(good, f"{name}: pseudonyms {sorted(mine)}, shared {sorted(mine & others)}")


def check_uids(seen: Seen, tally: Tally) -> None:
    """One answer a source UID: no other source UID got the same new one."""
    owners: dict[str, set[str]] = defaultdict(set)
    for source, found in seen.uids.items():
        for new in found:
            owners[new].add(source)
    for source, found in seen.uids.items():
        shared = [new for new in found if len(owners[new]) > 1]
        tally.note(not shared, f"{source} shares {shared[:2]} with another")


def check_references(key: Key, seen: Seen, outputs: Mapping[str, Opened], tally: Tally) -> None:
    """One answer a reference from one instance of the corpus to another that was cleaned too: it finds it."""
    holder = {instance.uid: name for name, instance in key.instances.items()}
    for name, after in outputs.items():
        for action in key.instances[name].actions:
            target = outputs.get(holder.get(action.text, "")) if action.check is Check.UID_CONSISTENT else None
            if target is None:
                continue
            there = text_of(element_at(after.dataset, action.path))
            tally.note(
                bool(there) and there == str(target.dataset.get("SOPInstanceUID", "")),
                f"{name}: {action.path} says {there!r}, not the new UID of {holder[action.text]}",
            )


def check_old_uids(key: Key, seen: Seen, outputs: Mapping[str, Opened], tally: Tally) -> None:
    """One answer a file: no UID of the source is left anywhere in it."""
    old = frozenset(seen.uids) | {one.uid for one in key.instances.values()}
    for name, after in outputs.items():
        left = sorted({tag for tag, uid in uids_of(after.dataset) if uid in old})
        tally.note(not left, f"{name}: UIDs of the source at {left}")


def check_conformance(said: Mapping[str, Conformance], tally: Tally) -> None:
    """One answer a validated file: the validator has no complaint that it did not have before."""
    for name, one in said.items():
        new = sorted(one.after - one.before)
        tally.note(not new, f"{name}: {new[:4]}")
