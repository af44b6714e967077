"""The objects of the corpus that are no simple pictures: reports, contours, segmentations, presentations, documents."""

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    BasicTextSRStorage,
    ComprehensiveSRStorage,
    CTImageStorage,
    EncapsulatedPDFStorage,
    GrayscaleSoftcopyPresentationStateStorage,
    RTStructureSetStorage,
    SegmentationStorage,
)
from tests.corpus.drafts import Draft, code, item
from tests.corpus.header import describe

_SAID = "HAS OBS CONTEXT"


def _ct(draft: Draft, number: int = 0) -> str:
    """The UID of a CT slice of the same visit."""
    return draft.uid_of("instance", "CT", number)


def _reference(draft: Draft, number: int = 0) -> Dataset:
    return item(ReferencedSOPClassUID=CTImageStorage, ReferencedSOPInstanceUID=_ct(draft, number))


def _node(kind: str, name: tuple[str, str, str], relation: str = "CONTAINS", **values: object) -> Dataset:
    return item(RelationshipType=relation, ValueType=kind, ConceptNameCodeSequence=code(*name), **values)


def _sr_frame(draft: Draft, sop_class: str, title: tuple[str, str, str]) -> None:
    describe(draft, "SR", sop_class)
    ds, person = draft.ds, draft.person
    ds.ReferencedPerformedProcedureStepSequence = Sequence([])
    draft.put("CompletionFlag", "COMPLETE")
    draft.put("VerificationFlag", "VERIFIED")
    draft.put("ValueType", "CONTAINER")
    draft.put("ContinuityOfContent", "SEPARATE")
    ds.ConceptNameCodeSequence = code(*title)
    draft.keep(title[0], "ConceptNameCodeSequence", 0, "CodeValue")
    doctor = person.doctor.split("^")[0]
    ds.VerifyingObserverSequence = [
        item(VerifyingObserverName=person.doctor, VerifyingOrganization=person.hospital,
             VerificationDateTime=f"{draft.at:%Y%m%d%H%M%S}",
             VerifyingObserverIdentificationCodeSequence=code("8871Q", "99LOCAL", f"Dr {doctor}"))
    ]  # fmt: skip
    draft.gone(doctor, "VerifyingObserverSequence")
    draft.gone(person.hospital.split()[-1], "VerifyingObserverSequence")
    evidence = item(
        StudyInstanceUID=ds.StudyInstanceUID,
        ReferencedSeriesSequence=[
            item(SeriesInstanceUID=draft.uid_of("series", "CT"), ReferencedSOPSequence=[_reference(draft)])
        ],
    )
    ds.CurrentRequestedProcedureEvidenceSequence = [evidence]
    inside = ("CurrentRequestedProcedureEvidenceSequence", 0)
    draft.renewed(str(ds.StudyInstanceUID), *inside, "StudyInstanceUID")
    series = (*inside, "ReferencedSeriesSequence", 0)
    draft.renewed(draft.uid_of("series", "CT"), *series, "SeriesInstanceUID")
    draft.renewed(_ct(draft), *series, "ReferencedSOPSequence", 0, "ReferencedSOPInstanceUID")


