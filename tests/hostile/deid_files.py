"""More hostile files of H06 to H29, those that cleaning could stumble over or be talked into passing on.

Like `dicom_files`, each generator returns one file made from nothing; all are about the same invented person.
"""

import base64
import struct
from collections.abc import Callable

import numpy as np
from pydicom.encaps import encapsulate
from tests.core.deid.cases.build import (
    STORAGE,
    UNDEFINED,
    bare,
    code,
    element,
    encoded,
    item,
    item_of,
    items,
    spliced,
)
from tests.hostile.dicom_files import ct, preamble_and_meta, stored

NAME = b"Quistgaard^Ottilie"
SYNTAX = "1.2.840.10008.1.2."
MUST_CLEAN, MAY_HOLD = True, False


def short(tag: int, vr: bytes, value: bytes) -> dict[int, bytes]:
    return {tag: element(tag, vr, value)}


def two_metas() -> bytes:
    whole = stored(ct())
    meta = whole[132 : whole.index(b"\x08\x00\x08\x00CS")]
    other = meta.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.2\0")
    return whole[:132] + meta + other + whole[132 + len(meta) :]


def deep(depth: int, name: bytes) -> bytes:
    inner = element(0x00100010, b"PN", name)
    for _ in range(depth):
        inner = element(0x00081140, b"SQ", item_of(inner))
    return spliced(ct(), {0x00081140: inner})


