"""The world with accepted exams: real images sealed in a store of their own, the seed drawn, the cases given out."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from centralis.apps.action import Caller
from centralis.apps.intake import indexing, preparing
from centralis.apps.intake.models import Exam, ExamVersion, Transmittal
from centralis.apps.ledger.recorded import Recorded, amend, insert
from centralis.apps.reads import actions, signing
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.models import Adjudication, LeakScan, Read, ReadingTask
from centralis.apps.reads.running import assigning
from centralis.apps.reads.running.pool import demand_of
from centralis.apps.trials import actions as trials
from centralis.apps.trials.models import Visit
from centralis.apps.web.demo.cast import World, activate, example_document, qualify_reader
from centralis.core.reading.exposure import ENGINE
from centralis.services.store import MANIFESTS, OBJECTS

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def put(table: type[Recorded], **values: Any) -> Any:
    row = table(**values)
    insert(row, AT)
    return row


def passed(version: ExamVersion) -> ExamVersion:
    """Have the scan before release find nothing in an exam version."""
    put(LeakScan, exam_version=version, manifest_digest=version.manifest_digest, engine=ENGINE, state="passed",
        images=version.instance_count, ran_at=AT)  # fmt: skip
    return version


def dicom(level: int, position: int) -> bytes:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3.4", "1.2.3.4.5"
    ds.Modality, ds.Rows, ds.Columns = "CT", 16, 16
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.PixelSpacing, ds.ImagePositionPatient = ["0.7", "0.7"], ["0", "0", str(position)]
    ds.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    ds.RescaleSlope, ds.RescaleIntercept = "1", "-1024"
    ds.PixelData = np.full(256, level, dtype="<u2").tobytes()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    target = io.BytesIO()
    dcmwrite(target, ds, enforce_file_format=True)
    return target.getvalue()


def target(name: str, diameter_mm: float, organ: str = "liver", **values: Any) -> dict[str, Any]:
    return {"id": name, "organ": organ, "node": False, "state": "measured", "diameter_mm": diameter_mm, **values}


def entries(*targets: dict[str, Any], new: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"targets": list(targets), "non_targets": [], "new_lesions": list(new)}


@dataclass
class Reading:
    """The world, and short ways to accept exams and to read them."""

    world: World

    @property
    def trial_id(self) -> Any:
        return self.world.trial.pk

    def accept(self, subject: str, visit: str, on: date | None = None, supersedes: ExamVersion | None = None) -> Any:
        """Have an accepted exam version of two slices, without the rooms below."""
        row = self.world.subjects[subject]
        where = Visit.objects.get(subject=row, code=visit)
        site = next(one for one in self.world.sites.values() if one.pk == row.site_id)
        day = on or where.due_on or date(2026, 1, 1)
        base = {"trial": self.world.trial, "site": site, "subject": row, "visit": where}
        sent = put(Transmittal, **base, route="cli", state="received", sender_id=row.pk, sender_name="x", exam_date=day)
        exam = Exam.objects.filter(visit=where).first() or put(Exam, **base)
        objects, store = [], preparing.store()
        for place in (2, 1):  # out of order, as a scanner may send them
            content = dicom(900 + 100 * place, 5 * place)
            digest = store.seal_bytes(OBJECTS, content)
            assert digest == hashlib.sha256(content).hexdigest()
            uid = generate_uid()
            facts = {
                "sop_class_uid": CTImageStorage, "modality": "CT", "position_mm": [0, 0, 5 * place], "frames": 1,
                "orientation": [1, 0, 0, 0, 1, 0], "series_description": "CANARY-SERIES", "study_date": "20260102",
            }  # fmt: skip
            objects.append(
                {
                    "digest": digest, "bytes": len(content), "study_uid": "1.2.3.4", "series_uid": "1.2.3.4.5",
                    "sop_uid": uid, "sop_class_uid": CTImageStorage, "transfer_syntax": ExplicitVRLittleEndian,
                    "frames": None, "facts": facts,
                }
            )  # fmt: skip
        manifest = store.seal_bytes(MANIFESTS, json.dumps({"objects": objects}).encode())
        if supersedes is not None:
            amend(supersedes, {"state": "superseded"}, AT)
        version = put(
            ExamVersion, exam=exam, trial=self.world.trial, transmittal=sent,
            number=1 if supersedes is None else supersedes.number + 1, supersedes=supersedes,
            definition=self.world.definition(), state="accepted", state_since=AT, manifest_digest=manifest,
            instance_count=2, series_count=1, byte_count=2000, modalities="CT", exam_date=day,
        )  # fmt: skip
        indexing.index_version(version, objects)
        return passed(version)

    def amend(self, *pieces: str) -> Any:
        """Bring a version into force in which pieces of the file are replaced: `amend(old, new, ...)`."""
        reason = "the read design"
        text = example_document().replace('version: "1.0"', f'version: "2.0"\namends: "1.0"\nreason: {reason}')
        for old, new in zip(pieces[::2], pieces[1::2], strict=True):
            assert old in text, old
            text = text.replace(old, new)
        manager = self.world.caller("project manager")
        return activate(self.world, trials.draft_definition(manager, self.world.trial, text, reason))

    def let_read_anew(self) -> None:
        """Bring a definition into force by which the adjudicator may read anew, and qualify the adjudicator."""
        self.amend("by: choose_one", "by: read_anew")
        demand = demand_of(design_of(self.trial_id))
        qualify_reader(self.world, self.world.people["adjudicator"], demand)

    def begin(self) -> None:
        """Seal the seed; cases whose baseline is accepted are given out by the reaction."""
        assigning.seal_seed(self.world.caller("project manager"), self.world.trial)

    def task(self, subject: str, number: int) -> ReadingTask:
        rows = ReadingTask.objects.select_related("subject", "reader")
        return rows.get(subject=self.world.subjects[subject], reader_number=number)

    def part(self, task: ReadingTask) -> str:
        return next(part for part, person in self.world.people.items() if person.pk == task.reader_id)

    def caller(self, task: ReadingTask) -> Caller:
        return self.world.caller(self.part(task))

    def open(self, task: ReadingTask, number: int) -> Read:
        return actions.open_time_point(self.caller(task), task, number)

    def fill(self, task: ReadingTask, number: int, content: dict[str, Any]) -> Read:
        read = self.open(task, number)
        return actions.save_draft(self.caller(task), read, content)

    def sign(self, read: Read) -> Read:
        read = Read.every.select_related("task__subject", "task__reader", "definition").get(pk=read.pk)
        content = signing.prepare(read).content
        return actions.sign(self.world.signing(self.part(read.task), content), read)

    def read(self, task: ReadingTask, number: int, content: dict[str, Any]) -> Read:
        return self.sign(self.fill(task, number, content))

    def discordant(self, subject: str = "01-001") -> Adjudication:
        """Have both readers finish a case of two time points and differ: response against progression."""
        for number, second in ((1, 10.0), (2, 26.0)):
            task = self.task(subject, number)
            self.read(task, 1, entries(target("T1", 20.0)))
            self.read(task, 2, entries(target("T1", second)))
        return Adjudication.objects.get(subject=self.world.subjects[subject], state="due")


@pytest.fixture
def reading(world: World, settings: Any, tmp_path: Any) -> Reading:
    settings.STORE = str(tmp_path / "store")
    settings.KEYS = tmp_path / "keys"
    return Reading(world)


@pytest.fixture
def started(reading: Reading) -> Reading:
    """Subject 01-001 with baseline and week 8 accepted, given out to both readers."""
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W8")
    reading.begin()
    return reading


@pytest.fixture(scope="session", autouse=True)
def _children() -> Iterator[None]:
    yield
    preparing.renderers().close()
