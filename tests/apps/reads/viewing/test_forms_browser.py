"""Every criterion's form beside images in a real Chromium: filled, answered, signed, replayed, and fit for the eye."""

from typing import Any

import pytest
from tests.apps.conftest import SECRET
from tests.apps.reads.reports.test_replay_browser import barriers
from tests.apps.reads.test_reading_in_a_browser import document
from tests.apps.reads.viewing.form_readings import READINGS, FormReading
from tests.apps.reads.viewing.test_browser import outside_the_loop, shot, show, tab
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.reads.models import Read
from centralis.apps.web.demo.cast import World, build_world
from centralis.core.criteria.reading import render_value

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(240)]
LATER = {"FrameOfReferenceUID": "1.2.3.4.7", "StudyInstanceUID": "1.2.3.9", "SeriesInstanceUID": "1.2.3.9.1"}
WIDTHS = {1440: 900, 1024: 800}

#: What of the form is cut off or stands out of its place, and controls that nothing names.
MISFITS = """() => {
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth} px wide`);
  const isCut = (one) => one.scrollWidth > one.clientWidth + 1;
  for (const wrap of document.querySelectorAll('form .table-wrap')) {
    if (isCut(wrap)) found.push(`${wrap.getAttribute('aria-label')} is wider than its place`);
  }
  const shown = (one) => one.offsetParent !== null && !one.closest('.visually-hidden');
  for (const one of document.querySelectorAll('form[data-readform] input, form[data-readform] select')) {
    if (one.type === 'hidden' || !shown(one)) continue;
    if (!one.labels.length && !one.getAttribute('aria-label')?.trim()) found.push(`${one.name} has no label`);
    if (one.tagName === 'INPUT' && isCut(one)) found.push(`${one.name} cuts ${one.value}`);
  }
  return found;
}"""


@pytest.fixture
def form_reading(request: pytest.FixtureRequest) -> FormReading:
    return request.param


@pytest.fixture
def world(db: None, form_reading: FormReading) -> World:
    text = document(form_reading.criterion, form_reading.condition, form_reading.parameters)
    return build_world(lambda _username: SECRET, text)


@pytest.fixture
def task(reading: Any, form_reading: FormReading) -> Any:
    accept(reading, "01-001", "BL", form_reading.images())
    accept(reading, "01-001", "W8", form_reading.images(**LATER))
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def type_in(page: Any, name: str, value: str) -> None:
    """Type a value, choose it, or tick it."""
    control = page.locator(f"form [name='{name}']")
    kind = control.first.evaluate("one => one.type")
    if kind == "select-one":
        control.select_option(value)
    elif kind == "checkbox":
        control.check()
    elif kind == "radio":
        page.locator(f"form label:has(> [name='{name}'][value='{value}'])").click()
    else:
        control.click()
        page.keyboard.press("Control+a")
        page.keyboard.type(value)


def kept(page: Any) -> None:
    page.wait_for_timeout(1000)
    page.wait_for_function(
        "() => document.querySelector('[data-draft-state]').textContent === 'Everything typed is saved'"
    )
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def values_of(read: Read) -> set[str]:
    """The numbers of a read as the locked form shows them."""
    rows = [one for table in read.content.values() if isinstance(table, list) for one in table]
    told = [value for row in [*rows, read.content] for value in row.values()]
    return {str(render_value(one)) for one in told if isinstance(one, int | float) and not isinstance(one, bool)}


def told_before(page: Any) -> dict[str, str]:
    """What stands beside single fields of what was told before, by the field's name."""
    found = page.locator(".form-list .field:has(> .told)").evaluate_all(
        "all => all.map((one) => [one.querySelector('[name]')?.name, one.querySelector(':scope > .told').textContent])"
    )
    return {name.removeprefix("time_point-"): text for name, text in found if name}


def read_through(page: Any, task: Any, number: int, given: FormReading) -> Read:
    """Fill the form of a time point, look at it, sign it."""
    show(page, task, number)
    for name, value in (given.baseline, given.later)[number - 1].items():
        type_in(page, name, value)
    kept(page)
    if number > 1:
        assert given.told.items() <= told_before(page).items()
    page.locator("#scored", has_text=given.answers[number - 1]).wait_for()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert page.evaluate(MISFITS) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    shot(page, f"form-{given.criterion}-{number}", full_page=True)
    assert barriers(page) == []
    page.click("button[value=sign]")
    page.wait_for_url("**/sign/")
    page.fill("[name=secret]", SECRET)
    page.click("main form button.btn-primary")
    page.wait_for_url(f"**/reading/{task.token}/")
    with outside_the_loop():
        return Read.objects.get(task=task, time_point=number)


@pytest.mark.parametrize("form_reading", READINGS, ids=[one.criterion for one in READINGS], indirect=True)
def test_a_form_is_filled_answered_signed_and_shown_again(
    tab: Any, task: Any, reading: Any, form_reading: FormReading
) -> None:
    first = read_through(tab, task, 1, form_reading)
    assert {name: first.assessment[name] for name in form_reading.comes_to[0]} == form_reading.comes_to[0]
    with outside_the_loop():
        reading.open(task, 2)
    last = read_through(tab, task, 2, form_reading)
    assert {name: last.assessment[name] for name in form_reading.comes_to[1]} == form_reading.comes_to[1]
    for read in (first, last):
        tab.goto(f"/reading/{task.token}/{read.time_point}/")
        assert values_of(read) <= set(tab.locator(".reader > div:last-child").inner_text().split())
    tab.faults[:] = [one for one in tab.faults if "422" not in one]  # a minus alone, saved before its number came
