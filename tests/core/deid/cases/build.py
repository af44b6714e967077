"""Files with planted identifiers, byte by byte where pydicom would be too polite, and a search that trusts nobody.

The search is written apart from the engine's own verdict on purpose: it knows nothing of rules, tags or limits.
"""

import base64
import contextlib
import copy
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import correct_ambiguous_vr, write_data_element
from pydicom.sequence import Sequence
from tests.hostile.dicom_files import EXPLICIT, preamble_and_meta

from centralis.core.deid import Cleaned, Context, PixelCleaner, Profile, deidentify
from centralis.core.dicom.faults import DicomCode, DicomFault

IMPLICIT = "1.2.840.10008.1.2"
STORAGE = "1.2.840.10008.5.1.4.1.1."
UNDEFINED = 0xFFFFFFFF
TRIAL = {
    "ClinicalTrialSponsorName": "Sponsor", "ClinicalTrialProtocolID": "ONC-1", "ClinicalTrialProtocolName": "First",
    "ClinicalTrialSiteID": "S-07", "ClinicalTrialSiteName": "Seven",
}  # fmt: skip
CONTEXT = Context(b"k" * 32, "SUBJ-0042", TRIAL)
SHIFT = Profile.from_json(
    {"options": ["clean_descriptors", "clean_structured_content", "clean_graphics"], "dates": "shift"}
)
#: Who `tests.hostile.dicom_files.ct` is about: none of it may be found in any output.
PERSON = ("Quistgaard", "Ottilie", "7741903", "19511224", "1951-12-24", "24.12.1951", "12/24/1951", "24/12/1951")
_CODECS = ("utf-8", "latin-1", "utf-16-le", "utf-16-be", "shift_jis", "gb18030", "iso2022_jp")
_LONG = (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
#: What endpoints are computed from: wherever the source has it, the output must have it unchanged.
QUANTITATIVE = (
    "Rows", "Columns", "NumberOfFrames", "SamplesPerPixel", "BitsAllocated", "BitsStored", "HighBit",
    "PixelRepresentation", "PixelSpacing", "ImagerPixelSpacing", "SliceThickness", "SpacingBetweenSlices",
    "ImagePositionPatient", "ImageOrientationPatient", "RescaleSlope", "RescaleIntercept", "RescaleType", "KVP",
    "ConvolutionKernel", "EchoTime", "RepetitionTime", "FlipAngle", "MagneticFieldStrength", "DiffusionBValue",
    "Units", "DecayCorrection", "FrameReferenceTime", "ActualFrameDuration", "InstanceNumber", "Modality",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One output: its bytes, the same read by pydicom, and what the engine said about it."""

    output: bytes
    ds: Dataset
    said: Cleaned


def clean(
    content: bytes, profile: Profile | None = None, context: Context = CONTEXT, pixels: PixelCleaner | None = None
) -> Result:
    """Clean one file; DicomFault passes through."""
    said = deidentify(content, profile or Profile(), context, pixels=pixels)
    output = said.header + bytes(said.tail)
    return Result(output, dcmread(io.BytesIO(output)), said)


def clean_person(content: bytes, *more: str, **how: Any) -> Result:
    """Clean one file and see that nothing of its person, nor any word given, is left; the marks tell the truth."""
    result = clean(content, **how)
    found = leaks(result.output, (*PERSON, *more))
    assert not found, f"left in the output: {found}"
    assert result.output[:132] == bytes(128) + b"DICM"
    assert result.ds.PatientName == result.ds.PatientID == "SUBJ-0042"
    assert result.ds.PatientIdentityRemoved == "YES"
    assert "113100" in {one.CodeValue for one in result.ds.DeidentificationMethodCodeSequence}
    kept_quantities(content, result.ds)
    return result


def held(content: bytes, *codes: DicomCode, **how: Any) -> None:
    """The file is quarantined with one of the codes, or cleaned with nothing of its person left."""
    try:
        output = clean(content, **how).output
    except DicomFault as fault:
        refused = fault
    else:
        found = leaks(output, PERSON)
        assert not found, f"left in the output: {found}"
        return
    assert refused.code in codes, refused.code
    assert len(refused.sentence) > 20
    assert leaks(refused.sentence.encode(), PERSON) == []


def kept_quantities(content: bytes, after: Dataset) -> None:
    """Every quantitative attribute of the source is in the output with the same value."""
    before = dcmread(io.BytesIO(content), force=True)
    for keyword in QUANTITATIVE:
        value = before.get(keyword)
        if value not in (None, ""):
            assert _number(after.get(keyword)) == _number(value), keyword


def _number(value: Any) -> Any:
    """A value that came as UN or as text, read as what it means."""
    value = value.decode("latin-1") if isinstance(value, bytes) else value
    if isinstance(value, str) and "\\" in value:
        value = value.split("\\")
    if isinstance(value, list | tuple) or type(value).__name__ == "MultiValue":
        return [_number(one) for one in value]
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value).strip()


# ---- the search ---------------------------------------------------------------------------------------------------


def leaks(output: bytes, words: Iterable[str]) -> list[str]:
    """Words found in any layer of a file, in any usual encoding and spelling."""
    texts = [layer.lower() for layer in _layers(output)]
    squashed = "\n".join(_squashed(text) for text in _texts(output))
    found = []
    for word in words:
        spelled = {form.encode(codec, "ignore").lower() for form in _forms(word) for codec in _CODECS}
        plain = _squashed(word)
        if any(one and one in text for one in spelled if len(one) > 2 for text in texts):
            found.append(word)
        elif len(plain) > 4 and (plain in squashed or plain[::-1] in squashed):
            found.append(f"{word} (spelled otherwise)")
    return found


def _forms(word: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", word)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {one for text in (word, plain, bare) for one in (text, text.lower(), text.upper(), text.title())}


def _squashed(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _texts(output: bytes) -> Iterator[str]:
    try:
        ds = dcmread(io.BytesIO(output), force=True)
        for element in ds.iterall():
            if element.VR in ("LO", "SH", "LT", "ST", "UT", "UC", "PN", "CS", "AE", "UR"):
                yield str(element.value)
    except Exception:  # not a data set: its bytes are searched all the same
        return


def _layers(output: bytes) -> Iterator[bytes]:
    yield output
    for start in (b"x\x01", b"x\x9c", b"x\xda", b"\x1f\x8b"):
        place = output.find(start)
        while place >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj(47).decompress(output[place:], 1 << 20)
            place = output.find(start, place + 1)
    place = output.find(b"PK\3\4")
    if place >= 0:
        with contextlib.suppress(zipfile.BadZipFile, zlib.error), zipfile.ZipFile(io.BytesIO(output[place:])) as packed:
            for name in packed.namelist():
                yield name.encode() + b"\n" + packed.read(name)
    for run in _BASE64.findall(output):
        yield base64.b64decode(run[: len(run) // 4 * 4])


# ---- building -----------------------------------------------------------------------------------------------------


def item(**values: object) -> Dataset:
    """An item of a sequence."""
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def items(*values: Dataset) -> Sequence:
    """A sequence of items."""
    return Sequence(values)


def code(value: str = "T-D3000", scheme: str = "SRT", meaning: str = "Chest") -> Dataset:
    """One coded concept."""
    return item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def element(tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    """One element in Explicit VR Little Endian, its value as given: no padding, any length claimed."""
    size = len(value) if length is None else length
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    return head + (struct.pack("<HI", 0, size) if vr in _LONG else struct.pack("<H", size)) + value


def bare(tag: int, value: bytes, length: int | None = None) -> bytes:
    """One element in Implicit VR Little Endian."""
    return struct.pack("<HHI", tag >> 16, tag & 0xFFFF, len(value) if length is None else length) + value


def item_of(*elements: bytes, length: int | None = None) -> bytes:
    """An item around encoded elements; an undefined length brings its delimiter."""
    content = b"".join(elements)
    end = bare(0xFFFEE00D, b"") if length == UNDEFINED else b""
    return bare(0xFFFEE000, content, length) + end


def encoded(ds: Dataset, explicit: bool = True) -> dict[int, bytes]:
    """Every element of a data set, encoded, by tag."""
    found = {}
    for one in correct_ambiguous_vr(copy.deepcopy(ds), True):
        out = DicomBytesIO()
        out.is_little_endian, out.is_implicit_VR = True, not explicit
        write_data_element(out, one)
        found[int(one.tag)] = out.getvalue()
    return found


def spliced(ds: Dataset, extra: Mapping[int, bytes], syntax: str = EXPLICIT, preamble: bool = True) -> bytes:
    """The data set as a file with raw elements put in at their tags, in place of what stood there."""
    all_of_them = {**encoded(ds, syntax != IMPLICIT), **extra}
    body = b"".join(all_of_them[tag] for tag in sorted(all_of_them))
    return (preamble_and_meta(syntax, str(ds.SOPClassUID)) if preamble else b"") + body
