"""Cases 29 to 37 of the reference: identifiers in every other attribute and kind of object."""

import pytest
from tests.core.deid.cases.build import PERSON, STORAGE, clean_person, code, element, item, items, leaks, spliced
from tests.hostile.dicom_files import ct, stored

PIXELS = ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
          "SamplesPerPixel", "PhotometricInterpretation")  # fmt: skip


def of_class(end: str, modality: str, **values: object) -> object:
    """An object of another class about the same person, without pixels."""
    ds = ct(SOPClassUID=STORAGE + end, Modality=modality, **values)
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    for keyword in PIXELS:
        delattr(ds, keyword)
    return ds


def test_case_29_other_ids_and_names() -> None:
    other = item(PatientID="ZZOTHER-55", IssuerOfPatientID="ZZ-Hospital", TypeOfPatientID="TEXT")
    content = stored(
        ct(
            OtherPatientIDs=["ZZID-1", "ZZID-2"], OtherPatientNames="Zzalias^Ottilie", PatientBirthName="Zzmaiden^O",
            PatientMotherBirthName="Zzmother^M", OtherPatientIDsSequence=items(other), IssuerOfPatientID="ZZ-Hospital",
            MilitaryRank="Zzmajor", RegionOfResidence="Zzregion", CountryOfResidence="Zzland", EthnicGroup="Zzgroup",
            Occupation="Zzminister", PatientAddress="Zzstreet 5", PatientTelephoneNumbers="555-0199",
            PatientReligiousPreference="Zzfaith", ResponsiblePerson="Zzguardian^G", MedicalAlerts="Zzalert",
            AdditionalPatientHistory="Zzhistory of Zzalias ZZID-2", InsurancePlanIdentification="ZZPLAN-1",
            PatientInsurancePlanCodeSequence=items(code("ZZ1", "99ZZ", "Zzplan")), SmokingStatus="YES",
            PatientBirthTime="0730", PatientPrimaryLanguageCodeSequence=items(code("da", "RFC5646", "Danish")),
            SeriesDescription="AXIAL Zzalias ZZID-2",
        )
    )  # fmt: skip
    words = ("ZZOTHER", "ZZ-Hospital", "ZZID", "Zzalias", "Zzmaiden", "Zzmother", "Zzmajor", "Zzregion", "Zzland",
             "Zzgroup", "Zzminister", "Zzstreet", "555-0199", "Zzfaith", "Zzguardian", "Zzalert", "Zzhistory", "ZZPLAN",
             "Zzplan")  # fmt: skip
    assert clean_person(content, *words).ds.SeriesDescription == "AXIAL"


@pytest.mark.parametrize(
    ("charset", "name", "text", "words"),
    [
        ("ISO_IR 192", "Müller^Jürgen", "CT CHEST MÜLLER Juergen Muller", ("Müller", "Jürgen")),
        ("ISO_IR 100", "Ångström^Zoë", "CT CHEST ANGSTROM Zoe", ("Ångström", "Angstrom")),
        ("ISO_IR 144", "Люкceмбypг^Иван", "CT CHEST Люкceмбypг", ("Люкceмбypг", "Иван")),
        ("ISO_IR 192", "Wang^XiaoDong=王^小东=", "CT CHEST 王小东 xiaodong", ("XiaoDong", "王小东", "小东")),
        ("GB18030", "Wang^XiaoDong=王^小东=", "CT CHEST 小东", ("XiaoDong", "小东")),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう", "CT CHEST 山田太郎",
         ("Yamada", "Tarou", "山田", "太郎", "やまだ")),
    ],
)  # fmt: skip
def test_case_30_other_names_in_other_character_sets(
    charset: object, name: str, text: str, words: tuple[str, ...]
) -> None:
    ds = ct(SpecificCharacterSet=charset)
    ds.PatientName = ds.OtherPatientNames = name
    ds.StudyDescription, ds.ImageComments, ds.SeriesDescription = text, f"seen: {text}", text
    ds.ReferringPhysicianName = ds.NameOfPhysiciansReadingStudy = ds.PhysiciansOfRecord = name
    ds.RequestAttributesSequence = items(item(ScheduledProcedureStepDescription=text, RequestedProcedureID="ZZ9"))
    result = clean_person(stored(ds), *words)
    assert result.ds.StudyDescription == "CT CHEST"


