"""Image objects of every sample layout and compressed syntax with a picture in them; readers that know the answer."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.pixels import pixel_array

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.deid.engine import Cleaned
from centralis.core.deid.pixels import Box, TextBox, TextCleaner

US, US_MULTI, SC, CT = (f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("6.1", "3.1", "7", "2"))
EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"
CONTEXT = Context(b"k" * 32, "SUBJ-0042", {})
INK = 255


class Seeing:
    """A reader that finds the given boxes wherever the picture is not flat inside them: until they are blanked."""

    def __init__(self, *boxes: Box) -> None:
        self.boxes = boxes
        self.asked = 0

    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        self.asked += 1
        seen = [box for box in self.boxes if np.ptp(picture[box.place].astype(int), axis=(0, 1)).max() > 40]
        return [TextBox(box, 0.9, 0.99, 12) for box in seen]


class Blind:
    """A reader that finds nothing."""

    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        return []


class Stubborn:
    """A reader that reads another line whenever one was blanked."""

    def __init__(self) -> None:
        self._row = -38

    def read(self, picture: NDArray[np.uint8]) -> list[TextBox]:
        self._row += 40
        return [TextBox(Box(self._row, 2, 4, 30), 0.9, 0.99, 9)]


def image(frames: NDArray[np.generic], sop_class: str = US, **changes: object) -> Dataset:
    """An object about an invented patient; frames: (frame, row, column) or (frame, row, column, sample)."""
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = EXPLICIT
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = sop_class
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3.1", "1.2.3.2"
    ds.Modality, ds.PatientName, ds.PatientID = "US", "Quistgaard^Ottilie", "MRN-7741903"
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    ds.Rows, ds.Columns = frames.shape[1:3]
    ds.SamplesPerPixel = 1 if frames.ndim == 3 else 3
    ds.PhotometricInterpretation = "MONOCHROME2" if frames.ndim == 3 else "RGB"
    if frames.ndim == 4:
        ds.PlanarConfiguration = 0
    if len(frames) > 1:
        ds.NumberOfFrames = len(frames)
    ds.BitsAllocated = ds.BitsStored = 8 * frames.dtype.itemsize
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = int(frames.dtype.kind == "i")
    ds.PixelData = frames.tobytes()
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    ds["PixelData"].VR = "OB" if ds.BitsAllocated <= 8 else "OW"
    return ds


def compressed(
    ds: Dataset, syntax: str, streams: Sequence[bytes], extended: bool = False, table: bool = True
) -> Dataset:
    """The object with compressed frames, one fragment each."""
    ds.file_meta.TransferSyntaxUID = syntax
    if extended:
        ds.PixelData, ds.ExtendedOffsetTable, ds.ExtendedOffsetTableLengths = encapsulate_extended(list(streams))
    else:
        ds.PixelData = encapsulate(list(streams), has_bot=table)
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    return ds


def part10(ds: Dataset) -> bytes:
    out = io.BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


def clean(ds: Dataset, reader: object, profile: Profile | None = None) -> tuple[Cleaned, Dataset]:
    """The engine's answer and the new object, read back."""
    cleaned = deidentify(part10(ds), profile or Profile(), CONTEXT, pixels=TextCleaner(reader))
    return cleaned, dcmread(io.BytesIO(cleaned.header + bytes(cleaned.tail)))


def samples(ds: Dataset) -> NDArray[np.generic]:
    """Every frame's stored samples: (frame, row, column[, sample]), no colour conversion."""
    found = pixel_array(dcmread(io.BytesIO(part10(ds))), raw=True)
    return found if int(ds.get("NumberOfFrames", 1)) > 1 else found[None]


def outside(shape: Sequence[int], boxes: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Pixels no box covers."""
    free = np.ones(shape, bool)
    for row, column, height, width in boxes:
        free[row : row + height, column : column + width] = False
    return free
