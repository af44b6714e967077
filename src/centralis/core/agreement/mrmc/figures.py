"""Say how well each reader tells diseased from non-diseased cases under each test: the figures of merit.

Every function works on all tests and readers at once; results run (test, reader). Missing reads (NaN) are left out of
the reader's own figure. The empirical area is the Wilcoxon statistic with ties counted one half (Hanley and McNeil
1982; DeLong, DeLong and Clarke-Pearson 1988, eq. 1).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from centralis.core.agreement.mrmc.data import Bools, Floats, MrmcError, Ratings


class FigureOfMerit(StrEnum):
    """What is computed from a reader's ratings under one test."""

    AUC = "auc"
    SENSITIVITY = "sensitivity"
    SPECIFICITY = "specificity"


@dataclass(frozen=True, slots=True)
class Placements:
    """Where each case stands among the cases of the other truth: the parts from which every resampling is made.

    `diseased` (test, reader, diseased case): the share of non-diseased ratings below it, ties one half.
    `nondiseased` (test, reader, non-diseased case): the share of diseased ratings above it, ties one half.
    Both means are the area; NaN where the case was not read.
    """

    diseased: Floats
    nondiseased: Floats


def compute_auc(study: Ratings) -> Floats:
    """Empirical area under the ROC curve of every test and reader, (test, reader).

    NaN only where a reader read no diseased or no non-diseased case under a test.
    """
    placed = compute_placements(study)
    return _mean(placed.diseased)


def compute_placements(study: Ratings) -> Placements:
    """Placement values of every case, from sorted ratings: n log n a reader and test, no table of pairs."""
    diseased, healthy = study.diseased, study.nondiseased
    return Placements(_shares(diseased, healthy), 1.0 - _shares(healthy, diseased))


def compute_kernel(diseased: Floats, nondiseased: Floats) -> Floats:
    """The success of every pair: 1 where the diseased case is rated higher, 1/2 at a tie, 0 below.

    Shapes (..., diseased case) and (..., non-diseased case) give (..., diseased case, non-diseased case); a pair with a
    missing read is NaN. Its mean is the area (the U-statistic's kernel, Gallas 2006, eq. 1).
    """
    x, y = diseased[..., :, None], nondiseased[..., None, :]
    success = np.where(x > y, 1.0, 0.0) + np.where(x == y, 0.5, 0.0)
    return np.where(np.isnan(x) | np.isnan(y), np.nan, success)


def compute_auc_from_kernel(kernel: Floats) -> Floats:
    """Area from the successes of pairs: the mean over the pairs that were read, (...,)."""
    rows = kernel.reshape(*kernel.shape[:-2], -1)
    return _mean(rows)


def compute_sensitivity(study: Ratings, threshold: float) -> Floats:
    """Share of diseased cases rated at or above the threshold, (test, reader)."""
    return _mean(_called(study.diseased, threshold))


def compute_specificity(study: Ratings, threshold: float) -> Floats:
    """Share of non-diseased cases rated below the threshold, (test, reader)."""
    return _mean(1.0 - _called(study.nondiseased, threshold))


def compute_successes(study: Ratings, figure: FigureOfMerit, threshold: float | None) -> tuple[Floats, Bools]:
    """Each case's own part in a figure that is a mean over cases, (test, reader, case), and the cases it is over.

    Only for sensitivity and specificity, which need a threshold. Raises MrmcError otherwise.
    """
    if figure is FigureOfMerit.AUC:
        raise MrmcError("The area under the curve is a mean over pairs of cases, not over cases.")
    if threshold is None:
        raise MrmcError(f"The {figure} needs a threshold: the lowest rating that counts as positive.")
    called = _called(study.ratings, threshold)
    if figure is FigureOfMerit.SENSITIVITY:
        return called[:, :, study.truth], study.truth
    return 1.0 - called[:, :, ~study.truth], ~study.truth


def _called(ratings: Floats, threshold: float) -> Floats:
    return np.where(np.isnan(ratings), np.nan, (ratings >= threshold).astype(np.float64))


def _mean(values: Floats) -> Floats:
    """Mean along the last axis of what is there; NaN where nothing is (no warning: the caller gives the reason)."""
    held = ~np.isnan(values)
    count = held.sum(axis=-1)
    total = np.where(held, values, 0.0).sum(axis=-1)
    out: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return out


def _shares(values: Floats, others: Floats) -> Floats:
    """Share of `others` below each value, ties one half; (test, reader, ...), NaN for a missing value or no others."""
    out = np.full(values.shape, np.nan)
    for test in range(values.shape[0]):
        for reader in range(values.shape[1]):
            own = values[test, reader]
            against = others[test, reader]
            against = np.sort(against[~np.isnan(against)])
            if len(against):
                below = np.searchsorted(against, own, "left") + np.searchsorted(against, own, "right")
                out[test, reader] = np.where(np.isnan(own), np.nan, below / (2.0 * len(against)))
    return out
