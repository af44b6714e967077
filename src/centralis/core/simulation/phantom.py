"""A torso whose every border is a formula, so that what is measured on its images can be compared with the truth.

Coordinates are DICOM patient coordinates in mm (PS3.3 C.7.6.2.1.1): x to the patient's left, y to the back, z to the
head; the origin lies in the middle of the body a little above the liver. Densities are in HU. The anatomy is drawn as
ellipsoids and straight tubes; a border voxel gets the mean of both sides by the share it holds of each (partial
volume). Not modelled: motion, beam hardening, streaks, blur of the kernel at borders.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
INFINITE = math.inf

AIR_HU = -1000.0
TISSUE_HU: dict[str, dict[str, float]] = {
    # Typical attenuation by contrast phase; phases are named as in core.acquisition.
    "none": {"blood": 42, "liver": 58, "spleen": 48, "kidney": 32, "muscle": 52, "lesion": 38, "node": 36},
    "arterial": {"blood": 310, "liver": 72, "spleen": 120, "kidney": 150, "muscle": 56, "lesion": 50, "node": 60},
    "late arterial": {"blood": 250, "liver": 85, "spleen": 130, "kidney": 165, "muscle": 58, "lesion": 52, "node": 70},
    "portal venous": {"blood": 160, "liver": 112, "spleen": 122, "kidney": 185, "muscle": 62, "lesion": 58, "node": 82},
    "nephrographic": {"blood": 135, "liver": 104, "spleen": 112, "kidney": 190, "muscle": 62, "lesion": 60, "node": 80},
    "delayed": {"blood": 105, "liver": 92, "spleen": 95, "kidney": 150, "muscle": 60, "lesion": 64, "node": 74},
}
FIXED_HU = {"fat": -100.0, "lung": -850.0, "bone": 380.0, "marrow": 170.0, "disc": 90.0, "water": 8.0, "gas": -920.0}


class LesionOrgan(StrEnum):
    """Where a lesion sits, in the words of an organ list."""

    LUNG = "lung"
    LIVER = "liver"
    LYMPH_NODE = "lymph node"


@dataclass(frozen=True, slots=True)
class LesionTruth:
    """One lesion as it is, not as it is read: an ellipsoid with its true diameters in mm.

    `longest_mm` is the longest diameter in the axial plane, `short_axis_mm` the one perpendicular to it in that plane,
    `height_mm` the extent head to foot. `angle_deg` turns the longest diameter from x towards y. `target` says that
    the lesion is measurable at baseline and meant to be followed by its diameter (RECIST 1.1 sections 3.1 and 4.2).
    """

    id: str
    organ: LesionOrgan
    centre_mm: tuple[float, float, float]
    longest_mm: float
    short_axis_mm: float
    height_mm: float
    angle_deg: float = 0.0
    target: bool = True

    @property
    def is_node(self) -> bool:
        return self.organ is LesionOrgan.LYMPH_NODE

    @property
    def is_present(self) -> bool:
        return self.longest_mm > 0

    @property
    def diameter_mm(self) -> float:
        """The diameter that enters a RECIST sum: the short axis of a node, the longest diameter of all else."""
        return self.short_axis_mm if self.is_node else self.longest_mm


@dataclass(frozen=True, slots=True)
class Solid:
    """An ellipsoid, or with an infinite z radius a tube; `bottom_mm` and `top_mm` cut it off flat."""

    name: str
    centre_mm: tuple[float, float, float]
    radii_mm: tuple[float, float, float]
    hu: float
    angle_deg: float = 0.0
    bottom_mm: float = -INFINITE
    top_mm: float = INFINITE
    in_cavity: bool = False  # drawn only where the trunk's cavity is: keeps lungs and liver off the body wall


@dataclass(frozen=True, slots=True)
class Grid:
    """The pixel centres of an axial slice: x of each column, y of each row, in mm; and the size of a voxel."""

    x_mm: Plane
    y_mm: Plane
    pixel_mm: float
    thickness_mm: float


def lesion_hu(organ: LesionOrgan, phase: str) -> float:
    """Density of a lesion in a contrast phase, in HU."""
    return TISSUE_HU[phase]["node" if organ is LesionOrgan.LYMPH_NODE else "lesion"]


def anatomy(phase: str, scale: float = 1.0) -> tuple[Solid, ...]:
    """The organs from the outside in, each painted over the one before; `scale` sizes the body (1: average)."""
    hu = TISSUE_HU[phase] | FIXED_HU
    tube = INFINITE
    solids = [
        Solid("body", (0, 0, 0), (175, 115, tube), hu["fat"]),
        Solid("wall", (0, 0, 0), (159, 99, tube), hu["muscle"]),
        Solid("rib cage", (0, 0, 0), (148, 88, tube), hu["muscle"]),
        Solid("cavity", (0, 0, 0), (139, 79, tube), hu["fat"]),
        Solid("right lung", (-82, 0, 100), (56, 78, 110), hu["lung"], in_cavity=True),
        Solid("left lung", (82, 0, 100), (56, 78, 110), hu["lung"], in_cavity=True),
        Solid("heart", (15, -20, 50), (50, 45, 50), hu["blood"], in_cavity=True),
        Solid("trachea", (0, 12, 210), (8, 8, tube), hu["gas"], bottom_mm=165),
        Solid("liver", (-62, -8, -65), (85, 70, 75), hu["liver"], in_cavity=True),
        Solid("stomach", (50, -35, -62), (36, 28, 40), hu["water"], in_cavity=True),
        Solid("stomach gas", (50, -47, -62), (22, 12, 24), hu["gas"], in_cavity=True),
        Solid("spleen", (96, 32, -60), (28, 34, 45), hu["spleen"], in_cavity=True),
        Solid("right kidney", (-66, 38, -130), (25, 23, 50), hu["kidney"], angle_deg=30, in_cavity=True),
        Solid("left kidney", (66, 38, -125), (25, 23, 50), hu["kidney"], angle_deg=-30, in_cavity=True),
        Solid("bowel", (70, -30, -190), (34, 22, 45), hu["muscle"], angle_deg=20, in_cavity=True),
        Solid("bowel", (-70, -30, -200), (32, 22, 40), hu["muscle"], angle_deg=-20, in_cavity=True),
        Solid("bowel gas", (-70, -40, -200), (16, 9, 20), hu["gas"], in_cavity=True),
        Solid("bladder", (0, -20, -290), (38, 30, 28), hu["water"]),
        Solid("aorta", (14, 36, 0), (10.5, 10.5, tube), hu["blood"], bottom_mm=-215, top_mm=165),
        Solid("vena cava", (-15, 37, 0), (10.5, 9, tube), hu["blood"], bottom_mm=-215, top_mm=20),
        Solid("right iliac bone", (-88, 22, -255), (11, 44, 52), hu["bone"], angle_deg=-35),
        Solid("left iliac bone", (88, 22, -255), (11, 44, 52), hu["bone"], angle_deg=35),
        Solid("right femoral head", (-88, 5, -318), (23, 23, 23), hu["bone"]),
        Solid("left femoral head", (88, 5, -318), (23, 23, 23), hu["bone"]),
        Solid("cortex", (0, 64, 0), (20, 16, tube), hu["bone"]),
        Solid("marrow", (0, 64, 0), (17.5, 13.5, tube), hu["marrow"]),
        Solid("arch", (0, 88, 0), (17, 11, tube), hu["bone"]),
        Solid("canal", (0, 85, 0), (9, 7, tube), hu["disc"] - 60),
    ]
    discs = [
        Solid("disc", (0, 64, 0), (19, 15, tube), hu["disc"], bottom_mm=z - 3.5, top_mm=z + 3.5)
        for z in np.arange(-210.0, 240.0, 30.0)
    ]
    return tuple(_scaled(solid, scale) for solid in (*solids, *discs))


def _scaled(solid: Solid, scale: float) -> Solid:
    (cx, cy, cz), (rx, ry, rz) = solid.centre_mm, solid.radii_mm
    return Solid(
        solid.name,
        (cx * scale, cy * scale, cz * scale),
        (rx * scale, ry * scale, rz * scale),
        solid.hu,
        solid.angle_deg,
        solid.bottom_mm * scale,
        solid.top_mm * scale,
        solid.in_cavity,
    )


def render_slice(solids: tuple[Solid, ...], grid: Grid, z_mm: float) -> Plane:
    """One axial slice (row, column) of the anatomy at height z, in HU, without lesions and without noise."""
    image: Plane = np.full((grid.y_mm.size, grid.x_mm.size), AIR_HU, dtype=np.float32)
    cavity: Plane = np.zeros_like(image)
    cage: Plane = np.zeros_like(image)
    for solid in solids:
        window, share = share_of_slice(solid, grid, z_mm)
        if share is None:
            continue
        if solid.in_cavity:
            share = share * cavity[window]
        image[window] += share * (np.float32(solid.hu) - image[window])
        if solid.name == "rib cage":
            cage[window] = share
        elif solid.name == "cavity":
            cavity[window] = share
            _draw_ribs(image, cage * (1 - cavity), grid, z_mm)
    return image


def _draw_ribs(image: Plane, ring: Plane, grid: Grid, z_mm: float) -> None:
    """Ribs: bands through the body wall that fall towards the front, 30 mm apart and 9 mm thick."""
    if z_mm < -70:
        return
    height = (z_mm - 0.45 * grid.y_mm) % 30.0
    edge = grid.pixel_mm + 0.5 * grid.thickness_mm
    band = np.clip(0.5 + (4.5 - np.abs(height - 15.0)) / edge, 0.0, 1.0).astype(np.float32)
    share = ring * band[:, None]
    image += share * (np.float32(FIXED_HU["bone"]) - image)


def paint_lesion(image: Plane, lesion: LesionTruth, hu: float, grid: Grid, z_mm: float) -> None:
    """Lay a lesion over a slice in place, averaged over the thickness of the slice in layers of at most 1 mm."""
    if not lesion.is_present or abs(z_mm - lesion.centre_mm[2]) > (lesion.height_mm + grid.thickness_mm) / 2:
        return
    radii = (lesion.longest_mm / 2, lesion.short_axis_mm / 2, lesion.height_mm / 2)
    solid = Solid(lesion.id, lesion.centre_mm, radii, hu, lesion.angle_deg)
    layers = max(1, math.ceil(grid.thickness_mm))
    thin = Grid(grid.x_mm, grid.y_mm, grid.pixel_mm, grid.thickness_mm / layers)
    share: Plane = np.zeros_like(image)
    for layer in range(layers):
        window, part = share_of_slice(solid, thin, z_mm + ((layer + 0.5) / layers - 0.5) * grid.thickness_mm)
        if part is not None:
            share[window] += part / layers
    image += share * (np.float32(hu) - image)


def share_of_slice(solid: Solid, grid: Grid, z_mm: float) -> tuple[tuple[slice, slice], Plane | None]:
    """The share (0 to 1) that a solid holds of each voxel of a slice, inside the window where it may hold any.

    The distance to the border is f(f - 1)/g with f = |p/r| and g = |p/r²| (first order in the distance); the border is
    as wide as the voxel is in the direction of the border's normal. Returns None for the share when they do not meet.
    """
    nothing = (slice(0, 0), slice(0, 0))
    cx, cy, cz = solid.centre_mm
    rx, ry, rz = solid.radii_mm
    half = grid.thickness_mm / 2
    kept = (min(z_mm + half, solid.top_mm) - max(z_mm - half, solid.bottom_mm)) / grid.thickness_mm
    if kept <= 0 or abs(z_mm - cz) > rz + half:
        return nothing, None
    reach = (max(rx, ry) if solid.angle_deg else rx, max(rx, ry) if solid.angle_deg else ry)
    columns = _window(grid.x_mm, cx, reach[0] + grid.pixel_mm)
    rows = _window(grid.y_mm, cy, reach[1] + grid.pixel_mm)
    if columns.start >= columns.stop or rows.start >= rows.stop:
        return nothing, None
    x, y = grid.x_mm[columns][None, :] - np.float32(cx), grid.y_mm[rows][:, None] - np.float32(cy)
    if solid.angle_deg:
        c, s = np.float32(math.cos(math.radians(solid.angle_deg))), np.float32(math.sin(math.radians(solid.angle_deg)))
        x, y = x * c + y * s, y * c - x * s
    w = np.float32((z_mm - cz) / rz)  # 0 for a tube
    in_plane = (x / rx) ** 2 + (y / ry) ** 2
    slope_in_plane = (x / rx**2) ** 2 + (y / ry**2) ** 2
    slope_along_z = abs(float(w) / rz)
    f = np.sqrt(in_plane + w * w) + np.float32(1e-6)  # keeps the very centre inside
    g = np.sqrt(slope_in_plane + slope_along_z**2) + np.float32(1e-9)
    voxel = (grid.pixel_mm * np.sqrt(slope_in_plane) + grid.thickness_mm * slope_along_z) / g + np.float32(1e-6)
    share = np.clip(0.5 - f * (f - 1) / g / voxel, 0.0, 1.0) * min(1.0, kept)
    return (rows, columns), share.astype(np.float32)


def _window(axis_mm: Plane, centre_mm: float, reach_mm: float) -> slice:
    low, high = np.searchsorted(axis_mm, (centre_mm - reach_mm, centre_mm + reach_mm))
    return slice(int(low), int(high))
