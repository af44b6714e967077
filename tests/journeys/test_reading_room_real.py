"""A case on real CT in a real Chromium: three time points measured by two readers, adjudicated by A and B, replayed.

The images are of two dates of one person, and a third person's for the second follow-up: no real case with three dates
is at hand, so what is read is no course of a disease. The marks go where the mouse does, not where a lesion is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydicom
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.apps.conftest import browse, kept_world, world
from tests.apps.reads.conftest import Reading, reading
from tests.apps.reads.test_reader_views import SECRET
from tests.apps.reads.viewing.test_browser import HOST, drag, from_django, outside_the_loop, saved, shot
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.reads.models import Adjudication, Mark, Read
from centralis.apps.reads.reports import making as reporting

__all__ = ["browse", "kept_world", "reading", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(600)]
VISITS = ("BL", "W8", "W16")
#: The diameter in mm that each reader finds at each time point: the second one sees progression, 33 % over the nadir.
WANTED_MM = {1: (30.0, 30.0, 30.0), 2: (30.0, 30.0, 40.0)}


def series_of(folder: Path, day: str = "", most: int = 9) -> list[pydicom.Dataset]:
    """The original axial images of a folder, of one day where it is told: at most some from the middle."""
    found = [pydicom.dcmread(one) for one in sorted(folder.rglob("*")) if one.is_file()]
    found = [one for one in found if "AXIAL" in one.ImageType and "ORIGINAL" in one.ImageType]
    found = [one for one in found if not day or one.StudyDate == day]
    found.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    first = max(0, (len(found) - most) // 2)
    return found[first : first + most]


@dataclass
class Window:
    """Somebody's page; what the browser complains of fails the story."""

    page: Page
    faults: list[str]

    def open(self, address: str) -> Page:
        self.page.goto(address)
        if self.page.locator("[data-viewer]").count():
            self.page.wait_for_selector("[data-viewer][data-live]", timeout=90_000)
            self.page.wait_for_selector(".viewer-cell[data-drawn]", timeout=90_000)
        return self.page

    def sign(self) -> None:
        self.page.fill("[name=secret]", SECRET)
        with self.page.expect_navigation():
            self.page.click("main form button.btn-primary")


@pytest.fixture
def windows(reading: Reading, browse: Any, shared_data: Path) -> Iterator[Any]:
    """A way to a signed-in page for each of the cast, on a case of three accepted exams."""
    trial = shared_data / "trial"
    for visit, images in zip(VISITS, (
        series_of(trial / "covid_ct_two_dates" / "A002304", "19001231"),
        series_of(trial / "covid_ct_two_dates" / "A002304", "19010112"),
        series_of(trial / "acrin_nsclc_petct" / "CT_858561"),
    ), strict=True):  # fmt: skip
        accept(reading, "01-001", visit, images)
    reading.begin()
    opened: list[Window] = []
    with sync_playwright() as play:
        browser: Browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def window(part: str) -> Window:
            with outside_the_loop():
                client = browse(part)
            page = browser.new_context(viewport={"width": 1500, "height": 950}, base_url=HOST).new_page()
            faults: list[str] = []
            page.route("**/*", lambda route: from_django(client, route))
            page.on("pageerror", lambda error: faults.append(str(error.stack or error)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            opened.append(Window(page, faults))
            return opened[-1]

        yield window
        browser.close()
    reporting.writers().close()
    reporting.writers.cache_clear()
    assert [one.faults for one in opened if one.faults] == []


def measure(page: Page, wanted_mm: float) -> float:
    """Draw the lesion's length across the middle; draw it again so long that it measures what is wanted (mm)."""
    box = page.locator(".viewer-cell.is-current .viewer-picture").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    field, width = "[name='targets-0-diameter_mm']", 100.0
    for _ in range(2):
        page.click("[data-command='hand:length']")
        drag(page, (x - width / 2, y), (x + width / 2, y))
        saved(page)
        width *= wanted_mm / float(page.input_value(field))
        y += 25  # beside the first line, which would be taken hold of
    return float(page.input_value(field))


def read_case(window: Window, token: str, wanted_mm: tuple[float, ...]) -> list[float]:
    """Read every time point of a case from its list to its lock."""
    found = []
    for number, wanted in enumerate(wanted_mm, start=1):
        page = window.open(f"/reading/{token}/")
        with page.expect_navigation():
            page.click("main button.btn-primary")
        page.wait_for_url(f"**/reading/{token}/{number}/")
        window.open(page.url)
        if number == 1:
            page.select_option("[name='targets-0-organ']", "lung")
        found.append(measure(page, wanted))
        shot(page, f"real-{number}")
        page.click("button[value=sign]")
        page.wait_for_url("**/sign/")
        window.sign()
        page.wait_for_url(f"**/reading/{token}/")
    return found


@pytest.mark.req("P11-10A-1")
def test_real_images_are_read_twice_adjudicated_and_replayed(reading: Reading, windows: Any) -> None:
    diameters = {}
    for number, wanted in WANTED_MM.items():
        with outside_the_loop():
            task = reading.task("01-001", number)
            part = reading.part(task)
        diameters[number] = read_case(windows(part), task.token, wanted)
        assert diameters[number] == pytest.approx(wanted, abs=0.8), "mouse and screen go by whole pixels"
    with outside_the_loop():
        due = Adjudication.objects.select_related("side_a_task", "side_b_task").get(state="due")
        reads = {(one.task.reader_number, one.time_point): one for one in Read.objects.select_related("task")}
        marks = {(one.read.task.reader_number, one.read.time_point): one.values["long_mm"]
                 for one in Mark.objects.filter(state="current").select_related("read__task")}  # fmt: skip
    assert {place: one.state for place, one in reads.items()} == dict.fromkeys(reads, "locked")
    assert (reads[1, 3].assessment["overall"], reads[2, 3].assessment["overall"]) == ("SD", "PD")
    for (reader, point), measured in marks.items():
        assert diameters[reader][point - 1] == pytest.approx(measured, abs=0.051), (
            "the form says what the mark measures"
        )
    umpire = windows("adjudicator")
    page = umpire.open(f"/adjudication/{due.token}/")
    shown = page.inner_text("body")
    assert all(text in shown for text in ("Read A", "Read B", "PD", "SD"))
    page.wait_for_function("() => ['A T1', 'B T1'].every((name) => document.body.textContent.includes(name))")
    shot(page, "real-adjudication")
    page.check(f"input[name=choice][value={'A' if due.side_a_task.reader_number == 2 else 'B'}]")
    page.fill("[name=reason]", "Grown by more than a fifth.")
    with page.expect_navigation():
        page.click("main form:has([name=reason]) button.btn-primary")
    umpire.sign()
    with outside_the_loop():
        due.refresh_from_db()
    assert due.state == "done"
    inspector = windows("inspector")
    page = inspector.open(f"/t/{reading.trial_id}/reads/{reads[2, 3].pk}/replay/")
    assert "What was signed is what is shown" in page.inner_text("body")
    assert f"{diameters[2][2]:.1f}".removesuffix(".0") in page.inner_text("body")
    page.wait_for_selector(".viewer-cell.is-current svg line", state="attached")
    shot(page, "real-replay")
