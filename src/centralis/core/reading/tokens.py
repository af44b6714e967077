"""Names for a reader's eyes: tokens for addresses and UIDs for images, which tell nothing and cannot be guessed.

Both come from a secret key by HMAC-SHA256 over reader and task, so another reader of the same case, and the same reader
at another task, get other names. They carry no order, and nobody without the key can tell which task a name is of.
"""

import base64
import hmac

from centralis.core.reading.keyed import compute_digest

TOKEN_BYTES = 24
TOKEN_LENGTH = 32


def derive_token(key: bytes, reader: str, task: str) -> str:
    """192 bits as 32 URL-safe characters, the same each time for this reader and task."""
    return base64.urlsafe_b64encode(compute_digest(key, "task token", reader, task)[:TOKEN_BYTES]).decode()


def is_token_of(token: str, key: bytes, reader: str, task: str) -> bool:
    """Whether a token names this task of this reader; takes the same time whatever differs."""
    return hmac.compare_digest(token.encode(), derive_token(key, reader, task).encode())


def derive_uid(key: bytes, reader: str, task: str, uid: str) -> str:
    """An opaque UID under 2.25 (a UUID as one number, DICOM PS3.5 B.2) for an original UID, reader and task.

    The number is made a version 8 UUID of the RFC 9562 variant, so that it is a UUID that others accept.
    """
    raw = bytearray(compute_digest(key, "image uid", reader, task, uid)[:16])
    raw[6] = (raw[6] & 0x0F) | 0x80
    raw[8] = (raw[8] & 0x3F) | 0x80
    return f"2.25.{int.from_bytes(raw, 'big')}"
