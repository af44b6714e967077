"""Estimate how much the readers' figures would vary, together, over other samples of cases.

Every estimator gives the covariance of the figures of all tests and readers, shape (test, reader, test, reader), as one
object `Estimates`, on which the analyses of variance work; a figure of merit of another kind (location data) needs only
its values with each case left out.

Jackknife: Efron 1982, ch. 3: (n-1)/n times the sum of cross products about the mean, n the number of cases. DeLong:
DeLong, DeLong and Clarke-Pearson 1988, eq. 4 to 6. Bootstrap: cases drawn anew within each truth, numbers kept.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from centralis.core.agreement.mrmc.data import FEWEST, Floats, MrmcError, Ratings
from centralis.core.agreement.mrmc.figures import (
    FigureOfMerit,
    compute_auc,
    compute_placements,
    compute_successes,
)

FEWEST_REPLICATES = 100
_AT_ONCE = 500  # bootstrap draws held in memory at a time


class CovarianceMethod(StrEnum):
    """How the covariance over cases is estimated."""

    JACKKNIFE = "jackknife"
    DELONG = "delong"
    BOOTSTRAP = "bootstrap"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is compared: the area, or sensitivity or specificity at `threshold`, the lowest rating called positive."""

    kind: FigureOfMerit = FigureOfMerit.AUC
    threshold: float | None = None

    def __post_init__(self) -> None:
        if self.kind is FigureOfMerit.AUC and self.threshold is not None:
            raise MrmcError("A threshold has no meaning for the area under the curve; leave it out.")
        if self.kind is not FigureOfMerit.AUC and self.threshold is None:
            raise MrmcError(f"The {self.kind} needs a threshold: the lowest rating that counts as positive.")


@dataclass(frozen=True, slots=True)
class Resampling:
    """The bootstrap's number of draws and the seed that makes them repeatable."""

    replicates: int = 2000
    seed: int = 1

    def __post_init__(self) -> None:
        if self.replicates < FEWEST_REPLICATES:
            raise MrmcError(f"{self.replicates} bootstrap draws are too few; take at least {FEWEST_REPLICATES}.")


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """The readers' figures (test, reader) and their covariance over cases (test, reader, test, reader).

    `cases` is the number of cases the covariance speaks for. A test that a reader did not read under is NaN in both.
    """

    tests: tuple[str, ...]
    readers: tuple[str, ...]
    figures: Floats
    covariance: Floats
    cases: int
    method: CovarianceMethod
    figure: str


@dataclass(frozen=True, slots=True)
class Components:
    """Obuchowski and Rockette's error variance and covariances, each a mean; 0 where a study has no such pair.

    `cov1`: same reader, other test; `cov2`: same test, other reader; `cov3`: both differ.
    """

    var: float
    cov1: float
    cov2: float
    cov3: float


def estimate(
    study: Ratings,
    method: CovarianceMethod = CovarianceMethod.JACKKNIFE,
    figure: Figure | None = None,
    resampling: Resampling | None = None,
) -> Estimates:
    """Figures of all tests and readers with their covariance. Cells without a reading are NaN in both.

    Missing reads: the jackknife takes them (a case left out changes only the cells that read it); DeLong and the
    bootstrap need every reader to read every case. Raises MrmcError.
    """
    of = figure or Figure()
    if method is CovarianceMethod.JACKKNIFE:
        left_out = compute_left_out(study, of)
        covariance = compute_jackknife_covariance(left_out)
        return Estimates(
            study.tests, study.readers, compute_figures(study, of), covariance, left_out.shape[2], method, of.kind
        )
    study.require_complete("The DeLong covariance" if method is CovarianceMethod.DELONG else "The bootstrap covariance")
    if method is CovarianceMethod.DELONG:
        if of.kind is not FigureOfMerit.AUC:
            raise MrmcError(f"DeLong's covariance is one of areas; for the {of.kind} use the jackknife.")
        covariance = compute_delong_covariance(study)
    else:
        covariance = compute_bootstrap_covariance(study, of, resampling or Resampling())
    figures = compute_figures(study, of)
    return Estimates(study.tests, study.readers, figures, covariance, len(study.cases), method, of.kind)


def compute_figures(study: Ratings, figure: Figure) -> Floats:
    """The chosen figure of every test and reader, (test, reader); NaN where a reader did not read under a test."""
    if figure.kind is FigureOfMerit.AUC:
        return compute_auc(study)
    own, _ = compute_successes(study, figure.kind, figure.threshold)
    held = ~np.isnan(own)
    count = held.sum(axis=2)
    total = np.where(held, own, 0.0).sum(axis=2)
    out: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return out


