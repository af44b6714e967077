"""Masks as runs: one writing each, refused when they are none, and their volume."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from centralis.core.reading.masks import (
    MOST_RUNS,
    check_runs,
    count_pixels,
    digest_runs,
    fill_mask,
    find_runs,
    read_runs,
    volume_ml,
)


@given(arrays(bool, (7, 9)))
def test_a_mask_is_its_runs_and_back(mask):
    runs = find_runs(mask)
    assert (fill_mask(runs, 7, 9) == mask).all()
    assert read_runs([list(one) for one in runs]) == runs
    assert count_pixels(runs) == int(mask.sum())
    check_runs(runs, 7, 9)


@pytest.mark.parametrize(
    ("given_runs", "word"),
    [
        ("x", "list of runs"),
        ([[1]], "start and a length"),
        ([[1.0, 2]], "whole numbers"),
        ([[True, 2]], "whole numbers"),
        ([[-1, 2]], "in order"),
        ([[5, 2], [7, 1]], "apart"),
        ([[5, 2], [1, 1]], "in order"),
        ([[5, 0]], "in order"),
        ([[2 * one, 1] for one in range(MOST_RUNS + 1)], "more than 20000 parts"),
    ],
)
def test_what_is_no_mask_is_refused_with_a_sentence(given_runs, word):
    with pytest.raises(ValueError, match=word):
        read_runs(given_runs)


def test_a_mask_beyond_its_frame_is_refused():
    check_runs([(60, 3)], 7, 9)
    with pytest.raises(ValueError, match="beyond the image"):
        check_runs([(60, 4)], 7, 9)


def test_the_volume_is_the_sum_over_frames():
    assert volume_ml([(100, 1.5), (200, 1.5)]) == 0.45
    assert volume_ml([]) == 0.0


def test_a_digest_tells_masks_apart():
    assert digest_runs([[1, 23]]) != digest_runs([[12, 3]])
    assert digest_runs([[1, 2]]) == digest_runs([(1, 2)])


def test_an_empty_mask_is_no_run():
    assert find_runs(np.zeros((3, 3), dtype=bool)) == ()
    assert not fill_mask([], 3, 3).any()