def test_case_31_retired_comments() -> None:
    raw = {
        tag: element(tag, vr, b"Quistgaard Ottilie")
        for tag, vr in (
            (0x00084000, b"LT"), (0x00184000, b"LT"), (0x00204000, b"LT"), (0x00284000, b"LT"), (0x00324000, b"LT"),
            (0x00384000, b"LT"), (0x40000010, b"LT"), (0x40004000, b"LT"), (0x20300020, b"LO"), (0x40080300, b"ST"),
            (0x4008010B, b"ST"), (0x40080115, b"LT"), (0x00081070, b"PN"), (0x00321060, b"LO"),
        )
    }  # fmt: skip
    clean_person(spliced(ct(), raw))


def test_case_32_original_attributes() -> None:
    before = item(PatientID="7741903", PatientName="Quistgaard^Ottilie", PatientBirthDate="19511224")
    entry = item(
        ModifiedAttributesSequence=items(before), SourceOfPreviousValues="ZZ-Hospital", ModifyingSystem="ZZ-PACS",
        AttributeModificationDateTime="20240306", ReasonForTheAttributeModification="CORRECT",
    )  # fmt: skip
    clean_person(stored(ct(OriginalAttributesSequence=items(entry))), "ZZ-Hospital", "ZZ-PACS", "20240306")


def test_case_33_ids_in_study_id_serial_and_station() -> None:
    places = (
        "StudyID", "StationName", "DeviceSerialNumber", "DetectorID", "PlateID", "CassetteID", "GantryID", "DeviceID",
        "GeneratorID", "FillerOrderNumberImagingServiceRequest", "PlacerOrderNumberImagingServiceRequest",
        "PerformedProcedureStepID", "RequestedProcedureID", "ScheduledProcedureStepID", "AdmissionID",
        "ServiceEpisodeID", "PerformedStationName", "AccessionNumber",
    )  # fmt: skip
    clean_person(stored(ct(**dict.fromkeys(places, "7741903"))))


@pytest.mark.parametrize("tag", [0x00089999, 0x00100FFF, 0x00187777, 0x0020FFFE, 0x00280FFF, 0x7FDE0010, 0x88880000])
@pytest.mark.parametrize("vr", [b"LO", b"UN", b"OB", b"PN", b"US"])
def test_case_34_unknown_even_tag(tag: int, vr: bytes) -> None:
    result = clean_person(spliced(ct(), {tag: element(tag, vr, b"Quistgaard^Ottilie")}))
    assert tag not in result.ds


def test_case_35_presentation_state_text() -> None:
    text = item(
        UnformattedTextValue="Quistgaard Ottilie 24.12.1951", BoundingBoxAnnotationUnits="PIXEL",
        BoundingBoxTopLeftHandCorner=[1.0, 1.0], BoundingBoxBottomRightHandCorner=[9.0, 9.0],
        BoundingBoxTextHorizontalJustification="LEFT",
    )  # fmt: skip
    area = item(
        DisplayedAreaTopLeftHandCorner=[1, 1], DisplayedAreaBottomRightHandCorner=[16, 16],
        PresentationSizeMode="SCALE TO FIT", PresentationPixelAspectRatio=[1, 1],
    )  # fmt: skip
    image = item(ReferencedSOPClassUID=STORAGE + "2", ReferencedSOPInstanceUID="1.2.826.0.7741903")
    series = item(SeriesInstanceUID="1.2.826.0.5", ReferencedImageSequence=items(image))
    ds = of_class(
        "11.1", "PR", ContentLabel="QUISTGAARD", ContentDescription="about Ottilie",
        PresentationCreationDate="20240305", ContentCreatorName="Zzdoctor^A", PresentationCreationTime="101112",
        ReferencedSeriesSequence=items(series),
        GraphicAnnotationSequence=items(item(GraphicLayer="OTTILIE", TextObjectSequence=items(text))),
        GraphicLayerSequence=items(item(GraphicLayer="OTTILIE", GraphicLayerOrder=1, GraphicLayerDescription="Otti")),
        DisplayedAreaSelectionSequence=items(area), InstanceNumber=1,
    )  # fmt: skip
    result = clean_person(stored(ds), "Zzdoctor", "20240305", "1.2.826.0")
    shown = result.ds.DisplayedAreaSelectionSequence[0]
    assert shown.DisplayedAreaBottomRightHandCorner == [16, 16]
    reference = result.ds.ReferencedSeriesSequence[0].ReferencedImageSequence[0]
    assert reference.ReferencedSOPClassUID == STORAGE + "2"
    assert result.ds.ContentLabel  # Type 1


