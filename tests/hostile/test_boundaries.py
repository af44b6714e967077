"""What must not exist anywhere in the house, and what two worlds must have in common for a stranger."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import centralis
from centralis.apps.web.routes import routes
from centralis.config.account_urls import THIRD_PARTY

SOURCE = Path(centralis.__file__).parent
#: modules that open an address
FETCHING = {
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "http.client",
    "aiohttp",
    "ftplib",
    "socket",
    "webbrowser",
}
#: modules that read or decode what came from outside; and our own that do it with them
READING = {"pydicom", "gdcm", "PIL", "openjpeg", "jpeg_ls", "pylibjpeg", "zipfile", "tarfile", "xml", "pickle", "lxml"}
OUR_READERS = {
    "centralis.core.dicom.render",
    "centralis.core.dicom.metadata",
    "centralis.core.reading.reheading.rehead",
    "centralis.core.reading.reheading.rehead_bytes",
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def using(modules: set[str], *floors: str) -> dict[str, set[str]]:
    found = {}
    for floor in floors:
        for path in sorted((SOURCE / floor).rglob("*.py")):
            if "demo" in path.parts:  # makes its own images, reads nobody's
                continue
            named = {name for name in imports(path) if any(name == m or name.startswith(f"{m}.") for m in modules)}
            if named:
                found[str(path.relative_to(SOURCE))] = named
    return found


@pytest.mark.req("SEC-6")
def test_no_module_can_open_an_address():
    """No URL is fetched because somebody named it: nothing here fetches any. (The store's bucket is the operator's.)"""
    assert using(FETCHING, "apps", "cli", "config", "core", "edge", "services") == {}


@pytest.mark.req("SEC-2")
def test_the_server_hands_what_came_from_outside_to_a_child_process():
    """The rooms never parse or decode: `edge` does, and runs in the killable children of `services.child`."""
    assert using(READING | OUR_READERS, "apps", "services", "config") == {}
    assert using(READING | OUR_READERS, "edge") != {}
    named = {name for path in (SOURCE / "apps").rglob("*.py") for name in imports(path) if "centralis.edge" in name}
    assert named == set()


@pytest.mark.req("SEC-9")
def test_what_is_not_yours_costs_and_says_the_same_as_what_does_not_exist(world: Any, browse: Callable[[str], Client]):
    """The same status, the same bytes, the same number of queries: neither content nor time tells them apart."""
    named = {route.name: route.address for route in routes(THIRD_PARTY) if route.where == "trial"}
    pages = [name for name, address in named.items() if re.findall("<[^>]+>", address) == ["<uuid:trial>"]]
    assert len(pages) >= 15
    for part in ("outsider", "reader 1", "monitor"):
        client = browse(part)
        client.get("/tasks/")  # the session is written once
        other = world.trial.pk if part == "outsider" else world.other_trial.pk
        for name in pages:
            told = []
            for trial in (other, uuid4()):
                url = reverse(name, kwargs={"trial": trial})
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(url)
                told.append((answer.status_code, answer.content.replace(str(trial).encode(), b""), len(queries)))
            assert told[0] == told[1], (part, name)
            assert told[0][0] in (404, 405)