def measurements(draft: Draft) -> None:
    """A measurement report after TID 1500, with observer, tracking, image reference and numbers."""
    _sr_frame(draft, ComprehensiveSRStorage, ("126000", "DCM", "Imaging Measurement Report"))
    person, at = draft.person, draft.at
    number = _node("NUM", ("410668003", "SCT", "Length"), MeasuredValueSequence=[
        item(NumericValue="42.5", MeasurementUnitsCodeSequence=code("mm", "UCUM", "millimeter"))
    ])  # fmt: skip
    number.ContentSequence = [
        _node(
            "IMAGE",
            ("121112", "DCM", "Source of Measurement"),
            "INFERRED FROM",
            ReferencedSOPSequence=[_reference(draft)],
        )
    ]
    group = _node("CONTAINER", ("125007", "DCM", "Measurement Group"), ContinuityOfContent="SEPARATE", ContentSequence=[
        _node("TEXT", ("112039", "DCM", "Tracking Identifier"), _SAID, TextValue=f"Lesion {person.plain_family} 1"),
        _node("UIDREF", ("112040", "DCM", "Tracking Unique Identifier"), _SAID, UID=draft.uid_of("tracking")),
        _node("CODE", ("121071", "DCM", "Finding"), ConceptCodeSequence=code("4147007", "SCT", "Mass")),
        number,
        _node("TEXT", ("121106", "DCM", "Comment"), TextValue=f"liver lesion of {person.family}, id {person.ids[0]}"),
    ])  # fmt: skip
    draft.ds.ContentSequence = [
        _node("CODE", ("121005", "DCM", "Observer Type"), _SAID, ConceptCodeSequence=code("121006", "DCM", "Person")),
        _node("PNAME", ("121008", "DCM", "Person Observer Name"), _SAID, PersonName=person.doctor),
        _node("TEXT", ("121029", "DCM", "Subject Name"), _SAID, TextValue=person.family),
        _node("DATE", ("111060", "DCM", "Study Date"), _SAID, Date=f"{at:%Y%m%d}"),
        _node("CONTAINER", ("126010", "DCM", "Imaging Measurements"), ContinuityOfContent="SEPARATE",
              ContentSequence=[group]),
    ]  # fmt: skip
    top = "ContentSequence"
    draft.gone(person.doctor.split("^")[0], top)
    draft.gone(person.family, top)
    draft.gone(person.plain_family, top)
    draft.gone(person.ids[0], top)
    draft.gone(f"{at:%Y%m%d}", top)
    inside = (top, "=126010", top, "=125007", top)
    draft.keep("42.5", *inside, "=410668003", "MeasuredValueSequence", 0, "NumericValue")
    draft.keep("mm", *inside, "=410668003", "MeasuredValueSequence", 0, "MeasurementUnitsCodeSequence", 0, "CodeValue")
    draft.keep("liver lesion", *inside, "=121106", "TextValue")
    draft.keep("4147007", *inside, "=121071", "ConceptCodeSequence", 0, "CodeValue")
    draft.renewed(draft.uid_of("tracking"), *inside, "=112040", "UID")
    source = (*inside, "=410668003", top, "=121112", "ReferencedSOPSequence", 0)
    draft.renewed(_ct(draft), *source, "ReferencedSOPInstanceUID")


def report(draft: Draft) -> None:
    """A plain text report: names in prose, a date, a person and a UID reference."""
    _sr_frame(draft, BasicTextSRStorage, ("18748-4", "LN", "Diagnostic Imaging Report"))
    person, at = draft.person, draft.at
    doctor = person.doctor.split("^")[0]
    prose = (
        f"{person.given} {person.family} (born {person.birth:%d.%m.%Y}, {draft.patient_id}) was seen by Dr {doctor}. "
        f"CT of the chest on {at:%d.%m.%Y}: no mass."
    )
    draft.ds.ContentSequence = [
        _node("PNAME", ("121008", "DCM", "Person Observer Name"), _SAID, PersonName=person.doctor),
        _node("UIDREF", ("121018", "DCM", "Procedure Study Instance UID"), _SAID, UID=draft.ds.StudyInstanceUID),
        _node("CONTAINER", ("121070", "DCM", "Findings"), ContinuityOfContent="SEPARATE", ContentSequence=[
            _node("TEXT", ("121071", "DCM", "Finding"), TextValue=prose)]),
        _node("CONTAINER", ("121076", "DCM", "Conclusions"), ContinuityOfContent="SEPARATE", ContentSequence=[
            _node("TEXT", ("121077", "DCM", "Conclusion"), TextValue=f"No change. {doctor}, {person.hospital}")]),
    ]  # fmt: skip
    place = "ContentSequence"
    for word in (person.given, person.family, f"{person.birth:%d.%m.%Y}", draft.patient_id, doctor, f"{at:%d.%m.%Y}",
                 person.hospital.split()[-1]):  # fmt: skip
        draft.gone(word, place)
    draft.keep("chest", place, "=121070", place, "=121071", "TextValue")
    draft.keep("no mass", place, "=121070", place, "=121071", "TextValue")


