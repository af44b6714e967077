"""Faces: held until they are removed and a person has confirmed it; nothing that may show one is served meanwhile."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image
from pydicom import dcmread
from tests.apps.intake.conftest import AT, SYSTEM, Bench, dicom
from tests.apps.intake.test_views import signed_in

from centralis.apps.intake import actions, face_step, facing, tasks
from centralis.apps.intake.models import ExamVersion, FaceRemoval, StoredInstance
from centralis.apps.intake.verification import sealed_faults
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import amend
from centralis.apps.people import actions as people
from centralis.apps.people.models import Person
from centralis.apps.qc.models import CheckRun
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"


class Child:
    """Stands for the child process: blackens the first row of every slice, or finds nothing, or can't tell."""

    def __init__(self, present: bool | None = True, lost: int = 0) -> None:
        self.present, self.lost, self.calls = present, lost, 0

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        self.calls += 1
        folder = Path(job["folder"])
        files = {name: self._carved(Path(path), folder / f"{name}.dcm") for name, path in job["files"] if self.present}
        pictures = {}
        for name in ("before", "after"):
            Image.fromarray(np.zeros((8, 8), np.uint8)).save(folder / f"{name}.png")
            pictures[name] = str(folder / f"{name}.png")
        return {
            "present": self.present, "why": "told by the test", "numbers": {"brain_voxels_lost": self.lost},
            "files": files, **pictures,
        }  # fmt: skip

    @staticmethod
    def _carved(source: Path, target: Path) -> str:
        ds = dcmread(source)
        pixels = ds.pixel_array.copy()
        pixels[0] = 0
        ds.PixelData = pixels.tobytes()
        ds.save_as(target)
        return str(target)


@pytest.fixture
def faced(bench: Bench) -> Bench:
    """The trial with a definition that asks for faces to be removed."""
    faces = "  dates: keep\n  faces: {remove_when: head_in_field}\n"
    document = bench.definition.document.replace("  dates: keep\n", faces)
    digest = hashlib.sha256(document.encode()).hexdigest()
    amend(bench.definition, {"document": document, "document_digest": digest}, AT)
    return bench


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    made = Child()
    monkeypatch.setattr(face_step, "defacers", lambda: made)
    return made


def arrived(bench: Bench) -> ExamVersion:
    return bench.send(bench.announce(), dicom(), dicom(InstanceNumber=2)).receipt.exam_version


def after_step(version: ExamVersion) -> ExamVersion:
    tasks.settle(version)
    return ExamVersion.objects.order_by("-number").first()


def analyst(bench: Bench) -> Client:
    return signed_in(accepting(bench, bench.member("analyst", "QC analyst")))


def accepting(bench: Bench, caller: Any) -> Any:
    person = Person.objects.get(pk=caller.person_id)
    people.verify_identity(SYSTEM, person, "shown a passport")
    people.accept_signature(caller, person)
    return caller


def served(client: Client, bench: Bench, version: ExamVersion) -> list[int]:
    """What every way to an image answers."""
    base = f"/dicomweb/{bench.trial.pk}"
    row = version.instances.order_by("pk").first()
    place = f"{base}/studies/{row.study_uid}/series/{row.series_uid}"
    urls = [
        f"{base}/studies/{row.study_uid}", place, f"{place}/metadata", f"{place}/thumbnail",
        f"{place}/instances/{row.sop_uid}", f"{place}/instances/{row.sop_uid}/frames/1",
        f"{place}/instances/{row.sop_uid}/rendered",
        f"/t/{bench.trial.pk}/versions/{version.pk}/thumbnails/{row.pk}.png",
    ]  # fmt: skip
    found = client.get(f"{base}/instances")
    return [client.get(url).status_code for url in urls] + [len(found.json())]


def test_a_head_is_held_and_served_by_no_route(faced: Bench):
    version = arrived(faced)
    assert (version.state, version.faces) == ("held", "due")
    assert "A face may be in these images" in version.hold_reasons[0]["sentence"]
    assert served(analyst(faced), faced, version) == [404] * 8 + [0]
    manager = faced.member("manager", "project manager")
    with pytest.raises(Refused, match="Nobody can override"):
        actions.release_hold(manager, version, "we are in a hurry")


