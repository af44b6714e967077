"""5,000 slices in a real Chromium: the right one is shown, measured right, and no more is held than the bound says."""

import os

import pytest
from tests.apps.reads.viewing.numbered_series import BARS, number_of, numbered_series, reach_mm
from tests.apps.reads.viewing.test_browser import drag, only_mark, saved, shot, show, tab
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.reads.viewing import series as viewing

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
COUNT = 5000
CELL = ".viewer-cell.is-current"

#: the bars across the middle of the picture: where the outer ones begin and end on the screen, and which are bright
BARS_SHOWN = """(bars) => {
  const canvas = document.querySelector('.viewer-cell.is-current canvas');
  const box = canvas.getBoundingClientRect();
  const { width, height } = canvas;
  const line = canvas.getContext('2d').getImageData(0, Math.round(height / 2), width, 1).data;
  const bright = (x) => line[4 * Math.round(x)] > 127;
  let [left, right] = [0, width - 1];
  while (left < width && !bright(left)) left += 1;
  while (right > 0 && !bright(right)) right -= 1;
  const wide = (right + 1 - left) / (bars - 2);
  const found = Array.from({ length: bars - 4 }, (_, at) => bright(left + (at + 1.5) * wide));
  const scale = box.width / width;
  return { found, left: box.left + left * scale, right: box.left + (right + 1) * scale, y: box.top + box.height / 2 };
}"""


@pytest.fixture
def task(reading, monkeypatch):
    with monkeypatch.context() as quick:
        quick.setattr(os, "fsync", lambda _handle: None)  # 5,000 files, none of which must outlive a loss of power
        version = accept(reading, "01-001", "BL", numbered_series(COUNT))
    viewing.series_of(version)  # as the scan before release has read its headers before anybody opens it
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def shown(page, place: int) -> dict:
    """What the screen shows once a place is reached; its bars must tell that place's number."""
    page.wait_for_selector(f"{CELL}[data-place='{place}']")
    page.wait_for_timeout(150)
    found = page.evaluate(BARS_SHOWN, BARS)
    assert number_of(found["found"]) == place
    assert f"{place + 1} / {COUNT}" in page.inner_text(f"{CELL} .viewer-place")
    return found


def asked_frames(page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/frames/" in one.url else None)
    return asked


def test_5000_slices_are_gone_through_measured_and_not_all_held(tab, task):
    asked = asked_frames(tab)
    tab.add_init_script("localStorage.setItem('centralis-most-megabytes', '1')")
    show(tab, task, 1)
    shown(tab, COUNT // 2)
    tab.focus(CELL)
    tab.keyboard.press("End")
    shown(tab, COUNT - 1)
    tab.keyboard.press("Home")
    shown(tab, 0)
    tab.hover(CELL)
    tab.mouse.wheel(0, 100)
    shown(tab, 1)
    bar = tab.locator(f"{CELL} .viewer-scroll").bounding_box()
    x, top, end = bar["x"] + bar["width"] / 2, bar["y"] + 14, bar["y"] + bar["height"] - 2
    drag(tab, (x, top), (x, end))
    there = shown(tab, COUNT - 1)
    shot(tab, "viewer-5000")
    tab.keyboard.press("PageUp")
    there = shown(tab, COUNT - 11)
    tab.click("[data-command='hand:length']")
    drag(tab, (there["left"], there["y"]), (there["right"], there["y"]))
    saved(tab)
    row = only_mark()
    assert row.values["long_mm"] == pytest.approx(reach_mm(), abs=0.15)
    tab.wait_for_timeout(1000)
    held = tab.evaluate("() => window.centralisPixels()")
    assert held["bytes"] <= held["most"] == 1024**2
    assert held["bytes"] > 0
    assert len(set(asked)) < COUNT / 5, "what lies far from what is looked at is not fetched"

    tab.focus(CELL)
    tab.keyboard.press("v")
    tab.wait_for_selector(f"{CELL} .viewer-refusal:not([hidden])")
    assert tab.inner_text(f"{CELL} .viewer-refusal") == (
        "Other planes are off: 5000 images together need 51 MB of memory; at most 1 MB are used."
    )
    assert tab.get_attribute(CELL, "data-plane") == "own"
