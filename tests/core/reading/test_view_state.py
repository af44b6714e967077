"""The view state of a reader's page: what is taken as it is, and what is refused with a sentence."""

import json
import math

import pytest

from centralis.core.reading.view_state import MOST_BYTES, check_view_state, shown_cells


def view(**values):
    base = {
        "window": {"centre": 40, "width": 400}, "is_inverted": False, "rotation_deg": 90,
        "is_flipped": [False, True], "centre_mm": [1.5, -2.0, 30], "height_mm": 120.25,
    }  # fmt: skip
    return {**base, **values}


def cell(**values):
    named = {"series": "2.25.7", "instance": "2.25.8", "frame": 3}
    base = {"number": 2, "size_px": [640, 480], **named, "group": "all", "view": view(), "cut": None, "fused": None}
    return {**base, **values}


def cut(**values):
    base = {"window": {"centre": 40, "width": 400}, "is_inverted": False, "centre_mm": [1.5, -2.0, 30]}
    return {"name": "mip", "turned_deg": 345, **base, "height_mm": 120.25, **values}


def state(*cells, **values):
    """A view state of the form that is kept now."""
    fusion = {"opacity_percent": 60, "most_suv": 5, "colours": "hot_metal"}
    return {"version": 2, **first(*cells), "has_lines": True, "fusion": fusion, "hanging": "", **values}


def first(*cells, **values):
    """A view state of the first form, without planes; its cells are given without `cut` and `fused`."""
    base = {
        "layout": {"rows": 1, "columns": 2}, "rendering": "cpu", "pixel_ratio": 1.25, "active": 1,
        "link": {"is_on": True, "offsets_mm": [0, 12.5]}, "cells": list(cells),
    }  # fmt: skip
    return {**base, **values}


def test_what_the_page_shows_is_taken_to_the_last_digit():
    given = state(cell(), cell(view=view(window=None, centre_mm=[0.1 + 0.2, 1e-9, 5.0])), {"number": 1})
    assert check_view_state(given) == given
    assert [one["number"] for one in shown_cells(given)] == [2, 2]


def test_planes_and_what_is_laid_over_are_taken_and_the_first_form_still_is():
    given = state(cell(cut=cut()), cell(cut=cut(name="coronal", turned_deg=0), fused="2.25.9"))
    assert check_view_state(given) == given
    plain = {name: part for name, part in cell().items() if name not in ("cut", "fused")}
    assert check_view_state(first(plain)) == first(plain)
    with pytest.raises(ValueError, match=r"cells\.0 is not of the form"):
        check_view_state(first(cell()))
    with pytest.raises(ValueError, match=r"cells\.0 is not of the form"):
        check_view_state(state(plain))


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (None, "it"),
        ([], "it"),
        ({}, "it"),
        (state(cell(frame=0)), "cells.0"),
        (state(cell(patient="x")), "cells.0"),
        (state(cell(instance="../../x")), "cells.0"),
        (state(cell(view=view(height_mm=0))), "cells.0"),
        (state(cell(view=view(centre_mm=[0, 0]))), "cells.0"),
        (state(cell(size_px=[0, 10])), "cells.0"),
        (state(cell(cut=cut(name="oblique"))), "cells.0"),
        (state(cell(cut=cut(turned_deg=360))), "cells.0"),
        (state(cell(fused="the PET")), "cells.0"),
        (state(version=3), "version"),
        (state(has_lines=None), "has_lines"),
        (state(fusion={"opacity_percent": 101, "most_suv": 5, "colours": "hot_metal"}), "fusion.opacity_percent"),
        (state(rendering="magic"), "rendering"),
        (state(layout={"rows": 1, "columns": 9}), "layout.columns"),
        (state(*[{"number": 1}] * 13), "cells"),
        (state(note="free text"), "it"),
    ],
)
def test_another_form_is_refused_and_the_place_is_told(given, where):
    with pytest.raises(ValueError, match=f"can't be kept: {where} is not of the form"):
        check_view_state(given)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="can't be kept"):
        check_view_state(state(cell(view=view(height_mm=number))))


def test_the_largest_state_that_is_taken_fits_in_what_is_read():
    digits = [-9999999.123456789] * 3
    full = view(centre_mm=digits, window={"centre": digits[0], "width": 9999999.123456789})
    name, plane = "2" * 64, cut(centre_mm=digits, window=full["window"], height_mm=9999999.123456789)
    given = state(*[cell(view=full, series=name, instance=name, fused=name, cut=plane)] * 12, hanging="x" * 120)
    assert check_view_state(given) == given
    assert len(json.dumps(given)) < MOST_BYTES
