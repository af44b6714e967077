"""Hostile DICOM files, made from a seed: H01 to H30 of the reference list, as far as a single file can be hostile.

Every generator returns the bytes of one file. None is collected from anywhere.
"""

import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

EXPLICIT = "1.2.840.10008.1.2.1"


def ct(rows: int = 16, **changes: object) -> Dataset:
    """An ordinary small CT slice about an invented person."""
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = CTImageStorage
    ds.SOPClassUID = CTImageStorage
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["hostile", "instance"])
    ds.StudyInstanceUID = generate_uid(entropy_srcs=["hostile", "study"])
    ds.SeriesInstanceUID = generate_uid(entropy_srcs=["hostile", "series"])
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.Modality = "CT"
    ds.PatientName = "Quistgaard^Ottilie"
    ds.PatientID = "MRN-7741903"
    ds.PatientBirthDate = "19511224"
    ds.StudyDate = "20240305"
    ds.Rows = ds.Columns = rows
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.PixelData = np.arange(rows * rows, dtype=np.uint16).tobytes()
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    return ds


def stored(ds: Dataset) -> bytes:
    """The data set as a Part 10 file."""
    out = BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


def preamble_and_meta(syntax: str = EXPLICIT, sop_class: str = str(CTImageStorage)) -> bytes:
    """A correct start of a file, for bodies written byte by byte."""
    body = b"".join(
        _short(0x0002, number, b"UI", uid.encode() + b"\0" * (len(uid) % 2))
        for number, uid in ((2, sop_class), (3, "1.2.3"), (0x10, syntax))
    )
    return b"\0" * 128 + b"DICM" + _short(2, 0, b"UL", struct.pack("<I", len(body))) + body


