"""The de-identification engine: new header bytes, old pixel bytes (PS3.15 Annex E).

One walk finds the elements, one pass copies what stays in runs and rewrites the rest, a second walk verifies the
result. Pixel data are passed through bit for bit as a slice of the source.
"""

from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from centralis.core.deid.cleaner import Cleaner
from centralis.core.deid.context import Context
from centralis.core.deid.identifiers import identifiers_of
from centralis.core.deid.kinds import check_kind, is_directory, is_enhanced
from centralis.core.deid.profile import Profile
from centralis.core.deid.rules import rules_for
from centralis.core.deid.verdict import Expected, check_output, check_stream, output_layout
from centralis.core.deid.written import written_elements
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Parsed, in_order, parse
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.frames import NATIVE
from centralis.core.dicom.limits import DEFAULT_LIMITS, Limits
from centralis.core.dicom.values import Values

IMPLEMENTATION_UID = "2.25.199532604711216836106219853106386130127"
IMPLEMENTATION_NAME = "CENTRALIS_1"
_LENGTH = Struct("<I")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned object: `header` followed by `tail` is the new file.

    header: zero preamble, file meta, and the data set up to the pixel data. tail: the pixel element, empty when there
    is none. tail_offset: where the tail starts in the source file, None when the source's own bytes could not be used
    (deflated, big endian). actions: elements by letter of PS3.15 (X Z D U C K). source, output: both laid open;
    `output.data` is the header alone, while its pixel element's offsets are those in the new file.
    """

    header: bytes
    tail: Buffer
    tail_offset: int | None
    actions: dict[str, int]
    source: Parsed
    output: Parsed


def deidentify(source: Buffer, profile: Profile, context: Context, limits: Limits = DEFAULT_LIMITS) -> Cleaned:
    """Clean one file under a profile and verify the result. Raises DicomFault when it must not be handed on."""
    parsed = parse(source, limits)
    if is_directory(parsed):
        raise DicomFault(DicomCode.DIRECTORY)
    values = Values(parsed.data, parsed.elements)
    sop_class = values.text(TAG["SOPClassUID"])
    if not sop_class or not values.text(TAG["SOPInstanceUID"]):
        raise DicomFault(DicomCode.NO_SOP_UID)
    check_kind(parsed, values, sop_class, profile)
    retain_uids = "retain_uids" in profile.options
    rules = rules_for(profile, is_enhanced(sop_class))
    identifiers = identifiers_of(values, retain_uids)
    patient = f"{values.text(TAG['PatientID'])}\n{values.text(TAG['IssuerOfPatientID'])}"
    said = values.text(TAG["LongitudinalTemporalInformationModified"]) or ""
    written = written_elements(profile, context, patient, said, parsed.explicit)
    cleaner = Cleaner(parsed, profile, context, rules, identifiers.words, context.shift_days(patient))
    body = parsed.elements[:-1] if parsed.pixel else parsed.elements
    chunks = cleaner.dataset(body, parsed.explicit, written)
    instance = values.raw(TAG["SOPInstanceUID"]).strip(b" \0")
    meta = _meta(sop_class, instance if retain_uids else cleaner.new_uids(instance), parsed.transfer_syntax)
    header = b"".join((meta, *chunks))
    start, end = (parsed.pixel[2], parsed.pixel[4]) if parsed.pixel else (0, 0)
    tail = memoryview(parsed.data)[start:end]
    output = output_layout(header, len(meta), parsed, tail)
    survivors = _present(parsed, frozenset(TAG[word] for word in profile.must_survive))
    safe_groups = frozenset(safe.group for safe in profile.safe_private)
    check_output(header, output, Expected(rules, identifiers, written, survivors, retain_uids, safe_groups))
    if parsed.transfer_syntax not in NATIVE:
        check_stream(tail, identifiers)
    if in_order(output.elements) is not output.elements:
        raise DicomFault(DicomCode.DAMAGED, "the cleaned header")
    return Cleaned(header, tail, start if parsed.data is source else None, cleaner.actions(), parsed, output)


def _present(parsed: Parsed, wanted: frozenset[int]) -> frozenset[int]:
    """Which of the wanted attributes the source holds a value of, at the top or in any item."""
    found: set[int] = set()
    waiting = [parsed.elements] if wanted else []
    while waiting:
        for tag, _, _, value, end, items in waiting.pop():
            if tag in wanted and end > value:
                found.add(tag)
            if items is not None:
                waiting.extend(items.datasets)
    return frozenset(found)


@lru_cache(maxsize=64)
def _meta_parts(sop_class: str, syntax: str) -> tuple[bytes, bytes]:
    version = element_bytes(0x00020001, b"OB", b"\0\1", True)
    before = version + element_bytes(0x00020002, b"UI", sop_class.encode("ascii"), True)
    after = (
        element_bytes(0x00020010, b"UI", syntax.encode("ascii"), True)
        + element_bytes(0x00020012, b"UI", IMPLEMENTATION_UID.encode(), True)
        + element_bytes(0x00020013, b"SH", IMPLEMENTATION_NAME.encode(), True)
    )
    return before, after


def _meta(sop_class: str, sop_instance: bytes, syntax: str) -> bytes:
    """A zero preamble and a file meta of our own: nothing of the source's is copied (PS3.10 7.1)."""
    before, after = _meta_parts(sop_class, syntax)
    body = before + element_bytes(0x00020003, b"UI", sop_instance, True) + after
    return b"\0" * 128 + b"DICM" + element_bytes(0x00020000, b"UL", _LENGTH.pack(len(body)), True) + body
