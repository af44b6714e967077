"""What counts as writing, and how a cine is read without reading every frame."""

import numpy as np
import pytest
from tests.core.deid.pixels.objects import US_MULTI, Seeing, clean, image, outside, samples

from centralis.core.deid.pixels import Box, TextBox
from centralis.core.deid.pixels.finding import is_text

WORD = Box(10, 10, 12, 90)


def find(box: Box, score: float, legible: float, signs: int) -> TextBox:
    return TextBox(box, score, legible, signs)


@pytest.mark.parametrize(("one", "text"), [
    (find(WORD, 0.5, 0.95, 9), True),  # a faint line that reads well
    (find(WORD, 0.8, 0.2, 0), True),  # surely a line, though nothing was read
    (find(WORD, 0.6, 0.2, 0), False),
    (find(Box(10, 10, 14, 10), 0.9, 0.99, 1), False),  # a side marker
    (find(Box(50, 147, 46, 27), 0.61, 0.9, 3), False),  # ribs
    (find(Box(10, 295, 157, 62), 0.75, 0.4, 7), False),  # a spine
    (find(Box(0, 0, 40, 300), 0.9, 0.98, 12), True),  # large letters
])  # fmt: skip
def test_writing_is_told_from_anatomy_and_markers(one: TextBox, text: bool) -> None:
    assert is_text(one, [one]) is text


def test_a_letter_beside_a_word_is_part_of_it() -> None:
    initial, name = find(Box(10, 0, 12, 9), 0.8, 0.9, 1), find(Box(10, 14, 12, 90), 0.8, 0.99, 10)
    assert is_text(initial, [initial, name])


def moving(frames: int) -> np.ndarray:
    rng = np.random.default_rng(4)
    return rng.integers(0, 60, (frames, 120, 160)).astype(np.uint8)


def strokes(frame: np.ndarray, box: Box) -> None:
    frame[box.place][:, ::4] = 250


def test_text_that_never_moves_is_found_and_blanked_in_every_frame() -> None:
    frames, box = moving(40), Box(20, 30, 12, 80)
    for frame in frames:
        strokes(frame, box)
    reader = Seeing(box)
    cleaned, after = clean(image(frames, US_MULTI), reader)
    free = outside((120, 160), cleaned.pixels["boxes"])
    assert not free[box.place].any()
    assert np.array_equal(samples(after)[:, free], frames[:, free])
    assert (samples(after)[:, ~free] <= 60).all()
    assert cleaned.pixels["frames_read"] == 40
    assert reader.asked <= 16


@pytest.mark.parametrize("number", [1, 7, 13, 38])
def test_text_in_one_frame_only_is_found(number: int) -> None:
    frames, box = moving(40), Box(70, 40, 14, 100)
    strokes(frames[number], box)
    cleaned, after = clean(image(frames, US_MULTI), Seeing(box))
    assert not outside((120, 160), cleaned.pixels["boxes"])[box.place].any()
    assert int(samples(after)[number][box.place].max()) <= 60
