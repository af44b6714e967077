"""Structured content cleaned item by item (PS3.15 E.3.4): report trees, acquisition context, specimen preparation.

The walk over a tree is the cleaner's own; this module says of each item whether it stays and which value it gets.
Items that refer to others by their place in the tree (PS3.3 C.17.3.2.5) follow them when items before them go.
"""

from collections.abc import Mapping
from struct import Struct

from centralis.core.deid.concepts import Fate, fate_of
from centralis.core.deid.descriptors import cleaned_text, mapped_label
from centralis.core.deid.hunt import Hunt
from centralis.core.deid.profile import Dates, Profile
from centralis.core.deid.replace import dummy, shifted
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Element, Items
from centralis.core.dicom.encoding import element_bytes

#: Sequences whose items are content items: a concept name, a value type, a value.
CONTENT_SEQUENCES = frozenset(
    TAG[word]
    for word in ("ContentSequence", "AcquisitionContextSequence", "SpecimenPreparationStepContentItemSequence",
                 "ProtocolContextSequence", "ContentItemModifierSequence", "MeasuringConditionsSequence")
    if word in TAG
)  # fmt: skip
_CONTENT = TAG["ContentSequence"]
_VALUE_TYPE, _CONCEPT = TAG["ValueType"], TAG["ConceptNameCodeSequence"]
_CODE_VALUES = tuple(TAG[word] for word in ("CodeValue", "LongCodeValue", "URNCodeValue"))
_SCHEME = TAG["CodingSchemeDesignator"]
_REFERENCE = TAG["ReferencedContentItemIdentifier"]
_TEXT, _NAME = TAG["TextValue"], TAG["PersonName"]
#: value type: the attributes that hold its value
_VALUES: Mapping[str, tuple[int, ...]] = {
    "TEXT": (_TEXT,), "PNAME": (_NAME,), "DATE": (TAG["Date"],), "TIME": (TAG["Time"],), "DATETIME": (TAG["DateTime"],),
}  # fmt: skip
_SUBJECT_AGE = ("121033", "DCM")
_MEASURED, _NUMBER, _UNITS = TAG["MeasuredValueSequence"], TAG["NumericValue"], TAG["MeasurementUnitsCodeSequence"]
_PER_YEAR = {"a": 1.0, "mo": 12.0, "wk": 52.18, "d": 365.25}
_OLD_YEARS = 90
_LONG = Struct("<I")
_MOST_PLACES = 200_000


