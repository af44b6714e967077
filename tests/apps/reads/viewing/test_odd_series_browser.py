"""Odd series in a real Chromium: each is drawn in its proportions with its warning; a broken image shows no other."""

import pytest
from tests.apps.reads.viewing import odd_series as odd
from tests.apps.reads.viewing.test_browser import EDGES, outside_the_loop, shot, show, tab
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, ROW_MM, accept

from centralis.apps.reads.models import Mark
from centralis.apps.reads.viewing import series as viewing

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CELL = ".viewer-cell.is-current"
#: series whose window shows the ellipsoid's edge at mid-grey, so that its proportions can be seen
PROPORTIONS = {
    "gap", "tilt", "missing_positions", "one_slice", "signed", "unsigned", "rescale_differs", "monochrome1", "enhanced",
    "cut_short", "broken_stream", "palette", "rgb", "cine", "magnified", "not_square",
}  # fmt: skip


@pytest.fixture
def task(reading):
    accept(reading, "01-001", "BL", list(odd.every_odd_series()))
    reading.begin()
    given = reading.task("01-001", 1)
    read = reading.open(given, 1)
    order = [one.uid for one in viewing.series_of(read.exam_version)]
    given.places = {make.__name__: order.index(odd.uid_of(make)) for make in odd.ODD}
    return given


def choose(page, task, name: str) -> None:
    """Show a series by the cell's own choice, and wait until it is drawn."""
    page.evaluate("() => delete document.querySelector('.viewer-cell.is-current').dataset.drawn")
    page.select_option(f"{CELL} .viewer-series", str(task.places[name]))
    page.wait_for_selector(f"{CELL}[data-drawn]")
    page.wait_for_timeout(250)


def forget_refused(page) -> None:
    """The browser names each request that was refused, of an image that no scan looked at; nothing else may be said."""
    page.faults[:] = [one for one in page.faults if "status of 404" not in one]


def proportion(page, name: str) -> float:
    """Width by height of the ellipsoid on the screen, by its edges across the middle; the picture's border aside."""
    for _ in range(30):
        found = page.evaluate(EDGES)
        across, down = found["across"], found["down"]
        if len(across) in (2, 4) and len(down) in (2, 4):
            (left, right), (top, bottom) = (one[len(one) // 2 - 1 : len(one) // 2 + 1] for one in (across, down))
            return (right - left) / (bottom - top)
        page.wait_for_timeout(100)
    raise AssertionError(f"{name}: no edges on the screen: {found}")


def test_every_odd_series_is_drawn_in_its_proportions_and_says_what_is_odd(tab, task):
    show(tab, task, 1)
    for name in task.places:
        choose(tab, task, name)
        label = tab.inner_text(f"{CELL} .viewer-calibration")
        assert "alibrated" in label, name
        shot(tab, f"odd-{name}")
        if name in PROPORTIONS:
            # Ultrasound is drawn pixel by pixel: only its regions have a scale, and marks are measured by theirs.
            expected = 2.0 * ROW_MM / COLUMN_MM if name == "cine" else 2.0
            assert proportion(tab, name) == pytest.approx(expected, rel=0.05), name
    choose(tab, task, "tilt")
    assert "Gantry tilt of 11.3°" in tab.inner_text(f"{CELL} .viewer-calibration")
    choose(tab, task, "by_table")
    assert "no values are told" in tab.inner_text(f"{CELL} .viewer-calibration")
    assert tab.locator("[data-presets] option").count() == 1
    choose(tab, task, "detector")
    assert "mm at the detector" in tab.inner_text(f"{CELL} .viewer-calibration")
    assert tab.locator(f"{CELL} .viewer-calibration.is-uncalibrated").count() == 1
    forget_refused(tab)


@pytest.mark.parametrize("name", ["cut_short", "broken_stream"])
def test_a_broken_image_shows_no_other_in_its_place_and_is_not_measured(tab, task, name):
    show(tab, task, 1)
    choose(tab, task, name)
    tab.focus(CELL)
    tab.keyboard.press("ArrowDown")
    tab.wait_for_selector(f"{CELL}.is-broken")
    assert tab.inner_text(f"{CELL} .viewer-refusal") == "Image 6 can’t be shown, and nothing can be measured on it."
    assert tab.evaluate("() => getComputedStyle(document.querySelector('.viewer-cell canvas')).visibility") == "hidden"
    shot(tab, f"broken-{name}")
    tab.click("[data-command='hand:length']")
    assert "nothing can be measured on it" in tab.inner_text("[data-save-state]")
    box = tab.locator(f"{CELL} canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 60, y, steps=4)
    tab.mouse.up()
    tab.wait_for_timeout(500)
    with outside_the_loop():
        assert not Mark.objects.exists()
    tab.focus(CELL)
    tab.keyboard.press("End")
    tab.wait_for_selector(f"{CELL}:not(.is-broken)[data-place='8']")
    assert tab.is_hidden(f"{CELL} .viewer-refusal")
    tab.keyboard.press("Home")
    for _ in range(4):
        tab.keyboard.press("ArrowDown")
    tab.wait_for_selector(f"{CELL}:not(.is-broken)[data-place='4']")
    assert tab.evaluate("() => getComputedStyle(document.querySelector('.viewer-cell canvas')).visibility") == "visible"
    forget_refused(tab)


def test_a_film_runs_at_the_speed_that_its_object_says(tab, task):
    show(tab, task, 1)
    choose(tab, task, "cine")
    tab.evaluate(
        """() => {
          const cell = document.querySelector('.viewer-cell.is-current');
          window.turns = [];
          new MutationObserver(() => window.turns.push([performance.now(), cell.dataset.place]))
            .observe(cell, { attributeFilter: ['data-place'] });
        }"""
    )
    asked = tab.evaluate(
        """() => new Promise((resolve) => {
          const usual = window.setInterval;
          window.setInterval = (run, time) => { resolve(time); window.setInterval = usual; return usual(run, time); };
          document.querySelector("[data-command='cine']").click();
        })"""
    )
    assert asked == 40
    tab.wait_for_function("() => new Set(window.turns.map((one) => one[1])).size >= 4")
    tab.click("[data-command='cine']")
    forget_refused(tab)  # of the series that the exam opens with
