"""One image's whole life, played by every role in a browser: from an empty installation to an inspector's export."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys.stage import REPOSITORY, Server, Somebody, command, serving

from centralis.apps.web.demo import plot
from centralis.core.simulation import SCANNERS, Acquisition, Course, Coverage, simulate_exam, simulate_subject

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SECRETS = {name: f"{name} walks slowly by the river" for name in (
    "administrator", "manager", "data", "analyst", "first", "second", "umpire", "coordinator", "inspector"
)}  # fmt: skip
NAMES = {
    "manager": "Mara Manager", "data": "Dario Data", "analyst": "Anna Analyst", "first": "Fred First",
    "second": "Sina Second", "umpire": "Uma Umpire", "coordinator": "Carl Coordinator", "inspector": "Ivo Inspector",
}  # fmt: skip
ROLES = {
    "data": "data manager", "analyst": "QC analyst", "first": "reader", "second": "reader", "umpire": "adjudicator",
    "coordinator": "site coordinator", "inspector": "inspector",
}  # fmt: skip
SCANNER = SCANNERS["ge"]
SMALL = Acquisition(coverage=Coverage.CHEST, rows=64, columns=64)
TODAY = datetime.now(UTC).date()
ANCHOR = TODAY - timedelta(days=60)
VISITS = {"BL": (0, ANCHOR - timedelta(days=5)), "W8": (1, ANCHOR + timedelta(days=57))}


def document() -> str:
    """The demonstration's trial file for a small phantom: the chest alone, coarse pixels."""
    text = plot.document().replace("coverage: [chest, abdomen, pelvis]", "coverage: [chest]")
    return text.replace("pixel_spacing_mm: {max: 1.6,", "pixel_spacing_mm: {max: 7,")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "home") as running:
        yield running


class Play:
    """The cast at their browsers."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.people: dict[str, Somebody] = {}
        self.trial = ""

    def enter(self, username: str, secret: str) -> Somebody:
        """Sign in for the first time: change the password, then accept that one's signature binds."""
        who = Somebody.at(self.browser, self.server.base)
        who.sign_in(username, secret)
        who.sees("Your password")
        who.fill(secret=SECRETS[username], again=SECRETS[username])
        who.press("Change the password")
        who.page.goto("/me/")
        who.page.check("input[name=accept]")
        who.press("Accept")
        who.sees("Signature accepted")
        self.people[username] = who
        return who

    def at(self, username: str, place: str) -> Somebody:
        """Have somebody open a page of the trial."""
        who = self.people[username]
        who.page.goto(f"{self.trial}{place}")
        return who


@pytest.mark.req("P11-10A-1")
def test_every_role_plays_its_part(chromium: Browser, server: Server, tmp_path: Path) -> None:
    play = Play(chromium, server)
    _administrator_makes_people(play)
    _definition_is_signed_and_comes_into_force(play)
    _site_opens_and_its_scanner_is_qualified(play)
    _subject_is_enrolled(play)
    _exam_is_sent_asked_about_and_accepted(play, tmp_path)
    _another_exam_is_accepted(play, tmp_path)
    _readers_read_and_differ(play)
    _adjudicator_decides(play)
    _data_are_locked(play)
    _inspector_looks_and_exports(play, tmp_path)
    for who in play.people.values():
        assert who.faults == []
        who.leave()
    verified = command(server.home, "ledger", "verify", "--tables")
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.startswith("ok")


def _administrator_makes_people(play: Play) -> None:
    admin = play.enter("administrator", play.server.one_time_secret())
    for username, name in NAMES.items():
        admin.page.goto("/people/")
        admin.fill(printed_name=name, username=username, email=f"{username}@example.org")
        admin.press("Make the account")
        admin.sees("One-time secret, shown only now", name)
        secret = admin.page.inner_text("code.mono")
        admin.page.get_by_role("link", name=name).click()
        admin.fill(reason="passport seen")
        admin.press("Record that the identity was verified")
        play.enter(username, secret)


