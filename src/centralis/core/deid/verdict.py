"""The second pass: an output is handed on only when a fresh walk over it finds nothing that should have gone."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn

from centralis.core.deid.hunt import Hunt, hunt_for
from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.printable import printable
from centralis.core.deid.replace import dummy
from centralis.core.deid.rules import DUMMY, EMPTY, REMOVE, SHIFT, UID, Rule
from centralis.core.deid.searching import hides_anyone, is_no_date, names_anyone
from centralis.core.deid.streams import beside_the_picture, fragments
from centralis.core.dicom.dictionary import KEYWORD_BY_TAG
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Element, Parsed
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.uids import is_well_known
from centralis.core.dicom.values import Values

_SILENT = frozenset(
    (b"DS", b"IS", b"TM", b"DA", b"DT", b"AS", b"US", b"SS", b"UL", b"SL", b"FL", b"FD", b"SV", b"UV", b"AT", b"OW",
     b"OD", b"OF", b"OL", b"OV", b"SQ")
)  # fmt: skip
#: Silent ones of binary numbers: text that poses as such is long.
_BINARY = frozenset(
    (b"US", b"SS", b"UL", b"SL", b"FL", b"FD", b"SV", b"UV", b"AT", b"OW", b"OD", b"OF", b"OL", b"OV")
)  # fmt: skip
_TEXT_BYTES = 6
#: Silent ones whose values are text: names and dates may hide in what should be numbers and times.
_NUMBER_TEXTS = frozenset((b"DS", b"IS", b"TM", b"AS"))
_DATE_TEXTS = frozenset((b"DA", b"DT"))
_STUDY_DATE = TAG["StudyDate"]
_LONG_BLOB = 65_536
_MOST_REMEMBERED = 4_096  # bytes of text that are kept to know it again
_BURNED_IN, _FACES = TAG["BurnedInAnnotation"], TAG["RecognizableVisualFeatures"]
_METHODS = TAG["DeidentificationMethodCodeSequence"]
#: flag: the code that says its matter was dealt with, under which it must not say YES
_FLAGS = {_BURNED_IN: b"113101", _FACES: b"113102"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What an output is measured against. survivors: tags the source had and the profile says must survive."""

    rules: dict[int, Rule]
    identifiers: Identifiers
    written: dict[int, bytes]
    survivors: frozenset[int]
    retain_uids: bool
    safe_groups: frozenset[int]

    @property
    def dates_move(self) -> bool:
        """Whether dates are moved: then a new date may by chance be one of the source's."""
        return self.rules.get(_STUDY_DATE, (REMOVE,))[0] == SHIFT


class IdentifierLeft(DicomFault):
    """An output still names the patient. tags: the elements that do, as far as they could be told."""

    def __init__(self, tags: frozenset[int]) -> None:
        super().__init__(DicomCode.IDENTIFIER_LEFT, ", ".join(sorted(_name(tag) for tag in tags)))
        self.tags = tags


def check_output(header: bytes, parsed: Parsed, expected: Expected) -> None:
    """Verify one output. Raises IdentifierLeft, or DicomFault: removed_tag_left, must_survive_lost, flags_untrue."""
    found = _Pass(header, expected)
    found.top(parsed)
    lost = expected.survivors - found.tags
    if lost:
        raise DicomFault(DicomCode.MUST_SURVIVE_LOST, ", ".join(sorted(KEYWORD_BY_TAG[tag] for tag in lost)))
    if not expected.retain_uids and not expected.identifiers.uids.isdisjoint(found.uids):
        both = expected.identifiers.uids & found.uids
        left = [uid for uid in both if not is_well_known(uid.decode("latin-1"))]
        if left:
            raise DicomFault(DicomCode.IDENTIFIER_LEFT, "a UID of the source")
    _check_flags(parsed, expected.written)
    hunt = hunt_for(expected.identifiers)
    if hunt and found.names_anyone(hunt):
        raise IdentifierLeft(_places(header, parsed.elements, expected, hunt))


