"""Keyed digests: the one primitive behind orders, draws, tokens and opaque UIDs.

HMAC-SHA256 (FIPS 198-1, FIPS 180-4) over unambiguous bytes: the purpose and each part in UTF-8, each behind its length
as eight bytes, big endian. Two purposes never share a digest, and ("ab", "c") never meets ("a", "bc").
"""

import hashlib
import hmac

MIN_KEY_BYTES = 16


def compute_digest(key: bytes, purpose: str, *parts: str) -> bytes:
    """32 bytes that only the holder of the key can compute. Raises ValueError for a key below 16 bytes."""
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"The key has {len(key)} bytes; at least {MIN_KEY_BYTES} are needed.")
    message = b"".join(len(raw).to_bytes(8, "big") + raw for raw in (part.encode() for part in (purpose, *parts)))
    return hmac.new(key, message, hashlib.sha256).digest()


def compute_commitment(seed: bytes) -> str:
    """What may be published of a sealed seed at the start, so that it can be shown later to be the same (SHA-256)."""
    return hashlib.sha256(b"centralis seed\x00" + seed).hexdigest()
