"""The report and the key images of a read as DICOM files: Comprehensive 3D SR (TID 1500), Key Object Selection.

Every UID and time comes in with the plan, so that the same plan gives the same bytes. The header of patient and study
is that of the de-identified images (PS3.3 A.35.13, A.35.4). Raises ValueError where a plan can't be rendered.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from highdicom.ko import KeyObjectSelection, KeyObjectSelectionDocument
from highdicom.sr import (
    Comprehensive3DSR,
    DeviceObserverIdentifyingAttributes,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
)
from pydicom import Dataset, dcmwrite
from pydicom.sr.codedict import codes as published
from pydicom.uid import UID, Comprehensive3DSRStorage, SegmentationStorage

from centralis.core.deid.assembled import IMPLEMENTATION_NAME, IMPLEMENTATION_UID
from centralis.core.reading.report.groups import concept, make_group
from centralis.core.reading.report.segmentation import make_segmentation

Json = Mapping[str, Any]
_PRODUCT = "Centralis"
_SERIES = {"sr": 9001, "ko": 9002, "seg": 9003}
_EMPTY = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber",
    "StudyID", "ReferringPhysicianName",
)  # fmt: skip
_LENGTHS = {"StudyID": 16, "AccessionNumber": 16, "PatientID": 64}
_DATES = ("StudyDate", "PatientBirthDate")
_FORMS = {
    **{name: re.compile(r"\d{8}") for name in _DATES},
    "StudyTime": re.compile(r"([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?"),
    "PatientSex": re.compile("[MFO]"),
}
_KEPT = (
    "SpecificCharacterSet", "StudyDescription", "PatientIdentityRemoved", "DeidentificationMethod",
    "DeidentificationMethodCodeSequence", "LongitudinalTemporalInformationModified",
)  # fmt: skip


def render_report(plan: Json, header: Dataset) -> bytes:
    """The SR of a plan. `header`: any de-identified image of the exam, without pixels. That of a whole case has no
    `time_point`, and a `description` of its own."""
    groups = [
        make_group(_referred(plan, one), plan.get("time_point"), plan["observer"], _algorithm(plan))
        for one in plan["groups"]
    ]
    content = MeasurementReport(
        observation_context=ObservationContext(_person(plan), _device(plan)),
        procedure_reported=[concept(one) for one in plan["procedures"]],
        imaging_measurements=groups,
        title=published.cid7021.ImagingMeasurementReport,
    )
    report = Comprehensive3DSR(
        evidence=_evidence([*plan["evidence"], *_segmentations(plan)], header),
        content=content[0],
        series_instance_uid=plan["uids"]["sr_series"],
        series_number=_SERIES["sr"],
        sop_instance_uid=plan["uids"]["sr"],
        instance_number=1,
        is_complete=True,
        is_final=True,
        is_verified=True,
        verifying_observer_name=f"{plan['observer']}^",
        verifying_organization="Blinded independent central review",
        **_equipment(plan, plan.get("description") or f"Read by {plan['observer'].lower()}"),
    )
    report.VerifyingObserverSequence[0].VerificationDateTime = f"{_at(plan):%Y%m%d%H%M%S.%f}+0000"
    earlier = [_earlier(one) for one in plan.get("predecessors", ())]
    if earlier:
        report.PredecessorDocumentsSequence = earlier
    return _finish(report, plan)


def _earlier(one: Json) -> Dataset:
    """The report of a read that was given back, as the Predecessor Documents Sequence refers to it (PS3.3 C.17.2)."""
    document, series, study = Dataset(), Dataset(), Dataset()
    document.ReferencedSOPClassUID, document.ReferencedSOPInstanceUID = Comprehensive3DSRStorage, one["sop_uid"]
    series.SeriesInstanceUID, series.ReferencedSOPSequence = one["series_uid"], [document]
    study.StudyInstanceUID, study.ReferencedSeriesSequence = one["study_uid"], [series]
    return study


def render_key_images(plan: Json, header: Dataset) -> list[bytes]:
    """A Key Object Selection for each study that has marked images; none without marks."""
    made = []
    for place, study in enumerate(plan["key_images"]):
        evidence = _evidence(study["images"], header)
        content = KeyObjectSelection(
            document_title=published.DCM.OfInterest,
            referenced_objects=evidence,
            observer_person_context=_person(plan),
            observer_device_context=_device(plan),
            description=study["description"],
        )
        _name_frames(content, study["images"])
        document = KeyObjectSelectionDocument(
            evidence=evidence,
            content=content,
            series_instance_uid=plan["uids"]["ko_series"][place],
            series_number=_SERIES["ko"],
            sop_instance_uid=plan["uids"]["ko"][place],
            instance_number=1,
            **_equipment(plan, f"Key images of {plan['observer'].lower()}"),
        )
        made.append(_finish(document, plan))
    return made


def render_segmentations(plan: Json, sources: Mapping[str, Dataset]) -> list[bytes]:
    """A Segmentation for each lesion that was outlined. `sources`: the images below, without pixels, by their UIDs."""
    for source in sources.values():
        for name in _EMPTY:
            setattr(source, name, _fitting(name, source.get(name)))
    made = []
    for place, segment in enumerate(plan.get("segments", ())):
        uids = {name: plan["uids"][f"seg{end}"][place] for name, end in _SEGMENT_UIDS}
        told = _equipment(plan, f"Outline of {segment['lesion']} by {plan['observer'].lower()}")
        device = {name: told[name] for name in _DEVICE} | {"series_description": told["series_description"]}
        equipment = {"device": device, "series_number": _SERIES["seg"], "creator": f"{plan['observer']}^"}
        made.append(_finish(make_segmentation(segment, sources, uids, equipment), plan))
    return made


_SEGMENT_UIDS = (("object", ""), ("series", "_series"), ("dimension", "_dimension"))
_DEVICE = ("manufacturer", "manufacturer_model_name", "software_versions", "device_serial_number")


def _segmentations(plan: Json) -> list[Json]:
    """The segmentations of a plan as the report refers to them."""
    uids = plan["uids"]
    return [
        {
            "study_uid": one["place"]["study_uid"],
            "series_uid": uids["seg_series"][place],
            "sop_uid": uids["seg"][place],
            "sop_class_uid": SegmentationStorage,
        }
        for place, one in enumerate(plan.get("segments", ()))
    ]


def _referred(plan: Json, group: Json) -> Json:
    """A group of a volume with the segmentation that it names by its place in the plan."""
    if "segment" not in group:
        return group
    source = plan["segments"][group["segment"]]["place"]["series_uid"]
    return {**group, "segment": {"sop_uid": plan["uids"]["seg"][group["segment"]], "source_series": source}}


def _name_frames(content: KeyObjectSelection, images: Sequence[Json]) -> None:
    """Say which frames of a multi-frame image are meant (PS3.3 C.17.6.2: Referenced Frame Number)."""
    frames = {one["sop_uid"]: one["frames"] for one in images if one["frames"]}
    for item in content[0].ContentSequence:
        for reference in item.get("ReferencedSOPSequence", ()):
            if reference.ReferencedSOPInstanceUID in frames:
                reference.ReferencedFrameNumber = frames[reference.ReferencedSOPInstanceUID]


def _equipment(plan: Json, description: str) -> dict[str, Any]:
    return {
        "manufacturer": _PRODUCT,
        "manufacturer_model_name": _PRODUCT,
        "software_versions": plan["software"],
        "device_serial_number": IMPLEMENTATION_NAME,
        "series_description": description,
        "content_date": f"{_at(plan):%Y%m%d}",
        "content_time": f"{_at(plan):%H%M%S.%f}",
        "specific_character_set": "ISO_IR 192",
    }


def _algorithm(plan: Json) -> tuple[str, str]:
    return _PRODUCT, str(plan["software"]).removeprefix(f"{_PRODUCT} ")


def _at(plan: Json) -> datetime:
    return datetime.fromisoformat(plan["signed_at"])


def _person(plan: Json) -> ObserverContext:
    """The blinded reader, by number alone (TID 1003)."""
    return ObserverContext(
        observer_type=published.DCM.Person,
        observer_identifying_attributes=PersonObserverIdentifyingAttributes(name=f"{plan['observer']}^"),
    )


def _device(plan: Json) -> ObserverContext:
    return ObserverContext(
        observer_type=published.DCM.Device,
        observer_identifying_attributes=DeviceObserverIdentifyingAttributes(
            uid=IMPLEMENTATION_UID, name=plan["software"], manufacturer_name=_PRODUCT, model_name=_PRODUCT
        ),
    )


def _evidence(images: Sequence[Json], header: Dataset) -> list[Dataset]:
    """The referenced images as data sets that hold what a reference and the header of patient and study need."""
    found = []
    for one in images:
        image = Dataset()
        for name in _EMPTY:
            setattr(image, name, _fitting(name, header.get(name)))
        for name in _KEPT:
            if name in header:
                image[name] = header[name]
        image.StudyInstanceUID, image.SeriesInstanceUID = one["study_uid"], one["series_uid"]
        image.SOPInstanceUID, image.SOPClassUID = one["sop_uid"], one["sop_class_uid"]
        image.Rows = image.Columns = 1  # never written; a reference to pixels is an IMAGE, not a COMPOSITE
        found.append(image)
    return found


def _fitting(name: str, value: Any) -> Any:
    """A value of the header as the new object may hold it: stored images bear what PS3.5 6.2 forbids here."""
    if not value:
        return ""
    text = str(value)
    if name in _LENGTHS:
        return text[: _LENGTHS[name]]
    if name in _FORMS and not _FORMS[name].fullmatch(text):
        return ""
    return "" if name in _DATES and not _is_date(text) else value


def _is_date(text: str) -> bool:
    try:
        return bool(date(int(text[:4]), int(text[4:6]), int(text[6:])))
    except ValueError:
        return False


def _finish(made: Dataset, plan: Json) -> bytes:
    """Set what the library takes from the clock or from itself, add the trial's context, write the file."""
    trial = plan["trial"]
    made.SpecificCharacterSet = "ISO_IR 192"
    made.ContentDate, made.ContentTime = f"{_at(plan):%Y%m%d}", f"{_at(plan):%H%M%S.%f}"
    made.InstanceCreationDate, made.InstanceCreationTime = made.ContentDate, made.ContentTime
    made.TimezoneOffsetFromUTC = "+0000"
    made.pop("ContributingEquipmentSequence", None)  # names a library and the time it ran
    made.ClinicalTrialSponsorName = trial["sponsor"]
    made.ClinicalTrialProtocolID = trial["protocol"]
    made.ClinicalTrialProtocolName = trial["title"]
    made.ClinicalTrialSiteID, made.ClinicalTrialSiteName = trial["site"], ""
    made.ClinicalTrialSubjectID = trial["subject"]
    if plan.get("time_point"):
        made.ClinicalTrialTimePointID = plan["time_point"]["visit"]
    made.file_meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    made.file_meta.ImplementationVersionName = IMPLEMENTATION_NAME
    target = BytesIO()
    dcmwrite(target, made, enforce_file_format=True)
    return target.getvalue()
