"""Uptake of lesions and of reference tissue in a volume of SUV or SUL: tumour volume, total lesion glycolysis, peak.

Metabolic tumour volume (MTV) is the volume of a lesion's voxels that reach its threshold, total lesion glycolysis (TLG)
their mean times that volume: Wahl RL et al, J Nucl Med 2009;50(S1):122S-150S, which also says the references: a sphere
of 3 cm in the right lobe of the liver, or a cylinder of 1 cm over 2 cm in the descending thoracic aorta, and the least
that can be measured, 1.5 times the liver's mean (2.0 times the blood's) plus two standard deviations. The paper itself
was not at hand; the sizes and factors are those printed by two public descriptions of it. Standard deviations are those
of all voxels (divided by n). Arrays are (slice, row, column), spacings and lengths in mm, volumes in ml.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from centralis.core.measurement.peak import SPHERE_RADIUS_MM, compute_peaks
from centralis.core.measurement.shape import Spacing

Volume = NDArray[np.float64]
Mask = NDArray[np.bool_]
LIVER_SPHERE_MM = 30.0
BLOOD_DIAMETER_MM, BLOOD_LENGTH_MM = 10.0, 20.0
_MM3_IN_ML = 1000.0


class ThresholdKind(StrEnum):
    """How the voxels of a lesion are chosen within its mask."""

    MASK = "mask"
    FIXED = "fixed"
    PERCENT_OF_MAX = "percent_of_max"


class Tissue(StrEnum):
    """Reference tissue."""

    LIVER = "liver"
    BLOOD_POOL = "blood_pool"


#: How many times the mean, and how many standard deviations more, a lesion needs to be measurable.
LEAST_MEASURABLE: dict[Tissue, tuple[float, float]] = {Tissue.LIVER: (1.5, 2.0), Tissue.BLOOD_POOL: (2.0, 2.0)}


@dataclass(frozen=True, slots=True)
class Threshold:
    """The whole mask; voxels of at least a value; or of at least a percentage of the lesion's own maximum."""

    kind: ThresholdKind = ThresholdKind.MASK
    value: float = 0.0

    def resolve(self, highest: float) -> float | None:
        """The value that a voxel must reach, None when all count. Raises ValueError for one that cannot be."""
        if self.kind is ThresholdKind.MASK:
            return None
        if not isfinite(self.value) or self.value <= 0:
            raise ValueError(f"The threshold is {self.value:g}; it must be above 0.")
        if self.kind is ThresholdKind.FIXED:
            return self.value
        if self.value > 100:
            raise ValueError(f"The threshold is {self.value:g} % of the maximum; at most 100 % can be.")
        return highest * self.value / 100.0


@dataclass(frozen=True, slots=True)
class Uptake:
    """One lesion. threshold: the value its voxels reach, None for the whole mask.

    highest and peak (mean in a sphere of 1 cm³, wherever in the mask it is highest) belong to the mask; voxels, volume
    (MTV), mean and glycolysis (TLG, value times ml) to what reaches the threshold: 0, and no mean, if nothing does.
    """

    threshold: float | None
    voxels: int
    volume_ml: float
    mean: float | None
    highest: float
    peak: float
    glycolysis: float


@dataclass(frozen=True, slots=True)
class Burden:
    """All lesions by their number in the label volume, and their sums."""

    lesions: dict[int, Uptake]
    volume_ml: float
    glycolysis: float

    @property
    def hottest(self) -> int:
        """The number of the lesion with the highest peak, the lowest number among equals."""
        return max(sorted(self.lesions), key=lambda number: self.lesions[number].peak)


@dataclass(frozen=True, slots=True)
class Reference:
    """Uptake of a reference volume: mean and standard deviation over its voxels."""

    tissue: Tissue
    mean: float
    deviation: float
    voxels: int

    @property
    def least_measurable(self) -> float:
        """The least peak that a lesion needs at baseline."""
        factor, deviations = LEAST_MEASURABLE[self.tissue]
        return factor * self.mean + deviations * self.deviation


def measure_uptake(values: Volume, mask: Mask, spacing_mm: Spacing, threshold: Threshold | None = None) -> Uptake:
    """Measure one lesion.

    Raises ValueError when shapes differ, the mask is empty, the spacing is not positive, values are not finite, or the
    threshold cannot be.
    """
    _check(values, mask.shape, spacing_mm)
    if not mask.any():
        raise ValueError("The mask is empty: there is no lesion to measure.")
    inside = np.asarray(values[mask], dtype=np.float64)
    if not np.isfinite(inside).all():
        raise ValueError("The lesion holds values that are not numbers.")
    highest = float(inside.max())
    least = (threshold or Threshold()).resolve(highest)
    taken = inside if least is None else inside[inside >= least]
    volume_ml = taken.size * float(np.prod(spacing_mm)) / _MM3_IN_ML
    mean = float(taken.mean()) if taken.size else None
    peak = compute_peaks(values, mask, spacing_mm)["loc_peak_glob"]
    if not isfinite(peak):
        raise ValueError("The values around the lesion are not all numbers; its peak cannot be told.")
    return Uptake(least, int(taken.size), volume_ml, mean, highest, peak, (mean or 0.0) * volume_ml)


