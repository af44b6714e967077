"""What intake decides about files, as plain functions: whose they are, which are new, which go to quarantine."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from centralis.apps.intake.refusals import FileFault

ACCEPTED, DUPLICATE, QUARANTINED = "accepted", "duplicate", "quarantined"

#: Patient IDs that anonymising software writes: they tell nobody apart.
_EVERYBODY = frozenset({"", "0", "ANON", "ANONYMOUS", "ANONYMIZED", "ANONYMISED", "UNKNOWN", "NONE", "TEST", "PATIENT"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """One received file after the child process: cleaned and hashed, or with a fault. `source` is what the original
    said of subject, trial and visit, and `identifiers` whom it names (neither is ever stored); `place` and `clean` are
    paths of original and cleaned bytes. `cleaning`: the engine's account of what it did."""

    ordinal: int
    source_digest: str
    source_bytes: int
    place: str
    clean: str = ""
    digest: str = ""
    byte_count: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    frames: list[list[int]] | None = None
    code: str = ""
    sentence: str = ""
    name: str = ""
    identifiers: Mapping[str, list[str]] = field(default_factory=dict)
    cleaning: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Announced:
    """What the files should be: codes of trial, subject and visit, and the study of a STOW address (or empty).
    `confirmed`: a person vouches for whose they are, whatever the files say."""

    protocol: str
    subject: str
    visit: str
    other_subjects: frozenset[str] = frozenset()
    study_uid: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What was received before. `held`: SOP UID → digests of the object in the exam's current version, as sealed and as
    sent (empty when the upload replaces it). `elsewhere`: those of the upload's SOP UIDs that another exam of the trial
    holds."""

    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    own_marks: frozenset[str] = frozenset()
    foreign_marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: str
    code: str = ""
    sentence: str = ""


def patient_mark(key: bytes, site: str, patient_id: str | None) -> str:
    """Return a keyed digest that tells patients of one site apart, or nothing when the file names no patient."""
    plain = " ".join((patient_id or "").upper().split())
    if plain in _EVERYBODY:
        return ""
    return hmac.digest(key, f"mark:{site}:{plain}".encode("utf-8", "replace"), "sha256").hex()


def upload_key(about: str, source_digests: Iterable[str]) -> str:
    """Return what makes an upload the same upload: what it is about and the bytes that were sent, in any order."""
    return hashlib.sha256("\n".join([about, *sorted(source_digests)]).encode()).hexdigest()


def sort_out(
    files: Sequence[Prepared], marks: Mapping[int, str], announced: Announced, known: Known
) -> dict[int, Verdict]:
    """Decide every file of an upload, keyed by ordinal; the first of two equal objects is the one that counts."""
    verdicts: dict[int, Verdict] = {}
    for one in files:
        fault = _own_fault(one, marks[one.ordinal], announced, known)
        if fault is not None:
            verdicts[one.ordinal] = fault
    left = [one for one in files if one.ordinal not in verdicts]
    verdicts |= _patients(left, marks, announced, known)
    seen = dict(known.held)
    for one in files:
        if one.ordinal not in verdicts:
            verdicts[one.ordinal] = _copy(one, seen, known)
    return verdicts


def _refuse(fault: FileFault) -> Verdict:
    return Verdict(QUARANTINED, fault.code, str(fault.value))


def _own_fault(one: Prepared, mark: str, announced: Announced, known: Known) -> Verdict | None:
    """What is wrong with a file by itself."""
    if one.code:
        return Verdict(QUARANTINED, one.code, one.sentence)
    if announced.confirmed:
        return None
    said = {name: str(value).strip() for name, value in one.source.items() if value}
    if announced.study_uid and said.get("study_uid") != announced.study_uid:
        return _refuse(FileFault.OTHER_STUDY)
    if said.get("protocol_id", announced.protocol) != announced.protocol:
        return _refuse(FileFault.OTHER_TRIAL)
    if said.get("subject_id", announced.subject) != announced.subject:
        return _refuse(FileFault.OTHER_SUBJECT)
    if said.get("patient_id") in announced.other_subjects:
        return _refuse(FileFault.OTHER_SUBJECT)
    if said.get("time_point_id", announced.visit) != announced.visit:
        return _refuse(FileFault.OTHER_VISIT)
    if mark and mark in known.foreign_marks and mark not in known.own_marks:
        return _refuse(FileFault.OTHER_PATIENT)
    return None


def _patients(
    files: Sequence[Prepared], marks: Mapping[int, str], announced: Announced, known: Known
) -> dict[int, Verdict]:
    """Two patients in one upload: those who are surely the subject stay; when nobody is, nothing stays."""
    if announced.confirmed or len({marks[one.ordinal] for one in files} - {""}) < 2:
        return {}
    return {
        one.ordinal: _refuse(FileFault.TWO_PATIENTS)
        for one in files
        if not is_surely(one, marks[one.ordinal], announced, known.own_marks)
    }


def is_surely(one: Prepared, mark: str, announced: Announced, own_marks: frozenset[str]) -> bool:
    """Tell whether a file names the subject by code, or carries the patient of the subject's earlier images."""
    named = announced.subject in (one.source.get("subject_id"), one.source.get("patient_id"))
    return named or (bool(mark) and mark in own_marks)


def _copy(one: Prepared, seen: dict[str, tuple[str, str]], known: Known) -> Verdict:
    uid = str(one.facts["sop_instance_uid"])
    if uid in known.elsewhere:
        return _refuse(FileFault.ANOTHER_EXAM)
    if uid in seen:
        sealed, sent = seen[uid]
        # The same bytes as sent may be sealed otherwise: cleaned with more of its exam known, or its face removed.
        return Verdict(DUPLICATE) if one.digest == sealed or one.source_digest == sent else _refuse(FileFault.CONFLICT)
    seen[uid] = (one.digest, one.source_digest)
    return Verdict(ACCEPTED)


def manifest_object(one: Prepared) -> dict[str, Any]:
    """Return a file's line of the sealed manifest: digests, identifiers, frames, and every fact that is there."""
    facts = {name: value for name, value in one.facts.items() if value not in (None, [], ())}
    return {
        "digest": one.digest,
        "bytes": one.byte_count,
        "source_digest": one.source_digest,
        "study_uid": facts.get("study_uid", ""),
        "series_uid": facts.get("series_uid", ""),
        "sop_uid": facts["sop_instance_uid"],
        "sop_class_uid": facts["sop_class_uid"],
        "transfer_syntax": facts.get("transfer_syntax", ""),
        "frames": one.frames,
        "facts": facts,
        "cleaning": dict(one.cleaning),
    }


def sealed_text(content: Mapping[str, Any]) -> bytes:
    """Return the exact bytes of a manifest or a list of outcomes: one form for one content."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def is_simulated(objects: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether any object says of itself that it was computed, not scanned."""
    return any("SIMULATED" in one["facts"].get("image_type", ()) for one in objects)
