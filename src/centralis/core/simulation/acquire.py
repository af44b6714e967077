"""Sample the torso as a scanner would: slices of a thickness, a field of view, a contrast phase, noise."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from centralis.core.simulation.course import SubjectTruth
from centralis.core.simulation.phantom import TISSUE_HU, Grid, Plane, anatomy, lesion_hu, paint_lesion, render_slice
from centralis.core.simulation.scanner import Kernel, ScannerModel

WATER_PER_MM = 0.0195  # linear attenuation of water at about 70 keV, the mean energy of a 120 kV beam
REFERENCE_PATH = 5.6  # attenuation through the middle of an average body: there the noise is the scanner's own


class Coverage(StrEnum):
    """How much of the trunk is scanned, in the words of Body Part Examined (0018,0015; PS3.16 Annex L)."""

    CHEST = "CHEST"
    CHEST_ABDOMEN = "CHESTABDOMEN"
    CHEST_ABDOMEN_PELVIS = "CHESTABDPELVIS"
    ABDOMEN = "ABDOMEN"


EXTENT_MM: dict[Coverage, tuple[float, float]] = {
    Coverage.CHEST: (-40.0, 220.0),
    Coverage.CHEST_ABDOMEN: (-200.0, 220.0),
    Coverage.CHEST_ABDOMEN_PELVIS: (-330.0, 220.0),
    Coverage.ABDOMEN: (-200.0, 20.0),
}
"""Lowest and highest z covered, in the average body."""


@dataclass(frozen=True, slots=True)
class Acquisition:
    """How one series is acquired and reconstructed. `spacing_mm` is between slice centres (None: as thick as a slice).

    `missing_slices` are 0-based numbers, counted from the feet, of slices that never arrive: a fault to be found.
    """

    coverage: Coverage = Coverage.CHEST_ABDOMEN
    rows: int = 256
    columns: int = 256
    slice_thickness_mm: float = 5.0
    spacing_mm: float | None = None
    phase: str = "portal venous"
    kernel: Kernel = Kernel.SOFT
    series_number: int = 2
    missing_slices: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.phase not in TISSUE_HU:
            raise ValueError(f"No contrast phase {self.phase!r} can be simulated; there are: {', '.join(TISSUE_HU)}.")
        if not (16 <= self.rows <= 512 and 16 <= self.columns <= 512):
            raise ValueError(f"The matrix must be 16 to 512 rows and columns; {self.rows} × {self.columns} was asked.")
        if self.slice_thickness_mm <= 0 or self.step_mm <= 0:
            raise ValueError("Slice thickness and spacing must be above 0 mm.")

    @property
    def step_mm(self) -> float:
        """Distance between neighbouring slice centres, in mm."""
        return self.slice_thickness_mm if self.spacing_mm is None else self.spacing_mm

    @property
    def has_contrast(self) -> bool:
        return self.phase != "none"


@dataclass(frozen=True, slots=True)
class Volume:
    """A reconstructed series: `hu` is int16 (slice, row, column), from the feet up; `z_mm` the height of each slice.

    `first_pixel_mm` is x and y of the centre of the first pixel; pixels are square with side `pixel_mm`. `numbers` are
    the 0-based places of the slices among the `planned` ones: they skip where slices are missing.
    """

    hu: NDArray[np.int16]
    z_mm: tuple[float, ...]
    first_pixel_mm: tuple[float, float]
    pixel_mm: float
    numbers: tuple[int, ...]
    planned: int


def acquire(
    subject: SubjectTruth, time_point: int, scanner: ScannerModel, acquisition: Acquisition, seed: int
) -> Volume:
    """Scan a subject at a time point. The same arguments give the same voxels; missing slices are left out."""
    scale, lesions = subject.body_scale, subject.time_points[time_point].lesions
    grid = make_grid(scanner, acquisition)
    solids = anatomy(acquisition.phase, scale)
    bottom, top = (edge * scale for edge in EXTENT_MM[acquisition.coverage])
    count = max(1, math.floor((top - bottom) / acquisition.step_mm))
    heights = [round(bottom + (i + 0.5) * acquisition.step_mm, 4) for i in range(count)]
    kept = [i for i in range(count) if i not in acquisition.missing_slices]
    hu = np.empty((len(kept), acquisition.rows, acquisition.columns), dtype=np.int16)
    for place, number in enumerate(kept):
        z = heights[number]
        image = render_slice(solids, grid, z)
        for lesion in lesions:
            paint_lesion(image, lesion, lesion_hu(lesion.organ, acquisition.phase), grid, z)
        chance = np.random.default_rng([seed, time_point, acquisition.series_number, number])
        image += noise(image, scanner, acquisition, chance)
        np.clip(np.rint(image), -1024, 3071, out=image)
        hu[place] = image.astype(np.int16)
    first = (float(grid.x_mm[0]), float(grid.y_mm[0]))
    return Volume(hu, tuple(heights[i] for i in kept), first, grid.pixel_mm, tuple(kept), count)


def make_grid(scanner: ScannerModel, acquisition: Acquisition) -> Grid:
    """Pixel centres of a slice, around the middle of the body. The field of view spans the columns."""
    pixel = round(scanner.field_of_view_mm / acquisition.columns, 6)
    x = (np.arange(acquisition.columns) - (acquisition.columns - 1) / 2) * pixel
    y = (np.arange(acquisition.rows) - (acquisition.rows - 1) / 2) * pixel
    return Grid(x.astype(np.float32), y.astype(np.float32), pixel, acquisition.slice_thickness_mm)


def noise(image: Plane, scanner: ScannerModel, acquisition: Acquisition, chance: np.random.Generator) -> Plane:
    """Quantum noise of one slice, in HU: its variance goes with one over the photons that got through (Poisson).

    Photons are counted along a row and a column through each voxel in water-equivalent path; tube current modulation
    takes half of the path's effect off. Grain is correlated over about a pixel for a soft kernel, white for a lung one.
    """
    density = np.clip(image * np.float32(0.001) + np.float32(1), 0, None)
    pixel = np.float32(scanner.field_of_view_mm / acquisition.columns * WATER_PER_MM)
    sideways, through = density.sum(axis=1) * pixel, density.sum(axis=0) * pixel
    relative = np.exp((sideways[:, None] + through[None, :] - 2 * REFERENCE_PATH) / 8).astype(np.float32)
    grain: Plane = chance.standard_normal(image.shape, dtype=np.float32)
    level = scanner.noise_hu * math.sqrt(5.0 / acquisition.slice_thickness_mm)
    if acquisition.kernel is Kernel.SOFT:
        grain = ndimage.gaussian_filter(grain, 0.6, truncate=2.5)
        grain /= np.float32(0.49)  # brings the standard deviation back to 1
    else:
        level *= 2.6
    return np.asarray(relative * grain * np.float32(level), dtype=np.float32)
