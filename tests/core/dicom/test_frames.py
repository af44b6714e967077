"""Frame ranges point at exactly the bytes pydicom takes for each frame."""

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.encaps import generate_frames

from centralis.core.dicom.elements import parse
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.frames import check_complete, frame_ranges

HARD = "hard/pydicom_test_files/test_files"


@pytest.mark.parametrize("name", ["emri_small_jpeg_2k_lossless.dcm", "emri_small_RLE.dcm", "MR_small_RLE.dcm"])
def test_compressed_frames_are_found(shared_data: Path, name: str) -> None:
    paths = sorted(shared_data.rglob(name))
    if not paths:
        pytest.skip(f"{name} is not among the shared data")
    content = paths[0].read_bytes()
    ranges = frame_ranges(parse(content))
    ds = dcmread(paths[0])
    frames = list(generate_frames(ds.PixelData, number_of_frames=int(ds.get("NumberOfFrames", 1) or 1)))
    assert ranges is not None
    assert [content[start : start + length] for start, length in ranges] == frames


def test_native_frames_are_found(shared_data: Path) -> None:
    path = next(iter(sorted(shared_data.rglob("emri_small.dcm"))))
    content = path.read_bytes()
    ds = dcmread(path)
    ranges = frame_ranges(parse(content))
    assert ranges is not None
    assert len(ranges) == ds.NumberOfFrames
    assert b"".join(content[start : start + length] for start, length in ranges) == ds.PixelData


def test_frames_in_fragments_have_no_range(shared_data: Path) -> None:
    path = next(iter(sorted(shared_data.rglob("D_CLUNIE_CT1_RLE_FRAGS.dcm"))))
    assert frame_ranges(parse(path.read_bytes())) is None


def test_an_image_shorter_than_its_header_says_is_truncated(shared_data: Path) -> None:
    path = next(iter(sorted(shared_data.rglob("MR_small.dcm"))))
    content = path.read_bytes()
    check_complete(parse(content))
    doubled = content.replace(b"\x28\x00\x10\x00US\x02\x00\x40\x00", b"\x28\x00\x10\x00US\x02\x00\x80\x00")
    assert doubled != content
    with pytest.raises(DicomFault) as caught:
        check_complete(parse(doubled))
    assert caught.value.code is DicomCode.TRUNCATED
