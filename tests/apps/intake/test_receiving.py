"""The pipeline from bytes to a receipt: what is taken, what goes to quarantine and why, what is never done twice."""

import contextlib
import io
import json

import pydicom
import pytest
from tests.apps.intake.conftest import SYSTEM, Bench, dicom

from centralis.apps.intake import actions, surroundings
from centralis.apps.intake.models import ExamState, ExamVersion, QuarantinedFile, Receipt, StoredInstance
from centralis.apps.intake.receiving import Receiving
from centralis.apps.intake.spool import one_request
from centralis.apps.ledger.models import Entry
from centralis.core.refusal import Refused
from centralis.services.store import MANIFESTS, OBJECTS, QUARANTINE, StoreFull

pytestmark = pytest.mark.django_db


def codes(received):
    return [one.code or one.outcome for one in received.outcomes]


def bodies(name):
    return [body for entry in Entry.objects.order_by("pk") if (body := json.loads(entry.body))["action"] == name]


@pytest.mark.req("IMG-5")
def test_an_exam_is_received_cleaned_sealed_and_entered_once(bench: Bench, series):
    transmittal = bench.announce(announced_files=3)
    received = bench.send(transmittal, *series(3))
    assert codes(received) == ["accepted"] * 3
    receipt = received.receipt
    assert (receipt.files_received, receipt.files_accepted, receipt.files_quarantined) == (3, 3, 0)
    version = receipt.exam_version
    assert (version.number, version.state, version.instance_count, version.modalities) == (1, "received", 3, "CT")
    manifest = surroundings.manifest_of(version, bench.store)
    assert (manifest["trial"], manifest["subject"], manifest["visit"]) == ("CEN-301", "101-001", "SCR")
    for line in manifest["objects"]:
        sealed = bench.store.read(OBJECTS, line["digest"])
        assert len(sealed) == line["bytes"]
        assert sealed[:128] == bytes(128)
        ds = pydicom.dcmread(io.BytesIO(sealed))
        assert (ds.PatientID, ds.ClinicalTrialTimePointID) == ("101-001", "SCR")
        offset, length = line["frames"][0]
        assert sealed[offset : offset + length] == ds.PixelData
    assert StoredInstance.objects.filter(exam_version=version).count() == 3
    (entry,) = bodies("intake.receive")
    assert {change["table"] for change in entry["changes"]} == {
        "intake_receipt", "intake_exam", "intake_examversion", "intake_transmittal"
    }  # fmt: skip
    assert b"Doe" not in json.dumps(entry).encode()
    assert b"H-4711" not in json.dumps(entry).encode() + bench.store.read(MANIFESTS, version.manifest_digest)


@pytest.mark.req("P11-10H-1")
def test_the_receipt_says_which_source_sent_the_files(bench: Bench, series):
    caller = bench.member("coordinator", "site coordinator", at_site=True)
    received = bench.send(bench.announce(), *series(1), caller=caller)
    assert received.receipt.source == {
        "id": str(caller.person_id), "name": "Coordinator", "role": "site coordinator", "via": "test",
        "address": "127.0.0.1",
    }  # fmt: skip


def test_the_same_upload_twice_has_one_receipt_and_one_entry(bench: Bench, series):
    transmittal, files = bench.announce(), series(3)
    first = bench.send(transmittal, *files)
    again = bench.send(transmittal, *reversed(files))
    assert again.receipt.pk == first.receipt.pk
    assert codes(again) == ["accepted"] * 3
    assert (Receipt.objects.count(), ExamVersion.objects.count(), len(bodies("intake.receive"))) == (1, 1, 1)


def test_more_images_of_the_same_exam_make_a_version_with_all_of_them(bench: Bench, series):
    transmittal, files = bench.announce(), series(4)
    bench.send(transmittal, *files[:2])
    received = bench.send(transmittal, *files[1:])
    assert codes(received) == ["duplicate", "accepted", "accepted"]
    version = received.receipt.exam_version
    assert (version.number, version.instance_count, received.receipt.files_duplicate) == (2, 4, 1)
    assert version.supersedes.number == 1
    assert ExamVersion.objects.get(number=1).state == ExamState.SUPERSEDED
    assert version.supersede_reason == "more images of the same exam were received"


