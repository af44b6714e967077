"""The files: valid CT images, regular, repeatable, honest about being simulated."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import numpy as np
import pytest
from pydicom import Dataset, config, dcmread
from pydicom.pixels import apply_rescale
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from pydicom.valuerep import validate_value

from centralis.core.simulation import (
    SCANNERS,
    Acquisition,
    Coverage,
    Kernel,
    ScannerModel,
    SubjectTruth,
    acquire,
    simulate_exam,
)

SMALL = Acquisition(Coverage.CHEST, rows=64, columns=64)

# PS3.3 A.3 CT Image IOD, mandatory modules and Contrast/Bolus: Type 1 must hold a value, Type 2 must be there.
TYPE_1 = (
    "StudyInstanceUID",
    "Modality",
    "SeriesInstanceUID",
    "FrameOfReferenceUID",
    "PixelSpacing",
    "ImageOrientationPatient",
    "ImagePositionPatient",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "PixelData",
    "ImageType",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "SOPClassUID",
    "SOPInstanceUID",
    "SpecificCharacterSet",
)
TYPE_2 = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "ReferringPhysicianName",
    "StudyID",
    "AccessionNumber",
    "SeriesNumber",
    "PatientPosition",
    "PositionReferenceIndicator",
    "Manufacturer",
    "InstanceNumber",
    "SliceThickness",
    "KVP",
    "AcquisitionNumber",
)


def read(files: list[bytes]) -> list[Dataset]:
    return [dcmread(BytesIO(file)) for file in files]


def exam(subject: SubjectTruth, at: datetime, scanner: str = "ge", acquisition: Acquisition = SMALL, seed: int = 5,
         time_point: int = 0) -> list[bytes]:  # fmt: skip
    return list(simulate_exam(subject, time_point, SCANNERS[scanner], acquisition, seed, at))


@pytest.mark.parametrize("scanner", sorted(SCANNERS))
def test_every_required_attribute_is_there(responder: SubjectTruth, acquired_at: datetime, scanner: str) -> None:
    for ds in read(exam(responder, acquired_at, scanner))[::20]:
        assert [name for name in TYPE_1 if name not in ds or ds[name].is_empty] == []
        assert [name for name in (*TYPE_2, "ContrastBolusAgent") if name not in ds] == []
        assert ds.SOPClassUID == ds.file_meta.MediaStorageSOPClassUID == CTImageStorage
        assert ds.SOPInstanceUID == ds.file_meta.MediaStorageSOPInstanceUID
        assert ds.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        assert ds.HighBit == ds.BitsStored - 1
        assert len(ds.PixelData) == ds.Rows * ds.Columns * 2
        assert ds.Manufacturer == SCANNERS[scanner].maker


@pytest.mark.parametrize("scanner", sorted(SCANNERS))
def test_values_obey_their_vr(responder: SubjectTruth, acquired_at: datetime, scanner: str) -> None:
    """Lengths and characters of every text value (PS3.5 6.2)."""
    ds = read(exam(responder, acquired_at, scanner))[0]
    texts = [element for element in ds if element.VR not in {"OW", "US", "SS"} and not element.is_empty]
    assert len(texts) > 50
    for element in texts:
        for value in element.value if element.VM > 1 else [element.value]:
            validate_value(element.VR, str(value), config.RAISE)


def test_an_image_says_that_it_is_simulated_and_holds_an_identity_to_remove(
    responder: SubjectTruth, acquired_at: datetime
) -> None:
    ds = read(exam(responder, acquired_at))[0]
    assert list(ds.ImageType) == ["DERIVED", "PRIMARY", "AXIAL", "SIMULATED"]
    assert ds.ManufacturerModelName == "LightSpeed VCT (simulated)"
    assert ds.SeriesDescription == "AXIAL 5MM portal venous (simulated)"
    assert ds.ImageComments.startswith("SIMULATED")
    assert ds.BurnedInAnnotation == "NO"
    assert ds.PatientName == responder.identity.name
    assert ds.PatientID == responder.identity.hospital_id
    assert ds.PatientBirthDate == f"{responder.identity.birth_date:%Y%m%d}"
    assert ds.StudyDate == "20250304"
    assert ds.AcquisitionTime == "092230"
    assert ds.ContrastBolusStartTime == "092120", "70 s before a portal venous scan"


def test_uids_are_unique_within_and_shared_as_they_should_be(responder: SubjectTruth, acquired_at: datetime) -> None:
    soft = read(exam(responder, acquired_at))
    lung = read(exam(responder, acquired_at, acquisition=replace(SMALL, kernel=Kernel.LUNG, series_number=3)))
    later = read(exam(responder, acquired_at, time_point=1))
    rescan = read(exam(responder, acquired_at, seed=6))
    everything = [*soft, *lung, *later, *rescan]
    assert len({ds.SOPInstanceUID for ds in everything}) == len(everything)
    assert all(ds.SOPInstanceUID.startswith("2.25.") and ds.SOPInstanceUID.is_valid for ds in everything)
    assert {ds.StudyInstanceUID for ds in soft} == {ds.StudyInstanceUID for ds in lung}
    assert len({ds.StudyInstanceUID for ds in everything}) == 3
    assert len({ds.SeriesInstanceUID for ds in everything}) == 4
    assert soft[0].FrameOfReferenceUID == lung[0].FrameOfReferenceUID


def test_the_same_arguments_give_the_same_bytes(responder: SubjectTruth, acquired_at: datetime) -> None:
    assert exam(responder, acquired_at) == exam(responder, acquired_at)
    assert exam(responder, acquired_at)[3] != exam(responder, acquired_at, seed=6)[3]


@pytest.mark.parametrize(("scanner", "head_first"), [("ge", True), ("siemens", False)])
def test_positions_are_regular_and_numbered_in_the_makers_order(
    responder: SubjectTruth, acquired_at: datetime, scanner: str, head_first: bool
) -> None:
    series = read(exam(responder, acquired_at, scanner))
    assert [ds.InstanceNumber for ds in series] == list(range(1, len(series) + 1))
    heights = np.array([float(ds.ImagePositionPatient[2]) for ds in series])
    assert np.allclose(np.diff(heights), -5.0 if head_first else 5.0)
    assert {tuple(ds.ImagePositionPatient[:2]) for ds in series} == {(-196.875, -196.875)}


@pytest.mark.parametrize("scanner", sorted(SCANNERS))
def test_pixels_rescale_to_the_hu_that_were_acquired(
    responder: SubjectTruth, acquired_at: datetime, scanner: str
) -> None:
    model: ScannerModel = SCANNERS[scanner]
    volume = acquire(responder, 0, model, SMALL, 5)
    series = sorted(read(exam(responder, acquired_at, scanner)), key=lambda ds: float(ds.SliceLocation))
    for place in (0, 25, len(series) - 1):
        assert np.array_equal(apply_rescale(series[place].pixel_array, series[place]), volume.hu[place])


def test_faults_show_in_the_headers(responder: SubjectTruth, acquired_at: datetime) -> None:
    thick = replace(SMALL, slice_thickness_mm=7.0, kernel=Kernel.LUNG, phase="none", missing_slices=(4,))
    series = read(exam(responder, acquired_at, "siemens", thick))
    assert {float(ds.SliceThickness) for ds in series} == {7.0}
    assert {ds.ConvolutionKernel for ds in series} == {"B70f"}
    assert all("ContrastBolusAgent" not in ds and "without contrast" in ds.SeriesDescription for ds in series)
    assert 5 not in {ds.InstanceNumber for ds in series}
    steps = np.diff([float(ds.ImagePositionPatient[2]) for ds in series])
    assert np.count_nonzero(np.isclose(steps, 14.0)) == 1


def test_makers_keep_their_habits(responder: SubjectTruth, acquired_at: datetime) -> None:
    by = {name: read(exam(responder, acquired_at, name))[0] for name in SCANNERS}
    assert by["ge"].private_block(0x0009, "GEMS_IDEN_01")[0x01].value == "CT_LIGHTSPEED"
    assert (by["siemens"].BitsStored, by["siemens"].PixelRepresentation) == (12, 0)
    assert float(by["canon"].RescaleIntercept) == 0
    assert "SpacingBetweenSlices" in by["philips"]
    assert "SpacingBetweenSlices" not in by["siemens"]


def test_a_time_point_beyond_the_course_is_an_error(responder: SubjectTruth, acquired_at: datetime) -> None:
    with pytest.raises(IndexError):
        exam(responder, acquired_at, time_point=9)