def compute_left_out(study: Ratings, figure: Figure | None = None) -> Floats:
    """The figure of every test and reader with each case left out in turn, (test, reader, case).

    No rating is compared twice: leaving a diseased case out takes its placement value off the sum, and likewise for a
    non-diseased one. A sensitivity runs over the diseased cases alone, a specificity over the others. A cell with a
    single case of a truth is refused, since leaving it out leaves nothing.
    """
    of = figure or Figure()
    if of.kind is not FigureOfMerit.AUC:
        own, _ = compute_successes(study, of.kind, of.threshold)
        return _leave_out(study, own)
    placed = compute_placements(study)
    out = np.empty(study.ratings.shape)
    out[:, :, study.truth] = _leave_out(study, placed.diseased)
    out[:, :, ~study.truth] = _leave_out(study, placed.nondiseased)
    return out


def compute_jackknife_covariance(left_out: Floats) -> Floats:
    """Covariance (test, reader, test, reader) from figures with each case left out, (test, reader, case)."""
    tests, readers, cases = left_out.shape
    flat = left_out.reshape(tests * readers, cases)
    centred = flat - flat.mean(axis=1, keepdims=True)
    return np.asarray((cases - 1) / cases * (centred @ centred.T)).reshape(tests, readers, tests, readers)


def compute_delong_covariance(study: Ratings) -> Floats:
    """DeLong's covariance of areas, (test, reader, test, reader): S10/n1 + S01/n0 from the placement values."""
    placed = compute_placements(study)
    shape = (len(study.tests), len(study.readers)) * 2
    parts = (placed.diseased, placed.nondiseased)
    total = sum(np.atleast_2d(np.cov(_flat(part))) / part.shape[2] for part in parts)
    return np.asarray(total).reshape(shape)


def compute_bootstrap_covariance(study: Ratings, figure: Figure, resampling: Resampling) -> Floats:
    """Covariance (test, reader, test, reader) over draws of the cases, with replacement within each truth."""
    draw = np.random.default_rng(resampling.seed)
    values = np.empty((resampling.replicates, len(study.tests) * len(study.readers)))
    for start in range(0, resampling.replicates, _AT_ONCE):
        rows = slice(start, min(start + _AT_ONCE, resampling.replicates))
        count = rows.stop - rows.start
        weights = [
            draw.multinomial(size, np.full(size, 1 / size), size=count) / size
            for size in (int(study.truth.sum()), int((~study.truth).sum()))
        ]
        values[rows] = _weigh(study, figure, weights[0], weights[1])
    shape = (len(study.tests), len(study.readers)) * 2
    return np.atleast_2d(np.cov(values, rowvar=False)).reshape(shape)


def _weigh(study: Ratings, figure: Figure, diseased: Floats, nondiseased: Floats) -> Floats:
    """Figures under weights of the cases, (draw, test and reader).

    An area is the weight of the non-diseased cases below each diseased one, ties one half, summed over its weights.
    """
    if figure.kind is not FigureOfMerit.AUC:
        own, over = compute_successes(study, figure.kind, figure.threshold)
        weights = diseased if bool(over[study.truth].all()) else nondiseased
        return np.asarray(weights @ _flat(own).T)
    columns = []
    for x, y in zip(_flat(study.diseased), _flat(study.nondiseased), strict=True):
        order = np.argsort(y)
        below = np.concatenate((np.zeros((len(nondiseased), 1)), np.cumsum(nondiseased[:, order], axis=1)), axis=1)
        places = [np.searchsorted(y[order], x, side) for side in ("left", "right")]
        columns.append(np.einsum("bd,bd->b", diseased, below[:, places[0]] + below[:, places[1]]) / 2)
    return np.stack(columns, axis=1)


def _leave_out(study: Ratings, own: Floats) -> Floats:
    """(n x mean - own)/(n - 1) for each case, the mean itself where the cell did not read the case."""
    held = ~np.isnan(own)
    count = held.sum(axis=2, keepdims=True)
    alone = np.argwhere((count[:, :, 0] < FEWEST) & study.read.any(axis=2))
    if len(alone):
        test, reader = (int(place) for place in alone[0])
        raise MrmcError(
            f"Reader {study.readers[reader]} read {int(count[test, reader, 0])} case of one truth under test "
            f"{study.tests[test]}; the variance needs at least {FEWEST} diseased and {FEWEST} non-diseased ones."
        )
    total = np.where(held, own, 0.0).sum(axis=2, keepdims=True)
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    out: Floats = np.where(held, (total - own) / np.maximum(count - 1, 1), mean)
    return out


def _flat(values: Floats) -> Floats:
    return values.reshape(-1, values.shape[2])
