"""Cases 10 to 16 of the reference: free text, dates and UIDs inside it, names in disguise, structured reports."""

import pytest
from tests.core.deid.cases.build import (
    IMPLICIT,
    STORAGE,
    UNDEFINED,
    bare,
    clean_person,
    code,
    element,
    item,
    item_of,
    items,
    spliced,
)
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context
from centralis.core.deid.identifiers import Identifiers


def test_case_10_name_in_descriptions() -> None:
    result = clean_person(
        stored(
            ct(
                StudyDescription="CT CHEST Quistgaard, Ottilie", SeriesDescription="AXIAL 5.0mm QUISTGAARD-O",
                ProtocolName="CHEST ROUTINE Ottilie", RequestedProcedureDescription="ottilie_quistgaard abdomen",
                PerformedProcedureStepDescription="CT Quistgaard^Ottilie pelvis",
            )
        ),
        "Quistgaard, Ottilie",
    )  # fmt: skip
    assert result.ds.StudyDescription == "CT CHEST"
    assert result.ds.SeriesDescription.startswith("AXIAL 5.0mm")
    assert result.ds.ProtocolName == "CHEST ROUTINE"
    assert "pelvis" in result.ds.PerformedProcedureStepDescription


@pytest.mark.parametrize(
    "spelled",
    ["Dr Quistgaard", "QUISTGAARD", "Quist-gaard", "draagtsiuQ", "O. Quistgaard", "Quistgaard-Ottilie", "MRN7741903",
     "pt 7741903", "id 0007741903", "7741903/24"],
)  # fmt: skip
def test_case_10_name_and_number_spelled_otherwise(spelled: str) -> None:
    result = clean_person(stored(ct(StudyDescription=f"CT chest {spelled} axial", SeriesDescription=spelled)))
    kept = result.ds.StudyDescription.split()
    assert [word for word in kept if word.isalpha() and (len(word) > 2 or word == "CT")] == ["CT", "chest", "axial"]


def test_case_10_a_name_that_is_a_word_of_imaging() -> None:
    """Whoever is called Chest or Head keeps no trace, even where the word means the organ."""
    content = stored(ct(PatientName="Lung^Axel", StudyDescription="CT LUNG Axel axial", SeriesDescription="lung"))
    result = clean_person(content, "Axel")
    assert "axel" not in result.output.lower().decode("latin-1")


def test_case_11_image_comments_with_name_id_and_birth_date() -> None:
    comments = "Quistgaard Ottilie, MRN-7741903, born 24.12.1951 (12/24/1951), contrast enhanced"
    result = clean_person(stored(ct(ImageComments=comments, PatientComments=comments, DerivationDescription=comments)))
    assert "contrast enhanced" in result.ds.ImageComments


@pytest.mark.parametrize(
    ("text", "word"),
    [("CT CHEST 2024-03-05", "2024-03"), ("MR BRAIN 05.03.24 FU", "05.03"), ("PET 20240305", "20240305"),
     ("CT 5 Mar 2024 CHEST", "2024"), ("CT March 5, 2024", "2024"), ("US 03/05/2024", "2024"),
     ("CT 24-Dec-1951", "1951"), ("CT 05MAR2024", "05mar2024")],
)  # fmt: skip
def test_case_12_date_in_a_descriptor(text: str, word: str) -> None:
    result = clean_person(stored(ct(StudyDescription=text, SeriesDescription=text, ImageComments=text)), word)
    assert result.ds.StudyDescription.split()[0] == text.split()[0]


def test_case_13_uid_inside_text() -> None:
    uid = "1.2.826.0.1.3680043.9.7741903.5"
    content = stored(ct(StudyDescription=f"CT chest {uid} axial", ImageComments=f"see {uid}", StudyInstanceUID=uid))
    result = clean_person(content, "3680043", "1.2.826")
    assert result.ds.StudyDescription == "CT chest axial"


def test_case_14_name_encoded_as_un() -> None:
    name, birth = b"Quistgaard^Ottilie", b"Zzmaiden^Ottilie"
    raw = {
        0x00100010: element(0x00100010, b"UN", name),
        0x00101005: element(0x00101005, b"UN", birth),
        0x00100020: element(0x00100020, b"UN", b"MRN-7741903 "),
        0x00081030: element(0x00081030, b"UN", b"CT CHEST Quistgaard Zzmaiden"),
    }
    clean_person(spliced(ct(), raw), "Zzmaiden")


