"""Which pixel spacing of an image counts, and whether millimetres measured with it are millimetres of the patient.

DICOM PS3.3 10.7.1.1 and 10.7.1.2 (Pixel Spacing: equal to Imager or Nominal Scanned Pixel Spacing means not calibrated,
different means corrected; without those and without a type it cannot be told), 10.7.1.3 (row spacing first, positive),
C.8.7.5 (magnification: source to detector over source to object), C.8.5.5.1 (ultrasound regions: each with its bounds,
units and deltas; bit 0 of the flags clear: high priority). Pixels are (column, row), the centre of the first is (0, 0).
A dimension that is missing or absurd is never guessed: the answer then carries the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import hypot, isclose
from typing import Any, Self

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.values import Values

Pixel = tuple[float, float]
Pair = tuple[float, ...]
#: Reconstructed or optical sections: their Pixel Spacing is that of the patient or specimen by definition.
SECTIONS = frozenset({"CT", "MR", "PT", "NM", "OPT", "IVOCT", "SM"})
MOST_MAGNIFICATION = 10.0
_SAME = 1e-4
_CENTIMETRE = 3
_UNITS = {
    0: "no unit", 1: "percent", 2: "dB", 3: "cm", 4: "seconds", 5: "hertz", 6: "dB/s", 7: "cm/s", 8: "cm²",
    9: "cm²/s", 10: "cm³", 11: "cm³/s", 12: "degrees",
}  # fmt: skip


class Source(StrEnum):
    """Where a spacing comes from."""

    PIXEL_SPACING = "pixel_spacing"
    GEOMETRY = "pixel_spacing_geometry"
    FIDUCIAL = "pixel_spacing_fiducial"
    CORRECTED = "pixel_spacing_corrected"
    IMAGER_MAGNIFICATION = "imager_pixel_spacing_magnification"
    IMAGER = "imager_pixel_spacing"
    NOMINAL_SCANNED = "nominal_scanned_pixel_spacing"
    ULTRASOUND_REGION = "ultrasound_region"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Region:
    """An ultrasound region: bounds in pixels, both included; units by their code; deltas in these units a pixel."""

    x0: float
    y0: float
    x1: float
    y1: float
    unit_x: int | None
    unit_y: int | None
    delta_x: float | None
    delta_y: float | None
    is_high_priority: bool = True

    def holds(self, pixel: Pixel) -> bool:
        """Whether a point lies on one of the region's pixels."""
        return self.x0 - 0.5 <= pixel[0] <= self.x1 + 0.5 and self.y0 - 0.5 <= pixel[1] <= self.y1 + 0.5

    @property
    def scale_mm(self) -> Pair | None:
        """Row and column spacing in mm, where both directions are lengths."""
        if (self.unit_x, self.unit_y) != (_CENTIMETRE, _CENTIMETRE) or not self.delta_x or not self.delta_y:
            return None
        return abs(self.delta_y) * 10.0, abs(self.delta_x) * 10.0


@dataclass(frozen=True, slots=True)
class SpacingFacts:
    """What an image says about the size of its pixels; pairs are (row, column) in mm, empty when not told."""

    modality: str = ""
    is_localizer: bool = False
    is_placed: bool = False
    pixel_mm: Pair = ()
    calibration: str = ""
    imager_mm: Pair = ()
    nominal_mm: Pair = ()
    magnification: float | None = None
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Spacing:
    """The spacing that counts. is_calibrated: its millimetres are the patient's; if not, `reason` says why.

    row_mm: distance of adjacent rows; column_mm: of adjacent columns; None with the source NONE.
    """

    source: Source
    row_mm: float | None
    column_mm: float | None
    is_calibrated: bool
    label: str
    reason: str = ""

    def measure_mm(self, pixels: Sequence[Pixel], accept_uncalibrated: bool = False) -> float:
        """Length of a polyline through pixels (column, row).

        Raises ValueError with the reason where millimetres are not valid; accept_uncalibrated takes those of the
        detector or film all the same, never those of an image that tells no spacing.
        """
        if len(pixels) < 2:
            raise ValueError("A line needs at least two points.")
        if self.row_mm is None or self.column_mm is None or not (self.is_calibrated or accept_uncalibrated):
            raise ValueError(self.reason)
        return sum(hypot((b[0] - a[0]) * self.column_mm, (b[1] - a[1]) * self.row_mm) for a, b in pairwise(pixels))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The inverse of to_json."""
        return cls(**{**stored, "source": Source(stored["source"])})

    @staticmethod
    def unknown() -> "Spacing":
        """Of an image that can't be read."""
        return _refuse("The image can't be read.")

    def to_json(self) -> dict[str, Any]:
        """As it is stored beside a measurement."""
        return {
            "source": self.source.value,
            "row_mm": self.row_mm,
            "column_mm": self.column_mm,
            "is_calibrated": self.is_calibrated,
            "label": self.label,
            "reason": self.reason,
        }


