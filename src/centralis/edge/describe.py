"""Read headers of stored objects as DICOM JSON. Runs in a child process."""

from typing import Any

from centralis.core.dicom.metadata import dicom_json


def describe(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer the DICOM JSON of every header of `{"headers": [hexadecimal, …]}`."""
    return [dicom_json(bytes.fromhex(header)) for header in job["headers"]]
