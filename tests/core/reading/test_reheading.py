"""Re-headed images: planted canaries never survive, geometry, pixels and calibration do."""

from io import BytesIO

import numpy
import pydicom
import pytest
from pydicom.datadict import DicomDictionary, dictionary_VR
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import CTImageStorage, ExplicitVRBigEndian, ExplicitVRLittleEndian, JPEGLSLossless

from centralis.core.reading.reheading import ALLOWED, derive_heading, derive_instance_order, rehead, rehead_bytes

KEY = b"k" * 32
CANARY = "CANARY"
TEXT = {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"}
PIXELS = numpy.arange(64 * 48, dtype=numpy.int16).reshape(64, 48)


def image(syntax=ExplicitVRLittleEndian):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, "1.2.3.20260101.7"
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3.1", "1.2.3.2", "1.2.3.3"
    ds.Modality, ds.Rows, ds.Columns = "CT", 64, 48
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
    ds.PixelSpacing, ds.SliceThickness = ["0.7", "0.7"], "2.5"
    ds.ImagePositionPatient, ds.ImageOrientationPatient = ["-100", "-90.5", "12.25"], ["1", "0", "0", "0", "1", "0"]
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = "1", "-1024", "HU"
    ds.WindowCenter, ds.WindowWidth = ["40", "-600"], ["400", "1500"]
    order = ">i2" if syntax == ExplicitVRBigEndian else "<i2"
    ds.add_new(Tag("PixelData"), "OW", PIXELS.astype(order).tobytes())
    ds.PatientName, ds.StudyDate, ds.SeriesDescription = "CANARY^NAME", "20260101", "CANARY C3D1 post-Tx"
    return ds


def heading(ds, reader="r1", task="task 1", keep_dates=False):
    return derive_heading(KEY, reader, task, ds, (1, 5), keep_dates)


def write(ds):
    out = BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


@pytest.mark.req("IMG-9")
def test_geometry_pixels_and_calibration_survive():
    found = pydicom.dcmread(BytesIO(rehead_bytes(write(image()), heading(image()))))
    assert numpy.array_equal(found.pixel_array, PIXELS)
    assert [float(x) for x in found.ImagePositionPatient] == [-100, -90.5, 12.25]
    assert [float(x) for x in found.PixelSpacing] == [0.7, 0.7]
    assert (float(found.RescaleIntercept), found.RescaleType) == (-1024, "HU")
    assert [float(x) for x in found.WindowCenter] == [40, -600]
    assert (found.InstanceNumber, found.SeriesNumber) == (5, 1)


@pytest.mark.req("IMG-9")
def test_a_canary_in_every_text_attribute_of_the_dictionary_never_survives():
    """Every attribute of the standard that can hold text carries the canary, at the top and inside every sequence."""
    ds = image()
    inner = Dataset()
    for target, skipped in ((inner, ()), (ds, ds.dir())):
        for number, entry in DicomDictionary.items():
            vr, keyword = dictionary_VR(number), entry[4]
            if vr in TEXT and keyword and keyword not in skipped and number >> 16 >= 8:
                plain = "LT" if vr in ("DS", "IS") else vr
                target.add(pydicom.DataElement(Tag(number), plain, CANARY, already_converted=True))
    for number, entry in DicomDictionary.items():
        if dictionary_VR(number) == "SQ" and entry[4] and number >> 16 >= 8:
            ds.add_new(Tag(number), "SQ", Sequence([inner]))
    assert len(inner) > 1000
    found = rehead(ds, heading(ds))
    raw = write(found)
    assert CANARY.encode() not in raw
    assert "PixelMeasuresSequence" in found


def test_private_overlays_dates_and_tails_never_survive():
    ds = image()
    ds.private_block(0x0029, "CANARY MAKER", create=True).add_new(1, "LO", CANARY)
    ds.add_new(0x60003000, "OW", CANARY.encode() * 2)
    ds.add_new(0x60000022, "LO", CANARY)
    ds[Tag("PixelData")].value += CANARY.encode()
    ds.RescaleType, ds.Modality, ds.PatientPosition = CANARY, "CT", CANARY
    ds.AcquisitionTime = "101112"
    raw = rehead_bytes(write(ds), heading(ds))
    assert CANARY.encode() not in raw
    for trace in (b"20260101", b"101112", b"1.2.3.", b"C3D1"):
        assert trace not in raw
    assert raw[:128] == bytes(128)


def test_numbers_that_carry_text_are_left_out():
    ds = image()
    ds.add(pydicom.DataElement(Tag("SliceThickness"), "LT", "2.5 CANARY", already_converted=True))
    found = rehead(ds, heading(ds))
    assert "SliceThickness" not in found


@pytest.mark.req("IMG-9")
def test_two_worlds_that_differ_in_hidden_facts_give_the_same_bytes():
    one, two = image(), image()
    two.PatientName, two.StudyDate, two.InstitutionName, two.InstanceNumber = "OTHER^NAME", "20270202", "Elsewhere", 77
    two.SpecificCharacterSet, two.Manufacturer = "ISO_IR 100", "Other maker"
    assert rehead_bytes(write(one), heading(one)) == rehead_bytes(write(two), heading(two))


def test_names_are_of_the_reader_and_task_and_stable():
    ds = image()
    found, again, other = (rehead(ds, heading(ds, reader)) for reader in ("r1", "r1", "r2"))
    keys = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID", "PatientID")
    for key in keys:
        assert found[key].value == again[key].value != other[key].value
    assert len({found[key].value for key in keys}) == len(keys)


def test_dates_pass_only_when_the_definition_allows():
    ds = image()
    ds.AcquisitionDate = "20260102"
    shown = rehead(ds, heading(ds, keep_dates=True))
    assert (shown.StudyDate, shown.AcquisitionDate) == ("20260101", "20260102")
    assert rehead(ds, heading(ds)).StudyDate == ""
    assert "AcquisitionDate" not in rehead(ds, heading(ds))


def test_big_endian_keeps_its_pixels():
    ds = image(ExplicitVRBigEndian)
    found = pydicom.dcmread(BytesIO(rehead_bytes(write(ds), heading(ds))))
    assert numpy.array_equal(found.pixel_array, PIXELS)


def test_compressed_frames_lose_their_comments_and_keep_their_pixels():
    ds = image()
    ds.compress(JPEGLSLossless, generate_instance_uid=False)
    (frame,) = pydicom.encaps.generate_frames(ds.PixelData, number_of_frames=1)
    comment = b"\xff\xfe" + (len(CANARY) + 2).to_bytes(2, "big") + CANARY.encode()
    ds.PixelData = pydicom.encaps.encapsulate([frame[:2] + comment + frame[2:]])
    raw = rehead_bytes(write(ds), heading(ds))
    assert CANARY.encode() not in raw
    assert numpy.array_equal(pydicom.dcmread(BytesIO(raw)).pixel_array, PIXELS)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda ds: ds.pop("PixelData"), "no pixel data"),
        (lambda ds: setattr(ds, "SOPClassUID", "1.2.840.10008.5.1.4.1.1.88.11"), "pixel data"),
        (lambda ds: setattr(ds, "SOPClassUID", "1.2.840.10008.1.1"), "image class"),
        (lambda ds: setattr(ds, "Rows", 6400), "are described"),
        (lambda ds: ds.pop("BitsAllocated"), "not complete"),
    ],
)
def test_what_is_no_image_is_refused(change, word):
    ds = image()
    change(ds)
    if "88.11" in str(ds.SOPClassUID):
        ds.pop("PixelData")
    with pytest.raises(ValueError, match=word):
        rehead(ds, heading(image()))