def read_spacing_facts(values: Values, frame: int = 0) -> SpacingFacts:
    """The facts of one frame (from 0): from the image itself, or from its functional groups."""
    measures = _group(values, frame, "PixelMeasuresSequence")
    pixel = next((one for one in (measures, values) if one is not None and TAG["PixelSpacing"] in one), values)
    position = _group(values, frame, "PlanePositionSequence") or values
    orientation = _group(values, frame, "PlaneOrientationSequence") or values
    image_type = values.texts(TAG["ImageType"])
    return SpacingFacts(
        modality=(values.text(TAG["Modality"]) or "").upper(),
        is_localizer=len(image_type) > 2 and image_type[2].upper() == "LOCALIZER",
        is_placed=len(position.numbers(TAG["ImagePositionPatient"])) == 3
        and len(orientation.numbers(TAG["ImageOrientationPatient"])) == 6,
        pixel_mm=_pair(pixel, "PixelSpacing"),
        calibration=(values.text(TAG["PixelSpacingCalibrationType"]) or "").upper(),
        imager_mm=_pair(values, "ImagerPixelSpacing"),
        nominal_mm=_pair(values, "NominalScannedPixelSpacing"),
        magnification=values.number(TAG["EstimatedRadiographicMagnificationFactor"]),
        regions=tuple(_read_region(one) for one in values.items(TAG["SequenceOfUltrasoundRegions"])),
    )


def _group(values: Values, frame: int, keyword: str) -> Values | None:
    """A functional group of a frame: its own, else the shared one."""
    frames = values.items(TAG["PerFrameFunctionalGroupsSequence"])
    own = frames[frame].first(TAG[keyword]) if 0 <= frame < len(frames) else None
    return own or values.first(TAG["SharedFunctionalGroupsSequence"], TAG[keyword])


def _pair(values: Values, keyword: str) -> Pair:
    """A spacing as told; a value that is there but is no number counts as 0, which is refused by name later."""
    found = values.numbers(TAG[keyword])
    return found or ((0.0,) if values.raw(TAG[keyword]).strip(b" \0") else ())


def _read_region(item: Values) -> Region:
    def bound(keyword: str) -> float:
        found = item.number(TAG[keyword])
        return float("nan") if found is None else found  # compares false with every point: such a region holds none

    return Region(
        x0=bound("RegionLocationMinX0"),
        y0=bound("RegionLocationMinY0"),
        x1=bound("RegionLocationMaxX1"),
        y1=bound("RegionLocationMaxY1"),
        unit_x=item.integer(TAG["PhysicalUnitsXDirection"]),
        unit_y=item.integer(TAG["PhysicalUnitsYDirection"]),
        delta_x=item.number(TAG["PhysicalDeltaX"]),
        delta_y=item.number(TAG["PhysicalDeltaY"]),
        is_high_priority=not (item.integer(TAG["RegionFlags"]) or 0) & 1,
    )


def derive_spacing(facts: SpacingFacts, pixels: Sequence[Pixel] = ()) -> Spacing:
    """The spacing that counts for a mark through these pixels; only ultrasound regions ask where the mark lies."""
    if facts.regions:
        return _of_regions(facts.regions, pixels)
    for name, told in (
        ("Pixel Spacing", facts.pixel_mm),
        ("Imager Pixel Spacing", facts.imager_mm),
        ("Nominal Scanned Pixel Spacing", facts.nominal_mm),
    ):
        if told and (len(told) != 2 or min(told) <= 0):
            values = " and ".join(f"{one:g}" for one in told)
            return _refuse(f"{name} is {values} where two positive numbers of mm are expected (PS3.3 10.7.1.3).")
    return _of_pixel_spacing(facts) or _of_detector(facts)


def _refuse(reason: str) -> Spacing:
    return Spacing(Source.NONE, None, None, False, "No spacing", f"{reason} Lengths in mm are not valid here.")


def _take(source: Source, pair: Pair, label: str, reason: str = "") -> Spacing:
    return Spacing(source, pair[0], pair[1], not reason, label, reason)


