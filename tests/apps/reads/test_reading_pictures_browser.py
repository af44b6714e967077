"""The pages that the guides of the reading room show, with simulated exams; `CENTRALIS_SHOTS` keeps the pictures.

Made anew: `CENTRALIS_SHOTS=docs/images pytest -m browser tests/apps/reads/test_reading_pictures_browser.py`.
"""

import json
import math
from datetime import UTC, datetime
from io import BytesIO

import pytest
from playwright.sync_api import sync_playwright
from pydicom import dcmread
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.test_browser import HOST, from_django, outside_the_loop, shot
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.reads.models import Adjudication
from centralis.core.simulation import (
    SCANNERS,
    Acquisition,
    Course,
    Coverage,
    simulate_exam,
    simulate_subject,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TRUTH = simulate_subject("01-001", Course.PROGRESSOR, 12, 4)
VISITS = ("BL", "W8", "W16")
LESIONS = {"T3": "T1", "T4": "T2"}


def exam(number):
    """A simulated exam of the abdomen; at the last visit with a second series of thicker slices."""
    kinds = [Acquisition(coverage=Coverage.ABDOMEN)]
    if number == len(VISITS) - 1:
        kinds.append(Acquisition(coverage=Coverage.ABDOMEN, slice_thickness_mm=10.0, series_number=3))
    at = datetime(2026, 1, 5, 9, 40, tzinfo=UTC)
    files = [one for kind in kinds for one in simulate_exam(TRUTH, number, SCANNERS["ge"], kind, 12, at)]
    found = [dcmread(BytesIO(one)) for one in files]
    for one in found:
        one.ImageType = ["ORIGINAL", *one.ImageType[1:3]]  # what is computed may not be measured
    return found


def ends(lesion, share):
    """The two axes of a lesion in the axial plane, as a reader draws them; `share`: how large they are drawn."""
    x, y, z = lesion.centre_mm
    turn = math.radians(lesion.angle_deg)
    pairs = []
    for length, angle in ((lesion.longest_mm, turn), (lesion.short_axis_mm, turn + math.pi / 2)):
        half = share * length / 2
        by = (half * math.cos(angle), half * math.sin(angle))
        pairs += [(x - by[0], y - by[1]), (x + by[0], y + by[1])]
    return pairs, z


def measure(client, base, lesion, name, share):
    """Draw a lesion on the slice that cuts it in the middle; the server's diameters."""
    series = client.get(f"{base}/images/").json()["series"][0]
    pairs, z = ends(lesion, share)
    image = min(series["images"], key=lambda one: abs(one["position"][2] - z))
    at = image["position"][2]
    body = {
        "key": f"7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f{abs(hash((base, name))) % 10000:04d}", "edit": 1, "lesion": name,
        "kind": "bidirectional", "instance": image["instance"], "frame": 1, "points": [[*one, at] for one in pairs],
    }  # fmt: skip
    answer = client.post(f"{base}/marks/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def fill(reading, browse, task, number, share):
    """Measure both lesions of a time point and fill its form."""
    reading.open(task, number)
    client, base = browse(reading.part(task)), f"/reading/{task.token}/{number}"
    lesions = {one.id: one for one in TRUTH.time_points[number - 1].lesions}
    rows = []
    for true, name in LESIONS.items():
        told = measure(client, base, lesions[true], name, share)
        is_node = lesions[true].is_node
        size = round(told["short_mm"] if is_node else told["long_mm"], 1)
        rows.append(target(name, size, "lymph_node" if is_node else "liver", node=is_node))
    return reading.fill(task, number, entries(*rows))


@pytest.fixture
def tab(reading, browse):
    """Open a page as a member of the cast: `tab("reader 1", address)`."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def opened(part, address, height=950):
            with outside_the_loop():
                client = browse(part)
            page = browser.new_context(viewport={"width": 1500, "height": height}, base_url=HOST).new_page()
            page.route("**/*", lambda route: from_django(client, route))
            page.goto(address)
            return page

        yield opened
        browser.close()


def settled(page):
    page.wait_for_selector("[data-viewer][data-live]", timeout=60_000)
    page.wait_for_timeout(1500)


def test_the_pages_of_the_guides(reading, browse, tab):
    with outside_the_loop():
        for number, visit in enumerate(VISITS):
            accept(reading, "01-001", visit, exam(number))
        for subject in ("01-002", "02-001"):
            reading.accept(subject, "BL")
        reading.begin()
        first, second = reading.task("01-001", 1), reading.task("01-001", 2)
    page = tab(reading.part(first), "/reading/", height=360)
    assert page.locator(f"a[href='/reading/{first.token}/']").count() == 1
    shot(page, "worklist")
    with outside_the_loop():
        for number in (1, 2):
            reading.sign(fill(reading, browse, first, number, 1.0))
        last = fill(reading, browse, first, 3, 1.0)
    page = tab(reading.part(first), f"/reading/{first.token}/3/")
    settled(page)
    page.select_option("[data-layouts]", "2 × 2")
    page.wait_for_selector(".viewer-grid[data-layout='2x2'] .viewer-cell[data-drawn]")
    page.focus(".viewer-cell.is-current")
    page.keyboard.press("4")
    page.keyboard.press("n")
    page.wait_for_timeout(1500)
    page.keyboard.press("k")
    page.wait_for_timeout(2500)
    assert page.locator(".viewer-cell").count() == 4
    assert page.locator("[data-keys] li").count() == 1
    shot(page, "read")
    with outside_the_loop():
        signed = reading.sign(last)
        for number, share in ((1, 1.0), (2, 0.9), (3, 0.8)):
            reading.sign(fill(reading, browse, second, number, share))
        row = Adjudication.objects.get(state="due")
    page = tab("adjudicator", f"/adjudication/{row.token}/")
    settled(page)
    page.focus(".viewer-cell")
    for key in ("PageUp", *["ArrowUp"] * 5):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    assert page.locator(".viewer-cell svg text").count() > 0
    shot(page, "adjudication")
    page = tab("inspector", f"/t/{reading.trial_id}/reads/{signed.pk}/replay/")
    settled(page)
    assert page.locator(".viewer-grid.is-as-signed .viewer-cell").count() == 4
    assert page.locator("[data-keys] li").count() == 1
    shot(page, "replay-four-panes")
    page = tab("project manager", f"/t/{reading.trial_id}/reads/")
    shot(page, "read-management")
