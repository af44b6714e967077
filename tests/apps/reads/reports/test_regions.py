"""Regions, angles and volumes in the DICOM reports of a signed read: what stands there, and that it is valid."""

import shutil
import subprocess
from io import BytesIO
from math import pi
from uuid import UUID

import numpy as np
import pytest
from highdicom.seg import segread
from pydicom import dcmread
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.reports.test_making import _writer, groups_of, items, value  # noqa: F401  ends the child
from tests.apps.reads.viewing.test_regions import blob, current, ellipse, frame_of, keep
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, COLUMNS, ROW_MM, ROWS, STEP_MM, accept, phantom

from centralis.apps.intake import preparing
from centralis.apps.reads.models import Read, ReadReport
from centralis.apps.reads.reports import making as reporting
from centralis.services.store import REPORTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(reading):
    """A signed baseline with an ellipse of T1, a freehand region, an angle, and T1 outlined on two slices."""
    accept(reading, "01-001", "BL", phantom(PatientID="01-001", StudyDate="20260102", StudyTime="080000"))
    reading.begin()
    task = reading.task("01-001", 1)
    reading.open(task, 1)
    x, y, z = frame_of(task).position_mm
    free = [[x + 2, y + 2, z], [x + 30, y + 2, z], [x + 30, y + 22, z], [x + 2, y + 22, z]]
    drawn = [
        ("ellipse", ellipse(task), "ROI 1", 4, {"of_lesion": "T1"}),
        ("freehand", free, "ROI 2", 4, {}),
        ("angle", [[x + 30, y + 10, z], [x + 10, y + 10, z], [x + 10, y + 30, z]], "Angle 1", 4, {}),
        ("mask", blob(), "T1", 5, {}),
        ("mask", blob(slice(22, 38)), "T1", 4, {}),
    ]
    for number, (kind, points, name, place, values) in enumerate(drawn):
        keep(reading, task, kind, points, name, place, key=UUID(int=number + 1), **values)
    assert len(current(task).marks.all()) == 5
    reading.read(task, 1, entries(target("T1", 40.0)))
    related = ("task__subject", "task__trial", "visit", "definition", "signature", "supersedes")
    row = Read.every.select_related(*related, "exam_version__exam__site").get(task=task, state="locked")
    reporting.make_reports(row)
    return row


def content(read, kind):
    row = ReadReport.objects.get(read=read, kind=kind)
    return preparing.store().read(REPORTS, row.digest)


def test_a_region_stands_with_its_line_and_its_statistics_in_units(read):
    groups = groups_of(dcmread(BytesIO(content(read, "SR"))))
    region = groups["ROI 1"]
    assert value(region, "Area") == pytest.approx(pi * 24, abs=0.01)
    told = {one.ContentSequence[0].ConceptCodeSequence[0].CodeMeaning: one for one in items(region, _HU)}
    assert {name: float(one.MeasuredValueSequence[0].NumericValue) for name, one in told.items()} == {
        "Mean": 100, "Standard Deviation": 0, "Minimum": 100, "Maximum": 100,
    }  # fmt: skip
    unit = told["Mean"].MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0]
    assert unit.CodeValue == "[hnsf'U]"
    line = items(region, "Image Region")[0]
    assert (line.ValueType, line.GraphicType) == ("SCOORD3D", "ELLIPSE")
    assert line.ReferencedFrameOfReferenceUID == "1.2.3.4.6"
    points = np.reshape([float(one) for one in line.GraphicData], (4, 3))
    assert np.linalg.norm(points[0] - points[1]) == pytest.approx(12)  # the major axis comes first
    assert value(region, "Region of lesion") == "T1"
    free = items(groups["ROI 2"], "Image Region")[0]
    assert free.GraphicType == "POLYGON"
    assert list(free.GraphicData[:3]) == list(free.GraphicData[-3:])
    assert value(groups["Angle 1"], "Angle") == 90.0


_HU = "Attenuation Coefficient"


