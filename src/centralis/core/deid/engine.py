"""The de-identification engine: new header bytes, old pixel bytes (PS3.15 Annex E).

One walk finds the elements, one pass copies what stays in runs and rewrites the rest, a second walk verifies the
result. Pixel data are passed through bit for bit as a slice of the source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from centralis.core.deid.assembled import file_meta, output_layout
from centralis.core.deid.cleaner import Cleaner
from centralis.core.deid.context import Context
from centralis.core.deid.hunt import hunt_for
from centralis.core.deid.identifiers import Identifiers, identifiers_of
from centralis.core.deid.kinds import handling_of, is_directory
from centralis.core.deid.pixel_step import PixelCleaner
from centralis.core.deid.profile import Dates, Done, Profile
from centralis.core.deid.replace import dummy, new_uids
from centralis.core.deid.rules import CLEANABLE, DUMMY, EMPTY, KEEP, REMOVE, TEXT, Rule, rules_for
from centralis.core.deid.slow import read
from centralis.core.deid.verdict import Expected, IdentifierLeft, check_output, check_stream
from centralis.core.deid.written import About, written_elements
from centralis.core.dicom.dictionary import KEYWORD_BY_TAG
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Parsed, in_order
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.frames import NATIVE
from centralis.core.dicom.limits import DEFAULT_LIMITS, Limits
from centralis.core.dicom.uids import is_replaced
from centralis.core.dicom.values import Values

_DUMMY_DATES = frozenset((dummy(b"DA").decode("ascii"),))
_PATIENT_ID, _ISSUER, _INSTANCE = TAG["PatientID"], TAG["IssuerOfPatientID"], TAG["SOPInstanceUID"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned object: `header` followed by `tail` is the new file.

    header: zero preamble, file meta, and the data set up to the pixel data. tail: the pixel element, empty when there
    is none. tail_offset: where the tail starts in the source file, None when the source's own bytes could not be used
    (deflated, big endian, pixels cleaned). actions: elements by letter of PS3.15 (X Z D U C K). source, output: both
    laid open; `output.data` is the header alone, while its pixel element's offsets are those in the new file.
    pixels: the pixel cleaner's report, None when nothing had to change or none was given. survived: the keywords of
    the profile's `must_survive` that the source had a value of, all of them found again in the output.
    """

    header: bytes
    tail: Buffer
    tail_offset: int | None
    actions: dict[str, int]
    source: Parsed
    output: Parsed
    pixels: Mapping[str, Any] | None = None
    survived: tuple[str, ...] = ()


