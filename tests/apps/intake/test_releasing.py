"""Files taken from quarantine after all are cleaned with what the rest of their exam says of the patient."""

import json

import pytest
from django.test import Client
from tests.apps.intake.conftest import Bench, dicom
from tests.apps.intake.test_views import signed_in

from centralis.apps.intake.models import ExamVersion, QuarantinedFile
from centralis.apps.intake.releasing import release
from centralis.apps.intake.verification import sealed_faults
from centralis.services.store import MANIFESTS, OBJECTS, QUARANTINE

pytestmark = pytest.mark.django_db
NAMED = {"PatientName": "Wiedemann^Ottilie", "AccessionNumber": "AX4471903"}
#: Words of imaging stay in a description, unless the patient is called so.
CALLED_LONG = {"PatientName": "Long^Ottilie"}
NAMELESS = {"PatientName": "", "SeriesDescription": "Abdomen Long", "InstanceNumber": 2}


def objects_of(bench: Bench) -> list[bytes]:
    version = ExamVersion.objects.order_by("-number").first()
    assert version is not None
    manifest = json.loads(bench.store.read(MANIFESTS, version.manifest_digest))
    return [bench.store.read(OBJECTS, one["digest"]) for one in manifest["objects"]]


@pytest.fixture
def manager(bench: Bench) -> Client:
    return signed_in(bench.member("manager", "project manager"))


def test_a_file_released_later_loses_what_only_its_exams_other_files_call_a_name(bench: Bench):
    bench.send(bench.announce(), dicom(**CALLED_LONG), dicom(**NAMELESS, ClinicalTrialTimePointID="W8"))
    file = QuarantinedFile.objects.get()
    release(bench.member("manager", "project manager"), file, "the site typed W8", bench.store)
    taken = objects_of(bench)
    assert len(taken) == 2
    assert any(b"abdomen" in content.lower() for content in taken)
    assert not any(b"abdomen long" in content.lower() for content in taken)


def test_a_word_of_imaging_stays_where_nobody_of_the_exam_is_called_so(bench: Bench):
    bench.send(bench.announce(), dicom(**NAMED), dicom(**NAMELESS, ClinicalTrialTimePointID="W8"))
    file = QuarantinedFile.objects.get()
    release(bench.member("manager", "project manager"), file, "the site typed W8", bench.store)
    assert any(b"abdomen long" in content.lower() for content in objects_of(bench))


def test_what_names_the_patient_is_kept_apart_with_the_originals_and_nowhere_else(bench: Bench):
    bench.send(bench.announce(), dicom(**NAMED), dicom(InstanceNumber=2, ClinicalTrialTimePointID="W8"))
    file = QuarantinedFile.objects.get()
    named = json.loads(bench.store.read(QUARANTINE, file.named_digest))
    assert "wiedemann^ottilie" in named["names"]
    assert "ax4471903" in named["numbers"]
    for namespace in (MANIFESTS, OBJECTS):
        assert not any(b"iedemann" in bench.store.read(namespace, one) for one in bench.store.digests(namespace))
    assert list(sealed_faults()) == []


def test_an_upload_of_which_nothing_is_held_back_leaves_no_names(bench: Bench):
    bench.send(bench.announce(), dicom(**NAMED))
    assert list(bench.store.digests(QUARANTINE)) == []


def test_names_that_were_tampered_with_are_found(bench: Bench):
    bench.send(bench.announce(), dicom(**NAMED, ClinicalTrialTimePointID="W8"))
    file = QuarantinedFile.objects.get()
    path = bench.store.path(QUARANTINE, file.named_digest)
    path.chmod(0o644)
    path.write_bytes(b"{}")
    assert [fault.kind for fault in sealed_faults()] == ["sealed object changed"]
