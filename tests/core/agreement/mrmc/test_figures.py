"""Areas from placements and from pairs are the same number; figures at a threshold are plain shares."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.figures import (
    FigureOfMerit,
    compute_auc,
    compute_auc_from_kernel,
    compute_kernel,
    compute_placements,
    compute_sensitivity,
    compute_specificity,
    compute_successes,
)

TRUTH = np.array([False, False, False, True, True])


def _study(ratings: list[list[list[float]]]) -> Ratings:
    array = np.array(ratings)
    tests, readers, cases = array.shape
    names = [tuple(str(one) for one in range(count)) for count in (readers, tests, cases)]
    return Ratings(names[0], names[1], names[2], TRUTH, array)


def test_a_tie_counts_one_half() -> None:
    study = _study([[[1.0, 2.0, 3.0, 2.0, 5.0]]])
    assert compute_auc(study).tolist() == [[pytest.approx((1.5 + 3) / 6)]]
    placed = compute_placements(study)
    assert placed.diseased[0, 0].tolist() == [0.5, 1.0]
    assert placed.nondiseased[0, 0].tolist() == [1.0, 0.75, 0.5]


def test_a_missing_read_is_left_out_of_the_readers_own_area() -> None:
    study = _study([[[1.0, math.nan, 3.0, 2.0, math.nan], [1.0, 2.0, 3.0, 4.0, 5.0]]])
    assert compute_auc(study).tolist() == [[0.5, 1.0]]
    none = _study([[[1.0, 2.0, 3.0, math.nan, math.nan], [1.0, 2.0, 3.0, 4.0, 5.0]]])
    assert math.isnan(compute_auc(none)[0, 0])


ratings = st.lists(
    st.lists(
        st.lists(st.one_of(st.integers(0, 4).map(float), st.just(math.nan)), min_size=5, max_size=5),
        min_size=2,
        max_size=2,
    ),
    min_size=2,
    max_size=2,
)


@given(ratings)
def test_placements_and_pairs_agree_and_a_monotone_change_of_the_ratings_alters_nothing(
    values: list[list[list[float]]],
) -> None:
    values[0][0] = [0.0, 1.0, 2.0, 3.0, 4.0]  # so that every case is read and not all are equal
    values[1][1] = [4.0, 1.0, 2.0, 3.0, 0.0]
    values[0][1][0] = values[1][0][0] = 1.0
    study = _study(values)
    areas = compute_auc(study)
    pairs = compute_auc_from_kernel(compute_kernel(study.diseased, study.nondiseased))
    assert np.allclose(areas, pairs, equal_nan=True)
    stretched = _study(np.exp(study.ratings).tolist())
    assert np.array_equal(compute_auc(stretched), areas, equal_nan=True)
    turned = Ratings(study.readers, study.tests, study.cases, ~study.truth, -study.ratings)
    assert np.allclose(compute_auc(turned), areas, equal_nan=True)


def test_figures_at_a_threshold() -> None:
    study = _study([[[1.0, 2.0, 3.0, 2.0, 5.0], [1.0, 1.0, math.nan, 3.0, 5.0]]])
    assert compute_sensitivity(study, 3.0).tolist() == [[0.5, 1.0]]
    assert compute_specificity(study, 3.0).tolist() == [[pytest.approx(2 / 3), 1.0]]
    own, cases = compute_successes(study, FigureOfMerit.SPECIFICITY, 3.0)
    assert own[0, 0].tolist() == [1.0, 1.0, 0.0]
    assert cases.tolist() == [True, True, True, False, False]
    own, cases = compute_successes(study, FigureOfMerit.SENSITIVITY, 2.0)
    assert own.tolist() == [[[1.0, 1.0], [1.0, 1.0]]]
    with pytest.raises(MrmcError, match="sensitivity needs a threshold"):
        compute_successes(study, FigureOfMerit.SENSITIVITY, None)
    with pytest.raises(MrmcError, match="mean over pairs"):
        compute_successes(study, FigureOfMerit.AUC, 2.0)
