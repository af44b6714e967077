"""Krippendorff's alpha against the author's own worked example and irrCAC, and its special cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.examples import (
    ABSTRACTORS,
    build_four_raters,
    build_pairs_table,
    build_psychiatrists,
    expand_counts,
)
from centralis.core.agreement.krippendorff import Scale, compute_alpha
from centralis.core.agreement.ratings import AgreementError, RatingTable

CELLS = st.lists(st.lists(st.none() | st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=15)


def build(rows):
    found = [(str(i), f"R{j}", float(v)) for i, row in enumerate(rows) for j, v in enumerate(row) if v is not None]
    return RatingTable.from_rows(found)


def usable(rows):
    readers = {j for row in rows for j, value in enumerate(row) if value is not None}
    return len(readers) > 1 and any(sum(value is not None for value in row) > 1 for row in rows)


def brute_force(rows, delta2):
    """Alpha straight from its definition: every ordered pair of values within units, and of all pairable values."""
    units = [[value for value in row if value is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    n = len(every)
    seen = sum(
        delta2(a, b, every) / (len(u) - 1) for u in units for i, a in enumerate(u) for j, b in enumerate(u) if i != j
    )
    chance = sum(delta2(a, b, every) for i, a in enumerate(every) for j, b in enumerate(every) if i != j)
    return None if chance == 0 else 1 - (n - 1) * seen / chance


DELTAS = {
    Scale.NOMINAL: lambda a, b, every: float(a != b),
    Scale.ORDINAL: lambda a, b, every: (
        (sum(min(a, b) <= v <= max(a, b) for v in every) - (every.count(a) + every.count(b)) / 2) ** 2 * (a != b)
    ),
    Scale.INTERVAL: lambda a, b, every: (a - b) ** 2,
    Scale.RATIO: lambda a, b, every: ((a - b) / (a + b)) ** 2 if a + b else 0.0,
}


@pytest.mark.parametrize(
    ("scale", "printed"),
    [(Scale.NOMINAL, 0.743), (Scale.ORDINAL, 0.815), (Scale.INTERVAL, 0.849), (Scale.RATIO, 0.797)],
)
def test_krippendorffs_own_twelve_units_by_four_observers(scale, printed):
    """Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D and following."""
    assert round(compute_alpha(build_four_raters(), scale, resamples=0).estimate, 3) == printed


def test_irrcac_prints_these():
    """R irrCAC 1.0: krippen.alpha.raw, .dist, and krippen2.table."""
    assert round(compute_alpha(build_four_raters(), resamples=0).estimate, 5) == 0.74342
    assert round(compute_alpha(build_psychiatrists(), resamples=0).estimate, 7) == 0.4204384
    two = build_pairs_table(expand_counts(ABSTRACTORS))
    assert round(compute_alpha(two, resamples=0).estimate, 7) == 0.7972585


@settings(deadline=None)
@given(CELLS.filter(usable), st.sampled_from(Scale))
def test_it_is_its_definition(rows, scale):
    found, expected = compute_alpha(build(rows), scale, resamples=0), brute_force(rows, DELTAS[scale])
    if expected is None:
        assert found.estimate is None
        assert "no disagreement could be expected" in found.reason
    else:
        assert found.estimate == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(CELLS.filter(usable), st.permutations(range(3)))
def test_readers_and_cases_may_be_renamed(rows, order):
    other = [[row[place] for place in order] for row in rows[::-1]]
    for scale in Scale:
        first, second = (compute_alpha(build(one), scale, resamples=0).estimate for one in (rows, other))
        assert second == (None if first is None else pytest.approx(first, abs=1e-9))


@settings(deadline=None)
@given(CELLS.filter(usable))
def test_with_two_values_nominal_ordinal_and_interval_are_one(rows):
    two = [[None if value is None else value // 3 for value in row] for row in rows]
    found = [
        compute_alpha(build(two), scale, resamples=0).estimate
        for scale in (Scale.NOMINAL, Scale.ORDINAL, Scale.INTERVAL)
    ]
    if found[0] is not None:
        assert found[1] == pytest.approx(found[0])
        assert found[2] == pytest.approx(found[0])


@settings(deadline=None)
@given(CELLS.filter(usable), st.floats(0.1, 10), st.floats(-5, 5))
def test_scales_allow_their_own_changes_of_unit(rows, factor, shift):
    """Interval: any linear change; ratio: any factor; ordinal: any order-keeping change."""
    table = build(rows)

    def changed(rule):
        return build([[None if value is None else rule(value) for value in row] for row in rows])

    def alpha(one, scale):
        return compute_alpha(one, scale, resamples=0).estimate

    for scale, other in (
        (Scale.INTERVAL, changed(lambda v: v * factor + shift)),
        (Scale.RATIO, changed(lambda v: v * factor)),
        (Scale.ORDINAL, changed(lambda v: v**3)),
    ):
        first = alpha(table, scale)
        assert alpha(other, scale) == (None if first is None else pytest.approx(first, abs=1e-6))


def test_perfect_agreement_is_1_and_its_interval_too():
    rows = [[0.1, 0.1, 0.1], [0.7, 0.7, None], [3, 3, 3]] * 2
    found = compute_alpha(build(rows), Scale.INTERVAL, resamples=100)
    assert (found.estimate, found.interval.upper) == (1, 1)


def test_the_same_seed_gives_the_same_interval_which_holds_alpha():
    first, again = (compute_alpha(build_psychiatrists(), seed=5) for _ in range(2))
    other = compute_alpha(build_psychiatrists(), seed=6)
    assert first.interval == again.interval != other.interval
    assert first.interval.lower < first.estimate < first.interval.upper
    assert first.parameters["seed"] == 5


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    """Two readers who copy one truth with chance 0.8: alpha of a very large sample against 60 intervals of 80 cases."""
    chance = np.random.default_rng(3)

    def sample(n):
        truth = chance.integers(0, 3, n)
        reads = [np.where(chance.random(n) < 0.8, truth, chance.integers(0, 3, n)) for _ in range(2)]
        return build_pairs_table(list(zip(*(one.astype(float).tolist() for one in reads), strict=True)))

    true = compute_alpha(sample(40_000), resamples=0).estimate
    found = [compute_alpha(sample(80), resamples=200).interval for _ in range(60)]
    assert sum(one.lower <= true <= one.upper for one in found) >= 51


@pytest.mark.parametrize(
    ("rows", "scale", "said"),
    [
        ([("1", "a", "x"), ("1", "b", "y")], Scale.ORDINAL, "whose order is not known"),
        ([("1", "a", "x"), ("1", "b", "y")], Scale.INTERVAL, "'x' is not a number; the interval scale"),
        ([("1", "a", -1.0), ("1", "b", 2.0)], Scale.RATIO, "-1 is below 0"),
        ([("1", "a", 1.0), ("2", "b", 2.0)], Scale.NOMINAL, "No case was rated by two readers"),
    ],
)
def test_what_it_refuses(rows, scale, said):
    with pytest.raises(AgreementError, match=said):
        compute_alpha(RatingTable.from_rows(rows), scale)


def test_words_in_their_order_are_ordinal():
    rows = [
        ("1", "a", "low"),
        ("1", "b", "mid"),
        ("2", "a", "high"),
        ("2", "b", "high"),
        ("3", "a", "low"),
        ("3", "b", "low"),
    ]
    words = compute_alpha(RatingTable.from_rows(rows), Scale.ORDINAL, ("low", "mid", "high"), resamples=0)
    place = {"low": 0.0, "mid": 1.0, "high": 2.0}
    numbers = compute_alpha(RatingTable.from_rows([(c, r, place[v]) for c, r, v in rows]), Scale.ORDINAL, resamples=0)
    assert words.estimate == numbers.estimate


def test_too_few_cases_or_resamples_have_their_sentence():
    one = compute_alpha(build([[1, 2, None]]))
    assert (one.interval, one.reason[:14]) == (None, "One case alone")
    few = compute_alpha(build([[1, 1, 1]] * 30 + [[1, 1, 2]]), resamples=100)
    assert few.interval is None
    assert "resamples had ratings that differ" in few.reason
    with pytest.raises(AgreementError, match="50 resamples are too few"):
        compute_alpha(build([[1, 2, 1], [2, 2, 1]]), resamples=50)


def test_many_different_measured_values_are_taken():
    """20,000 cases by three readers, nearly every value its own: neither memory nor time runs away."""
    chance = np.random.default_rng(1)
    truth = chance.standard_normal((20_000, 1))
    reads = truth + 0.5 * chance.standard_normal((20_000, 3))
    found = compute_alpha(build(reads.tolist()), Scale.INTERVAL, resamples=100)
    assert found.estimate == pytest.approx(0.8, abs=0.01)
    assert found.interval.upper - found.interval.lower < 0.02
    with pytest.raises(AgreementError, match="more than the 2,000 that the ratio scale takes"):
        compute_alpha(build(np.exp(reads).tolist()), Scale.RATIO)
