"""Weights of disagreement: the formulas, and that an unused category moves no other."""

import numpy as np
import pytest

from centralis.core.agreement.ratings import AgreementError
from centralis.core.agreement.weights import Weights, derive_scores, derive_weights


def test_linear_and_quadratic_weights():
    assert derive_weights(Weights.LINEAR, (1.0, 2.0, 3.0)).tolist() == [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]
    assert derive_weights(Weights.QUADRATIC, "abc").tolist() == [[1, 0.75, 0], [0.75, 1, 0.75], [0, 0.75, 1]]
    assert derive_weights(Weights.IDENTITY, "ab").tolist() == [[1, 0], [0, 1]]


def test_numbers_keep_their_distances_where_a_category_is_unused():
    full = derive_weights(Weights.LINEAR, (1.0, 2.0, 3.0, 4.0))
    assert np.allclose(derive_weights(Weights.LINEAR, (1.0, 2.0, 4.0)), full[np.ix_([0, 1, 3], [0, 1, 3])])
    assert derive_scores(("low", "high")).tolist() == [0, 1]


def test_one_category_has_no_distance():
    with pytest.raises(AgreementError, match="Linear weights need at least two categories"):
        derive_weights(Weights.LINEAR, (1.0,))
