"""Three criteria read in a real browser: form, edit checks while typing, signature, lesions carried forward."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client, TransactionTestCase

from centralis.apps.reads.models import Read
from centralis.apps.web.demo.cast import World, build_world, example_document

from .conftest import Reading
from .test_reader_views import BACKEND, SECRET

sync_api = pytest.importorskip("playwright.sync_api")

BUILT = Path(__file__).parents[3] / "src" / "centralis" / "web_dist" / ".vite" / "manifest.json"
WHEN = "      - best_overall_response differs\n      - progression_date differs by more than 0 days"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
    pytest.mark.browser,
    pytest.mark.skipif(not BUILT.exists(), reason="the pages' code is not built (make build)"),
]


def document(name: str, condition: str, parameters: str = "{}") -> str:
    """The example trial, reading by another criterion."""
    text = example_document().replace("criterion: recist-1.1", f"criterion: {name}")
    text = text.replace("parameters: {confirmation_days: 28, sd_min_days: 49}", f"parameters: {parameters}")
    return text.replace(WHEN, f"      - {condition}").replace("columns: [nadir, prior,", "columns: [baseline, prior,")


@dataclass
class Desk:
    """A reader at the browser: goes to a time point, types by field names, looks, signs."""

    reading: Reading
    page: Any
    token: str

    def open(self, number: int) -> None:
        self.page.goto(f"/reading/{self.token}/")
        self.page.click("main button.btn-primary")
        self.page.wait_for_url(f"**/reading/{self.token}/{number}/")
        self.page.wait_for_selector("html[data-ready]")

    def tell(self, **values: str) -> None:
        for name, value in values.items():
            control = self.page.locator(f"[name='{name.replace('__', '-')}']")
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(value)
            elif control.get_attribute("type") == "checkbox":
                control.check()
            else:
                control.fill(value)

    def faults(self) -> list[str]:
        return list(self.page.locator(".fault").all_inner_texts())

    def answer(self, words: str) -> None:
        """Wait for what the rules say beside the form."""
        self.page.locator("#scored", has_text=words).wait_for()

    def sign(self) -> Read:
        self.page.click("button[value=sign]")
        self.page.wait_for_url("**/sign/")
        self.page.fill("[name=secret]", SECRET)
        self.page.click("main form button.btn-primary")
        self.page.wait_for_url(f"**/reading/{self.token}/")
        return Read.objects.filter(state="locked").order_by("time_point").last()


@pytest.fixture(scope="module", autouse=True)
def _emptied_after_each_test() -> Iterator[None]:
    """Let the test database be emptied after a test of this module: the ledger's triggers stand in its way."""
    empty = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
                found = []
            else:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                found = cursor.fetchall()
            for name, _sql in found:
                cursor.execute(f'DROP TRIGGER "{name}"')
        empty(case)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
            for _name, sql in found:
                cursor.execute(sql)

    TransactionTestCase._fixture_teardown = without_triggers
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture
def desk(
    request: pytest.FixtureRequest, live_server: Any, settings: Any, tmp_path: Any, monkeypatch: Any
) -> Iterator[Desk]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    settings.STORE, settings.KEYS = str(tmp_path / "store"), tmp_path / "keys"
    world: World = build_world(lambda _username: SECRET, request.param)
    reading = Reading(world)
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W8")
    reading.begin()
    task = reading.task("01-001", 1)
    client = Client()
    client.force_login(world.people[reading.part(task)].account, backend=BACKEND)
    name = django_settings.SESSION_COOKIE_NAME
    faults: list[str] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        yield Desk(reading, page, task.token)
        browser.close()
    assert faults == []


