"""Intake's pages as a site and a core lab use them: announce, send file by file, close, receipt, quarantine."""

import hashlib
import json
from datetime import date

import pytest
from django.test import Client
from tests.apps.intake.conftest import SYSTEM, Bench, dicom, put

from centralis.apps.action import Caller
from centralis.apps.intake import actions
from centralis.apps.intake.models import ExamVersion, QuarantinedFile, Receipt, Transmittal
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.report import safe_cell
from centralis.apps.people.models import Person
from centralis.apps.sites.models import TrainingRecord
from centralis.apps.trials import queries as trial_queries

pytestmark = pytest.mark.django_db


def signed_in(caller: Caller) -> Client:
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(Person.objects.get(pk=caller.person_id).account, backend=backend)
    return client


def trained(bench: Bench, caller: Caller) -> Caller:
    put(
        TrainingRecord, site=bench.site, person_name=caller.name, person_id=caller.person_id, duty="site coordinator",
        module=trial_queries.parsed(bench.definition).sites.training_module, score_percent=100,
        completed_on=date(2025, 1, 1),
    )  # fmt: skip
    return caller


@pytest.fixture
def site(bench: Bench) -> Client:
    return signed_in(trained(bench, bench.member("coordinator", "site coordinator", at_site=True)))


@pytest.fixture
def manager(bench: Bench) -> Client:
    return signed_in(bench.member("manager", "project manager"))


def send(client: Client, bench: Bench, transmittal: Transmittal, content: bytes, digest: str = ""):
    digest = digest or hashlib.sha256(content).hexdigest()
    url = f"/t/{bench.trial.pk}/uploads/{transmittal.pk}/files"
    headers = {"X-File-Name": "IM0001", "X-File-SHA256": digest}
    return client.post(url, content, content_type="application/octet-stream", headers=headers)


def test_a_site_announces_sends_and_gets_its_receipt(bench: Bench, site: Client):
    base = f"/t/{bench.trial.pk}/uploads/"
    assert "101-001 SCR" in site.get(base).content.decode()
    visit = bench.visits["SCR"]
    form = {"modality": "CT", "announced_files": "3", "exam_date": "2026-03-02", "contrast_phase": "portal venous"}
    form |= {"contrast_delay_s": "70", "deviations": ""}
    response = site.post(f"{base}visits/{visit.pk}/", form)
    assert response.status_code == 302, response.content.decode()
    transmittal = Transmittal.objects.get()
    assert transmittal.form == {"contrast_phase": "portal venous", "contrast_delay_s": 70.0}
    assert response.url == f"{base}{transmittal.pk}/"
    page = site.get(response.url).content.decode()
    assert f'data-file-url="{base}{transmittal.pk}/files"' in page
    files = [dicom(InstanceNumber=n) for n in (1, 2)]
    assert [send(site, bench, transmittal, one).json()["outcome"] for one in files] == ["received"] * 2
    bad = send(site, bench, transmittal, b"not an image at all" * 9).json()
    assert bad["outcome"] == "quarantined"
    assert "not a DICOM file" in bad["reason"]
    known = set(site.get(f"{base}{transmittal.pk}/known").json()["sha256"])
    assert {hashlib.sha256(one).hexdigest() for one in files} < known
    assert ExamVersion.objects.count() == 0
    finished = site.post(f"{base}{transmittal.pk}/finish").json()
    again = site.post(f"{base}{transmittal.pk}/finish").json()
    assert finished == again
    page = site.get(finished["url"]).content.decode()
    receipt = Receipt.objects.get()
    assert (receipt.files_received, receipt.files_accepted, receipt.files_quarantined) == (3, 2, 1)
    assert "1 of 3 files were kept apart" in page
    assert receipt.outcomes_digest in page
    table = site.get(f"{finished['url']}files.csv").content.decode().splitlines()
    assert len(table) == 4
    assert hashlib.sha256(files[0]).hexdigest() in table[1]


def test_a_file_that_changed_on_the_way_is_asked_for_again(bench: Bench, site: Client):
    transmittal = bench.announce()
    response = send(site, bench, transmittal, dicom(), "0" * 64)
    assert response.status_code == 503
    assert site.get(f"/t/{bench.trial.pk}/uploads/{transmittal.pk}/known").json() == {"sha256": []}


def test_a_closed_upload_takes_no_file(bench: Bench, site: Client):
    transmittal = bench.announce()
    actions.abandon(SYSTEM, transmittal, "cancelled")
    response = send(site, bench, transmittal, dicom())
    assert response.status_code == 409
    assert response.json()["outcome"] == "refused"


def test_an_upload_given_up_leaves_nothing(bench: Bench, site: Client):
    transmittal = bench.announce()
    send(site, bench, transmittal, dicom())
    url = f"/t/{bench.trial.pk}/uploads/{transmittal.pk}/abandon"
    site.post(url, {"reason": ""})
    transmittal.refresh_from_db()
    assert transmittal.state == "open"
    site.post(url, {"reason": "the scan was repeated"})
    transmittal.refresh_from_db()
    assert transmittal.state == "abandoned"
    assert [one.name for one in bench.store.staging().iterdir() if one.name.startswith("upload")] == []


