"""The DICOM Segmentation: its mask read back, its UIDs and times from the plan alone."""

from io import BytesIO

import numpy as np
import pytest
from highdicom.seg import segread
from pydicom import dcmread
from tests.apps.reads.viewing.viewing_world import phantom
from tests.core.reading.report.test_document import plan

from centralis.core.reading.masks import find_runs
from centralis.core.reading.report.document import render_segmentations

UIDS = {"sr": "2.25.1", "sr_series": "2.25.2", "ko": [], "ko_series": [], "seg": ["2.25.7"], "seg_series": ["2.25.8"],
        "seg_dimension": ["2.25.9"]}  # fmt: skip


def outlined(*masks):
    place = {"study_uid": "1.2.3.4", "series_uid": "1.2.3.4.5"}
    segment = {"lesion": "T1", "uid": "2.25.11", "place": place, "masks": list(masks)}
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
