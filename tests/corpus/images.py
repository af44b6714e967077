"""The picture objects of the corpus: CT, MR, PET, ultrasound, mammography, projection X-ray, secondary capture."""

import numpy as np
from pydicom.uid import (
    ComputedRadiographyImageStorage,
    CTImageStorage,
    DigitalMammographyXRayImageStorageForPresentation,
    JPEGBaseline8Bit,
    MRImageStorage,
    PositronEmissionTomographyImageStorage,
    SecondaryCaptureImageStorage,
    UltrasoundImageStorage,
    UltrasoundMultiFrameImageStorage,
)
from tests.corpus.drafts import Draft, code, item
from tests.corpus.header import describe
from tests.corpus.pictures import phantom, sector, untouched, write_all

_SMALL = (128, 128)
_WHITE = (255, 255, 255)


def _rng(draft: Draft) -> np.random.Generator:
    return np.random.default_rng([draft.person.place, draft.visit, draft.number, *draft.kind.encode()])


def _born(draft: Draft) -> str:
    return f"{draft.person.birth:%d.%m.%Y}"


def _doctor(draft: Draft) -> str:
    return draft.person.doctor.split("^")[0]


def _pixels(
    draft: Draft, frames: np.ndarray, bits: int, *, signed: bool = False, photometric: str = "MONOCHROME2"
) -> None:
    """Set the pixel module; the samples wait in `draft.frames` until the file is encoded."""
    ds = draft.ds
    draft.frames = frames
    draft.put("SamplesPerPixel", 3 if frames.ndim == 4 else 1)
    ds.PhotometricInterpretation = photometric
    if frames.ndim == 4:
        ds.PlanarConfiguration = 0
    draft.put("Rows", frames.shape[1])
    draft.put("Columns", frames.shape[2])
    draft.put("BitsAllocated", 8 if bits == 8 else 16)
    draft.put("BitsStored", bits)
    draft.put("HighBit", bits - 1)
    draft.put("PixelRepresentation", int(signed))


def _plane(draft: Draft) -> None:
    """Image plane and frame of reference of a slice."""
    draft.put("ImageOrientationPatient", ["1", "0", "0", "0", "1", "0"])
    draft.put("ImagePositionPatient", ["-160", "-160", str(5 * draft.number)])
    draft.put("PixelSpacing", ["2.5", "2.5"])
    draft.put("SliceThickness", "5")
    draft.put("PatientPosition", "HFS")
    draft.put_uid("FrameOfReferenceUID", draft.uid_of("frame"))
    draft.ds.PositionReferenceIndicator = ""
    if draft.number:
        first = draft.uid_of("instance", draft.kind, 0)
        draft.ds.ReferencedImageSequence = [
            item(ReferencedSOPClassUID=draft.ds.SOPClassUID, ReferencedSOPInstanceUID=first)
        ]
        draft.renewed(first, "ReferencedImageSequence", 0, "ReferencedSOPInstanceUID")
        draft.keep(str(draft.ds.SOPClassUID), "ReferencedImageSequence", 0, "ReferencedSOPClassUID")


def ct(draft: Draft) -> None:
    """An axial CT slice; some are reformats with a name burned in."""
    describe(draft, "CT", CTImageStorage)
    _plane(draft)
    draft.put_date("AcquisitionDate", draft.at.date())
    draft.put("AcquisitionTime", f"{draft.at:%H%M%S}")
    draft.put("KVP", "120")
    draft.put("ExposureTime", "500")
    draft.put("XRayTubeCurrent", "210")
    draft.put("ConvolutionKernel", "B30f")
    draft.put("RescaleIntercept", "-1024")
    draft.put("RescaleSlope", "1")
    draft.put("AcquisitionNumber", "1")
    burned = draft.number == 4 and draft.visit == 1 and draft.person.place % 3 == 0
    draft.put("ImageType", ["DERIVED", "SECONDARY", "REFORMATTED"] if burned else ["ORIGINAL", "PRIMARY", "AXIAL"])
    shape = (192, 192) if burned else _SMALL
    _pixels(draft, phantom(shape, _rng(draft), 0, 1600, 20)[np.newaxis], 12)
    if burned:
        draft.ds.BurnedInAnnotation = "YES"
        write_all(draft, [draft.person.plain_family, draft.patient_id], 16, 4000, top=6)
        untouched(draft, (100, 20, 60, 140))
    else:
        untouched(draft)