def deidentify(
    source: Buffer, profile: Profile, context: Context, limits: Limits = DEFAULT_LIMITS,
    pixels: PixelCleaner | None = None,
) -> Cleaned:  # fmt: skip
    """Clean one file under a profile and verify the result. Raises DicomFault when it must not be handed on.

    pixels: what removes burned-in text; without it objects that may carry any are held back (PS3.15 E.3.1).
    """
    parsed = read(source, limits)
    values = Values.of(parsed)
    sop_class = _sop_class(parsed, values)
    handling = handling_of(parsed, values, sop_class, profile, pixels is not None)
    identifiers = _hunted(identifiers_of(parsed, profile), context)
    redrawn = pixels.clean(parsed, values, identifiers, profile) if pixels and handling.pixels else None
    start, end = (parsed.pixel[2], parsed.pixel[4]) if parsed.pixel else (0, 0)
    tail = redrawn.tail if redrawn else memoryview(parsed.data)[start:end]
    syntax = redrawn.transfer_syntax if redrawn else parsed.transfer_syntax
    job = _Job(parsed, values, profile, context, identifiers, sop_class, syntax, tail, limits)
    done = Done(pixels=handling.pixels or parsed.pixel is None)
    written = {**job.written(done), **(redrawn.replaced if redrawn else {})}
    rules = rules_for(profile, sop_class)
    try:
        header, output, actions = _header(job, rules, written)
    except IdentifierLeft as left:
        if not left.tags:
            raise
        header, output, actions = _header(job, _stricter(rules, left.tags), written)
    if syntax not in NATIVE:
        check_stream(tail, identifiers)
    return Cleaned(
        header, tail, start if parsed.data is source and redrawn is None else None, actions, parsed, output,
        redrawn.report if redrawn else None, tuple(sorted(KEYWORD_BY_TAG[tag] for tag in job.survivors())),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Job:
    """One object on its way: what was found in it and what its new pixel element and transfer syntax will be."""

    parsed: Parsed
    values: Values
    profile: Profile
    context: Context
    identifiers: Identifiers
    sop_class: str
    syntax: str
    tail: Buffer
    limits: Limits

    @property
    def patient(self) -> str:
        """The source's patient identity: ID and issuer, one a line."""
        return f"{self.values.text(_PATIENT_ID)}\n{self.values.text(_ISSUER)}"

    def instance(self) -> bytes:
        """The SOP Instance UID as it will stand in the output."""
        stated = self.values.raw(_INSTANCE).strip(b" \0")
        return stated if "retain_uids" in self.profile.options else new_uids(stated, self.context.key)

    def days(self) -> int:
        """The date offset; none when the profile shifts none, or this key did so before, as the object's seal says."""
        if self.profile.dates is not Dates.SHIFT:
            return 0
        methods = self.values.texts(TAG["DeidentificationMethod"])
        sealed = methods and self.context.seal(self.values.raw(_INSTANCE).strip(b" \0")) in methods
        return 0 if sealed else self.context.shift_days(self.patient)

    def written(self, done: Done) -> dict[int, bytes]:
        """What the trial writes into the object."""
        said = self.values.text(TAG["LongitudinalTemporalInformationModified"]) or ""
        about = About(self.patient, said, self.instance(), self.profile.carried_out(done))
        return written_elements(self.profile, self.context, about, self.parsed.explicit)

    def survivors(self) -> frozenset[int]:
        """Which of the attributes that must survive the source holds."""
        return _present(self.parsed, frozenset(TAG[word] for word in self.profile.survivors()))


def _header(job: _Job, rules: dict[int, Rule], written: dict[int, bytes]) -> tuple[bytes, Parsed, dict[str, int]]:
    """The cleaned header, verified: its bytes, the output laid open, the actions. Raises DicomFault."""
    parsed, profile = job.parsed, job.profile
    cleaner = Cleaner(parsed, profile, job.context, rules, hunt_for(job.identifiers), job.days())
    meta = file_meta(job.sop_class, job.instance(), job.syntax)
    header = b"".join((meta, *cleaner.dataset(parsed.body, parsed.explicit, written)))
    output = output_layout(header, len(meta), parsed, job.tail, job.syntax, job.limits)
    retain_uids = "retain_uids" in profile.options
    expected = Expected(rules, job.identifiers, written, job.survivors(), retain_uids, cleaner.safe_groups)
    check_output(header, output, expected)
    if output.shape is None and in_order(output.elements) is not output.elements:
        raise DicomFault(DicomCode.DAMAGED, "the cleaned header")
    return header, output, cleaner.actions()


def _stricter(rules: dict[int, Rule], tags: frozenset[int]) -> dict[int, Rule]:
    """The rules for a second attempt: what the verdict found telling is cleaned as text, or goes."""
    changed = dict(rules)
    for tag in tags:
        operation, vr, _ = rules.get(tag, (REMOVE, b"", REMOVE))
        if tag >> 16 & 1:
            changed[tag] = (REMOVE, vr, REMOVE)
        elif operation == KEEP and vr in CLEANABLE:
            changed[tag] = (TEXT, vr, DUMMY)
        else:
            changed[tag] = (DUMMY if vr in CLEANABLE else EMPTY, vr, EMPTY)
    return changed


def _hunted(found: Identifiers, context: Context) -> Identifiers:
    """The file's identifiers and those of the whole exam, without UIDs that this very key has made and our dummies."""
    own = {uid for uid in found.uids if uid.startswith(b"2.25.") and is_replaced(uid.decode("latin-1"), context.key)}
    if own:
        found = replace(found, uids=found.uids - own)
    if context.known is not None:
        found = found | context.known
    return replace(found, dates=found.dates - _DUMMY_DATES) if found.dates & _DUMMY_DATES else found


def _sop_class(parsed: Parsed, values: Values) -> str:
    if is_directory(parsed):
        raise DicomFault(DicomCode.DIRECTORY)
    sop_class = values.text(TAG["SOPClassUID"])
    if not sop_class or not values.text(TAG["SOPInstanceUID"]):
        raise DicomFault(DicomCode.NO_SOP_UID)
    return sop_class


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
