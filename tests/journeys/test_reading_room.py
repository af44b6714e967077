"""Nothing that was acknowledged is lost, nothing is signed twice: a real server and a real Chromium, both of which die.

Each story starts from a copy of a small played world (`tests.hostile.played`) in which one baseline stands open.
"""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from tests.apps.intake.installation import free_port
from tests.hostile.conftest import played
from tests.hostile.played import SECRET, Home
from tests.hostile.test_kill_reading import serving
from tests.journeys.stage import Somebody

__all__ = ["played"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
OPEN_READ = """select p.username, t.token from reads_read r join reads_readingtask t on t.id = r.task_id
    join people_person p on p.id = t.reader_id where r.state = 'open'"""
COMMENT = "textarea[name=comment]"
FORM_STATE, MARKS_STATE = "[data-draft-state]", "[data-save-state]"
ALL_TYPED, ALL_MARKS = "Everything typed is saved", "All marks saved"
PATIENCE_MS = 60_000


@dataclass
class Room:
    """A copy of the played world and the time point that stands open in it."""

    home: Home
    port: int
    reader: str
    path: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, beside the server."""
        with contextlib.closing(sqlite3.connect(self.home.path / "centralis.sqlite3", timeout=30)) as base:
            return base.execute(query).fetchall()

    def marks(self) -> list[tuple[str, str]]:
        """Keys and states of all marks ever kept, oldest first."""
        return self.rows("select key, state from reads_mark order by created_at")

    def comment(self) -> str:
        found = self.rows("select json_extract(content, '$.comment') from reads_read where state in ('open', 'locked') "
                          "order by changed_at desc limit 1")  # fmt: skip
        return str(found[0][0] or "")

    def at_work(self, who: Somebody) -> Page:
        """Sign in and go to the images and the form."""
        who.sign_in(self.reader, SECRET)
        return self.show(who.page)

    def show(self, page: Page) -> Page:
        page.goto(self.path)
        page.wait_for_selector("[data-viewer][data-live]", timeout=PATIENCE_MS)
        page.wait_for_selector(".viewer-cell.is-current[data-drawn]", timeout=PATIENCE_MS)
        return page


@pytest.fixture
def room(played: Home, tmp_path: Path) -> Room:
    home = Home(tmp_path / "home")
    shutil.copytree(played.path, home.path)
    found = Room(home, free_port(), "", "")
    ((found.reader, token),) = found.rows(OPEN_READ)
    found.path = f"/reading/{token}/1/"
    return found


@pytest.fixture
def reader(room: Room, chromium: Browser) -> Iterator[Somebody]:
    """The reader's own browser window; the server is started by each story."""
    who = Somebody.at(chromium, room.url)
    yield who
    who.leave()


def draw(page: Page, share: float) -> None:
    """Draw the chosen lesion's length across the image at a share of its height."""
    page.click("[data-command='hand:length']")
    box = page.locator(".viewer-cell.is-current .viewer-picture").first.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] * share
    left, right = (box["x"] + box["width"] * part for part in (0.2, 0.8))
    page.mouse.move(left, y)
    page.mouse.down()
    page.mouse.move((left + right) / 2, y, steps=3)
    page.mouse.move(right, y, steps=3)
    page.mouse.up()
    page.wait_for_timeout(350)


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator(MARKS_STATE)).to_have_text(ALL_MARKS, timeout=PATIENCE_MS)
    expect(page.locator(FORM_STATE)).to_have_text(ALL_TYPED, timeout=PATIENCE_MS)


def current(room: Room) -> list[str]:
    return [key for key, state in room.marks() if state == "current"]


def verified(room: Room) -> None:
    code, told = room.home.verify()
    assert (code, told["faults"]) == (0, [])


@pytest.mark.kill
@pytest.mark.req("DUR-1")
def test_a_server_killed_in_mid_read_has_what_it_acknowledged_and_gets_the_rest(room: Room, reader: Somebody) -> None:
    kept: list[str] = []
    with serving(room.home, room.port) as server:
        page = room.at_work(reader)
        page.on("response", lambda one: kept.append(one.url) if one.ok and one.request.method == "POST" else None)
        plug = threading.Timer(2.5, os.killpg, (server.pid, signal.SIGKILL))
        plug.start()
        drawn = 0
        while server.poll() is None or drawn < 4:
            drawn += 1
            draw(page, 0.2 + 0.6 * (drawn % 10) / 10)
            page.fill(COMMENT, f"note {drawn}")
        plug.join()
        draw(page, 0.5)
        page.fill(COMMENT, "the last note")
        expect(page.locator(MARKS_STATE)).to_contain_text("Server not reached", timeout=PATIENCE_MS)
        expect(page.locator(FORM_STATE)).to_contain_text("Server not reached", timeout=PATIENCE_MS)
    before = len(room.marks())
    assert before >= sum(url.endswith("/marks/") for url in kept), "acknowledged and lost"
    with serving(room.home, room.port):
        saved(page)
        assert len(room.marks()) == drawn + 1, "every mark drawn arrived once"
        assert current(room) == [room.marks()[-1][0]]
        assert room.comment() == "the last note"
        room.show(page)
        assert page.input_value(COMMENT) == "the last note"
        expect(page.locator(".viewer-cell.is-current svg line").first).to_be_attached(timeout=PATIENCE_MS)
    verified(room)