def mr(draft: Draft) -> None:
    """An MR slice; Siemens ones with a b value in their private header."""
    describe(draft, "MR", MRImageStorage)
    _plane(draft)
    draft.put_date("AcquisitionDate", draft.at.date())
    draft.put("ImageType", ["ORIGINAL", "PRIMARY", "M", "ND"])
    draft.put("ScanningSequence", "SE")
    draft.put("SequenceVariant", "SK")
    draft.put("ScanOptions", "FS")
    draft.put("MRAcquisitionType", "2D")
    draft.put("RepetitionTime", "520")
    draft.put("EchoTime", "12")
    draft.put("EchoTrainLength", "1")
    draft.put("MagneticFieldStrength", "1.5")
    draft.put("FlipAngle", "90")
    if draft.ds.Manufacturer == "SIEMENS":
        block = draft.ds.private_block(0x0019, "SIEMENS MR HEADER", create=True)
        block.add_new(0x0C, "IS", "800")
        draft.keep("800", "0019100C")
    _pixels(draft, phantom(_SMALL, _rng(draft), 0, 900, 15)[np.newaxis], 12)
    untouched(draft)


def pt(draft: Draft) -> None:
    """A PET slice with all that SUV needs, vendor private elements included."""
    describe(draft, "PT", PositronEmissionTomographyImageStorage)
    _plane(draft)
    at = draft.at
    draft.put_date("AcquisitionDate", at.date())
    draft.put("AcquisitionTime", f"{at:%H%M%S}")
    draft.put("ImageType", ["ORIGINAL", "PRIMARY"])
    for word, value in {
        "Units": "BQML", "DecayCorrection": "START", "FrameReferenceTime": "1250.5", "ActualFrameDuration": "180000",
        "DecayFactor": "1.021", "RescaleIntercept": "0", "RescaleSlope": "0.7315",
        "SeriesType": ["WHOLE BODY", "IMAGE"],
        "CountsSource": "EMISSION", "NumberOfSlices": 40, "ImageIndex": draft.number + 1,
        "CorrectedImage": ["DECY", "ATTN"],
        "RandomsCorrectionMethod": "DLYD", "ReconstructionMethod": "OSEM",
    }.items():  # fmt: skip
        draft.put(word, value)
    start = f"{at:%Y%m%d}070215.000000"
    dose = item(
        RadiopharmaceuticalStartTime="070215", RadionuclideTotalDose="370000000", RadionuclideHalfLife="6586.2",
        RadiopharmaceuticalStartDateTime=start, Radiopharmaceutical="Fluorodeoxyglucose",
        RadionuclideCodeSequence=code("C-111A1", "SRT", "18F"),
    )  # fmt: skip
    draft.ds.RadiopharmaceuticalInformationSequence = [dose]
    inside = ("RadiopharmaceuticalInformationSequence", 0)
    for word in ("RadiopharmaceuticalStartTime", "RadionuclideTotalDose", "RadionuclideHalfLife"):
        draft.keep(str(dose[word].value), *inside, word)
    draft.keep("C-111A1", *inside, "RadionuclideCodeSequence", 0, "CodeValue")
    draft.moved(start, *inside, "RadiopharmaceuticalStartDateTime")
    _pet_private(draft)
    _pixels(draft, phantom(_SMALL, _rng(draft), 0, 20_000, 300)[np.newaxis], 16, signed=True)
    untouched(draft)


def _pet_private(draft: Draft) -> None:
    at = draft.at
    if draft.ds.Manufacturer == "Philips":
        block = draft.ds.private_block(0x7053, "Philips PET Private Group", create=True)
        block.add_new(0x00, "DS", "0.000641")
        block.add_new(0x09, "DS", "1.274")
        draft.keep("0.000641", "70531000")
        draft.keep("1.274", "70531009")
    elif draft.ds.Manufacturer == "GE MEDICAL SYSTEMS":
        block = draft.ds.private_block(0x0009, "GEMS_PETD_01", create=True)
        block.add_new(0x0D, "DT", f"{at:%Y%m%d%H%M%S}.00")
        block.add_new(0x38, "FL", 372.5)
        draft.moved(f"{at:%Y%m%d%H%M%S}.00", "0009100D")
        draft.keep("372.5", "00091038")


def us(draft: Draft) -> None:
    """An ultrasound picture or cine with a bar of text on top, in the colour models devices use."""
    cine = draft.number == 0
    describe(draft, "US", UltrasoundMultiFrameImageStorage if cine else UltrasoundImageStorage)
    draft.put("ImageType", ["ORIGINAL", "PRIMARY", "ABDOMINAL"])
    rng = _rng(draft)
    count = 3 if cine else 1
    fan = np.stack([sector((240, 320), rng) for _ in range(count)])
    if cine:
        draft.put("NumberOfFrames", count)
        draft.put("FrameTime", "40")
        draft.ds.FrameIncrementPointer = 0x00181063
    clean = draft.number % 4 == 3
    way = draft.person.place % 4
    if way == 3:
        _pixels(draft, fan, 8)
    else:
        mixed = way == 2 and draft.syntax != JPEGBaseline8Bit
        colour = np.repeat(fan[..., np.newaxis], 3, axis=-1)
        _pixels(draft, colour, 8, photometric="YBR_FULL" if mixed else "RGB")
    if clean:
        draft.ds.BurnedInAnnotation = "NO"
        untouched(draft)
        return
    ink: int | tuple[int, ...] = 255 if way == 3 else (_WHITE, (255, 255, 0), _WHITE)[way]
    day = f"{draft.at:%d.%m.%Y}"
    lines = [f"{draft.person.plain_family} {draft.person.sex}", f"{draft.patient_id} {day}", f"Dr {_doctor(draft)}"]
    write_all(draft, lines[: 2 if cine else 3], 13, ink, top=3)
    untouched(draft, (120, 110, 80, 100))


