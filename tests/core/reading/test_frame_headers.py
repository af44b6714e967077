"""Frames of classic, multi-frame and enhanced objects as headers for a viewer, from the allow-list alone."""

import json

import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from tests.core.reading.test_reheading import CANARY, image

from centralis.core.reading.frame_headers import MOST_FRAMES, cine_ms, frame_headers, split_shared


def test_a_classic_image_gives_its_place_and_no_name():
    ds = image()
    ds.SeriesDescription = ds.ImageComments = ds.InstitutionName = CANARY
    (frame,) = frame_headers(ds)
    assert frame.position_mm == (-100.0, -90.5, 12.25)
    assert frame.orientation == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    assert frame.spacing_mm == (0.7, 0.7)
    text = json.dumps(frame.model)
    assert CANARY not in text
    for told in ("1.2.3", "20260101"):
        assert told not in text
    assert frame.model["00281050"] == {"vr": "DS", "Value": [40.0, -600.0]}


def test_functional_groups_are_laid_flat_frame_by_frame():
    ds = pydicom.dcmread(get_testdata_file("eCT_Supplemental.dcm"))
    frames = frame_headers(ds)
    groups = ds.PerFrameFunctionalGroupsSequence
    assert [one.position_mm for one in frames] == [
        tuple(float(part) for part in group.PlanePositionSequence[0].ImagePositionPatient) for group in groups
    ]
    assert all(one.spacing_mm and one.orientation for one in frames)
    window = ds.SharedFunctionalGroupsSequence[0].FrameVOILUTSequence[0]
    assert frames[1].model["00281050"]["Value"][0] == float(window.WindowCenter)
    assert not {"52009229", "52009230", "00280008"} & set(frames[0].model)


def test_a_cine_is_told_once_and_what_differs_apart():
    ds = image()
    ds.NumberOfFrames = 3
    frames = frame_headers(ds)
    assert len(frames) == 3
    assert all(one is frames[0] for one in frames)
    shared, own = split_shared(frames)
    assert (shared, own) == (frames[0].model, [{}, {}, {}])
    assert split_shared([]) == ({}, [])


def test_too_many_frames_are_refused():
    ds = Dataset()
    ds.NumberOfFrames = MOST_FRAMES + 1
    with pytest.raises(ValueError, match="at most"):
        frame_headers(ds)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"RecommendedDisplayFrameRate": 25, "FrameTime": "50"}, 40.0),
        ({"CineRate": 30}, 33.333),
        ({"FrameTime": "66.7"}, 66.7),
        ({"FrameTimeVector": ["0", "30", "50"]}, 40.0),
        ({"FrameTime": "0"}, None),
        ({"FrameTime": "0.001"}, None),
        ({"CineRate": 0, "FrameTime": "20"}, 20.0),
        ({}, None),
    ],
)
def test_a_cine_runs_as_its_object_says(said, expected):
    header = Dataset()
    for keyword, value in said.items():
        setattr(header, keyword, value)
    assert cine_ms(header) == expected
