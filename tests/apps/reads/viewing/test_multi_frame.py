"""Enhanced multi-frame objects read to the end: slices in order, mL, and reports that name frames by their numbers."""

import shutil
import subprocess
from io import BytesIO
from uuid import uuid4

import numpy as np
import pytest
from highdicom.seg import segread
from pydicom import dcmread
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.reports.test_making import _writer, groups_of, items, value  # noqa: F401  ends the child
from tests.apps.reads.viewing.enhanced_world import BACKWARDS, INTERLEAVED, enhanced_ct, enhanced_ct_in_two, enhanced_mr
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, ROW_MM, SLICES, STEP_MM, accept, phantom

from centralis.apps.intake import preparing
from centralis.apps.reads.models import Mark, Read, ReadReport
from centralis.apps.reads.reports import making
from centralis.apps.reads.viewing import actions, marks
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.pixels import pixels_of
from centralis.core.reading.masks import find_runs
from centralis.services.store import REPORTS

pytestmark = pytest.mark.django_db
MAKERS = {"ct": enhanced_ct, "mr": enhanced_mr, "two": enhanced_ct_in_two}


@pytest.fixture(params=list(MAKERS))
def task(reading, request):
    identity = {"PatientID": "01-001", "StudyDate": "20260102", "StudyTime": "080000"}
    objects = MAKERS[request.param]()
    for one in objects:
        for name, text in identity.items():
            setattr(one, name, text)
    accept(reading, "01-001", "BL", objects)
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def current(task) -> Read:
    return Read.objects.select_related("task__reader", "task__subject", "exam_version").get(task=task, state="open")


def series_of(task) -> viewing.Series:
    (found,) = viewing.series_of(Read.objects.select_related("exam_version__trial").get(task=task).exam_version)
    return found


def keep(reading, task, frame, kind, points, name) -> Mark:
    read = current(task)
    sent = {
        "key": str(uuid4()), "edit": 1, "lesion": name, "kind": kind, "frame": frame.number, "points": points,
        "runs": points, "instance": viewing.opaque(read.task, frame.sop_uid),
    }  # fmt: skip
    return actions.save_mark(reading.caller(task), read, marks.measure(read, marks.read_draft(sent)))


def inside() -> list[np.ndarray]:
    """The phantom slice by slice, in their order along z."""
    return [one.pixel_array >= 1024 for one in phantom()]


def outline(reading, task) -> list[Mark]:
    """T1 outlined on every slice on which the phantom is seen."""
    kept = []
    frames = series_of(task).frames
    for frame, mask in zip(frames, inside(), strict=True):
        if mask.any():
            kept.append(keep(reading, task, frame, "mask", [list(run) for run in find_runs(mask)], "T1"))
    return kept


def test_slices_are_gone_through_by_place_and_the_volume_counts_their_distance(reading, task):
    series = series_of(task)
    along = [one.position_mm[0 if series.modality == "MR" else 2] for one in series.frames]
    steps = np.diff(along) * (-1 if series.modality == "MR" else 1)  # the sagittal normal points to -x
    assert steps == pytest.approx(np.full(SLICES - 1, STEP_MM))
    assert series.fitness.is_reformattable
    if len({one.sop_uid for one in series.frames}) == 1:
        numbers = [one.number for one in series.frames]
        stored = BACKWARDS if series.modality == "MR" else INTERLEAVED
        assert numbers == [stored.index(place) + 1 for place in range(SLICES)]
    outline(reading, task)
    (told,) = {one["volume_ml"] for one in marks.show_marks(current(task), marks.marks_of(current(task)).values())}
    pixels = sum(int(one.sum()) for one in inside())
    assert told == pytest.approx(pixels * ROW_MM * COLUMN_MM * STEP_MM / 1000, abs=0.001)
    assert told == pytest.approx(4 / 3 * np.pi * 20 * 10 * 8 / 1000, rel=0.02)


def test_the_pixels_of_each_frame_are_its_own(task):
    for frame, slice_ in zip(series_of(task).frames, phantom(), strict=True):
        assert pixels_of(frame)[1] == slice_.PixelData


