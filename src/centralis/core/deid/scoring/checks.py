"""The ten checks of MIDI-B, one action at a time. Checks over many files are prepared here and decided in `score`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from centralis.core.deid.scoring.key import Action, Check, Instance
from centralis.core.deid.scoring.opened import Opened, element_at, text_of
from centralis.core.deid.scoring.pixels import Pair, bits_are_clear

_UID = re.compile(r"(?=.{1,64}$)[0-2](\.(0|[1-9]\d*))+")
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(.*)", re.DOTALL)
_PATIENT_ID = "00100020"


@dataclass(slots=True)
class Seen:
    """What the outputs say of themselves, over the whole corpus.

    uids: source UID to how often each new value stands for it. pseudonyms: subject and source ID to new IDs.
    offsets_days: subject and source ID to the offsets of its dates.
    """

    uids: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pseudonyms: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    offsets_days: dict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def look(self, instance: Instance, after: Opened) -> None:
        """Take in one output."""
        for action in instance.actions:
            value = text_of(element_at(after.dataset, action.path)) if action.path else ""
            if action.check is Check.UID_CONSISTENT and value:
                self.uids[action.text][value] += 1
            elif action.check is Check.PATID_CONSISTENT:
                self.pseudonyms[instance.subject, action.text][value] += 1
            elif action.check is Check.DATE_SHIFTED:
                for days in offsets_between(action.text, value):
                    self.offsets_days[instance.subject, instance.patient_id][days] += 1

    def new_uid(self, source: str) -> str:
        """What most outputs write for a source UID."""
        return _commonest(self.uids.get(source))

    def pseudonym(self, subject: str, source: str) -> str:
        """What most outputs write for a patient ID."""
        return _commonest(self.pseudonyms.get((subject, source)))


@dataclass(frozen=True, slots=True)
class Case:
    """One file to be judged; `pair` is None when the key asks nothing of its pixels."""

    instance: Instance
    after: Opened
    pair: Pair | None
    seen: Seen


def passes(action: Action, case: Case) -> bool:
    """Whether one action was done."""
    element = element_at(case.after.dataset, action.path) if action.path else None
    value, text = text_of(element), action.text
    match action.check:
        case Check.TAG_RETAINED:
            return element is not None
        case Check.TEXT_NOTNULL:
            return bool(value.strip())
        case Check.TEXT_RETAINED:
            return text in value
        case Check.TEXT_REMOVED:
            return text.casefold() not in value.casefold() if text else not value
        case Check.DATE_SHIFTED:
            offsets = list(offsets_between(text, value))
            return len(offsets) == len(text.split("\\")) and len(set(offsets)) == 1 and offsets[0] != 0
        case Check.UID_CHANGED:
            return value != text and all(_UID.fullmatch(one) for one in value.split("\\"))
        case Check.UID_CONSISTENT:
            return bool(value) and value == case.seen.new_uid(text)
        case Check.PATID_CONSISTENT:
            return bool(value.strip()) and value == case.seen.pseudonym(case.instance.subject, text)
    return _pixels_pass(action, case)


def _pixels_pass(action: Action, case: Case) -> bool:
    if action.mask:
        return bits_are_clear(case.after, action.mask)
    if case.pair is None:
        return False
    if action.check is Check.PIXELS_HIDDEN:
        return case.pair.hidden(action)
    return case.pair.same(action.box, case.instance.lossy)


def offsets_between(before: str, after: str) -> Iterator[int]:
    """Days between the dates of two DA or DT values, one a component; a changed time of day or zone yields none."""
    for old, new in zip(before.split("\\"), after.split("\\"), strict=False):
        one, other = _DATE.fullmatch(old.strip()), _DATE.fullmatch(new.strip())
        if one and other and one[4] == other[4]:
            try:
                days = [date(int(each[1]), int(each[2]), int(each[3])) for each in (one, other)]
            except ValueError:
                continue
            yield (days[1] - days[0]).days


def describe(instance: Instance, action: Action, after: Opened | None) -> str:
    """One failure in words: file, check, place, what was asked for, what is there."""
    what = f" {action.text!r}" if action.text else f" box {action.box}" if action.box else ""
    there = ""
    if after is not None and action.path:
        there = f", found {text_of(element_at(after.dataset, action.path))[:80]!r}"
    return f"{instance.name}: {action.check} {action.path}{what}{there}"


def _commonest(counts: Counter[str] | None) -> str:
    return counts.most_common(1)[0][0] if counts else ""


def asks_for_pixels(actions: Iterable[Action]) -> bool:
    """Whether an instance's pixels have to be decoded."""
    return any(one.check in (Check.PIXELS_HIDDEN, Check.PIXELS_RETAINED) and not one.mask for one in actions)
