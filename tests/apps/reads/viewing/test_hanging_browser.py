"""A hanging protocol in a real Chromium: its grid, windows, link groups and tools, as the definition says."""

import pytest
from tests.apps.reads.viewing.test_browser import shot, show, tab
from tests.apps.reads.viewing.test_hanging import follow_up
from tests.apps.reads.viewing.test_odd_series_browser import forget_refused
from tests.apps.reads.viewing.test_slow_images_browser import FRAMES

__all__ = ["follow_up", "tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def task(follow_up):
    return follow_up


def place(page, cell: int) -> str:
    return page.get_attribute(f".viewer-cell >> nth={cell}", "data-place")


WINDOWS = ["C 60 W 160", "C 60 W 160", "C -600 W 1500", "C -500 W 1400"]


def test_the_window_comes_with_the_first_picture_where_the_one_to_open_with_is_lost(tab, task):
    lost = []

    def lose(route) -> None:
        lost.append(lost[0] if lost else route.request.url)
        if route.request.url == lost[0]:
            route.fulfill(status=404, body="")
        else:
            route.fallback()

    tab.route(FRAMES, lose)
    show(tab, task, 2)
    broken = tab.wait_for_selector(".viewer-cell.is-broken")
    number = int(broken.get_attribute("data-cell").removeprefix("cell-"))
    broken.focus()
    tab.keyboard.press("ArrowDown")
    tab.wait_for_selector(f".viewer-cell[data-cell='cell-{number}']:not(.is-broken)")
    tab.locator(f".viewer-cell[data-cell='cell-{number}'] .viewer-place", has_text=WINDOWS[number]).wait_for()
    forget_refused(tab)


def test_four_cells_stand_as_the_protocol_says(tab, task):
    show(tab, task, 2)
    assert tab.get_attribute(".viewer-grid", "data-layout") == "2x2"
    tab.wait_for_function("() => document.querySelectorAll('.viewer-cell[data-drawn]').length === 4")
    lines = [tab.inner_text(f".viewer-cell >> nth={number} >> .viewer-place") for number in range(4)]
    assert [line.split(" · ")[1] for line in lines] == WINDOWS
    assert [line.split(" · ")[0].split(" / ")[1] for line in lines] == ["9", "9", "5", "5"]
    tab.focus(".viewer-cell >> nth=0")
    tab.keyboard.press("ArrowDown")
    tab.wait_for_selector(".viewer-cell[data-cell='cell-1'][data-place='5']")
    assert [place(tab, number) for number in range(4)] == ["5", "5", "2", "2"]
    assert tab.is_visible("[data-command='hand:bidirectional']")
    assert tab.is_hidden("[data-command='hand:length']")
    options = tab.locator("[data-presets] option").all_inner_texts()
    assert [one.split(" ", 1)[1] for one in options] == ["As stored", "Lung", "Liver"]
    shot(tab, "hanging")
