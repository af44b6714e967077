"""The DICOM report of a signed read: what it says, that it is the same each time, that the signature never waits."""

import json
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from pydicom import dcmread
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.viewing_world import accept, phantom, slice_of

from centralis.apps.action import house
from centralis.apps.intake import preparing
from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions
from centralis.apps.reads.models import Read, ReadReport, ReportStage
from centralis.apps.reads.reports import making as reporting
from centralis.apps.reads.reports import stage as report_stage
from centralis.core.refusal import Refused
from centralis.services.store import REPORTS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _writer():
    yield
    reporting.writers().close()
    reporting.writers.cache_clear()


@pytest.fixture
def phantoms(reading):
    """Baseline and week 8 of 01-001: a phantom of 40 × 20 mm on anisotropic pixels."""
    accept(reading, "01-001", "BL", phantom(PatientID="01-001", StudyDate="20260102"))
    accept(reading, "01-001", "W8", phantom(shift_mm=3.0, PatientID="01-001"))
    reading.begin()
    return reading


def draw(client, base, lesion, key, pairs):
    image = client.get(f"{base}/images/").json()["series"][0]["images"][4]
    z = image["position"][2]
    body = {
        "key": f"7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f{key:04d}", "edit": 1, "lesion": lesion, "kind": "bidirectional",
        "instance": image["instance"], "frame": image["frame"], "points": [[x, y, z] for x, y in pairs],
    }  # fmt: skip
    answer = client.post(f"{base}/marks/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


CROSS = ((-18.0, 6.0), (18.0, 6.0), (0.0, -3.25), (0.0, 15.75))


def read_time_point(phantoms, browse, number, *, key, reader=1):
    task = phantoms.task("01-001", reader)
    phantoms.open(task, number)
    base = f"/reading/{task.token}/{number}"
    draw(browse(phantoms.part(task)), base, "T1", key, CROSS)
    content = entries(target("T1", 36.0), target("T2", 20.5, "lung"))
    read = phantoms.read(task, number, content)
    return Read.every.select_related(
        "task__subject", "task__trial", "visit", "definition", "signature", "supersedes", "exam_version__exam__site"
    ).get(pk=read.pk)


def report_of(read, kind="SR"):
    reporting.make_reports(read)
    row = ReadReport.objects.get(read=read, kind=kind)
    return row, preparing.store().read(REPORTS, row.digest)


def groups_of(dataset):
    container = next(one for one in dataset.ContentSequence if named(one) == "Imaging Measurements")
    return {value(group, "Tracking Identifier"): group for group in container.ContentSequence}


def named(item):
    return item.ConceptNameCodeSequence[0].CodeMeaning


def items(group, name):
    return [one for one in group.ContentSequence if named(one) == name]


def value(group, name):
    item = items(group, name)[0]
    if item.ValueType == "NUM":
        return float(item.MeasuredValueSequence[0].NumericValue)
    if item.ValueType == "CODE":
        return item.ConceptCodeSequence[0].CodeMeaning
    return item.get("TextValue") or item.get("UID")


def test_the_report_says_what_was_signed_with_each_axis_on_its_image(phantoms, browse):
    read = read_time_point(phantoms, browse, 1, key=1)
    row, content = report_of(read)
    told = dcmread(BytesIO(content))
    assert told.SOPClassUID == "1.2.840.10008.5.1.4.1.1.88.34"
    assert (told.StudyInstanceUID, told.PatientID) == ("1.2.3.4", "01-001")
    assert (told.CompletionFlag, told.VerificationFlag) == ("COMPLETE", "VERIFIED")
    assert told.VerifyingObserverSequence[0].VerifyingObserverName == "Reader 1^"
    groups = groups_of(told)
    drawn = groups["T1"]
    assert (value(drawn, "Diameter"), value(drawn, "Long axis"), value(drawn, "Short axis")) == (36.0, 36.0, 19.0)
    line = items(drawn, "Long axis")[0].ContentSequence[0]
    assert (line.ValueType, line.GraphicType) == ("SCOORD3D", "POLYLINE")
    assert line.ReferencedFrameOfReferenceUID == "1.2.3.4.6"
    assert [round(float(part), 4) for part in line.GraphicData] == [-18.0, 6.0, 0.0, 18.0, 6.0, 0.0]
    image = items(drawn, "Source of Measurement")[0].ReferencedSOPSequence[0]
    stored = {one["sop_uid"] for one in reporting.lines_of(read).values()}
    assert image.ReferencedSOPInstanceUID in stored
    assert value(drawn, "Finding Site") == "Liver"
    assert row.summary == {"findings": 2, "drawn": 1, "typed": 1}


def test_a_number_that_was_typed_has_no_coordinates_and_says_so(phantoms, browse):
    read = read_time_point(phantoms, browse, 1, key=1)
    typed = groups_of(dcmread(BytesIO(report_of(read)[1])))["T2"]
    assert value(typed, "Long axis") == 20.5
    assert all("ContentSequence" not in one for one in items(typed, "Long axis"))
    assert value(typed, "How the lesion was measured") == "A number was typed; no mark on an image"
    assert not items(typed, "Source of Measurement")


def test_the_response_stands_with_its_criterion_and_the_digest_signed(phantoms, browse):
    read_time_point(phantoms, browse, 1, key=1)
    read = read_time_point(phantoms, browse, 2, key=2)
    whole = groups_of(dcmread(BytesIO(report_of(read)[1])))["Time point"]
    assert value(whole, "Measurement Method") == "RECIST 1.1"
    assert value(whole, "Current Response") == "Stable disease"
    assert value(whole, "Target response") == "Target Lesion Stable Disease"
    assert value(whole, "Sum of diameters") == 56.5
    assert value(whole, "SHA-256 of what was signed") == read.signature.content_digest
    assert value(whole, "Time Point") == "Time point 2"


def test_a_lesion_keeps_its_tracking_uid_over_time_points_and_shares_it_with_no_other_reader(phantoms, browse):
    first = groups_of(dcmread(BytesIO(report_of(read_time_point(phantoms, browse, 1, key=1))[1])))
    second = groups_of(dcmread(BytesIO(report_of(read_time_point(phantoms, browse, 2, key=2))[1])))
    other = groups_of(dcmread(BytesIO(report_of(read_time_point(phantoms, browse, 1, key=3, reader=2))[1])))
    uids = [{name: value(group, "Tracking Unique Identifier") for name, group in one.items()} for one in
            (first, second, other)]  # fmt: skip
    assert uids[0] == uids[1]
    assert len(set(uids[0].values())) == len(uids[0])
    assert not set(uids[0].values()) & set(uids[2].values())


def test_no_name_of_a_person_or_token_stands_in_it(phantoms, browse):
    read = read_time_point(phantoms, browse, 1, key=1)
    for kind in ("SR", "KO"):
        content = report_of(read, kind)[1]
        for hidden in (read.task.reader.printed_name, str(read.task.reader_id), read.task.token):
            assert hidden.encode() not in content


def test_the_same_read_gives_the_same_bytes(phantoms, browse, tmp_path):
    read = read_time_point(phantoms, browse, 1, key=1)
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        line = next(iter(reporting.lines_of(read).values()))
        with preparing.store().local("objects", line["digest"]) as path:
            job = {"plan": reporting.plan_of(read), "header": str(path), "folder": str(folder)}
            assert len(reporting.writers().run(job)["files"]) == 2
        contents.append([one.read_bytes() for one in sorted(folder.iterdir())])
    assert contents[0] == contents[1]
    assert report_of(read)[1] == contents[0][0]


def test_key_images_name_the_marked_image_once(phantoms, browse):
    read = read_time_point(phantoms, browse, 1, key=1)
    told = dcmread(BytesIO(report_of(read, "KO")[1]))
    images = [one for one in told.ContentSequence if one.ValueType == "IMAGE"]
    assert len(images) == 1
    assert value(told, "Key Object Description") == "Measured here: T1"
    line = items(groups_of(dcmread(BytesIO(report_of(read)[1])))["T1"], "Source of Measurement")[0]
    shown = images[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID
    assert shown == line.ReferencedSOPSequence[0].ReferencedSOPInstanceUID


def test_a_chosen_key_image_stands_beside_the_marked_one(phantoms, browse):
    task = phantoms.task("01-001", 1)
    phantoms.open(task, 1)
    client, base = browse(phantoms.part(task)), f"/reading/{task.token}/1"
    image = client.get(f"{base}/images/").json()["series"][0]["images"][7]
    body = {"instance": image["instance"], "frame": image["frame"], "is_chosen": True}
    assert client.post(f"{base}/keys/", json.dumps(body), content_type="application/json").status_code == 200
    told = dcmread(BytesIO(report_of(read_time_point(phantoms, browse, 1, key=1), "KO")[1]))
    assert len([one for one in told.ContentSequence if one.ValueType == "IMAGE"]) == 2
    assert value(told, "Key Object Description") == "Measured here: T1. Chosen by the reader: 1 frame"


def test_the_report_of_a_read_signed_anew_names_the_one_in_whose_place_it_stands(phantoms, browse, tmp_path):
    first = read_time_point(phantoms, browse, 1, key=1)
    row, content = report_of(first)
    assert "PredecessorDocumentsSequence" not in dcmread(BytesIO(content))
    actions.reopen(phantoms.world.caller("project manager"), first, "a slice was left out")
    again = report_of(read_time_point(phantoms, browse, 1, key=2))[1]
    study = dcmread(BytesIO(again)).PredecessorDocumentsSequence[0]
    was = dcmread(BytesIO(content))
    series = study.ReferencedSeriesSequence[0]
    assert (study.StudyInstanceUID, series.SeriesInstanceUID) == (was.StudyInstanceUID, was.SeriesInstanceUID)
    assert series.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == row.sop_uid
    assert series.ReferencedSOPSequence[0].ReferencedSOPClassUID == was.SOPClassUID
    if shutil.which("dciodvfy"):
        (tmp_path / "again.dcm").write_bytes(again)
        checked = subprocess.run(["dciodvfy", tmp_path / "again.dcm"], capture_output=True, text=True, check=False)
        assert "Error" not in checked.stdout + checked.stderr


def test_an_image_without_a_frame_of_reference_is_reported_by_its_pixels(reading, browse):
    import numpy as np

    flat = slice_of(np.full((80, 128), 1000), (-30.0, -25.0, 0.0), SOPClassUID="1.2.840.10008.5.1.4.1.1.1",
                    Modality="CR", ImagerPixelSpacing=["1.0", "0.625"],
                    PixelSpacingCalibrationType="GEOMETRY")  # fmt: skip
    for name in ("ImagePositionPatient", "ImageOrientationPatient", "FrameOfReferenceUID"):
        delattr(flat, name)
    flat.file_meta.MediaStorageSOPClassUID = flat.SOPClassUID
    accept(reading, "01-001", "BL", [flat])
    reading.begin()
    task = reading.task("01-001", 1)
    reading.open(task, 1)
    client, base = browse(reading.part(task)), f"/reading/{task.token}/1"
    image = client.get(f"{base}/images/").json()["series"][0]["images"][0]
    column, row = image["spacing"][1], image["spacing"][0]
    pairs = [(10 * column, 20 * row), (50 * column, 20 * row), (30 * column, 10 * row), (30 * column, 30 * row)]
    body = {
        "key": "7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0001", "edit": 1, "lesion": "T1", "kind": "bidirectional",
        "instance": image["instance"], "frame": 1, "points": [[x, y, 0.0] for x, y in pairs],
    }  # fmt: skip
    answer = client.post(f"{base}/marks/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    read = Read.every.get(pk=reading.read(task, 1, entries(target("T1", 20.0))).pk)
    group = groups_of(dcmread(BytesIO(report_of(read)[1])))["T1"]
    line = items(group, "Long axis")[0].ContentSequence[0]
    assert line.ValueType == "SCOORD"
    assert [float(part) for part in line.GraphicData] == [10.5, 20.5, 50.5, 20.5]
    assert line.ContentSequence[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID == flat.SOPInstanceUID


@pytest.mark.skipif(shutil.which("dciodvfy") is None or shutil.which("dsrdump") is None, reason="dcmtk, dicom3tools")
@pytest.mark.parametrize("kind", ["SR", "KO"])
def test_independent_tools_find_no_error(phantoms, browse, tmp_path, kind):
    read = read_time_point(phantoms, browse, 1, key=1)
    path = tmp_path / "report.dcm"
    path.write_bytes(report_of(read, kind)[1])
    checked = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    assert "Error" not in checked.stdout + checked.stderr
    dumped = subprocess.run(["dsrdump", path], capture_output=True, text=True, check=True)
    assert not [line for line in dumped.stderr.splitlines() if line.startswith("E:")]
    if kind == "SR":
        assert '="36.0" (mm,UCUM,"mm")' in dumped.stdout
    told = subprocess.run(["dcm2json", path], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["0020000D"]["Value"] == ["1.2.3.4"]


def test_highdicom_reads_the_same_numbers_back(phantoms, browse):
    from highdicom.sr import Comprehensive3DSR

    read = read_time_point(phantoms, browse, 1, key=1)
    parsed = Comprehensive3DSR.from_dataset(dcmread(BytesIO(report_of(read)[1])))
    groups = {one.tracking_identifier: one for one in parsed.content.get_image_measurement_groups()}
    lengths = {one.name.meaning: one.value for one in groups["T1"].get_measurements()}
    assert lengths.pop("Time Point Order") == 1.0
    assert lengths == {"Diameter": 36.0, "Long axis": 36.0, "Short axis": 19.0}
    assert {one.unit.value for one in groups["T1"].get_measurements()} == {"mm", "1"}


def test_signing_plans_the_report_and_the_reconciler_makes_it(phantoms, browse):
    read = read_time_point(phantoms, browse, 1, key=1)
    assert ReportStage.objects.get(read=read).done_at is None
    assert not ReadReport.objects.exists()
    assert report_stage.reconcile_reports(house.now()) == 1
    assert set(ReadReport.objects.values_list("kind", flat=True)) == {"SR", "KO"}
    assert Entry.objects.filter(action="reads.file_reports", outcome="done").count() == 1
    assert report_stage.reconcile_reports(house.now()) == 0
    assert list(report_stage.report_faults()) == []


def test_a_failure_never_touches_the_signature_and_is_tried_again(phantoms, browse, monkeypatch):
    def fail(_read):
        raise reporting.ReportFault("the child ended")

    read = read_time_point(phantoms, browse, 1, key=1)
    now = house.now()
    with monkeypatch.context() as patched:
        patched.setattr(report_stage, "make_reports", fail)
        report_stage.reconcile_reports(now)
    stage = ReportStage.objects.get(read=read)
    assert (stage.attempts, stage.done_at) == (1, None)
    assert "the child ended" in stage.fault
    assert Read.every.get(pk=read.pk).state == "locked"
    assert report_stage.reconcile_reports(now) == 0
    assert report_stage.reconcile_reports(now + timedelta(minutes=2)) == 1
    assert ReadReport.objects.filter(read=read).count() == 2
    assert ReportStage.objects.get(read=read).fault == ""


def test_a_report_is_filed_once_and_of_a_signed_read_alone(phantoms, browse):
    read = read_time_point(phantoms, browse, 1, key=1)
    reporting.make_reports(read)
    with pytest.raises(Refused, match="filed already"):
        reporting.file_reports(reporting.WRITER, read, (), "", "", {})
    later = phantoms.fill(read.task, 2, entries(target("T1", 30.0), target("T2", 20.5, "lung")))
    assert reporting.make_reports(later) == []
    with pytest.raises(Refused, match="not signed now"):
        reporting.file_reports(reporting.WRITER, later, (), "", "", {})


def test_a_lost_report_is_found_by_verification(phantoms, browse):
    row, _content = report_of(read_time_point(phantoms, browse, 1, key=1))
    path = preparing.store().path(REPORTS, row.digest)
    path.chmod(0o600)
    path.write_bytes(b"other")
    assert [fault.kind for fault in report_stage.report_faults()] == ["sealed object changed"]