def test_closing_an_upload_without_files_says_so(bench: Bench, site: Client):
    transmittal = bench.announce()
    answer = site.post(f"/t/{bench.trial.pk}/uploads/{transmittal.pk}/finish")
    assert answer.status_code == 409
    assert "No files came" in answer.json()["error"]


def test_another_sites_upload_does_not_exist(bench: Bench):
    transmittal = bench.announce()
    bench.site = bench.other_site
    stranger = signed_in(bench.member("stranger", "site coordinator", at_site=True))
    for path in ("", "known"):
        assert stranger.get(f"/t/{bench.trial.pk}/uploads/{transmittal.pk}/{path}").status_code == 404
    assert send(stranger, bench, transmittal, dicom()).status_code == 404
    assert "101-001" not in stranger.get(f"/t/{bench.trial.pk}/uploads/").content.decode()


def test_a_person_dismisses_a_quarantined_file_with_a_reason(bench: Bench, manager: Client):
    bench.send(bench.announce(), b"no image" * 50)
    file = QuarantinedFile.objects.get()
    page = f"/t/{bench.trial.pk}/quarantine/{file.pk}/"
    assert file.sentence in manager.get(f"/t/{bench.trial.pk}/quarantine/").content.decode()
    assert manager.post(f"{page}dismiss", {"reason": ""}).status_code == 409
    assert manager.post(f"{page}dismiss", {"reason": "a stray document"}).status_code == 302
    file.refresh_from_db()
    assert (file.state, file.resolution) == ("dismissed", "a stray document")
    assert "a stray document" in manager.get(page).content.decode()


def test_a_person_vouches_for_a_file_and_it_is_taken(bench: Bench, manager: Client):
    bench.send(bench.announce(), dicom(ClinicalTrialTimePointID="W8"))
    file = QuarantinedFile.objects.get()
    page = f"/t/{bench.trial.pk}/quarantine/{file.pk}/"
    response = manager.post(f"{page}release", {"reason": "the site typed the wrong visit"})
    assert response.status_code == 302
    file.refresh_from_db()
    assert file.state == "released"
    assert ExamVersion.objects.get().exam.visit.code == "SCR"


def test_files_of_one_kind_are_resolved_by_one_act_that_names_them_all(bench: Bench, manager: Client):
    wrong = [dicom(InstanceNumber=n, ClinicalTrialTimePointID="W8") for n in (1, 2, 3)]
    bench.send(bench.announce(), *wrong, b"no image" * 50, b"nor this" * 50)
    receipt = Receipt.objects.get()
    page = f"/t/{bench.trial.pk}/quarantine/together/{receipt.pk}/"
    listed = manager.get(f"/t/{bench.trial.pk}/quarantine/").content.decode()
    assert f"{page}other_visit/" in listed
    assert f"{page}not_dicom/" in listed
    assert manager.get(f"{page}other_visit/").content.decode().count("names another visit") >= 3
    assert manager.post(f"{page}other_visit/release", {"reason": " "}).status_code == 409
    assert manager.post(f"{page}not_dicom/release", {"reason": "I want them"}).status_code == 409
    assert QuarantinedFile.objects.filter(state="open").count() == 5
    assert manager.post(f"{page}other_visit/release", {"reason": "the site typed W8"}).status_code == 302
    assert ExamVersion.objects.get().instance_count == 3
    entry = json.loads(Entry.objects.latest("pk").body)
    assert (entry["action"], entry["reason"]) == ("intake.release_all_quarantined", "the site typed W8")
    assert {one["sha256"] for one in entry["facts"]["files"]} == {hashlib.sha256(one).hexdigest() for one in wrong}
    assert manager.post(f"{page}not_dicom/dismiss", {"reason": "stray notes"}).status_code == 302
    assert set(QuarantinedFile.objects.values_list("state", "resolution")) == {
        ("released", "the site typed W8"), ("dismissed", "stray notes"),
    }  # fmt: skip


def test_a_file_that_cannot_be_read_stays_in_quarantine(bench: Bench, manager: Client):
    bench.send(bench.announce(), dicom()[:-200])
    file = QuarantinedFile.objects.get()
    response = manager.post(f"/t/{bench.trial.pk}/quarantine/{file.pk}/release", {"reason": "I want it"})
    assert response.status_code == 409
    file.refresh_from_db()
    assert file.state == "open"
    assert Receipt.objects.count() == 1
    assert json.loads(Entry.objects.latest("pk").body)["facts"]["code"] == "still_quarantined"


def test_the_transfers_page_says_who_sent_what(bench: Bench, manager: Client):
    bench.send(bench.announce(announced_files=2), dicom())
    page = manager.get(f"/t/{bench.trial.pk}/transfers/").content.decode()
    assert "test set-up" in page
    assert "101-001 SCR" in page


@pytest.mark.req("SEC-7")
@pytest.mark.parametrize(("value", "cell"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-2", "'-2"), ("CT", "CT"), (12, "12")])
def test_no_cell_is_a_formula(value, cell):
    assert safe_cell(str(value)) == cell
