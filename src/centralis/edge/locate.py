"""Say of one file whose it is and when and on what it was made, for sorting a folder. Runs in a child process."""

from pathlib import Path
from typing import Any

from centralis.core.dicom.elements import parse
from centralis.core.dicom.facts import facts_of
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.limits import DEFAULT_LIMITS

WANTED = ("patient_id", "study_date", "study_uid", "modality", "manufacturer", "model", "serial_number")


def locate(job: dict[str, Any]) -> dict[str, str]:
    """Answer the facts of `WANTED` of the file at `{"source": path}`; nothing for a file that can't be read as DICOM.

    Why it can't is said when the file is received.
    """
    path = Path(job["source"])
    try:
        if not 0 < path.stat().st_size <= DEFAULT_LIMITS.file_bytes:
            return {}
        facts = facts_of(parse(path.read_bytes()))
    except (DicomFault, OSError):
        return {}
    except (MemoryError, RecursionError):
        raise
    except Exception:  # a strange file is nobody's: receiving it says why
        return {}
    return {name: str(getattr(facts, name) or "").strip() for name in WANTED}
