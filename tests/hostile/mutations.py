"""Seeds of many kinds and syntaxes, and seeded damage to them: bytes, bits, lengths, pieces cut, doubled and moved."""

import random
import struct
from collections.abc import Iterator

import numpy as np
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRBigEndian
from tests.core.deid.cases.build import IMPLICIT, STORAGE, UNDEFINED, bare, element, item, item_of, items, spliced
from tests.core.deid.conftest import PLANTED, planted
from tests.hostile.dicom_files import ct, preamble_and_meta, stored

#: The patient's identifiers, lower case: what no damaged seed may leave behind. (Other planted words name nobody once
#: damage has moved them from their attribute to one that holds harmless text.)
WORDS = tuple(word.encode() for word in PLANTED if not word.startswith(("zz", "555")))
_LENGTHS = (0, 1, 2, 3, 7, 8, 0x10, 0x7F, 0xFF, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, UNDEFINED)


def seeds() -> dict[str, bytes]:
    """Small whole files about the planted person."""
    small = planted()
    small.Rows = small.Columns = 4
    small.PixelData = bytes(range(32))
    found = {syntax: _as(small, syntax) for syntax in ("1.2.840.10008.1.2.1", IMPLICIT, "1.2.840.10008.1.2.1.99")}
    big = planted()
    big.Rows = big.Columns = 4
    big.PixelData = bytes(32)
    found["big endian"] = _as(big, ExplicitVRBigEndian)
    found["no preamble"] = found["1.2.840.10008.1.2.1"][132:]
    found["bare explicit"] = spliced(small, {}, preamble=False)
    found["bare implicit"] = spliced(small, {}, IMPLICIT, preamble=False)
    found |= {f"compressed {end}": _compressed(end) for end in ("4.50", "4.70", "4.90", "5")}
    found |= {name: stored(_object(end)) for name, end in
              (("structure set", "481.3"), ("presentation", "11.1"), ("waveform", "9.1.1"), ("enhanced", "2.1"),
               ("PET", "128"), ("segmentation", "66.4"), ("report", "88.33"), ("document", "104.1"))}  # fmt: skip
    found["unknown sequences"] = _unknown()
    found["overlays"] = spliced(
        small, {0x60003000 + by: element(0x60003000 + by, b"OW", b"Quistgaard") for by in (0, 0x20000, 0x1000)}
    )
    found["UTF-8"] = stored(ct(4, SpecificCharacterSet="ISO_IR 192", PatientComments="Ottilie Quistgaard é"))
    found["odd"] = spliced(small, {0x00081030: element(0x00081030, b"LO", b"CT Ottilie.")})
    return found


def damaged(rng: random.Random, whole: bytes, other: bytes) -> bytes:
    """One file with one to six faults, each of another kind. `other` lends pieces."""
    content = bytearray(whole)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        place = rng.randrange(len(content))
        _FAULTS[rng.randrange(len(_FAULTS))](rng, content, place, other)
        if not content:
            break
    return bytes(content)