@pytest.mark.parametrize("desk", [document("lugano-2014", "overall_response differs at any time point")], indirect=True)
def test_lugano_on_ct_and_pet(desk: Desk) -> None:
    """Baseline SPD 30 × 20 = 600 mm²; later 20 × 12 = 240 mm², 60 % less: PR on CT; score 2 is CMR, which counts."""
    desk.open(1)
    desk.tell(**{"targets-0-organ": "neck", "targets-0-ldi_mm": "30"})
    assert desk.faults() == ["still empty"]
    desk.page.click("button[value=sign]")
    assert desk.page.evaluate("() => document.activeElement.name") == "targets-0-sdi_mm"
    desk.tell(**{"targets-0-sdi_mm": "20", "time_point-spleen_mm": "12 cm"})
    assert desk.faults() == ["no number from 0 to 500 mm"]
    desk.tell(**{"time_point-spleen_mm": "120"})
    assert desk.faults() == []
    desk.answer("600")
    baseline = desk.sign()
    assert baseline.content["targets"] == [
        {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": 30, "sdi_mm": 20, "kind": "node"}
    ]
    desk.open(2)
    assert "baseline 30 × 20" in desk.page.inner_text("[data-section=targets]")
    assert desk.page.locator("[name='targets-0-organ']").count() == 0
    told = {"targets-0-ldi_mm": "20", "targets-0-sdi_mm": "12", "time_point-spleen_mm": "120", "time_point-score": "2"}
    desk.tell(**told, **{"time_point-marrow_uptake": "none"})
    desk.answer("CR")
    read = desk.sign()
    assert (read.time_point, read.assessment["ct"], read.assessment["pet"]) == (2, "PR", "CMR")
    assert read.assessment["overall"] == "CR"
    assert read.assessment["change_from_baseline_percent"] == -60


@pytest.mark.parametrize("desk", [
    document("ramris-2016", "score differs by more than 5 at any time point", "{coverage: fingers}"),
], indirect=True)  # fmt: skip
def test_ramris_by_keyboard_alone(desk: Desk) -> None:
    """Fingers alone: 8 bones, 4 joints, 4 spaces, 4 tendons; every site scored 1, the first bone's erosion 3."""
    desk.open(1)
    desk.page.focus("[name='bones-0-erosion']")
    desk.page.keyboard.type("3")
    desk.page.keyboard.press("Enter")
    for _ in range(8 * 2 + 3 * 4 - 1):
        desk.page.keyboard.type("1")
        desk.page.keyboard.press("Enter")
    assert desk.faults() == []
    desk.answer("Erosion 10")
    read = desk.sign()
    domains = ("erosion", "osteitis", "synovitis", "narrowing", "tenosynovitis")
    totals = {name: read.assessment[name] for name in domains}
    assert totals == {"erosion": 10, "osteitis": 8, "synovitis": 4, "narrowing": 4, "tenosynovitis": 4}
    desk.open(2)
    assert "3 / 1" in desk.page.inner_text("[data-section=bones]")
    desk.tell(**{"bones-0-erosion": "11"})
    assert desk.faults() == ["no whole number from 0 to 10"]


@pytest.mark.parametrize("desk", [document("rano-2010", "best_overall_response differs")], indirect=True)
def test_rano_with_a_new_lesion_named_by_the_reader(desk: Desk) -> None:
    """Baseline 20 × 20 = 400 mm², the same later; a new lesion is progression whatever the sum says."""
    desk.open(1)
    desk.tell(**{"targets-0-location": "left frontal", "targets-0-long_mm": "20", "targets-0-short_mm": "20"})
    desk.tell(**{"time_point-steroids": "none", "time_point-clinical": "stable", "time_point-flair": "stable"})
    desk.answer("400")
    assert desk.page.locator("[name='time_point-radiation_end_day']").count() == 0
    desk.sign()
    desk.open(2)
    desk.tell(**{"targets-0-long_mm": "20", "targets-0-short_mm": "20", "new_lesions-0-id": "L1"})
    desk.tell(**{"time_point-steroids": "none", "time_point-clinical": "stable", "time_point-flair": "stable"})
    desk.answer("new lesion")
    read = desk.sign()
    assert (read.assessment["overall"], read.assessment["rule"]) == ("PD", "PD-NEW-LESION")
    assert [one["id"] for one in read.content["new_lesions"]] == ["L1"]
