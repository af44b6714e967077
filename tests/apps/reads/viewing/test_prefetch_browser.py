"""The next case without waiting: its first images fetched ahead, and passed to without a new document."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from tests.apps.reads.conftest import Reading
from tests.apps.reads.test_reader_views import BACKEND, SECRET
from tests.apps.reads.test_reading_in_a_browser import _emptied_after_each_test  # noqa: F401 - a fixture
from tests.apps.reads.viewing.test_browser import shot
from tests.apps.reads.viewing.viewing_world import SLICES, accept, phantom

from centralis.apps.ledger.models import Entry
from centralis.apps.reads.models import Read, ReadingTask
from centralis.apps.web.demo.cast import build_world

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
GREY = {"WindowCenter": "0", "WindowWidth": "200"}
LATER = {"FrameOfReferenceUID": "1.2.3.4.8", "StudyInstanceUID": "1.2.3.8", "SeriesInstanceUID": "1.2.3.8.1"}


@dataclass
class Desk:
    """A reader with two cases at the browser; `asked` keeps each address that it asked for, new documents marked."""

    page: Any
    first: ReadingTask
    other: ReadingTask
    asked: list[str] = field(default_factory=list)

    def note(self, request: Any) -> None:
        kind = "document " if request.is_navigation_request() else ""
        self.asked.append(kind + "/" + request.url.split("/", 3)[3])

    @property
    def documents(self) -> list[str]:
        return [one.removeprefix("document ") for one in self.asked if one.startswith("document ")]

    def frames_of(self, task: ReadingTask) -> list[str]:
        return [one for one in self.asked if one.startswith(f"/reading/{task.token}/1/images/2.25.")]

    def show(self, task: ReadingTask) -> None:
        self.page.goto(f"/reading/{task.token}/1/")
        self.shown()

    def shown(self) -> None:
        """Wait until the page's viewer lives and has drawn."""
        self.page.wait_for_selector("[data-viewer][data-live]", timeout=60_000)
        self.page.wait_for_selector(".viewer-cell.is-current[data-drawn]")

    def wait_for_frames(self, task: ReadingTask, count: int) -> None:
        for _ in range(200):
            if len(self.frames_of(task)) >= count:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{len(self.frames_of(task))} of {count} frames were fetched")


@pytest.fixture
def desk(live_server: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> Iterator[Desk]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    settings.STORE, settings.KEYS = str(tmp_path / "store"), tmp_path / "keys"
    reading = Reading(build_world(lambda _username: SECRET))
    accept(reading, "01-001", "BL", phantom(**GREY))
    accept(reading, "01-002", "BL", phantom(**GREY, **LATER))
    reading.begin()
    first = reading.task("01-001", 1)
    other = ReadingTask.objects.get(reader=first.reader, subject__code="01-002")
    reading.open(first, 1)
    client = Client()
    client.force_login(reading.world.people[reading.part(first)].account, backend=BACKEND)
    name = django_settings.SESSION_COOKIE_NAME
    faults: list[str] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        found = Desk(page, first, other)
        page.on("request", found.note)
        yield found
        browser.close()
    assert faults == []


def test_from_the_signature_to_the_next_case_in_one_document(desk: Desk) -> None:
    page, first, other = desk.page, desk.first, desk.other
    desk.show(first)
    desk.wait_for_frames(other, SLICES)
    assert not Read.objects.filter(task=other).exists()
    ways = [json.loads(one.body)["facts"]["way"] for one in Entry.objects.filter(action="intake.open_images")]
    assert ways == ["reading of time point 1", "fetched ahead of reading time point 1"]
    page.select_option("[name='targets-0-organ']", "liver")
    page.fill("[name='targets-0-diameter_mm']", "40")
    page.wait_for_selector("text=Everything typed is saved")
    page.click("button[value=sign]")
    page.wait_for_url("**/sign/")
    page.fill("[name=secret]", SECRET)
    page.click("main form button.btn-primary")
    page.wait_for_selector("text=Next case")
    assert Read.objects.get(task=first).state == "locked"
    assert page.evaluate("() => document.activeElement.textContent") == "Next case", "Enter leads on"
    shot(page, "viewer-case-signed")
    before = len(desk.frames_of(other))
    page.click("text=Next case")
    page.wait_for_url(f"**/reading/{other.token}/1/")
    desk.shown()
    assert desk.documents == [f"/reading/{first.token}/1/"]
    assert len(desk.frames_of(other)) == before
    assert page.input_value("[name='targets-0-diameter_mm']") == ""
    page.fill("[name='targets-0-diameter_mm']", "12")
    page.wait_for_selector("text=Everything typed is saved")
    assert Read.objects.get(task=other).content["targets"][0]["diameter_mm"] == 12
    shot(page, "viewer-next-case")


def test_back_and_forth_and_signing_out(desk: Desk) -> None:
    page, first = desk.page, desk.first
    desk.show(first)
    page.click("text=Case >> nth=0")
    page.wait_for_url(f"**/reading/{first.token}/")
    page.wait_for_selector("main table")
    page.go_back()
    page.wait_for_url(f"**/reading/{first.token}/1/")
    desk.shown()
    page.focus(".viewer-cell")
    page.keyboard.press("Home")
    page.wait_for_selector(".viewer-cell[data-place='0']")
    assert desk.documents == [f"/reading/{first.token}/1/"]
    page.click("text=Sign out")
    page.wait_for_url("**/account/login/**")
    assert len(desk.documents) > 1
    page.go_back()
    page.wait_for_url("**/account/login/**")
    assert page.locator("canvas").count() == 0
