"""A multi-frame object of any size: its header, and samples that are a hole in the file."""

import struct
from pathlib import Path

from pydicom import Dataset, Sequence
from pydicom.dataset import FileMetaDataset
from pydicom.uid import EnhancedCTImageStorage, ExplicitVRLittleEndian

SIDE = 512
FRAME_BYTES = SIDE * SIDE * 2


def make_multiframe(path: Path, frames: int) -> int:
    """Write an Enhanced CT about an invented person; returns its size in bytes. At most 8,191 frames fit (4 GiB)."""
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = EnhancedCTImageStorage
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = "1.2.826.0.1.7.1"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.826.0.1.7.2", "1.2.826.0.1.7.3"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate = "Quistgaard^Ottilie", "MRN-7741903", "19511224"
    ds.StudyDescription, ds.Modality, ds.ImageType = "CT CHEST Quistgaard", "CT", ["ORIGINAL", "PRIMARY", "VOLUME"]
    ds.Rows = ds.Columns = SIDE
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.NumberOfFrames = 1, "MONOCHROME2", frames
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.BurnedInAnnotation = "NO"
    ds.PerFrameFunctionalGroupsSequence = Sequence([_group(number) for number in range(frames)])
    ds.save_as(path, enforce_file_format=True)
    with path.open("r+b") as stream:
        stream.seek(0, 2)
        stream.write(struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OW", 0, frames * FRAME_BYTES))
        stream.truncate(stream.tell() + frames * FRAME_BYTES)
        return stream.seek(0, 2)


def _group(number: int) -> Dataset:
    content, place, group = Dataset(), Dataset(), Dataset()
    content.FrameComments, content.InStackPositionNumber = "Quistgaard", number + 1
    place.ImagePositionPatient = [0, 0, number]
    group.FrameContentSequence, group.PlanePositionSequence = Sequence([content]), Sequence([place])
    return group
