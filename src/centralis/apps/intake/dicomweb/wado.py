"""WADO-RS: retrieve sealed objects, their metadata and frames as byte ranges of the stored file (PS3.18 10.4)."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from centralis.apps.intake.dicomweb.multipart import BadBody
from centralis.apps.intake.models import StoredInstance
from centralis.apps.intake.preparing import describers
from centralis.core.dicom.frames import NATIVE
from centralis.services.store import OBJECTS, SealedStore

FRAMES_LIMIT = 4096
_PIECE = 1 << 18
_HEADER_BYTES = 1 << 22
_BATCH = 32
#: transfer syntax → media type of a compressed frame (PS3.18 Table 8.7.3-2 and its neighbours)
_COMPRESSED = {
    "1.2.840.10008.1.2.4.50": "image/jpeg", "1.2.840.10008.1.2.4.51": "image/jpeg",
    "1.2.840.10008.1.2.4.57": "image/jpeg", "1.2.840.10008.1.2.4.70": "image/jpeg",
    "1.2.840.10008.1.2.4.80": "image/jls", "1.2.840.10008.1.2.4.81": "image/jls",
    "1.2.840.10008.1.2.4.90": "image/jp2", "1.2.840.10008.1.2.4.91": "image/jp2",
    "1.2.840.10008.1.2.4.201": "image/jphc", "1.2.840.10008.1.2.4.202": "image/jphc",
    "1.2.840.10008.1.2.4.203": "image/jphc", "1.2.840.10008.1.2.5": "image/dicom-rle",
}  # fmt: skip


def media_type(transfer_syntax: str) -> str:
    """Return the media type of a stored frame, which is never decoded here."""
    if transfer_syntax in NATIVE:
        return "application/octet-stream"
    return _COMPRESSED.get(transfer_syntax, "application/octet-stream")


def frame_numbers(text: str) -> list[int]:
    """Read `1,2,5` from an address. Raises BadBody (400): a frame that is no number, none, or too many."""
    parts = text.split(",")
    if len(parts) > FRAMES_LIMIT or not all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        raise BadBody(400, f"Name frames by numbers from 1, at most {FRAMES_LIMIT} of them.")
    numbers = [int(part) for part in parts]
    if min(numbers) < 1:
        raise BadBody(400, "The first frame is number 1.")
    return numbers


def accepts(accept: str, kind: str) -> bool:
    """Tell whether a client takes frames in the form in which they are stored."""
    plain = accept.lower().replace('"', "").replace(" ", "")
    if not plain or kind in plain or "transfer-syntax=*" in plain:
        return True
    return "*/*" in plain or (plain.split(";")[0] == "multipart/related" and "type=" not in plain)


def multipart_type(kind: str, boundary: str) -> str:
    return f'multipart/related; type="{kind}"; boundary={boundary}'


def new_boundary() -> str:
    return secrets.token_hex(16)


def object_parts(rows: Sequence[StoredInstance], store: SealedStore, boundary: str) -> Iterator[bytes]:
    """Stream sealed objects, byte for byte, as parts; their preambles were zeroed before they were sealed."""
    for row in rows:
        head = f"--{boundary}\r\nContent-Type: application/dicom; transfer-syntax={row.transfer_syntax}\r\n\r\n"
        yield head.encode()
        for offset in range(0, row.byte_count, _PIECE):
            yield store.read(OBJECTS, row.digest, offset, min(_PIECE, row.byte_count - offset))
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def frame_parts(row: StoredInstance, numbers: Sequence[int], store: SealedStore, boundary: str) -> Iterator[bytes]:
    """Stream frames as parts, each a byte range of the stored file."""
    kind = media_type(row.transfer_syntax)
    for number in numbers:
        offset, length = (row.frames or [])[number - 1]
        head = f"--{boundary}\r\nContent-Type: {kind}; transfer-syntax={row.transfer_syntax}\r\n\r\n"
        yield head.encode()
        yield store.read(OBJECTS, row.digest, offset, length)
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def metadata(rows: Sequence[StoredInstance], store: SealedStore, root: str) -> Iterator[dict[str, Any]]:
    """Read the headers of sealed objects as DICOM JSON, in the child; large values are left out."""
    for batch in _batches(rows):
        headers = [store.read(OBJECTS, row.digest, 0, _header_bytes(row)).hex() for row in batch]
        for row, model in zip(batch, describers().run({"headers": headers}), strict=True):
            if row.frames:
                address = f"{root}/studies/{row.study_uid}/series/{row.series_uid}/instances/{row.sop_uid}"
                model["7FE00010"] = {"vr": "OW", "BulkDataURI": f"{address}/frames/1"}
            yield model


def _batches(rows: Sequence[StoredInstance]) -> Iterator[list[StoredInstance]]:
    """Group rows so that no message to the child grows large."""
    batch: list[StoredInstance] = []
    for row in rows:
        if batch and (len(batch) == _BATCH or sum(map(_header_bytes, batch)) + _header_bytes(row) > _HEADER_BYTES):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _header_bytes(row: StoredInstance) -> int:
    """How much of a file holds its header: all before the first frame, or what any header is shorter than."""
    return int(row.frames[0][0]) if row.frames else min(row.byte_count, _HEADER_BYTES)
