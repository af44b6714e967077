"""Pixels that decode, and pixels that do not, each file with its own reason."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, JPEG2000Lossless, RLELossless, generate_uid

from centralis.edge.pixels import check_pixels


def image(path: Path, pixels: bytes, syntax: str = ExplicitVRLittleEndian, frames: int = 1) -> str:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, generate_uid()
    ds.Rows = ds.Columns = 16
    ds.NumberOfFrames = frames
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.PixelData = pixels
    ds["PixelData"].VR = "OW"
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds["PixelData"].is_undefined_length = syntax != ExplicitVRLittleEndian
    dcmwrite(path, ds, enforce_file_format=True)
    return str(path)


def plain(frames: int = 1) -> bytes:
    return np.arange(256 * frames, dtype="<u2").tobytes()


@pytest.mark.parametrize("frames", [1, 3])
def test_whole_images_decode(tmp_path, frames):
    good = image(tmp_path / "a.dcm", plain(frames), frames=frames)
    assert check_pixels({"files": [["1.2", good]]}) == {"unreadable": {}}


def test_each_broken_file_is_named_and_the_good_one_is_not(tmp_path):
    files = [
        ["good", image(tmp_path / "good.dcm", plain())],
        ["short", image(tmp_path / "short.dcm", plain()[:100])],
        ["third frame", image(tmp_path / "frames.dcm", plain(2), frames=3)],
        ["rle", image(tmp_path / "rle.dcm", encapsulate([b"\x00" * 80]), RLELossless)],
        ["jpeg", image(tmp_path / "j2k.dcm", encapsulate([b"\xff\x4f\xff\x51" + bytes(60)]), JPEG2000Lossless)],
        ["gone", str(tmp_path / "absent.dcm")],
    ]
    found = check_pixels({"files": files})["unreadable"]
    assert set(found) == {"short", "third frame", "rle", "jpeg", "gone"}
    assert all(why.startswith("it does not decode (") for why in found.values())


def test_every_real_image_decodes_and_only_objects_without_an_image_do_not(shared_data):
    paths = sorted((shared_data / "trial").rglob("*.dcm"))[::17]
    answer = check_pixels({"files": [[str(path), str(path)] for path in paths]})
    without = {str(path) for path in paths if path.name == "RS.dcm" or path.parent.name.startswith("RWV_")}
    assert len(paths) > 60
    assert set(answer["unreadable"]) == without