def check_stream(tail: Buffer, identifiers: Identifiers) -> None:
    """Look for identifiers in everything of compressed pixel data that is no picture. Raises DicomFault."""
    hunt = hunt_for(identifiers)
    for fragment in fragments(tail) if hunt else ():
        for piece in beside_the_picture(bytes(fragment)):
            if piece and names_anyone(hunt, piece):
                raise DicomFault(DicomCode.PIXEL_STREAM_COMMENT)


def _check_flags(parsed: Parsed, written: dict[int, bytes]) -> None:
    """Whether flags and claimed methods agree. Raises DicomFault."""
    claimed = written.get(_METHODS, b"")
    values = Values.of(parsed)
    for tag, code in _FLAGS.items():
        if code in claimed and values.raw(tag).strip(b" \0").upper() == b"YES":
            raise DicomFault(DicomCode.FLAGS_UNTRUE, KEYWORD_BY_TAG[tag])


def _places(header: bytes, elements: list[Element], expected: Expected, hunt: Hunt) -> frozenset[int]:
    """The tags of the elements, at any depth, whose own values name somebody."""
    found: set[int] = set()
    moved = expected.dates_move
    waiting = [[one for one in elements if one[0] not in expected.written]]
    while waiting:
        for tag, vr, _, value, end, items in waiting.pop():
            if items is not None:
                waiting.extend(items.datasets)
                continue
            raw = header[value:end]
            if vr in _NUMBER_TEXTS:
                hides = hides_anyone(hunt, raw)
            elif vr in _DATE_TEXTS:
                hides = is_no_date(hunt, raw, moved)
            elif vr in _BINARY:
                hides = hunt.is_in(printable(raw))
            else:
                hides = vr not in _SILENT and names_anyone(hunt, raw)
            if hides or hunt.is_in_bytes(raw):
                found.add(tag)
    return frozenset(found)


@dataclass(slots=True, eq=False)
class _Layout:
    """Where in an output what is to be looked at lies, as far as its structure alone decides it. Ranges are of values;
    those of `own` are of whole elements that the trial wrote. checks: tag, VR, operation and range.
    """

    rules: dict[int, Rule]
    tags: set[int] = field(default_factory=set)
    own: list[tuple[int, int]] = field(default_factory=list)
    own_tags: list[int] = field(default_factory=list)
    checks: list[tuple[int, bytes, int, int, int]] = field(default_factory=list)
    uids: list[tuple[int, int]] = field(default_factory=list)
    codes: list[tuple[int, int]] = field(default_factory=list)
    blobs: list[tuple[int, int]] = field(default_factory=list)
    prose: list[tuple[int, int]] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)
    binary: list[tuple[int, int]] = field(default_factory=list)
    dates: list[tuple[int, int]] = field(default_factory=list)

    def read(self, elements: list[Element], safe_groups: frozenset[int]) -> None:
        """Every element of one data set and its items. Raises DicomFault on one that must not be there."""
        rules = self.rules
        for tag, vr, _, value, end, items in elements:
            self.tags.add(tag)
            rule = rules.get(tag)
            if rule is None:
                if not (tag >> 16 & 1 and tag >> 16 in safe_groups):
                    _refuse(tag)
            elif rule[0] and end > value:
                if rule[0] in (REMOVE, EMPTY):
                    _refuse(tag)
                if rule[0] in (DUMMY, UID):
                    self.checks.append((tag, vr, rule[0], value, end))
            if items is not None:
                for one in items.datasets:
                    self.read(one, safe_groups)
            elif vr in _NUMBER_TEXTS:
                self.numbers.append((value, end))
            elif vr in _DATE_TEXTS:
                self.dates.append((value, end))
            elif vr in _BINARY and _TEXT_BYTES <= end - value <= _LONG_BLOB:
                self.binary.append((value, end))
            elif vr not in _SILENT:
                self._place(vr, end - value).append((value, end))

    def _place(self, vr: bytes, length: int) -> list[tuple[int, int]]:
        if vr == b"UI":
            return self.uids
        if vr == b"CS":
            return self.codes
        return self.blobs if vr in (b"OB", b"UN") or length > _LONG_BLOB else self.prose