@pytest.mark.kill
@pytest.mark.req("DUR-1")
def test_a_browser_killed_in_mid_read_shows_again_what_was_acknowledged(
    room: Room, chromium: Browser, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"

    def window() -> Somebody:
        options = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
        context = chromium.browser_type.launch_persistent_context(str(profile), base_url=room.url, **options)
        return Somebody(context, context.pages[0])

    with serving(room.home, room.port):
        who = window()
        page = room.at_work(who)
        draw(page, 0.45)
        page.fill(COMMENT, "typed, never sent by a button")
        saved(page)
        kill_browser(profile)
        with contextlib.suppress(Error):
            who.leave()
        assert room.comment() == "typed, never sent by a button"
        again = window()
        page = room.at_work(again)
        assert page.input_value(COMMENT) == "typed, never sent by a button"
        (shown,) = again.context.request.get(f"{room.path}marks/").json()["marks"]
        assert shown["key"].replace("-", "") in [key.replace("-", "") for key in current(room)]
        assert float(page.input_value("[name='targets-0-diameter_mm']")) == pytest.approx(shown["long_mm"], abs=0.06)
        expect(page.locator(".viewer-cell.is-current svg line").first).to_be_attached(timeout=PATIENCE_MS)
        again.leave()
    verified(room)


def kill_browser(profile: Path) -> None:
    """End every process of the browser that works in a profile of ours, without a word."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)


def test_a_lost_network_is_told_and_everything_is_sent_when_it_is_back(room: Room, reader: Somebody) -> None:
    with serving(room.home, room.port):
        with reader.page.expect_response(re.compile(r"/view/$")):  # how the page shows the images is kept first
            page = room.at_work(reader)
        reader.context.set_offline(True)
        draw(page, 0.4)
        page.fill(COMMENT, "in the tunnel")
        expect(page.locator(MARKS_STATE)).to_contain_text("1 not saved yet, kept in this browser", timeout=PATIENCE_MS)
        expect(page.locator(FORM_STATE)).to_contain_text("kept in this browser", timeout=PATIENCE_MS)
        assert room.marks() == []
        reader.context.set_offline(False)
        saved(page)
        assert (len(current(room)), room.comment()) == (1, "in the tunnel")


def test_a_session_that_ended_in_mid_measurement_is_told_and_saved_after_signing_in_again(
    room: Room, reader: Somebody
) -> None:
    with serving(room.home, room.port):
        page = room.at_work(reader)
        reader.context.clear_cookies()
        draw(page, 0.4)
        page.fill(COMMENT, "while signed out")
        expect(page.locator(MARKS_STATE)).to_contain_text("Sign in again in another tab", timeout=PATIENCE_MS)
        expect(page.locator(FORM_STATE)).to_contain_text("Sign in again in another tab", timeout=PATIENCE_MS)
        assert room.marks() == []
        other = Somebody(reader.context, reader.context.new_page())
        other.sign_in(room.reader, SECRET)
        saved(page)
        assert (len(current(room)), room.comment()) == (1, "while signed out")


@pytest.mark.req("P11-10A-1")
def test_of_two_tabs_the_late_one_is_told_and_overwrites_nothing_and_one_signature_stands(
    room: Room, reader: Somebody
) -> None:
    with serving(room.home, room.port):
        first = room.at_work(reader)
        second = room.show(reader.context.new_page())
        draw(first, 0.4)
        first.fill(COMMENT, "from the first tab")
        saved(first)
        draw(second, 0.6)
        second.fill(COMMENT, "from the second tab")
        expect(second.locator(MARKS_STATE)).to_contain_text("measured in another window", timeout=PATIENCE_MS)
        expect(second.locator(FORM_STATE)).to_contain_text("Nothing of yours was saved", timeout=PATIENCE_MS)
        assert (len(room.marks()), room.comment()) == (1, "from the first tab")
        for page in (first, second):
            room.show(page)
            assert page.input_value(COMMENT) == "from the first tab"
            page.click("button[value=sign]")
            page.wait_for_url("**/sign/")
            page.fill("[name=secret]", SECRET)
        # Sending the form from the second tab made what the first one shows for signing out of date.
        for page, told in ((first, "changed"), (second, "Signed and locked.")):
            page.click("main form button.btn-primary")
            expect(page.locator("main [role=alert], main [role=status]").first).to_contain_text(told)
        assert "Signed and locked." not in first.inner_text("main")
        assert signatures(room) == 1
        second.go_back()
        second.go_back()
        assert second.locator(COMMENT).count() == 0
        assert second.locator("[name=secret]").count() == 0
        assert signatures(room) == 1
    verified(room)


def signatures(room: Room) -> int:
    """How many signatures the open read's time point bears, whatever was pressed."""
    token = room.path.split("/")[2]
    return int(room.rows(
        "select count(*) from people_signature where object_id in (select r.id from reads_read r "
        f"join reads_readingtask t on t.id = r.task_id where t.token = '{token}')"
    )[0][0])  # fmt: skip