def test_a_removed_face_is_confirmed_by_a_person_who_signs(faced: Bench, child: Child):
    old = arrived(faced)
    new = after_step(old)
    old.refresh_from_db()
    assert (old.state, old.faces) == ("superseded", "replaced")
    assert (new.number, new.state, new.faces) == (2, "held", "to confirm")
    assert set(old.instances.values_list("digest")).isdisjoint(set(new.instances.values_list("digest")))
    client = analyst(faced)
    assert served(client, faced, new) == [404] * 8 + [0]
    page = f"/t/{faced.trial.pk}/versions/{new.pk}/faces/"
    shown = client.get(page).content.decode()
    assert "A face was found and removed" in shown
    assert client.get(f"{page}0/before.png")["Content-Type"] == "image/png"
    assert json.loads(Entry.objects.latest("pk").body)["facts"] == {"picture": "before", "series": 0}
    digest = content_digest(facing.to_sign(new))
    assert digest in shown
    refused = client.post(f"{page}confirm", {"shown_digest": digest, "secret": "wrong", "revision": new.revision})
    assert refused.status_code == 409
    client.post(f"{page}confirm", {"shown_digest": digest, "secret": SECRET, "revision": new.revision})
    new.refresh_from_db()
    assert (new.state, new.faces, new.hold_reasons) == ("received", "confirmed", [])
    tasks.settle(new)
    assert served(client, faced, new) == [200] * 8 + [2]
    assert served(client, faced, old)[-2:] == [404, 2]
    assert client.get(f"{page}0/before.png").status_code == 404
    assert CheckRun.objects.filter(exam_version=new).count() == 1
    assert list(sealed_faults()) == []


def test_no_face_lets_the_exam_go_on_by_itself(faced: Bench, child: Child):
    child.present = False
    version = after_step(arrived(faced))
    assert (version.number, version.state, version.faces) == (1, "in QC", "none")
    assert FaceRemoval.objects.get().summary["with_face"] == 0
    tasks.settle(version)
    assert child.calls == 1


def test_what_cannot_be_told_waits_for_a_person_who_may_reject_it(faced: Bench, child: Child):
    child.present = None
    version = after_step(arrived(faced))
    assert (version.number, version.state, version.faces) == (1, "held", "to confirm")
    client = analyst(faced)
    page = f"/t/{faced.trial.pk}/versions/{version.pk}/faces/"
    assert client.post(f"{page}dismiss", {"reason": " ", "revision": version.revision}).status_code == 409
    sent = {"reason": "the nose is there", "revision": version.revision}
    assert client.post(f"{page}dismiss", sent).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.faces) == ("held", "rejected")
    assert version.hold_reasons[0]["sentence"] == "The removal of faces was rejected: the nose is there"
    assert served(client, faced, version) == [404] * 8 + [0]


def test_a_removal_that_touched_the_brain_cannot_be_confirmed(faced: Bench, child: Child):
    child.lost = 7
    version = after_step(arrived(faced))
    page = f"/t/{faced.trial.pk}/versions/{version.pk}/faces/"
    sent = {"shown_digest": content_digest(facing.to_sign(version)), "secret": SECRET, "revision": version.revision}
    assert "7 voxels of the brain" in analyst(faced).post(f"{page}confirm", sent).content.decode()
    version.refresh_from_db()
    assert version.faces == "to confirm"


def test_the_stage_runs_twice_and_changes_nothing_more(faced: Bench, child: Child):
    old = arrived(faced)
    face_step.look_for_faces(old)
    face_step.look_for_faces(ExamVersion.objects.get(pk=old.pk))
    face_step.look_for_faces(old)
    assert ExamVersion.objects.count() == 2
    assert FaceRemoval.objects.count() == 1


def test_the_same_files_sent_again_are_duplicates_of_those_without_a_face(faced: Bench, child: Child):
    files = [dicom(), dicom(InstanceNumber=2)]
    transmittal = faced.announce()
    after_step(faced.send(transmittal, *files).receipt.exam_version)
    again = faced.send(transmittal, *files, dicom(InstanceNumber=3))
    assert [one.outcome for one in again.outcomes] == ["duplicate", "duplicate", "accepted"]
    assert again.receipt.exam_version.faces == "due"


def test_without_the_option_nothing_is_held_for_faces(bench: Bench, child: Child):
    version = after_step(arrived(bench))
    assert (version.state in ("received", "in QC"), version.faces, child.calls) == (True, "", 0)
    assert StoredInstance.objects.count() == 2
