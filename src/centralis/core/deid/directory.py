"""A DICOMDIR built anew over cleaned files (PS3.3 Annex F, PS3.10 section 8): one of a source is never copied."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from struct import Struct

from centralis.core.deid.assembled import file_meta
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import UIDS, VR_BY_TAG
from centralis.core.dicom.elements import EXPLICIT_LE, Parsed
from centralis.core.dicom.encoding import element_bytes, item_bytes
from centralis.core.dicom.values import Values

_MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"
_LONG, _SHORT = Struct("<I"), Struct("<H")
_NEXT, _IN_USE, _LOWER, _TYPE = 0x00041400, 0x00041410, 0x00041420, 0x00041430
_FILE, _CLASS, _INSTANCE, _SYNTAX = 0x00041500, 0x00041510, 0x00041511, 0x00041512
_SEQUENCE_HEAD_BYTES, _ITEM_HEAD_BYTES = 12, 8
_COMMON = ("SpecificCharacterSet",)
_LEVELS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("PATIENT", "PatientID", ("PatientName", "PatientID")),
    ("STUDY", "StudyInstanceUID",
     ("StudyDate", "StudyTime", "AccessionNumber", "StudyDescription", "StudyInstanceUID", "StudyID")),
    ("SERIES", "SeriesInstanceUID", ("Modality", "SeriesInstanceUID", "SeriesNumber")),
)  # fmt: skip
_LEAF = ("InstanceNumber", "ImageType", "ContentDate", "ContentTime", "CompletionFlag", "VerificationFlag",
         "ContentLabel", "ContentDescription", "StructureSetLabel", "StructureSetDate", "StructureSetTime",
         "RTPlanLabel", "RTPlanDate", "RTPlanTime", "DoseSummationType", "PresentationCreationDate",
         "PresentationCreationTime")  # fmt: skip
#: part of the SOP class's name: type of its record (PS3.3 table F.4-1); whatever else is an image
_TYPES = (
    ("Structure Set", "RT STRUCTURE SET"), ("RT Plan", "RT PLAN"), ("RT Ion Plan", "RT PLAN"),
    ("RT Dose", "RT DOSE"), ("Treatment Record", "RT TREAT RECORD"), ("Presentation State", "PRESENTATION"),
    ("Key Object", "KEY OBJECT DOC"), (" SR ", "SR DOCUMENT"), ("Report", "SR DOCUMENT"),
    ("Waveform", "WAVEFORM"), ("ECG", "WAVEFORM"), ("Spectroscopy", "SPECTROSCOPY"),
    ("Registration", "REGISTRATION"), ("Fiducials", "FIDUCIAL"), ("Real World Value", "VALUE MAP"),
    ("Surface Segmentation", "SURFACE"), ("Encapsulated", "ENCAP DOC"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the set. file_id: its path in components of at most eight characters (PS3.10 8.2)."""

    file_id: tuple[str, ...]
    parsed: Parsed


@dataclass(slots=True)
class _Record:
    """One directory record. fields: tag to encoded element, without the offsets, which are set at the end."""

    fields: dict[int, bytes]
    below: list["_Record"] = field(default_factory=list)
    offset: int = 0

    def encoded(self, following: int) -> bytes:
        lower = self.below[0].offset if self.below else 0
        own = {
            _NEXT: element_bytes(_NEXT, b"UL", _LONG.pack(following), True),
            _IN_USE: element_bytes(_IN_USE, b"US", _SHORT.pack(0xFFFF), True),
            _LOWER: element_bytes(_LOWER, b"UL", _LONG.pack(lower), True),
            **self.fields,
        }
        return item_bytes(b"".join(own[tag] for tag in sorted(own)))


def directory(members: Sequence[Member]) -> bytes:
    """The DICOMDIR of a set of files, as the bytes of the file. Raises DicomFault when a value is too long."""
    roots = _tree(members)
    seed = "\n".join("/".join(one.file_id) for one in members)
    instance = f"2.25.{int.from_bytes(hashlib.sha256(seed.encode()).digest()[:15], 'big')}"
    meta = file_meta(_MEDIA_DIRECTORY, instance.encode("ascii"), EXPLICIT_LE)
    before = len(meta) + len(_head(0, 0)) + _SEQUENCE_HEAD_BYTES
    ordered = list(_in_depth(roots))
    for record in ordered:
        record.offset = before
        before += len(record.encoded(0))
    following = dict(_siblings(roots))
    content = b"".join(record.encoded(following.get(id(record), 0)) for record in ordered)
    first, last = (roots[0].offset, roots[-1].offset) if roots else (0, 0)
    return b"".join((meta, _head(first, last), element_bytes(0x00041220, b"SQ", content, True)))


def _head(first: int, last: int) -> bytes:
    return b"".join((
        element_bytes(0x00041130, b"CS", b"", True),
        element_bytes(0x00041200, b"UL", _LONG.pack(first), True),
        element_bytes(0x00041202, b"UL", _LONG.pack(last), True),
        element_bytes(0x00041212, b"US", _SHORT.pack(0), True),
    ))  # fmt: skip


def _tree(members: Sequence[Member]) -> list[_Record]:
    roots: list[_Record] = []
    known: dict[tuple[bytes, ...], _Record] = {}
    for member in members:
        values = Values(member.parsed.data, member.parsed.elements)
        above = roots
        path: tuple[bytes, ...] = ()
        for kind, key, words in _LEVELS:
            path = (*path, values.raw(TAG[key]))
            if path not in known:
                known[path] = _Record({_TYPE: _typed(kind), **_copied(values, (*_COMMON, *words), needed=words)})
                above.append(known[path])
            above = known[path].below
        above.append(_leaf(member, values))
    return roots


def _leaf(member: Member, values: Values) -> _Record:
    sop_class = values.text(TAG["SOPClassUID"]) or ""
    name = UIDS.get(sop_class, ("", ""))[0]
    kind = next((kind for part, kind in _TYPES if part in name), "IMAGE")
    file_id = "\\".join(member.file_id).encode("ascii")
    return _Record({
        _TYPE: _typed(kind),
        _FILE: element_bytes(_FILE, b"CS", file_id, True),
        _CLASS: element_bytes(_CLASS, b"UI", sop_class.encode("ascii"), True),
        _INSTANCE: element_bytes(_INSTANCE, b"UI", values.raw(TAG["SOPInstanceUID"]).strip(b"\0 "), True),
        _SYNTAX: element_bytes(_SYNTAX, b"UI", member.parsed.transfer_syntax.encode("ascii"), True),
        **_copied(values, (*_COMMON, *_LEAF), needed=("InstanceNumber",)),
    })  # fmt: skip


def _typed(kind: str) -> bytes:
    return element_bytes(_TYPE, b"CS", kind.encode("ascii"), True)


def _copied(values: Values, words: Iterable[str], needed: Iterable[str]) -> dict[int, bytes]:
    """The elements of some keywords as they stand in the file; those that are needed also when empty."""
    must = {TAG[word] for word in needed}
    out = {}
    for tag in (TAG[word] for word in words):
        raw = values.raw(tag)
        if raw or tag in must:
            out[tag] = element_bytes(tag, VR_BY_TAG[tag], raw, True)
    return out


def _in_depth(records: list[_Record]) -> Iterable[_Record]:
    for record in records:
        yield record
        yield from _in_depth(record.below)


def _siblings(records: list[_Record]) -> Iterable[tuple[int, int]]:
    """For each record the offset of the one after it on its level."""
    for record, after in zip_longest(records, records[1:]):
        yield id(record), after.offset if after else 0
        yield from _siblings(record.below)
