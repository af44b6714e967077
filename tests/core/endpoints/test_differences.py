"""Differences of proportions against Newcombe's printed table, and their own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.endpoints.differences import DifferenceMethod, compute_difference
from centralis.core.endpoints.method import StatisticsError

MN, NEWCOMBE = DifferenceMethod.MIETTINEN_NURMINEN, DifferenceMethod.NEWCOMBE

#: Newcombe 1998, table II, columns a to h: method 6 (Miettinen-Nurminen) and method 10
TABLE_II = [
    ((56, 70), (48, 80), (0.0528, 0.3382), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1700, 0.8406), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0342, 0.8534), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0326, 0.1933), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1658, 0.2844), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2879, 0.2879), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.7156, 1.0000), (0.6791, 1.0000)),
    ((10, 10), (0, 10), (0.6636, 1.0000), (0.6075, 1.0000)),
]


@pytest.mark.parametrize(("first", "second", "score", "hybrid"), TABLE_II)
def test_newcombe_table_ii(first, second, score, hybrid):
    for method, printed in ((MN, score), (NEWCOMBE, hybrid)):
        found = compute_difference(first, second, method)
        assert (round(found.lower, 4), round(found.upper, 4)) == printed


ARM = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(ARM, ARM, st.sampled_from(DifferenceMethod), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_rules_of_every_difference(first, second, method, level):
    """Limits hold the difference; swapping arms or counting the others instead turns them round; more is wider."""
    found = compute_difference(first, second, method, level)
    assert -1 <= found.lower <= found.difference + 1e-9
    assert found.difference - 1e-9 <= found.upper <= 1
    swapped = compute_difference(second, first, method, level)
    assert (swapped.lower, swapped.upper) == pytest.approx((-found.upper, -found.lower), abs=1e-7)
    others = compute_difference((first[1] - first[0], first[1]), (second[1] - second[0], second[1]), method, level)
    assert (others.lower, others.upper) == pytest.approx((-found.upper, -found.lower), abs=1e-7)
    wider = compute_difference(first, second, method, 0.995)
    assert wider.lower <= found.lower + 1e-9
    assert wider.upper >= found.upper - 1e-9


@pytest.mark.parametrize(
    ("first", "second", "level", "words"),
    [
        ((1, 0), (1, 2), 0.95, "0 subjects"),
        ((3, 2), (1, 2), 0.95, "3 responders among 2"),
        ((1, 2), (-1, 2), 0.95, "-1 responders"),
        ((1, 2), (1, 2), 95, "between 0 and 1"),
    ],
)
def test_counts_that_cannot_be_are_refused(first, second, level, words):
    with pytest.raises(StatisticsError, match=words):
        compute_difference(first, second, level=level)