def _definition_is_signed_and_comes_into_force(play: Play) -> None:
    admin, manager = play.people["administrator"], play.people["manager"]
    admin.page.goto("/trials/new/")
    admin.page.fill("[name=document]", document().replace("kvp: {min: 100,", "kvp: {min: 150,"))
    admin.fill(project_manager="manager")
    admin.press("Make the trial")
    admin.sees("kvp", "at most max")
    admin.page.fill("[name=document]", document())
    admin.press("Make the trial")
    manager.page.goto("/portfolio/")
    manager.page.get_by_role("link", name="CEN-301").first.click()
    found = re.search(r"/t/[0-9a-f-]{36}/", manager.page.url)
    assert found is not None
    play.trial = found[0]
    for username, role in ROLES.items():
        if role != "site coordinator":
            _give_role(play, username, role)
    play.at("manager", "definition/").press("Submit for approval")
    for username in ("manager", "data"):
        who = play.at(username, "definition/")
        who.sees("I approve this version of the trial definition")
        who.sign(SECRETS[username], "Sign this version")
    manager = play.at("manager", "definition/")
    manager.sees("Mara Manager, project manager", "Dario Data, data manager")
    manager.press("Put in force", confirm=True)
    manager.sees("Active")


def _give_role(play: Play, username: str, role: str, site: str = "") -> None:
    manager = play.at("manager", "access/")
    manager.fill(username=username, role=role, **({"site": site} if site else {}))
    manager.press("Give the role")
    manager.sees(f"{NAMES[username]} is now {role}.")


def _site_opens_and_its_scanner_is_qualified(play: Play) -> None:
    manager = play.at("manager", "sites/")
    manager.fill(code="01", name="University Hospital North", city="Hamburg", country="DE")
    manager.press("Open the site")
    _give_role(play, "coordinator", "site coordinator", "01")
    begun = (TODAY - timedelta(days=200)).isoformat()
    manager = play.at("manager", "governance/")
    manager.fill(site="01", committee="Ethics Committee", reference="EC-17", approved_on=begun)
    manager.press("Record the approval")
    trained = (("Carl Coordinator", "coordinator", "site coordinator"), ("T. Tech", "", "technologist"))
    for person, username, duty in trained:
        manager = play.at("manager", "sites/")
        manager.page.get_by_role("link", name="01").first.click()
        form = manager.page.locator("form[action$='training/']")
        form.locator("[name=person_name]").fill(person)
        form.locator("[name=username]").fill(username)
        form.locator("[name=duty]").select_option(duty)
        form.locator("[name=module]").fill("imaging manual 1.0")
        form.locator("[name=score_percent]").fill("95")
        form.locator("[name=completed_on]").fill(begun)
        form.get_by_role("button").click()
        manager.sees(person)
    form = manager.page.locator("form[action$='scanners/']")
    for name, value in {
        "name": "CT 1", "manufacturer": str(SCANNER.maker), "model": f"{SCANNER.model} (simulated)",
        "serial": SCANNER.serial, "software": SCANNER.software,
    }.items():  # fmt: skip
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=modality]").select_option("CT")
    form.get_by_role("button").click()
    analyst = play.at("analyst", "sites/")
    analyst.page.get_by_role("link", name="01").first.click()
    analyst.page.get_by_role("link", name="CT 1").first.click()
    analyst.fill(state="qualified", step_survey="survey of March, complete", step_test_scan="phantom scan, passed")
    analyst.press("Go on to sign")
    analyst.sees("I decided on this scanner's qualification", SCANNER.serial)
    analyst.sign(SECRETS["analyst"], "Sign the decision")
    analyst.sees("Qualified")


def _subject_is_enrolled(play: Play) -> None:
    coordinator = play.at("coordinator", "subjects/")
    coordinator.fill(code="01-001", sex="male" if _truth().identity.sex == "M" else "female")
    coordinator.press("Enrol")
    coordinator = play.at("coordinator", "subjects/")
    coordinator.page.get_by_role("link", name="01-001").first.click()
    coordinator.page.fill("[name=anchor_date]", ANCHOR.isoformat())
    coordinator.press("Set day 0")
    coordinator.sees("W24", (ANCHOR + timedelta(days=56)).isoformat())


def _truth():
    return simulate_subject("01-001", Course.STABLE, 7, 2)


