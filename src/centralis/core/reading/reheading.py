"""Images for a reader's eyes: a new DICOM data set built up from an allow-list, under opaque UIDs.

Only geometry, pixels and calibration pass (`NUMBERS`, `CODES`, `SEQUENCES`, `TABLES`, pixel data); nothing is removed
from the original, things are picked from it. Numbers are read and written anew, so that no text rides in them; codes
pass only when they are one of the words the standard defines; pixel data is cut to the length its description gives;
compressed frames lose their comments. Dates pass only when the read is not blinded to them. UIDs, instance and series
numbers, and the patient's identifier come from the caller. Requirement IMG-9; blinding leaks L01 to L12.

Not covered: text burned into the pixels, and what the anatomy shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.sequence import Sequence as DicomSequence
from pydicom.tag import Tag
from pydicom.uid import UID
from pydicom.valuerep import DSfloat

from centralis.core.reading.codestream import remove_comments
from centralis.core.reading.tokens import derive_token, derive_uid

NUMBERS = frozenset({
    "Rows", "Columns", "PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "PixelAspectRatio",
    "ImagePositionPatient", "ImageOrientationPatient", "SliceThickness", "SpacingBetweenSlices", "SliceLocation",
    "NumberOfFrames", "GridFrameOffsetVector", "InStackPositionNumber",
    "SamplesPerPixel", "PlanarConfiguration", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
    "PixelPaddingValue", "PixelPaddingRangeLimit", "SmallestImagePixelValue", "LargestImagePixelValue",
    "RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth",
    "RedPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor", "LUTDescriptor", "LossyImageCompressionRatio",
})  # fmt: skip
"""Attributes of numbers: geometry, the description of the pixels, calibration (PS3.3 C.7.6.1 to C.7.6.3, C.11)."""

CODES: dict[str, frozenset[str]] = {
    "Modality": frozenset({
        "CT", "MR", "PT", "NM", "US", "CR", "DX", "MG", "XA", "RF", "OP", "OPT", "SM", "ES", "GM", "XC", "OT",
    }),
    "PhotometricInterpretation": frozenset({
        "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_ICT",
        "YBR_RCT",
    }),
    "RescaleType": frozenset({"HU", "US", "OD", "Z_EFF", "ED", "EDW", "HU_MOD", "PCT", "MGML"}),
    "VOILUTFunction": frozenset({"LINEAR", "LINEAR_EXACT", "SIGMOID"}),
    "Units": frozenset({"CNTS", "NONE", "CM2", "PCNT", "CPS", "BQML", "GML", "PROPCNTS", "1CM", "UMOLML"}),
    "LossyImageCompression": frozenset({"00", "01"}),
    "PatientPosition": frozenset({"HFP", "HFS", "HFDR", "HFDL", "FFP", "FFS", "FFDR", "FFDL"}),
}  # fmt: skip
"""Attributes of codes and the words that may pass; any other word is left out."""

SEQUENCES = frozenset({
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "PixelMeasuresSequence",
    "PlanePositionSequence", "PlaneOrientationSequence", "PixelValueTransformationSequence", "FrameVOILUTSequence",
    "FrameContentSequence", "ModalityLUTSequence", "VOILUTSequence",
})  # fmt: skip
"""Sequences whose items are built up by the same lists."""

TABLES = frozenset({
    "RedPaletteColorLookupTableData", "GreenPaletteColorLookupTableData", "BluePaletteColorLookupTableData", "LUTData",
})  # fmt: skip
"""Look-up tables: numbers that pixel values are mapped by."""

DATES = frozenset({"StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"})
PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
IMAGE_CLASSES = "1.2.840.10008.5.1.4.1.1."
ALLOWED = NUMBERS | frozenset(CODES) | SEQUENCES | TABLES


@dataclass(frozen=True)
class Heading:
    """The names an image gets for one reader and task; none of them says anything about the original."""

    study_uid: str
    series_uid: str
    instance_uid: str
    frame_of_reference_uid: str
    patient_id: str
    series_number: int
    instance_number: int
    keep_dates: bool = False


def derive_heading(
    key: bytes, reader: str, task: str, source: Dataset, numbers: tuple[int, int], keep_dates: bool = False
) -> Heading:
    """Opaque names for one image. `numbers`: series and instance number, counted by the caller in the shown order."""

    def opaque(keyword: str) -> str:
        return derive_uid(key, reader, task, f"{keyword} {source.get(keyword, '')}")

    return Heading(
        study_uid=opaque("StudyInstanceUID"),
        series_uid=opaque("SeriesInstanceUID"),
        instance_uid=opaque("SOPInstanceUID"),
        frame_of_reference_uid=opaque("FrameOfReferenceUID") if "FrameOfReferenceUID" in source else "",
        patient_id=derive_token(key, reader, f"patient of {task}"),
        series_number=numbers[0],
        instance_number=numbers[1],
        keep_dates=keep_dates,
    )


def rehead(source: Dataset | bytes, heading: Heading) -> Dataset:
    """A new data set from the allow-list. Raises ValueError when the source is no image or cannot be cleaned."""
    original = pydicom.dcmread(BytesIO(source)) if isinstance(source, bytes) else source
    sop_class = str(original.get("SOPClassUID", ""))
    if not sop_class.startswith(IMAGE_CLASSES) or not UID(sop_class).is_valid or UID(sop_class).name == sop_class:
        raise ValueError("The object is not of an image class of the standard, so it is not shown to a reader.")
    if not any(keyword in original for keyword in PIXELS):
        raise ValueError("The object has no pixel data, so it is not shown to a reader.")
    built = pick_allowed(original)
    _name(built, sop_class, heading)
    if heading.keep_dates:
        for keyword in sorted(DATES):
            _pick_date(original, built, keyword)
    syntax = UID(str(original.file_meta.get("TransferSyntaxUID", "")))
    if syntax.name == str(syntax) or not syntax.is_transfer_syntax:
        raise ValueError("The transfer syntax is not one of the standard, so the object is not shown to a reader.")
    _pick_pixels(original, built, syntax)
    built.file_meta = FileMetaDataset()
    built.file_meta.MediaStorageSOPClassUID = UID(sop_class)
    built.file_meta.MediaStorageSOPInstanceUID = UID(heading.instance_uid)
    built.file_meta.TransferSyntaxUID = syntax
    return built


def pick_allowed(original: Dataset) -> Dataset:
    """A new data set of what the lists allow, without pixels and without any name."""
    built = Dataset()
    _pick(original, built)
    return built


def rehead_bytes(data: bytes, heading: Heading) -> bytes:
    """The same from bytes to bytes, as a DICOM file with an empty preamble; the same input gives the same bytes."""
    out = BytesIO()
    rehead(data, heading).save_as(out, enforce_file_format=True)
    return out.getvalue()


def _name(built: Dataset, sop_class: str, heading: Heading) -> None:
    """The identifying attributes a viewer needs, all of them the caller's, and the empty ones the standard asks for."""
    built.SOPClassUID = UID(sop_class)
    built.SOPInstanceUID = heading.instance_uid
    built.StudyInstanceUID = heading.study_uid
    built.SeriesInstanceUID = heading.series_uid
    if heading.frame_of_reference_uid:
        built.FrameOfReferenceUID = heading.frame_of_reference_uid
    built.PatientID = heading.patient_id
    built.SeriesNumber = heading.series_number
    built.InstanceNumber = heading.instance_number
    for keyword in ("PatientName", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber"):
        setattr(built, keyword, "")
    built.StudyID = ""
    built.ReferringPhysicianName = ""


def _pick(original: Dataset, built: Dataset) -> None:
    """Copy what the lists allow, each value written anew; the source is looked up by keyword, never walked."""
    for keyword in sorted(ALLOWED):
        if keyword not in original:
            continue
        value = original.get(keyword)
        if keyword in SEQUENCES:
            _pick_sequence(value, built, keyword)
        elif keyword in CODES:
            if isinstance(value, str) and value in CODES[keyword]:
                setattr(built, keyword, value)
        elif keyword in TABLES:
            _pick_table(original, built, keyword)
        else:
            numbers = _read_numbers(value)
            if numbers:
                setattr(built, keyword, numbers[0] if len(numbers) == 1 else numbers)


def _pick_sequence(value: object, built: Dataset, keyword: str) -> None:
    if not isinstance(value, DicomSequence):
        return
    items = []
    for item in value:
        inner = Dataset()
        _pick(item, inner)
        items.append(inner)
    setattr(built, keyword, DicomSequence(items))


def _pick_table(original: Dataset, built: Dataset, keyword: str) -> None:
    """A look-up table cut to the number of entries its descriptor gives (0 means 65536), two bytes an entry."""
    descriptor = original.get(keyword.replace("Data", "Descriptor"))
    value = original.get(keyword)
    if isinstance(descriptor, str | bytes) or not isinstance(descriptor, Iterable):
        return
    entries = next((int(entry) for entry in descriptor), 0) or 65536
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        value = b"".join((int(entry) & 0xFFFF).to_bytes(2, "little") for entry in value)
    if isinstance(value, bytes):
        built.add_new(Tag(keyword), "OW", value[: 2 * entries])


def _read_numbers(value: object) -> list[int | DSfloat]:
    """The numbers of a value, or none at all if one of them is not a number; text that came with them is lost."""
    many = isinstance(value, Iterable) and not isinstance(value, str | bytes)
    items = list(value) if many and isinstance(value, Iterable) else [value]
    numbers: list[int | DSfloat] = []
    for item in items:
        try:
            number = float(str(item))
        except ValueError:
            return []
        whole = isinstance(item, int) and not isinstance(item, float)
        numbers.append(int(item) if whole and isinstance(item, int) else DSfloat(number, auto_format=True))
    return numbers


def _pick_date(original: Dataset, built: Dataset, keyword: str) -> None:
    text = str(original.get(keyword, ""))
    if len(text) == 8 and text.isascii() and text.isdigit():
        setattr(built, keyword, text)


def _pick_pixels(original: Dataset, built: Dataset, syntax: UID) -> None:
    """Pixel data of exactly the length its description gives, or compressed frames without comments."""
    keyword = next(name for name in PIXELS if name in original)
    element = original[keyword]
    value: bytes = element.value
    frames = int(getattr(built, "NumberOfFrames", 1))
    if syntax.is_compressed and not syntax.is_deflated:
        cleaned = [remove_comments(frame) for frame in generate_frames(value, number_of_frames=frames)]
        built.add_new(Tag(keyword), "OB", encapsulate(cleaned))
        built[keyword].is_undefined_length = True
        return
    try:
        bits = built.Rows * built.Columns * built.SamplesPerPixel * built.BitsAllocated * frames
    except AttributeError as error:
        raise ValueError("The description of the pixels is not complete, so the object is not shown.") from error
    if built.get("PhotometricInterpretation") == "YBR_FULL_422":
        bits = bits * 2 // 3
    length = (bits + 7) // 8
    if len(value) < length:
        raise ValueError(f"The pixel data has {len(value)} bytes where {length} are described; it is not shown.")
    built.add_new(Tag(keyword), element.VR, value[:length] + b"\x00" * (length % 2))


def derive_instance_order(positions: Iterable[tuple[str, float]]) -> dict[str, int]:
    """Instance numbers from 1 in the order of positions along the slice normal (mm), so that none tells of a rescan.

    Takes (SOP instance UID, position) pairs; ties are told apart by UID.
    """
    ordered = sorted(positions, key=lambda one: (one[1], one[0]))
    if any(first[0] == second[0] for first, second in pairwise(sorted(ordered))):
        raise ValueError("An instance stands twice; each instance once.")
    return {uid: number for number, (uid, _) in enumerate(ordered, start=1)}
