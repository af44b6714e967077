"""Lin's coefficient: its identities, its limits by simulation, and its reasons."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.concordance import compute_concordance
from centralis.core.agreement.examples import build_peak_flow
from centralis.core.agreement.ratings import AgreementError

PAIRS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=25)


def test_peak_flow():
    """Bland and Altman's peak flows: r 0.94 in the paper's text; the coefficient a shade below it."""
    found = compute_concordance(build_peak_flow())
    assert (round(found.coefficient.estimate, 3), round(found.correlation, 2)) == (0.943, 0.94)
    assert found.coefficient.interval.lower < 0.943 < found.coefficient.interval.upper


@settings(deadline=None)
@given(PAIRS)
def test_it_is_correlation_times_bias_correction_and_symmetric(pairs):
    found, swapped = compute_concordance(pairs), compute_concordance([(b, a) for a, b in pairs])
    if found.coefficient.estimate is None:
        assert "same value in every case" in found.coefficient.reason
        return
    assert swapped.coefficient.estimate == pytest.approx(found.coefficient.estimate)
    if found.bias_correction is not None:
        assert found.correlation * found.bias_correction == pytest.approx(found.coefficient.estimate)
        assert 0 < found.bias_correction <= 1 + 1e-9
    assert found.coefficient.interval or found.coefficient.reason


def test_identity_is_1_and_a_shift_is_less():
    found = compute_concordance([(1, 1), (2, 2), (4, 4)])
    assert found.coefficient.estimate == pytest.approx(1)
    assert "no width" in found.coefficient.reason
    assert compute_concordance([(1, 3), (2, 4), (4, 6)]).coefficient.estimate < 0.5


def test_its_interval_covers_the_truth_as_often_as_it_says():
    """400 samples of 40 pairs, correlation 0.8, shift 0.5, scales 1 and 1.3: 95 % give or take what chance allows."""
    chance = np.random.default_rng(11)
    true = 2 * 0.8 * 1.3 / (1 + 1.69 + 0.25)
    held = 0
    for _ in range(400):
        x = chance.standard_normal(40)
        y = 0.5 + 1.3 * (0.8 * x + 0.6 * chance.standard_normal(40))
        interval = compute_concordance(np.column_stack([x, y]).tolist()).coefficient.interval
        held += interval.lower <= true <= interval.upper
    assert 0.92 <= held / 400 <= 0.98


def test_what_it_refuses():
    with pytest.raises(AgreementError, match="2 cases were measured by both readers"):
        compute_concordance([(1, 2), (3, 4)])
