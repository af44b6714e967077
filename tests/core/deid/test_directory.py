"""A DICOMDIR built anew: every file is reached from the root by pydicom, with the cleaned identity and nothing else."""

import io

import pydicom
import pytest
from pydicom import dcmread
from pydicom.fileset import FileSet
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid.directory import Member, directory
from centralis.core.dicom.elements import parse


def _member(number: int, **more: object) -> Member:
    return Member(("IMAGES", "AB", f"{number:08X}"), parse(stored(ct(InstanceNumber=number, **more))))


def test_every_file_is_reached_by_offsets_level_by_level() -> None:
    members = [_member(1), _member(2), _member(3, SeriesInstanceUID="1.2.3.4"), _member(4, PatientID="OTHER")]
    ds = dcmread(io.BytesIO(directory(members)))
    assert ds.file_meta.MediaStorageSOPClassUID == pydicom.uid.MediaStorageDirectoryStorage
    kinds = [record.DirectoryRecordType for record in ds.DirectoryRecordSequence]
    assert kinds == ["PATIENT", "STUDY", "SERIES", "IMAGE", "IMAGE", "SERIES", "IMAGE",
                     "PATIENT", "STUDY", "SERIES", "IMAGE"]  # fmt: skip
    by_offset = {item.seq_item_tell: item for item in ds.DirectoryRecordSequence}
    seen = []

    def walk(offset: int) -> None:
        while offset:
            record = by_offset[offset]
            if "ReferencedFileID" in record:
                seen.append("/".join(record.ReferencedFileID))
            walk(record.OffsetOfReferencedLowerLevelDirectoryEntity)
            offset = record.OffsetOfTheNextDirectoryRecord

    walk(ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity)
    assert seen == ["/".join(member.file_id) for member in members]
    last = by_offset[ds.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity]
    assert (last.DirectoryRecordType, last.PatientID) == ("PATIENT", "OTHER")


@pytest.mark.filterwarnings("ignore")
def test_pydicoms_file_set_finds_the_instances(tmp_path) -> None:
    (tmp_path / "IMAGES" / "AB").mkdir(parents=True)
    members = [_member(1), _member(2)]
    for number, member in enumerate(members, 1):
        (tmp_path / "/".join(member.file_id)).write_bytes(stored(ct(InstanceNumber=number)))
    (tmp_path / "DICOMDIR").write_bytes(directory(members))
    found = FileSet(tmp_path / "DICOMDIR")
    assert sorted(one.load().InstanceNumber for one in found) == [1, 2]
    assert found.find_values("PatientID") == [ct().PatientID]


def test_an_empty_set_and_the_same_bytes_for_the_same_files() -> None:
    assert len(dcmread(io.BytesIO(directory([]))).DirectoryRecordSequence) == 0
    assert directory([_member(1)]) == directory([_member(1)])
