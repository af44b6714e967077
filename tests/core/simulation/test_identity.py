"""Invented persons: plausible, and the same for the same seed."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from centralis.core.simulation import simulate_identity


@given(st.integers(0, 2**32))
def test_a_person_is_plausible_and_repeatable(seed: int) -> None:
    person = simulate_identity(seed)
    assert person == simulate_identity(seed)
    assert person.sex in {"F", "M"}
    assert person.name.count("^") == 1
    assert date(1942, 1, 1) <= person.birth_date < date(1977, 1, 1)
    assert 30 < person.weight_kg < 150
    assert 1.3 < person.height_m < 2.2


def test_age_counts_completed_years() -> None:
    person = replace(simulate_identity(1), birth_date=date(1960, 6, 15))
    assert person.age_years(date(2025, 6, 14)) == 64
    assert person.age_years(date(2025, 6, 15)) == 65