class StructuredContent:
    """What one file's content items become. days: the subject's date offset; key: the trial's secret."""

    def __init__(self, data: Buffer, profile: Profile, hunt: Hunt, key: bytes, days: int) -> None:
        self._data = data
        self._profile, self._hunt, self._key, self._days = profile, hunt, key, days
        self._places: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._refers = self._was_read = False

    def read_tree(self, items: Items) -> None:
        """Note where every item of a report's tree will stand; needed only when items refer to each other by place.

        Called for each content sequence: the first is the root's, the others lie below it.
        """
        if self._was_read:
            return
        self._was_read = True
        self._refers = any(_refers(one) for one in items.datasets)
        if self._refers:
            self._places = {(1,): (1,)}
            self._note(items, (1,), (1,))

    def _note(self, items: Items, old: tuple[int, ...], new: tuple[int, ...]) -> None:
        stays = 0
        for number, one in enumerate(items.datasets, 1):
            if len(self._places) > _MOST_PLACES or self._fate(one) is None:
                continue
            stays += 1
            self._places[(*old, number)] = (*new, stays)
            for element in one:
                if element[0] == _CONTENT and element[5] is not None:
                    self._note(element[5], (*old, number), (*new, stays))

    def item(self, elements: list[Element], explicit: bool) -> dict[int, bytes] | None:
        """None when the item goes; otherwise the elements that take the place of its own, encoded."""
        fate = self._fate(elements)
        if fate is None:
            return None
        new = {tag: element_bytes(tag, vr, value, explicit) for tag, (vr, value) in fate.items()}
        for tag, _, _, value, end, _ in elements if self._refers else ():
            if tag == _REFERENCE:
                place = self._places.get(tuple(one[0] for one in _LONG.iter_unpack(bytes(self._data[value:end]))))
                if place is None:
                    return None
                new[tag] = element_bytes(tag, b"UL", b"".join(map(_LONG.pack, place)), explicit)
        return new

    def _fate(self, elements: list[Element]) -> dict[int, tuple[bytes, bytes]] | None:
        """VR and value by tag where the item's own value changes; None when it goes."""
        value_type = ""
        concept = ("", "")
        for element in elements:
            if element[0] == _VALUE_TYPE:
                value_type = self._raw(element).decode("latin-1").strip()
            elif element[0] == _CONCEPT and element[5] is not None and element[5].datasets:
                concept = self._concept(element[5].datasets[0])
        fate = fate_of(concept, value_type or self._value_type(elements), self._profile)
        if fate is Fate.REMOVE or (concept == _SUBJECT_AGE and self._is_old(elements)):
            return None
        changed: dict[int, tuple[bytes, bytes]] = {}
        for element in elements:
            if element[0] in _VALUES.get(value_type, ()) and (fate is not Fate.KEEP or element[0] == _TEXT):
                new = self._new(element, fate)
                if new is None:
                    return None
                changed[element[0]] = (element[1], new)
            elif element[0] in (_TEXT, _NAME) and value_type not in ("TEXT", "PNAME"):
                return None  # a text in an item that says it holds none
        return changed

    def _new(self, element: Element, fate: Fate) -> bytes | None:
        """A content item's new value; None when nothing is left of it and the item goes."""
        tag, vr = element[0], element[1]
        raw = self._raw(element)
        if fate is Fate.DUMMY:
            return dummy(vr) if vr != b"UN" else b""
        if fate is Fate.LABEL:
            return mapped_label(raw, self._hunt, self._key) if raw else b""
        if fate is Fate.KEEP and not self._hunt.is_in(raw):
            return raw
        if tag == _TEXT:
            return None if self._profile.text == "remove" else cleaned_text(raw, self._hunt) or None
        if tag == _NAME:
            return None
        return (shifted(raw, vr, self._days) if self._profile.dates is Dates.SHIFT else raw) or None

    def _is_old(self, elements: list[Element]) -> bool:
        """Whether a measured age is above 89 years (45 CFR 164.514(b)(2)(i)(C)); what cannot be read counts as old."""
        if self._profile.ages_over_89 == "keep":
            return False
        for element in elements:
            for measured in element[5].datasets if element[0] == _MEASURED and element[5] is not None else ():
                number, unit = "", ""
                for one in measured:
                    if one[0] == _NUMBER:
                        number = self._raw(one).decode("latin-1")
                    elif one[0] == _UNITS and one[5] is not None and one[5].datasets:
                        unit = self._concept(one[5].datasets[0])[0]
                try:
                    return float(number) / _PER_YEAR[unit] >= _OLD_YEARS
                except (ValueError, KeyError):
                    return True
        return False

    def _concept(self, code: list[Element]) -> tuple[str, str]:
        value = scheme = ""
        for element in code:
            if element[0] in _CODE_VALUES:
                value = self._raw(element).decode("latin-1").strip()
            elif element[0] == _SCHEME:
                scheme = self._raw(element).decode("latin-1").strip()
        return value, scheme

    def _value_type(self, elements: list[Element]) -> str:
        """The value type of an item that does not say it (old acquisition contexts): by the value it holds."""
        held = {element[0] for element in elements}
        return next((kind for kind, tags in _VALUES.items() if not held.isdisjoint(tags)), "")

    def _raw(self, element: Element) -> bytes:
        return bytes(self._data[element[3] : element[4]]).strip(b" \0")


def _refers(elements: list[Element]) -> bool:
    for element in elements:
        if element[0] == _REFERENCE:
            return True
        if element[0] == _CONTENT and element[5] is not None and any(_refers(one) for one in element[5].datasets):
            return True
    return False
