"""Exams for the viewer's tests: any DICOM data sets as an accepted exam version, and a phantom of known size."""

import io
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid
from tests.apps.reads.conftest import AT, Reading, passed, put

from centralis.apps.intake import indexing, preparing
from centralis.apps.intake.models import Exam, ExamVersion, Transmittal
from centralis.apps.trials.models import Visit
from centralis.edge.stored_facts import stored_facts
from centralis.services.store import MANIFESTS, OBJECTS

ROW_MM, COLUMN_MM, STEP_MM = 0.8, 0.5, 2.5
ROWS, COLUMNS, SLICES = 80, 128, 9
AXES_MM = (40.0, 20.0, 16.0)
INSIDE, OUTSIDE = 1124, 924


def slice_of(pixels: np.ndarray, position: tuple[float, float, float], **values: Any) -> Dataset:
    """One CT slice; `values` are put over its attributes."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3.4", "1.2.3.4.5", "1.2.3.4.6"
    ds.Modality, ds.Rows, ds.Columns = "CT", *pixels.shape
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.PixelSpacing, ds.SliceThickness = [str(ROW_MM), str(COLUMN_MM)], str(STEP_MM)
    ds.ImagePositionPatient = [str(part) for part in position]
    ds.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    ds.RescaleSlope, ds.RescaleIntercept = "1", "-1024"
    ds.WindowCenter, ds.WindowWidth = "0", "400"
    ds.PixelData = pixels.astype("<u2").tobytes()
    for name, value in values.items():
        setattr(ds, name, value)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    return ds


def phantom(shift_mm: float = 0.0, **values: Any) -> list[Dataset]:
    """An ellipsoid of 40 × 20 × 16 mm on anisotropic pixels, its edge averaged over each pixel."""
    fine = 10
    x = (np.arange(COLUMNS * fine) + 0.5) / fine - 0.5 - (COLUMNS - 1) / 2
    y = (np.arange(ROWS * fine) + 0.5) / fine - 0.5 - (ROWS - 1) / 2
    slices = []
    for number in range(SLICES):
        z = (number - SLICES // 2) * STEP_MM
        inside = (
            (x[None, :] * COLUMN_MM / (AXES_MM[0] / 2)) ** 2
            + (y[:, None] * ROW_MM / (AXES_MM[1] / 2)) ** 2
            + (z / (AXES_MM[2] / 2)) ** 2
        ) <= 1.0
        share = inside.reshape(ROWS, fine, COLUMNS, fine).mean(axis=(1, 3))
        pixels = np.rint(OUTSIDE + (INSIDE - OUTSIDE) * share)
        slices.append(slice_of(pixels, (-30.0, -25.0, z + shift_mm), **values))
    return slices


def accept(
    reading: Reading, subject: str, visit: str, datasets: Iterable[Dataset], *, is_scanned: bool = True
) -> ExamVersion:
    """Have an accepted exam version of these data sets, with facts and frames as the intake finds them."""
    row = reading.world.subjects[subject]
    where = Visit.objects.get(subject=row, code=visit)
    site = next(one for one in reading.world.sites.values() if one.pk == row.site_id)
    day = where.due_on or date(2026, 1, 1)
    base = {"trial": reading.world.trial, "site": site, "subject": row, "visit": where}
    sent = put(Transmittal, **base, route="cli", state="received", sender_id=row.pk, sender_name="x", exam_date=day)
    exam = put(Exam, **base)
    objects = [line_of(one) for one in datasets]
    manifest = preparing.store().seal_bytes(MANIFESTS, json.dumps({"objects": objects}).encode())
    version = put(
        ExamVersion, exam=exam, trial=reading.world.trial, transmittal=sent, number=1,
        definition=reading.world.definition(), state="accepted", state_since=AT, manifest_digest=manifest,
        instance_count=len(objects), series_count=1, byte_count=2000, modalities="CT", exam_date=day,
    )  # fmt: skip
    indexing.index_version(version, objects)
    return passed(version) if is_scanned else version


def line_of(ds: Dataset) -> dict[str, Any]:
    """Seal a data set; its line of the manifest."""
    target = io.BytesIO()
    dcmwrite(target, ds, enforce_file_format=True)
    digest = preparing.store().seal_bytes(OBJECTS, target.getvalue())
    with preparing.store().local(OBJECTS, digest) as path:
        told = stored_facts({"files": [str(path)]})[0]
    return {
        "digest": digest, "bytes": told["bytes"], "study_uid": str(ds.StudyInstanceUID),
        "series_uid": str(ds.SeriesInstanceUID), "sop_uid": str(ds.SOPInstanceUID),
        "sop_class_uid": str(ds.SOPClassUID), "transfer_syntax": str(ds.file_meta.TransferSyntaxUID),
        "frames": told["frames"], "facts": {name: value for name, value in told["facts"].items() if value},
    }  # fmt: skip
