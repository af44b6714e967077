"""The true courses: each keeps what its name promises, whatever the seed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.simulation import Course, LesionOrgan, simulate_subject

seeds = st.integers(0, 2**32)


def sums(course: Course, seed: int, time_points: int = 4) -> list[float]:
    return [point.sum_of_diameters_mm for point in simulate_subject("01-001", course, seed, time_points).time_points]


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_a_responder_ends_30_percent_below_baseline_and_never_grows(seed: int) -> None:
    seen = sums(Course.RESPONDER, seed)
    assert seen[-1] <= 0.65 * seen[0]
    assert seen == sorted(seen, reverse=True)


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_a_progressor_ends_20_percent_and_5_mm_above_the_nadir(seed: int) -> None:
    seen = sums(Course.PROGRESSOR, seed)
    assert seen[-1] >= 1.25 * min(seen)
    assert seen[-1] >= min(seen) + 5


@settings(max_examples=50, deadline=None)
@given(seeds, st.sampled_from([Course.STABLE, Course.NEW_LESION]))
def test_stable_sums_stay_between_the_thresholds(seed: int, course: Course) -> None:
    seen = sums(course, seed, 6)
    assert all(0.8 * seen[0] < value < 1.1 * min(seen) for value in seen[1:])


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_only_the_course_with_a_new_lesion_has_one_from_the_second_follow_up(seed: int) -> None:
    for course in Course:
        points = simulate_subject("01-001", course, seed).time_points
        new = [any(lesion.id == "L1" for lesion in point.lesions) for point in points]
        assert new == ([False, False, True, True] if course is Course.NEW_LESION else [False] * 4)


@settings(max_examples=50, deadline=None)
@given(seeds)
def test_baseline_targets_are_measurable_and_within_recists_numbers(seed: int) -> None:
    """RECIST 1.1 section 3.1.1 and 4.2: 10 mm longest, 15 mm short axis for nodes; five in all, two an organ."""
    lesions = simulate_subject("01-001", Course.STABLE, seed).time_points[0].lesions
    targets = [lesion for lesion in lesions if lesion.target]
    assert len(targets) <= 5
    for organ in LesionOrgan:
        assert sum(lesion.organ is organ for lesion in targets) <= 2
    for lesion in targets:
        assert lesion.short_axis_mm >= 15 if lesion.is_node else lesion.longest_mm >= 10
        assert lesion.diameter_mm == (lesion.short_axis_mm if lesion.is_node else lesion.longest_mm)
    assert len({lesion.centre_mm for lesion in lesions}) == len(lesions), "two lesions in one place"


def test_the_seed_decides_everything_and_the_code_nothing_else() -> None:
    first, again = (simulate_subject("01-001", Course.RESPONDER, 7) for _ in range(2))
    assert first == again
    assert first.time_points != simulate_subject("01-001", Course.RESPONDER, 8).time_points
    assert first.time_points == simulate_subject("02-009", Course.RESPONDER, 7).time_points


def test_a_course_without_a_baseline_is_refused() -> None:
    with pytest.raises(ValueError, match="at least the baseline; 0"):
        simulate_subject("01-001", Course.STABLE, 1, time_points=0)
