"""Write a simulated series as the CT Image Storage files a scanner would send (PS3.3 A.3; PS3.10).

Each file is explicit VR little endian, carries every Type 1 and Type 2 attribute of the CT Image IOD, in the header
habits of its maker, and an invented person's identity. It says in Image Type, Derivation Description, Image Comments,
Series Description and Manufacturer's Model Name that it is simulated.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

import numpy as np
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian

from centralis.core.simulation.acquire import Acquisition, Volume, acquire
from centralis.core.simulation.course import SubjectTruth
from centralis.core.simulation.scanner import Kernel, ScannerModel

NAMESPACE = uuid.UUID("6f1c1f9e-2c55-5b0e-9a41-5d0a3f7a1c11")
SIMULATED = "SIMULATED: computed from a mathematical phantom; not an image of a person"
DELAY_S = {"arterial": 25, "late arterial": 35, "portal venous": 70, "nephrographic": 100, "delayed": 180}


def simulate_exam(
    subject: SubjectTruth,
    time_point: int,
    scanner: ScannerModel,
    acquisition: Acquisition,
    seed: int,
    acquired_at: datetime,
) -> Iterator[bytes]:
    """The files of one series of a subject at a time point, one a slice, in the maker's order.

    `acquired_at` is the scanner's local time. Calls with the same seed, subject and time point give series of the same
    DICOM study; another `series_number` gives another series, another seed another study (as a rescan needs). Raises
    IndexError for a time point that the course does not have.
    """
    volume = acquire(subject, time_point, scanner, acquisition, seed)
    study = (str(seed), subject.code, str(time_point))
    template = _series_header(subject, scanner, acquisition, study, acquired_at)
    _describe_geometry(template, volume, scanner, acquisition)
    order = range(len(volume.numbers))
    for place in reversed(order) if scanner.habits.head_first_slice else order:
        yield _write_slice(template, volume, place, scanner, (*study, str(acquisition.series_number)))


def make_uid(*parts: str) -> str:
    """A UID under 2.25 (PS3.5 B.2) that follows from the parts alone."""
    return f"2.25.{uuid.uuid5(NAMESPACE, '/'.join(parts)).int}"


def _series_header(
    subject: SubjectTruth,
    scanner: ScannerModel,
    acquisition: Acquisition,
    study: tuple[str, ...],
    acquired_at: datetime,
) -> Dataset:
    """All that is the same in every file of the series, but for geometry and pixels."""
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.ImageType = ["DERIVED", "PRIMARY", "AXIAL", "SIMULATED"]
    ds.SOPClassUID = CTImageStorage
    _describe_patient(ds, subject, acquired_at)
    _describe_times(ds, acquired_at)
    number = str(uuid.uuid5(NAMESPACE, "/".join(study)).int)
    ds.StudyInstanceUID = make_uid("study", *study)
    ds.SeriesInstanceUID = make_uid("series", *study, str(acquisition.series_number))
    ds.FrameOfReferenceUID = make_uid("frame", *study)
    ds.StudyID, ds.AccessionNumber = number[:5], f"A{number[-8:]}"
    ds.ReferringPhysicianName = "Nordhagen^Ludmila^^Dr"
    ds.OperatorsName = "Tolliver^Basil"
    ds.SeriesNumber, ds.AcquisitionNumber = acquisition.series_number, 1
    ds.Modality, ds.BodyPartExamined = "CT", str(acquisition.coverage)
    ds.PositionReferenceIndicator = ""
    ds.PatientPosition = "HFS"
    ds.Manufacturer, ds.ManufacturerModelName = str(scanner.maker), f"{scanner.model} (simulated)"
    ds.DeviceSerialNumber, ds.SoftwareVersions = scanner.serial, scanner.software
    ds.InstitutionName, ds.StationName = scanner.institution, scanner.station
    ds.BurnedInAnnotation = "NO"
    ds.LossyImageCompression = "00"
    ds.DerivationDescription = SIMULATED
    ds.ImageComments = SIMULATED
    _describe_technique(ds, scanner, acquisition, acquired_at)
    return ds


def _describe_patient(ds: Dataset, subject: SubjectTruth, acquired_at: datetime) -> None:
    person = subject.identity
    ds.PatientName, ds.PatientID = person.name, person.hospital_id
    ds.PatientBirthDate, ds.PatientSex = f"{person.birth_date:%Y%m%d}", person.sex
    ds.PatientAge = f"{person.age_years(acquired_at.date()):03d}Y"
    ds.PatientWeight, ds.PatientSize = str(person.weight_kg), str(person.height_m)
    ds.PatientAddress = person.address


def _describe_times(ds: Dataset, acquired_at: datetime) -> None:
    day = f"{acquired_at:%Y%m%d}"
    ds.StudyDate = ds.SeriesDate = ds.AcquisitionDate = ds.ContentDate = day
    ds.StudyTime = f"{acquired_at - timedelta(minutes=4):%H%M%S}"
    ds.SeriesTime = ds.AcquisitionTime = f"{acquired_at:%H%M%S}"
    ds.ContentTime = f"{acquired_at + timedelta(minutes=1):%H%M%S}"


def _describe_technique(ds: Dataset, scanner: ScannerModel, acquisition: Acquisition, acquired_at: datetime) -> None:
    """Tube, kernel, contrast and the maker's private block (PS3.3 C.8.2.1, C.7.6.4)."""
    habits, kernel = scanner.habits, scanner.kernel_name(acquisition.kernel)
    phase = acquisition.phase if acquisition.has_contrast else "without contrast"
    words = habits.series_words.format(thickness=acquisition.slice_thickness_mm, kernel=kernel, phase=phase)
    ds.StudyDescription = f"CT {acquisition.coverage}"
    ds.SeriesDescription = f"{words} (simulated)"
    ds.ProtocolName = f"{acquisition.coverage} {acquisition.kernel}"
    ds.KVP, ds.XRayTubeCurrent = f"{scanner.kvp:g}", scanner.tube_current_ma
    ds.ExposureTime, ds.Exposure = 500, scanner.tube_current_ma // 2  # 0.5 s a turn
    ds.FilterType, ds.ConvolutionKernel = habits.filter_type, kernel
    ds.GantryDetectorTilt, ds.TableHeight, ds.RotationDirection = "0", "150", "CW"
    if acquisition.has_contrast:
        ds.ContrastBolusAgent, ds.ContrastBolusRoute, ds.ContrastBolusVolume = habits.agent, "IV", "90"
        ds.ContrastBolusStartTime = f"{acquired_at - timedelta(seconds=DELAY_S[acquisition.phase]):%H%M%S}"
    group, creator, values = habits.private
    block = ds.private_block(group, creator, create=True)
    for offset, value in enumerate(values, start=1):
        block.add_new(offset, "LO", value)


