"""Pictures with letters in them, and what must hold of the samples before and after cleaning."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pydicom import dcmread
from pydicom.dataset import Dataset
from tests.core.deid.cases.build import STORAGE, Result
from tests.hostile.dicom_files import ct

Samples = NDArray[np.generic]
TEXT = "QUISTGAARD OTTILIE"
LINES = (TEXT, "MRN-7741903 24.12.1951")


def letters(rows: int, columns: int, lines: tuple[str, ...] = LINES, top: int = 6, size: int = 18) -> NDArray[np.bool_]:
    """Where ink stands (row, column)."""
    page = Image.new("L", (columns, rows), 0)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((10, top + number * (size + 8)), line, fill=255, font=ImageFont.load_default(size))
    return np.asarray(page) > 60


def anatomy(rows: int, columns: int, seed: int = 0) -> NDArray[np.float64]:
    """A round body of smooth blobs in the lower two thirds, 0 to 1."""
    rng = np.random.default_rng(seed)
    row, column = np.mgrid[:rows, :columns]
    body = np.zeros((rows, columns))
    for _ in range(12):
        y, x, width = rng.uniform(0.5, 0.85) * rows, rng.uniform(0.2, 0.8) * columns, rng.uniform(0.05, 0.12) * rows
        body += rng.uniform(0.2, 0.6) * np.exp(-((row - y) ** 2 + (column - x) ** 2) / (2 * width**2))
    speckle = rng.normal(0, 0.02, body.shape) * (body > 0.05)
    return np.clip(body + speckle, 0, 0.85)


def picture(end: str, samples: Samples, photometric: str = "MONOCHROME2", bits: int = 8, **changes: object) -> Dataset:
    """An object of a class around samples (row, column), (row, column, 3) or with frames in front."""
    colour = samples.ndim > 2 and samples.shape[-1] == 3
    frames = samples.shape[0] if samples.ndim - colour > 2 else 1
    ds = ct(SOPClassUID=STORAGE + end, Modality="US")
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.Rows, ds.Columns = samples.shape[-2 - colour : (-1 if colour else None)]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = (3 if colour else 1), photometric
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = samples.itemsize * 8, bits, bits - 1, 0
    if colour:
        ds.PlanarConfiguration = 0
    if frames > 1:
        ds.NumberOfFrames = frames
    content = samples.tobytes()
    ds.PixelData = content + b"\0" * (len(content) % 2)
    ds["PixelData"].VR = "OB" if samples.itemsize == 1 else "OW"
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    return ds


def stored_samples(content: bytes) -> Samples:
    """The samples as stored: no colour conversion, no palette."""
    ds = dcmread(BytesIO(content))
    ds.pixel_array_options(raw=True)
    return ds.pixel_array


def inside(result: Result, rows: int, columns: int) -> NDArray[np.bool_]:
    """The area that the report says was blanked (row, column)."""
    assert result.said.pixels is not None
    area = np.zeros((rows, columns), bool)
    for row, column, height, width in result.said.pixels["boxes"]:
        area[row : row + height, column : column + width] = True
    return area


def ink_is_gone(before: Samples, after: Samples, result: Result, ink: NDArray[np.bool_]) -> None:
    """Every letter lies in a blanked box, each box is of one value, and outside them no sample changed."""
    rows, columns = ink.shape
    area = inside(result, rows, columns)
    assert area[ink].all(), f"{(ink & ~area).sum()} samples of letters lie outside the boxes"
    assert area.mean() < 0.5
    shape = (-1, rows, columns, before.shape[-1] if before.ndim > 2 and before.shape[-1] == 3 else 1)
    old, new = before.reshape(shape), after.reshape(shape)
    assert np.array_equal(old[:, ~area], new[:, ~area])
    assert (new[:, area] == new[:, area][:1, :1]).all()
    assert result.ds.BurnedInAnnotation == "NO"
    assert "113101" in {one.CodeValue for one in result.ds.DeidentificationMethodCodeSequence}
