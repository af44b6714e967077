"""New UIDs for old ones: keyed, so that nobody without the key can go back, and the same each time (PS3.5 B.2)."""

import hmac
from functools import lru_cache

from centralis.core.dicom.dictionary import REGISTERED_UIDS

MAX_LENGTH = 64


@lru_cache(maxsize=65_536)
def replaced(uid: str, key: bytes) -> str:
    """A UID under 2.25 from HMAC-SHA-256 of the old one; registered UIDs (SOP classes, syntaxes) stay as they are.

    128 bits of the digest: two of 10^9 UIDs meet with a chance below 10^-20.
    """
    if uid in REGISTERED_UIDS:
        return uid
    digest = hmac.digest(key, b"uid:" + uid.encode("utf-8", "surrogatepass"), "sha256")
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def is_valid(uid: str) -> bool:
    """Whether the text is a UID by PS3.5 9.1: digits and dots, no leading zeros, at most 64 characters."""
    if not uid or len(uid) > MAX_LENGTH or not uid.isascii():
        return False
    return all(part.isdigit() and (part == "0" or part[0] != "0") for part in uid.split("."))
