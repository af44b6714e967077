"""Named sets for a profile's `must_survive`: what an endpoint needs of the header, private elements included."""

from centralis.core.deid.safe_private import DIFFUSION, PERFUSION, SUV, SafePrivate

#: name: DICOM keywords that must survive where the source has them
SURVIVOR_SETS: dict[str, tuple[str, ...]] = {
    "suv": (
        "PatientWeight", "RadionuclideTotalDose", "RadionuclideHalfLife", "RadiopharmaceuticalStartTime", "SeriesTime",
        "AcquisitionTime", "SeriesDate", "AcquisitionDate", "Units", "DecayCorrection", "CorrectedImage",
        "RescaleSlope", "RescaleIntercept", "FrameReferenceTime", "ActualFrameDuration", "DecayFactor",
    ),
    "diffusion": (
        "DiffusionBValue", "DiffusionDirectionality", "DiffusionGradientOrientation", "ImageOrientationPatient",
        "ImagePositionPatient", "RescaleSlope", "RescaleIntercept",
    ),
    "perfusion": (
        "AcquisitionTime", "ContentTime", "TriggerTime", "EchoTime", "RepetitionTime", "FlipAngle",
        "TemporalPositionIdentifier", "NumberOfTemporalPositions", "TemporalResolution", "ContrastBolusVolume",
        "ContrastFlowRate", "RescaleSlope", "RescaleIntercept",
    ),
    "geometry": (
        "PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient", "SliceThickness", "SpacingBetweenSlices",
        "ImagerPixelSpacing", "FrameOfReferenceUID",
    ),
    "ct_quality": (
        "KVP", "ExposureTime", "XRayTubeCurrent", "ConvolutionKernel", "SliceThickness", "GantryDetectorTilt",
    ),
}  # fmt: skip
SURVIVOR_PRIVATE: dict[str, tuple[SafePrivate, ...]] = {"suv": SUV, "diffusion": DIFFUSION, "perfusion": PERFUSION}


def expanded(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Keywords of a `must_survive` list, its named sets spelled out."""
    found = [word for entry in entries for word in SURVIVOR_SETS.get(entry, (entry,))]
    return tuple(dict.fromkeys(found))


def private_of(entries: tuple[str, ...]) -> tuple[SafePrivate, ...]:
    """The private elements that the named sets of a list need."""
    return tuple(one for entry in entries for one in SURVIVOR_PRIVATE.get(entry, ()))