def contours(draft: Draft) -> None:
    """An RT structure set whose regions carry names, with contours that must stay."""
    describe(draft, "RTSTRUCT", RTStructureSetStorage)
    ds, person = draft.ds, draft.person
    frame, series = draft.uid_of("frame"), draft.uid_of("series", "CT")
    draft.put_gone("StructureSetLabel", person.plain_family)
    draft.filled("StructureSetLabel")
    draft.put_gone("StructureSetName", f"Plan {person.plain_family}", person.plain_family)
    draft.put_gone("StructureSetDescription", f"for {person.family}", person.family)
    draft.put_date("StructureSetDate", draft.at.date())
    draft.put("StructureSetTime", f"{draft.at:%H%M%S}")
    images = item(SeriesInstanceUID=series, ContourImageSequence=[_reference(draft)])
    study = item(ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1", ReferencedSOPInstanceUID=ds.StudyInstanceUID,
                 RTReferencedSeriesSequence=[images])  # fmt: skip
    ds.ReferencedFrameOfReferenceSequence = [item(FrameOfReferenceUID=frame, RTReferencedStudySequence=[study])]
    inside = ("ReferencedFrameOfReferenceSequence", 0)
    draft.renewed(frame, *inside, "FrameOfReferenceUID")
    deeper = (*inside, "RTReferencedStudySequence", 0, "RTReferencedSeriesSequence", 0)
    draft.renewed(series, *deeper, "SeriesInstanceUID")
    draft.renewed(_ct(draft), *deeper, "ContourImageSequence", 0, "ReferencedSOPInstanceUID")
    ds.StructureSetROISequence = [
        item(
            ROINumber=1,
            ReferencedFrameOfReferenceUID=frame,
            ROIName=f"GTV {person.plain_family}",
            ROIGenerationAlgorithm="",
        )
    ]
    draft.renewed(frame, "StructureSetROISequence", 0, "ReferencedFrameOfReferenceUID")
    draft.gone(person.plain_family, "StructureSetROISequence", 0, "ROIName")
    draft.keep("GTV", "StructureSetROISequence", 0, "ROIName")
    draft.keep("1", "StructureSetROISequence", 0, "ROINumber")
    points = ["10", "10", "0", "40", "10", "0", "40", "40", "0"]
    ring = item(ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=3, ContourData=points,
                ContourImageSequence=[_reference(draft)])  # fmt: skip
    ds.ROIContourSequence = [item(ReferencedROINumber=1, ROIDisplayColor=[255, 0, 0], ContourSequence=[ring])]
    draft.keep("\\".join(points), "ROIContourSequence", 0, "ContourSequence", 0, "ContourData")
    ds.RTROIObservationsSequence = [
        item(ObservationNumber=1, ReferencedROINumber=1, RTROIInterpretedType="GTV", ROIInterpreter=person.doctor)
    ]
    draft.gone(person.doctor.split("^")[0], "RTROIObservationsSequence", 0, "ROIInterpreter")


def segmentation(draft: Draft) -> None:
    """A binary segmentation of two frames, with comments and dates in its functional groups."""
    describe(draft, "SEG", SegmentationStorage)
    ds, person, at = draft.ds, draft.person, draft.at
    draft.put("ImageType", ["DERIVED", "PRIMARY"])
    draft.put("SegmentationType", "BINARY")
    ds.ContentLabel, ds.ContentDescription = person.plain_family[:16].upper(), f"liver of {person.family}"
    draft.gone(person.plain_family[:16], "ContentLabel")
    draft.filled("ContentLabel")
    draft.gone(person.family, "ContentDescription")
    draft.put_gone("ContentCreatorName", person.doctor, person.doctor.split("^")[0])
    segment = item(
        SegmentNumber=1, SegmentLabel=f"Liver {person.plain_family}", SegmentAlgorithmType="MANUAL",
        SegmentedPropertyCategoryCodeSequence=code("123037004", "SCT", "Anatomical Structure"),
        SegmentedPropertyTypeCodeSequence=code("10200004", "SCT", "Liver"),
    )  # fmt: skip
    ds.SegmentSequence = [segment]
    draft.gone(person.plain_family, "SegmentSequence", 0, "SegmentLabel")
    draft.keep("Liver", "SegmentSequence", 0, "SegmentLabel")
    draft.filled("SegmentSequence", 0, "SegmentLabel")
    draft.keep("10200004", "SegmentSequence", 0, "SegmentedPropertyTypeCodeSequence", 0, "CodeValue")
    draft.put_uid("FrameOfReferenceUID", draft.uid_of("frame"))
    ds.ReferencedSeriesSequence = [
        item(SeriesInstanceUID=draft.uid_of("series", "CT"), ReferencedInstanceSequence=[_reference(draft)])
    ]
    draft.renewed(
        _ct(draft), "ReferencedSeriesSequence", 0, "ReferencedInstanceSequence", 0, "ReferencedSOPInstanceUID"
    )
    ds.SharedFunctionalGroupsSequence = [
        item(PixelMeasuresSequence=[item(PixelSpacing=["2.5", "2.5"], SliceThickness="5")],
             PlaneOrientationSequence=[item(ImageOrientationPatient=["1", "0", "0", "0", "1", "0"])])
    ]  # fmt: skip
    ds.PerFrameFunctionalGroupsSequence = [_frame_group(draft, place) for place in range(2)]
    inside = ("PerFrameFunctionalGroupsSequence", 1, "FrameContentSequence", 0)
    draft.gone(person.family, *inside, "FrameComments")
    draft.moved(f"{at:%Y%m%d%H%M%S}", *inside, "FrameAcquisitionDateTime")
    position = ("PerFrameFunctionalGroupsSequence", 1, "PlanePositionSequence", 0, "ImagePositionPatient")
    draft.keep("-160\\-160\\5", *position)
    for word, value in {"Rows": 64, "Columns": 64, "BitsAllocated": 1, "BitsStored": 1, "HighBit": 0,
                        "SamplesPerPixel": 1, "PixelRepresentation": 0, "NumberOfFrames": 2}.items():  # fmt: skip
        draft.put(word, value)
    ds.PhotometricInterpretation, ds.LossyImageCompression, ds.InstanceNumber = "MONOCHROME2", "00", "1"
    mask = np.zeros((2, 64, 64), np.uint8)
    mask[:, 20:40, 20:44] = 1
    ds.PixelData = np.packbits(mask.ravel(), bitorder="little").tobytes()
    ds["PixelData"].VR = "OB"


