"""One file from outside made ready for the store: parsed, cleaned, verified, hashed, written. Runs in a child process.

The work is asked for and answered in plain JSON types, see `prepare_file`. What arrives is never rewritten.
"""

import contextlib
import json
from dataclasses import replace
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
from centralis.edge.manifest import left_in
from centralis.edge.reading import ReaderNeeded, pixel_cleaner
from centralis.edge.write import Opened, digest_of, digests_of, opened, write_cleaned

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
    cleaned, with fsync when `durable` is true), `profile` (as Profile.to_json), `key` (hexadecimal), `subject_code`,
    `trial` (keyword to text); `file_bytes` is the largest file taken, for a caller that takes larger ones than usual;
    `headers_only` true also takes images without their pixels; `caller_hashes` true leaves `sha256` None, for a caller
    that trusts only its own digest of what was written; `known` (as Identifiers.to_json) are identifiers of the rest
    of the exam, hunted too; `gather` true answers those of this file as `identifiers`, for a caller that knows the
    whole exam; `defer_reading` true answers the outcome `needs_reader` where the pixels must be read for text, for a
    caller that has children with more memory and time for that.
    Answer: `outcome` cleaned or quarantined, `code` and `reason` when quarantined, `source_sha256`, `source_bytes`,
    `sha256`, `bytes`, `facts` (of the cleaned object), `source` (what matching needs, as found before cleaning),
    `actions`, `frames` (offset and length in the new file, or None), `pixels` (what was done to them, or None),
    `survived`, `engine` (its version), `manifest` (see `manifest.left_in`). Never raises on the
    file's content; a profile or context that cannot be carried out is the caller's fault and raises ProfileFault.
    """
    source = Path(job["source"])
    answer: dict[str, Any] = {
        "outcome": "quarantined", "code": None, "reason": None, "source_sha256": None, "source_bytes": 0,
        "sha256": None, "bytes": None, "facts": None, "source": {}, "actions": {}, "frames": None,
        "pixels": None, "survived": [], "engine": __version__, "identifiers": {}, "manifest": {},
    }  # fmt: skip
    profile = profile_of(job["profile"])
    context = Context.from_json(job)
    limits = replace(DEFAULT_LIMITS, file_bytes=job.get("file_bytes", DEFAULT_LIMITS.file_bytes))
    try:
        with opened(source, limits.file_bytes) as stream:
            data = stream.data
            answer["source_bytes"] = stream.size
            try:
                cleaned = deidentify(data, profile, context, limits, pixel_cleaner(bool(job.get("defer_reading"))))
                _prepare(cleaned, job, answer, stream)
            except DicomFault:
                answer["source_sha256"] = digest_of(stream)
                if job.get("gather"):
                    answer["identifiers"] = _identifiers(data, profile)
                raise
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


def _prepare(cleaned: Cleaned, job: dict[str, Any], answer: dict[str, Any], stream: Opened) -> None:
    if not job.get("headers_only"):
        check_complete(cleaned.source)
    answer["source"] = found_in(cleaned.source)
    answer["facts"] = facts_of(cleaned.output).to_json()
    answer["actions"] = cleaned.actions
    answer["pixels"] = None if cleaned.pixels is None else dict(cleaned.pixels)
    answer["survived"] = list(cleaned.survived)
    answer["frames"] = frames_of(cleaned)
    answer["manifest"] = left_in(cleaned, profile_of(job["profile"]))
    if job.get("caller_hashes"):
        answer["source_sha256"] = digest_of(stream)
    else:
        answer["source_sha256"], answer["sha256"] = digests_of(stream, cleaned)
    answer["bytes"] = write_cleaned(cleaned, stream, Path(job["destination"]), bool(job.get("durable")))
    answer["outcome"] = "cleaned"


def _identifiers(data: Buffer, profile: Profile) -> dict[str, list[str]]:
    """What a file that was held back names all the same; nothing when its elements can't be told apart."""
    with contextlib.suppress(DicomFault):
        return identifiers_of(read(data, DEFAULT_LIMITS), profile).to_json()
    return {}


def frames_of(cleaned: Cleaned) -> list[list[int]] | None:
    """Frame ranges in the new file: those of the source moved by how far the pixel element moved, or, where pixels were
    drawn anew, those of the new ones."""
    if cleaned.pixels is not None:
        whole = replace(cleaned.output, data=b"".join((cleaned.header, cleaned.tail)))
        drawn = frame_ranges(whole)
        return None if drawn is None else [[offset, length] for offset, length in drawn]
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