def mg(draft: Draft) -> None:
    """A digital mammogram, with or without a label."""
    describe(draft, "MG", DigitalMammographyXRayImageStorageForPresentation)
    draft.put("ImageType", ["DERIVED", "PRIMARY"])
    draft.put("ImageLaterality", "LR"[draft.number % 2])
    draft.put("BodyPartExamined", "BREAST")
    draft.put("ImagerPixelSpacing", ["0.4", "0.4"])
    draft.put("PresentationIntentType", "FOR PRESENTATION")
    draft.put("KVP", "28")
    draft.put("PixelIntensityRelationship", "LOG")
    draft.put("PixelIntensityRelationshipSign", 1)
    draft.ds.ViewCodeSequence = code("R-10242", "SRT", "cranio-caudal")
    draft.keep("R-10242", "ViewCodeSequence", 0, "CodeValue")
    picture = phantom((800, 600), _rng(draft), 0, 2600, 25)
    _pixels(draft, picture[np.newaxis], 12)
    if draft.number % 2:
        draft.ds.BurnedInAnnotation = "YES"
        write_all(
            draft, [draft.person.plain_family, f"ID {draft.patient_id}", _born(draft)], 22, 4095, top=20, left=330
        )
        untouched(draft, (300, 100, 300, 300))
    else:
        draft.ds.BurnedInAnnotation = "NO"
        untouched(draft)


def cr(draft: Draft) -> None:
    """A radiograph, some inverted (MONOCHROME1), half of them with a marker that names the patient."""
    describe(draft, "CR", ComputedRadiographyImageStorage)
    draft.put("ImageType", ["ORIGINAL", "PRIMARY"])
    draft.put("BodyPartExamined", "CHEST")
    draft.put("ViewPosition", "PA")
    draft.put("KVP", "125")
    draft.put("PixelSpacing", ["1.6", "1.6"])
    inverted = draft.person.place % 2 == 1
    picture = phantom((256, 256), _rng(draft), 500, 3200, 30)
    _pixels(draft, picture[np.newaxis], 12, photometric="MONOCHROME1" if inverted else "MONOCHROME2")
    if draft.number % 2:
        draft.ds.BurnedInAnnotation = "YES"
        lines = [draft.person.plain_family, f"{draft.at:%d.%m.%Y}", draft.patient_id]
        below = draft.person.place % 4 >= 2
        top, left = (185, 70) if below else (5, 6)
        write_all(draft, lines, 16, 0 if inverted else 4095, top, left)
        untouched(draft, (70 if below else 130, 70, 60, 100))
    else:
        untouched(draft)


def sc(draft: Draft) -> None:
    """A secondary capture: a dose page, a scanned note, or a plain picture without any text."""
    describe(draft, "OT", SecondaryCaptureImageStorage)
    draft.put(
        "ImageType", ["DERIVED", "SECONDARY"] if draft.number % 3 == 2 else ["DERIVED", "SECONDARY", "SCREEN SAVE"]
    )
    draft.put("ConversionType", "WSD")
    draft.put_date("DateOfSecondaryCapture", draft.at.date())
    rng = _rng(draft)
    if draft.number % 3 == 2:
        draft.ds.BurnedInAnnotation = "NO"
        _pixels(draft, phantom((200, 256), rng, 0, 220, 4)[np.newaxis], 8)
        untouched(draft)
        return
    page = draft.number % 3 == 0
    frames = np.full((1, 200, 256, 3), 0 if page else 250, np.int64)
    frames[0, 150:190, 20:230] = rng.integers(60, 110, (40, 210, 3))
    _pixels(draft, frames, 8, photometric="RGB")
    lines = [draft.person.plain_family, f"ID: {draft.patient_id}", _born(draft), f"Dr {_doctor(draft)}"]
    write_all(draft, lines if page else lines[:3], 15, _WHITE if page else (10, 10, 10), top=8)
    untouched(draft, (160, 40, 20, 150))
