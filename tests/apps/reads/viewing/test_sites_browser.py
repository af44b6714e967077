"""A region tied to the liver fills the form's reference in a real Chromium; what is typed against it is not signed."""

import pytest
from tests.apps.conftest import SECRET
from tests.apps.reads.test_reading_in_a_browser import document
from tests.apps.reads.viewing.form_readings import RESPONSE
from tests.apps.reads.viewing.pet_world import pet_phantom
from tests.apps.reads.viewing.test_browser import drag, outside_the_loop, saved, shot, show, tab
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.reads.models import Mark, Read
from centralis.apps.web.demo.cast import build_world

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LIVER, ORIGIN = "[name='time_point-liver_mean']", ".answer:has([name='time_point-liver_mean']) [data-origin]"


@pytest.fixture
def world(db):
    return build_world(lambda _username: SECRET, document("percist-1.0", RESPONSE))


@pytest.fixture
def task(reading):
    accept(reading, "01-001", "BL", pet_phantom(PatientSex="M", PatientSize="1.75"))
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def test_a_region_of_the_liver_fills_its_fields_and_is_held_against_them(tab, task):
    show(tab, task, 1)
    tab.fill("[name='time_point-blood_pool_mean']", "1.4")
    box = tab.locator(".viewer-cell.is-current canvas.cornerstone-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.click("[data-command='hand:ellipse']")
    drag(tab, (x + box["width"] / 4, y), (x + box["width"] / 4 + 30, y + 30))
    saved(tab)
    tab.select_option("[data-region^='tie-']", "Liver")
    saved(tab)
    with outside_the_loop():
        mark = Mark.objects.get(state="current")
    assert (mark.kind, mark.of_lesion) == ("ellipse", "Liver")
    measured = f"{mark.values['sul_mean']:g}"
    assert tab.input_value(LIVER) == measured
    assert tab.inner_text(ORIGIN) == "measured"
    assert tab.inner_text(".answer:has([name='time_point-blood_pool_mean']) [data-origin]") == "typed"
    shot(tab, "form-liver-measured")
    tab.fill("[name='lesions-0-organ']", "lung")
    tab.fill("[name='lesions-0-sul_peak']", "8")
    tab.fill(LIVER, "3")
    assert tab.inner_text(ORIGIN) == f"measured: {measured}"
    saved(tab)
    tab.click("button[value=sign]")
    tab.get_by_text("the mark of Liver measures").wait_for()
    with outside_the_loop():
        assert Read.objects.get(task=task, time_point=1).state == "open"
