"""The display check: letters at published contrasts, drawn anew each time, judged from the start of each field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.display import LETTERS, STEPS, derive_pattern, judge

KEY = b"k" * 32


def test_levels_are_those_of_the_published_patterns():
    dark, middle, bright = derive_pattern(KEY, "reader", 1)
    assert [one.level for one in dark.letters] == [13, 10, 7, 5, 3, 2]
    assert [one.level for one in middle.letters] == [141, 138, 135, 133, 131, 130]
    assert [one.level for one in bright.letters] == [242, 245, 248, 250, 252, 253]
    assert round(100 * STEPS[0] / 255) == 5


def test_a_pattern_is_the_same_when_asked_again_and_another_for_the_next_check_or_person():
    first = derive_pattern(KEY, "reader", 1)
    assert first == derive_pattern(KEY, "reader", 1)
    words = {tuple(one.word for one in derive_pattern(KEY, who, number)) for who in "ab" for number in range(50)}
    assert len(words) == 100


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(1, 99))
def test_what_was_read_counts_from_the_start_of_each_field(dark, middle, bright, number):
    pattern = derive_pattern(KEY, "reader", number)
    counts = dict(zip(("dark", "middle", "bright"), (dark, middle, bright), strict=True))
    typed = {one.name: " ".join(one.word[: counts[one.name]].lower()) for one in pattern}
    found = judge(pattern, typed)
    assert dict(found.read) == counts
    assert found.failed == tuple(name for name, count in counts.items() if count == 0)
    assert found.is_passed is all(counts.values())


def test_a_wrong_letter_ends_what_counts():
    pattern = derive_pattern(KEY, "reader", 1)
    word = pattern[0].word
    other = next(one for one in LETTERS if one != word[2])
    found = judge(pattern, {"dark": word[:2] + other + word[3:], "middle": pattern[1].word, "bright": "?"})
    assert found.read == {"dark": 2, "middle": 6, "bright": 0}
    assert found.finest_percent == {"dark": 3.9, "middle": 0.8, "bright": None}
    assert found.failed == ("bright",)


@pytest.mark.parametrize("typed", [{}, {"dark": "", "middle": "  ", "bright": "\u0000"}])
def test_nothing_typed_is_nothing_read(typed):
    assert judge(derive_pattern(KEY, "reader", 1), typed).failed == ("dark", "middle", "bright")
