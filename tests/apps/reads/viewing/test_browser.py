"""The built viewer in a real Chromium under the real policy: a phantom of known size measured with the mouse."""

import asyncio
import contextlib
import mimetypes
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.viewing_world import accept, phantom

from centralis.apps.reads.models import Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
sync_api = pytest.importorskip("playwright.sync_api")
HOST = "http://localhost"
SHIFT_MM = 12.5

EDGES = """() => {
  const canvas = document.querySelector('.viewer-cell.is-current canvas');
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  const picture = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const grey = (x, y) => picture.data[4 * (y * canvas.width + x)];
  const crossings = (count, at) => {
    const found = [];
    for (let i = 1; i < count; i++) {
      const [a, b] = [at(i - 1), at(i)];
      if ((a < 127.5) !== (b < 127.5)) found.push(i - 1 + (127.5 - a) / (b - a) + 0.5);
    }
    return found.map((one) => one / scale);
  };
  const [w, h] = [canvas.width, canvas.height];
  const across = crossings(w, (x) => grey(x, Math.round(h / 2)));
  const down = crossings(h, (y) => grey(Math.round(w / 2), y));
  return { left: box.left, top: box.top, across, down };
}"""


PICTURE = """() => {
  const canvas = document.querySelector('.viewer-cell.is-current canvas');
  const picture = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < picture.length; i += 4) sum = (sum * 31 + picture[i]) % 1000000007;
  return sum;
}"""


def fractional(**values):
    """The phantom with a slope that is no whole number: 50 inside, -50 outside."""
    return phantom(**{**values, "RescaleSlope": "0.5", "RescaleIntercept": "-512"})


@pytest.fixture
def task(reading, request):
    """A case with the phantom at both time points, the first opened by its first reader."""
    grey = {"WindowCenter": "0", "WindowWidth": "200"}
    later = {"FrameOfReferenceUID": "1.2.3.4.7", "StudyInstanceUID": "1.2.3.9", "SeriesInstanceUID": "1.2.3.9.1"}
    accept(reading, "01-001", "BL", getattr(request, "param", phantom)(**grey))
    accept(reading, "01-001", "W8", phantom(SHIFT_MM, **grey, **later))
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


@contextlib.contextmanager
def outside_the_loop() -> Iterator[None]:
    """Let Django see no event loop: the browser's driver keeps one in this thread, and connections go by it."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


#: where a page that was asked for by script leads on to, until the browser goes there itself
REDIRECTS: dict[str, str] = {}


def refresh(route, place: str) -> None:
    """Lead a browser on, which would follow a redirect past these routes."""
    onwards = f'<meta http-equiv="refresh" content="0; url={place}">'
    route.fulfill(status=200, headers={"content-type": "text/html"}, body=onwards)


def from_django(client, route) -> None:
    """Answer a request of the browser by the application, on the test's own connection."""
    asked = route.request
    address = asked.url.removeprefix(HOST).partition("#")[0]
    path = address.partition("?")[0]
    if path.startswith(settings.STATIC_URL):
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        kind = {".wasm": "application/wasm", ".js": "text/javascript"}.get(Path(found or "").suffix)
        kind = kind or mimetypes.guess_type(str(found))[0] or "application/octet-stream"
        route.fulfill(status=200 if found else 404, headers={"content-type": kind}, path=found)
        return
    if asked.is_navigation_request() and address in REDIRECTS:
        refresh(route, REDIRECTS.pop(address))
        return
    kind = asked.headers.get("content-type", "application/octet-stream")
    content = asked.post_data_buffer or b""
    with outside_the_loop():
        answer = client.generic(asked.method, address, content, content_type=kind)
    if answer.status_code == 302 and asked.is_navigation_request():
        refresh(route, answer.headers["Location"])
        return
    if answer.status_code == 302 and asked.headers.get("accept") == "text/html":
        REDIRECTS[address] = answer.headers["Location"]  # no page: the passage lets the browser go there by itself
        route.fulfill(status=200, headers={"content-type": "text/plain"}, body="")
        return
    route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)


@contextlib.contextmanager
def page_of(client, width: int, height: int) -> Iterator[object]:
    """A page of a browser of its own, as large as said, in which whoever is signed in with the client is."""
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, base_url=HOST)
        page.route("**/*", lambda route: from_django(client, route))
        yield page
        browser.close()


