"""Uptake, other planes and their lines in a real Chromium, by the grey of single pixels on the screen."""

from collections.abc import Iterator

import numpy as np
import pytest
from tests.apps.reads.pet_world import pet_phantom
from tests.apps.reads.test_viewing_browser import HOST, drag, from_django, shot, show
from tests.apps.reads.viewing_world import accept, phantom, slice_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
sync_api = pytest.importorskip("playwright.sync_api")

#: The grey at a place of the canvas of a cell, as shares of its width and height.
GREY = """([cell, x, y]) => {
  const canvas = document.querySelectorAll('.viewer-cell')[cell].querySelector('canvas');
  const at = [Math.round(x * canvas.width), Math.round(y * canvas.height)];
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const pen = copy.getContext('2d', { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  return [...pen.getImageData(at[0], at[1], 1, 1).data].slice(0, 3);
}"""


def both(**values):
    """CT and PET of one time point in one frame of reference; `values` are put over the PET's attributes."""
    return [*phantom(), *pet_phantom(**values)]


@pytest.fixture
def task(reading, request):
    """A case with CT and PET at its first time point, opened by its first reader."""
    accept(reading, "01-001", "BL", getattr(request, "param", both)())
    accept(reading, "01-001", "W8", phantom())
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


@pytest.fixture
def tab(task, reading, browse) -> Iterator[object]:
    """A tab in which the reader is signed in; faults of scripts and of the policy fail the test."""
    client = browse(reading.part(task))
    faults: list[str] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 950}, base_url=HOST)
        page.route("**/*", lambda route: from_django(client, route))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        yield page
        browser.close()
    assert faults == []


def choose(page, label: str, cell: int = 0) -> None:
    """Show a series in a cell by its label."""
    page.select_option(f".viewer-cell >> nth={cell} >> .viewer-series", label=label)
    page.wait_for_function(
        "([cell, count]) => document.querySelectorAll('.viewer-cell')[cell].dataset.count === count",
        arg=[cell, label.split("· ")[1]],
    )


def grey(page, x: float, y: float, cell: int = 0) -> int:
    red, green, blue = page.evaluate(GREY, [cell, x, y])
    assert red == green == blue
    return red


def wait_for_grey(page, wanted: int, x: float, y: float, cell: int = 0) -> None:
    """Wait for the grey of a place, within 2 of 255 steps."""
    found = -1
    for _ in range(50):
        found = grey(page, x, y, cell)
        if abs(found - wanted) <= 2:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"grey {found} at {x}, {y}; {wanted} is expected")


def expect_suv(page, window: float, hot: bool) -> None:
    """The middle of the hot box (SUV 10) and the warm rest (SUV 1), dark on light from 0 to `window`."""
    middle = 10.0 if hot else 1.0
    wait_for_grey(page, round(255 * (1 - min(middle / window, 1.0))), 0.5, 0.5)
    wait_for_grey(page, round(255 * (1 - 1.0 / window)), 0.5, 0.9)


def test_uptake_is_shown_in_suv_and_the_grey_of_a_pixel_is_its_suv(tab, task):
    show(tab, task, 1)
    choose(tab, "PT · 9")
    tab.focus(".viewer-cell")
    assert "SUV 0–5" in tab.inner_text(".viewer-place")
    assert "SUV by body weight" in tab.inner_text(".viewer-calibration")
    expect_suv(tab, 5.0, hot=True)
    for further in range(3):  # each slice has a slope of its own
        tab.keyboard.press("5")
        expect_suv(tab, 20.0, hot=further < 2)
        tab.keyboard.press("3")
        assert "SUV 0–10" in tab.inner_text(".viewer-place")
        expect_suv(tab, 10.0, hot=further < 2)
        tab.keyboard.press("ArrowDown")
        tab.wait_for_selector(f".viewer-cell[data-place='{5 + further}']")
    shot(tab, "viewer-suv")
    tab.keyboard.press("0")
    assert "SUV 0–5" in tab.inner_text(".viewer-place")
    tab.keyboard.press("[")
    assert "SUV 0.3–4.8" in tab.inner_text(".viewer-place")


