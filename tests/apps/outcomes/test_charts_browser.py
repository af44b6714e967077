"""The pages of outcomes in a real Chromium under the content policy: all figures draw, and nothing complains.

The pages are rendered first and then served to the browser from memory, with the headers that the server gave them.
"""

import mimetypes
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from centralis.apps.outcomes import reactions

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
sync_api = pytest.importorskip("playwright.sync_api")
HOST = "http://localhost"


@pytest.fixture
def addresses(derived) -> dict[str, str]:
    """The pages by name: the overview, the subject whose reads differ, one of its reads, the data lock."""
    subject = derived.subject("01-002")
    read = derived.tasks["01-002", 2].reads.order_by("-time_point").first()
    names = {
        "overview": ("outcomes",),
        "endpoints": ("outcomes_endpoints",),
        "agreement": ("outcomes_agreement",),
        "readers": ("outcomes_readers",),
        "subject": ("outcomes_subject", subject.pk),
        "read": ("outcomes_read", read.pk),
        "lock": ("outcomes_lock",),
    }
    return {name: reverse(view, args=[derived.world.trial.pk, *more]) for name, (view, *more) in names.items()}


@pytest.fixture
def page(derived, addresses, browse) -> Iterator[object]:
    """A tab of the project manager over three subjects that both read; faults of scripts and of the policy fail."""
    derived.reads("02-001", 2, {"BL": 43, "W8": 40})
    reactions.reconcile_outcomes()
    client = browse("project manager")
    served = {}
    for address in addresses.values():
        answer = client.get(address)
        served[address] = (answer.status_code, dict(answer.headers), answer.content)
    faults: list[str] = []

    def answer_from_memory(route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0].partition("#")[0]
        if path in served:
            status, headers, body = served[path]
            route.fulfill(status=status, headers=headers, body=body)
            return
        found = finders.find(path.removeprefix(settings.STATIC_URL)) if path.startswith(settings.STATIC_URL) else None
        if found is None:
            route.fulfill(status=404, body="")
            return
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        route.fulfill(status=200, headers={"content-type": kind}, body=Path(found).read_bytes())

    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=HOST)
        tab.route("**/*", answer_from_memory)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        yield tab
        browser.close()
    assert faults == []


def shot(page, name: str) -> None:
    """Keep a picture where CENTRALIS_SHOTS says; pages are looked at by people, too."""
    folder = os.environ.get("CENTRALIS_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_all_figures_draw_under_the_policy_in_light_dark_and_print(page, addresses):
    answer = page.goto(addresses["overview"])
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy
    for name in ("waterfall", "spider", "swimmer"):
        page.wait_for_selector(f"#chart-{name}[data-drawn=light] svg", timeout=30_000)
    words = page.text_content("#chart-waterfall svg")
    for word in ("PD", "PR", "Best change from baseline (%)", "01-001"):
        assert word in words
    assert "Time since day 0 (days)" in page.text_content("#chart-spider svg")
    assert "→" in page.text_content("#chart-swimmer svg")
    shot(page, "outcomes-light")
    page.click("[data-theme-toggle]")
    page.wait_for_selector("#chart-waterfall[data-drawn=dark] svg")
    shot(page, "outcomes-dark")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_selector("#chart-waterfall[data-drawn=print] svg")
    colours = page.eval_on_selector_all(
        "#chart-waterfall svg path[aria-roledescription=bar]", "bars => bars.map(bar => bar.getAttribute('fill'))"
    )
    assert len(colours) == 3
    for colour in colours:
        assert colour[1:3] == colour[3:5] == colour[5:7]  # a grey


def test_survival_stands_with_its_numbers_at_risk_and_differences_with_their_limits(page, addresses):
    page.goto(addresses["endpoints"])
    page.wait_for_selector("#chart-survival[data-drawn=light] svg", timeout=30_000)
    words = page.text_content("#chart-survival svg")
    for word in ("Time (months)", "PFS by central review", "At risk"):
        assert word in words
    shot(page, "outcomes-endpoints")
    page.goto(addresses["agreement"])
    page.wait_for_selector("#chart-difference-1[data-drawn=light] svg", timeout=30_000)
    words = page.text_content("#chart-difference-1 svg")
    assert "Mean of both (mm)" in words
    assert "bias" in words
    shot(page, "outcomes-agreement")
    page.goto(addresses["readers"])
    assert "What to look at" in page.text_content("main")
    shot(page, "outcomes-readers")


def test_a_bar_opens_its_subject_and_the_table_behind_has_the_numbers(page, addresses):
    page.goto(addresses["overview"])
    page.wait_for_selector("#chart-waterfall[data-drawn] svg")
    page.click("#chart-waterfall details summary")
    assert "-40.0" in page.text_content("#chart-waterfall details table")
    page.click("#chart-waterfall svg path[aria-roledescription=bar] >> nth=0")
    page.wait_for_url(f"**{addresses['subject']}")
    shot(page, "outcomes-subject")
    page.goto(addresses["read"])
    shot(page, "outcomes-read")
    page.goto(addresses["lock"])
    shot(page, "outcomes-lock")


def test_no_page_is_wider_than_a_tablet(page, addresses):
    page.set_viewport_size({"width": 820, "height": 1100})
    for name, where in addresses.items():
        page.goto(where)
        shot(page, f"tablet-{name}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