def _of_pixel_spacing(facts: SpacingFacts) -> Spacing | None:
    """By Pixel Spacing; None where it is absent, or only repeats what was measured at the detector or on film."""
    pair = facts.pixel_mm
    if not pair:
        return None
    if facts.calibration == "FIDUCIAL":
        return _take(Source.FIDUCIAL, pair, "Pixel Spacing, calibrated by an object of known size")
    if facts.calibration == "GEOMETRY":
        return _take(Source.GEOMETRY, pair, "Pixel Spacing, corrected for geometric magnification")
    others = [other for other in (facts.imager_mm, facts.nominal_mm) if other]
    if any(_is_same(pair, other) for other in others):
        is_film_in_space = not facts.imager_mm and facts.is_placed
        return _take(Source.PIXEL_SPACING, pair, "Pixel Spacing of a placed image") if is_film_in_space else None
    if others:
        return _take(Source.CORRECTED, pair, "Pixel Spacing, corrected or calibrated in a way that is not told")
    if facts.modality == "CT" and facts.is_localizer:
        why = "This is a CT localizer, a projection whose magnification is not told; measure on the slices."
        return _take(Source.PIXEL_SPACING, pair, "Pixel Spacing of a localizer", why)
    if facts.is_placed or facts.modality in SECTIONS:
        return _take(Source.PIXEL_SPACING, pair, "Pixel Spacing")
    why = "Pixel Spacing stands alone, so that it cannot be told whether it was calibrated (PS3.3 10.7.1.1)."
    return _take(Source.PIXEL_SPACING, pair, "Pixel Spacing, calibration not told", why)


def _is_same(one: Pair, other: Pair) -> bool:
    return all(isclose(a, b, rel_tol=_SAME) for a, b in zip(one, other, strict=True))


def _of_detector(facts: SpacingFacts) -> Spacing:
    """By what was measured at the detector or on the film, divided by the magnification where it is told."""
    factor = facts.magnification
    if facts.imager_mm and factor is not None:
        if not 1.0 <= factor <= MOST_MAGNIFICATION:
            return _refuse(f"The magnification factor is {factor:g}; 1 to {MOST_MAGNIFICATION:g} can be.")
        pair = tuple(one / factor for one in facts.imager_mm)
        return _take(
            Source.IMAGER_MAGNIFICATION, pair, f"Imager Pixel Spacing, divided by a magnification of {factor:g}"
        )
    if facts.imager_mm:
        why = "Only the spacing at the detector is told: the patient is smaller by a magnification that is not told."
        return _take(Source.IMAGER, facts.imager_mm, "Imager Pixel Spacing, mm at the detector", why)
    if facts.nominal_mm:
        why = "Only the spacing on the scanned film is told; how large the patient is on it is not."
        return _take(Source.NOMINAL_SCANNED, facts.nominal_mm, "Nominal Scanned Pixel Spacing, mm on film", why)
    return _refuse("The image tells no pixel spacing.")


def _of_regions(regions: Sequence[Region], pixels: Sequence[Pixel]) -> Spacing:
    """The scale of the one region, or of the equal ones, in which all pixels lie."""
    if not pixels:
        return _refuse("Each ultrasound region has its own scale, and it is not told where the mark lies.")
    common = [region for region in regions if all(region.holds(pixel) for pixel in pixels)]
    if not common:
        outside = [pixel for pixel in pixels if not any(region.holds(pixel) for region in regions)]
        if outside:
            place = f"({outside[0][0]:g}, {outside[0][1]:g})"
            return _refuse(f"The point {place} lies outside every calibrated ultrasound region.")
        return _refuse("The mark runs from one ultrasound region into another, each with its own scale.")
    common = [region for region in common if region.is_high_priority] or common
    scales = [region.scale_mm for region in common]
    lengths = [scale for scale in scales if scale is not None]
    if not lengths:
        units = " and ".join(_UNITS.get(unit or 0, "a unit not known") for unit in (common[0].unit_x, common[0].unit_y))
        zero = " with a step of 0 or none" if units == "cm and cm" else ""
        return _refuse(f"The ultrasound region is in {units} across and down{zero}.")
    if any(not _is_same(lengths[0], scale) for scale in lengths[1:]):
        return _refuse("Ultrasound regions of different scales overlap here, and none has priority.")
    return _take(Source.ULTRASOUND_REGION, lengths[0], "Ultrasound region")
