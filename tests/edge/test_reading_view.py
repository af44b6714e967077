"""What the child answers for a reader's viewer: headers, spacing, odd frames, and faults without a crash."""

import json

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file

from centralis.edge.reading_view import serve_reading


def headers(*paths):
    return serve_reading({"do": "headers", "files": [{"path": str(path)} for path in paths]})


def test_headers_tell_frames_places_and_nothing_that_names():
    path = get_testdata_file("CT_small.dcm")
    (told,) = headers(path)
    ds = pydicom.dcmread(path)
    assert (told["rows"], told["columns"], told["count"]) == (128, 128, 1)
    offset, length = told["ranges"][0]
    with open(path, "rb") as file:
        assert file.read()[offset : offset + length] == ds.PixelData
    assert told["frames"][0]["spacing_mm"] == pytest.approx([0.661468, 0.661468])
    text = json.dumps(told)
    for name in (str(ds.PatientName), ds.PatientID, ds.StudyInstanceUID, ds.StudyDate, ds.StationName):
        assert name not in text


def test_the_header_alone_is_enough_where_frames_are_known():
    path = get_testdata_file("MR_small_RLE.dcm")
    (whole,) = headers(path)
    with open(path, "rb") as file:
        start = file.read(whole["ranges"][0][0])
    (told,) = serve_reading({"do": "headers", "files": [{"header": start.hex()}]})
    assert told["frames"] == whole["frames"]
    assert told["ranges"] is None


def test_a_file_that_is_none_is_a_fault_or_empty_not_a_crash(tmp_path):
    bad = tmp_path / "bad"
    bad.write_bytes(b"\x00" * 200 + b"nonsense" * 50)
    (told,) = headers(bad)
    assert "fault" in told or told["rows"] == 0


def test_an_odd_frame_is_decoded_to_little_endian(tmp_path):
    path = get_testdata_file("MR_small_bigendian.dcm")
    target = tmp_path / "frame"
    told = serve_reading({"do": "decode", "path": path, "frame": 0, "destination": str(target)})
    assert told == {"syntax": "1.2.840.10008.1.2.1"}
    stored = np.frombuffer(target.read_bytes(), dtype="<i2").reshape(64, 64)
    assert (stored == pydicom.dcmread(get_testdata_file("MR_small.dcm")).pixel_array).all()


def test_what_cannot_be_decoded_is_a_fault(tmp_path):
    job = {"do": "decode", "path": get_testdata_file("CT_small.dcm"), "frame": 9, "destination": str(tmp_path / "x")}
    assert "fault" in serve_reading(job)


def test_the_spacing_of_a_mark():
    path = get_testdata_file("CT_small.dcm")
    told = serve_reading({"do": "spacing", "path": path, "frame": 0, "pixels": [[0, 0], [10, 0]]})
    assert told["is_calibrated"]
    assert told["row_mm"] == pytest.approx(0.661468)


def test_what_a_pet_image_says_of_its_quantity_is_read_from_its_start_as_from_the_whole(shared_data):
    path = sorted((shared_data / "trial" / "acrin_nsclc_petct").glob("PT_*/*.dcm"))[0]
    (first,) = headers(path)
    start = path.read_bytes()[: first["ranges"][0][0]]
    files = [{"header": start.hex()}, {"path": str(path)}, {"header": b"none".hex()}]
    by_start, by_file, bad = serve_reading({"do": "uptake", "files": files})
    assert by_start == by_file
    assert (by_start["units"], by_start["decay"]) == ("BQML", "START")
    assert set(bad) == {"fault"}