def test_case_36_structure_set_names_and_frame_of_reference() -> None:
    points = [0, 0, 5, 9, 0, 5, 0, 9, 5]
    contour = item(ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=3, ContourData=points)
    roi = item(
        ROINumber=1, ROIName="GTV Quistgaard", ROIDescription="by Zzdoctor for Ottilie",
        ROIGenerationAlgorithm="MANUAL", ReferencedFrameOfReferenceUID="1.2.826.0.7",
    )  # fmt: skip
    observed = item(
        ObservationNumber=1, ReferencedROINumber=1, ROIObservationLabel="QUISTGAARD", RTROIInterpretedType="GTV",
        ROIInterpreter="Zzdoctor^A",
    )  # fmt: skip
    ds = of_class(
        "481.3", "RTSTRUCT", StructureSetLabel="Quistgaard", StructureSetName="Ottilie", StructureSetDate="20240305",
        StructureSetDescription="MRN-7741903", StructureSetTime="101112", ApprovalStatus="APPROVED",
        ReviewerName="Zzdoctor^A", StructureSetROISequence=items(roi), RTROIObservationsSequence=items(observed),
        ReferencedFrameOfReferenceSequence=items(item(FrameOfReferenceUID="1.2.826.0.7")),
        ROIContourSequence=items(item(ReferencedROINumber=1, ContourSequence=items(contour))),
    )  # fmt: skip
    result = clean_person(stored(ds), "Zzdoctor", "1.2.826.0", "20240305")
    image = clean_person(stored(ct(FrameOfReferenceUID="1.2.826.0.7"))).ds
    cleaned = result.ds
    assert cleaned.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID == image.FrameOfReferenceUID
    assert cleaned.StructureSetROISequence[0].ReferencedFrameOfReferenceUID == image.FrameOfReferenceUID
    assert cleaned.StructureSetROISequence[0].ROIName == "GTV"
    assert cleaned.StructureSetROISequence[0].ROINumber == 1
    assert cleaned.ROIContourSequence[0].ContourSequence[0].ContourData == points
    assert cleaned.RTROIObservationsSequence[0].RTROIInterpretedType == "GTV"


def test_case_37_waveform_annotation() -> None:
    annotation = item(UnformattedTextValue="Quistgaard Ottilie, rate 62", AnnotationGroupNumber=1)
    channel = item(
        ChannelLabel="Ottilie", WaveformBitsStored=16, ChannelSourceSequence=items(code("2:1", "MDC", "Lead I")),
        ChannelSensitivity="1",
    )  # fmt: skip
    wave = item(
        WaveformOriginality="ORIGINAL", NumberOfWaveformChannels=1, NumberOfWaveformSamples=4, SamplingFrequency="500",
        MultiplexGroupLabel="Quistgaard", ChannelDefinitionSequence=items(channel), WaveformBitsAllocated=16,
        WaveformSampleInterpretation="SS",
    )  # fmt: skip
    wave.add_new(0x54001010, "OW", bytes(range(8)))
    ds = of_class(
        "9.1.1", "ECG", WaveformAnnotationSequence=items(annotation), WaveformSequence=items(wave),
        AcquisitionDateTime="20240305101112", AcquisitionContextSequence=items(),
    )  # fmt: skip
    result = clean_person(stored(ds), "20240305")
    kept = result.ds.WaveformSequence[0]
    assert (kept.WaveformData, kept.SamplingFrequency, kept.NumberOfWaveformSamples) == (bytes(range(8)), 500, 4)
    assert kept.ChannelDefinitionSequence[0].ChannelSourceSequence[0].CodeMeaning == "Lead I"
    assert leaks(result.output, PERSON) == []
