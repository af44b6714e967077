"""Hidden repeats: the fraction, the washout, and draws that stay."""

from datetime import date
from decimal import Decimal

import pytest

from centralis.core.reading.repeats import FinishedCase, RepeatDesign, derive_due_repeats, is_repeat

SEED = b"a sealed seed of 32 bytes ......"
CASES = [f"case {number}" for number in range(1000)]


@pytest.mark.req("IMG-13")
def test_about_the_fraction_is_drawn_and_a_larger_one_only_adds():
    """5 % of 1000 is 50; 25..80 is beyond three and a half standard deviations (6.9)."""
    small = {case for case in CASES if is_repeat(SEED, "r1", case, Decimal("0.05"))}
    large = {case for case in CASES if is_repeat(SEED, "r1", case, Decimal("0.2"))}
    assert 25 <= len(small) <= 80
    assert small < large
    assert small != {case for case in CASES if is_repeat(SEED, "r2", case, Decimal("0.05"))}


def test_none_and_all():
    assert not any(is_repeat(SEED, "r1", case, Decimal(0)) for case in CASES)
    assert all(is_repeat(SEED, "r1", case, Decimal(1)) for case in CASES)


@pytest.mark.parametrize(("day", "due"), [(27, ()), (28, ("case 1",))])
def test_washout_is_inclusive(day, due):
    finished = [FinishedCase("case 1", date(2026, 3, 1)), FinishedCase("case 2", date(2026, 3, 1), is_repeated=True)]
    design = RepeatDesign(Decimal(1), 28)
    today = date.fromordinal(date(2026, 3, 1).toordinal() + day)
    assert derive_due_repeats(SEED, "r1", finished, design, today) == due


def test_impossible_designs_are_refused():
    with pytest.raises(ValueError, match="fraction"):
        RepeatDesign(Decimal("1.1"), 28)
    with pytest.raises(ValueError, match="washout"):
        RepeatDesign(Decimal("0.1"), -1)