def _describe_geometry(ds: Dataset, volume: Volume, scanner: ScannerModel, acquisition: Acquisition) -> None:
    """Image plane and pixel storage (PS3.3 C.7.6.2, C.7.6.3, C.8.2.1); rows run to the left, columns to the back."""
    habits = scanner.habits
    ds.Rows, ds.Columns = acquisition.rows, acquisition.columns
    ds.PixelSpacing = [f"{volume.pixel_mm:.8g}"] * 2
    ds.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    ds.SliceThickness = f"{acquisition.slice_thickness_mm:g}"
    if habits.states_spacing:
        ds.SpacingBetweenSlices = f"{acquisition.step_mm:g}"
    ds.ReconstructionDiameter = ds.DataCollectionDiameter = f"{scanner.field_of_view_mm:g}"
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, habits.bits_stored, habits.bits_stored - 1
    ds.PixelRepresentation = int(habits.signed)
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = str(habits.stored_offset_hu), "1", "HU"
    center, width = ("-500", "1500") if acquisition.kernel is Kernel.LUNG else ("40", "400")
    ds.WindowCenter, ds.WindowWidth = center, width


def _write_slice(ds: Dataset, volume: Volume, place: int, scanner: ScannerModel, series: tuple[str, ...]) -> bytes:
    """Complete the header for one slice (place in the volume) and encode it as a file."""
    habits, number, z = scanner.habits, volume.numbers[place], volume.z_mm[place]
    ds.InstanceNumber = volume.planned - number if habits.head_first_slice else number + 1
    ds.SOPInstanceUID = make_uid("instance", *series, str(number))
    x, y = volume.first_pixel_mm
    ds.ImagePositionPatient = [f"{x:.8g}", f"{y:.8g}", f"{z:.8g}"]
    ds.SliceLocation = f"{z:.8g}"
    stored = volume.hu[place] - np.int16(habits.stored_offset_hu)
    ds.PixelData = stored.astype("<i2" if habits.signed else "<u2").tobytes()
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, ds.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(make_uid("implementation"))
    meta.ImplementationVersionName = "CENTRALIS_SIM_1"
    ds.file_meta = meta
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()
