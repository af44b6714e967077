"""An invented patient whose every identifier is a word that occurs nowhere else, planted all over an object."""

from dataclasses import dataclass, field

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from tests.hostile.dicom_files import ct

from centralis.core.deid import Context

#: Every planted word: none may occur in any output, in any case.
PLANTED = (
    "quistgaard", "ottilie", "7741903", "19511224", "zz-hospital", "zzdoctor", "zzstreet", "zzvendor", "zzcomment",
    "555-0199", "acc-8812345", "zzoperator", "zzdevice", "zzstation", "zzorder", "zzunknown", "zzowner",
)  # fmt: skip


@dataclass(frozen=True)
class Trial:
    context: Context = field(
        default_factory=lambda: Context(
            b"k" * 32, "SUBJ-0042", {"ClinicalTrialProtocolID": "ONC-1", "ClinicalTrialSiteID": "S-07"}
        )
    )


@pytest.fixture
def context() -> Context:
    return Trial().context


def item(**values: object) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def planted() -> Dataset:
    """Cases of the reference list (numbers in comments) that one CT object can hold."""
    ds = ct(
        AccessionNumber="ACC-8812345", ReferringPhysicianName="Zzdoctor^A", OperatorsName="Zzoperator^B",
        InstitutionName="ZZ-Hospital", InstitutionAddress="12 Zzstreet", StationName="ZZSTATION",
        DeviceSerialNumber="ZZDEVICE-9", PatientTelephoneNumbers="555-0199", OtherPatientIDs="MRN-7741903",
        StudyID="ZZORDER", StudyDescription="CT CHEST Quistgaard 24.12.1951", SeriesDescription="AXIAL 5.0mm OTTILIE",
        ProtocolName="CHEST ROUTINE", ImageComments="zzcomment MRN-7741903 born 19511224", PatientWeight="71",
        PatientAge="093Y", PatientSex="F", StudyTime="101112", SliceThickness="5", ConvolutionKernel="B30f",
        ContentLabel="ZZCOMMENT",
    )  # fmt: skip
    private = ds.private_block(0x0009, "ZZVENDOR", create=True)
    private.add_new(1, "LO", "Quistgaard^Ottilie")  # 1
    private.add_new(2, "UI", "1.2.3.4.7741903")  # 2
    private.add_new(3, "UN", b"Quistgaard")  # 3
    private.add_new(5, "SQ", Sequence([item(PatientName="Quistgaard^Ottilie")]))  # 5
    ds.add_new(0x00110010, "LO", "Zzowner^Ottilie")  # 6
    nested = item(ReferencedSOPInstanceUID="1.2.3.4.5", ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    nested.private_block(0x0013, "ZZVENDOR", create=True).add_new(1, "PN", "Quistgaard^Ottilie")  # 7
    ds.ReferencedImageSequence = Sequence([nested])  # 9
    code = item(CodeValue="T-D3000", CodingSchemeDesignator="99LOCAL", CodeMeaning="Zzcomment Quistgaard")  # 46
    ds.ProcedureCodeSequence = Sequence([code])
    ds.OriginalAttributesSequence = Sequence([item(ModifiedAttributesSequence=Sequence([item(PatientID="7741903")]))])
    ds.ContributingEquipmentSequence = Sequence([item(InstitutionName="ZZ-Hospital")])
    ds.add_new(0x60000010, "US", 16)
    ds.add_new(0x60003000, "OW", b"\1\2")  # 18
    ds.add_new(0x60021500, "LO", "Quistgaard")  # 19
    ds.add_new(0x50000005, "US", 1)  # 20
    ds.add_new(0x00203100, "CS", "MRN-7741903")
    ds.add_new(0x00089999, "LO", "zzunknown")  # 34
    ds.add_new(0xFFFCFFFC, "OB", b"Quistgaard")  # 26
    return ds
