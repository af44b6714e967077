"""Cleans the data sets of one file: what stays is copied in runs, the rest is rewritten by its rule."""

from functools import lru_cache
from typing import Any

from centralis.core.deid.context import Context
from centralis.core.deid.descriptors import cleaned_text, mapped_label
from centralis.core.deid.hunt import Hunt
from centralis.core.deid.plan import CONSTANT, COPY, WRITTEN, Plan, plan_of
from centralis.core.deid.private import is_private_code, is_private_date, is_private_number
from centralis.core.deid.profile import Dates, Profile
from centralis.core.deid.replace import (
    capped_age,
    dummy,
    is_code,
    is_date,
    is_identifying,
    is_meaning,
    is_number,
    new_uids,
    shifted,
)  # fmt: skip
from centralis.core.deid.rules import (
    AGE,
    CODE,
    DUMMY,
    EMPTY,
    KEEP,
    LETTER,
    MEANING,
    REMOVE,
    SEQUENCE,
    SHIFT,
    TEXT,
    UID,
    Rule,
    vr_fits,
)  # fmt: skip
from centralis.core.deid.safe_private import SafePrivate
from centralis.core.deid.structured import CONTENT_SEQUENCES, StructuredContent
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import VRS_BY_TAG
from centralis.core.dicom.elements import Buffer, Element, Items, Parsed
from centralis.core.dicom.encoding import element_bytes, item_bytes

_ABOVE_89: dict[str, bytes | None] = {"cap": b"090Y", "remove": b"", "keep": None}
_LONGEST_SHORT = 0xFFFE
#: A text longer than any that people write about an image goes whole: looking at each of its words would take too long.
_LONGEST_TEXT_BYTES = 65_536
_MOST_PLANS = 256
_SCHEME = TAG["CodingSchemeDesignator"]
_CONTENT, _TRACKING = TAG["ContentSequence"], TAG["TrackingID"]
_NUMBER_TEXT, _DATE_VRS = (b"DS", b"IS"), (b"DA", b"TM", b"DT")
_TEXT_VRS = frozenset((b"LO", b"SH", b"LT", b"ST", b"UT", b"UC", b"CS", b"UN"))


