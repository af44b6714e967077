"""Three-valued evidence: shown, excluded, not told; the truth tables, row by row."""

from itertools import product

import pytest

from centralis.core.scores.mcdonald.evidence import all_of, any_of, at_least, decide
from centralis.core.scores.mcdonald.model import Diagnosis


@pytest.mark.parametrize(
    ("one", "other", "either", "both"),
    [
        (True, True, True, True), (True, False, True, False), (True, None, True, None),
        (False, False, False, False), (False, None, None, False), (None, None, None, None),
    ],
)  # fmt: skip
def test_truth_of_two(one, other, either, both):
    assert (any_of([one, other]), any_of([other, one])) == (either, either)
    assert (all_of([one, other]), all_of([other, one])) == (both, both)


def test_at_least_two_of_three_in_all_27_combinations():
    """Shown when two are; excluded when even the open ones could not make two."""
    for three in product((True, False, None), repeat=3):
        possible = {
            sum(choice) >= 2 for choice in product(*[(one,) if one is not None else (True, False) for one in three])
        }
        assert at_least(three, 2) is (possible.pop() if len(possible) == 1 else None)


def test_the_first_way_shown_decides_and_an_open_one_keeps_the_answer_open():
    assert decide([("A", None), ("B", True), ("C", True)]) == ("B", Diagnosis.ESTABLISHED)
    assert decide([("A", None), ("B", False)]) == ("OPEN", Diagnosis.OPEN)
    assert decide([("A", False)]) == ("NOT-MET", Diagnosis.NOT_ESTABLISHED)