def test_case_15_un_of_undefined_length_holding_an_implicit_sequence() -> None:
    nested = item_of(bare(0x00100010, b"Quistgaard^Ottilie"), bare(0x0040A123, b"Quistgaard"), length=UNDEFINED)
    step = item_of(
        bare(0x00400007, b"CHEST Quistgaard"), bare(0x00400275, nested + bare(0xFFFEE0DD, b""), UNDEFINED),
        length=UNDEFINED,
    )  # fmt: skip
    whole = step + bare(0xFFFEE0DD, b"")
    for tag in (0x00400275, 0x00081140, 0x00189999, 0x00091010):
        clean_person(spliced(ct(), {tag: element(tag, b"UN", whole, UNDEFINED)}))
        clean_person(spliced(ct(), {tag: bare(tag, whole, UNDEFINED)}, IMPLICIT))
        clean_person(spliced(ct(), {tag: element(tag, b"UN", whole)}))


def text_item(kind: str, meaning: str, **values: object) -> object:
    concept = code("121071", "DCM", meaning)
    return item(RelationshipType="CONTAINS", ValueType=kind, ConceptNameCodeSequence=items(concept), **values)


def report() -> bytes:
    ds = ct(SOPClassUID=STORAGE + "88.33", Modality="SR")
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
                    "SamplesPerPixel", "PhotometricInterpretation"):  # fmt: skip
        delattr(ds, keyword)
    unit = item(CodeValue="mm", CodingSchemeDesignator="UCUM", CodeMeaning="millimeter")
    measured = item(NumericValue="17.5", MeasurementUnitsCodeSequence=items(unit))
    reference = item(ReferencedSOPClassUID=STORAGE + "2", ReferencedSOPInstanceUID="1.2.826.0.7741903")
    inner = text_item("TEXT", "Finding", TextValue="Nodule in Ottilie Quistgaard, seen 20240305, ID 7741903")
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    ds.ConceptNameCodeSequence = items(code("126000", "DCM", "Imaging Measurement Report"))
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "VERIFIED"
    ds.ContentDate, ds.ContentTime = "20240305", "101112"
    ds.VerifyingObserverSequence = items(
        item(VerifyingObserverName="Zzdoctor^A", VerifyingOrganization="ZZ-Hospital", VerificationDateTime="20240305")
    )
    ds.ContentSequence = items(
        text_item("PNAME", "Person Observer Name", PersonName="Zzdoctor^A"),
        text_item("PNAME", "Subject Name", PersonName="Quistgaard^Ottilie"),
        text_item("TEXT", "Comment", TextValue="Quistgaard, Ottilie (MRN-7741903) of ZZ-Hospital, 24.12.1951"),
        text_item("DATE", "Date of birth", Date="19511224"),
        text_item("DATETIME", "Procedure time", DateTime="20240305101112"),
        text_item("UIDREF", "Observer UID", UID="1.2.826.0.7741903.6"),
        text_item("NUM", "Long Axis", MeasuredValueSequence=items(measured)),
        text_item("IMAGE", "Source", ReferencedSOPSequence=items(reference)),
        text_item("CODE", "Finding Site", ConceptCodeSequence=items(code("39607008", "SCT", "Lung structure"))),
        text_item("CONTAINER", "Finding Group", ContinuityOfContent="SEPARATE", ContentSequence=items(inner)),
    )
    return stored(ds)


def test_case_16_structured_report_tree() -> None:
    result = clean_person(report(), "Zzdoctor", "ZZ-Hospital", "20240305", "1.2.826.0")
    tree = {one.ConceptNameCodeSequence[0].CodeMeaning: one for one in result.ds.ContentSequence}
    measured = tree["Long Axis"].MeasuredValueSequence[0]
    assert (measured.NumericValue, measured.MeasurementUnitsCodeSequence[0].CodeValue) == (17.5, "mm")
    assert tree["Finding Site"].ConceptCodeSequence[0].CodeMeaning == "Lung structure"
    assert tree["Source"].ReferencedSOPSequence[0].ReferencedSOPClassUID == STORAGE + "2"
    assert "113104" in {one.CodeValue for one in result.ds.DeidentificationMethodCodeSequence}


def test_case_16_identifiers_of_the_whole_exam_are_hunted_too() -> None:
    """What another file of the exam said about the patient is gone from a report that names her nowhere else."""
    known = Identifiers(names=frozenset(("zzmaiden^o",)), numbers=frozenset(("88412345",)))
    context = Context(b"k" * 32, "SUBJ-0042", known=known)
    content = report().replace(b"Nodule in Ottilie Quistgaard", b"Nodule in Zzmaiden  88412345")
    clean_person(content, "Zzmaiden", "88412345", context=context)