def mutants(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged files, the kinds in turn; the same for the same seed."""
    rng = random.Random(seed)
    kinds = seeds()
    names = list(kinds)
    for number in range(count):
        name = names[number % len(names)]
        yield name, damaged(rng, kinds[name], kinds[rng.choice(names)])


def _byte(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    content[place] = rng.randrange(256)


def _bit(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    content[place] ^= 1 << rng.randrange(8)


def _length(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    packed = struct.pack("<I", rng.choice(_LENGTHS))[: rng.choice((2, 4))]
    content[place : place + len(packed)] = packed


def _real_length(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    """A wrong length where one stands: after the next VR of two capital letters."""
    for at in range(place, min(place + 200, len(content) - 4)):
        if 65 <= content[at] <= 90 and 65 <= content[at + 1] <= 90:
            wrong = rng.choice((*_LENGTHS[:11], content[at + 2] + 1, max(0, content[at + 2] - 1), content[at + 2] + 40))
            content[at + 2 : at + 4] = struct.pack("<H", wrong & 0xFFFF)
            return


def _cut(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    del content[place : place + rng.choice((1, 2, 4, 8, 60, 5_000))]


def _double(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    piece = content[place : place + rng.choice((1, 2, 8, 40, 300))]
    content[place:place] = piece


def _move(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    piece = content[place : place + rng.choice((8, 40, 300))]
    del content[place : place + len(piece)]
    at = rng.randrange(len(content) + 1)
    content[at:at] = piece


def _lend(rng: random.Random, content: bytearray, place: int, other: bytes) -> None:
    start = rng.randrange(len(other))
    content[place:place] = other[start : start + rng.choice((4, 40, 400))]


def _marks(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    """Delimiters and items where none belong."""
    mark = bare(rng.choice((0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD)), b"", rng.choice(_LENGTHS))
    content[place:place] = mark


def _vr(rng: random.Random, content: bytearray, place: int, _: bytes) -> None:
    for at in range(place, min(place + 200, len(content) - 2)):
        if 65 <= content[at] <= 90 and 65 <= content[at + 1] <= 90:
            content[at : at + 2] = rng.choice((b"SQ", b"UN", b"OB", b"LO", b"PN", b"DS", b"ZZ", b"UT", b"AT", b"??"))
            return


_FAULTS = (_byte, _byte, _bit, _bit, _length, _real_length, _cut, _double, _move, _lend, _marks, _vr)


def _as(ds: object, syntax: str) -> bytes:
    ds.file_meta.TransferSyntaxUID = syntax
    if syntax == ExplicitVRBigEndian:
        ds.set_original_encoding(False, False)
        ds["PixelData"].VR = "OW"
    return stored(ds)


def _compressed(end: str) -> bytes:
    ds = planted()
    ds.Rows = ds.Columns = 4
    ds.file_meta.TransferSyntaxUID = f"1.2.840.10008.1.2.{end}"
    stream = b"\xff\xd8\xff\xe0\x00\x04JF" + np.random.default_rng(5).bytes(60) + b"\xff\xd9"
    if end == "5":
        stream = struct.pack("<16I", 2, 64, 81, *[0] * 13) + b"\x0f" + bytes(range(16)) + b"\x0f" + bytes(17)
    ds.PixelData = encapsulate([stream])
    ds["PixelData"].VR = "OB"
    return stored(ds)


def _object(end: str) -> object:
    ds = planted()
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = STORAGE + end
    del ds.PixelData
    text = item(TextValue="Quistgaard Ottilie", ValueType="TEXT", RelationshipType="CONTAINS")
    ds.ContentSequence = items(text)
    ds.StructureSetLabel = "Quistgaard"
    ds.StructureSetROISequence = items(item(ROIName="GTV Ottilie", ROINumber=1))
    ds.GraphicAnnotationSequence = items(item(TextObjectSequence=items(item(UnformattedTextValue="Ottilie"))))
    ds.PerFrameFunctionalGroupsSequence = items(
        item(FrameContentSequence=items(item(FrameComments="Quistgaard", FrameAcquisitionNumber=1)))
    )
    if end.startswith("104"):
        ds.EncapsulatedDocument = b"%PDF-1.7 (Quistgaard)"
    return ds


def _unknown() -> bytes:
    deep = item_of(bare(0x00100010, b"Quistgaard^Ottilie"), length=UNDEFINED) + bare(0xFFFEE0DD, b"")
    level = item_of(bare(0x00081140, deep, UNDEFINED), length=UNDEFINED) + bare(0xFFFEE0DD, b"")
    raw = {tag: element(tag, b"UN", level, UNDEFINED) for tag in (0x00081140, 0x00091010, 0x00400275, 0x00189999)}
    whole = spliced(ct(4), raw)
    assert whole.startswith(preamble_and_meta()[:132])
    return whole
