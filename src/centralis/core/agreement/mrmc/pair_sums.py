"""Sum products of successes over all pairs of readings, from which a U-statistic's moments are made.

A pair of tests and readers needs one sum for each kind of case that the two readings may share; all of them are
products of (test and reader, ...) matrices: a study of 2 tests, 20 readers and 1,000 cases takes under a second.
"""

from dataclasses import dataclass

import numpy as np

from centralis.core.agreement.mrmc.covariance import Figure
from centralis.core.agreement.mrmc.data import Floats, Ratings
from centralis.core.agreement.mrmc.figures import compute_successes

MOST_CELLS = 4_000_000  # successes held at once: about 32 MB, whatever the study's size

#: From sums over pairs that share at least these kinds of case to sums over pairs that share exactly them.
#: Rows and columns: both cases shared, the diseased one, the non-diseased one, none (Gallas 2006, appendix).
_BOTH = np.array([[1, 0, 0, 0], [-1, 1, 0, 0], [-1, 0, 1, 0], [1, -1, -1, 1]], dtype=np.float64)
_ONE = np.array([[1, 0], [-1, 1]], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class PairSums:
    """Sums of products over pairs of readings, `own` of successes and `design` of read or not: (kind, row, row).

    A row is a test and reader, test by test. `unmix` turns "at least shared" into "exactly shared".
    """

    own: Floats
    design: Floats
    unmix: Floats
    tests: int


def sum_pairs(study: Ratings) -> PairSums:
    """Sums over pairs of triples for the area; successes are made in blocks of diseased cases to bound the memory."""
    rows = len(study.tests) * len(study.readers)
    x, y = study.diseased.reshape(rows, -1), study.nondiseased.reshape(rows, -1)
    by_healthy = np.zeros(y.shape)
    by_diseased = np.zeros(x.shape)
    same = np.zeros((rows, rows))
    step = max(1, MOST_CELLS // (rows * y.shape[1]))
    for start in range(0, x.shape[1], step):
        part = x[:, start : start + step, None]
        # A comparison with NaN is false: a pair that was not read adds nothing.
        success = (part > y[:, None, :]).astype(np.float64)
        success += part >= y[:, None, :]
        success *= 0.5
        by_diseased[:, start : start + step] = success.sum(axis=2)
        by_healthy += success.sum(axis=1)
        flat = success.reshape(rows, -1)
        same += flat @ flat.T
    total = by_healthy.sum(axis=1)
    own = np.stack([same, by_diseased @ by_diseased.T, by_healthy @ by_healthy.T, np.outer(total, total)])
    seen_x, seen_y = (~np.isnan(x)).astype(np.float64), (~np.isnan(y)).astype(np.float64)
    per_x, per_y = seen_x.sum(axis=1), seen_y.sum(axis=1)
    shared_x, shared_y = seen_x @ seen_x.T, seen_y @ seen_y.T
    all_x, all_y = np.outer(per_x, per_x), np.outer(per_y, per_y)
    design = np.stack([shared_x * shared_y, shared_x * all_y, all_x * shared_y, all_x * all_y])
    return PairSums(own, design, _BOTH, len(study.tests))


def sum_cases(study: Ratings, figure: Figure) -> PairSums:
    """Sums over pairs of reads for sensitivity or specificity."""
    successes, _ = compute_successes(study, figure.kind, figure.threshold)
    flat = successes.reshape(len(study.tests) * len(study.readers), -1)
    seen = (~np.isnan(flat)).astype(np.float64)
    held = np.where(seen > 0, flat, 0.0)
    own = np.stack([held @ held.T, np.outer(held.sum(axis=1), held.sum(axis=1))])
    design = np.stack([seen @ seen.T, np.outer(seen.sum(axis=1), seen.sum(axis=1))])
    return PairSums(own, design, _ONE, len(study.tests))


def sum_by_test(sums: Floats, tests: int) -> Floats:
    """(test, test, kinds with one reader then kinds with any two readers) from (kind, row, row)."""
    kinds, rows = sums.shape[0], sums.shape[1]
    readers = rows // tests
    blocks = sums.reshape(kinds, tests, readers, tests, readers)
    same = np.einsum("ktrur->tuk", blocks)
    out: Floats = np.concatenate([same, np.einsum("ktrus->tuk", blocks)], axis=2)
    return out


def divide(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, and 0 where no pair exists."""
    out: Floats = np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), 0.0)
    return out
