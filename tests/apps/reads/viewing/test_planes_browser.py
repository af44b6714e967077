"""Uptake, other planes and their lines in a real Chromium, by the grey of single pixels on the screen."""

import numpy as np
import pytest
from tests.apps.reads.viewing.pet_world import pet_phantom
from tests.apps.reads.viewing.test_browser import drag, shot, show, tab
from tests.apps.reads.viewing.viewing_world import accept, phantom, slice_of

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

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


def ramp():
    """20 HU a millimetre upwards, even in each slice; PET beside it."""
    window = {"WindowCenter": "0", "WindowWidth": "401"}
    slices = [
        slice_of(np.full((80, 128), 1024 + 50 * (number - 4)), (-30.0, -25.0, 2.5 * (number - 4)), **window)
        for number in range(9)
    ]
    return [*slices, *pet_phantom()]


CUT = """([cell, x, y]) => {
  const canvas = document.querySelectorAll('.viewer-cell')[cell].querySelector('.viewer-cut');
  const fine = canvas.width / canvas.clientWidth;
  const at = [Math.round(canvas.width / 2 + x * fine), Math.round(canvas.height / 2 + y * fine)];
  return [...canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data].slice(0, 3);
}"""


#: whether a cut is drawn, at the size that its canvas has now
LIT = """(cell) => {
  const canvas = document.querySelectorAll('.viewer-cell')[cell].querySelector('.viewer-cut');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const isFitted = canvas.width === Math.round(canvas.clientWidth * window.devicePixelRatio);
  return isFitted && data.some((value, place) => place % 4 < 3 && value > 0);
}"""


def plane(page, name: str, cell: int = 0) -> None:
    """Show a cell's series in another plane."""
    page.select_option(f".viewer-cell >> nth={cell} >> [data-planes]", label=name)
    page.wait_for_selector(f".viewer-cell >> nth={cell} >> .viewer-cut")
    page.wait_for_function(LIT, arg=cell)


@pytest.mark.parametrize("task", [ramp], indirect=True)
def test_a_coronal_cut_shows_the_values_of_the_slices_at_their_height_in_mm(tab, task):
    show(tab, task, 1)
    choose(tab, "CT · 9")
    plane(tab, "Coronal")
    box = tab.locator(".viewer-cut").bounding_box()
    scale = min(box["width"] / 64, box["height"] / 22.5)
    for height_mm in (-7.5, -2.5, 0.0, 4.0, 8.0):
        red, green, blue = tab.evaluate(CUT, [0, 100, -height_mm * scale])
        assert red == green == blue == pytest.approx(255 * (20 * height_mm + 200.5) / 400, abs=4)
    assert tab.evaluate(CUT, [0, 0, -12.0 * scale]) == [0, 0, 0]
    assert "41 / 80 · C 0 W 401" in tab.inner_text(".viewer-place")
    assert "measure in their own plane" in tab.inner_text(".viewer-calibration")
    tab.focus(".viewer-cell")
    tab.keyboard.press("Home")
    assert tab.get_attribute(".viewer-cell", "data-place") == "0"
    tab.keyboard.press("i")
    assert tab.evaluate(CUT, [0, 100, -8.0 * scale])[0] == pytest.approx(255 * (200.5 - 160) / 400, abs=4)
    tab.click("[data-command='hand:bidirectional']")
    assert "measure in their own plane" in tab.inner_text("[data-save-state]")
    shot(tab, "viewer-coronal")
    tab.select_option("[data-planes]", label="Own plane")
    assert tab.locator(".viewer-cut").count() == 0
    assert tab.get_attribute(".viewer-cell", "data-count") == "9"


