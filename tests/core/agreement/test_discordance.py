"""Early and late discrepancy rates: each cell of the table, tolerance, arms, and what holds for any days."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.discordance import ProgressionPair, compare_arms, compare_progression
from centralis.core.agreement.ratings import AgreementError

DAYS = st.lists(st.tuples(st.none() | st.integers(0, 400), st.none() | st.integers(0, 400)), min_size=1, max_size=40)


def build(days):
    return [ProgressionPair(str(number), *pair) for number, pair in enumerate(days)]


def arm(a1=0, a2=0, a3=0, b=0, c=0, d=0):
    days = [(90, 90)] * a1 + [(120, 90)] * a2 + [(90, 120)] * a3 + [(90, None)] * b + [(None, 90)] * c
    return compare_progression(build(days + [(None, None)] * d))


def test_every_cell_has_its_place():
    found = compare_progression(build([(84, 84), (126, 84), (84, 126), (84, None), (None, 84), (None, None)]))
    cells = (
        found.both_same_day,
        found.first_later,
        found.first_earlier,
        found.first_alone,
        found.second_alone,
        found.neither,
    )
    assert cells == (1, 1, 1, 1, 1, 1)
    assert found.subjects == 6
    assert found.discordant == ("1", "2", "3", "4")


def test_the_rates_of_amit_and_others():
    """EDR = (b + a3) / (a + b), LDR = (c + a2) / (b + c + a2 + a3), with exact limits."""
    found = arm(a1=20, a2=3, a3=4, b=5, c=2, d=16)
    assert (found.early.rate.responders, found.early.rate.subjects) == (9, 32)
    assert (found.late.rate.responders, found.late.rate.subjects) == (5, 14)
    assert (found.discordant_status.rate.responders, found.discordant_status.rate.subjects) == (7, 50)
    assert (found.early.rate.lower, found.early.rate.upper) == (
        pytest.approx(0.137, abs=1e-3),
        pytest.approx(0.467, abs=1e-3),
    )
    assert found.to_json()["early_discrepancy_rate"]["count"] == 9


def test_days_within_the_tolerance_are_the_same():
    pairs = build([(90, 100), (90, 111)])
    assert compare_progression(pairs, 10).both_same_day == 1
    assert compare_progression(pairs, 0).first_earlier == 2
    assert compare_progression(pairs, 21).discordant == ()


@settings(deadline=None)
@given(DAYS)
def test_swapping_the_evaluations_mirrors_the_table(days):
    found, other = compare_progression(build(days)), compare_progression(build([(b, a) for a, b in days]))
    assert (found.first_later, found.first_alone) == (other.first_earlier, other.second_alone)
    assert found.discordant == other.discordant
    assert found.subjects == len(days)
    if found.late.rate and other.late.rate:
        assert found.late.rate.rate + other.late.rate.rate == pytest.approx(1)


def test_rates_without_a_denominator_have_a_reason():
    found = arm(d=3)
    assert found.early.to_json() == {"rate": None, "reason": "The first evaluation declared no progression."}
    assert found.late.reason == "No subject is discordant."


def test_arms_are_compared_in_a_sentence():
    biased = compare_arms(arm(a1=20, c=8, b=1), arm(a1=20, b=8, c=1))
    assert biased.early < 0 < biased.late
    assert "the early and late rate may point to evaluation in favour of the experimental arm" in biased.sentence
    fair = compare_arms(arm(a1=20, b=4, c=4), arm(a1=20, b=4, c=4))
    assert (fair.early, fair.late) == (0, 0)
    assert "neither points" in fair.sentence
    assert "An arm has no rate" in compare_arms(arm(d=2), arm(a1=1, b=1)).sentence


def test_what_it_refuses():
    with pytest.raises(AgreementError, match="no subjects"):
        compare_progression([])
    with pytest.raises(AgreementError, match="Subject 1 stands twice"):
        compare_progression([ProgressionPair("1", 1, 1), ProgressionPair("1", 2, 2)])
    with pytest.raises(AgreementError, match="tolerance is -1 days"):
        compare_progression(build([(1, 1)]), -1)