@pytest.fixture
def tab(task, reading, browse) -> Iterator[object]:
    """A tab in which the reader is signed in; faults of scripts and of the policy fail the test."""
    client = browse(reading.part(task))
    faults: list[str] = []
    with page_of(client, 1500, 950) as page:
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.faults = faults
        yield page
    assert faults == []


def shot(page, name: str, **how) -> None:
    """Keep a picture where CENTRALIS_SHOTS says; pages are looked at by people, too."""
    folder = os.environ.get("CENTRALIS_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), **how)


def show(page, task, number: int) -> None:
    page.goto(f"/reading/{task.token}/{number}/")
    page.wait_for_selector("[data-viewer][data-live]", timeout=60_000)
    page.wait_for_selector(".viewer-cell.is-current[data-drawn]")


def drag(page, start, end) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def edges(page) -> dict:
    """Where the ellipsoid's edges lie on the screen, once a change of window is drawn."""
    for _ in range(50):
        found = page.evaluate(EDGES)
        if len(found["across"]) == 2 and len(found["down"]) == 2:
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"no two edges each way on the screen: {found}")


def measure(page) -> None:
    """Draw the longest diameter from edge to edge, then bring each end of the short axis to its edge."""
    edge = edges(page)
    left, right = (edge["left"] + one for one in edge["across"])
    top, bottom = (edge["top"] + one for one in edge["down"])
    x, y = (left + right) / 2, (top + bottom) / 2
    page.click("[data-command='hand:bidirectional']")
    drag(page, (left, y), (right, y))
    third = (right - left) / 3
    drag(page, (x, y - third), (x, top))
    drag(page, (x, y + third), (x, bottom))
    saved(page)


def only_mark(number: int = 1) -> Mark:
    with outside_the_loop():
        return Mark.objects.select_related("read").get(state="current", read__time_point=number)


def saved(page) -> None:
    """Wait until marks are saved, and the form that they filled."""
    page.wait_for_timeout(400)
    page.wait_for_function("() => document.querySelector('[data-save-state]').textContent === 'All marks saved'")
    page.wait_for_timeout(500)
    page.wait_for_function("""() => {
        const told = document.querySelector('[data-draft-state]')?.textContent ?? '';
        return told === '' || told === 'Everything typed is saved';
    }""")


def test_a_phantom_of_40_by_20_mm_reads_40_by_20(tab, task):
    show(tab, task, 1)
    assert tab.get_attribute("[data-viewer]", "data-rendering") == "cpu"
    measure(tab)
    shot(tab, "viewer-measured")
    row = only_mark()
    assert row.lesion == "T1"
    assert row.values["long_mm"] == pytest.approx(40.0, abs=0.1)
    assert row.values["short_mm"] == pytest.approx(20.0, abs=0.1)
    left, right, top, bottom = row.points
    assert (left[0] + right[0]) / 2 == pytest.approx(-30 + 63.5 * 0.5, abs=0.08)  # the phantom's middle in the patient
    assert (top[1] + bottom[1]) / 2 == pytest.approx(-25 + 39.5 * 0.8, abs=0.08)
    assert tab.input_value("[name='targets-0-diameter_mm']") == f"{row.values['long_mm']:.1f}".removesuffix(".0")
    points = row.points
    show(tab, task, 1)
    tab.wait_for_selector(".viewer-cell.is-current svg line", state="attached")
    tab.wait_for_timeout(600)
    assert only_mark().points == points
    assert only_mark().edit == row.edit


def sign_baseline(reading, task) -> None:
    """Sign the first time point with what its mark measures, and open the second."""
    measured = only_mark().values["long_mm"]
    with outside_the_loop():
        reading.read(task, 1, entries(target("T1", round(measured, 1))))
        reading.open(task, 2)


def place_of(page, number: int) -> int:
    return int(page.get_attribute(f".viewer-cell >> nth={number}", "data-place"))


