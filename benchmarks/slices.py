"""CT slices as large as a hospital's: 512 × 512, 16 bits, about 530 kB with some 250 header elements."""

from datetime import datetime
from io import BytesIO

from pydicom import Dataset, Sequence, dcmread, dcmwrite
from pydicom.uid import UID

from centralis.core.simulation import SCANNERS, Acquisition, Course, Coverage, simulate_exam, simulate_subject

MARK = b"2.25.170000"  # in every UID below; replaced by one of the same length to make new instances
LONG = 5000  # slices of the longest series that is measured
PERSON = b"BN-0000"  # in the identifiers of the patient; each round is another subject's baseline exam


def make_slices(count: int) -> list[bytes]:
    """One study of distinct instances; pixels repeat after one simulated chest."""
    subject = simulate_subject("BENCH", Course.STABLE, 1)
    exam = Acquisition(Coverage.CHEST, rows=512, columns=512, slice_thickness_mm=10.0)
    images = [
        dcmread(BytesIO(file))
        for file in simulate_exam(subject, 0, SCANNERS["ge"], exam, 1, datetime(2025, 3, 4))  # noqa: DTZ001 - a scanner's local time
    ]
    for image in images:
        _fill_header(image)
    return [_numbered(images[number % len(images)], number) for number in range(count)]


def as_new(files: list[bytes], round_number: int) -> list[bytes]:
    """The same slices as another subject's study of new instances: identifiers change, every length stays."""
    mark, person = b"2.25.17%04d" % round_number, b"BN-%04d" % round_number
    return [file[:12_000].replace(MARK, mark).replace(PERSON, person) + file[12_000:] for file in files]


def _numbered(ds: Dataset, number: int) -> bytes:
    mark = MARK.decode()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = UID(f"{mark}1"), UID(f"{mark}2")
    ds.FrameOfReferenceUID = UID(f"{mark}3")
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = UID(f"{mark}4{number:08d}")
    ds.PatientID = ds.ClinicalTrialSubjectID = PERSON.decode()
    ds.ClinicalTrialTimePointID = "BL"
    ds.InstanceNumber = number + 1
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def _fill_header(ds: Dataset) -> None:
    """What real scanners add to the simulated header: private blocks of one maker and a few sequences.

    They are as a scanner acquires them, not derived: only derived cross sections are searched for drawn-in text.
    """
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    for group, creator, elements in (
        (0x0019, "GEMS_ACQU_01", 70),
        (0x0027, "GEMS_IMAG_01", 50),
        (0x0043, "GEMS_PARM_01", 40),
    ):
        block = ds.private_block(group, creator, create=True)
        for offset in range(1, elements + 1):
            vr, value = (("LO", f"VALUE {offset:04d}"), ("DS", f"{offset * 1.25:g}"), ("SS", offset))[offset % 3]
            block.add_new(offset, vr, value)
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = ds.SOPClassUID, UID(f"{MARK.decode()}9")
    ds.ReferencedStudySequence = Sequence([reference])
    ds.ReferencedImageSequence = Sequence([reference])
