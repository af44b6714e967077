"""Cases 38 to 47 of the reference, without those about pixels (39, 42, 43): ages, times, UIDs, codes, vendor blocks."""

import pytest
from tests.core.deid.cases.build import (
    PERSON,
    SHIFT,
    STORAGE,
    clean,
    clean_person,
    code,
    element,
    item,
    items,
    leaks,
    spliced,
)
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile

CHARACTERISTICS = Profile.from_json({"options": ["clean_descriptors", "retain_patient_characteristics"]})


@pytest.mark.parametrize(
    ("age", "after"), [("093Y", "090Y"), ("089Y", "089Y"), ("090Y", "090Y"), ("120Y", "090Y"), ("011M", "011M")]
)
def test_case_38_age_over_89(age: str, after: str) -> None:
    content = stored(ct(PatientAge=age, PatientSex="F", PatientWeight="71"))
    kept = clean_person(content, profile=CHARACTERISTICS).ds
    assert (kept.PatientAge, kept.PatientSex, kept.PatientWeight) == (after, "F", 71)
    assert "PatientAge" not in clean_person(content).ds
    removed = Profile.from_json({"options": ["retain_patient_characteristics"], "ages_over_89": "remove"})
    assert clean(content, removed).ds.PatientAge == ("" if age in ("093Y", "120Y", "090Y") else age)


def test_case_38_age_over_89_in_text() -> None:
    result = clean_person(stored(ct(StudyDescription="CT CHEST 93 year old female", ImageComments="age 93Y, 93 y/o")))
    assert leaks(result.output, ("93 year", "93Y")) == []
    assert "93" not in result.ds.StudyDescription


def test_case_40_times_with_zone_and_dates_of_many_values() -> None:
    content = stored(
        ct(
            AcquisitionDateTime="20240305101112.250000+0100", DateOfLastCalibration=["20240101", "20240301"],
            TimeOfLastCalibration=["080000", "090000.5"], TimezoneOffsetFromUTC="+0100", StudyTime="101112",
            FrameReferenceDateTime="202403051011", SeriesDate="20240305", ContentDate="2024.03.05",
        )
    )  # fmt: skip
    gone = clean_person(content, "20240305", "20240101", "20240301")
    assert not gone.ds.get("AcquisitionDateTime")
    assert not gone.ds.StudyDate
    moved = clean_person(content, "20240305", "20240101", "20240301", profile=SHIFT)
    ds = moved.ds
    assert ds.AcquisitionDateTime == ds.StudyDate + "101112.250000+0100"
    assert ds.FrameReferenceDateTime == ds.StudyDate + "1011"
    assert (ds.StudyTime, ds.TimezoneOffsetFromUTC) == ("101112", "+0100")
    assert len(ds.DateOfLastCalibration) == 2
    assert ds.LongitudinalTemporalInformationModified == "MODIFIED"


def test_case_41_many_valued_and_nested_uids() -> None:
    pair = ["1.2.826.0.1.11", "1.2.826.0.1.12"]
    nested = item(ReferencedSOPClassUID=STORAGE + "2", ReferencedSOPInstanceUID="1.2.826.0.1.11")
    ds = ct(ReferencedImageSequence=items(nested), IrradiationEventUID=pair, FailedSOPInstanceUIDList=pair)
    result = clean_person(stored(ds), "1.2.826.0")
    new = clean(stored(ct(SOPInstanceUID=pair[0]))).ds.SOPInstanceUID
    assert result.ds.ReferencedImageSequence[0].ReferencedSOPInstanceUID == new
    for keyword in ("IrradiationEventUID", "FailedSOPInstanceUIDList"):
        assert len(result.ds[keyword].value) == 2
        assert result.ds[keyword].value[0] == new
        assert result.ds[keyword].value[1] != new


def test_case_44_signatures_and_encrypted_attributes() -> None:
    mac = item(MACIDNumber=1, MACCalculationTransferSyntaxUID="1.2.840.10008.1.2.1", MACAlgorithm="SHA256")
    signed = item(
        MACIDNumber=1, DigitalSignatureUID="1.2.826.0.8", DigitalSignatureDateTime="20240305101112",
        CertificateOfSigner=b"Zzdoctor", CertificateType="X509_1993_SIG", Signature=b"Zzsigned",
    )  # fmt: skip
    wrapped = item(EncryptedContentTransferSyntaxUID="1.2.840.10008.1.2.1", EncryptedContent=b"Quistgaard")
    content = stored(
        ct(
            MACParametersSequence=items(mac), DigitalSignaturesSequence=items(signed),
            EncryptedAttributesSequence=items(wrapped),
        )
    )  # fmt: skip
    result = clean_person(content, "Zzdoctor", "Zzsigned", "1.2.826.0.8")
    for keyword in ("MACParametersSequence", "DigitalSignaturesSequence", "EncryptedAttributesSequence"):
        assert keyword not in result.ds