def measure_burden(
    values: Volume, labels: NDArray[np.integer], spacing_mm: Spacing, threshold: Threshold | None = None
) -> Burden:
    """Measure every lesion of a label volume (0: none), each by its own maximum, and add them up.

    labels: whole numbers from 0. Raises ValueError without a lesion, and as `measure_uptake` does.
    """
    _check(values, labels.shape, spacing_mm)
    if labels.size and labels.min() < 0:
        raise ValueError("The label volume holds numbers below 0; lesions count from 1.")
    lesions: dict[int, Uptake] = {}
    for number, box in enumerate(ndimage.find_objects(labels), start=1):
        if box is not None:
            around = _widen(box, spacing_mm)
            lesions[number] = measure_uptake(values[around], labels[around] == number, spacing_mm, threshold)
    if not lesions:
        raise ValueError("The label volume is empty: there is no lesion to measure.")
    found = lesions.values()
    return Burden(lesions, sum(one.volume_ml for one in found), sum(one.glycolysis for one in found))


def _widen(box: tuple[slice, ...], spacing_mm: Spacing) -> tuple[slice, ...]:
    """A lesion's bounding box with all voxels that its peak looks at."""
    reach = [int(SPHERE_RADIUS_MM // step) + 1 for step in spacing_mm]
    return tuple(slice(max(one.start - more, 0), one.stop + more) for one, more in zip(box, reach, strict=True))


def measure_liver(
    values: Volume, centre: tuple[float, float, float], spacing_mm: Spacing, diameter_mm: float = LIVER_SPHERE_MM
) -> Reference:
    """The liver's reference: a sphere around a place (slice, row, column; fractions allowed), by voxel centres.

    Raises ValueError when it reaches out of the image or holds no voxel, so that a place at the edge is moved.
    """
    radius = _positive(diameter_mm, "diameter") / 2.0
    away, inner = _surroundings(values, centre, spacing_mm, (radius, radius, radius))
    inside = sum(axis**2 for axis in away) <= radius**2
    return _reference(Tissue.LIVER, inner[inside])


def measure_blood_pool(
    values: Volume,
    centre: tuple[float, float, float],
    spacing_mm: Spacing,
    diameter_mm: float = BLOOD_DIAMETER_MM,
    length_mm: float = BLOOD_LENGTH_MM,
) -> Reference:
    """The blood's reference: a cylinder across the slices (axial, so along the descending aorta) around a place.

    Raises ValueError as `measure_liver` does.
    """
    radius, half = _positive(diameter_mm, "diameter") / 2.0, _positive(length_mm, "length") / 2.0
    away, inner = _surroundings(values, centre, spacing_mm, (half, radius, radius))
    inside = (np.abs(away[0]) <= half) & (away[1] ** 2 + away[2] ** 2 <= radius**2)
    return _reference(Tissue.BLOOD_POOL, inner[inside])


def _positive(length_mm: float, what: str) -> float:
    if not isfinite(length_mm) or length_mm <= 0:
        raise ValueError(f"The {what} of the reference is {length_mm:g} mm; it must be above 0.")
    return length_mm


def _surroundings(
    values: Volume, centre: tuple[float, float, float], spacing_mm: Spacing, reach_mm: Spacing
) -> tuple[list[Volume], Volume]:
    """Distances in mm from a place along each axis, and the values, of the voxels within reach."""
    _check(values, values.shape, spacing_mm)
    box, away = [], []
    for place, step, reach, size in zip(centre, spacing_mm, reach_mm, values.shape, strict=True):
        if not isfinite(place) or place - reach / step < -0.5 or place + reach / step > size - 0.5:
            raise ValueError(f"The reference around {centre} reaches out of the image {values.shape}; move it inside.")
        first, last = int(np.ceil(place - reach / step)), int(np.floor(place + reach / step))
        box.append(slice(max(first, 0), min(last, size - 1) + 1))
        away.append((np.arange(box[-1].start, box[-1].stop) - place) * step)
    return list(np.meshgrid(*away, indexing="ij")), values[tuple(box)]


def _reference(tissue: Tissue, inside: Volume) -> Reference:
    if not inside.size:
        raise ValueError("The reference holds the centre of no voxel; make it larger.")
    if not np.isfinite(inside).all():
        raise ValueError("The reference holds values that are not numbers.")
    return Reference(tissue, float(inside.mean()), float(inside.std()), int(inside.size))


def _check(values: Volume, shape: tuple[int, ...], spacing_mm: Spacing) -> None:
    if values.shape != shape or values.ndim != 3:
        raise ValueError(f"Image {values.shape} and mask {shape} must be volumes of one shape.")
    if not all(isfinite(step) and step > 0 for step in spacing_mm):
        raise ValueError(f"The spacing {spacing_mm} mm must be positive in every direction.")
