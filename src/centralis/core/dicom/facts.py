"""What a single object says about itself: the facts that intake, checks and blinding work from, without the file."""

from dataclasses import dataclass, fields
from typing import Any

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.values import Values

_SHARED, _PER_FRAME = TAG["SharedFunctionalGroupsSequence"], TAG["PerFrameFunctionalGroupsSequence"]
_DRUG = TAG["RadiopharmaceuticalInformationSequence"]


@dataclass(frozen=True, slots=True)
class InstanceFacts:
    """Facts of one object as found in its header; None or empty where the header is silent.

    Positions and orientation are in the patient coordinate system (LPS, mm, PS3.3 C.7.6.2). Dates and times are DICOM
    text. `*_mm` millimetre, `*_ms` millisecond, `*_bq` becquerel, `*_kg` kilogram, `*_s` second, `*_t` tesla,
    `*_ma` milliampere, `*_mas` milliampere second.
    """

    sop_class_uid: str | None = None
    sop_instance_uid: str | None = None
    study_uid: str | None = None
    series_uid: str | None = None
    frame_of_reference_uid: str | None = None
    transfer_syntax: str | None = None
    modality: str | None = None
    image_type: tuple[str, ...] = ()
    burned_in: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    serial_number: str | None = None
    software_version: str | None = None
    body_part: str | None = None
    laterality: str | None = None
    patient_position: str | None = None
    study_date: str | None = None
    study_time: str | None = None
    series_date: str | None = None
    series_time: str | None = None
    acquisition_date: str | None = None
    acquisition_time: str | None = None
    content_time: str | None = None
    acquisition_datetime: str | None = None
    study_description: str | None = None
    series_description: str | None = None
    protocol_name: str | None = None
    series_number: int | None = None
    acquisition_number: int | None = None
    instance_number: int | None = None
    rows: int | None = None
    columns: int | None = None
    frames: int | None = None
    samples_per_pixel: int | None = None
    bits_allocated: int | None = None
    bits_stored: int | None = None
    photometric: str | None = None
    pixel_spacing_mm: tuple[float, ...] = ()
    slice_thickness_mm: float | None = None
    spacing_between_slices_mm: float | None = None
    position_mm: tuple[float, ...] = ()
    orientation: tuple[float, ...] = ()
    rescale_slope: float | None = None
    rescale_intercept: float | None = None
    rescale_type: str | None = None
    kvp: float | None = None
    tube_current_ma: float | None = None
    exposure_mas: float | None = None
    exposure_time_ms: float | None = None
    kernel: str | None = None
    scan_options: str | None = None
    contrast_agent: str | None = None
    contrast_route: str | None = None
    contrast_start_time: str | None = None
    contrast_volume_ml: float | None = None
    temporal_position: int | None = None
    trigger_time_ms: float | None = None
    tr_ms: float | None = None
    te_ms: float | None = None
    ti_ms: float | None = None
    flip_angle_deg: float | None = None
    field_strength_t: float | None = None
    sequence_name: str | None = None
    scanning_sequence: str | None = None
    sequence_variant: str | None = None
    acquisition_type: str | None = None
    diffusion_b_value: float | None = None
    weight_kg: float | None = None
    height_m: float | None = None
    radiopharmaceutical: str | None = None
    radionuclide: str | None = None
    dose_bq: float | None = None
    injection_start_time: str | None = None
    injection_start_datetime: str | None = None
    half_life_s: float | None = None
    decay_correction: str | None = None
    corrected_image: tuple[str, ...] = ()
    attenuation_correction: str | None = None
    reconstruction: str | None = None
    units: str | None = None
    frame_duration_ms: float | None = None
    patient_sex: str | None = None
    patient_age: str | None = None
    patient_id: str | None = None
    trial_subject_id: str | None = None
    trial_protocol_id: str | None = None
    trial_site_id: str | None = None
    trial_time_point_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain types only; every field present."""
        plain = {name: getattr(self, name) for name in _NAMES}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "InstanceFacts":
        """The inverse of to_json; fields unknown to this version are left out."""
        plain: dict[str, Any] = {name: value for name, value in stored.items() if name in _NAMES}
        for name, value in plain.items():
            plain[name] = tuple(value) if isinstance(value, list) else value
        return cls(**plain)


_NAMES = tuple(field.name for field in fields(InstanceFacts))
_TEXT = {
    "sop_class_uid": "SOPClassUID", "sop_instance_uid": "SOPInstanceUID", "study_uid": "StudyInstanceUID",
    "series_uid": "SeriesInstanceUID", "frame_of_reference_uid": "FrameOfReferenceUID", "modality": "Modality",
    "burned_in": "BurnedInAnnotation", "manufacturer": "Manufacturer", "model": "ManufacturerModelName",
    "serial_number": "DeviceSerialNumber", "software_version": "SoftwareVersions", "body_part": "BodyPartExamined",
    "laterality": "Laterality", "patient_position": "PatientPosition", "study_date": "StudyDate",
    "study_time": "StudyTime", "series_date": "SeriesDate", "series_time": "SeriesTime",
    "acquisition_date": "AcquisitionDate", "acquisition_time": "AcquisitionTime", "content_time": "ContentTime",
    "acquisition_datetime": "AcquisitionDateTime", "study_description": "StudyDescription",
    "series_description": "SeriesDescription", "protocol_name": "ProtocolName",
    "photometric": "PhotometricInterpretation", "rescale_type": "RescaleType", "kernel": "ConvolutionKernel",
    "scan_options": "ScanOptions", "contrast_agent": "ContrastBolusAgent", "contrast_route": "ContrastBolusRoute",
    "contrast_start_time": "ContrastBolusStartTime", "sequence_name": "SequenceName",
    "scanning_sequence": "ScanningSequence", "sequence_variant": "SequenceVariant",
    "acquisition_type": "MRAcquisitionType", "decay_correction": "DecayCorrection",
    "attenuation_correction": "AttenuationCorrectionMethod", "reconstruction": "ReconstructionMethod",
    "units": "Units", "patient_sex": "PatientSex", "patient_age": "PatientAge", "patient_id": "PatientID",
    "trial_subject_id": "ClinicalTrialSubjectID", "trial_protocol_id": "ClinicalTrialProtocolID",
    "trial_site_id": "ClinicalTrialSiteID", "trial_time_point_id": "ClinicalTrialTimePointID",
}  # fmt: skip
_INTEGER = {
    "series_number": "SeriesNumber", "acquisition_number": "AcquisitionNumber", "instance_number": "InstanceNumber",
    "rows": "Rows", "columns": "Columns", "frames": "NumberOfFrames", "samples_per_pixel": "SamplesPerPixel",
    "bits_allocated": "BitsAllocated", "bits_stored": "BitsStored", "temporal_position": "TemporalPositionIdentifier",
}  # fmt: skip
_NUMBER = {
    "slice_thickness_mm": "SliceThickness", "spacing_between_slices_mm": "SpacingBetweenSlices",
    "rescale_slope": "RescaleSlope", "rescale_intercept": "RescaleIntercept", "kvp": "KVP",
    "tube_current_ma": "XRayTubeCurrent", "exposure_mas": "Exposure", "exposure_time_ms": "ExposureTime",
    "contrast_volume_ml": "ContrastBolusVolume", "trigger_time_ms": "TriggerTime", "tr_ms": "RepetitionTime",
    "te_ms": "EchoTime", "ti_ms": "InversionTime", "flip_angle_deg": "FlipAngle",
    "field_strength_t": "MagneticFieldStrength", "diffusion_b_value": "DiffusionBValue", "weight_kg": "PatientWeight",
    "height_m": "PatientSize", "frame_duration_ms": "ActualFrameDuration",
}  # fmt: skip
_TEXT_TAGS = tuple((name, TAG[keyword]) for name, keyword in _TEXT.items())
_INTEGER_TAGS = tuple((name, TAG[keyword]) for name, keyword in _INTEGER.items())
_NUMBER_TAGS = tuple((name, TAG[keyword]) for name, keyword in _NUMBER.items())


def facts_of(parsed: Parsed) -> InstanceFacts:
    """Read the facts of a walked file. Enhanced objects give those of their shared groups and first frame."""
    values = Values(parsed.data, parsed.elements)
    found: dict[str, Any] = {name: values.text(tag) for name, tag in _TEXT_TAGS if tag in values}
    found |= {name: values.integer(tag) for name, tag in _INTEGER_TAGS if tag in values}
    found |= {name: values.number(tag) for name, tag in _NUMBER_TAGS if tag in values}
    found["transfer_syntax"] = parsed.transfer_syntax
    found["image_type"] = values.texts(TAG["ImageType"])
    found["corrected_image"] = values.texts(TAG["CorrectedImage"])
    found["pixel_spacing_mm"] = values.numbers(TAG["PixelSpacing"])[:2]
    found["position_mm"] = values.numbers(TAG["ImagePositionPatient"])[:3]
    found["orientation"] = values.numbers(TAG["ImageOrientationPatient"])[:6]
    if _DRUG in values:
        found |= _drug(values)
    if _SHARED in values or _PER_FRAME in values:
        found |= _functional_groups(values, found)
    return InstanceFacts(**found)


def _drug(values: Values) -> dict[str, Any]:
    """The tracer, from the first item of its sequence (PS3.3 C.8.9.2)."""
    item = values.first(_DRUG)
    if item is None:
        return {}
    nuclide = item.first(TAG["RadionuclideCodeSequence"])
    return {
        "radiopharmaceutical": item.text(TAG["Radiopharmaceutical"]),
        "radionuclide": nuclide.text(TAG["CodeMeaning"]) if nuclide else None,
        "dose_bq": item.number(TAG["RadionuclideTotalDose"]),
        "injection_start_time": item.text(TAG["RadiopharmaceuticalStartTime"]),
        "injection_start_datetime": item.text(TAG["RadiopharmaceuticalStartDateTime"]),
        "half_life_s": item.number(TAG["RadionuclideHalfLife"]),
    }


def _functional_groups(values: Values, found: dict[str, Any]) -> dict[str, Any]:
    """Geometry of an enhanced object (PS3.3 C.7.6.16), only where the top level is silent."""
    groups = [group for group in (values.first(_SHARED), values.first(_PER_FRAME)) if group]
    more: dict[str, Any] = {}
    for group in groups:
        measures = group.first(TAG["PixelMeasuresSequence"])
        plane = group.first(TAG["PlaneOrientationSequence"])
        position = group.first(TAG["PlanePositionSequence"])
        rescale = group.first(TAG["PixelValueTransformationSequence"])
        if measures:
            more["pixel_spacing_mm"] = measures.numbers(TAG["PixelSpacing"])[:2]
            more["slice_thickness_mm"] = measures.number(TAG["SliceThickness"])
            more["spacing_between_slices_mm"] = measures.number(TAG["SpacingBetweenSlices"])
        if plane:
            more["orientation"] = plane.numbers(TAG["ImageOrientationPatient"])[:6]
        if position:
            more["position_mm"] = position.numbers(TAG["ImagePositionPatient"])[:3]
        if rescale:
            more["rescale_slope"] = rescale.number(TAG["RescaleSlope"])
            more["rescale_intercept"] = rescale.number(TAG["RescaleIntercept"])
            more["rescale_type"] = rescale.text(TAG["RescaleType"])
    return {name: value for name, value in more.items() if not found.get(name)}
