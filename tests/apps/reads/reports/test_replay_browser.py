"""A signed read in a real Chromium: the inspector sees the pixels, marks and entries that its reader saw."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.test_browser import (
    HOST,
    PICTURE,
    drag,
    from_django,
    measure,
    only_mark,
    outside_the_loop,
    saved,
    shot,
    show,
    task,
)
from tests.journeys.test_every_page import AXE, GRAVE

from centralis.apps.action import house
from centralis.apps.reads.reports import making as reporting
from centralis.apps.reads.reports import stage as report_stage

__all__ = ["task"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
EVERY = """() => [...document.querySelectorAll('.viewer-cell canvas.cornerstone-canvas')].map((canvas) => {
  const picture = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < picture.length; i += 4) sum = (sum * 31 + picture[i]) % 1000000007;
  return [canvas.width, canvas.height, sum];
})"""
MARKS = "() => document.querySelectorAll('.viewer-cell.is-current svg line').length"


@pytest.fixture
def tabs(task, reading, browse):
    """A tab for the reader and one for the inspector, of the same size; faults of scripts fail the test."""
    with tabs_of(browse, (reading.part(task), "inspector")) as pages:
        yield pages


@contextmanager
def tabs_of(browse, parts, arguments=(), rendering="cpu"):
    """A tab for each of the cast, drawn by the graphics card or the processor; faults of scripts fail the test."""
    faults: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", *arguments])
        pages = []
        for part in parts:
            with outside_the_loop():
                client = browse(part)
            page = browser.new_context(viewport={"width": 1500, "height": 950}, base_url=HOST).new_page()
            page.add_init_script(f"localStorage.setItem('centralis-rendering', '{rendering}')")
            page.route("**/*", _answers(client))
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            pages.append(page)
        yield pages
        browser.close()
    reporting.writers().close()
    reporting.writers.cache_clear()
    assert faults == []


def _answers(client):
    return lambda route: from_django(client, route)


def barriers(page) -> list[str]:
    """What axe finds that is serious; it is brought in past the page's policy."""
    if not AXE.is_file():
        return []
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    return page.evaluate(GRAVE)


def settled(page) -> None:
    page.wait_for_selector("[data-viewer][data-live]", timeout=20_000)
    page.wait_for_selector(".viewer-cell.is-current[data-drawn]")
    page.wait_for_timeout(800)


def test_the_inspector_sees_pixel_for_pixel_what_the_reader_saw(tabs, task, reading):
    reader, inspector = tabs
    show(reader, task, 1)
    measure(reader)
    saved(reader)
    measured = round(only_mark().values["long_mm"], 1)
    with outside_the_loop():
        read = reading.read(task, 1, entries(target("T1", measured)))
        report_stage.reconcile_reports(house.now())
    show(reader, task, 1)
    settled(reader)
    inspector.goto(f"/t/{reading.trial_id}/reads/{read.pk}/replay/")
    settled(inspector)
    assert inspector.evaluate(PICTURE) == reader.evaluate(PICTURE)
    boxes = [page.locator(".viewer-cell.is-current canvas.cornerstone-canvas").bounding_box() for page in tabs]
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
    assert inspector.evaluate(MARKS) == reader.evaluate(MARKS) > 0
    assert "What was signed is what is shown" in inspector.inner_text("aside")
    assert inspector.locator("form [name^='targets']").count() == 0
    assert barriers(inspector) == []
    shot(inspector, "replay")
    inspector.locator("aside").scroll_into_view_if_needed()
    shot(inspector, "replay-proof")
    inspector.click("text=Step before")
    settled(inspector)
    inspector.goto(f"/t/{reading.trial_id}/reads/{read.pk}/replay/?step=1")
    settled(inspector)
    assert inspector.evaluate(MARKS) == 0
    shot(inspector, "replay-first-step")


def test_window_zoom_place_turn_link_and_layout_come_back_in_a_window_of_another_size(tabs, task, reading):
    reader, inspector = tabs
    with outside_the_loop():
        reading.read(task, 1, entries(target("T1", 40.0)))
        reading.open(task, 2)
    show(reader, task, 2)
    settled(reader)
    plain = reader.evaluate(EVERY)
    for cell, keys in ((0, (".", "]", "PageUp")), (1, ("i", "r", "+", ".", "ArrowDown", "ArrowDown", "k"))):
        reader.focus(f"[data-cell='cell-{cell}']")
        for key in keys:
            reader.keyboard.press(key)
            reader.wait_for_timeout(120)
    reader.click("[data-command='hand:pan']")
    box = reader.locator("[data-cell='cell-0'] canvas.cornerstone-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(reader, (x, y), (x + 37, y - 23))
    reader.click("[data-command='link']")
    reader.wait_for_timeout(600)
    saved(reader)
    seen = reader.evaluate(EVERY)
    assert all(one != other for one, other in zip(plain, seen, strict=True))
    lines = reader.locator(".viewer-place").all_inner_texts()
    assert "C -20 W 220" in lines[0]
    with outside_the_loop():
        read = reading.sign(reading.fill(task, 2, entries(target("T1", 40.0))))
    inspector.set_viewport_size({"width": 1150, "height": 760})
    inspector.goto(f"/t/{reading.trial_id}/reads/{read.pk}/replay/")
    settled(inspector)
    shot(inspector, "replay-as-signed")
    assert inspector.evaluate(EVERY) == seen
    assert inspector.locator(".viewer-place").all_inner_texts() == lines
    assert inspector.get_attribute("[data-command='link']", "aria-pressed") == "false"
    assert inspector.locator("[data-keys] li").count() == 1
    assert inspector.locator(".viewer-cell.is-key").count() == 1
    assert inspector.locator("[data-keys] li button").count() == 1
    inspector.goto(f"/t/{reading.trial_id}/reads/{read.pk}/replay/?step=1")
    settled(inspector)
    assert inspector.locator("[data-keys] li").count() == 0
    assert inspector.locator(".viewer-grid.is-as-signed").count() == 0