def test_case_45_references_stay_resolvable_over_a_study() -> None:
    study, frame = "1.2.826.0.1.1", "1.2.826.0.1.2"
    images = [
        ct(SOPInstanceUID=f"1.2.826.0.1.3.{n}", StudyInstanceUID=study, SeriesInstanceUID="1.2.826.0.1.4",
           FrameOfReferenceUID=frame)
        for n in range(5)
    ]  # fmt: skip
    references = [
        item(ReferencedSOPClassUID=STORAGE + "2", ReferencedSOPInstanceUID=one.SOPInstanceUID) for one in images
    ]
    series = item(SeriesInstanceUID="1.2.826.0.1.4", ReferencedInstanceSequence=items(*references))
    ds = ct(
        SOPInstanceUID="1.2.826.0.1.9", StudyInstanceUID=study, SeriesInstanceUID="1.2.826.0.1.8",
        FrameOfReferenceUID=frame, ReferencedSeriesSequence=items(series), SourceImageSequence=items(*references),
    )  # fmt: skip
    new = [clean_person(stored(one)).ds for one in images]
    after = clean_person(stored(ds), "1.2.826.0").ds
    assert [one.ReferencedSOPInstanceUID for one in after.SourceImageSequence] == [one.SOPInstanceUID for one in new]
    kept = after.ReferencedSeriesSequence[0]
    assert kept.SeriesInstanceUID == new[0].SeriesInstanceUID
    assert [one.ReferencedSOPInstanceUID for one in kept.ReferencedInstanceSequence] == [x.SOPInstanceUID for x in new]
    assert {one.StudyInstanceUID for one in (*new, after)} == {after.StudyInstanceUID}
    assert {one.FrameOfReferenceUID for one in (*new, after)} == {after.FrameOfReferenceUID}
    assert len({one.SOPInstanceUID for one in (*new, after)}) == 6
    other = clean(stored(ds), context=Context(b"j" * 32, "SUBJ-0042")).ds
    assert other.StudyInstanceUID != after.StudyInstanceUID


def test_case_46_contributing_equipment_and_code_meanings() -> None:
    equipment = item(
        PurposeOfReferenceCodeSequence=items(code("109101", "DCM", "Acquisition Equipment")), Manufacturer="Zzmaker",
        InstitutionName="ZZ-Hospital", StationName="ZZSTATION", OperatorsName="Zzdoctor^A", DeviceSerialNumber="ZZ123",
        InstitutionAddress="Zzstreet 5", ContributionDateTime="20240305101112", ContributionDescription="Zzdid",
    )  # fmt: skip
    ds = ct(
        ContributingEquipmentSequence=items(equipment),
        ProcedureCodeSequence=items(code("ZZ1", "99LOCAL", "CT Quistgaard")),
        AnatomicRegionSequence=items(code("51185008", "SCT", "Chest")),
        RequestedProcedureCodeSequence=items(code("Quistgaard", "99LOCAL", "Chest"), code("T-D3000", "SRT", "Ottilie")),
    )
    words = ("Zzmaker", "ZZ-Hospital", "ZZSTATION", "Zzdoctor", "ZZ123", "Zzstreet", "20240305", "Zzdid")
    region = clean_person(stored(ds), *words).ds.AnatomicRegionSequence[0]
    assert (region.CodeValue, region.CodingSchemeDesignator, region.CodeMeaning) == ("51185008", "SCT", "Chest")


CSA = b"SV10\4\3\2\1\1\0\0\0M\0\0\0" + b"PatientName\0".ljust(64, b"\0") + b"Quistgaard^Ottilie\0"


@pytest.mark.parametrize("options", [["clean_descriptors"], ["clean_descriptors", "retain_safe_private"]])
def test_case_47_vendor_headers(options: list[str]) -> None:
    raw = {
        0x00090010: element(0x00090010, b"LO", b"GEMS_IDEN_01"),
        0x00091001: element(0x00091001, b"LO", b"Quistgaard"),
        0x00091027: element(0x00091027, b"SL", (1709633472).to_bytes(4, "little")),
        0x00290010: element(0x00290010, b"LO", b"SIEMENS CSA HEADER"),
        0x00291010: element(0x00291010, b"OB", CSA + b"\0" * (len(CSA) % 2)),
        0x00291020: element(0x00291020, b"OB", CSA + b"\0" * (len(CSA) % 2)),
        0x00190010: element(0x00190010, b"LO", b"SIEMENS MR HEADER "),
        0x0019100C: element(0x0019100C, b"IS", b"800 "),
    }
    result = clean_person(spliced(ct(), raw), profile=Profile.from_json({"options": options}))
    assert 0x00291010 not in result.ds
    assert 0x00091001 not in result.ds
    assert 0x00091027 not in result.ds
    kept = result.ds.get(0x0019100C)
    assert (kept is not None and kept.value == 800) is ("retain_safe_private" in options)
    assert leaks(result.output, PERSON) == []