def _send(play: Play, visit: str, folder: Path) -> None:
    """Announce a visit's exam and upload its folder; the receipt must account for every file."""
    point, day = VISITS[visit]
    folder.mkdir()
    at = datetime.combine(day, time(9), UTC)
    for number, content in enumerate(simulate_exam(_truth(), point, SCANNER, SMALL, 7, at), start=1):
        (folder / f"IM{number:04}").write_bytes(content)
    count = len(list(folder.iterdir()))
    coordinator = play.at("coordinator", "uploads/")
    coordinator.page.locator("tr", has=coordinator.page.get_by_text(f"01-001 {visit}", exact=True)).get_by_role(
        "link", name="Announce and send"
    ).click()
    coordinator.fill(
        exam_date=day.isoformat(), modality="CT", scanner="CT 1", technologist="T. Tech", announced_files=str(count)
    )
    coordinator.press("Announce and choose the folder")
    with coordinator.page.expect_navigation(url=re.compile("/receipts/"), timeout=90_000):
        coordinator.page.set_input_files("input[type=file]", str(folder))
    coordinator.sees("files received", f"exam 01-001 {visit} v1")
    assert coordinator.page.locator(".figure-box b").all_inner_texts()[:4] == [str(count), str(count), "0", "0"]


def _exam_page(play: Play, username: str, visit: str) -> Somebody:
    """Open an exam's page from the core-lab worklist."""
    who = play.people[username]
    for _ in range(60):
        who.page.goto("/worklist/")
        row = who.page.locator("tbody tr", has_text="01-001").filter(has_text=visit).filter(has_text="In QC")
        if row.count():
            row.first.get_by_role("link").first.click()
            return who
        who.page.wait_for_timeout(500)
    raise AssertionError(f"{visit} never came to quality control: {who.page.inner_text('body')}")


def _exam_is_sent_asked_about_and_accepted(play: Play, tmp_path: Path) -> None:
    _send(play, "BL", tmp_path / "baseline")
    analyst = _exam_page(play, "analyst", "BL")
    analyst.sees("Checklist", "Passed", "These images are simulated")
    exam = analyst.page.url
    analyst.press("Ask the site")
    analyst.fill(question="Was oral contrast given as well?")
    analyst.press("Send the query")
    coordinator = play.at("coordinator", "queries/")
    coordinator.sees("Was oral contrast given as well?")
    coordinator.page.locator("tbody a[href*='/queries/']").first.click()
    coordinator.fill(**{"answer-text": "No, intravenous contrast only."})
    coordinator.press("Send the answer")
    analyst.page.goto(exam)
    analyst.sees("No, intravenous contrast only.", "not closed: 1")
    analyst.page.get_by_role("link", name=re.compile("Query 1")).click()
    analyst.fill(**{"close-resolution": "Answered."})
    analyst.press("Close the query")
    _accept(analyst, exam)


def _accept(analyst: Somebody, exam: str) -> None:
    analyst.page.goto(exam)
    analyst.press("Accept exam")
    analyst.sees("this exam fulfils the acquisition protocol and may be read")
    analyst.sign(SECRETS["analyst"], "Accept exam")
    analyst.page.goto(exam)
    analyst.sees("Accepted", "signed by Anna Analyst, QC analyst")


def _another_exam_is_accepted(play: Play, tmp_path: Path) -> None:
    _send(play, "W8", tmp_path / "week8")
    analyst = _exam_page(play, "analyst", "W8")
    _accept(analyst, analyst.page.url)
    manager = play.at("manager", "reads/")
    manager.press("Seal the seed")
    for name in ("Fred First", "Sina Second"):
        manager = play.at("manager", "reads/")
        manager.page.locator("tr", has_text=name).get_by_role("link", name="Qualify").first.click()
        manager.fill(specialty="radiology", test_cases="12", agreement="0.9", evidence="Test cases seen.")
        manager.press("Go on to sign")
        manager.sees(name, "Test cases seen.")
        manager.sign(SECRETS["manager"], "Sign the qualification")
    manager = play.at("manager", "reads/")
    manager.press("Give out cases")
    manager.sees("Fred First", "Sina Second", "Qualified")


