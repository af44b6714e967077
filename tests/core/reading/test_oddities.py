"""What a reader is told of odd series, and where no value is told."""

import pytest

from centralis.core.reading.oddities import aspect_of, find_oddities, is_stream_signed

PLAIN = {"00280103": {"vr": "US", "Value": [0]}}
SIGNED = {"00280103": {"vr": "US", "Value": [1]}}
TABLE = {**PLAIN, "00283000": {"vr": "SQ", "Value": [{}]}}


def odd(models, placed=None, streams=None, unreadable=0):
    return find_oddities(models, placed or [True] * len(models), streams or [None] * len(models), unreadable)


def test_a_plain_series_has_no_oddities():
    found = odd([PLAIN, PLAIN])
    assert (found.warnings, found.has_values) == ((), True)


@pytest.mark.parametrize(
    ("models", "streams", "word"),
    [
        ([PLAIN, TABLE], None, "Modality LUT"),
        ([PLAIN, SIGNED], [False, False], "contradict each other"),
        ([PLAIN], [True], "contradict each other"),
    ],
)
def test_where_a_value_could_be_wrong_none_is_told(models, streams, word):
    found = odd(models, streams=streams)
    assert not found.has_values
    assert word in found.warnings[0]
    assert found.warnings[0].endswith("no values are told.")


def test_a_stream_that_agrees_or_says_nothing_is_not_odd():
    assert odd([SIGNED, PLAIN], streams=[True, False]).has_values
    assert odd([{}], streams=[False]).has_values


@pytest.mark.parametrize(("count", "word"), [(1, "1 image can't be read and is left out"), (3, "3 images can't be")])
def test_what_cannot_be_read_is_counted(count, word):
    assert odd([PLAIN], unreadable=count).warnings[0].startswith(word)


def test_some_images_without_a_place_are_said():
    assert "do not say where" in odd([PLAIN, PLAIN], placed=[True, False]).warnings[0]
    assert odd([PLAIN], placed=[False]).warnings == ()


@pytest.mark.parametrize(
    ("told", "aspect"), [([4, 3], 4 / 3), ([1, 1], 1.0), ([1], None), ([0, 1], None), (["a", "b"], None), ([], None)]
)
def test_the_aspect_of_pixels(told, aspect):
    model = {"00280034": {"vr": "IS", "Value": told}}
    assert aspect_of(model) == aspect
    assert bool(odd([model]).warnings) == (aspect not in (None, 1.0))


def test_a_code_stream_says_whether_it_is_signed():
    start = b"\xff\x4f\xff\x51" + bytes(38)
    assert is_stream_signed(start + b"\x8f") is True
    assert is_stream_signed(start + b"\x0f") is False
    assert is_stream_signed(start) is None
    assert is_stream_signed(b"\xff\xd8" + bytes(60)) is None