def _short(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sH", group, number, vr, len(value)) + value


def _long(group: int, number: int, vr: bytes, length: int) -> bytes:
    return struct.pack("<HH2sHI", group, number, vr, 0, length)


def identity() -> bytes:
    """SOP class and instance, so that a file is refused for what it is meant to be refused for."""
    uid = str(CTImageStorage).encode()
    return _short(8, 0x16, b"UI", uid + b"\0" * (len(uid) % 2)) + _short(8, 0x18, b"UI", b"1.2.3\0")


def _truncated(rng: random.Random) -> bytes:
    whole = stored(ct())
    return whole[: rng.randrange(140, len(whole) - 1)]


def _flipped(rng: random.Random) -> bytes:
    whole = bytearray(stored(ct()))
    for _ in range(40):
        whole[rng.randrange(132, len(whole))] ^= 1 << rng.randrange(8)
    return bytes(whole)


def _deflate_bomb(_: random.Random) -> bytes:
    zeros = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    size = 1_500_000_000
    body = [zeros.compress(identity() + _long(0x0009, 0x1001, b"OB", size))]
    body += [zeros.compress(bytes(10_000_000)) for _ in range(size // 10_000_000)]
    return preamble_and_meta("1.2.840.10008.1.2.1.99") + b"".join(body) + zeros.flush()


def _deep(depth: int) -> bytes:
    level = _long(0x0040, 0xA730, b"SQ", 0xFFFFFFFF) + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    return preamble_and_meta() + identity() + level * depth


def _deep_nest(_: random.Random) -> bytes:
    return _deep(20_000)


def _two_million_items(_: random.Random) -> bytes:
    items = b"\xfe\xff\x00\xe0\x00\x00\x00\x00" * 2_000_000
    return preamble_and_meta() + identity() + _long(0x0040, 0xA730, b"SQ", len(items)) + items


def _million_private(_: random.Random) -> bytes:
    block = b"".join(_short(0x0009, 0x1000 + number % 0xEFF, b"LO", b"") for number in range(3_000))
    return preamble_and_meta() + identity() + block * 400


def _length_almost_undefined(_: random.Random) -> bytes:
    return preamble_and_meta() + identity() + _long(0x0028, 0x1201, b"OW", 0xFFFFFFFE) + bytes(64)


def _undefined_on_text(_: random.Random) -> bytes:
    return preamble_and_meta() + identity() + _long(0x0040, 0xA160, b"UT", 0xFFFFFFFF) + bytes(64)


def _long_text(_: random.Random) -> bytes:
    return preamble_and_meta() + identity() + _long(0x0040, 0xA160, b"UT", 10_000_000) + b"A" * 10_000_000


def _polyglot(start: bytes) -> Callable[[random.Random], bytes]:
    return lambda _: start.ljust(128, b"\n") + stored(ct())[128:]


def _trailing(_: random.Random) -> bytes:
    return stored(ct()) + b"MZ\x90Quistgaard^Ottilie" * 100


def _meta_lies_implicit(_: random.Random) -> bytes:
    return stored(ct()).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2\0\0\0", 1)


def _unknown_syntax(_: random.Random) -> bytes:
    return stored(ct()).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.9.9.9\0", 1)


def _odd_vr_in_meta(_: random.Random) -> bytes:
    return b"\0" * 128 + b"DICM" + _short(2, 0x10, b"ZZ", b"1.2.840.10008.1.2.1\0") + identity()


def _huge_image(rows: int, columns: int, frames: str = "") -> Callable[[random.Random], bytes]:
    def make(_: random.Random) -> bytes:
        ds = ct()
        ds.Rows, ds.Columns = rows, columns
        if frames:
            ds.NumberOfFrames = frames
        return stored(ds)

    return make


def _strange_numbers(_: random.Random) -> bytes:
    body = _short(0x20, 0x13, b"IS", b"1e9 ") + _short(0x28, 0x8, b"IS", b"9" * 60_000)
    body += _short(0x28, 0x30, b"DS", b"nan\\inf ") + _short(0x28, 0x1053, b"DS", b"1e308 ")
    return preamble_and_meta() + identity() + body


def _uid_is_path(_: random.Random) -> bytes:
    harmless = str(ct().SOPInstanceUID).encode()
    return stored(ct()).replace(harmless, b"../../../etc/passwd".ljust(len(harmless), b"/"))


def _bad_offsets(_: random.Random) -> bytes:
    meta = preamble_and_meta("1.2.840.10008.1.2.4.90")
    size = _short(0x28, 0x8, b"IS", b"3 ") + _short(0x28, 0x10, b"US", b"\4\0") + _short(0x28, 0x11, b"US", b"\4\0")
    table = b"\xfe\xff\x00\xe0\x0c\0\0\0" + struct.pack("<III", 0, 0xFFFFFFF0, 7)
    fragments = b"\xfe\xff\x00\xe0\x04\0\0\0abcd" * 2 + b"\xfe\xff\xdd\xe0\0\0\0\0"
    return meta + identity() + size + _long(0x7FE0, 0x10, b"OB", 0xFFFFFFFF) + table + fragments


def _no_fragment_end(_: random.Random) -> bytes:
    return (
        preamble_and_meta("1.2.840.10008.1.2.4.90") + identity() + _long(0x7FE0, 0x10, b"OB", 0xFFFFFFFF)
        + b"\xfe\xff\x00\xe0\xf0\xff\xff\xff" + bytes(100)
    )  # fmt: skip


def _fragments(_: random.Random) -> bytes:
    return (
        preamble_and_meta("1.2.840.10008.1.2.4.90") + identity() + _long(0x7FE0, 0x10, b"OB", 0xFFFFFFFF)
        + b"\xfe\xff\x00\xe0\0\0\0\0" * 500_000 + b"\xfe\xff\xdd\xe0\0\0\0\0"
    )  # fmt: skip


def _document(_: random.Random) -> bytes:
    meta = preamble_and_meta(sop_class="1.2.840.10008.5.1.4.1.1.104.1")
    uid = b"1.2.840.10008.5.1.4.1.1.104.1\0"
    both = _short(8, 0x16, b"UI", uid) + _short(8, 0x18, b"UI", b"1.2.3\0")
    return meta + both + _long(0x42, 0x11, b"OB", 8) + b"%PDF-1.7"


#: name: (generator, codes that a refusal may carry, or None when the file may also be cleaned)
GENERATORS: dict[str, tuple[Callable[[random.Random], bytes], frozenset[str] | None]] = {
    "H01 truncated": (_truncated, frozenset(("truncated", "no_sop_uid", "damaged"))),
    "H02 bit flips": (_flipped, None),
    "H03 empty": (lambda _: b"", frozenset(("empty",))),
    "H03 short preamble": (lambda _: stored(ct())[1:], frozenset(("not_dicom",))),
    "H04 executable": (_polyglot(b"MZ\x90\0"), None),
    "H04 page": (_polyglot(b"<html><script>alert(1)</script>"), None),
    "H05 trailing": (_trailing, None),
    "H07 lying syntax": (_meta_lies_implicit, None),
    "H07 unknown syntax": (_unknown_syntax, frozenset(("unsupported_syntax",))),
    "H08 odd VR in meta": (_odd_vr_in_meta, frozenset(("damaged",))),
    "H10 length 0xFFFFFFFE": (_length_almost_undefined, frozenset(("truncated",))),
    "H10 undefined text": (_undefined_on_text, frozenset(("damaged",))),
    "H11 nested 20,000 deep": (_deep_nest, frozenset(("too_deep",))),
    "H12 two million items": (_two_million_items, frozenset(("too_many_elements",))),
    "H12 private elements": (_million_private, frozenset(("too_many_elements",))),
    "H13 long text": (_long_text, None),
    "H16 strange numbers": (_strange_numbers, None),
    "H17 UID is a path": (_uid_is_path, None),
    "H18 deflate bomb": (_deflate_bomb, frozenset(("expands_too_far",))),
    "H19 no rows": (_huge_image(0, 0), None),
    "H19 huge": (_huge_image(65_535, 65_535), None),
    "H19 frames": (_huge_image(16, 16, "100000000"), None),
    "H20 offsets": (_bad_offsets, None),
    "H20 no delimiter": (_no_fragment_end, frozenset(("truncated",))),
    "H20 fragments": (_fragments, frozenset(("damaged",))),
    "H25 document": (_document, frozenset(("encapsulated_document",))),
    "H29 not DICOM": (lambda rng: rng.randbytes(4_096), frozenset(("not_dicom",))),
}
