"""The second pass: an output is handed on only when a fresh walk over it finds nothing that should have gone."""

from dataclasses import dataclass
from typing import NoReturn

from centralis.core.deid.descriptors import is_imaging_text
from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.replace import dummy
from centralis.core.deid.rules import DUMMY, EMPTY, REMOVE, UID, Rule
from centralis.core.dicom.dictionary import KEYWORD_BY_TAG, REGISTERED_UIDS
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Element, Parsed
from centralis.core.dicom.faults import DicomCode, DicomFault

_SILENT = frozenset(
    (b"DS", b"IS", b"TM", b"DA", b"DT", b"AS", b"US", b"SS", b"UL", b"SL", b"FL", b"FD", b"SV", b"UV", b"AT", b"OW",
     b"OD", b"OF", b"OL", b"OV", b"SQ")
)  # fmt: skip
_DEVICE = (TAG["Manufacturer"], TAG["ManufacturerModelName"], TAG["SoftwareVersions"])
_LONG_BLOB = 65_536
_STREAM_START = 65_536
_LONG_WORD = 6


@dataclass(frozen=True, slots=True)
class Expected:
    """What an output is measured against. survivors: tags the source had and the profile says must survive."""

    rules: dict[int, Rule]
    identifiers: Identifiers
    written: dict[int, bytes]
    survivors: frozenset[int]
    retain_uids: bool
    safe_groups: frozenset[int]


def check_output(header: bytes, parsed: Parsed, expected: Expected) -> None:
    """Verify one output. Raises DicomFault: identifier_left, removed_tag_left or must_survive_lost."""
    tags: set[int] = set()
    prose: list[bytes] = []
    codes: list[bytes] = []
    _Pass(header, expected, tags, prose, codes).dataset(parsed.elements, top=True)
    lost = expected.survivors - tags
    if lost:
        raise DicomFault(DicomCode.MUST_SURVIVE_LOST, ", ".join(sorted(KEYWORD_BY_TAG[tag] for tag in lost)))
    names, numbers = expected.identifiers.names, expected.identifiers.numbers
    text = b"\n".join(prose).lower()
    if any(_occurs(word, text) for word in names) or any(_occurs(word, text) for word in numbers):
        raise DicomFault(DicomCode.IDENTIFIER_LEFT)
    more = b"\n".join(codes).lower()
    if any(_occurs(word, more) for word in numbers):
        raise DicomFault(DicomCode.IDENTIFIER_LEFT)


def check_stream(tail: Buffer, identifiers: Identifiers) -> None:
    """Look for identifiers in the comments at the start of compressed pixel data. Raises DicomFault.

    Only the first 64 KiB are searched, and only for words so long that compressed data do not spell them by chance.
    """
    start = bytes(tail[:_STREAM_START]).lower()
    if any(len(word) >= _LONG_WORD and word in start for word in identifiers.words):
        raise DicomFault(DicomCode.PIXEL_STREAM_COMMENT)


def _occurs(word: bytes, text: bytes) -> bool:
    """Whether a word stands in a text on its own, not as part of a longer word or number."""
    place = text.find(word)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(word) : place + len(word) + 1]
        if not (before.isalnum() and word[:1].isalnum()) and not (after.isalnum() and word[-1:].isalnum()):
            return True
        place = text.find(word, place + 1)
    return False


class _Pass:
    """Walks the output once: refuses what must be gone, collects texts to be searched."""

    def __init__(
        self, header: bytes, expected: Expected, tags: set[int], prose: list[bytes], codes: list[bytes]
    ) -> None:
        self._header = header
        self._expected = expected
        self._tags, self._prose, self._codes = tags, prose, codes

    def dataset(self, elements: list[Element], top: bool = False) -> None:
        """Every element of one data set and its items."""
        header, rules, written = self._header, self._expected.rules, self._expected.written
        prose, codes, note = self._prose, self._codes, self._tags.add
        for tag, vr, start, value, end, items in elements:
            note(tag)
            if top and tag in written:
                if header[start:end] != written[tag]:
                    _refuse(tag)
                continue
            rule = rules.get(tag)
            if rule is None:
                if not (tag >> 16 & 1 and tag >> 16 in self._expected.safe_groups):
                    _refuse(tag)
                continue
            operation = rule[0]
            if operation and end > value:
                self._check(tag, vr, operation, header[value:end])
            if items is not None:
                for one in items.datasets:
                    self.dataset(one)
            elif vr not in _SILENT and end - value < _LONG_BLOB:
                if vr in (b"CS", b"UI"):
                    codes.append(header[value:end])
                elif tag not in _DEVICE or not is_imaging_text(header[value:end]):
                    prose.append(header[value:end])

    def _check(self, tag: int, vr: bytes, operation: int, raw: bytes) -> None:
        if operation in (REMOVE, EMPTY) or (operation == DUMMY and raw.strip(b" \0") != dummy(vr).strip(b" \0")):
            _refuse(tag)
        if operation == UID and not self._expected.retain_uids:
            for part in raw.strip(b" \0").split(b"\\"):
                if part and not part.startswith(b"2.25.") and part.decode("latin-1") not in REGISTERED_UIDS:
                    _refuse(tag)


def _refuse(tag: int) -> NoReturn:
    name = KEYWORD_BY_TAG.get(tag, "")
    raise DicomFault(DicomCode.REMOVED_TAG_LEFT, name or f"{tag >> 16:04X},{tag & 0xFFFF:04X}")
