"""Cleans the data sets of one file: what stays is copied in runs, the rest is rewritten by its rule."""

from centralis.core.deid.context import Context
from centralis.core.deid.descriptors import cleaned_text
from centralis.core.deid.profile import Profile
from centralis.core.deid.replace import capped_age, dummy, is_code, is_meaning, is_number, shifted
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
    UID,
    Rule,
    vr_fits,
)  # fmt: skip
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Element, Parsed
from centralis.core.dicom.encoding import element_bytes, item_bytes
from centralis.core.dicom.uids import replaced

_UNKNOWN: Rule = (REMOVE, b"", REMOVE)
_SCHEME = TAG["CodingSchemeDesignator"]
_NUMBER_TEXT = (b"DS", b"IS")
_TEXT_VRS = frozenset((b"LO", b"SH", b"LT", b"ST", b"UT", b"UC", b"CS", b"UN"))


class Cleaner:
    """One file's cleaning under one profile. forbidden: the source's identifiers; days: the subject's date offset."""

    def __init__(
        self, parsed: Parsed, profile: Profile, context: Context, rules: dict[int, Rule], forbidden: tuple[bytes, ...],
        days: int,
    ) -> None:  # fmt: skip
        self._view = memoryview(parsed.data)
        self._key = context.key
        self._rules = rules
        self._forbidden = forbidden
        self._days = days
        self._safe = {(safe.group, safe.creator, safe.element) for safe in profile.safe_private}
        self._safe_groups = {safe.group for safe in profile.safe_private}
        self._counts = [0] * (max(LETTER) + 1)

    def actions(self) -> dict[str, int]:
        """How many elements by letter of PS3.15 Table E.1-1a."""
        found: dict[str, int] = {}
        for operation, count in enumerate(self._counts):
            if count:
                found[LETTER[operation]] = found.get(LETTER[operation], 0) + count
        return found

    def dataset(self, elements: list[Element], explicit: bool, written: dict[int, bytes] | None = None) -> list[Buffer]:
        """The cleaned elements as chunks; kept neighbours share one. `written` replaces or adds elements, in order."""
        rules, view = self._rules, self._view
        out: list[Buffer] = []
        own = written or {}
        waiting = sorted(own, reverse=True)
        following = waiting[-1] if waiting else 1 << 32
        kept, run_start, run_end = 0, 0, 0
        for element in elements:
            tag, vr, start, _, end, items = element
            rule = rules.get(tag, _UNKNOWN)
            if rule[0] == KEEP and vr == rule[1] and tag < following and items is None:
                kept += 1
                if start != run_end:
                    if run_end > run_start:
                        out.append(view[run_start:run_end])
                    run_start = start
                run_end = end
                continue
            if run_end > run_start:
                out.append(view[run_start:run_end])
            run_start = run_end = 0
            while following <= tag:
                out.append(own[waiting.pop()])
                following = waiting[-1] if waiting else 1 << 32
            if tag not in own:
                out.append(self._rewritten(element, rule, explicit, elements))
        if run_end > run_start:
            out.append(view[run_start:run_end])
        out.extend(own[tag] for tag in reversed(waiting))
        self._counts[KEEP] += kept
        return out

    def _rewritten(self, element: Element, rule: Rule, explicit: bool, around: list[Element]) -> Buffer:
        """One element after its rule; empty when it goes."""
        tag, vr, start, _, end, items = element
        operation, expected, fallback = rule
        if tag >> 16 & 1:
            safe = self._is_safe_private(element, around)
            self._counts[KEEP if safe else REMOVE] += 1
            return self._view[start:end] if safe else b""
        if operation in (KEEP, SEQUENCE) and not self._may_stay(element, expected):
            operation = REMOVE
        self._counts[operation] += 1
        if operation == REMOVE:
            return b""
        if operation == KEEP:
            return self._view[start:end]
        if operation == SEQUENCE and items is not None:
            content = b"".join(item_bytes(b"".join(self.dataset(one, items.explicit))) for one in items.datasets)
            return element_bytes(tag, vr, content, explicit)
        if operation in (EMPTY, DUMMY) or items is not None:
            return element_bytes(tag, vr, b"" if operation == EMPTY or items else dummy(vr), explicit)
        return self._changed(element, (operation, expected, fallback), explicit, around)

    def _changed(self, element: Element, rule: Rule, explicit: bool, around: list[Element]) -> bytes:
        """Operations that look at the value: UIDs, texts, dates, ages, codes."""
        tag, vr, _, value, end, _ = element
        operation, expected, fallback = rule
        raw = bytes(self._view[value:end])
        if operation == UID:
            new = self.new_uids(raw)
        elif operation == SHIFT:
            new = shifted(raw, expected, self._days)
        elif operation == AGE:
            new = capped_age(raw)
        elif operation == CODE:
            new = raw if is_code(raw) else dummy(vr)
        elif operation == MEANING and self._has_public_scheme(around) and is_meaning(raw, self._forbidden):
            new = raw
        else:
            new = cleaned_text(raw, self._forbidden) if vr in _TEXT_VRS else b""
            if not new and raw.strip(b" \0"):
                if fallback == REMOVE:
                    return b""
                new = dummy(vr) if fallback == DUMMY else b""
        return element_bytes(tag, vr, new, explicit)

    def new_uids(self, raw: bytes) -> bytes:
        """Every UID of a value replaced; empty components stay empty."""
        parts = raw.strip(b" \0").decode("latin-1").split("\\")
        return "\\".join(replaced(part.strip(), self._key) if part.strip() else "" for part in parts).encode("ascii")

    def _may_stay(self, element: Element, expected: bytes) -> bool:
        """Whether an attribute that stays is what the dictionary says it is: a name may hide in a 'number'."""
        tag, vr, _, value, end, items = element
        if not vr_fits(tag, vr, expected) or (items is None) != (expected != b"SQ"):
            return False
        if expected not in _NUMBER_TEXT or vr not in (*_NUMBER_TEXT, *_TEXT_VRS):
            return True
        return is_number(bytes(self._view[value:end]))

    def _has_public_scheme(self, around: list[Element]) -> bool:
        for tag, _, _, value, end, _ in around:
            if tag == _SCHEME:
                name = bytes(self._view[value:end]).strip(b" \0")
                return bool(name) and not name.startswith(b"99") and name != b"L"
        return False

    def _is_safe_private(self, element: Element, around: list[Element]) -> bool:
        """A private element on the profile's safe list whose value is a number, or the creator such a one needs."""
        tag, _, _, value, end, items = element
        group, number = tag >> 16, tag & 0xFFFF
        if group not in self._safe_groups or items is not None:
            return False
        if 0x10 <= number <= 0xFF:
            block = [one for one in around if one[0] >> 8 == group << 8 | number]
            return any(self._is_safe_private(one, around) for one in block)
        creator = next((one for one in around if one[0] == (group << 16 | number >> 8)), None)
        if creator is None or creator[5] is not None:
            return False
        name = bytes(self._view[creator[3] : creator[4]]).strip(b" \0").decode("latin-1")
        return (group, name, number & 0xFF) in self._safe and is_number(bytes(self._view[value:end]))