class _Pass:
    """Walks the output once: refuses what must be gone, collects what is to be searched."""

    def __init__(self, header: bytes, expected: Expected) -> None:
        self._header = header
        self._expected = expected
        self.tags: set[int] = set()
        self.uids: set[bytes] = set()
        self._prose: list[bytes] = []
        self._numbers: list[bytes] = []
        self._binary: list[bytes] = []
        self._dates: list[bytes] = []
        self._codes: list[bytes] = []
        self._blobs: list[bytes] = []
        self._own: list[tuple[int, int]] = []

    def top(self, parsed: Parsed) -> None:
        """The data set itself: what the trial writes must be as written and is not searched."""
        header, written, layout = self._header, self._expected.written, self._layout(parsed)
        self.tags = layout.tags
        self._own = layout.own
        for (start, end), tag in zip(layout.own, layout.own_tags, strict=True):
            if header[start:end] != written[tag]:
                _refuse(tag)
        for tag, vr, operation, value, end in layout.checks:
            self._check(tag, vr, operation, header[value:end])
        for value, end in layout.uids:
            self.uids.update(header[value:end].strip(b" \0").split(b"\\"))
        self._codes = [header[value:end] for value, end in layout.codes]
        self._blobs = [header[value:end] for value, end in layout.blobs]
        self._prose = [header[value:end] for value, end in layout.prose]
        self._numbers = [header[value:end] for value, end in layout.numbers]
        self._binary = [header[value:end] for value, end in layout.binary]
        self._dates = [header[value:end] for value, end in layout.dates]

    def _layout(self, parsed: Parsed) -> "_Layout":
        """Where what lies; remembered for other outputs of the same shape under the same rules."""
        expected = self._expected
        plans = {} if parsed.shape is None else parsed.shape.plans
        key = ("verdict", tuple(expected.written), expected.safe_groups)
        known: _Layout | None = plans.get(key)
        if known is None or known.rules is not expected.rules:
            known = _Layout(expected.rules)
            others: list[Element] = []
            for element in parsed.elements:
                if element[0] in expected.written:
                    known.tags.add(element[0])
                    known.own_tags.append(element[0])
                    known.own.append((element[2], element[4]))
                else:
                    others.append(element)
            known.read(others, expected.safe_groups)
            plans[key] = known
        return known

    def names_anyone(self, hunt: Hunt) -> bool:
        """Whether anything of the output but what the trial wrote names the patient."""
        header, start, parts = self._header, 0, []
        for own, end in self._own:
            parts.append(header[start:own])
            start = end
        parts.append(header[start:])
        if hunt.is_in_bytes(b"\n".join(parts)):
            return True
        prose, codes = b"\n".join(self._prose), b"\n".join(self._codes)
        told = _told if len(prose) + len(codes) <= _MOST_REMEMBERED else _told.__wrapped__
        if told(hunt, prose, codes):
            return True
        if hides_anyone(hunt, b"\n".join(self._numbers)):
            return True
        if self._binary and hunt.is_in(printable(b"\xff\0".join(self._binary))):
            return True
        if is_no_date(hunt, b"\n".join(self._dates), self._expected.dates_move):
            return True
        return any(names_anyone(hunt, blob) for blob in self._blobs)

    def _check(self, tag: int, vr: bytes, operation: int, raw: bytes) -> None:
        if operation == DUMMY and raw.strip(b" \0") != dummy(vr).strip(b" \0"):
            _refuse(tag)
        if operation == UID and not self._expected.retain_uids:
            for part in raw.strip(b" \0").split(b"\\"):
                if part and not part.startswith(b"2.25.") and not is_well_known(part.decode("latin-1")):
                    _refuse(tag)


@lru_cache(maxsize=512)
def _told(hunt: Hunt, prose: bytes, codes: bytes) -> bool:
    """Whether texts or codes name the patient; cached, since the slices of a series say the same."""
    return hunt.is_in(prose) or hunt.holds_number(codes) or hunt.holds_date(codes)


def _refuse(tag: int) -> NoReturn:
    raise DicomFault(DicomCode.REMOVED_TAG_LEFT, _name(tag))


def _name(tag: int) -> str:
    return KEYWORD_BY_TAG.get(tag, "") or f"{tag >> 16:04X},{tag & 0xFFFF:04X}"
