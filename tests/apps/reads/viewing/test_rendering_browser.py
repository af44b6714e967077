"""The same millimetres whether a graphics card draws or the processor does, and without WebGL at all."""

from collections.abc import Iterator

import pytest
from tests.apps.reads.viewing.test_browser import (
    HOST,
    from_django,
    measure,
    only_mark,
    outside_the_loop,
    shot,
    show,
    task,
)

__all__ = ["task"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
sync_api = pytest.importorskip("playwright.sync_api")

SOFTWARE_WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
#: What draws, the browser's arguments, and what support staff asked for in its store.
WAYS = {"gpu": (SOFTWARE_WEBGL, "gpu"), "cpu": (SOFTWARE_WEBGL, "cpu"), "none": (["--disable-3d-apis"], "gpu")}
#: The middle of the phantom's ellipsoid (x, y) in mm: 63.5 columns of 0.5 and 39.5 rows of 0.8 from its first pixel.
MIDDLE_MM = (1.75, 6.6)


@pytest.fixture(params=list(WAYS))
def way(request) -> str:
    return request.param


@pytest.fixture
def tab(task, reading, browse, way) -> Iterator[object]:
    """A tab of a browser that draws in this way; faults of scripts fail the test."""
    client = browse(reading.part(task))
    arguments, asked = WAYS[way]
    faults: list[str] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", *arguments])
        page = browser.new_page(viewport={"width": 1500, "height": 950}, base_url=HOST)
        page.add_init_script(f"localStorage.setItem('centralis-rendering', '{asked}')")
        page.route("**/*", lambda route: from_django(client, route))
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        browser.close()
    assert faults == []


def test_a_phantom_reads_40_by_20_mm_and_lies_where_it_is_however_it_is_drawn(tab, task, way):
    show(tab, task, 1)
    assert tab.get_attribute("[data-viewer]", "data-rendering") == ("gpu" if way == "gpu" else "cpu")
    assert ("no WebGL" in tab.inner_text("[data-viewer]")) == (way == "none")
    measure(tab)
    row = only_mark()
    assert row.values["long_mm"] == pytest.approx(40.0, abs=0.1)
    assert row.values["short_mm"] == pytest.approx(20.0, abs=0.1)
    with outside_the_loop():
        points = row.points
    middle = [sum(point[axis] for point in points[:2]) / 2 for axis in (0, 1)]
    assert middle == pytest.approx(list(MIDDLE_MM), abs=0.15)
    shot(tab, f"viewer-{way}")


def test_planes_are_cut_anew_however_the_stack_is_drawn(tab, task):
    show(tab, task, 1)
    tab.focus(".viewer-cell")
    tab.keyboard.press("v")
    tab.wait_for_selector(".viewer-cell[data-plane='axial'] .viewer-cut")
    tab.keyboard.press("v")
    tab.wait_for_selector(".viewer-cell[data-plane='coronal'] .viewer-cut")
