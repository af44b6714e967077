"""Draw empirical ROC curves as points: each reader's, and the readers' average.

A curve runs from (0, 0) to (1, 1) through a point for every rating used as threshold; its trapezoidal area is the
Wilcoxon area. The average is taken along the lines FPF + TPF = constant, so that its area is the mean of the readers'
areas and no curve's steps are lost. Source: Chen and Samuelson, "The average receiver operating characteristic curve in
multireader multicase imaging studies", British Journal of Radiology 87 (2014) 20140016 (diagonal averaging).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from centralis.core.agreement.mrmc.data import Floats, Ratings

_DIGITS = 12  # lines closer than this are one: they differ by rounding only


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Points of a ROC curve from (0, 0) to (1, 1): false and true positive fractions, both rising."""

    fpf: Floats
    tpf: Floats

    @property
    def area(self) -> float:
        """Area under the curve by trapezoids."""
        return float(np.sum(np.diff(self.fpf) * (self.tpf[1:] + self.tpf[:-1])) / 2)


@dataclass(frozen=True, slots=True, eq=False)
class RocCurves:
    """The curves of one test: by reader (None: no case of one truth read) and their average (None: no curve)."""

    test: str
    readers: tuple[Curve | None, ...]
    average: Curve | None


def derive_curves(study: Ratings) -> tuple[RocCurves, ...]:
    """Every reader's curve under every test, and each test's average."""
    found = []
    for place, test in enumerate(study.tests):
        curves = tuple(
            derive_curve(study.diseased[place, reader], study.nondiseased[place, reader])
            for reader in range(len(study.readers))
        )
        held = [curve for curve in curves if curve is not None]
        found.append(RocCurves(test, curves, average_curves(held) if held else None))
    return tuple(found)


def derive_curve(diseased: Floats, nondiseased: Floats) -> Curve | None:
    """The empirical curve of ratings (case,), NaN where not read; None where none of one truth was read."""
    x, y = np.sort(diseased[~np.isnan(diseased)]), np.sort(nondiseased[~np.isnan(nondiseased)])
    if not len(x) or not len(y):
        return None
    thresholds = np.unique(np.concatenate([x, y]))[::-1]
    tpf = 1.0 - np.searchsorted(x, thresholds, "left") / len(x)
    fpf = 1.0 - np.searchsorted(y, thresholds, "left") / len(y)
    return _corners(np.concatenate([[0.0], fpf]), np.concatenate([[0.0], tpf]))


def average_curves(curves: Sequence[Curve]) -> Curve:
    """The mean curve along the lines FPF + TPF = constant; exact, since each curve crosses each line once."""
    knots = np.unique(np.round(np.concatenate([curve.fpf + curve.tpf for curve in curves]), _DIGITS))
    fpf = np.mean([np.interp(knots, curve.fpf + curve.tpf, curve.fpf) for curve in curves], axis=0)
    return Curve(fpf, knots - fpf)


def _corners(fpf: Floats, tpf: Floats) -> Curve:
    """The curve without the points that lie on a straight line between their neighbours."""
    run, rise = np.diff(fpf), np.diff(tpf)
    bends = np.abs(run[:-1] * rise[1:] - run[1:] * rise[:-1]) > 1e-15
    keep = np.concatenate([[True], bends, [True]])
    return Curve(fpf[keep], tpf[keep])
