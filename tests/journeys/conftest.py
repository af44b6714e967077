"""What every journey needs: the demonstration, built once, and a Chromium."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.journeys.stage import CENTRALIS, Demo, command, environment

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demonstration, built once for all journeys of this process: after a first build that was killed."""
    home = tmp_path_factory.mktemp("demo") / "home"
    kill_half_way(home)
    built = command(home, "demo", "--no-serve", "--home", str(home))
    assert built.returncode == 0, built.stderr
    secrets = {}
    for line in (home / "demo-sign-ins.txt").read_text(encoding="utf-8").splitlines()[1:]:
        cells = re.split(r"\s{2,}", line.strip())
        secrets[cells[1]] = cells[2]
    return Demo(home, json.loads(built.stdout), built.stderr, secrets)


def kill_half_way(home: Path) -> None:
    """Start a build and kill it once it has sealed images."""
    words = [*CENTRALIS, "demo", "--no-serve", "--home", str(home)]
    process = subprocess.Popen(words, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if process.poll() is not None or any((home / "store").rglob("*")):
            break
        time.sleep(0.1)
    assert process.poll() is None, "the build ended before it could be killed"
    process.kill()
    process.wait(timeout=30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the stories of a module. Its driver keeps an event loop in this thread, in which Django refuses
    the database and no second driver starts: what comes after the module must not meet it."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
