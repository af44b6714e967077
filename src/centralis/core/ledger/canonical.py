"""Give every value exactly one byte string, so that a hash over it means something (RFC 8785, JCS)."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785


def canonical_bytes(value: Any) -> bytes:
    """Return the RFC 8785 form of a JSON value, UTF-8 encoded.

    Raises ValueError for NaN, infinities, integers beyond 2**53 and anything that is not JSON.
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise ValueError(f"the ledger holds JSON values only: {error}") from error


def digest_hex(data: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 lower-case hexadecimal digits (FIPS 180-4)."""
    return hashlib.sha256(data).hexdigest()


def content_digest(value: Any) -> str:
    """Return the digest of a JSON value's canonical bytes: what a signature binds to."""
    return digest_hex(canonical_bytes(value))


def utc_text(moment: datetime) -> str:
    """Write a moment as UTC with microseconds, e.g. 2026-11-21T09:30:00.000000Z. Raises ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment in the ledger needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def as_json(value: Any) -> Any:
    """Turn a column's value into the JSON value that the ledger keeps: text for times, dates, decimals and ids."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise ValueError(f"the ledger holds JSON values only: {type(value).__name__}")
