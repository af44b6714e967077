"""A trial's cases through RECIST 1.1, and regions of a large volume: processor seconds of one process.

No peer takes RECIST cases; for the region the peer is scikit-image's regionprops and mesh functions with the statistics
of scipy and numpy, asked for the same numbers.
"""

import random
import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from skimage.measure import marching_cubes, regionprops

from benchmarks.rows import Aim, Row
from centralis.core.criteria.recist_1_1 import (
    Case,
    Certainty,
    NewLesion,
    NonTarget,
    NonTargetState,
    Parameters,
    Target,
    TimePoint,
    assess_case,
    assess_time_points,
    derive_best_overall_response,
)
from centralis.core.measurement.intensity import compute_statistics
from centralis.core.measurement.roi import measure_region
from centralis.core.measurement.shape import bounds, derive_mesh

COMMAND = "python -m benchmarks measure"
SUBJECTS, TIME_POINTS, READERS = 1000, 12, 2
ORGANS = ("liver", "lung", "lymph node", "liver", "lung")
SHAPE = (300, 512, 512)
SPACING_MM = (1.0, 0.7, 0.7)
ROUNDS = 3
NOTES = (
    "Processor time of one process, so that other work on the machine counts for nobody; best of three rounds.",
    "A case: 5 targets (one a node), 2 non-targets, 12 time points six weeks apart, a new lesion in one of "
    "eight at the end; as objects in memory. The best response needs confirmation. The checks compare every time point "
    "with those before it.",
    "A region: an ellipsoid in a volume of 512 × 512 × 300 numbers of 64 bits, the search for its bounding box in the "
    "mask included. The peer: scikit-image's regionprops for the box, scipy and numpy for the same 18 statistics, "
    "scikit-image's marching cubes and signed tetrahedra.",
)
Volume = NDArray[np.float64]
Mask = NDArray[np.bool_]


def make_cases(subjects: int) -> list[Case]:
    """Cases with sums that shrink and grow again, the same in every run."""
    chance = random.Random(11)
    parameters = Parameters(confirm=True)
    return [_make_case(chance, parameters) for _ in range(subjects * READERS)]


def _make_case(chance: random.Random, parameters: Parameters) -> Case:
    sizes = [chance.uniform(20.0, 70.0) for _ in ORGANS]
    turn, points = chance.randrange(3, TIME_POINTS), []
    is_new = chance.randrange(8) == 0
    for number in range(TIME_POINTS):
        if number:
            sizes = [size * chance.uniform(0.82, 0.98) if number < turn else size * 1.06 for size in sizes]
        targets = tuple(
            Target(f"T{index}", organ, organ == "lymph node", diameter_mm=Decimal(f"{size:.1f}"))
            for index, (organ, size) in enumerate(zip(ORGANS, sizes, strict=True), start=1)
        )
        others = tuple(NonTarget(f"N{index}", NonTargetState.PRESENT, "bone") for index in (1, 2))
        new = (NewLesion("L1", Certainty.UNEQUIVOCAL, "brain"),) if is_new and number == TIME_POINTS - 1 else ()
        points.append(TimePoint(42 * number, targets, others, new))
    return Case(tuple(points), parameters)


def best(work: Callable[[], object]) -> float:
    """Processor seconds of the quickest round."""
    found = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def answers(cases: list[Case]) -> list[str]:
    """The best response of each case."""
    return [
        derive_best_overall_response(assess_time_points(case.time_points, case.parameters), case.parameters).response
        for case in cases
    ]


def responses() -> list[Row]:
    """A whole trial through RECIST 1.1."""
    cases = make_cases(SUBJECTS)
    what = f"RECIST 1.1 of {SUBJECTS:,} subjects × {TIME_POINTS} time points × {READERS} readers"
    return [
        _row(f"{what}, with best response", best(lambda: answers(cases)), 3.0),
        _row(f"{what}, with best response and all edit checks", best(lambda: [assess_case(one) for one in cases]), 3.0),
    ]


