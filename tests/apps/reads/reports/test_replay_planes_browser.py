"""Planes, projections and PET over CT in a replay: pixel for pixel what the reader saw, however it is drawn."""

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.reports.test_replay_browser import settled, tabs_of
from tests.apps.reads.viewing.test_browser import drag, outside_the_loop, shot, show
from tests.apps.reads.viewing.test_planes_browser import LINES, both, choose, plane
from tests.apps.reads.viewing.test_rendering_browser import SOFTWARE_WEBGL
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.reads.models import Read, ViewDraft

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
#: Size and a sum over every colour of each canvas of each pane: the stack's, the plane made anew, what is laid over.
CANVASES = """() => [...document.querySelectorAll('.viewer-cell')].map((cell) =>
  [...cell.querySelectorAll('canvas:not(.viewer-masks)')].map((canvas) => {
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const pen = copy.getContext('2d', { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    const bytes = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    let sum = 0;
    for (let i = 0; i < bytes.length; i += 1) sum = (sum * 31 + bytes[i]) % 1000000007;
    return [canvas.className, canvas.width, canvas.height, sum];
  }))"""
WAYS = {"cpu": ((), "cpu"), "gpu": (SOFTWARE_WEBGL, "gpu")}


@pytest.fixture
def task(reading):
    """A case with CT and PET at its first time point, opened by its first reader."""
    accept(reading, "01-001", "BL", both())
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


@pytest.fixture(params=list(WAYS))
def tabs(task, reading, browse, request):
    arguments, rendering = WAYS[request.param]
    with tabs_of(browse, (reading.part(task), "inspector"), arguments, rendering) as pages:
        yield pages


def press(page, cell: int, *keys: str) -> None:
    page.focus(f"[data-cell='cell-{cell}']")
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(120)


def arrange(reader) -> None:
    """A coronal cut with another window, place, zoom and way of grey; a turned MIP; PET over CT, zoomed."""
    reader.select_option("[data-layouts]", "1 × 3")
    reader.wait_for_selector(".viewer-grid[data-layout='1x3'] .viewer-cell[data-drawn] >> nth=2")
    choose(reader, "CT · 9", 0)
    plane(reader, "Coronal", 0)
    press(reader, 0, "2", "ArrowDown", "ArrowDown", "+", "i")
    reader.click("[data-command='hand:pan']")
    box = reader.locator(".viewer-cell >> nth=0 >> .viewer-cut").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(reader, (x, y), (x + 31, y - 17))
    choose(reader, "PT · 9", 1)
    plane(reader, "MIP", 1)
    press(reader, 1, "3", "ArrowUp", "ArrowUp", "ArrowUp")
    choose(reader, "CT · 9", 2)
    press(reader, 2, "y")
    reader.wait_for_selector(".viewer-cell[data-fusion] .viewer-fusion")
    reader.select_option("[data-fusion-most]", "10")
    reader.locator("[data-fusion-opacity]").fill("35")
    press(reader, 2, "ArrowDown", "+")
    reader.wait_for_timeout(1200)


def places(page) -> list:
    return page.locator(".viewer-place").all_inner_texts()


def test_a_cut_a_projection_and_uptake_over_ct_are_replayed_pixel_for_pixel(tabs, task, reading):
    reader, inspector = tabs
    show(reader, task, 1)
    arrange(reader)
    seen, lines = reader.evaluate(CANVASES), reader.evaluate(LINES, 0)
    stack, cut, over = "cornerstone-canvas", "viewer-cut", "viewer-fusion"
    assert [{one[0] for one in cell} for cell in seen] == [{stack, cut}, {stack, cut}, {stack, over}]
    with outside_the_loop():
        read = reading.sign(reading.fill(task, 1, entries(target("T1", 40.0))))
        pinned = Read.every.get(pk=read.pk).view
    coronal, mip, fused = pinned["cells"]
    assert (coronal["cut"]["name"], coronal["cut"]["is_inverted"]) == ("coronal", True)
    assert (mip["cut"]["name"], mip["cut"]["turned_deg"]) == ("mip", 315)
    assert fused["fused"] == mip["series"] != fused["series"]
    assert pinned["fusion"] == {"opacity_percent": 35, "most_suv": 10, "colours": "hot_metal"}
    assert "not" not in reader.inner_text("[data-save-state]")
    inspector.set_viewport_size({"width": 1150, "height": 760})
    inspector.goto(f"/t/{reading.trial_id}/reads/{read.pk}/replay/")
    settled(inspector)
    shot(inspector, "replay-planes")
    assert inspector.evaluate(CANVASES) == seen
    assert inspector.evaluate(LINES, 0) == lines
    assert len(lines) == 1
    assert places(inspector) == places(reader)


def test_a_read_that_was_left_is_shown_as_it_was_in_a_window_of_another_size(tabs, task):
    reader, _inspector = tabs
    show(reader, task, 1)
    arrange(reader)
    press(reader, 2, "x")
    reader.wait_for_timeout(1200)
    seen, told = reader.evaluate(CANVASES), places(reader)
    with outside_the_loop():
        kept = ViewDraft.objects.get().state
    assert kept["has_lines"] is False
    show(reader, task, 1)
    settled(reader)
    assert reader.evaluate(CANVASES) == seen
    assert places(reader) == told
    assert reader.get_attribute("[data-command=lines]", "aria-pressed") == "false"
    assert reader.locator(".viewer-grid.is-as-signed").count() == 0
    reader.set_viewport_size({"width": 1200, "height": 800})
    show(reader, task, 1)
    settled(reader)
    assert places(reader) == told
    assert reader.locator(".viewer-cut").count() == 2
