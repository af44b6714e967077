"""Reading without a mouse: a whole read by keys alone, marks drawn and bent by keys, and no barrier on the way."""

import pytest
from tests.apps.reads.reports.test_replay_browser import barriers
from tests.apps.reads.test_reader_views import SECRET
from tests.apps.reads.viewing.test_browser import (
    drag,
    edges,
    only_mark,
    outside_the_loop,
    saved,
    shot,
    show,
    tab,
    task,
)

from centralis.apps.reads.models import Mark, Read

__all__ = ["tab", "task"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PANE = ".viewer-cell.is-current"


def press(page, *keys: str) -> None:
    """Press keys one after another; `ArrowLeft*4` is pressed four times."""
    for key in keys:
        name, _, times = key.partition("*")
        for _ in range(int(times or 1)):
            page.keyboard.press(name)


def tab_to(page, selector: str) -> None:
    """Go on with the Tab key until an element is reached."""
    for _ in range(120):
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {selector}")


def said(page) -> str:
    return page.inner_text("[data-say]")


def draw_both_diameters(page) -> None:
    """The phantom's axes from the cursor's first place, its centre: 40 mm are 80 columns, 20 mm are 25 rows."""
    press(page, "Enter", "Shift+ArrowLeft*4", "Enter", "Shift+ArrowRight*8", "Enter")
    press(page, "Shift+ArrowLeft*4", "Shift+ArrowUp", "ArrowUp*2", "Control+ArrowUp*5", "Enter")
    press(page, "Shift+ArrowDown*2", "ArrowDown*5", "Enter")


def test_a_complete_read_by_keyboard_alone(tab, task):
    page = tab
    page.goto("/reading/")
    assert barriers(page) == []
    tab_to(page, "tbody a")
    press(page, "Enter")
    page.wait_for_url(f"**/reading/{task.token}/")
    tab_to(page, "main .btn-primary")
    press(page, "Enter")
    page.wait_for_url(f"**/reading/{task.token}/1/")
    page.wait_for_selector("[data-viewer][data-live]", timeout=60_000)
    page.wait_for_selector(f"{PANE}[data-drawn]")
    tab_to(page, PANE)
    press(page, "m")
    draw_both_diameters(page)
    saved(page)
    assert said(page) == "T1: 40.0 mm, saved"
    press(page, "n", "d", "Enter", "PageDown", "Shift+ArrowLeft*3", "Enter", "PageDown")
    assert "Finish it, or give up with Escape" in said(page)
    shot(page, "viewer-keyboard")
    press(page, "Shift+ArrowRight*6", "Enter")
    saved(page)
    assert said(page) == "T2: 30.0 mm, saved"
    press(page, "?")
    page.wait_for_selector("dialog.viewer-help[open]")
    assert barriers(page) == []
    shot(page, "viewer-keys")
    press(page, "Escape", "f")
    assert page.evaluate("() => document.activeElement.name") == "targets-1-organ"
    page.keyboard.press("Shift+Tab")
    for row in (0, 1):
        tab_to(page, f"[name='targets-{row}-organ']")
        page.keyboard.type("Live")
        assert page.input_value(f"[name='targets-{row}-organ']") == "liver"
    page.wait_for_function(
        "() => document.querySelector('[data-draft-state]').textContent === 'Everything typed is saved'"
    )
    tab_to(page, "button[value=sign]")
    press(page, "Enter")
    page.wait_for_url("**/sign/")
    assert barriers(page) == []
    tab_to(page, "[name=secret]")
    page.keyboard.type(SECRET)
    press(page, "Enter")
    page.wait_for_url(f"**/reading/{task.token}/")
    with outside_the_loop():
        read = Read.objects.get(task=task, time_point=1)
        marks = {one.lesion: one for one in Mark.objects.filter(read=read, state="current")}
    assert read.state == "locked"
    assert [(one["id"], one["diameter_mm"]) for one in read.content["targets"]] == [("T1", 40.0), ("T2", 30.0)]
    assert (marks["T1"].values["long_mm"], marks["T1"].values["short_mm"]) == pytest.approx((40.0, 20.0), abs=0.05)
    assert (marks["T2"].kind, marks["T2"].values["long_mm"]) == ("length", pytest.approx(30.0, abs=0.05))
    assert len({one.sop_uid for one in marks.values()}) == 2


def test_the_ends_of_a_mark_are_moved_by_keys_its_axes_staying_square(tab, task):
    page = tab
    show(page, task, 1)
    tab_to(page, PANE)
    press(page, "m")
    draw_both_diameters(page)
    saved(page)
    press(page, "Enter", "ArrowRight*10", "ArrowUp*10", "Escape")
    assert "nothing was changed" in said(page)
    page.wait_for_timeout(400)
    assert only_mark().edit == 1
    press(page, "Enter")
    assert "one end of the longest diameter" in said(page)
    press(page, "Tab", "ArrowLeft*10", "Enter")
    saved(page)
    row = only_mark()
    assert (row.edit, row.values["long_mm"], row.values["short_mm"]) == (2, pytest.approx(35.0), pytest.approx(20.0))
    press(page, "Enter", "ArrowUp*10", "Enter")
    saved(page)
    assert only_mark().values["long_mm"] == pytest.approx((35.0**2 + 8.0**2) ** 0.5, abs=0.01)
    assert only_mark().values["short_mm"] == pytest.approx(20.0, abs=0.01)
    press(page, "Delete")
    saved(page)
    with outside_the_loop():
        assert not Mark.objects.filter(state="current").exists()
    press(page, "Enter", "Shift+ArrowLeft", "Enter", "Backspace", "Escape", "w", "Enter")
    page.wait_for_timeout(400)
    with outside_the_loop():
        assert not Mark.objects.filter(state="current").exists()


def test_a_mark_is_drawn_by_two_clicks_as_well_as_by_dragging(tab, task):
    page = tab
    show(page, task, 1)
    edge = edges(page)
    y = edge["top"] + sum(edge["down"]) / 2
    left, right = (edge["left"] + one for one in edge["across"])
    page.click("[data-command='hand:length']")
    page.mouse.click(left, y)
    page.mouse.move((left + right) / 2, y, steps=4)
    page.mouse.move(right, y, steps=4)
    page.mouse.click(right, y)
    saved(page)
    assert only_mark().values["long_mm"] == pytest.approx(40.0, abs=0.1)
    drag(page, (right, y), ((left + right) / 2, y))
    saved(page)
    assert only_mark().values["long_mm"] == pytest.approx(20.0, abs=0.1)


def test_from_the_list_into_the_case_that_comes_next_by_enter_alone(tab, task):
    tab.goto("/reading/")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == f"/reading/{task.token}/"
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/reading/{task.token}/")
    assert tab.evaluate("document.activeElement.textContent") == "Continue"
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/reading/{task.token}/1/")
