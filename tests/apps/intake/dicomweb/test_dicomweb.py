"""DICOMweb as a client meets it: `dicomweb-client` unchanged stores, searches and retrieves what was sealed."""

import io
import json
from uuid import uuid4

import pydicom
import pytest
from dicomweb_client.api import DICOMwebClient
from django.test import Client
from requests import Session
from tests.apps.intake.conftest import Bench, dicom
from tests.apps.intake.installation import install, running

from centralis.apps.action import Caller
from centralis.apps.intake.lane import Lane, lane, with_lane
from centralis.apps.intake.models import ExamVersion, QuarantinedFile, Receipt, StoredInstance
from centralis.apps.intake.opening import openings
from centralis.apps.ledger.models import Entry
from centralis.apps.people import actions as people
from centralis.apps.people.models import Person
from centralis.services.store import OBJECTS

BOUNDARY = "part-7d1"
RELATED = f'multipart/related; type="application/dicom"; boundary={BOUNDARY}'


def related(*files: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n".encode()
    return b"".join(head + file + b"\r\n" for file in files) + f"--{BOUNDARY}--\r\n".encode()


def token(bench: Bench, username: str = "manager", role: str = "project manager", *, at_site: bool = False) -> str:
    caller = bench.member(username, role, at_site=at_site)
    return people.issue_token(caller, bench.scope, "a key", role)[1]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def signed_in(caller: Caller, **options: bool) -> Client:
    client = Client(**options)
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(Person.objects.get(pk=caller.person_id).account, backend=backend)
    return client


@pytest.fixture
def manager(bench: Bench) -> dict[str, str]:
    return bearer(token(bench))


def post(bench: Bench, headers: dict[str, str], *files: bytes, study: str = "", **query: str):
    url = f"/dicomweb/{bench.trial.pk}/studies" + (f"/{study}" if study else "")
    return Client().post(url, related(*files), content_type=RELATED, headers=headers, query_params=query)


def get(bench: Bench, headers: dict[str, str], path: str, **query: str):
    return Client().get(f"/dicomweb/{bench.trial.pk}/{path}", query, headers=headers)


def named(count: int = 1, **values: str) -> list[bytes]:
    said = {"ClinicalTrialSubjectID": "101-001", "ClinicalTrialTimePointID": "SCR", **values}
    return [dicom(InstanceNumber=number + 1, **said) for number in range(count)]


def test_an_unchanged_client_stores_searches_and_retrieves(tmp_path):
    facts = install(tmp_path)
    with running(tmp_path) as url:
        session = Session()
        session.headers["Authorization"] = f"Bearer {facts['token']}"
        exercise(DICOMwebClient(f"{url}/dicomweb/{facts['trial']}", session=session))


def exercise(client: DICOMwebClient) -> None:
    files = named(3, ClinicalTrialSubjectID="01-001", ClinicalTrialTimePointID="BL")
    answer = client.store_instances([pydicom.dcmread(io.BytesIO(one)) for one in files])
    assert len(answer.ReferencedSOPSequence) == 3
    assert "FailedSOPSequence" not in answer
    (study,) = client.search_for_studies()
    assert study["00100020"]["Value"] == ["01-001"]
    assert study["00201208"]["Value"] == [3]
    (series,) = client.search_for_series(study["0020000D"]["Value"][0], search_filters={"Modality": "CT"})
    uids = study["0020000D"]["Value"][0], series["0020000E"]["Value"][0]
    assert len(client.search_for_instances(*uids, limit=2)) == 2
    found = client.retrieve_series(*uids)
    assert [(one.PatientID, one.PatientName) for one in found] == [("01-001", "01-001")] * 3
    uid = found[0].SOPInstanceUID
    one = client.retrieve_instance(*uids, uid)
    assert one.SOPInstanceUID == uid
    for _ in range(3):  # the first by Django, the next by the fast lane
        frame = client.retrieve_instance_frames(*uids, uid, [1])[0]
        assert bytes(frame) == one.PixelData
    header = client.retrieve_instance_metadata(*uids, uid)
    assert header["00120040"]["Value"] == ["01-001"]
    picture = client.retrieve_instance_rendered(*uids, uid, media_types=("image/png",))
    assert bytes(picture)[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.req("SEC-3")
@pytest.mark.django_db
def test_what_is_served_is_the_sealed_object_with_a_zeroed_preamble(bench: Bench, manager):
    image = bytearray(named()[0])
    image[:128] = b"MZ" + b"\x90" * 126
    assert post(bench, manager, bytes(image)).status_code == 200
    row = StoredInstance.objects.get()
    path = f"studies/{row.study_uid}/series/{row.series_uid}/instances/{row.sop_uid}"
    response = get(bench, manager, path)
    body = b"".join(response.streaming_content)
    sealed = bench.store.read(OBJECTS, row.digest)
    assert sealed in body
    assert sealed[:132] == bytes(128) + b"DICM"


@pytest.mark.django_db
def test_an_announced_upload_is_named_by_its_transmittal(bench: Bench, manager):
    transmittal = bench.announce()
    response = post(bench, manager, dicom(), transmittal=str(transmittal.pk))
    assert response.status_code == 200
    assert response["X-Centralis-Receipt"] == str(Receipt.objects.get(transmittal=transmittal).pk)
    (reference,) = response.json()["00081199"]["Value"]
    assert f"/dicomweb/{bench.trial.pk}/studies/" in reference["00081190"]["Value"][0]


@pytest.mark.django_db
def test_without_codes_the_day_finds_the_visit(bench: Bench, manager):
    assert post(bench, manager, dicom(PatientID="101-001", StudyDate="20260309")).status_code == 200
    assert ExamVersion.objects.get().exam.visit.code == "W8"


@pytest.mark.django_db
def test_files_of_two_subjects_go_to_their_own_exams(bench: Bench, manager):
    response = post(bench, manager, *named(), *named(ClinicalTrialSubjectID="101-002", PatientID="H-2"))
    assert response.status_code == 200
    codes = {version.exam.subject.code for version in ExamVersion.objects.all()}
    assert codes == {"101-001", "101-002"}


@pytest.mark.django_db
def test_some_failed_is_202_and_none_stored_is_409(bench: Bench, manager):
    response = post(bench, manager, *named(), b"no image at all" * 20)
    assert response.status_code == 202
    assert response.json()["00081198"]["Value"][0]["00081197"]["Value"] == [0xC000]
    response = post(bench, manager, dicom(PatientID="nobody we know"))
    assert response.status_code == 409
    assert response.json()["00081198"]["Value"][0]["00081197"]["Value"] == [0xA900]
    assert QuarantinedFile.objects.count() == 2


@pytest.mark.django_db
def test_the_study_of_the_address_must_be_the_objects(bench: Bench, manager):
    response = post(bench, manager, *named(), study="1.9.9")
    assert response.status_code == 409
    assert QuarantinedFile.objects.get().code == "other_study"


@pytest.mark.django_db
def test_the_same_request_twice_stores_once(bench: Bench, manager):
    files = named(2)
    assert post(bench, manager, *files).status_code == 200
    assert post(bench, manager, *files).status_code == 200
    assert (Receipt.objects.count(), ExamVersion.objects.count()) == (1, 1)


BODIES = {
    "cut": (related(b"x" * 900)[:-20], RELATED, 400),
    "no closing boundary": (related(b"x")[: -len(BOUNDARY) - 6], RELATED, 400),
    "no boundary": (related(b"x"), "multipart/related; type=application/dicom", 400),
    "a boundary of a megabyte": (b"x", f"multipart/related; boundary={'b' * 1_000_000}", 400),
    "another boundary": (related(b"x"), RELATED.replace(BOUNDARY, "other"), 400),
    "nothing": (b"", RELATED, 415),  # the test client sends no type without a body
    "form data": (related(b"x"), f"multipart/form-data; boundary={BOUNDARY}", 415),
    "json": (b"{}", "application/dicom+json", 415),
    "metadata": (related(b"{}"), f'multipart/related; type="application/dicom+json"; boundary={BOUNDARY}', 415),
}


@pytest.mark.req("SEC-1")
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_bad_body_is_refused_with_a_sentence_and_leaves_nothing(bench: Bench, manager, name):
    body, kind, status = BODIES[name]
    response = Client().post(f"/dicomweb/{bench.trial.pk}/studies", body, content_type=kind, headers=manager)
    assert response.status_code == status
    assert response.content.decode().endswith(".") or "not well formed" in response.content.decode()
    assert Receipt.objects.count() == 0
    assert [one.name for one in bench.store.staging().iterdir() if one.name != "locks"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        {"limit": "-1"}, {"limit": "1e9"}, {"offset": "x"}, {"StudyDate": "yesterday"}, {"SeriesNumber": "1 OR 1=1"},
        {"PatientID": "*" * 5000},
    ],
)  # fmt: skip
def test_a_bad_search_is_refused(bench: Bench, manager, query):
    response = get(bench, manager, "studies", **query)
    assert response.status_code == 400


@pytest.mark.django_db
def test_searches_know_their_attributes_and_nothing_of_the_database(bench: Bench, manager):
    post(bench, manager, *named(3))
    assert len(get(bench, manager, "instances", limit="9" * 17).json()) == 3
    assert len(get(bench, manager, "instances", offset="2").json()) == 1
    assert get(bench, manager, "studies", PatientID="101-*").json() != []
    assert get(bench, manager, "studies", PatientID="101-002").json() == []
    assert get(bench, manager, "studies", **{"00100020": "101-001"}).json() != []
    assert get(bench, manager, "studies", StudyDate="20260101-20260301").json() == []
    assert get(bench, manager, "studies", StudyDate="20260302").json() != []
    response = get(bench, manager, "studies", exam_version__exam__subject__code__startswith="9")
    assert len(response.json()) == 1
    assert "ignored" in response["Warning"]


@pytest.mark.django_db
@pytest.mark.req("P11-10D-1")
def test_who_may_not_sees_nothing_and_a_site_only_its_own(bench: Bench, manager):
    post(bench, manager, *named())
    assert get(bench, {}, "studies").status_code == 401
    assert get(bench, bearer("made up"), "studies").status_code == 401
    assert signed_in(bench.member("rea", "reader")).get(f"/dicomweb/{bench.trial.pk}/studies").status_code == 404
    elsewhere = Client().get(f"/dicomweb/{uuid4()}/studies", headers=manager)
    assert elsewhere.status_code == 404
    own = bearer(token(bench, "site1", "site coordinator", at_site=True))
    assert len(get(bench, own, "studies").json()) == 1
    bench.site = bench.other_site
    other = bearer(token(bench, "site2", "site coordinator", at_site=True))
    assert get(bench, other, "studies").json() == []
    row = StoredInstance.objects.get()
    assert get(bench, other, f"studies/{row.study_uid}").status_code == 404
    assert post(bench, other, *named()).status_code == 409


@pytest.mark.django_db
def test_opening_images_is_entered_once_a_quarter_of_an_hour(bench: Bench, manager):
    post(bench, manager, *named(2))
    row = StoredInstance.objects.first()
    for _ in range(3):
        b"".join(get(bench, manager, f"studies/{row.study_uid}").streaming_content)
    entries = [json.loads(entry.body) for entry in Entry.objects.filter(action="intake.open_images")]
    assert len(entries) == 1
    assert entries[0]["object"]["id"] == str(row.exam_version_id)


@pytest.mark.django_db
@pytest.mark.parametrize("frames", ["0", "1,x", "2", "99999999", "1," * 5000 + "1"])
def test_frames_that_are_not_there_are_no_crash(bench: Bench, manager, frames):
    post(bench, manager, *named())
    row = StoredInstance.objects.get()
    path = f"studies/{row.study_uid}/series/{row.series_uid}/instances/{row.sop_uid}/frames/{frames}"
    assert get(bench, manager, path).status_code in (400, 404)


@pytest.mark.django_db
def test_a_cookie_alone_cannot_store(bench: Bench):
    caller = bench.member("manager", "project manager")
    client = signed_in(caller, enforce_csrf_checks=True)
    response = client.post(f"/dicomweb/{bench.trial.pk}/studies", related(*named()), content_type=RELATED)
    assert response.status_code == 403
    assert Receipt.objects.count() == 0


class Answer:
    def __call__(self, status, headers):
        self.status, self.headers = status, dict(headers)


@pytest.mark.django_db
def test_the_fast_lane_serves_whom_django_let_in_and_nobody_else(bench: Bench, manager):
    post(bench, manager, *named())
    row = StoredInstance.objects.get()
    path = (
        f"/dicomweb/{bench.trial.pk}/studies/{row.study_uid}/series/{row.series_uid}/instances/{row.sop_uid}/frames/1"
    )
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_AUTHORIZATION": manager["Authorization"]}
    application = with_lane(lambda *_: [b"django"])
    assert application(environ, Answer()) == [b"django"]
    ordinary = Client().get(path, headers=manager).content
    start = Answer()
    (body,) = application(environ, start)
    offset, length = row.frames[0]
    frame = bench.store.read(OBJECTS, row.digest, offset, length)
    assert start.status == "200 OK"
    assert frame in body
    assert frame in ordinary
    assert application({**environ, "HTTP_AUTHORIZATION": "Bearer other"}, Answer()) == [b"django"]
    assert application({**environ, "PATH_INFO": path.replace("frames/1", "frames/2")}, Answer()) == [b"django"]
    assert application({**environ, "HTTP_ACCEPT": "image/jpeg"}, Answer()) == [b"django"]
    openings._entered.clear()
    assert application(environ, Answer()) == [b"django"]


@pytest.mark.django_db
def test_a_grant_ends_after_two_seconds(monkeypatch):
    fresh, trial, now = Lane(), uuid4(), [100.0]
    monkeypatch.setattr("centralis.apps.intake.lane.time.monotonic", lambda: now[0])
    environ = {"PATH_INFO": f"/dicomweb/{trial}/studies/1/series/2/instances/3/frames/1", "HTTP_COOKIE": "sessionid=s"}
    fresh.grant(environ, trial, "who", None)
    looked: list[float] = []
    monkeypatch.setattr(fresh, "_table", lambda _key, at: looked.append(at))
    fresh.answer(environ, Answer())
    now[0] = 102.5
    fresh.answer(environ, Answer())
    assert looked == [100.0]
    assert lane is not fresh