def test_other_bytes_under_a_known_uid_are_kept_apart(bench: Bench):
    transmittal = bench.announce()
    one = dicom(SOPInstanceUID="1.2.3.9")
    bench.send(transmittal, one)
    other = dicom(SOPInstanceUID="1.2.3.9", SeriesDescription="changed", KVP="140")
    received = bench.send(transmittal, other)
    assert codes(received) == ["conflict"]
    assert received.receipt.exam_version is None
    assert ExamVersion.objects.get().state == ExamState.RECEIVED
    file = QuarantinedFile.objects.get()
    assert bench.store.read(QUARANTINE, file.source_digest) == other


def test_a_declared_resend_replaces_and_says_why(bench: Bench):
    bench.send(bench.announce(), dicom(SOPInstanceUID="1.2.3.9"), dicom())
    transmittal = bench.announce(resend_reason="wrong kernel was exported")
    received = bench.send(transmittal, dicom(SOPInstanceUID="1.2.3.9", KVP="140"))
    version = received.receipt.exam_version
    assert (version.number, version.instance_count) == (2, 1)
    assert version.supersede_reason == "wrong kernel was exported"
    assert bodies("intake.receive")[-1]["reason"] == "wrong kernel was exported"


def accept(version: ExamVersion) -> None:
    """As quality control would."""
    from django.db.models import QuerySet

    QuerySet.update(QuerySet(ExamVersion).filter(pk=version.pk), state=ExamState.ACCEPTED)


def test_accepted_images_are_not_replaced_silently(bench: Bench, series):
    transmittal = bench.announce()
    first = bench.send(transmittal, *series(1))
    accept(first.receipt.exam_version)
    with pytest.raises(Refused) as refused:
        bench.send(transmittal, *series(1))
    assert refused.value.code == "already_accepted"
    assert "SCR of 101-001" in refused.value.sentence
    with pytest.raises(Refused):
        bench.announce()
    assert bodies("intake.receive")[-1]["outcome"] == "refused"
    assert ExamVersion.objects.get().state == ExamState.ACCEPTED
    again = bench.send(bench.announce(resend_reason="sharper kernel asked for"), *series(1))
    assert again.receipt.exam_version.number == 2


BAD = {
    "not_dicom": b"<html>this is no image</html>" * 20,
    "empty": b"",
    "truncated": dicom()[:-200],
}


@pytest.mark.req("SEC-1")
@pytest.mark.parametrize("code", sorted(BAD))
def test_a_bad_file_is_kept_apart_with_a_sentence(bench: Bench, series, code):
    received = bench.send(bench.announce(), BAD[code], *series(2))
    assert codes(received) == [code, "accepted", "accepted"]
    file = QuarantinedFile.objects.get()
    assert (file.code, file.ordinal) == (code, 1)
    assert "." in file.sentence
    assert bench.store.read(QUARANTINE, file.source_digest) == BAD[code]


def test_nothing_but_bad_files_makes_a_receipt_and_leaves_the_upload_open(bench: Bench):
    transmittal = bench.announce()
    received = bench.send(transmittal, b"nothing")
    assert (received.receipt.files_accepted, received.receipt.exam_version) == (0, None)
    transmittal.refresh_from_db()
    assert transmittal.state == "open"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"ClinicalTrialSubjectID": "101-002"}, "other_subject"),
        ({"PatientID": "101-002"}, "other_subject"),
        ({"ClinicalTrialProtocolID": "OTHER-1"}, "other_trial"),
        ({"ClinicalTrialTimePointID": "W8"}, "other_visit"),
    ],
)
def test_files_that_name_something_else_are_kept_apart(bench: Bench, values, code):
    received = bench.send(bench.announce(), dicom(**values), dicom())
    assert codes(received) == [code, "accepted"]


def test_two_patients_in_one_upload_and_nobody_knows_who(bench: Bench):
    received = bench.send(bench.announce(), dicom(PatientID="A1"), dicom(PatientID="B2"))
    assert codes(received) == ["two_patients", "two_patients"]


