"""The built pages in a real Chromium under the real content policy: no violation, and everything by keyboard."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from centralis.apps.web.style_samples import sample_context

pytestmark = [pytest.mark.browser, pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]
sync_api = pytest.importorskip("playwright.sync_api")

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'"


class Site:
    """What the upload endpoints below were sent, and how they shall misbehave."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.received: dict[str, str] = {}
        self.failures_left = 0
        self.finished = 0


SITE = Site()


def _strict(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    return response


def style(request: HttpRequest) -> HttpResponse:
    return _strict(render(request, "web/style.html", sample_context(timezone.now())))


def upload(request: HttpRequest) -> HttpResponse:
    addresses = {"file_url": "/file/", "known_url": "/known/", "finish_url": "/finish/"}
    context = {"title": "Send an exam", **addresses}
    return _strict(render(request, "upload_page.html", context))


def receive(request: HttpRequest) -> HttpResponse:
    digest = hashlib.sha256(request.body).hexdigest()
    assert digest == request.headers["X-File-SHA256"]
    name = unquote(request.headers["X-File-Name"])
    with SITE.lock:
        if SITE.failures_left > 0:
            SITE.failures_left -= 1
            return HttpResponse("busy", status=503)
        if name.endswith(".txt"):
            return JsonResponse({"outcome": "quarantined", "reason": "Not DICOM: no DICM mark."}, status=422)
        SITE.received[name] = digest
    return JsonResponse({"outcome": "received", "reason": ""})


def known(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"sha256": list(SITE.received.values())})


def finish(_request: HttpRequest) -> HttpResponse:
    SITE.finished += 1
    return JsonResponse({"url": "/receipt/"})


def receipt(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<title>Receipt</title>Receipt")


urlpatterns = [
    path("style/", style),
    path("upload/", upload),
    path("file/", receive),
    path("known/", known),
    path("finish/", finish),
    path("receipt/", receipt),
]


@pytest.fixture(autouse=True)
def upload_template(settings) -> None:
    page = '{% extends "web/base.html" %}{% block content %}{% include "web/look/upload.html" %}{% endblock %}'
    engine = settings.TEMPLATES[0]
    options = {key: value for key, value in engine["OPTIONS"].items() if key != "context_processors"}
    options["context_processors"] = ["django.template.context_processors.request"]
    options["loaders"] = [
        ("django.template.loaders.locmem.Loader", {"upload_page.html": page}),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    SITE.__init__()  # type: ignore[misc]


@pytest.fixture
def page(live_server) -> Iterator[object]:
    faults: list[str] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        yield tab
        browser.close()
    assert faults == []


def test_the_chart_draws_under_the_policy_and_follows_the_theme(page):
    page.goto("/style/")
    page.wait_for_selector("figure[data-drawn=light] svg")
    page.click("[data-theme-toggle]")
    page.wait_for_selector("figure[data-drawn=dark] svg")
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") == "dark"


def test_nothing_is_wider_than_the_page(page):
    for width in (1280, 820):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/style/")
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_grid_is_walked_by_keyboard_and_shows_its_card(page):
    page.goto("/style/")
    page.wait_for_selector("html[data-ready]")
    page.focus(".cell >> nth=0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "01-002, Week 8" in page.inner_text("#cell-card")
    page.keyboard.press("Enter")
    assert page.url.endswith("#")


def test_a_table_keeps_its_filter_in_the_address_and_exports_what_it_shows(page):
    page.goto("/style/")
    page.wait_for_selector("html[data-ready]")
    page.select_option("[data-table-tools=exams] select[name=state]", "held")
    assert page.url.endswith("?state=held")
    with page.expect_download() as download:
        page.click("[data-table-tools=exams] [data-export]")
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    lines = text.strip().split("\r\n")
    assert lines[0] == "Subject,Site,Visit,State,Age,Received,Slices,Thickness (mm),Note"
    assert all(",held," in line for line in lines[1:])
    assert len(lines) == 1 + page.locator("table[data-table=exams] tbody tr:visible").count()


def test_a_question_stands_before_a_weighty_button(page):
    page.goto("/style/")
    page.wait_for_selector("html[data-ready]")
    page.click("button[data-confirm]")
    assert "Both readers" in page.inner_text("dialog[open]")
    assert page.evaluate("() => document.activeElement.textContent") == "Cancel"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def _folder(tmp_path, files: dict[str, bytes]):
    root = tmp_path / "exam"
    for name, content in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root


def test_a_folder_arrives_whole_through_failures_and_ends_at_the_receipt(page, tmp_path):
    SITE.failures_left = 2
    files = {f"série {n}/{m}.dcm": f"{n}{m}".encode() * 1000 for n in range(2) for m in range(5)}
    page.goto("/upload/")
    page.wait_for_selector("[data-upload][data-live]")
    page.set_input_files("input[type=file]", str(_folder(tmp_path, files)))
    page.wait_for_url("**/receipt/", timeout=20_000)
    sent = {f"exam/{name}": hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert SITE.received == sent
    assert SITE.finished == 1


def test_a_file_that_is_not_taken_is_listed_with_its_reason(page, tmp_path):
    page.route("**/finish/", lambda route: route.fulfill(status=409, json={"error": "Two subjects in one upload."}))
    page.goto("/upload/")
    page.wait_for_selector("[data-upload][data-live]")
    page.set_input_files("input[type=file]", str(_folder(tmp_path, {"a.dcm": b"image", "notes.txt": b"words"})))
    page.wait_for_selector("text=Two subjects in one upload.")
    rows = page.locator("[data-outcome-rows] tr")
    assert rows.nth(0).inner_text().startswith("exam/notes.txt")
    assert "Not DICOM: no DICM mark." in rows.nth(0).inner_text()
    assert "received" in rows.nth(1).inner_text()
    assert page.inner_text("[data-show=problems]") == "1"


def test_what_the_server_holds_is_not_sent_again(page, tmp_path):
    SITE.received["earlier"] = hashlib.sha256(b"image").hexdigest()
    page.goto("/upload/")
    page.wait_for_selector("[data-upload][data-live]")
    page.set_input_files("input[type=file]", str(_folder(tmp_path, {"a.dcm": b"image", "b.dcm": b"other"})))
    page.wait_for_url("**/receipt/")
    assert set(SITE.received) == {"earlier", "exam/b.dcm"}
