"""New UIDs for old ones: keyed, so that nobody without the key can go back, and the same each time (PS3.5 B.2)."""

import hmac
import re
from functools import lru_cache

from centralis.core.dicom.dictionary import REGISTERED_UIDS

MAX_LENGTH = 64
_ROOT = "2.25."
_CHECK_BYTES, _OWN_BYTES = 4, 12
_MOST_DIGITS = 39


#: SOP classes, syntaxes, context groups and schemes of DICOM, also younger ones than the dictionary, and HL7's numbers
#: for coding systems such as SNOMED CT, LOINC and UCUM.
_PUBLIC = re.compile(
    r"1\.2\.840\.10008\.(?:6\.1|2\.16|8\.1|1\.2)(?:\.\d{1,4}){1,3}|1\.2\.840\.10008\.5\.1\.4(?:\.\d{1,4}){1,5}"
    r"|2\.16\.840\.1\.113883\.[56]\.\d{1,4}"
)


def is_well_known(uid: str) -> bool:
    """Whether a UID names a thing of the standard (PS3.6 Annex A, PS3.16 table 8-1) and no instance of anything."""
    return uid in REGISTERED_UIDS or _PUBLIC.fullmatch(uid) is not None


@lru_cache(maxsize=65_536)
def replaced(uid: str, key: bytes) -> str:
    """A UID under 2.25 from HMAC-SHA-256 of the old one; well-known UIDs (SOP classes, syntaxes, schemes) stay.

    96 bits of the digest (two of 10^9 UIDs meet with a chance below 10^-11) and a keyed check of 32 bits, by which one
    that this key made is known again and not replaced a second time.
    """
    if is_well_known(uid) or is_replaced(uid, key):
        return uid
    own = hmac.digest(key, b"uid:" + uid.encode("utf-8", "surrogatepass"), "sha256")[:_OWN_BYTES]
    return f"{_ROOT}{int.from_bytes(own + keyed_check(own, key), 'big')}"


def keyed_check(own: bytes, key: bytes) -> bytes:
    """Four bytes that only the holder of the key can put behind a pseudonym."""
    return hmac.digest(key, b"check:" + own, "sha256")[:_CHECK_BYTES]


@lru_cache(maxsize=65_536)
def is_replaced(uid: str, key: bytes) -> bool:
    """Whether a UID was made by this key; a foreign one passes for it with a chance of 2^-32."""
    digits = uid[len(_ROOT) :]
    if not uid.startswith(_ROOT) or not digits.isdecimal() or not digits.isascii() or len(digits) > _MOST_DIGITS:
        return False
    number = int(digits)
    if number >> 8 * (_OWN_BYTES + _CHECK_BYTES) or str(number) != digits:
        return False
    whole = number.to_bytes(_OWN_BYTES + _CHECK_BYTES, "big")
    return hmac.compare_digest(whole[_OWN_BYTES:], keyed_check(whole[:_OWN_BYTES], key))


def is_valid(uid: str) -> bool:
    """Whether the text is a UID by PS3.5 9.1: digits and dots, no leading zeros, at most 64 characters."""
    if not uid or len(uid) > MAX_LENGTH or not uid.isascii():
        return False
    return all(part.isdigit() and (part == "0" or part[0] != "0") for part in uid.split("."))