@pytest.mark.parametrize("task", [ramp], indirect=True)
def test_three_planes_follow_a_click_and_draw_each_others_lines(tab, task):
    show(tab, task, 1)
    choose(tab, "CT · 9")
    tab.focus(".viewer-cell")
    tab.keyboard.press("t")
    tab.wait_for_selector(".viewer-grid[data-layout='1x3'] .viewer-cut >> nth=2")
    planes = [tab.get_attribute(f".viewer-cell >> nth={cell}", "data-plane") for cell in range(3)]
    assert planes == ["axial", "coronal", "sagittal"]
    box = tab.locator(".viewer-cut").nth(0).bounding_box()
    scale = min(box["width"], box["height"]) / 64
    tab.mouse.click(box["x"] + box["width"] / 2 + 16 * scale, box["y"] + box["height"] / 2 - 8 * scale)
    # 16 mm right of the middle of 128 columns of 0.5 mm, 8 mm above the middle of 80 rows of 0.8 mm
    tab.wait_for_function("() => ['29', '30'].includes(document.querySelectorAll('.viewer-cell')[1].dataset.place)")
    # seen from the patient's left, the planes go from left to right: 127 less 96
    assert int(tab.get_attribute(".viewer-cell >> nth=2", "data-place")) in (31, 32)
    for cell in (1, 2):
        ((_x1, y1, _x2, y2),) = tab.evaluate(LINES, cell)
        height = tab.locator(".viewer-cut").nth(cell).bounding_box()["height"]
        assert y1 == pytest.approx(y2)
        assert y1 == pytest.approx(height / 2, abs=1.0)  # the axial plane is the fifth of nine: the middle
    shot(tab, "viewer-three")


@pytest.mark.parametrize("task", [ramp], indirect=True)
def test_uptake_is_projected_from_around(tab, task):
    show(tab, task, 1)
    choose(tab, "PT · 9")
    plane(tab, "MIP")
    assert "SUV 0–5" in tab.inner_text(".viewer-place")
    assert tab.evaluate(CUT, [0, 0, 0]) == [0, 0, 0]
    warm = tab.evaluate(CUT, [0, 250, 0])
    assert warm[0] == pytest.approx(204, abs=2)
    tab.focus(".viewer-cell")
    tab.keyboard.press("ArrowUp")
    assert tab.get_attribute(".viewer-cell", "data-place") == "23"
    assert tab.evaluate(CUT, [0, 0, 0]) == [0, 0, 0]


def uneven():
    """The phantom without one slice."""
    slices = phantom()
    return [*slices[:5], *slices[6:]]


@pytest.mark.parametrize("task", [uneven], indirect=True)
def test_a_series_that_is_no_volume_says_why_it_is_not_cut(tab, task):
    show(tab, task, 1)
    tab.focus(".viewer-cell")
    tab.keyboard.press("v")
    tab.wait_for_selector("text=Other planes are off: 1 slices are missing.")
    assert tab.locator(".viewer-cut").count() == 0


FUSED = """([x, y]) => {
  const canvas = document.querySelector('.viewer-fusion');
  const fine = canvas.width / canvas.clientWidth;
  const at = [Math.round(canvas.width / 2 + x * fine), Math.round(canvas.height / 2 + y * fine)];
  return [...canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data];
}"""


@pytest.mark.parametrize("task", [ramp], indirect=True)
def test_pet_lies_over_ct_in_hot_metal_where_its_geometry_says(tab, task):
    show(tab, task, 1)
    choose(tab, "CT · 9")
    tab.focus(".viewer-cell")
    tab.keyboard.press("y")
    tab.wait_for_selector(".viewer-cell[data-fusion] .viewer-fusion")
    tab.select_option("[data-fusion-most]", "10")
    box = tab.locator(".viewer-picture").bounding_box()
    scale = min(box["width"], box["height"]) / 64
    white = tab.evaluate(FUSED, [0, 0])
    assert white[:3] == [255, 255, 255]
    assert white[3] == pytest.approx(255 * 0.6, abs=2)
    # The hot box of 24 mm ends 12 mm from the middle; a pixel of 4 mm further on it is warm: SUV 1 of 10.
    red, green, _blue, opaque = tab.evaluate(FUSED, [18 * scale, 0])
    assert opaque == pytest.approx(255 * 0.6 * 0.1, abs=2)
    assert red > green
    assert tab.evaluate(FUSED, [8 * scale, 8 * scale])[3] == pytest.approx(255 * 0.6, abs=2)
    shot(tab, "viewer-fusion")
    tab.focus(".viewer-cell")
    tab.keyboard.press("y")
    assert tab.locator(".viewer-fusion").count() == 0
    tab.wait_for_selector("[data-fusion-settings]", state="hidden")
