"""A series' files without their face: decided, written with true flags, and everything else as it was."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset, FileMetaDataset, dcmread
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, JPEGLSLossless, generate_uid
from tests.core.deid.faces.phantom import Pose, axial, volume

from centralis.edge.faces import deface_series

CT, ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1"


def _header(sop_class, rows, columns):
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, generate_uid()
    dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.Modality, dataset.SeriesInstanceUID, dataset.FrameOfReferenceUID = "CT", "2.25.5", "2.25.7"
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = rows, columns, 1
    dataset.PhotometricInterpretation, dataset.PixelRepresentation = "MONOCHROME2", 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    return dataset


def _geometry(head, index):
    return [float(one) for one in head.affine[:3, 3] + index * head.affine[:3, 2]]


def _series(folder, head, compressed=False):
    """Single-frame files, written in the wrong order."""
    files = []
    for index in range(head.samples.shape[0])[::-1]:
        dataset = _header(CT, *head.samples.shape[1:])
        dataset.ImagePositionPatient, dataset.ImageOrientationPatient = _geometry(head, index), [1, 0, 0, 0, 1, 0]
        dataset.PixelSpacing = [head.affine[1, 1], head.affine[0, 0]]
        dataset.RescaleSlope, dataset.RescaleIntercept = 1, -1024
        dataset.PixelData = head.samples[index].tobytes()
        dataset["PixelData"].VR = "OW"
        if compressed:
            dataset.compress(JPEGLSLossless, generate_instance_uid=False)
        path = folder / f"{index:03d}.dcm"
        dataset.save_as(path, enforce_file_format=True)
        files.append([path.name, str(path)])
    return files


@pytest.fixture(scope="module")
def head():
    return volume("CT", Pose(), *axial(4.0, 4.0))


@pytest.fixture(scope="module")
def native(tmp_path_factory, head):
    """A series of native files and the answer about it, without a seed given."""
    folder = tmp_path_factory.mktemp("native")
    files = _series(folder, head[0])
    return files, _removed(folder, files)


def _removed(tmp_path, files, **asked):
    target = tmp_path / "out"
    target.mkdir()
    return deface_series({"files": files, "folder": str(target), **asked})


@pytest.mark.parametrize("compressed", [False, True], ids=["native", "JPEG-LS"])
def test_a_series_loses_its_face_and_keeps_all_else(tmp_path, head, native, compressed):
    if compressed:
        files = _series(tmp_path, head[0], compressed)
        answer = _removed(tmp_path, files)
        assert answer["numbers"] == native[1]["numbers"]  # the same pixels, so the same seed and surface
    else:
        files, answer = native
    assert (answer["outcome"], answer["present"]) == ("removed", True)
    assert set(answer["files"]) == {name for name, _ in files}
    assert answer["numbers"]["brain_voxels_lost"] == 0
    changed = 0
    for name, path in files:
        old, new = dcmread(path), dcmread(answer["files"][name])
        index = int(name[:3])
        assert new.RecognizableVisualFeatures == "NO"
        assert [one.CodeValue for one in new.DeidentificationMethodCodeSequence] == ["113102"]
        assert new.file_meta.TransferSyntaxUID == old.file_meta.TransferSyntaxUID
        for element in old:
            if element.keyword != "PixelData":
                assert new[element.tag] == element
        before, after = old.pixel_array, new.pixel_array
        assert np.array_equal(before[head[1][index]], after[head[1][index]])
        changed += int((before != after).sum())
    assert changed > 5_000
    for name, told in answer["written"].items():
        content = Path(answer["files"][name]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (told["sha256"], told["bytes"])
    with Image.open(answer["before"]) as before, Image.open(answer["after"]) as after:
        assert before.size == after.size
        assert (np.asarray(before) != np.asarray(after)).mean() > 0.02


def test_contours_and_masks_still_lie_where_they_lay(native):
    """What an RTSTRUCT or SEG refers to (instance, frame of reference) and where it draws are unchanged."""
    files, answer = native
    for name, path in files[::7]:
        old, new = dcmread(path, stop_before_pixels=True), dcmread(answer["files"][name], stop_before_pixels=True)
        for keyword in ("SOPInstanceUID", "FrameOfReferenceUID", "ImagePositionPatient", "PixelSpacing", "Rows"):
            assert new[keyword].value == old[keyword].value


def test_an_enhanced_object_of_many_frames(tmp_path, head):
    dataset = _header(ENHANCED_CT, *head[0].samples.shape[1:])
    count = head[0].samples.shape[0]
    dataset.NumberOfFrames = count
    shared, measures, orientation, values = Dataset(), Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, orientation.ImageOrientationPatient = [4.0, 4.0], [1, 0, 0, 0, 1, 0]
    values.RescaleSlope, values.RescaleIntercept = 1, -1024
    shared.PixelMeasuresSequence = Sequence([measures])
    shared.PlaneOrientationSequence = Sequence([orientation])
    shared.PixelValueTransformationSequence = Sequence([values])
    dataset.SharedFunctionalGroupsSequence = Sequence([shared])
    frames = []
    for index in range(count):
        frame, plane = Dataset(), Dataset()
        plane.ImagePositionPatient = _geometry(head[0], index)
        frame.PlanePositionSequence = Sequence([plane])
        frames.append(frame)
    dataset.PerFrameFunctionalGroupsSequence = Sequence(frames)
    overlay_bits = np.uint16(0x8000)  # what lies beside the stored bits is not ours
    dataset.PixelData = (head[0].samples | overlay_bits).tobytes()
    dataset["PixelData"].VR = "OW"
    dataset.save_as(tmp_path / "all.dcm", enforce_file_format=True)
    answer = _removed(tmp_path, [["all", str(tmp_path / "all.dcm")]])
    assert answer["outcome"] == "removed"
    raw = np.frombuffer(dcmread(answer["files"]["all"]).PixelData, np.uint16).reshape(head[0].samples.shape)
    assert (raw & overlay_bits).all()
    stored = raw & 0x0FFF
    assert np.array_equal(stored[head[1]], head[0].samples[head[1]])
    assert (stored != head[0].samples).sum() > 5_000


def test_a_series_without_a_head_is_left_as_it_is(tmp_path):
    affine = np.array([[4.0, 0, 0, -224], [0, 4.0, 0, -200], [0, 0, 4, -520], [0, 0, 0, 1.0]])
    trunk, _ = volume("CT", Pose(has_trunk=True), affine, (80, 112, 112))
    answer = _removed(tmp_path, _series(tmp_path, trunk))
    assert (answer["outcome"], answer["present"], answer["files"]) == ("no_face", False, {})
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("damage", ["no place", "cut short", "uneven"])
def test_what_cannot_be_decided_is_left_to_a_person(tmp_path, head, damage):
    files = _series(tmp_path, head[0])
    path = files[20][1]
    if damage == "cut short":
        content = (tmp_path / files[20][0]).read_bytes()
        (tmp_path / files[20][0]).write_bytes(content[:-4000])
    else:
        dataset = dcmread(path)
        if damage == "no place":
            del dataset.ImagePositionPatient
        else:
            dataset.ImagePositionPatient = [*dataset.ImagePositionPatient[:2], dataset.ImagePositionPatient[2] + 1.7]
        dataset.save_as(path)
    answer = _removed(tmp_path, files)
    assert (answer["outcome"], answer["present"], answer["files"]) == ("undecided", None, {})
    assert answer["why"].endswith((".", ")"))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_real_head(tmp_path, shared_data):
    folder = shared_data / "faces" / "mrhead_ge" / "Data" / "DICOM" / "MRHEAD"
    answer = _removed(tmp_path, [[one.name, str(one)] for one in sorted(folder.iterdir()) if one.suffix != ".md"])
    assert answer["outcome"] == "removed"
    numbers = answer["numbers"]
    assert numbers["brain_voxels_lost"] == 0
    assert 1200 < numbers["brain_ml"] < 2000
    assert numbers["protrusion_mm"] > 25
    assert numbers["protrusion_mm_left"] < 5
    assert numbers["face_surface_fraction_removed"] > 0.95
    assert numbers["surface_voxels_removed_before_brain"] > 1500
