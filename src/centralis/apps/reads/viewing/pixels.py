"""The pixels of a frame as a blinded reader's viewer gets them: as stored and without comments, or decoded here."""

import tempfile
from pathlib import Path

from django.http import Http404

from centralis.apps.intake.preparing import store
from centralis.apps.reads.viewing import broken
from centralis.apps.reads.viewing.headers import ask_child
from centralis.apps.reads.viewing.series import Frame
from centralis.core.dicom.frames import NATIVE
from centralis.core.reading.codestream import remove_comments
from centralis.services.store import OBJECTS

_EXPLICIT_LE = "1.2.840.10008.1.2.1"


def pixels_of(frame: Frame) -> tuple[str, bytes]:
    """The transfer syntax and bytes of a frame as stored, without comments. Raises Http404 when it can't be shown."""
    if frame.place is None:
        return _decoded(frame)
    content = store().read(OBJECTS, frame.digest, *frame.place)
    if frame.syntax in NATIVE:
        if len(content) < broken.described_bytes(frame.rows, frame.columns, frame.model):
            raise Http404
        return _EXPLICIT_LE, content
    try:
        return frame.syntax, remove_comments(content)
    except ValueError as fault:
        raise Http404 from fault


def _decoded(frame: Frame) -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as folder, store().local(OBJECTS, frame.digest) as path:
        target = Path(folder) / "frame"
        job = {"do": "decode", "path": str(path), "frame": frame.number - 1, "destination": str(target)}
        told = ask_child(job)
        if "fault" in told:
            raise Http404
        return told["syntax"], target.read_bytes()
