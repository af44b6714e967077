"""Series as scanners, cameras and converters send them and viewers trip over them; each made from the phantom.

Every one of them shows the ellipsoid of `viewing_world` (40 × 20 mm where millimetres are known), so that a picture can
be held against what it must look like.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DigitalMammographyXRayImageStorageForPresentation,
    DigitalXRayImageStorageForPresentation,
    EnhancedCTImageStorage,
    JPEG2000Lossless,
    UltrasoundMultiFrameImageStorage,
)
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, COLUMNS, INSIDE, OUTSIDE, ROW_MM, ROWS, phantom

Series = list[Dataset]
HIGH, LOW = 200, 50
_PLACE = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "FrameOfReferenceUID")


def _pixels(ds: Dataset) -> np.ndarray:
    return np.frombuffer(ds.PixelData, "<u2").reshape(ROWS, COLUMNS)


def _bytes(ds: Dataset) -> np.ndarray:
    """The picture in one byte a pixel, bright inside."""
    share = (_pixels(ds).astype(float) - OUTSIDE) / (INSIDE - OUTSIDE)
    return np.rint(LOW + (HIGH - LOW) * share).astype("u1")


def _each(change: Callable[[Dataset, int], None], **values: Any) -> Series:
    slices = phantom(**values)
    for place, ds in enumerate(slices):
        change(ds, place)
    return slices


def gap() -> Series:
    """One slice was not sent."""
    slices = phantom()
    return slices[:6] + slices[7:]


def mixed_spacing() -> Series:
    """Two slices at the end lie closer to each other."""

    def change(ds: Dataset, place: int) -> None:
        if place > 6:
            ds.ImagePositionPatient = ["-30", "-25", str(5.0 + (place - 6) * 1.5)]

    return _each(change)


def tilt() -> Series:
    """A tilted gantry: each slice is shifted along its rows' crossing direction."""

    def change(ds: Dataset, place: int) -> None:
        x, y, z = (float(one) for one in ds.ImagePositionPatient)
        ds.ImagePositionPatient = [str(x), str(y + 0.2 * z), str(z)]

    return _each(change)


def missing_positions() -> Series:
    """Two images do not say where they lie."""

    def change(ds: Dataset, place: int) -> None:
        if place in (0, 1):
            del ds.ImagePositionPatient

    return _each(change)


def one_slice() -> Series:
    """A single image."""
    return phantom()[4:5]


def signed() -> Series:
    """16 bits, signed, Hounsfield units as stored."""

    def change(ds: Dataset, _place: int) -> None:
        ds.PixelData = (_pixels(ds).astype("<i2") - 1024).astype("<i2").tobytes()
        ds.BitsStored, ds.HighBit, ds.PixelRepresentation, ds.RescaleIntercept = 16, 15, 1, "0"

    return _each(change)


def unsigned() -> Series:
    """16 bits, unsigned, using the upper half of the range."""

    def change(ds: Dataset, _place: int) -> None:
        ds.PixelData = (_pixels(ds).astype("<u4") * 32 + 20000).astype("<u2").tobytes()
        ds.BitsStored, ds.HighBit, ds.RescaleSlope, ds.RescaleIntercept = 16, 15, "0.03125", "-1649"

    return _each(change)


def rescale_differs() -> Series:
    """As PET and some CT do: every slice has a slope and an intercept of its own, the values are the same."""

    def change(ds: Dataset, place: int) -> None:
        factor = 1 + place % 3
        ds.PixelData = (_pixels(ds).astype("<u2") * factor).astype("<u2").tobytes()
        ds.BitsStored, ds.HighBit = 16, 15
        ds.RescaleSlope, ds.RescaleIntercept = str(round(1 / factor, 10)), "-1024"

    return _each(change)


def palette() -> Series:
    """Indices into colour tables, of an ultrasound machine."""

    def change(ds: Dataset, _place: int) -> None:
        ds.PhotometricInterpretation, ds.Modality = "PALETTE COLOR", "US"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
        ds.PixelData = _bytes(ds).tobytes()
        ramp = (np.arange(256, dtype="<u2") * 257).tobytes()
        for colour in ("Red", "Green", "Blue"):
            setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, 16])
            setattr(ds, f"{colour}PaletteColorLookupTableData", ramp)
        for name in ("RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth"):
            delattr(ds, name)

    return _each(change)[4:5]


def _in_colour(space: str) -> Series:
    def change(ds: Dataset, _place: int) -> None:
        grey = _bytes(ds)
        other = grey if space == "RGB" else np.full_like(grey, 128)
        ds.PixelData = np.stack([grey, other, other], axis=-1).tobytes()
        ds.SamplesPerPixel, ds.PlanarConfiguration, ds.PhotometricInterpretation, ds.Modality = 3, 0, space, "US"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
        for name in ("RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth"):
            delattr(ds, name)

    return _each(change)[4:5]


def rgb() -> Series:
    """Colour by pixel."""
    return _in_colour("RGB")


def ybr() -> Series:
    """Brightness and two colour differences."""
    return _in_colour("YBR_FULL")


def monochrome1() -> Series:
    """The lowest value is white."""
    return phantom(PhotometricInterpretation="MONOCHROME1")