def many_private(count: int) -> bytes:
    block = {0x00090010: element(0x00090010, b"LO", b"ACME")}
    for number in range(count):
        tag = (0x0009 + 2 * (number // 0xE000)) << 16 | 0x1000 + number % 0xE000
        block[tag] = element(tag, b"LO", NAME)
    return spliced(ct(), block)


def pixels(content: bytes, **changes: object) -> bytes:
    ds = ct(**changes)
    ds.PixelData = content
    return stored(ds)


def stream(end: str, *fragments: bytes, frames: int = 1, **changes: object) -> bytes:
    ds = ct(NumberOfFrames=frames, **changes)
    ds.file_meta.TransferSyntaxUID = SYNTAX + end
    ds.PixelData = encapsulate(list(fragments))
    ds["PixelData"].VR = "OB"
    return stored(ds)


def rle(offsets: tuple[int, ...], count: int) -> bytes:
    return struct.pack("<16I", count, *offsets, *[0] * (15 - len(offsets))) + b"\x7f" * 64


def palette(length: int, data: bytes, first: int = 0) -> bytes:
    ds = ct(PhotometricInterpretation="PALETTE COLOR", BitsAllocated=8, BitsStored=8, HighBit=7)
    ds.PixelData = bytes(range(256))
    for colour in ("Red", "Green", "Blue"):
        setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", [length & 0xFFFF, first, 16])
        setattr(ds, f"{colour}PaletteColorLookupTableData", data)
    return stored(ds)


def overlay_larger_than_its_data() -> bytes:
    base = 0x60000000
    return spliced(
        ct(),
        short(base | 0x10, b"US", b"\xff\xff") | short(base | 0x11, b"US", b"\xff\xff")
        | short(base | 0x100, b"US", b"\1\0") | short(base | 0x3000, b"OW", NAME),
    )  # fmt: skip


def icon(side: int) -> bytes:
    ds = ct()
    inner = item(Rows=side, Columns=side, BitsAllocated=8, BitsStored=8, HighBit=7, SamplesPerPixel=1,
                 PhotometricInterpretation="MONOCHROME2", PixelRepresentation=0)  # fmt: skip
    inner.add_new(0x7FE00010, "OB", NAME)
    ds.IconImageSequence = items(inner)
    return stored(ds)


def report(text: str) -> bytes:
    ds = ct(SOPClassUID=STORAGE + "88.11")
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    del ds.PixelData
    concept = code("121106", "DCM", "Comment")
    ds.ContentSequence = items(item(ValueType="TEXT", ConceptNameCodeSequence=items(concept), TextValue=text))
    return stored(ds)


def functional_groups(frames: int, groups: int) -> bytes:
    ds = ct(SOPClassUID=STORAGE + "2.1", NumberOfFrames=frames)
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    content = item(FrameContentSequence=items(item(FrameComments="Quistgaard")))
    ds.PerFrameFunctionalGroupsSequence = items(*[content] * groups)
    return stored(ds)


def refers_to_itself() -> bytes:
    ds = ct(SOPInstanceUID="1.2.3", StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3", FrameOfReferenceUID="1.2.3")
    ds.ReferencedImageSequence = items(item(ReferencedSOPClassUID=STORAGE + "2", ReferencedSOPInstanceUID="1.2.3"))
    return stored(ds)


def endless_delimiters() -> bytes:
    marks = bare(0xFFFEE00D, b"") * 1_000
    return spliced(ct(), {0x00081140: element(0x00081140, b"SQ", marks, UNDEFINED)})


def nested_file() -> bytes:
    return spliced(ct(), short(0x00090010, b"LO", b"ACME") | short(0x00091001, b"OB", stored(ct())))


def coded(text: bytes) -> bytes:
    return spliced(ct(), short(0x00090010, b"LO", b"ACME") | short(0x00091001, b"UT", base64.b64encode(text)))


def second_data_set() -> bytes:
    whole = stored(ct())
    return whole + b"".join(encoded(ct()).values())


def jpeg(*segments: bytes, scans: int = 1) -> bytes:
    frame = b"\xff\xc2\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x55" * 4
    return b"\xff\xd8" + b"".join(segments) + frame + scan * scans + b"\xff\xd9"


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def j2k(width: int, height: int, components: int = 1, tile: int = 64) -> bytes:
    size = struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0, tile, tile, 0, 0, components) + b"\x0b\1\1" * components
    return b"\xff\x4f\xff\x51" + struct.pack(">H", min(0xFFFF, len(size) + 2)) + size + b"\xff\xd9"


NOISE = np.random.default_rng(1).bytes(4_096)
#: name: (generator, whether it must be cleaned rather than held back)
FILES: dict[str, tuple[Callable[[], bytes], bool]] = {
    "H06 two metas": (two_metas, MAY_HOLD),
    "H09 Rows as UL": (lambda: spliced(ct(), short(0x00280010, b"UL", b"\x10\0\0\0")), MAY_HOLD),
    "H09 Rows as DS": (lambda: spliced(ct(), short(0x00280010, b"DS", b"16")), MAY_HOLD),
    "H09 Rows as text": (lambda: spliced(ct(), short(0x00280010, b"LO", NAME)), MAY_HOLD),
    "H09 Rows too long": (lambda: spliced(ct(), short(0x00280010, b"US", b"\x10\0" + NAME)), MAY_HOLD),
    "H10 length past the end": (
        lambda: spliced(ct(), {0x00081030: element(0x00081030, b"LO", NAME, 60_000)}), MAY_HOLD,
    ),
    "H11 nested 10 deep": (lambda: deep(10, NAME), MUST_CLEAN),
    "H11 nested 1,000 deep": (lambda: deep(1_000, NAME), MAY_HOLD),
    "H12 60,000 private elements": (lambda: many_private(60_000), MUST_CLEAN),
    "H13 256 carets": (lambda: spliced(ct(), short(0x00100010, b"PN", NAME + b"^" * 256)), MUST_CLEAN),
    "H13 a million words": (
        lambda: spliced(ct(), short(0x00204000, b"LT", b"Quistgaard chest " * 3_000)), MUST_CLEAN,
    ),
    "H13 signs that search engines choke on": (
        lambda: spliced(ct(), short(0x00204000, b"LT", b"1." * 15_000 + b"a-" * 15_000 + b"Ottilie ")), MUST_CLEAN,
    ),
    "H15 bad escapes": (
        lambda: spliced(ct(SpecificCharacterSet=["", "ISO 2022 IR 87"]),
                        short(0x00081030, b"LO", b"CT \x1b$Bquist\x1b(BQuistgaard\x1b$ \x1b")), MUST_CLEAN,
    ),
    "H15 invalid UTF-8": (
        lambda: spliced(ct(SpecificCharacterSet="ISO_IR 192"),
                        short(0x00081030, b"LO", b"CT \xff\xfeQuistgaard\xc3\x28 \xed\xa0\x80")), MUST_CLEAN,
    ),
    "H15 NUL": (lambda: spliced(ct(), short(0x00081030, b"LO", b"CT\0Quist\0gaard\0")), MAY_HOLD),
    "H15 zero width": (
        lambda: spliced(ct(SpecificCharacterSet="ISO_IR 192"),
                        short(0x00081030, b"LO", "CT Quist\u200bgaard \u202eelittO Ott\u00adilie".encode())),
        MUST_CLEAN,
    ),
    "H15 unknown set": (
        lambda: stored(ct(SpecificCharacterSet="ISO_IR 999", StudyDescription="CT Quistgaard")), MUST_CLEAN,
    ),
    "H16 dates": (
        lambda: spliced(ct(), short(0x00080020, b"DA", b"99999999") | short(0x00080021, b"DA", b"-0010101\\0000\\")
                        | short(0x00080022, b"DA", b"Quistgaard") | short(0x0008002A, b"DT", b"Ottilie+9999 ")),
        MUST_CLEAN,
    ),
    "H16 numbers": (
        lambda: spliced(ct(), short(0x00281053, b"DS", b"nan\\inf ") | short(0x00280008, b"IS", b"1e400 ")
                        | short(0x00180050, b"DS", b"0x7741903 ")), MUST_CLEAN,
    ),
    "H17 UID of slashes": (lambda: spliced(ct(), short(0x0020000D, b"UI", b"../../Quistgaard\0\0")), MUST_CLEAN),
    "H17 empty UIDs": (lambda: spliced(ct(), short(0x0020000D, b"UI", b"") | short(0x0020000E, b"UI", b"\0\0")),
                       MUST_CLEAN),
    "H17 UID with NUL inside": (
        lambda: spliced(ct(), short(0x0020000D, b"UI", b"1.2.3\0Quistgaard\0")), MUST_CLEAN,
    ),
    "H19 short pixels": (lambda: pixels(bytes(100)), MAY_HOLD),
    "H19 long pixels": (lambda: pixels(bytes(512) + NAME * 40), MAY_HOLD),
    "H19 bits 0": (lambda: pixels(bytes(512), BitsAllocated=0, BitsStored=0), MAY_HOLD),
    "H19 bits 17": (lambda: pixels(bytes(512), BitsAllocated=17, BitsStored=33, HighBit=64), MAY_HOLD),
    "H19 samples 5": (lambda: pixels(bytes(512), SamplesPerPixel=5, PlanarConfiguration=7), MAY_HOLD),
    "H19 no samples": (lambda: pixels(b"", SamplesPerPixel=0, Rows=0), MAY_HOLD),
    "H20 table of offsets": (lambda: stream("4.90", NOISE, NOISE, frames=900), MAY_HOLD),
    "H20 text as a fragment": (lambda: stream("4.50", b"Quistgaard Ottilie MRN-7741903"), MAY_HOLD),
    "H21 RLE outside": (lambda: stream("5", rle((64, 0xFFFFFFF0), 2)), MAY_HOLD),
    "H21 RLE overlaps": (lambda: stream("5", rle((64, 64), 2)), MAY_HOLD),
    "H21 RLE of 4 billion parts": (lambda: stream("5", rle((64,), 0xFFFFFFFF)), MAY_HOLD),
    "H22 progressive scans": (lambda: stream("4.51", jpeg(scans=80_000)), MAY_HOLD),
    "H22 comments": (lambda: stream("4.50", jpeg(segment(0xFE, NAME), segment(0xE1, b"Exif\0\0" + NAME))), MAY_HOLD),
    "H22 comment between scans": (
        lambda: stream("4.50", jpeg()[:-2] + segment(0xFE, NAME) + jpeg()[2:]), MAY_HOLD,
    ),
    "H22 comment after the end": (lambda: stream("4.50", jpeg() + NAME), MAY_HOLD),
    "H22 endless segments": (lambda: stream("4.50", jpeg(*[segment(0xE2, b"")] * 200_000)), MAY_HOLD),
    "H22 JPEG 2000 too large": (lambda: stream("4.90", j2k(0x7FFFFFFF, 0x7FFFFFFF), Rows=65_535), MAY_HOLD),
    "H22 JPEG 2000 of 57,000 parts": (lambda: stream("4.90", j2k(16, 16, 57_000, 1)), MAY_HOLD),
    "H22 noise as HTJ2K": (lambda: stream("4.201", NOISE), MAY_HOLD),
    "H22 noise as HEVC": (lambda: stream("4.107", NOISE), MAY_HOLD),
    "H23 empty palette": (lambda: palette(0, b""), MAY_HOLD),
    "H23 palette out of range": (lambda: palette(256, NAME, 65_000), MAY_HOLD),
    "H23 windows": (
        lambda: spliced(ct(), short(0x00281050, b"DS", b"nan ") | short(0x00281051, b"DS", b"0 ")
                        | short(0x00281052, b"DS", b"1e308 ") | short(0x00281053, b"DS", b"0 ")), MUST_CLEAN,
    ),
    "H24 overlay": (overlay_larger_than_its_data, MUST_CLEAN),
    "H24 icon": (lambda: icon(65_535), MUST_CLEAN),
    "H26 report with a page": (lambda: report("<script>alert('Quistgaard')</script>"), MAY_HOLD),
    "H26 a file within": (nested_file, MUST_CLEAN),
    "H26 base64": (lambda: coded(NAME * 3), MUST_CLEAN),
    "H28 too few groups": (lambda: functional_groups(400, 3), MAY_HOLD),
    "H28 refers to itself": (refers_to_itself, MUST_CLEAN),
    "H14 delimiters": (endless_delimiters, MAY_HOLD),
    "H05 a second data set": (second_data_set, MUST_CLEAN),
    "H29 EICAR": (lambda: b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", MAY_HOLD),
    "H07 deflated noise": (lambda: preamble_and_meta(SYNTAX + "1.99") + NOISE, MAY_HOLD),
}  # fmt: skip
