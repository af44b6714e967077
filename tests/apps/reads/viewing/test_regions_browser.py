"""Regions, angles and volumes drawn in a real Chromium: numbers of the server at the mark, kept, shown again."""

from math import pi

import pytest
from tests.apps.reads.viewing.test_browser import (  # noqa: F401  fixtures among them
    drag,
    edges,
    outside_the_loop,
    saved,
    shot,
    show,
    tab,
    task,
)

from centralis.apps.reads.models import Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def middle(page) -> tuple[float, float, float]:
    """The phantom's middle on the screen, and how many pixels of the screen a mm is."""
    edge = edges(page)
    x, y = edge["left"] + sum(edge["across"]) / 2, edge["top"] + sum(edge["down"]) / 2
    return x, y, (edge["across"][1] - edge["across"][0]) / 40.0


def marks(kind: str) -> list[Mark]:
    with outside_the_loop():
        return list(Mark.objects.filter(kind=kind, state="current").order_by("lesion"))


def test_an_ellipse_reads_100_hu_and_its_area_and_is_there_again(tab, task):  # noqa: F811
    show(tab, task, 1)
    x, y, scale = middle(tab)
    tab.click("[data-command='hand:ellipse']")
    drag(tab, (x, y), (x + 8 * scale, y + 5 * scale))
    saved(tab)
    tab.wait_for_selector(".viewer-cell.is-current svg >> text=mean 100.0 HU", state="attached")
    (mark,) = marks("ellipse")
    assert mark.lesion == "ROI 1"
    assert mark.values["area_mm2"] == pytest.approx(pi * 8 * 5, rel=0.05)
    assert (mark.values["mean"], mark.values["unit"]) == (100, "HU")
    assert f"{mark.values['area_mm2']:.1f} mm²" in tab.inner_text("[data-regions]")
    shot(tab, "regions-ellipse")
    show(tab, task, 1)
    tab.wait_for_selector(".viewer-cell.is-current svg >> text=mean 100.0 HU", state="attached")
    tab.wait_for_timeout(600)
    assert marks("ellipse")[0].edit == mark.edit
    tab.click("[data-region^='remove-']")
    saved(tab)
    assert marks("ellipse") == []
    assert tab.is_hidden("[data-regions]")


def test_a_freehand_region_and_an_angle_are_kept(tab, task):  # noqa: F811
    show(tab, task, 1)
    x, y, scale = middle(tab)
    tab.click("[data-command='hand:freehand']")
    corners = [(-8, -4), (8, -4), (8, 4), (-8, 4), (-8, -3)]
    places = [(x + a * scale, y + b * scale) for a, b in corners]
    tab.mouse.move(*places[0])
    tab.mouse.down()
    for place in places[1:]:
        tab.mouse.move(*place, steps=8)
    tab.mouse.up()
    saved(tab)
    (mark,) = marks("freehand")
    assert mark.values["area_mm2"] == pytest.approx(16 * 8, rel=0.05)
    assert (mark.values["min"], mark.values["max"]) == (100, 100)
    tab.click("[data-command='hand:angle']")
    drag(tab, (x - 15 * scale, y - 12 * scale), (x - 15 * scale, y + 12 * scale))
    tab.mouse.move(x + 9 * scale, y + 12 * scale, steps=4)
    tab.mouse.down()
    tab.mouse.up()
    saved(tab)
    (angle,) = marks("angle")
    assert angle.values["angle_degrees"] == pytest.approx(90, abs=2)
    shot(tab, "regions-freehand-angle")
    points = mark.points
    show(tab, task, 1)
    tab.wait_for_selector(".viewer-cell.is-current svg >> text=mean 100.0 HU", state="attached")
    tab.wait_for_timeout(600)
    assert marks("freehand")[0].points == points


def paint(page, x: float, y: float, reach: float) -> None:
    page.mouse.move(x - reach, y)
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.mouse.move(x + reach, y, steps=4)
    page.mouse.up()


def test_a_lesion_is_outlined_within_limits_of_value_undone_and_shown_again(tab, task):  # noqa: F811
    show(tab, task, 1)
    x, y, scale = middle(tab)
    tab.click("[data-command='hand:brush']")
    tab.fill("[data-brush-radius]", "14")
    tab.fill("[data-brush-low]", "0")
    paint(tab, x, y, 14 * scale)
    saved(tab)
    (mark,) = marks("mask")
    assert (mark.lesion, mark.of_lesion) == ("T1/5", "T1")
    held_mm2 = mark.values["count"] * 0.8 * 0.5
    assert held_mm2 == pytest.approx(pi * 20 * 10, rel=0.02)  # the middle slice of the ellipsoid, by its density
    assert f"{held_mm2 * 2.5 / 1000:.2f} mL" in tab.inner_text("[data-regions]")
    shot(tab, "segments-painted")
    tab.click("[data-command='hand:erase']")
    paint(tab, x, y, 5 * scale)
    saved(tab)
    assert marks("mask")[0].values["count"] < mark.values["count"]
    tab.focus(".viewer-cell.is-current")
    tab.keyboard.press("u")
    saved(tab)
    assert marks("mask")[0].points == mark.points
    show(tab, task, 1)
    tab.wait_for_selector(".viewer-cell.is-current[data-masks='1']")
    tab.keyboard.press("ArrowDown")
    shot(tab, "segments-again")