def cut_short() -> Series:
    """The sixth image lost half of its pixels on the way."""

    def change(ds: Dataset, place: int) -> None:
        if place == 5:
            ds.PixelData = ds.PixelData[: len(ds.PixelData) // 2]

    return _each(change)


def broken_stream() -> Series:
    """Compressed; the code stream of the sixth image is damaged where it says how it is coded."""

    def change(ds: Dataset, place: int) -> None:
        ds.compress(JPEG2000Lossless)
        if place == 5:
            content = bytearray(ds.PixelData)
            start = content.index(b"\xff\x52")  # the COD segment (ITU-T T.800 A.6.1)
            content[start : start + 40] = b"\xff" * 40
            ds.PixelData = bytes(content)

    return _each(change)


def sign_contradicts() -> Series:
    """JPEG 2000 of unsigned values under a header that says signed."""

    def change(ds: Dataset, _place: int) -> None:
        ds.compress(JPEG2000Lossless)
        ds.PixelRepresentation = 1

    return _each(change)


def by_table() -> Series:
    """A Modality LUT stands instead of slope and intercept."""
    table = Dataset()
    table.LUTDescriptor, table.ModalityLUTType = [4096, 0, 16], "HU"
    table.add_new("LUTData", "OW", np.arange(4096, dtype="<u2").tobytes())

    def change(ds: Dataset, _place: int) -> None:
        del ds.RescaleSlope, ds.RescaleIntercept
        ds.WindowCenter = "1024"
        ds.ModalityLUTSequence = Sequence([table])

    return _each(change)


def enhanced() -> Series:
    """One object with a frame a slice, each with its own place and rescale."""
    slices = phantom()
    ds = slices[0]
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = EnhancedCTImageStorage
    ds.NumberOfFrames = len(slices)
    frames = []
    for one in slices:
        item = Dataset()
        for group, names in (
            ("PlanePositionSequence", ("ImagePositionPatient",)),
            ("PlaneOrientationSequence", ("ImageOrientationPatient",)),
            ("PixelMeasuresSequence", ("PixelSpacing", "SliceThickness")),
            ("PixelValueTransformationSequence", ("RescaleSlope", "RescaleIntercept")),
            ("FrameVOILUTSequence", ("WindowCenter", "WindowWidth")),
        ):
            inner = Dataset()
            for name in names:
                setattr(inner, name, getattr(one, name))
            setattr(item, group, Sequence([inner]))
        frames.append(item)
    pixels = b"".join(one.PixelData for one in slices)
    for name in (
        "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness", "RescaleSlope",
        "RescaleIntercept", "WindowCenter", "WindowWidth",
    ):  # fmt: skip
        delattr(ds, name)
    ds.PerFrameFunctionalGroupsSequence = Sequence(frames)
    ds.PixelData = pixels
    return [ds]


def _unplaced(ds: Dataset) -> Dataset:
    for name in (*_PLACE, "RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth", "SliceThickness"):
        if name in ds:
            delattr(ds, name)
    return ds


def cine() -> Series:
    """An ultrasound film in grey, 40 ms a frame, with one calibrated region."""
    slices = phantom()
    ds = _unplaced(slices[0])
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = UltrasoundMultiFrameImageStorage
    ds.Modality, ds.NumberOfFrames, ds.FrameTime = "US", len(slices), "40"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.PixelData = b"".join(_bytes(one).tobytes() for one in slices)
    region = Dataset()
    region.RegionLocationMinX0 = region.RegionLocationMinY0 = 0
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = COLUMNS - 1, ROWS - 1
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
    region.PhysicalDeltaX, region.PhysicalDeltaY = COLUMN_MM / 10, ROW_MM / 10
    region.RegionFlags = 0
    ds.SequenceOfUltrasoundRegions = Sequence([region])
    return [ds]


def _projection(sop_class: str, modality: str, **values: Any) -> Series:
    ds = _unplaced(phantom()[4])
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = sop_class
    ds.Modality, ds.ImagerPixelSpacing = modality, [str(ROW_MM), str(COLUMN_MM)]
    ds.WindowCenter, ds.WindowWidth = "1024", "200"
    for name, value in values.items():
        setattr(ds, name, value)
    return [ds]


def detector() -> Series:
    """A radiograph that tells only the spacing at the detector."""
    return _projection(DigitalXRayImageStorageForPresentation, "DX")


def magnified() -> Series:
    """A mammogram that tells its magnification."""
    which = DigitalMammographyXRayImageStorageForPresentation
    return _projection(which, "MG", EstimatedRadiographicMagnificationFactor="1.25")


def not_square() -> Series:
    """No spacing, but pixels that are higher than wide."""
    found = _projection(DigitalXRayImageStorageForPresentation, "DX", PixelAspectRatio=["8", "5"])
    del found[0].ImagerPixelSpacing
    return found


ODD = (
    gap, mixed_spacing, tilt, missing_positions, one_slice, signed, unsigned, rescale_differs, palette, rgb, ybr,
    monochrome1, cut_short, broken_stream, sign_contradicts, by_table, enhanced, cine, detector, magnified, not_square,
)  # fmt: skip


def uid_of(make: Callable[[], Series]) -> str:
    """The series UID that an odd series gets."""
    return f"1.2.3.50.{ODD.index(make) + 1}"


def every_odd_series() -> Iterator[Dataset]:
    """All odd series of one exam, each under its own series UID and frame of reference."""
    for make in ODD:
        for ds in make():
            ds.SeriesInstanceUID, ds.StudyInstanceUID = uid_of(make), "1.2.3.50"
            if "FrameOfReferenceUID" in ds:
                ds.FrameOfReferenceUID = f"{uid_of(make)}.9"
            yield ds
