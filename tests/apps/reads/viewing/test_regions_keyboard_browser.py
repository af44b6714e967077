"""Regions, angles and volumes without a mouse, in a real Chromium: the same marks, the server's numbers, no barrier."""

from math import pi

import numpy as np
import pytest
from tests.apps.reads.reports.test_replay_browser import barriers
from tests.apps.reads.test_keyboard_browser import PANE, press, said, tab_to
from tests.apps.reads.viewing.test_browser import outside_the_loop, saved, shot, show, tab, task
from tests.apps.reads.viewing.test_regions_browser import marks
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, ROW_MM, STEP_MM, phantom

from centralis.apps.reads.models import Mark

__all__ = ["tab", "task"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MIDDLE = (-30.0 + 63.5 * COLUMN_MM, -25.0 + 39.5 * ROW_MM)
"""The cursor's first place: the middle of the image, which is the phantom's (x, y in mm)."""


def pane(page, task) -> None:
    show(page, task, 1)
    tab_to(page, PANE)


def test_an_ellipse_by_its_middle_and_a_corner_of_its_box(tab, task):
    pane(tab, task)
    press(tab, "e", "Enter")
    assert "Enter places the middle of the ellipse" in said(tab)
    press(tab, "Enter", "Enter")
    assert "has no area" in said(tab)
    press(tab, "Shift+ArrowRight", "ArrowRight*6", "ArrowDown*5")
    assert said(tab) == "16 columns and 5 rows from the middle"
    shot(tab, "keyboard-ellipse-drawing")
    press(tab, "Enter")
    saved(tab)
    (mark,) = marks("ellipse")
    assert (mark.lesion, mark.values["unit"]) == ("ROI 1", "HU")
    assert mark.values["area_mm2"] == pytest.approx(pi * 16 * COLUMN_MM * 5 * ROW_MM, abs=0.01)
    assert (mark.values["mean"], mark.values["sd"], mark.values["min"], mark.values["max"]) == (100, 0, 100, 100)
    below, above, left, right = (np.array(one[:2]) - MIDDLE for one in mark.points)
    ends = np.array([[0, 4], [0, -4], [-8, 0], [8, 0]])
    assert np.array([below, above, left, right]) == pytest.approx(ends, abs=1e-3)
    told = f"ROI 1: {mark.values['area_mm2']:.1f} mm², mean 100.0 HU, SD 0.0, 100.0 to 100.0 HU, saved"
    assert said(tab) == told
    assert barriers(tab) == []
    tab.wait_for_timeout(400)
    assert marks("ellipse")[0].edit == 1  # the engine measured it again, and moved nothing
    tab_to(tab, "[data-region^='remove-']")
    press(tab, "Enter")
    saved(tab)
    assert marks("ellipse") == []


def test_a_freehand_region_by_its_corners_and_an_angle_by_three_points(tab, task):
    pane(tab, task)
    press(tab, "o", "Enter", "Shift+ArrowLeft*2", "ArrowUp*5", "Enter", "Shift+ArrowRight*4", "Enter", "c")
    assert said(tab) == "A region has at least three corners."
    press(tab, "Shift+ArrowDown", "Enter", "Shift+ArrowRight", "Enter", "Backspace", "Shift+ArrowLeft*5", "Enter", "c")
    saved(tab)
    (mark,) = marks("freehand")
    assert len(mark.points) == 4
    assert mark.values["area_mm2"] == pytest.approx(40 * COLUMN_MM * 10 * ROW_MM, abs=0.01)
    assert mark.values["count"] == 40 * 10
    assert mark.values["mean"] == 100
    tab_to(tab, PANE)
    press(tab, "o", "Enter", "Enter", "ArrowRight*4", "Enter", "ArrowDown*4", "Enter")
    press(tab, "ArrowUp*4", "ArrowLeft*4", "Enter")
    saved(tab)
    assert [one.values["area_mm2"] for one in marks("freehand")][1] == pytest.approx(4 * 4 * 0.4 / 2, abs=0.01)
    press(tab, "a", "Enter", "Shift+ArrowUp", "Enter", "Shift+ArrowDown", "Enter", "Shift+ArrowRight*2", "Enter")
    saved(tab)
    (angle,) = marks("angle")
    assert angle.values["angle_degrees"] == pytest.approx(90, abs=0.01)
    assert said(tab) == "Angle 1: 90.0°, saved"
    shot(tab, "keyboard-regions")
    assert barriers(tab) == []


def test_a_volume_filled_between_limits_painted_and_erased_by_keys(tab, task):
    """The ellipsoid, slice by slice, from the pixel in its middle: the server counts the voxels of at least 0 HU."""
    pane(tab, task)
    press(tab, "g", "Enter", "f")
    assert "Set “from value” or “to” first" in tab.inner_text("[data-save-state]")
    tab.keyboard.press("Escape")
    tab_to_before(tab, "[data-brush-low]")
    tab.keyboard.type("0")
    tab_to(tab, PANE)
    press(tab, "Enter")
    assert said(tab).startswith("Brush at column 64.5, row 40.5, value 100.")
    press(tab, "f")
    saved(tab)
    expected = [int((one.pixel_array >= 1024).sum()) for one in phantom()]
    (middle,) = marks("mask")
    assert (middle.lesion, middle.values["count"]) == ("T1/5", expected[4])
    for way, times in (("PageUp", 2), ("PageDown", 4)):
        for number in range(times):
            press(tab, way)
            tab.wait_for_timeout(120)
            if (way, number) not in [("PageDown", 0), ("PageDown", 1)]:
                press(tab, "f")
    saved(tab)
    counts = {one.lesion: one.values["count"] for one in marks("mask")}
    assert counts == {f"T1/{place}": expected[place - 1] for place in range(3, 8)}
    volume = sum(counts.values()) * ROW_MM * COLUMN_MM * STEP_MM / 1000
    assert said(tab) == f"T1: {volume:.2f} mL, saved"
    shot(tab, "keyboard-volume")
    assert barriers(tab) == []


def test_the_brush_paints_on_its_way_erases_and_changes_its_size_by_keys(tab, task):
    pane(tab, task)
    press(tab, "g", "Enter", "[*7")
    assert said(tab) == "Radius 0.5 mm"
    press(tab, "ArrowRight*40", "Enter", "ArrowRight*4", "Enter")
    saved(tab)
    (mark,) = marks("mask")
    line = mark.values["count"]
    assert mark.values["count"] >= 5
    assert said(tab).startswith("T1: ")
    press(tab, "h", " ")
    saved(tab)
    assert marks("mask")[0].values["count"] < line
    press(tab, "u")
    saved(tab)
    assert marks("mask")[0].points == mark.points
    press(tab, "Escape", "Escape", "Enter")
    with outside_the_loop():
        assert Mark.objects.filter(state="current").count() == 1


def tab_to_before(page, selector: str) -> None:
    """Go back with Shift and Tab until an element is reached."""
    for _ in range(40):
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"Shift and Tab never come to {selector}")
