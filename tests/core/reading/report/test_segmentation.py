"""The DICOM Segmentation: its mask read back, its UIDs and times from the plan alone."""

import shutil
import subprocess
from io import BytesIO

import numpy as np
import pytest
from highdicom.seg import segread
from pydicom import dcmread
from tests.apps.reads.viewing.enhanced_world import ALIKE, SAGITTAL, enhanced_ct, enhanced_ct_in_two, enhanced_mr
from tests.apps.reads.viewing.viewing_world import phantom
from tests.core.reading.report.test_document import plan

from centralis.core.reading.masks import find_runs
from centralis.core.reading.report.document import render_segmentations

UIDS = {"sr": "2.25.1", "sr_series": "2.25.2", "ko": [], "ko_series": [], "seg": ["2.25.7"], "seg_series": ["2.25.8"],
        "seg_dimension": ["2.25.9"]}  # fmt: skip


def outlined(*masks, step_mm=2.5):
    place = {"study_uid": "1.2.3.4", "series_uid": "1.2.3.4.5"}
    segment = {"lesion": "T1", "uid": "2.25.11", "place": place, "masks": list(masks), "step_mm": step_mm}
    return plan(segments=[segment], uids=UIDS)


def mask(seed):
    return np.random.default_rng(seed).random((80, 128)) > 0.7


def test_each_image_has_its_own_mask():
    slices = {one.SOPInstanceUID: one for one in phantom()[3:5]}
    masks = {uid: mask(seed) for seed, uid in enumerate(slices)}
    told = [{"sop_uid": uid, "frame": 1, "runs": find_runs(one)} for uid, one in masks.items()]
    (content,) = render_segmentations(outlined(*told), slices)
    found = segread(BytesIO(content)).get_pixels_by_source_instance(list(masks))[..., 0]
    assert (found == np.stack(list(masks.values()))).all()
    stored = dcmread(BytesIO(content))
    assert (stored.SegmentationType, stored.SOPInstanceUID, stored.SeriesInstanceUID) == ("BINARY", "2.25.7", "2.25.8")
    assert {one.DimensionOrganizationUID for one in stored.DimensionIndexSequence} == {"2.25.9"}
    assert (stored.ContentDate, stored.ContentTime) == ("20260302", "090000.250000")


def test_the_same_plan_gives_the_same_bytes():
    first = phantom()[4]
    told = outlined({"sop_uid": first.SOPInstanceUID, "frame": 1, "runs": find_runs(mask(1))})
    one, other = (render_segmentations(told, {first.SOPInstanceUID: first}) for _ in range(2))
    assert one == other


def test_a_mask_of_an_image_that_is_not_there_is_a_fault():
    with pytest.raises(KeyError):
        render_segmentations(outlined({"sop_uid": "1.2.99", "frame": 1, "runs": [(0, 4)]}), {})


def in_frames(sources, told, **values):
    """Frames of multi-frame objects outlined: (object, frame) → mask. The masks' segmentation, and it read back."""
    masks = [
        {"sop_uid": sources[place].SOPInstanceUID, "frame": frame, "runs": find_runs(one)}
        for (place, frame), one in told.items()
    ]
    for one in sources:
        one.pop("PixelData", None)
    (content,) = render_segmentations(outlined(*masks, **values), {one.SOPInstanceUID: one for one in sources})
    return dcmread(BytesIO(content)), segread(BytesIO(content))


MULTI = {
    "CT, geometry shared": enhanced_ct,
    "CT, each frame its own": lambda: enhanced_ct(shared=()),
    "MR, sagittal": enhanced_mr,
    "MR, geometry shared": lambda: enhanced_mr(shared=ALIKE),
}


@pytest.mark.parametrize("name", MULTI)
def test_frames_of_an_enhanced_object_are_named_by_number_where_they_lie(name, tmp_path):
    (source,) = MULTI[name]()
    told = {(0, 2): mask(2), (0, 6): mask(6)}
    stored, read = in_frames([source], told)
    own = source.PerFrameFunctionalGroupsSequence
    found = {
        tuple(one.PlanePositionSequence[0].ImagePositionPatient):
            one.DerivationImageSequence[0].SourceImageSequence[0].ReferencedFrameNumber
        for one in stored.PerFrameFunctionalGroupsSequence
    }  # fmt: skip
    assert found == {tuple(own[frame - 1].PlanePositionSequence[0].ImagePositionPatient): frame for frame in (2, 6)}
    shared = stored.SharedFunctionalGroupsSequence[0]
    measures = shared.PixelMeasuresSequence[0]
    assert (list(measures.PixelSpacing), measures.SpacingBetweenSlices) == ([0.8, 0.5], 2.5)
    wanted = SAGITTAL if "MR" in name else ["1", "0", "0", "0", "1", "0"]
    assert [float(one) for one in shared.PlaneOrientationSequence[0].ImageOrientationPatient] == list(
        map(float, wanted)
    )
    masks = read.get_pixels_by_source_frame(source.SOPInstanceUID, [2, 6])[..., 0]
    assert (masks == np.stack([mask(2), mask(6)])).all()
    (series,) = stored.ReferencedSeriesSequence
    (reference,) = series.ReferencedInstanceSequence
    assert (reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID) == (
        source.SOPClassUID, source.SOPInstanceUID,
    )  # fmt: skip
    path = tmp_path / "one.dcm"
    stored.save_as(path)
    assert faults_of(path) == []


def test_a_lesion_that_reaches_over_two_multi_frame_objects_keeps_each_mask_on_its_own():
    one, other = enhanced_ct_in_two()
    told = {(0, 4): mask(4), (0, 5): mask(5), (1, 1): mask(6)}
    stored, read = in_frames([one, other], told)
    found = [
        (frame.PlanePositionSequence[0], frame.DerivationImageSequence[0].SourceImageSequence[0])
        for frame in stored.PerFrameFunctionalGroupsSequence
    ]
    places = sorted(
        (where.ImagePositionPatient[2], image.ReferencedSOPInstanceUID, image.ReferencedFrameNumber)
        for where, image in found
    )
    assert places == [(-2.5, one.SOPInstanceUID, 4), (0.0, one.SOPInstanceUID, 5), (2.5, other.SOPInstanceUID, 1)]
    (series,) = stored.ReferencedSeriesSequence
    assert {item.ReferencedSOPInstanceUID for item in series.ReferencedInstanceSequence} == {
        one.SOPInstanceUID, other.SOPInstanceUID,
    }  # fmt: skip
    assert (read.get_pixels_by_source_frame(one.SOPInstanceUID, [4, 5])[..., 0] == np.stack([mask(4), mask(5)])).all()
    assert (read.get_pixels_by_source_frame(other.SOPInstanceUID, [1])[0, ..., 0] == mask(6)).all()


def test_slices_left_out_make_the_voxels_no_thicker():
    slices = {one.SOPInstanceUID: one for one in phantom()[2:7:2]}
    told = [{"sop_uid": uid, "frame": 1, "runs": find_runs(mask(1))} for uid in slices]
    (content,) = render_segmentations(outlined(*told), slices)
    measures = dcmread(BytesIO(content)).SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    assert measures.SpacingBetweenSlices == 2.5


def faults_of(path):
    """What dciodvfy finds wrong in a file; nothing where it is not installed."""
    if shutil.which("dciodvfy") is None:
        return []
    checked = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    return [line for line in (checked.stdout + checked.stderr).splitlines() if line.startswith("Error")]
