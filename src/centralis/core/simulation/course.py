"""A subject's disease over time, as it truly is: every lesion's diameters at every time point, drawn from a seed.

The courses keep clear of RECIST 1.1's thresholds (section 4.3.1: -30 % from baseline, +20 % and 5 mm from the nadir),
so that a correct reading of them has one right answer.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from centralis.core.simulation.identity import Identity, simulate_identity
from centralis.core.simulation.phantom import LesionOrgan, LesionTruth

Point = tuple[float, float, float]


class Course(StrEnum):
    """What becomes of the disease."""

    RESPONDER = "responder"
    PROGRESSOR = "progressor"
    STABLE = "stable"
    NEW_LESION = "new lesion"


@dataclass(frozen=True, slots=True)
class TimePointTruth:
    """The lesions present at one time point; index 0 is the baseline."""

    index: int
    lesions: tuple[LesionTruth, ...]

    @property
    def sum_of_diameters_mm(self) -> float:
        """True sum over the target lesions: longest diameters, short axes for nodes (RECIST 1.1 section 4.3.1)."""
        return sum(lesion.diameter_mm for lesion in self.lesions if lesion.target)


@dataclass(frozen=True, slots=True)
class SubjectTruth:
    """One simulated subject: the person, the size of the body (1: average) and the true course."""

    code: str
    identity: Identity
    body_scale: float
    course: Course
    time_points: tuple[TimePointTruth, ...]


SITES_MM: dict[LesionOrgan, tuple[Point, ...]] = {
    # Each at least 24 mm inside its organ (or fat, for nodes) in the average body.
    LesionOrgan.LUNG: ((-82, -15, 145), (-85, 15, 90), (82, -15, 150), (92, 12, 92), (-82, -5, 38)),
    LesionOrgan.LIVER: ((-98, -22, -50), (-42, -22, -88), (-40, -15, -35), (-92, -20, -95)),
    LesionOrgan.LYMPH_NODE: ((0, -15, 150), (-2, 0, -165)),
}
"""Where lesions may sit, in the average body's coordinates."""

STEPS: dict[Course, tuple[float, ...]] = {
    # Diameters relative to baseline at follow-ups 1, 2, 3 ...; the last value holds from there on.
    Course.RESPONDER: (0.82, 0.60, 0.50),
    Course.PROGRESSOR: (1.06, 1.38, 1.50),
    Course.STABLE: (0.96, 0.93, 0.97),
    Course.NEW_LESION: (0.92, 0.90, 0.95),
}


def simulate_subject(code: str, course: Course, seed: int, time_points: int = 4) -> SubjectTruth:
    """A subject whose disease takes the given course over a number of time points (at least 1, the baseline)."""
    if time_points < 1:
        raise ValueError(f"A course needs at least the baseline; {time_points} time points were asked for.")
    chance = np.random.default_rng([seed, 0xC0])
    scale = float(chance.uniform(0.96, 1.06))
    baseline, to_come = _baseline(chance, scale)
    points = [TimePointTruth(0, baseline)]
    for index in range(1, time_points):
        step = STEPS[course][min(index, len(STEPS[course])) - 1]
        lesions = tuple(_grown(lesion, step * float(chance.uniform(0.98, 1.02))) for lesion in baseline)
        if course is Course.NEW_LESION and index >= 2:
            lesions += (_sized(to_come, 14.0 + 3.0 * min(index - 2, 4), 1.2),)
        points.append(TimePointTruth(index, lesions))
    return SubjectTruth(code, simulate_identity(seed), scale, course, tuple(points))


def _baseline(chance: np.random.Generator, scale: float) -> tuple[tuple[LesionTruth, ...], LesionTruth]:
    """Two targets in the lung, one or two in the liver, a node, a small lung nodule; and a lesion yet to come."""
    free = {organ: [sites[i] for i in chance.permutation(len(sites))] for organ, sites in SITES_MM.items()}

    def lesion(id_: str, organ: LesionOrgan, longest_mm: float, *, target: bool) -> LesionTruth:
        site = free[organ].pop()
        angle = float(chance.uniform(0, 180))
        if organ is LesionOrgan.LYMPH_NODE:  # the mediastinum is narrow: there a node lies front to back
            angle = (90.0 if site[2] > 0 else 0.0) + float(chance.uniform(-12, 12))
        bare = LesionTruth(id_, organ, _placed(site, scale), 0, 0, 0, round(angle, 1), target)
        return _sized(bare, longest_mm, float(chance.uniform(1.15, 1.3)))

    livers = int(chance.integers(1, 3))
    organs = [LesionOrgan.LUNG] * 2 + [LesionOrgan.LIVER] * livers + [LesionOrgan.LYMPH_NODE]
    lesions = []
    for number, organ in enumerate(organs, start=1):
        longest = float(chance.uniform(23, 29) if organ is LesionOrgan.LYMPH_NODE else chance.uniform(16, 30))
        lesions.append(lesion(f"T{number}", organ, longest, target=True))
    nodule = lesion("N1", LesionOrgan.LUNG, float(chance.uniform(6, 8)), target=False)
    to_come = lesion("L1", LesionOrgan.LIVER, 0.0, target=False)
    return (*lesions, nodule), to_come


def _sized(lesion: LesionTruth, longest_mm: float, elongation: float) -> LesionTruth:
    short = longest_mm / elongation
    return replace(
        lesion,
        longest_mm=round(longest_mm, 2),
        short_axis_mm=round(short, 2),
        height_mm=round((longest_mm + short) / 2, 2),
    )


def _grown(lesion: LesionTruth, factor: float) -> LesionTruth:
    return _sized(lesion, lesion.longest_mm * factor, lesion.longest_mm / lesion.short_axis_mm)


def _placed(site: Point, scale: float) -> Point:
    x, y, z = site
    return (round(x * scale, 2), round(y * scale, 2), round(z * scale, 2))