def test_allow_list_holds_no_text_but_the_checked_codes():
    for keyword in ALLOWED:
        assert dictionary_VR(Tag(keyword)) in {"DS", "IS", "US", "US or SS", "US or OW", "OW", "UL", "SQ", "CS", "LO"}
    texts = {keyword for keyword in ALLOWED if dictionary_VR(Tag(keyword)) in {"CS", "LO"}}
    assert texts == {
        "Modality", "PhotometricInterpretation", "RescaleType", "VOILUTFunction", "Units", "LossyImageCompression",
        "PatientPosition",
    }  # fmt: skip


def test_instances_are_numbered_by_position():
    assert derive_instance_order([("b", 5.0), ("a", -5.0), ("c", 0.0)]) == {"a": 1, "c": 2, "b": 3}
    with pytest.raises(ValueError, match="twice"):
        derive_instance_order([("a", 1.0), ("a", 2.0)])


def test_real_images_keep_their_pixels_and_lose_their_names(shared_data):
    """A sample of real objects of several makers: pixels equal, no patient name, no original UID in the bytes."""
    tried = 0
    for path in sorted((shared_data / "trial").rglob("*.dcm"))[::37][:12]:
        source = pydicom.dcmread(path)
        if "PixelData" not in source or not str(source.SOPClassUID).startswith("1.2.840.10008.5.1.4.1.1."):
            continue
        raw = rehead_bytes(path.read_bytes(), heading(source))
        assert str(source.StudyInstanceUID).encode() not in raw
        assert str(source.PatientID).encode() not in raw or len(str(source.PatientID)) < 4
        assert numpy.array_equal(pydicom.dcmread(BytesIO(raw)).pixel_array, source.pixel_array)
        tried += 1
    assert tried >= 3
