"""Cases 1 to 9 of the reference: private elements in every disguise, functional groups, nested references."""

from tests.core.deid.cases.build import (
    STORAGE,
    UNDEFINED,
    bare,
    clean,
    clean_person,
    element,
    item,
    item_of,
    items,
    spliced,
)
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Profile

SAFE = Profile.from_json({"options": ["clean_descriptors", "retain_safe_private"], "dates": "keep"})


def with_private(vr: str, value: object) -> bytes:
    ds = ct()
    ds.private_block(0x0009, "ACME 1.0", create=True).add_new(1, vr, value)
    return stored(ds)


def no_private(content: bytes, *words: str) -> None:
    for profile in (Profile(), SAFE):
        result = clean_person(content, *words, profile=profile)
        assert not [one.tag for one in result.ds.iterall() if one.tag.is_private]


def test_case_01_private_lo() -> None:
    no_private(with_private("LO", "Quistgaard^Ottilie MRN-7741903"))


def test_case_02_private_ui() -> None:
    no_private(with_private("UI", "1.2.826.0.1.7741903.5"), "1.2.826.0.1")


def test_case_03_private_un() -> None:
    no_private(with_private("UN", b"Quistgaard Ottilie"))
    no_private(with_private("UN", "Quistgaard".encode("utf-16-le")))


def test_case_04_private_without_creator() -> None:
    no_private(spliced(ct(), {0x00091001: element(0x00091001, b"LO", b"Quistgaard")}))
    no_private(spliced(ct(), {0x00090001: element(0x00090001, b"LO", b"Quistgaard")}))


def test_case_05_private_sequence_with_a_name() -> None:
    no_private(with_private("SQ", items(item(PatientName="Quistgaard^Ottilie", PatientID="MRN-7741903"))))
    inner = item_of(bare(0x00100010, b"Quistgaard^Ottilie"), length=UNDEFINED) + bare(0xFFFEE0DD, b"")
    raw = {
        0x00090010: element(0x00090010, b"LO", b"ACME 1.0"),
        0x00091005: element(0x00091005, b"UN", inner, UNDEFINED),
    }
    no_private(spliced(ct(), raw))


def test_case_06_private_creator_that_is_itself_a_name() -> None:
    ds = ct()
    ds.private_block(0x0011, "Quistgaard^Ottilie", create=True).add_new(1, "DS", "1.5")
    no_private(stored(ds))
    philips = ct()
    philips.private_block(0x7053, "Philips PET Private Group", create=True).add_new(0x09, "DS", "1.25")
    philips.private_block(0x7053, "Ottilie Quistgaard", create=True).add_new(0x09, "DS", "3.5")
    result = clean_person(stored(philips))
    assert result.ds.private_block(0x7053, "Philips PET Private Group")[0x09].value == 1.25
    assert not [one for one in result.ds if str(one.value) == "3.5"]


def test_case_07_private_nested_in_a_public_sequence() -> None:
    nested = item(ReferencedSOPClassUID=STORAGE + "2", ReferencedSOPInstanceUID="1.2.826.0.7741903")
    nested.private_block(0x0013, "ACME 1.0", create=True).add_new(1, "PN", "Quistgaard^Ottilie")
    no_private(stored(ct(ReferencedImageSequence=items(nested))))


def enhanced() -> bytes:
    ds = ct(SOPClassUID=STORAGE + "2.1", NumberOfFrames=2)
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.PixelData = bytes(ds.PixelData) * 2
    measures = item(PixelSpacing=[0.5, 0.5], SliceThickness="2.5")
    ds.SharedFunctionalGroupsSequence = items(item(PixelMeasuresSequence=items(measures)))
    ds.PerFrameFunctionalGroupsSequence = items(*(frame(number) for number in (1, 2)))
    return stored(ds)


def frame(number: int) -> object:
    content = item(
        FrameAcquisitionDateTime="20240305101112.5+0100", FrameReferenceDateTime="20240305101113",
        FrameComments="Quistgaard MRN-7741903 arms up", FrameAcquisitionDuration=250.0, InStackPositionNumber=number,
        StackID="1", DimensionIndexValues=[1, number], FrameLabel="Ottilie",
    )  # fmt: skip
    place = item(ImagePositionPatient=[0, 0, number * 2.5])
    return item(FrameContentSequence=items(content), PlanePositionSequence=items(place))


def test_case_08_comments_and_times_in_functional_groups() -> None:
    content = enhanced()
    result = clean_person(content, "20240305", "101112")
    groups = result.ds.PerFrameFunctionalGroupsSequence
    assert [one.PlanePositionSequence[0].ImagePositionPatient[2] for one in groups] == [2.5, 5.0]
    assert [one.FrameContentSequence[0].FrameAcquisitionDuration for one in groups] == [250.0, 250.0]
    assert [one.FrameContentSequence[0].InStackPositionNumber for one in groups] == [1, 2]
    shared = result.ds.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    assert (shared.PixelSpacing, shared.SliceThickness) == ([0.5, 0.5], 2.5)
    assert result.output.endswith(content[-1024:])


def test_case_09_nested_referenced_uid() -> None:
    deep = item(ReferencedSOPClassUID=STORAGE + "2", ReferencedSOPInstanceUID="1.2.826.0.1.99")
    series = item(SeriesInstanceUID="1.2.826.0.1.98", ReferencedSOPSequence=items(deep))
    study = item(StudyInstanceUID="1.2.826.0.1.97", ReferencedSeriesSequence=items(series))
    result = clean_person(stored(ct(StudiesContainingOtherReferencedInstancesSequence=items(study))), "1.2.826.0.1")
    study = result.ds.StudiesContainingOtherReferencedInstancesSequence[0]
    series = study.ReferencedSeriesSequence[0]
    reference = series.ReferencedSOPSequence[0]
    assert reference.ReferencedSOPClassUID == STORAGE + "2"
    expected = clean(stored(ct(SOPInstanceUID="1.2.826.0.1.99", StudyInstanceUID="1.2.826.0.1.97"))).ds
    assert reference.ReferencedSOPInstanceUID == expected.SOPInstanceUID
    assert study.StudyInstanceUID == expected.StudyInstanceUID
    assert len({study.StudyInstanceUID, series.SeriesInstanceUID, reference.ReferencedSOPInstanceUID}) == 3