def test_of_two_patients_the_one_seen_before_stays(bench: Bench):
    bench.send(bench.announce(), dicom(PatientID="A1"))
    received = bench.send(bench.announce(bench.visits["W8"]), dicom(PatientID="A1"), dicom(PatientID="B2"))
    assert codes(received) == ["accepted", "two_patients"]


def test_another_subjects_patient_is_found_by_the_mark(bench: Bench):
    bench.send(bench.announce(), dicom(PatientID="A1"))
    received = bench.send(bench.announce(bench.other_visits["SCR"]), dicom(PatientID=" a1 "))
    assert codes(received) == ["other_patient"]


def test_the_same_object_for_another_visit_is_kept_apart(bench: Bench):
    image = dicom()
    bench.send(bench.announce(), image)
    received = bench.send(bench.announce(bench.visits["W8"]), image)
    assert codes(received) == ["another_exam"]


def test_an_upload_without_files_is_refused_and_entered(bench: Bench):
    with pytest.raises(Refused) as refused:
        bench.send(bench.announce())
    assert refused.value.code == "nothing_sent"
    assert bodies("intake.receive")[-1]["facts"]["code"] == "nothing_sent"


@pytest.mark.req("DUR-3")
def test_a_full_disk_is_said_and_leaves_nothing(bench: Bench, series, monkeypatch):
    def full(*_args, **_kwargs):
        raise StoreFull("no space")

    transmittal = bench.announce()
    monkeypatch.setattr(type(bench.store), "seal", full)
    with pytest.raises(Refused) as refused:
        bench.send(transmittal, *series(2))
    assert refused.value.code == "store_full"
    assert (Receipt.objects.count(), ExamVersion.objects.count()) == (0, 0)
    assert [one.name for one in bench.store.staging().iterdir()] == ["locks"]
    monkeypatch.undo()
    assert list(bench.store.digests(OBJECTS)) == []
    assert bench.send(transmittal, *series(2)).receipt.files_accepted == 2


def test_a_race_for_the_same_exam_is_sorted_out_again(bench: Bench, series, monkeypatch):
    transmittal = bench.announce()
    files = series(2)
    original = actions.receive
    once = []

    def late(caller, about, sealed):
        if not once:
            once.append(True)
            bench.send(transmittal, files[0])
        return original(caller, about, sealed)

    # Uploads of one machine queue up; those of two machines meet at the door.
    monkeypatch.setattr("centralis.apps.intake.receiving.one_at_a_time", lambda *_: contextlib.nullcontext())
    monkeypatch.setattr("centralis.apps.intake.actions.receive", late)
    received = bench.send(transmittal, *files)
    assert codes(received) == ["duplicate", "accepted"]
    assert received.receipt.exam_version.instance_count == 2


def test_files_that_fit_no_exam_have_a_receipt_too(bench: Bench):
    received = bench.send(bench.scope, dicom())
    assert codes(received) == ["no_match"]
    assert received.receipt.transmittal is None
    assert received.receipt.scope().site_id == bench.site.pk


def test_nobody_without_a_role_may_send(bench: Bench, series):
    outsider = bench.member("reader", "reader")
    with pytest.raises(Refused) as refused:
        bench.send(bench.announce(), *series(1), caller=outsider)
    assert refused.value.code == "not_permitted"
    assert ExamVersion.objects.count() == 0


def test_an_abandoned_upload_takes_nothing(bench: Bench, series):
    transmittal = bench.announce()
    actions.abandon(SYSTEM, transmittal, "the scan was cancelled")
    with pytest.raises(Refused) as refused:
        bench.send(transmittal, *series(1))
    assert refused.value.code == "not_open"


def test_a_dead_upload_leaves_no_orphans(bench: Bench, series):
    from centralis.apps.intake.cleaning import clean_spool

    transmittal = bench.announce()
    with one_request(bench.store) as folder:
        receiving = Receiving(SYSTEM, transmittal, folder, bench.store)
        digest = bench.store.seal_bytes(OBJECTS, b"left over")
        folder.intend("f" * 64, [(OBJECTS, digest)])
        assert clean_spool(bench.store) == 0
        import fcntl

        fcntl.flock(folder._lock, fcntl.LOCK_UN)
        assert clean_spool(bench.store) == 1
        receiving.preparation.close()
    assert bench.store.size(OBJECTS, digest) is None
