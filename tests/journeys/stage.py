"""A real server with a home of its own, a real Chromium, and people who sign in: whole stories, as users meet them."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

REPOSITORY = Path(__file__).resolve().parents[2]
CENTRALIS = [sys.executable, "-c", "from centralis.cli import main; main()"]
PATIENCE_S = 60


def environment(home: Path) -> dict[str, str]:
    """What a command of ours needs, and a home; nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CENTRALIS_"))}
    return {**kept, "CENTRALIS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "centralis.config.settings"}


def command(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `centralis WORDS` in a home."""
    return subprocess.run([*CENTRALIS, *words], env=environment(home), capture_output=True, text=True, timeout=280)


@dataclass
class Server:
    """A running `centralis serve`."""

    home: Path
    base: str
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def one_time_secret(self) -> str:
        """The first administrator's password, which the first start prints once."""
        found = re.search(r"one-time password (\S+)", self.said())
        assert found is not None, self.said()
        return found[1]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """Serve a home until the block ends."""
    port = free_port()
    server = Server(home, f"http://127.0.0.1:{port}", home.with_name(f"{home.name}.log"))
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            [*CENTRALIS, "serve", "--port", str(port)], env=environment(home), stdout=log, stderr=log
        )
        try:
            wait_until_up(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_until_up(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE_S * 5):
        assert process.poll() is None, server.said()
        try:
            with urllib.request.urlopen(f"{server.base}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not come up: {server.said()}")


@dataclass(frozen=True)
class Demo:
    """A home with the whole demonstration, and its passwords by user name."""

    home: Path
    summary: dict[str, Any]
    said: str
    secrets: dict[str, str]


@dataclass
class Somebody:
    """A person at a browser of their own; whatever the page complains of is kept in `faults`."""

    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, browser: Browser, base: str) -> "Somebody":
        context = browser.new_context(base_url=base, viewport={"width": 1280, "height": 900}, accept_downloads=True)
        context.set_default_timeout(30_000)
        page = context.new_page()
        who = cls(context, page)
        page.on("pageerror", lambda error: who.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: who.heard(said.type, said.text))
        return who

    def heard(self, kind: str, text: str) -> None:
        """Keep an error of the console; that a form came back with its faults (409) is none."""
        if kind == "error" and "409 (Conflict)" not in text:
            self.faults.append(f"{self.page.url}: {text}")

    def sign_in(self, username: str, secret: str) -> None:
        self.page.goto("/account/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", secret)
        self.press("Sign in")

    def fill(self, **values: str) -> None:
        """Fill in fields by their names; a select takes a value or the words of an option."""
        for name, value in values.items():
            place = self.page.locator(f"[name={name}]:visible").first
            if place.evaluate("field => field.tagName") == "SELECT":
                known = place.locator("option").evaluate_all("all => all.map(one => [one.value, one.text])")
                exact = [code for code, words in known if value in (code, words)]
                place.select_option((exact or [code for code, words in known if value in words])[0])
            else:
                place.fill(value)

    def press(self, label: str, *, confirm: bool = False) -> None:
        """Press a button, or follow a link, by its words (say yes where it asks); wait for the page that comes."""
        pattern = re.compile(rf"^\s*{re.escape(label)}\s*$")
        place = self.page.get_by_role("button", name=pattern).or_(self.page.get_by_role("link", name=pattern))
        with self.page.expect_navigation():
            place.first.click()
            if confirm:
                self.page.locator("dialog button[value=yes]").click()

    def sign(self, secret: str, button: str) -> None:
        """Sign what is shown with one's own password."""
        self.page.fill("input[name=secret]", secret)
        self.press(button)

    def sees(self, *texts: str) -> None:
        """Assert that the page shows each text, and that nothing went wrong."""
        shown = self.page.inner_text("body")
        for text in texts:
            assert text in shown, f"{text!r} is not on {self.page.url}:\n{shown}"
        assert not self.faults, self.faults

    def leave(self) -> None:
        self.context.close()