def test_a_volume_refers_to_the_segmentation_whose_mask_is_what_was_painted(read):
    report = dcmread(BytesIO(content(read, "SR")))
    container = next(one for one in report.ContentSequence if one.ConceptNameCodeSequence[0].CodeValue == "126010")
    group = next(one for one in container.ContentSequence if items(one, "Volume"))
    volume = (20 + 16) * 40 * ROW_MM * COLUMN_MM * STEP_MM / 1000
    assert value(group, "Volume") == pytest.approx(volume, abs=0.001)
    stored = dcmread(BytesIO(content(read, "SEG")))
    reference = items(group, "Referenced Segment")[0].ReferencedSOPSequence[0]
    assert reference.ReferencedSOPInstanceUID == stored.SOPInstanceUID
    segment = stored.SegmentSequence[0]
    assert (segment.SegmentLabel, segment.TrackingID) == ("T1", "T1")
    assert segment.TrackingUID == items(group, "Tracking Unique Identifier")[0].UID
    assert (stored.PatientID, stored.ClinicalTrialSubjectID, stored.ContentCreatorName) == (
        "01-001", "01-001", "Reader 1^",
    )  # fmt: skip
    seg = segread(BytesIO(content(read, "SEG")))
    lines = reporting.lines_of(read)
    order = [one.sop_uid for one in reporting.viewing.series_of(read.exam_version)[0].frames]
    masks = seg.get_pixels_by_source_instance([order[4], order[5]])[..., 0].astype(bool)
    expected = np.zeros((2, ROWS, COLUMNS), dtype=bool)
    expected[0, 22:38, 30:70] = expected[1, 20:40, 30:70] = True
    assert (masks == expected).all()
    assert set(order[4:6]) <= set(lines)


def test_the_replay_shows_regions_and_masks_and_lists_the_segmentation(read, browse):
    client = browse("inspector")
    base = f"/t/{read.task.trial_id}/reads/{read.pk}/replay/"
    page = client.get(base)
    assert page.context["found"].kept.holds
    text = page.content.decode()
    assert "Segmentation of a lesion" in text
    assert "100.0 HU" in text
    told = {one["lesion"]: one for one in client.get(f"{base}1/marks/").json()["marks"]}
    assert set(told) == {"ROI 1", "ROI 2", "Angle 1", "T1/5", "T1/6"}
    assert told["T1/6"]["runs"] == blob()
    assert told["T1/6"]["volume_ml"] == pytest.approx(36 * 40 * ROW_MM * COLUMN_MM * STEP_MM / 1000, abs=0.001)
    assert (told["ROI 1"]["of_lesion"], told["ROI 1"]["values"]["mean"]) == ("T1", 100)


def test_key_images_name_lesions_and_regions_once_an_image(read):
    told = dcmread(BytesIO(content(read, "KO")))
    texts = [one.TextValue for one in told.ContentSequence if one.ValueType == "TEXT"]
    assert "Measured here: Angle 1, ROI 1, ROI 2" in texts


def test_the_same_read_gives_the_same_bytes(read, monkeypatch):
    before = {kind: content(read, kind) for kind in ("SR", "KO", "SEG")}
    monkeypatch.setattr(reporting, "file_reports", lambda _caller, _read, files, *_rest: files)
    monkeypatch.setattr(reporting.ReadReport.objects, "filter", lambda **_: [])
    again = {one.kind: preparing.store().read(REPORTS, one.digest) for one in reporting.make_reports(read)}
    assert again == before


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools")
@pytest.mark.parametrize("kind", ["SR", "KO", "SEG"])
def test_every_object_is_valid(read, kind, tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(content(read, kind))
    checked = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    said = (checked.stdout + checked.stderr).splitlines()
    assert [line for line in said if line.startswith("Error")] == []
    if shutil.which("dcm2xml"):
        made = subprocess.run(["dcm2xml", path], capture_output=True, text=True, check=False)
        assert made.returncode == 0
