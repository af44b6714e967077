"""Kill the running server while a reader works: what it acknowledged is there when it comes back, nothing is doubled.

A real server on a port, a browser's requests one after another: a mark kept, the form saved, at last the signature.
Process and children are killed by SIGKILL after a while that a seed draws; the same session then goes on. Points inside
one act, call by call, are in test_kill_decide_sign.
"""

import contextlib
import html
import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest
from tests.apps.intake.installation import CENTRALIS, free_port
from tests.hostile.played import ROOT, SECRET, Home

pytestmark = [pytest.mark.kill, pytest.mark.timeout(600)]
KILLS = 3
LENGTHS, LONGEST = 20, 19  # a mark is 5 to 24 pixels long; the longest is a target
KEY = "7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0001"


#: all that a real server's answer to a reader may say beside its body
HEADERS = {
    "cache-control", "connection", "content-length", "content-security-policy", "content-type",
    "cross-origin-opener-policy", "date", "expires", "location", "referrer-policy", "server", "set-cookie",
    "transfer-encoding", "vary", "x-content-type-options", "x-frame-options",
}  # fmt: skip


class Unfollowed(HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *_args: Any) -> None:
        return None


class Desk:
    """A reader's browser on a server that may die at any moment."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar), Unfollowed)
        self.headers: set[str] = set()

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
        """Send a request; raises OSError or HTTPException when the server is gone."""
        token = next((one.value or "" for one in self.jar if one.name == "csrftoken"), "")
        headers = {"X-CSRFToken": token, **({"Content-Type": kind} if kind else {})}
        try:
            with self.opener.open(Request(self.url + path, body, headers), timeout=20) as answer:
                self.headers |= set(answer.headers)
                return int(answer.status), answer.read().decode()
        except HTTPError as answer:
            self.headers |= set(answer.headers)
            return answer.code, answer.read().decode("utf-8", "replace")

    def post(self, path: str, **fields: Any) -> tuple[int, str]:
        return self.ask(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def sign_in(self, name: str) -> None:
        self.ask("/account/login/")
        assert self.post("/account/login/", login=name, password=SECRET)[0] == 302

    def open_case(self) -> str:
        """The address of the time point that stands open for somebody, or nothing."""
        page = self.ask("/reading/")[1]
        for token in re.findall(r'href="/reading/([\w-]{32})/"', page):
            if f'href="/reading/{token}/1/">Continue' in self.ask(f"/reading/{token}/")[1]:
                return f"/reading/{token}/1/"
        return ""

    def form(self, path: str) -> dict[str, str]:
        page = self.ask(path)[1]
        found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page))
        for name, options in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            found[name] = chosen[1] if chosen else ""
        return {name: html.unescape(value) for name, value in found.items() if name != "csrfmiddlewaretoken"}


@contextlib.contextmanager
def serving(home: Home, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the server in a group of its own, until it is killed or the block ends."""
    command = [*CENTRALIS, "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=ROOT, env=home.environment(), stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        desk = Desk(f"http://127.0.0.1:{port}")
        for _ in range(300):
            with contextlib.suppress(OSError, HTTPException):
                desk.ask("/healthz")
                break
            assert process.poll() is None, "the server did not start"
            time.sleep(0.2)
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End the server and everything it started, without a word."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


class Work:
    """Saves one after another; knows what was acknowledged last and what was sent last."""

    def __init__(self, desk: Desk, path: str) -> None:
        self.desk, self.path = desk, path
        self.sent, self.kept = 0, 0
        self.mark_sent, self.mark_kept = 0, 0
        self.image: dict[str, Any] = {}

    def prepare(self) -> None:
        status, text = self.desk.ask(f"{self.path}images/")
        assert status == 200
        self.image = json.loads(text)["series"][0]["images"][0]

    def go_on(self, until: float) -> None:
        """Work until the clock or the server's death."""
        with contextlib.suppress(OSError, HTTPException):
            while time.monotonic() < until:
                self.save_mark()
                self.save_form()

    def save_form(self) -> None:
        form = self.desk.form(self.path)
        self.sent += 1
        form |= {"targets-0-organ": "liver", "targets-0-diameter_mm": f"{20 + self.sent / 10:.1f}"}
        status, text = self.desk.post(self.path, **form)
        assert status == 302, text[-2000:]
        self.kept = self.sent

    def save_mark(self) -> None:
        self.mark_sent += 1
        status, text = self.desk.ask(
            f"{self.path}marks/", json.dumps(self.mark(self.mark_sent)).encode(), "application/json"
        )
        assert status == 200, text
        assert json.loads(text)["edit"] == self.mark_sent
        self.mark_kept = self.mark_sent

    def mark(self, edit: int) -> dict[str, Any]:
        """A mark along the first row of pixels, of another length than the edit before, in whole pixels."""
        corner, along = self.image["position"], self.image["orientation"][:3]
        step = self.image["spacing"][1]
        end = [one + each * step * (5 + edit % LENGTHS) for one, each in zip(corner, along, strict=True)]
        return {"key": KEY, "edit": edit, "lesion": "T1", "kind": "length", "instance": self.image["instance"],
                "frame": 1, "points": [corner, end]}  # fmt: skip

    def check(self) -> None:
        """What stands there now is what was acknowledged, or what was under way when the server died."""
        page = self.desk.form(self.path)
        if self.sent:
            shown = round((float(page["targets-0-diameter_mm"]) - 20) * 10)
            assert shown in (self.kept, self.sent), "acknowledged and lost"
            self.kept = self.sent = shown
        marks = json.loads(self.desk.ask(f"{self.path}marks/")[1])["marks"]
        assert len(marks) <= 1, "nothing is doubled"
        edit = marks[0]["edit"] if marks else 0
        assert edit in (self.mark_kept, self.mark_sent), "acknowledged and lost"
        if marks:
            assert marks[0]["points"] == self.mark(edit)["points"]
        self.mark_kept = self.mark_sent = edit


@pytest.mark.req("DUR-1")
def test_a_server_killed_in_mid_read_loses_nothing_that_it_acknowledged(played: Home, tmp_path: Path):
    home = Home(tmp_path / "home")
    shutil.copytree(played.path, home.path)
    port, draw = free_port(), random.Random(6)
    desk = Desk(f"http://127.0.0.1:{port}")
    work: Work | None = None
    for _ in range(KILLS):
        with serving(home, port) as server:
            if work is None:
                work = at_work(desk)
            work.check()
            plug = threading.Timer(draw.uniform(1.0, 4.0), os.killpg, (server.pid, signal.SIGKILL))
            plug.start()
            work.go_on(time.monotonic() + 20)
            plug.join()
            assert server.wait(timeout=30) == -signal.SIGKILL
    assert work is not None
    assert work.kept >= KILLS
    assert work.mark_kept >= KILLS
    with serving(home, port):
        work.check()
        signed_once(desk, work)
    code, told = home.verify()
    assert (code, told["faults"]) == (0, [])


def at_work(desk: Desk) -> Work:
    """Sign in as the reader whose time point stands open."""
    for name in ("reader1", "reader2"):
        desk.jar.clear()
        desk.sign_in(name)
        path = desk.open_case()
        if path:
            work = Work(desk, path)
            work.prepare()
            return work
    raise AssertionError("nobody's time point stands open")


def signed_once(desk: Desk, work: Work) -> None:
    """The session went through every death: sign, and find that signing again changes nothing."""
    work.mark_sent += (LONGEST - 1 - work.mark_sent) % LENGTHS
    work.save_mark()
    (mark,) = json.loads(desk.ask(f"{work.path}marks/")[1])["marks"]
    long_mm = f"{mark['long_mm']:.1f}"
    assert desk.post(work.path, **{**desk.form(work.path), "targets-0-diameter_mm": long_mm})[0] == 302
    form = desk.form(f"{work.path}sign/")
    assert "shown_digest" in form, re.sub(r"<[^>]*>|\s+", " ", desk.ask(work.path)[1])
    assert desk.post(f"{work.path}sign/", **{**form, "secret": SECRET})[0] == 302
    assert desk.ask(f"{work.path}sign/")[0] == 302, "signed and locked"
    assert {name.lower() for name in desk.headers} <= HEADERS, "a real server adds its name and the day, no more"
    desk.post(f"{work.path}sign/", **{**form, "secret": SECRET})
    page = desk.ask(work.path)[1]
    assert "form-control" not in page
    assert long_mm in page