def _readers_read_and_differ(play: Play) -> None:
    """The second reader takes something for a new lesion at the second time point."""
    for username in ("first", "second"):
        reader = play.people[username]
        reader.page.goto("/reading/")
        assert not {"01-001", "Hamburg", "University Hospital North"} & set(reader.page.inner_text("body").split())
        reader.page.locator("tbody a").first.click()
        for number in (1, 2):
            reader.press("Open")
            _fill_form(reader, number, adds=username == "second" and number == 2)
            reader.press("Sign and lock")
            reader.sees("Exactly this is signed", "I have read this time point as shown, and lock it")
            reader.sign(SECRETS[username], "Sign and lock")
            reader.page.goto("/reading/")
            reader.page.locator("a", has_text=re.compile("^[A-Z2-7]{6}$")).first.click()
        reader.sees("Signed")


def _fill_form(reader: Somebody, number: int, *, adds: bool) -> None:
    page = reader.page
    if number == 1:
        for field, value in {
            "targets-0-organ": "liver",
            "targets-0-state": "measured",
            "targets-0-diameter_mm": "25.0",
        }.items():
            _put(page, field, value)
        page.wait_for_selector("#scored >> text=25.0")
        return
    _put(page, "targets-0-state", "measured")
    _put(page, "targets-0-diameter_mm", "25.5")
    if adds:
        _put(page, "new_lesions-0-organ", "bone")
        _put(page, "new_lesions-0-certainty", "unequivocal")
        page.wait_for_selector("#scored >> text=PD")
    else:
        page.wait_for_selector("#scored >> text=SD")


def _put(page, name: str, value: str) -> None:
    place = page.locator(f"[name='{name}']")
    if place.evaluate("field => field.tagName") == "SELECT":
        place.select_option(value)
    else:
        place.fill(value)


def _adjudicator_decides(play: Play) -> None:
    umpire = play.people["umpire"]
    umpire.page.goto("/adjudication/")
    umpire.sees("1 case waits for your choice")
    umpire.page.locator("tbody a").first.click()
    umpire.sees("Read A", "Read B", "PD", "SD")
    text = umpire.page.inner_text("body")
    assert "Fred" not in text
    assert "01-001" not in text
    cards = umpire.page.locator("section.card").all_inner_texts()
    letter = "A" if "bone" not in cards[0].lower() else "B"
    umpire.page.check(f"input[name=choice][value={letter}]")
    umpire.fill(reason="What was called a bone lesion is an artefact.")
    umpire.press("Go on to sign")
    umpire.sees("I have compared both reads and choose as shown")
    umpire.sign(SECRETS["umpire"], "Sign the choice")
    umpire.sees("Signed: the case is decided.")


def _data_are_locked(play: Play) -> None:
    data = play.at("data", "outcomes/")
    data.sees("01-001", "SD")
    data = play.at("data", "outcomes/lock/")
    data.sign(SECRETS["data"], "Lock the data")
    data.sees("Dario Data, data manager")
    coordinator = play.at("coordinator", "subjects/")
    coordinator.fill(code="01-002")
    coordinator.press("Enrol")
    assert "locked" in coordinator.page.inner_text("body")


def _inspector_looks_and_exports(play: Play, tmp_path: Path) -> None:
    inspector = play.at("inspector", "subjects/01-001/timeline/")
    inspector.sees(
        "Carl Coordinator", "Anna Analyst", "Fred First", "Uma Umpire", "What was called a bone lesion is an artefact."
    )
    inspector.page.goto(f"{play.trial}verification/")
    inspector.press("Verify now")
    inspector.page.goto(f"{play.trial}audit/")
    with inspector.page.expect_download() as coming:
        inspector.page.evaluate(f"() => {{ window.location.href = '{play.trial}audit/ledger.jsonl'; }}")
    export = tmp_path / "ledger.jsonl"
    coming.value.save_as(export)
    lines = [json.loads(line) for line in export.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 40
    checkpoints = next((play.server.home / "checkpoints").glob("trial*"))
    tool = [sys.executable, str(REPOSITORY / "tools" / "verify_ledger.py"), str(export), str(checkpoints)]
    checked = subprocess.run(tool, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
