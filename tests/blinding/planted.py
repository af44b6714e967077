"""Images in which every attribute that the standard has, and that a reader does not need, holds a string to search for.

An object's own description of its pixels, its place and its calibration stay as they are; everything else is `CANARY`
and the attribute's keyword, a date that no scanner wrote, or a number that stands nowhere else.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pydicom.config
from pydicom import DataElement, Dataset, dcmread, dcmwrite
from pydicom.datadict import DicomDictionary
from pydicom.encaps import encapsulate, generate_frames
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import JPEG2000Lossless
from tests.apps.reads.viewing.viewing_world import slice_of

from centralis.core.reading.reheading import ALLOWED, PIXELS

ROOT = "1.2.826.0.1.777777"
DAY, TIME, BORN, AGE, ZONE, NUMBER = "17770707", "071717.777", "17660606", "077Y", "+0777", "777.125"
COUNT = 777_177_717  # long enough not to stand in a random name by chance
_TEXTS = {"LO", "SH", "PN", "LT", "ST", "UT", "AE", "UC", "UR", "CS"}
_BINARY = {"OB", "OW", "OF", "OD", "OL", "OV", "UN", "OB or OW"}
_KEPT = {"SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID", "ImageType",
         "SpecificCharacterSet", *PIXELS}  # fmt: skip
_LUT = 4


def canary(keyword: str) -> str:
    """The string planted under a keyword."""
    return f"CANARY{keyword}"


@contextmanager
def anything_goes() -> Iterator[None]:
    """Let pydicom write what no scanner should."""
    with pydicom.config.disable_value_validation():
        yield


def planted_series(count: int = 2) -> list[Dataset]:
    """Slices of one series whose headers are full of canaries."""
    with anything_goes():
        return [_plant(_slice(number, 1), number) for number in range(count)]


def compressed() -> Dataset:
    """A compressed slice of a second series, with a comment inside its code stream."""
    with anything_goes():
        ds = _slice(0, 2)
        ds.compress(JPEG2000Lossless, generate_instance_uid=False)
        (frame,) = generate_frames(ds.PixelData, number_of_frames=1)
        said = canary("CodeStream").encode()
        comment = b"\xff\x64" + (len(said) + 4).to_bytes(2, "big") + b"\x00\x01" + said
        at = frame.index(b"\xff\x90")
        ds.PixelData = encapsulate([frame[:at] + comment + frame[at:]])
        return _plant(ds, 9)


def told_by_others() -> list[Dataset]:
    """Objects of an exam that are no images: a report, a presentation state, a secondary capture."""
    found = []
    for number, sop_class in enumerate(
        ("1.2.840.10008.5.1.4.1.1.88.22", "1.2.840.10008.5.1.4.1.1.11.1", "1.2.840.10008.5.1.4.1.1.7"), start=20
    ):
        ds = _slice(number, number)
        ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = sop_class
        ds.SeriesDescription = canary("OtherObject")
        found.append(ds)
    return found


def bytes_of(ds: Dataset) -> bytes:
    target = io.BytesIO()
    with anything_goes():
        dcmwrite(target, ds, enforce_file_format=True)
    return target.getvalue()


def _slice(number: int, series: int) -> Dataset:
    pixels = np.full((64, 64), 1000 + 10 * number)  # the smallest that the encoder takes
    pixels[4:8, 4:8] = 1100
    uids = {"SOPInstanceUID": f"{ROOT}.{series}.3.{number + 1}", "StudyInstanceUID": f"{ROOT}.1",
            "SeriesInstanceUID": f"{ROOT}.2.{series}", "FrameOfReferenceUID": f"{ROOT}.4"}  # fmt: skip
    ds = slice_of(pixels, (0.0, 0.0, 2.5 * number), **uids)
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    return ds


def _plant(ds: Dataset, number: int) -> Dataset:
    for tag, entry in DicomDictionary.items():
        vr, keyword = entry[0], entry[4]
        if not keyword or keyword in ALLOWED | _KEPT or keyword in ds or (tag >> 16) in (0, 2, 4, 6, 0xFFFE):
            continue
        value = _value(vr, keyword)
        if value is not None:
            ds.add(DataElement(Tag(tag), "OB" if vr == "OB or OW" else vr, value))
    _plant_overlay(ds)
    _plant_private(ds)
    ds.VOILUTSequence = Sequence([_table()])
    ds.RescaleType = canary("RescaleType")
    ds.PatientBirthDate, ds.PatientAge, ds.TimezoneOffsetFromUTC = BORN, AGE, ZONE
    ds.SeriesNumber, ds.InstanceNumber, ds.AcquisitionNumber = COUNT, COUNT + number, COUNT
    ds.PatientID = canary("PatientID-101-ARM-A")
    return ds


def _value(vr: str, keyword: str) -> Any:
    if vr in _TEXTS:
        return canary(keyword)
    if vr in _BINARY:
        return canary(keyword).encode().ljust(8 * (len(keyword) // 8 + 2), b" ")
    if vr == "SQ":
        item = Dataset()
        item.ImageComments = canary(keyword)
        return Sequence([item])
    return {"DA": DAY, "TM": TIME, "DT": DAY + TIME, "AS": AGE, "UI": f"{ROOT}.9", "DS": NUMBER, "IS": str(COUNT),
            "FD": float(NUMBER), "FL": float(NUMBER)}.get(vr)  # fmt: skip


def _plant_overlay(ds: Dataset) -> None:
    for element, vr, value in ((0x0010, "US", 16), (0x0011, "US", 16), (0x0040, "CS", "G"), (0x0050, "SS", [1, 1]),
                               (0x0100, "US", 1), (0x0102, "US", 0), (0x0022, "LO", canary("OverlayDescription")),
                               (0x3000, "OW", canary("OverlayData").encode().ljust(32))):  # fmt: skip
        ds.add(DataElement(Tag(0x6000, element), vr, value))


def _plant_private(ds: Dataset) -> None:
    block = ds.private_block(0x0099, canary("PrivateCreator"), create=True)
    block.add_new(0x01, "LO", canary("PrivateText"))
    block.add_new(0x02, "UN", canary("PrivateBytes").encode())


def _table() -> Dataset:
    item = Dataset()
    item.LUTDescriptor, item.LUTExplanation = [_LUT, 0, 16], canary("LUTExplanation")
    item.add(DataElement(Tag("LUTData"), "OW", b"\x00\x01" * _LUT + canary("BehindTheTable").encode() + b" "))
    return item


def reread(content: bytes) -> Dataset:
    """A data set as it comes out of its bytes."""
    return dcmread(io.BytesIO(content))
