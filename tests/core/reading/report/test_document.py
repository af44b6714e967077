"""The DICOM objects: the same bytes for the same plan, valid for every criterion, frames named in key images."""

import copy
import shutil
import subprocess
from io import BytesIO

import pytest
from pydicom import Dataset, dcmread

from centralis.core.catalogue import CRITERIA
from centralis.core.reading.report import codes
from centralis.core.reading.report.document import render_key_images, render_report
from centralis.core.reading.report.plan import Drawn, Entries, Place, plan_assessment, plan_groups

CT = "1.2.840.10008.5.1.4.1.1.2"
PLACE = Place("1.2", "1.2.3", "1.2.3.4", CT, None, "1.2.9")
DRAWN = Drawn(PLACE, [[0, 0, 0], [3, 4, 0], [0, 1, 0], [1, 1, 0]], [[0, 0], [3, 4], [0, 1], [1, 1]], 5.0, 1.0)


def header(**values):
    ds = Dataset()
    ds.PatientID, ds.PatientSex, ds.StudyDate = "01-001", "F", "20260102"
    ds.PatientIdentityRemoved, ds.DeidentificationMethod = "YES", "Centralis"
    for name, value in values.items():
        setattr(ds, name, value)
    return ds


def plan(form=None, content=None, assessment=None, **values):
    form = form or CRITERIA["recist-1.1"].open_reading({}).form()
    content = content or {"targets": [{"id": "T1", "organ": "liver", "node": False, "diameter_mm": 5.0}]}
    entered = Entries(form, content, {"T1": DRAWN}, lambda name: f"2.25.{1000 + sum(map(ord, name))}")
    groups = [*plan_groups(entered), plan_assessment(entered, assessment or {"overall": "PR"}, ())]
    image = PLACE.to_json()
    return {
        "groups": groups, "observer": "Reader 2", "software": "Centralis 1.2.3", "evidence": [image],
        "procedures": [codes.IMAGING_PROCEDURE.to_json()], "signed_at": "2026-03-02T09:00:00.250000Z",
        "time_point": {"name": "Baseline", "type": codes.BASELINE.to_json(), "order": 1, "visit": "BL"},
        "uids": {"sr": "2.25.1", "sr_series": "2.25.2", "ko": ["2.25.3"], "ko_series": ["2.25.4"]},
        "trial": {"sponsor": "S", "protocol": "CEN-301", "title": "Größe", "site": "01", "subject": "01-001"},
        "key_images": [{"description": "Measured here: T1", "images": [{**image, "frames": []}]}], **values,
    }  # fmt: skip


def test_the_same_plan_gives_the_same_bytes_and_another_other_ones():
    one = plan()
    assert render_report(one, header()) == render_report(copy.deepcopy(one), header())
    assert render_key_images(one, header()) == render_key_images(copy.deepcopy(one), header())
    assert render_report({**one, "observer": "Reader 1"}, header()) != render_report(one, header())


def test_times_and_identity_come_from_the_plan_and_the_header_alone():
    told = dcmread(BytesIO(render_report(plan(), header())))
    assert (told.ContentDate, told.ContentTime, told.TimezoneOffsetFromUTC) == ("20260302", "090000.250000", "+0000")
    assert told.VerifyingObserverSequence[0].VerificationDateTime == "20260302090000.250000+0000"
    assert (told.PatientID, told.PatientSex, told.StudyDate) == ("01-001", "F", "20260102")
    assert (told.ClinicalTrialProtocolID, told.ClinicalTrialProtocolName) == ("CEN-301", "Größe")
    assert told.ClinicalTrialTimePointID == "BL"
    assert (told.PatientIdentityRemoved, told.SoftwareVersions) == ("YES", "Centralis 1.2.3")
    assert (told.SOPInstanceUID, told.SeriesInstanceUID, told.StudyInstanceUID) == ("2.25.1", "2.25.2", "1.2")
    assert "ContributingEquipmentSequence" not in told


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "stored", "told"),
    [
        ("PatientSex", "MALE", ""), ("StudyTime", "996100", ""),
        ("StudyID", "IBSI_1_STS_025_MR_T1", "IBSI_1_STS_025_M"),
        ("StudyDate", "20261302", ""), ("StudyDate", "20260230", ""), ("StudyDate", "2026.1.2", ""),
        ("StudyDate", "", ""), ("StudyTime", "0930", "0930"),
    ],
)  # fmt: skip
def test_what_a_stored_header_holds_wrongly_is_borne(name, stored, told):
    found = dcmread(BytesIO(render_report(plan(), header(**{name: stored}))))
    assert (found.get(name) or "") == told


def test_a_header_without_anything_is_borne():
    found = dcmread(BytesIO(render_report(plan(), Dataset())))
    assert (found.PatientID, found.PatientSex, found.Modality) == ("", "", "SR")


def test_key_images_name_the_frames_of_a_multi_frame_image():
    image = {**PLACE.to_json(), "frame": 3, "frames": [3, 7]}
    (content,) = render_key_images(plan(key_images=[{"description": "T1, T2", "images": [image]}]), header())
    told = dcmread(BytesIO(content))
    (shown,) = [one for one in told.ContentSequence if one.ValueType == "IMAGE"]
    assert list(shown.ReferencedSOPSequence[0].ReferencedFrameNumber) == [3, 7]


def test_without_marks_there_is_a_report_and_no_key_image():
    one = plan(key_images=[], uids={"sr": "2.25.1", "sr_series": "2.25.2", "ko": [], "ko_series": []})
    assert render_key_images(one, header()) == []
    assert dcmread(BytesIO(render_report(one, header()))).Modality == "SR"


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools")
@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_an_example_of_every_criterion_is_valid(name, tmp_path):
    criterion = CRITERIA[name]
    case = criterion.examples[0].case
    answer = criterion.assess(case)["time_points"][-1]
    content = {**case["time_points"][-1], "comment": "seen"}
    path = tmp_path / "report.dcm"
    path.write_bytes(render_report(plan(criterion.open_reading({}).form(), content, answer), header()))
    checked = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    said = (checked.stdout + checked.stderr).splitlines()
    assert [line for line in said if line.startswith("Error")] == []
