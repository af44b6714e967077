"""Edits behind the system's back are each named: a sealed object changed, swapped, lost, or of nobody."""

import pytest
from tests.apps.intake.conftest import Bench, dicom

from centralis.apps.intake.models import StoredInstance
from centralis.apps.intake.verification import sealed_faults
from centralis.services.store import MANIFESTS, OBJECTS

pytestmark = [pytest.mark.django_db, pytest.mark.req("DUR-3")]


@pytest.fixture
def sent(bench: Bench) -> Bench:
    bench.send(bench.announce(), dicom(InstanceNumber=1), dicom(InstanceNumber=2), b"no image" * 40)
    return bench


def kinds() -> list[str]:
    return [fault.kind for fault in sealed_faults()]


def test_untouched_there_is_nothing_to_say(sent: Bench):
    assert kinds() == []


def test_a_changed_blob_is_named(sent: Bench):
    row = StoredInstance.objects.first()
    path = sent.store.path(OBJECTS, row.digest)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    (fault,) = sealed_faults()
    assert fault.kind == "sealed object changed"
    assert row.digest[:12] in fault.place
    assert row.sop_uid in fault.sentence


def test_a_missing_blob_is_named(sent: Bench):
    sent.store.path(OBJECTS, StoredInstance.objects.first().digest).unlink()
    assert kinds() == ["sealed object missing"]


def test_swapped_blobs_are_named(sent: Bench):
    one, two = (sent.store.path(OBJECTS, row.digest) for row in StoredInstance.objects.all())
    held = one.read_bytes()
    for path, content in ((one, two.read_bytes()), (two, held)):
        path.chmod(0o600)
        path.write_bytes(content)
    assert kinds() == ["sealed object changed"] * 2


def test_an_index_that_points_elsewhere_is_named(sent: Bench):
    one, two = StoredInstance.objects.all()
    StoredInstance.objects.filter(pk=one.pk).update(digest=two.digest)
    assert kinds() == ["sealed object swapped"]


def test_a_lost_index_row_is_named(sent: Bench):
    StoredInstance.objects.first().delete()
    assert kinds() == ["index differs"]


def test_a_changed_manifest_is_named(sent: Bench):
    version = StoredInstance.objects.first().exam_version
    path = sent.store.path(MANIFESTS, version.manifest_digest)
    path.chmod(0o600)
    path.write_bytes(b"{}")
    assert "sealed object changed" in kinds()


def test_an_object_of_nobody_is_named(sent: Bench):
    sent.store.seal_bytes(OBJECTS, b"brought in by hand")
    assert kinds() == ["sealed object of nobody"]
