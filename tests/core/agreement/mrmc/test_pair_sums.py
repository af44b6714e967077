"""Sums over pairs of readings do not depend on the blocks they are made in."""

import numpy as np
import pytest

from centralis.core.agreement.mrmc import pair_sums
from centralis.core.agreement.mrmc.covariance import Figure
from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit


@pytest.fixture
def study() -> Ratings:
    rng = np.random.default_rng(6)
    values = rng.integers(0, 5, (2, 3, 17)).astype(float)
    values[rng.random(values.shape) < 0.2] = np.nan
    names = ("r1", "r2", "r3"), ("t1", "t2"), tuple(f"c{number}" for number in range(17))
    return Ratings(*names, np.arange(17) < 7, values)


def test_blocks_change_nothing(study: Ratings, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pair_sums.sum_pairs(study)
    monkeypatch.setattr(pair_sums, "MOST_CELLS", 1)
    parts = pair_sums.sum_pairs(study)
    assert np.array_equal(whole.own, parts.own)
    assert np.array_equal(whole.design, parts.design)


def test_sums_of_one_reader_and_test_count_its_pairs(study: Ratings) -> None:
    sums = pair_sums.sum_pairs(study)
    x, y = study.diseased[0, 0], study.nondiseased[0, 0]
    pairs = [(a > b) + 0.5 * (a == b) for a in x for b in y if not np.isnan(a) and not np.isnan(b)]
    assert sums.own[:, 0, 0] == pytest.approx(
        [np.sum(np.square(pairs)), sums.own[1, 0, 0], sums.own[2, 0, 0], sum(pairs) ** 2]
    )
    assert sums.design[:, 0, 0].tolist()[::3] == [len(pairs), len(pairs) ** 2]
    assert pair_sums.divide(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist() == [0.5, 0.0]


def test_sums_of_cases_count_the_calls(study: Ratings) -> None:
    sums = pair_sums.sum_cases(study, Figure(FigureOfMerit.SPECIFICITY, 3.0))
    calls = study.nondiseased[1, 2]
    negative = float(np.nansum(calls < 3))
    last = len(study.readers) * len(study.tests) - 1
    assert sums.own[:, last, last].tolist() == [negative, negative**2]
    assert sums.design[0, last, last] == np.sum(~np.isnan(calls))
    assert pair_sums.sum_by_test(sums.own, 2).shape == (2, 2, 4)
