"""Case after case in one document: the browser holds what one case needs, however many were read before."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from tests.apps.reads.conftest import Reading
from tests.apps.reads.test_reader_views import BACKEND, SECRET
from tests.apps.reads.test_reading_in_a_browser import _emptied_after_each_test  # noqa: F401 - a fixture
from tests.apps.reads.viewing.viewing_world import SLICES, accept, phantom

from centralis.apps.reads.models import ReadingTask
from centralis.apps.web.demo.cast import CAST, SCANNERS, SITES, Plot, build_world

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
CASES = 5
READER = "reader 1"
#: What counts of all objects that the page still holds after a collection; `Runtime.queryObjects` makes one.
TALLY = """function () {
  const safely = (ask) => (one) => { try { return ask(one); } catch { return false; } };
  const having = (...names) => this.filter(safely((one) => names.every((name) => Object.hasOwn(one, name)))).length;
  const elements = this.filter(safely((one) => one.nodeType === 1 && one.matches('*')));
  const counting = (selector) => elements.filter((one) => one.matches(selector)).length;
  return {
    rooms: counting('[data-viewer]'),
    cells: counting('.viewer-cell'),
    canvases: counting('.viewer-cell canvas'),
    annotations: having('annotationUID', 'metadata'),
    frames: having('own', 'instance', 'series'),
    pictures: having('imageId', 'getPixelData'),
  };
}"""
#: Of one case: its viewer with one pane, the engine's canvas and that of masks, one mark.
ONE_CASE = {"rooms": 1, "cells": 1, "canvases": 2, "annotations": 1}


def held(page: Any) -> dict[str, int]:
    """What the page holds: viewers, panes, their canvases, marks that the engine draws, frames known and decoded."""
    session = page.context.new_cdp_session(page)
    # Asking for objects collects too, but takes what lies on the stack by chance for something held; this does not.
    session.send("HeapProfiler.collectGarbage")
    group = {"objectGroup": "tally"}
    all_ = session.send("Runtime.evaluate", {"expression": "Object.prototype", **group})["result"]["objectId"]
    found = session.send("Runtime.queryObjects", {"prototypeObjectId": all_, **group})["objects"]["objectId"]
    asked = {"objectId": found, "functionDeclaration": TALLY, "returnByValue": True}
    told = session.send("Runtime.callFunctionOn", asked)["result"]["value"]
    session.send("Runtime.releaseObjectGroup", group)  # what was looked at would be held by the looking
    session.detach()
    return dict(told)


def held_after_a_while(page: Any) -> dict[str, int]:
    """The same once this page's pictures are there and what ran for the page before has ended; what leaks stays."""
    found = held(page)
    for _ in range(30):
        if {name: found[name] for name in ONE_CASE} == ONE_CASE and found["pictures"] >= SLICES:
            break
        page.wait_for_timeout(1000)
        found = held(page)
    return found


@pytest.fixture
def reader(live_server: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page of a reader with some cases, each opened; the cases' tokens."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    settings.STORE, settings.KEYS = str(tmp_path / "store"), tmp_path / "keys"
    subjects = {f"MM-{number:04d}": ("01", 130) for number in range(CASES)}
    reading = Reading(build_world(lambda _username: SECRET, plot=Plot(CAST, SITES, SCANNERS, subjects)))
    for number, code in enumerate(subjects):
        later = {"FrameOfReferenceUID": f"1.2.8.{number}", "SeriesInstanceUID": f"1.2.9.{number}"}
        accept(reading, code, "BL", phantom(**later))
    reading.begin()
    tasks = list(ReadingTask.objects.filter(reader=reading.world.people[READER]))
    for task in tasks:
        reading.open(task, 1)
    client = Client()
    client.force_login(reading.world.people[READER].account, backend=BACKEND)
    for task in tasks:
        draw_on(client, task.token)
    name = django_settings.SESSION_COOKIE_NAME
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        yield context.new_page(), [one.token for one in tasks]
        browser.close()


def draw_on(client: Client, token: str) -> None:
    """Keep one mark on a case, as its page would."""
    image = client.get(f"/reading/{token}/1/images/").json()["series"][0]["images"][SLICES // 2]
    x, y, z = image["position"]
    mark = {
        "key": str(uuid4()), "edit": 1, "lesion": "T1", "kind": "length", "instance": image["instance"],
        "frame": image["frame"], "points": [[x + 10, y + 10, z], [x + 30, y + 10, z]],
    }  # fmt: skip
    answer = client.post(f"/reading/{token}/1/marks/", json.dumps(mark), content_type="application/json")
    assert answer.status_code == 200, answer.content


def pass_to(page: Any, token: str) -> None:
    """Go to a case as its link would, without a new document."""
    go = """(to) => {
      const link = document.createElement('a');
      link.href = to;
      document.querySelector('main').append(link);
      link.click();
    }"""
    page.evaluate(go, f"/reading/{token}/1/")
    page.wait_for_url(f"**/reading/{token}/1/")
    shown(page)


def shown(page: Any) -> None:
    """Wait for the picture, by locators: a selector's handle would hold the page that was left."""
    page.locator("[data-viewer][data-live]").wait_for()
    page.locator(".viewer-cell.is-current[data-drawn]").wait_for()
    page.wait_for_load_state("networkidle")


def test_cases_that_were_left_hold_nothing(reader: tuple[Any, list[str]]) -> None:
    page, tokens = reader
    page.goto(f"/reading/{tokens[0]}/1/")
    shown(page)
    for token in [*tokens[1:], tokens[0]]:
        pass_to(page, token)
        found = held_after_a_while(page)
        assert {name: found[name] for name in ONE_CASE} == ONE_CASE
        # This case, the next where it is fetched already, and what was fetched ahead of a page that was passed by.
        assert SLICES <= found["pictures"] <= found["frames"] <= 3 * SLICES
