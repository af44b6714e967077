"""The first pass over a folder: who a file belongs to and what names the patient in it. Runs in a child process."""

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

from centralis.core.deid.identifiers import identifiers_of
from centralis.core.deid.kinds import is_directory
from centralis.core.deid.slow import read
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.limits import DEFAULT_LIMITS
from centralis.core.dicom.values import Values
from centralis.edge.prepare import profile_of
from centralis.edge.write import digest_of, opened


def gather(job: dict[str, Any]) -> dict[str, Any]:
    """Look at one file's header.

    job: `source` (path), `profile` (as Profile.to_json), `file_bytes` (the largest file taken), `digest` (whether the
    whole file is hashed). Answer: `readable`; `directory` (a DICOMDIR); `patient` (ID and issuer, one a line),
    `person` (name and date of birth), `study` (its UID), each empty when unknown; `identifiers` (as
    Identifiers.to_json); `sha256` or None. A file that cannot be read is an answer, not a fault: cleaning says why.
    """
    answer: dict[str, Any] = {
        "readable": False, "directory": False, "patient": "", "person": "", "study": "", "identifiers": {},
        "sha256": None,
    }  # fmt: skip
    limits = replace(DEFAULT_LIMITS, file_bytes=job["file_bytes"])
    try:
        with opened(Path(job["source"]), limits.file_bytes) as stream:
            if job.get("digest"):
                answer["sha256"] = digest_of(stream)
            parsed = read(stream.data, limits)
            answer["directory"] = is_directory(parsed)
            values = Values(parsed.data, parsed.elements)
            number = (values.text(TAG["PatientID"]) or "").strip()
            if number:
                answer["patient"] = f"{number}\n{values.text(TAG['IssuerOfPatientID'])}"
            answer["person"] = person(values.text(TAG["PatientName"]) or "", values.text(TAG["PatientBirthDate"]) or "")
            answer["study"] = values.text(TAG["StudyInstanceUID"]) or ""
            if not answer["directory"]:
                answer["identifiers"] = identifiers_of(parsed, profile_of(job["profile"])).to_json()
            answer["readable"] = True
    except (DicomFault, OSError):
        pass
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: S110 - a strange file is no fault of the run; cleaning meets it again and says why
        pass
    return answer


def person(name: str, birth: str) -> str:
    """Name and date of birth as one text to compare persons by; empty when the name has less than two parts."""
    folded = unicodedata.normalize("NFKD", name.partition("=")[0].casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in folded if not unicodedata.combining(sign))
    parts = sorted(letters.split())
    return f"{' '.join(parts)}\n{birth}" if len(parts) > 1 and birth else ""