def test_a_follow_up_stands_beside_the_baseline_linked_with_the_mark_of_before_as_a_ghost(tab, task, reading):
    show(tab, task, 1)
    measure(tab)
    sign_baseline(reading, task)
    show(tab, task, 2)
    assert tab.locator(".viewer-cell").count() == 2
    assert tab.get_attribute("[data-command=link]", "aria-pressed") == "true"
    middle = place_of(tab, 1)
    tab.wait_for_selector(".viewer-cell.is-current[data-ghosts='1']")
    shot(tab, "viewer-follow-up")
    tab.focus(".viewer-cell >> nth=0")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.wait_for_function(
        "(place) => [...document.querySelectorAll('.viewer-cell')].every((one) => one.dataset.place === String(place))",
        arg=middle + 2,
    )
    tab.wait_for_selector(".viewer-cell.is-current[data-ghosts='0']")
    tab.keyboard.press("n")
    tab.wait_for_function(
        "(place) => [...document.querySelectorAll('.viewer-cell')].every((one) => one.dataset.place === String(place))",
        arg=middle,
    )
    tab.keyboard.press("2")
    assert "C 40 W 400" in tab.inner_text(".viewer-cell >> nth=1")
    tab.keyboard.press("1")
    assert "C 0 W 200" in tab.inner_text(".viewer-cell >> nth=1")
    measure(tab)
    row = only_mark(2)
    assert (row.lesion, row.read.time_point) == ("T1", 2)
    # Beside another pane a pixel of the screen is 0.14 mm of the patient, and the mouse goes by whole pixels.
    assert row.values["long_mm"] == pytest.approx(40.0, abs=0.2)
    assert float(tab.input_value("[name='targets-0-diameter_mm']")) == pytest.approx(row.values["long_mm"], abs=0.051)
    assert tab.get_attribute(".viewer-cell.is-current", "data-ghosts") == "0"


def test_a_mark_drawn_while_the_network_is_lost_is_saved_when_it_is_back(tab, task):
    show(tab, task, 1)
    tab.route("**/marks/", lambda route: route.abort())
    edge = edges(tab)
    y = edge["top"] + sum(edge["down"]) / 2
    tab.click("[data-command='hand:length']")
    drag(tab, (edge["left"] + edge["across"][0], y), (edge["left"] + edge["across"][1], y))
    tab.wait_for_selector("text=1 not saved yet")
    with outside_the_loop():
        assert not Mark.objects.exists()
    tab.unroute("**/marks/")
    show(tab, task, 1)
    saved(tab)
    row = only_mark()
    assert (row.kind, row.values["long_mm"]) == ("length", pytest.approx(40.0, abs=0.1))
    assert tab.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('centralis-marks'))") == []
    tab.faults.clear()  # the browser names each request that was cut off


def test_a_signed_time_point_is_shown_with_its_marks_and_takes_no_more(tab, task, reading):
    show(tab, task, 1)
    measure(tab)
    sign_baseline(reading, task)
    show(tab, task, 1)
    tab.wait_for_selector(".viewer-cell.is-current svg line", state="attached")
    assert tab.locator("[data-command='hand:bidirectional']").count() == 0
    tab.focus(".viewer-cell")
    tab.keyboard.press("m")
    assert "signed and locked" in tab.inner_text("[data-save-state]")


def test_the_toolbar_layouts_and_picture_commands(tab, task):
    show(tab, task, 1)
    tab.select_option("[data-layouts]", "2 × 2")
    tab.wait_for_selector(".viewer-grid[data-layout='2x2']")
    tab.select_option("[data-layouts]", "1 × 1")
    tab.wait_for_selector(".viewer-grid[data-layout='1x1'] .viewer-cell[data-drawn]")
    before = tab.evaluate(PICTURE)
    for key in ("i", "r", "+", "[", "."):
        tab.focus(".viewer-cell")
        tab.keyboard.press(key)
        tab.wait_for_timeout(150)
        after = tab.evaluate(PICTURE)
        assert after != before, key
        before = after
    tab.keyboard.press("0")
    tab.keyboard.press("End")
    tab.wait_for_selector(".viewer-cell[data-place='8']")
    tab.wait_for_timeout(150)


@pytest.mark.parametrize("task", [fractional], indirect=True)
def test_a_slope_that_is_no_whole_number_is_shown_and_told_right(tab, task):
    show(tab, task, 1)
    edge = edges(tab)
    assert edge["across"][1] - edge["across"][0] == pytest.approx(2 * (edge["down"][1] - edge["down"][0]), rel=0.02)
    x, y = (edge["left"] + sum(edge["across"]) / 2, edge["top"] + sum(edge["down"]) / 2)
    tab.click("[data-command='hand:ellipse']")
    drag(tab, (x, y), (x + 60, y + 40))
    tab.wait_for_selector("text=mean 50.0", state="attached", timeout=5000)