def _frame_group(draft: Draft, place: int) -> Dataset:
    comment = item(
        FrameComments=f"frame for {draft.person.family}", FrameAcquisitionDateTime=f"{draft.at:%Y%m%d%H%M%S}",
        DimensionIndexValues=[1, place + 1],
    )  # fmt: skip
    return item(
        FrameContentSequence=[comment],
        PlanePositionSequence=[item(ImagePositionPatient=["-160", "-160", str(5 * place)])],
        SegmentIdentificationSequence=[item(ReferencedSegmentNumber=1)],
    )


def presentation(draft: Draft) -> None:
    """A presentation state with text drawn beside the picture."""
    describe(draft, "PR", GrayscaleSoftcopyPresentationStateStorage)
    ds, person = draft.ds, draft.person
    ds.ContentLabel = person.plain_family[:16].upper().replace("'", "").replace(" ", "")
    ds.ContentDescription = f"seen by {person.doctor.split('^')[0]}"
    draft.gone(person.doctor.split("^")[0], "ContentDescription")
    draft.gone(str(ds.ContentLabel), "ContentLabel")
    draft.filled("ContentLabel")
    draft.put_gone("ContentCreatorName", person.doctor, person.doctor.split("^")[0])
    draft.put_date("PresentationCreationDate", draft.at.date())
    draft.put("PresentationCreationTime", f"{draft.at:%H%M%S}")
    draft.put("PresentationLUTShape", "IDENTITY")
    ds.ReferencedSeriesSequence = [
        item(SeriesInstanceUID=draft.uid_of("series", "CT"), ReferencedImageSequence=[_reference(draft)])
    ]
    draft.renewed(draft.uid_of("series", "CT"), "ReferencedSeriesSequence", 0, "SeriesInstanceUID")
    draft.renewed(_ct(draft), "ReferencedSeriesSequence", 0, "ReferencedImageSequence", 0, "ReferencedSOPInstanceUID")
    words = item(UnformattedTextValue=f"{person.family} {person.ids[0]}", AnchorPoint=[20, 20],
                 AnchorPointVisibility="N", AnchorPointAnnotationUnits="PIXEL")  # fmt: skip
    ds.GraphicLayerSequence = [item(GraphicLayer="LAYER1", GraphicLayerOrder=1)]
    ds.GraphicAnnotationSequence = [item(GraphicLayer="LAYER1", TextObjectSequence=[words])]
    for word in (person.family, person.ids[0]):
        draft.gone(word, "GraphicAnnotationSequence")
    area = item(DisplayedAreaTopLeftHandCorner=[1, 1], DisplayedAreaBottomRightHandCorner=[128, 128],
                PresentationSizeMode="SCALE TO FIT", PresentationPixelAspectRatio=[1, 1])  # fmt: skip
    ds.DisplayedAreaSelectionSequence = [area]
    draft.keep("SCALE TO FIT", "DisplayedAreaSelectionSequence", 0, "PresentationSizeMode")


def document(draft: Draft) -> None:
    """An encapsulated PDF: no header rule can clean it, so setting it aside is the right answer."""
    describe(draft, "DOC", EncapsulatedPDFStorage)
    person = draft.person
    draft.held = ("encapsulated_document",)
    draft.put_gone("DocumentTitle", f"Report {person.family}", person.family)
    draft.ds.MIMETypeOfEncapsulatedDocument = "application/pdf"
    draft.ds.BurnedInAnnotation = "YES"
    page = f"%PDF-1.4\n1 0 obj<</Title({person.plain_family})>>endobj\ntrailer<</Info 1 0 R>>\n%%EOF\n".encode()
    draft.ds.EncapsulatedDocument = page + b"\n" * (len(page) % 2)
    draft.gone(person.plain_family, "EncapsulatedDocument")