class Cleaner:
    """One file's cleaning under one profile. forbidden: the source's identifiers; days: the subject's date offset."""

    def __init__(
        self, parsed: Parsed, profile: Profile, context: Context, rules: dict[int, Rule], forbidden: Hunt,
        days: int,
    ) -> None:  # fmt: skip
        self._view = memoryview(parsed.data)
        self._key = context.key
        self._rules = rules
        self._forbidden = forbidden
        self._days = days
        self._profile = profile
        self._safe, self.safe_groups = _safe_of(profile)
        self._counts = [0] * (max(LETTER) + 1)
        self._structured: StructuredContent | None = None
        self._plans: dict[Any, Any] = {} if parsed.shape is None else parsed.shape.plans

    def actions(self) -> dict[str, int]:
        """How many elements by letter of PS3.15 Table E.1-1a."""
        found: dict[str, int] = {}
        for operation, count in enumerate(self._counts):
            if count:
                found[LETTER[operation]] = found.get(LETTER[operation], 0) + count
        return found

    def dataset(self, elements: list[Element], explicit: bool, written: dict[int, bytes] | None = None) -> list[Buffer]:
        """The cleaned elements as chunks; kept neighbours share one. `written` replaces or adds elements, in order."""
        own, view = written or {}, self._view
        plan = self._plan(elements, explicit, own)
        if plan.numbers and not is_number(b"\\".join([view[value:end] for value, end in plan.numbers])):
            plan = plan_of(elements, explicit, self._rules, self.safe_groups, own, careful=True)
        out: list[Buffer] = []
        for kind, first, second in plan.steps:
            if kind == COPY:
                out.append(view[first:second])
            elif kind == CONSTANT:
                out.append(first)
            elif kind == WRITTEN:
                out.append(own[first])
            else:
                out.append(self._rewritten(first, second, explicit, elements))
        for operation, count in plan.counts:
            self._counts[operation] += count
        return out

    def _plan(self, elements: list[Element], explicit: bool, own: dict[int, bytes]) -> Plan:
        """What is to be done, remembered for other files of the same shape."""
        key = (id(elements), explicit, tuple(own))
        known: Plan | None = self._plans.get(key)
        if known is None or known.elements is not elements or known.rules is not self._rules:
            known = plan_of(elements, explicit, self._rules, self.safe_groups, own)
            if len(self._plans) < _MOST_PLANS:
                self._plans[key] = known
        return known

    def _rewritten(self, element: Element, rule: Rule, explicit: bool, around: list[Element]) -> Buffer:
        """One element after its rule; empty when it goes."""
        tag, vr, _, _, _, items = element
        operation, expected, fallback = rule
        if tag >> 16 & 1:
            new = b"" if tag in self._rules else self._private(element, explicit, around)
            self._counts[KEEP if new else REMOVE] += 1
            return new
        if operation in (KEEP, SEQUENCE) and not self._may_stay(element, expected):
            operation = REMOVE
        self._counts[operation] += 1
        if operation == REMOVE:
            return b""
        if operation == KEEP:
            return self._kept(element, expected, explicit)
        if operation == SEQUENCE and items is not None and tag in CONTENT_SEQUENCES:
            content = self._content(tag, items)
            return element_bytes(tag, vr, content, explicit) if content or not items.datasets else b""
        if operation == SEQUENCE and items is not None:
            content = b"".join(item_bytes(b"".join(self.dataset(one, items.explicit))) for one in items.datasets)
            return element_bytes(tag, vr, content, explicit)
        if operation in (EMPTY, DUMMY) or items is not None:
            return element_bytes(tag, vr, b"" if operation == EMPTY or items else dummy(vr), explicit)
        return self._changed(element, (operation, expected, fallback), explicit, around)

    def _content(self, tag: int, items: Items) -> bytes:
        """Content items by their concepts (PS3.15 Table E.3.4-1)."""
        if self._structured is None:
            self._structured = StructuredContent(self._view, self._profile, self._forbidden, self._key, self._days)
        if tag == _CONTENT:
            self._structured.read_tree(items)
        parts: list[bytes] = []
        for one in items.datasets:
            own = self._structured.item(one, items.explicit)
            self._counts[REMOVE if own is None else TEXT] += 1 if own is None else len(own)
            if own is not None:
                parts.append(item_bytes(b"".join(self.dataset(one, items.explicit, own))))
        return b"".join(parts)

    def _changed(self, element: Element, rule: Rule, explicit: bool, around: list[Element]) -> bytes:
        """Operations that look at the value: UIDs, texts, dates, ages, codes."""
        tag, vr, _, value, end, _ = element
        operation, expected, fallback = rule
        raw = bytes(self._view[value:end])
        if operation == UID:
            new = new_uids(raw, self._key)
        elif operation == SHIFT:
            new = shifted(raw, expected, self._days)
            new = dummy(vr) if not new and raw.strip(b" \0") and fallback == DUMMY else new
        elif operation == AGE:
            new = capped_age(raw, _ABOVE_89[self._profile.ages_over_89])
        elif operation == CODE:
            new = raw if is_code(raw) and not self._forbidden.is_in(raw) else dummy(vr)
        elif tag == _TRACKING:
            new = mapped_label(raw, self._forbidden, self._key) if raw.strip(b" \0") else b""
        elif operation == MEANING and self._has_public_scheme(around) and is_meaning(raw, self._forbidden):
            new = raw
        else:
            new = self._text(raw) if vr in _TEXT_VRS else b""
            if not new and raw.strip(b" \0"):
                if fallback == REMOVE:
                    return b""
                new = dummy(vr) if fallback == DUMMY else b""
        return element_bytes(tag, vr, new, explicit)

    def _kept(self, element: Element, expected: bytes, explicit: bool) -> Buffer:
        """An attribute that stays; one that came as UN, or a number that came as text, gets its own VR back."""
        tag, vr, start, value, end, _ = element
        astray = vr == b"UN" or (expected in _NUMBER_TEXT and vr in _TEXT_VRS)
        if not astray or not explicit or end - value > _LONGEST_SHORT or len(VRS_BY_TAG.get(tag, ())) > 1:
            return self._view[start:end]
        return element_bytes(tag, expected, bytes(self._view[value:end]), explicit)

    def _may_stay(self, element: Element, expected: bytes) -> bool:
        """Whether an attribute that stays is what the dictionary says it is: a name may hide in a 'number'."""
        tag, vr, _, value, end, items = element
        if not vr_fits(tag, vr, expected) or (items is None) != (expected != b"SQ"):
            return False
        if expected in _DATE_VRS:
            return is_date(bytes(self._view[value:end]))
        if expected not in _NUMBER_TEXT or vr not in (*_NUMBER_TEXT, *_TEXT_VRS):
            return True
        return is_number(bytes(self._view[value:end]))

    def _has_public_scheme(self, around: list[Element]) -> bool:
        for tag, _, _, value, end, _ in around:
            if tag == _SCHEME:
                name = bytes(self._view[value:end]).strip(b" \0")
                return bool(name) and not name.startswith(b"99") and name != b"L"
        return False

    def _text(self, raw: bytes) -> bytes:
        """A descriptor under the profile's text policy."""
        policy = self._profile.text
        if policy == "remove" or len(raw) > _LONGEST_TEXT_BYTES:
            return b""
        if policy == "unless_identifying" and not is_identifying(raw, self._forbidden):
            return raw
        return cleaned_text(raw, self._forbidden)

    def _private(self, element: Element, explicit: bool, around: list[Element]) -> Buffer:
        """A private element: as it is, changed, or empty when it goes. A creator stays when one of its block does."""
        tag, vr, start, value, end, items = element
        group, number = tag >> 16, tag & 0xFFFF
        if group not in self.safe_groups or items is not None:
            return b""
        if 0x10 <= number <= 0xFF:
            block = [one for one in around if one[0] >> 8 == group << 8 | number]
            return self._view[start:end] if any(self._private(one, explicit, around) for one in block) else b""
        creator = next((one for one in around if one[0] == (group << 16 | number >> 8)), None)
        if creator is None or creator[5] is not None:
            return b""
        name = bytes(self._view[creator[3] : creator[4]]).strip(b" \0").decode("latin-1")
        safe = self._safe.get((group, name, number & 0xFF))
        raw = bytes(self._view[value:end])
        new = None if safe is None else self._private_value(raw, vr, safe.vr)
        if new is None or new == raw:
            return b"" if new is None else self._view[start:end]
        return element_bytes(tag, vr, new, explicit)

    def _private_value(self, raw: bytes, came_as: bytes, listed: str) -> bytes | None:
        """What a listed private value becomes; None when it must go."""
        if listed in ("DA", "DT", "TM"):
            if self._profile.dates is Dates.REMOVE or not is_private_date(raw, listed):
                return None
            if self._profile.dates is Dates.KEEP:
                return raw
            return shifted(raw, listed.encode("ascii"), self._days) or None
        if listed == "UI":
            return raw if "retain_uids" in self._profile.options else new_uids(raw, self._key)
        if listed == "LO":
            return cleaned_text(raw, self._forbidden) or None
        if listed in ("CS", "SH"):
            return raw if is_private_code(raw, self._forbidden) else None
        return raw if is_private_number(raw, came_as, listed) else None


@lru_cache(maxsize=32)
def _safe_of(profile: Profile) -> tuple[dict[tuple[int, str, int], SafePrivate], frozenset[int]]:
    """The profile's safe private elements for looking up, and their groups."""
    safe = profile.safe()
    return {(one.group, one.creator, one.element): one for one in safe}, frozenset(one.group for one in safe)
