"""A page whose images have not come yet: whatever is pressed or kept, nothing breaks; they are shown once they come."""

import re

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.test_browser import tab, task  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FRAMES = re.compile(r"/frames/\d+$")
#: of every hand one, then the keys that place, move, scroll, window, turn, link, note and outline
KEYS = (
    "1", "2", "3", "b", "e", "Enter", " ", "ArrowLeft", "ArrowDown", "Escape", "PageDown", "Home", "End",
    "i", "r", "f", "l", "k", "x", "+", "-", "0", "j", "n",
)  # fmt: skip
SETTLED_MS = 1500  # the page keeps how it is shown 400 ms after the last change


@pytest.fixture
def followed(task, reading):  # noqa: F811
    """The case with its first time point signed."""
    reading.read(task, 1, entries(target("T1", 20.0)))
    return task


def test_nothing_breaks_before_the_first_picture_and_all_is_there_after_it(followed, tab):  # noqa: F811
    held = []
    tab.route(FRAMES, lambda route: held.append(route))
    tab.goto(f"/reading/{followed.token}/")
    tab.get_by_role("button", name="Open").click()
    current = tab.locator(".viewer-cell.is-current")
    current.wait_for()
    tab.locator("[name=targets-0-diameter_mm]").focus()
    for key in KEYS:
        current.focus()
        tab.keyboard.press(key)
        if tab.locator("dialog[open]").count():
            tab.keyboard.press("Escape")
    current.click(position={"x": 60, "y": 60}, modifiers=["Shift"])
    tab.wait_for_timeout(SETTLED_MS)
    assert tab.faults == []
    assert held
    assert tab.locator(".viewer-cell[data-drawn]").count() == 0
    tab.unroute(FRAMES)
    for route in held:
        route.fallback()
    tab.locator(".viewer-cell.is-current[data-drawn]").wait_for()
