"""One file from outside made ready for the store: parsed, cleaned, verified, hashed, written. Runs in a child process.

The work is asked for and answered in plain JSON types, see `prepare_file`. What arrives is never rewritten.
"""

import contextlib
import hashlib
import json
import mmap
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from centralis import __version__
from centralis.core.deid import Cleaned, Context, Profile, deidentify
from centralis.core.deid.identifiers import identifiers_of
from centralis.core.deid.slow import read
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Parsed
from centralis.core.dicom.facts import facts_of
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.frames import check_complete, frame_ranges
from centralis.core.dicom.limits import DEFAULT_LIMITS
from centralis.core.dicom.values import Values
from centralis.edge.reading import ReaderNeeded, pixel_cleaner

_IN_MEMORY_BYTES = 16 * 1024 * 1024
_FOUND = tuple(
    (name, TAG[keyword])
    for name, keyword in {
        "patient_id": "PatientID", "subject_id": "ClinicalTrialSubjectID", "protocol_id": "ClinicalTrialProtocolID",
        "site_id": "ClinicalTrialSiteID", "time_point_id": "ClinicalTrialTimePointID", "study_date": "StudyDate",
        "study_uid": "StudyInstanceUID", "series_uid": "SeriesInstanceUID", "sop_instance_uid": "SOPInstanceUID",
        "burned_in": "BurnedInAnnotation",
    }.items()
)  # fmt: skip


def prepare_many(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Prepare every job of `{"jobs": [...]}` in one round trip; the deadline of the pool is for all of them."""
    return [prepare_file(one) for one in job["jobs"]]


def prepare_file(job: dict[str, Any]) -> dict[str, Any]:
    """Clean one file.

    job: `source`, `destination` (paths; the destination is written without fsync and only when the outcome is
    cleaned), `profile` (as Profile.to_json), `key` (hexadecimal), `subject_code`, `trial` (keyword to text);
    `headers_only` true also takes images without their pixels; `caller_hashes` true leaves `sha256` None, for a caller
    that trusts only its own digest of what was written; `known` (as Identifiers.to_json) are identifiers of the rest
    of the exam, hunted too; `gather` true answers those of this file as `identifiers`, for a caller that knows the
    whole exam; `defer_reading` true answers the outcome `needs_reader` where the pixels must be read for text, for a
    caller that has children with more memory and time for that.
    Answer: `outcome` cleaned or quarantined, `code` and `reason` when quarantined, `source_sha256`, `source_bytes`,
    `sha256`, `bytes`, `facts` (of the cleaned object), `source` (what matching needs, as found before cleaning),
    `actions`, `frames` (offset and length in the new file, or None), `pixels` (what was done to them, or None),
    `survived`, `engine` (its version). Never raises on the file's content; a profile or
    context that cannot be carried out is the caller's fault and raises ProfileFault.
    """
    source = Path(job["source"])
    answer: dict[str, Any] = {
        "outcome": "quarantined", "code": None, "reason": None, "source_sha256": None, "source_bytes": 0,
        "sha256": None, "bytes": None, "facts": None, "source": {}, "actions": {}, "frames": None,
        "pixels": None, "survived": [], "engine": __version__, "identifiers": {},
    }  # fmt: skip
    profile = profile_of(job["profile"])
    context = Context.from_json(job)
    try:
        with _opened(source) as data:
            answer["source_bytes"] = len(data)
            answer["source_sha256"] = _sha256(data)
            try:
                cleaned = deidentify(data, profile, context, pixels=pixel_cleaner(bool(job.get("defer_reading"))))
            except DicomFault:
                if job.get("gather"):
                    answer["identifiers"] = _identifiers(data, profile)
                raise
            _prepare(cleaned, job, answer)
            if job.get("gather"):
                answer["identifiers"] = identifiers_of(cleaned.source, profile).to_json()
    except ReaderNeeded:
        answer["outcome"] = "needs_reader"
    except DicomFault as fault:
        answer["code"], answer["reason"] = fault.code.code, fault.sentence
    except OSError as fault:
        answer["code"], answer["reason"] = DicomCode.UNREADABLE.code, f"{DicomCode.UNREADABLE.value} ({fault.strerror})"
    except (MemoryError, RecursionError):
        raise
    except Exception as fault:  # a strange file must end in quarantine, whatever it made the parser throw
        answer["code"] = DicomCode.DAMAGED.code
        answer["reason"] = f"{DicomCode.DAMAGED.value} ({type(fault).__name__})"
    return answer


def _prepare(cleaned: Cleaned, job: dict[str, Any], answer: dict[str, Any]) -> None:
    if not job.get("headers_only"):
        check_complete(cleaned.source)
    answer["source"] = found_in(cleaned.source)
    answer["facts"] = facts_of(cleaned.output).to_json()
    answer["actions"] = cleaned.actions
    answer["pixels"] = None if cleaned.pixels is None else dict(cleaned.pixels)
    answer["survived"] = list(cleaned.survived)
    answer["frames"] = frames_of(cleaned)
    answer["bytes"] = _write(cleaned, Path(job["destination"]))
    if not job.get("caller_hashes"):
        digest = hashlib.sha256(cleaned.header)
        digest.update(cleaned.tail)
        answer["sha256"] = digest.hexdigest()
    answer["outcome"] = "cleaned"


def _identifiers(data: Buffer, profile: Profile) -> dict[str, list[str]]:
    """What a file that was held back names all the same; nothing when its elements can't be told apart."""
    with contextlib.suppress(DicomFault):
        return identifiers_of(read(data, DEFAULT_LIMITS), profile).to_json()
    return {}


def frames_of(cleaned: Cleaned) -> list[list[int]] | None:
    """Frame ranges in the new file: those of the source moved by how far the pixel element moved."""
    before, after = cleaned.source.pixel, cleaned.output.pixel
    ranges = frame_ranges(cleaned.source)
    if ranges is None or before is None or after is None:
        return None
    return [[offset + after[2] - before[2], length] for offset, length in ranges]


def found_in(parsed: Parsed) -> dict[str, Any]:
    """What the source says about subject, trial and dates: for matching at intake, never stored with the image."""
    values = Values(parsed.data, parsed.elements)
    return {name: values.text(tag) for name, tag in _FOUND}


def profile_of(stored: dict[str, Any]) -> Profile:
    """The profile of a job; the same one is read once in a child's life."""
    return _profile(json.dumps(stored, sort_keys=True))


@lru_cache(maxsize=16)
def _profile(text: str) -> Profile:
    return Profile.from_json(json.loads(text))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Buffer]:
    """A small file as bytes, a large one mapped. Raises DicomFault on one that is empty or over the limit."""
    size = path.stat().st_size
    if not size:
        raise DicomFault(DicomCode.EMPTY)
    if size > DEFAULT_LIMITS.file_bytes:
        raise DicomFault(DicomCode.TOO_LARGE)
    if size <= _IN_MEMORY_BYTES:
        yield path.read_bytes()
        return
    with path.open("rb") as stream:
        # Closed by the garbage collector: slices of it may outlive this block in an answer's traceback.
        yield memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))


def _sha256(data: Buffer) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(cleaned: Cleaned, destination: Path) -> int:
    """Write header and tail as one file; returns its size."""
    pieces = [memoryview(cleaned.header), memoryview(cleaned.tail)]
    size = sum(len(piece) for piece in pieces)
    with destination.open("wb", buffering=0) as stream:
        while pieces:
            written = os.writev(stream.fileno(), pieces)
            while pieces and written >= len(pieces[0]):
                written -= len(pieces.pop(0))
            if pieces:
                pieces[0] = pieces[0][written:]
    return size
