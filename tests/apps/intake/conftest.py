"""One trial with two sites and two subjects, made without the rooms below; DICOM made here; a store of its own."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

import centralis.apps.trials.definition as definition_package
from centralis.apps.action import Caller, Origin
from centralis.apps.governance.models import EthicsApproval
from centralis.apps.intake import actions, preparing
from centralis.apps.intake.models import Transmittal
from centralis.apps.intake.receiving import Received, Receiving
from centralis.apps.intake.spool import Landing, one_request
from centralis.apps.ledger.recorded import Recorded, Scope, insert
from centralis.apps.people import actions as people
from centralis.apps.sites.models import Qualification, Scanner, Site, TrainingRecord
from centralis.apps.trials import queries as trial_queries
from centralis.apps.trials.models import Definition, Subject, Trial, Visit
from centralis.services.store import LocalStore

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SYSTEM = Caller.system("test set-up")


def put(table: type[Recorded], **values: Any) -> Any:
    row = table(**values)
    insert(row, AT)
    return row


@dataclass
class Bench:
    """What a test of intake starts from."""

    trial: Trial
    site: Site
    other_site: Site
    subject: Subject
    other: Subject
    visits: dict[str, Visit]
    other_visits: dict[str, Visit]
    definition: Definition
    store: LocalStore

    @property
    def scope(self) -> Scope:
        return Scope(self.trial.pk, self.site.pk)

    def member(self, username: str, role: str, *, at_site: bool = False) -> Caller:
        """Somebody who holds a role here, and nowhere else."""
        person = people.create_person(
            SYSTEM, Scope(), username, username.title(), secret="a quiet morning in march", own_secret=True
        )
        people.grant_role(SYSTEM, self.scope if at_site else Scope(self.trial.pk), person, role)
        return Caller(person.pk, person.printed_name, Origin("test", "127.0.0.1"))

    def announce(self, visit: Visit | None = None, **form: Any) -> Transmittal:
        return actions.announce(SYSTEM, visit or self.visits["SCR"], actions.Form(**form), "cli")

    def send(self, transmittal: Transmittal | Scope, *files: bytes, caller: Caller = SYSTEM) -> Received:
        """Receive files by the one pipeline that all routes use."""
        with one_request(self.store) as folder:
            receiving = Receiving(caller, transmittal, folder, self.store)
            for ordinal, content in enumerate(files, start=1):
                landing = Landing(folder, ordinal, f"IM{ordinal:04}")
                landing.write(content)
                receiving.preparation.submit(landing.done())
            return receiving.finish()


@pytest.fixture
def sealed_store(settings: Any, tmp_path: Path) -> LocalStore:
    settings.STORE = str(tmp_path / "store")
    settings.KEYS = tmp_path / "keys"
    store = preparing.store()
    assert isinstance(store, LocalStore)
    return store


@pytest.fixture
def bench(db: None, sealed_store: LocalStore) -> Bench:
    return make_bench(sealed_store)


def make_bench(sealed_store: LocalStore) -> Bench:
    document = (Path(definition_package.__file__).parent / "example.yaml").read_text(encoding="utf-8")
    trial = put(Trial, protocol="CEN-301", title="A trial", sponsor="Example")
    definition = put(
        Definition,
        trial=trial,
        version_label="1.0",
        document=document,
        document_digest=hashlib.sha256(document.encode()).hexdigest(),
        state="active",
    )
    site = put(Site, trial=trial, code="101", name="North Clinic", country="DE")
    far = put(Site, trial=trial, code="102", name="South Clinic", country="FR")
    scanner = put(Scanner, site=site, name="CT1", modality="CT", manufacturer="GE", model="Revolution", serial="S-77")
    qualify(trial, site, scanner, definition)
    subjects = [put(Subject, trial=trial, code=f"101-00{n}", site_id=site.pk) for n in (1, 2)]
    visits = [
        {
            code: put(
                Visit, trial=trial, subject=subject, code=code, name=code, ordinal=place,
                window_opens_on=date(2026, 3, 1 + 7 * place), window_closes_on=date(2026, 3, 5 + 7 * place),
            )
            for place, code in enumerate(("SCR", "W8"))
        }
        for subject in subjects
    ]  # fmt: skip
    return Bench(trial, site, far, *subjects, *visits, definition, sealed_store)


def qualify(trial: Trial, site: Site, scanner: Scanner, definition: Definition) -> None:
    """All that a site needs so that its exams are not held."""
    put(EthicsApproval, trial=trial, site_id=site.pk, committee="EC", reference="1", approved_on=date(2025, 1, 1))
    put(Qualification, scanner=scanner, definition=definition, state="qualified", decided_at=AT)
    rules = trial_queries.parsed(definition).sites
    for duty in rules.training_roles:
        put(
            TrainingRecord, site=site, person_name=duty, duty=duty, module=rules.training_module, score_percent=100,
            completed_on=date(2025, 1, 1),
        )  # fmt: skip


def dicom(**values: Any) -> bytes:
    """A small CT slice as a scanner would write it."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3.4", "1.2.3.4.5", "1.2.3.4.6"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate, ds.PatientSex = "Doe^Jane", "H-4711", "19610203", "F"
    ds.StudyDate = ds.SeriesDate = ds.AcquisitionDate = "20260302"
    ds.StudyTime = ds.SeriesTime = "101500"
    ds.Modality, ds.Manufacturer, ds.DeviceSerialNumber = "CT", "GE", "S-77"
    ds.SeriesNumber, ds.InstanceNumber, ds.SeriesDescription = 2, 1, "axial"
    ds.Rows = ds.Columns = 16
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.PixelSpacing, ds.SliceThickness = ["0.7", "0.7"], "5"
    ds.ImagePositionPatient, ds.ImageOrientationPatient = ["0", "0", "0"], ["1", "0", "0", "0", "1", "0"]
    ds.RescaleSlope, ds.RescaleIntercept, ds.BurnedInAnnotation = "1", "-1024", "NO"
    ds.PixelData = np.arange(256, dtype="<u2").tobytes()
    for name, value in values.items():
        setattr(ds, name, value)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    target = io.BytesIO()
    dcmwrite(target, ds, enforce_file_format=True)
    return target.getvalue()


@pytest.fixture
def series() -> Callable[..., list[bytes]]:
    """Make a series of slices, one position each."""

    def make(count: int, **values: Any) -> list[bytes]:
        return [
            dicom(InstanceNumber=n, ImagePositionPatient=["0", "0", str(5 * n)], **values) for n in range(1, count + 1)
        ]

    return make


@pytest.fixture(scope="session", autouse=True)
def _children() -> Iterator[None]:
    yield
    preparing.end_children()