def test_the_mouse_changes_the_window_of_uptake_in_small_steps(tab, task):
    show(tab, task, 1)
    choose(tab, "PT · 9")
    tab.keyboard.press("0")
    box = tab.locator(".viewer-cell").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(tab, (x, y), (x + 100, y + 50))
    assert "SUV 0–7" in tab.inner_text(".viewer-place")  # 2 wider and 1 up: 0 − 1 + 1 to 5 + 1 + 1


def without_weight():
    return both(PatientWeight=None)


@pytest.mark.parametrize("task", [without_weight], indirect=True)
def test_uptake_without_a_factor_is_shown_as_stored_and_says_why(tab, task):
    show(tab, task, 1)
    choose(tab, "PT · 9")
    assert "C 10000 W 20000" in tab.inner_text(".viewer-place")
    assert "No SUV, values in Bq/ml: Patient's Weight is not told." in tab.inner_text(".viewer-calibration")
    tab.focus(".viewer-cell")
    wait_for_grey(tab, 255, 0.5, 0.5)
    wait_for_grey(tab, round(255 * 2500 / 20000), 0.5, 0.9)


def crossed():
    """The phantom, and coronal slices of 64 × 40 mm in its frame of reference at y = −8, 0, 8, 16, 24 mm."""
    across = {"SeriesInstanceUID": "1.2.3.4.9", "ImageOrientationPatient": ["1", "0", "0", "0", "0", "-1"]}
    flat = np.full((40, 64), 1024)
    slices = [slice_of(flat, (-30.0, 8.0 * number, 20.0), PixelSpacing=["1", "1"], **across) for number in range(-1, 4)]
    return [*phantom(), *slices]


LINES = """(cell) => [...document.querySelectorAll('.viewer-cell')[cell].querySelectorAll('.viewer-lines line')]
  .map((line) => ['x1', 'y1', 'x2', 'y2'].map((name) => Number(line.getAttribute(name))))"""


def line_at(page, cell: int, height: float) -> None:
    """Wait for one level line in a cell, at a height in CSS pixels from the middle."""
    box = page.locator(".viewer-picture").nth(cell).bounding_box()
    found: list = []
    for _ in range(50):
        found = page.evaluate(LINES, cell)
        if len(found) == 1 and abs(found[0][1] - box["height"] / 2 - height) < 1.5:
            assert found[0][1] == pytest.approx(found[0][3], abs=0.2)
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{found}; a line {height} below the middle of {box} is expected")


@pytest.mark.parametrize("task", [crossed], indirect=True)
def test_the_plane_of_the_active_pane_is_a_line_in_the_others(tab, task):
    show(tab, task, 1)
    tab.select_option("[data-layouts]", "1 × 2")
    tab.wait_for_selector(".viewer-grid[data-layout='1x2'] .viewer-cell[data-drawn] >> nth=1")
    choose(tab, "CT · 9", 0)
    choose(tab, "CT · 5", 1)
    wide = tab.locator(".viewer-picture").nth(0).bounding_box()["width"]
    tab.focus(".viewer-cell >> nth=1")  # coronal, its middle slice at y = 8 mm; the axial image's middle is y = 6.6 mm
    line_at(tab, 0, (8.0 - 6.6) * wide / 64)
    tab.keyboard.press("ArrowDown")
    place = int(tab.get_attribute(".viewer-cell >> nth=1", "data-place"))
    line_at(tab, 0, (8.0 + (8.0 if place == 3 else -8.0) - 6.6) * wide / 64)
    shot(tab, "viewer-lines")
    tab.focus(".viewer-cell >> nth=0")  # axial, its middle slice at z = 0; the coronal image's middle is z = 0.5 mm
    line_at(tab, 1, 0.5 * wide / 64)
    assert tab.evaluate(LINES, 0) == []
    tab.keyboard.press("x")
    assert tab.evaluate(LINES, 1) == []
    assert tab.get_attribute("[data-command=lines]", "aria-pressed") == "false"