def make_mask(radii_mm: tuple[float, float, float]) -> Mask:
    """An ellipsoid in the middle of the volume."""
    axes = [
        ((np.arange(size) - size / 2) * step / radius) ** 2
        for size, step, radius in zip(SHAPE, SPACING_MM, radii_mm, strict=True)
    ]
    inside: Mask = axes[0][:, None, None] + axes[1][None, :, None] + axes[2][None, None, :] <= 1.0
    return inside


def ours(image: Volume, mask: Mask) -> tuple[float, dict[str, float | None]]:
    """Volume by mesh, and the statistics."""
    place = bounds(mask)
    inside = mask[place]
    return derive_mesh(inside, SPACING_MM).volume_mm3, compute_statistics(image[place][inside])


def theirs(image: Volume, mask: Mask) -> tuple[float, dict[str, float]]:
    """The same by the libraries' own functions."""
    region = regionprops(mask.view(np.uint8), intensity_image=image)[0]
    values = region.image_intensity[region.image]
    vertices, faces, _, _ = marching_cubes(np.pad(region.image, 1), 0.5, spacing=SPACING_MM)
    a, b, c = (vertices[faces[:, corner]].astype(np.float64) for corner in range(3))
    volume = abs(float(np.einsum("ij,ij->", a, np.cross(b, c)))) / 6.0
    p10, p25, p50, p75, p90 = np.percentile(values, [10, 25, 50, 75, 90])
    robust = values[(values >= p10) & (values <= p90)]
    mean = values.mean()
    return volume, {
        "stat_mean": mean, "stat_var": values.var(), "stat_skew": stats.skew(values),
        "stat_kurt": stats.kurtosis(values), "stat_median": p50, "stat_min": values.min(),
        "stat_p10": p10, "stat_p90": p90, "stat_max": values.max(),
        "stat_iqr": p75 - p25, "stat_range": np.ptp(values), "stat_mad": np.abs(values - mean).mean(),
        "stat_rmad": np.abs(robust - robust.mean()).mean(), "stat_medad": np.abs(values - p50).mean(),
        "stat_cov": stats.variation(values), "stat_qcod": (p75 - p25) / (p75 + p25), "stat_energy": (values**2).sum(),
        "stat_rms": np.sqrt((values**2).mean()),
    }  # fmt: skip


def regions() -> list[Row]:
    """A region as large as a liver, and one as large as a lesion with everything that is measured of it."""
    image = np.random.default_rng(5).normal(60.0, 12.0, SHAPE)
    mask = make_mask((80.0, 75.0, 60.0))
    (volume, found), (other, expected) = ours(image, mask), theirs(image, mask)
    same = [np.isclose(found[tag] or 0.0, value) for tag, value in expected.items()]
    if not (all(same) and len(same) == len(found) and np.isclose(volume, other, rtol=1e-4)):
        raise AssertionError(f"The peer measures other numbers: {volume:g} mm³ and {other:g} mm³.")
    what = f"{mask.sum() / 1e6:.1f} million voxels in {SHAPE[1]} × {SHAPE[2]} × {SHAPE[0]}"
    mine, peer = best(lambda: ours(image, mask)), best(lambda: theirs(image, mask))
    rows = [_row(f"18 statistics and mesh volume, {what}", mine, 2.0, peer, "scikit-image and scipy")]
    mask = make_mask((25.0, 20.0, 15.0))
    what = f"{mask.sum() / 1e3:.0f} thousand voxels in {SHAPE[1]} × {SHAPE[2]} × {SHAPE[0]}"
    rows.append(_row(f"all 45 of `measure roi`, {what}", best(lambda: measure_region(image, mask, SPACING_MM)), 2.0))
    return rows


def _row(name: str, seconds: float, target: float, peer: float | None = None, peer_name: str = "none") -> Row:
    return Row(name, seconds, peer, "s", target, COMMAND, Aim.AT_MOST, peer_name)


def run() -> list[Row]:
    """All of it."""
    return responses() + regions()