def test_the_reports_name_the_frames_and_where_they_lie(reading, task, tmp_path):
    frames = series_of(task).frames
    kept = outline(reading, task)
    frame = frames[3]
    square = [at(frame, *one) for one in ((27, 28), (35, 28), (35, 36), (27, 36))]
    keep(reading, task, frame, "freehand", square, "ROI 1")
    keep(reading, task, frames[4], "length", [at(frames[4], 25, 28), at(frames[4], 37, 28)], "T1")
    reading.read(task, 1, entries(target("T1", 12.0)))
    related = ("task__subject", "task__trial", "visit", "definition", "signature", "supersedes")
    row = Read.every.select_related(*related, "exam_version__exam__site").get(task=task, state="locked")
    making.make_reports(row)
    stored = {one.kind: preparing.store().read(REPORTS, one.digest) for one in ReadReport.objects.filter(read=row)}
    assert set(stored) == {"SR", "KO", "SEG"}
    _check_segmentation(stored["SEG"], frames, kept)
    _check_region(stored["SR"], square)
    _check_key_images(stored["KO"], frames[3:5])
    for kind, content in stored.items():
        assert faults_of(content, tmp_path / f"{kind}.dcm") == []


def at(frame, across_mm, down_mm) -> list[float]:
    """A point of the patient, so far from the middle of a frame's first pixel."""
    along, down = (np.array(frame.orientation[start : start + 3]) for start in (0, 3))
    return [float(one) for one in np.array(frame.position_mm) + along * across_mm + down * down_mm]


def _check_segmentation(content, frames, kept) -> None:
    outlined = {(one.sop_uid, one.frame) for one in kept}
    found = {}
    dataset = dcmread(BytesIO(content))
    for one in dataset.PerFrameFunctionalGroupsSequence:
        image = one.DerivationImageSequence[0].SourceImageSequence[0]
        place = (image.ReferencedSOPInstanceUID, image.ReferencedFrameNumber)
        found[place] = tuple(one.PlanePositionSequence[0].ImagePositionPatient)
    wanted = {(one.sop_uid, one.number): one.position_mm for one in frames if (one.sop_uid, one.number) in outlined}
    assert found.keys() == wanted.keys()
    assert all(found[one] == pytest.approx(wanted[one]) for one in wanted)
    read = segread(BytesIO(content))
    for frame, mask in zip(frames, inside(), strict=True):
        if mask.any():
            shown = read.get_pixels_by_source_frame(frame.sop_uid, [frame.number])[0, ..., 0]
            assert (shown.astype(bool) == mask).all()
    measures = dataset.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    voxel_mm3 = float(np.prod(measures.PixelSpacing)) * measures.SpacingBetweenSlices
    pixels = sum(int(one.sum()) for one in inside())
    assert read.pixel_array.sum() * voxel_mm3 / 1000 == pytest.approx(pixels * 0.4 * STEP_MM / 1000)


def _check_region(content, square) -> None:
    report = dcmread(BytesIO(content))
    region = groups_of(report)["ROI 1"]
    assert value(region, "Area") == pytest.approx(64.0)
    line = items(region, "Image Region")[0]
    assert (line.ValueType, line.GraphicType, line.ReferencedFrameOfReferenceUID) == (
        "SCOORD3D",
        "POLYGON",
        "1.2.3.4.6",
    )
    points = np.reshape([float(one) for one in line.GraphicData], (-1, 3))
    assert points[:4] == pytest.approx(np.array(square), abs=1e-3)


def _check_key_images(content, frames) -> None:
    told = dcmread(BytesIO(content))
    named = {}
    for one in told.ContentSequence:
        for reference in one.get("ReferencedSOPSequence", ()):
            numbers = reference.ReferencedFrameNumber
            named[reference.ReferencedSOPInstanceUID] = {numbers} if isinstance(numbers, int) else set(numbers)
    wanted: dict[str, set[int]] = {}
    for frame in frames:
        wanted.setdefault(frame.sop_uid, set()).add(frame.number)
    assert named == wanted


def faults_of(content, path) -> list[str]:
    """What dciodvfy finds wrong in an object; nothing where it is not installed."""
    path.write_bytes(content)
    if shutil.which("dciodvfy") is None:
        return []
    checked = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    return [line for line in (checked.stdout + checked.stderr).splitlines() if line.startswith("Error")]
