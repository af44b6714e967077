"""New values for old: dummies by VR, shifted dates, capped ages, and what counts as a code or a number."""

import re
from datetime import date, timedelta
from functools import lru_cache

from centralis.core.deid.hunt import Hunt
from centralis.core.dicom.uids import replaced

_DUMMIES = {
    b"DA": b"19000101", b"TM": b"000000", b"DT": b"19000101000000", b"PN": b"ANONYMOUS", b"DS": b"0", b"IS": b"0",
    b"AS": b"000D", b"CS": b"NONE", b"AE": b"NONE", b"LO": b"REMOVED", b"SH": b"REMOVED", b"ST": b"REMOVED",
    b"LT": b"REMOVED", b"UT": b"REMOVED", b"UC": b"REMOVED", b"UR": b"urn:removed", b"US": b"\0\0", b"SS": b"\0\0",
    b"UL": b"\0\0\0\0", b"SL": b"\0\0\0\0", b"FL": b"\0\0\0\0", b"FD": b"\0" * 8, b"AT": b"\0" * 4, b"OB": b"\0\0",
    b"OW": b"\0\0", b"UI": b"2.25.0",
}  # fmt: skip
_NUMBER = re.compile(rb"[0-9eE+\-. \\]*\0?")
#: Codes of SCT, DCM, LN and the like, and UCUM units such as {SUVbw}g/ml or cm[H2O]; never a blank, comma or caret.
_CODE = re.compile(rb"[A-Za-z0-9.\-_+{}\[\]/%*'()~#:]{1,64}[ \0]*")
_LONG_DIGITS = re.compile(rb"\d{5,}")
_DATE = re.compile(rb"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_DATE_TEXT = re.compile(rb"(?:[0-9]{0,14}(?:[.:-][0-9]{1,6}){0,3}(?:[+-][0-9]{4})? *(?:\\|\Z|(?=\0)))*\0?")
_TIME_OF_DT = re.compile(rb"(?:\d\d(?:\d\d(?:\d\d(?:\.\d{1,6})?)?)?)?(?:[+-]\d{4})?")
_OLDEST_YEARS = 89
_PER_YEAR = {b"Y": 1.0, b"M": 12.0, b"W": 52.18, b"D": 365.25}


def dummy(vr: bytes) -> bytes:
    """A harmless value for an attribute that must have one (action D)."""
    return _DUMMIES.get(vr, b"")


@lru_cache(maxsize=16_384)
def new_uids(raw: bytes, key: bytes) -> bytes:
    """Every UID of a value replaced (action U); empty components stay empty."""
    parts = raw.strip(b" \0").decode("latin-1").split("\\")
    return "\\".join(replaced(part.strip(), key) if part.strip() else "" for part in parts).encode("ascii")


def is_number(raw: bytes) -> bool:
    """Whether a text value holds nothing but numbers."""
    return _NUMBER.fullmatch(raw) is not None


def is_code(raw: bytes) -> bool:
    """Whether a code value looks like a code: one word of letters, digits and code signs."""
    return _CODE.fullmatch(raw) is not None


def is_meaning(raw: bytes, forbidden: Hunt) -> bool:
    """Whether a code meaning may stay: short, without identifiers and long digit runs."""
    return len(raw) <= 64 and not _LONG_DIGITS.search(raw) and not forbidden.is_in(raw)


def is_identifying(raw: bytes, forbidden: Hunt) -> bool:
    """Whether a text holds an identifier of the source, a date, or digits enough for a number that names someone."""
    return _LONG_DIGITS.search(raw) is not None or _DATE.search(raw) is not None or forbidden.is_in(raw)


def shifted(raw: bytes, vr: bytes, days: int) -> bytes:
    """DA or DT values moved by whole days (PS3.15 E.3.6); times of day, fractions and the zone stay.

    One offset for all dates of a subject keeps every interval, over leap days too. What is no full date comes out
    empty; what stands behind a date and is no time goes.
    """
    if vr == b"TM":
        return raw if is_date(raw) else b""
    return b"\\".join(_shifted_one(part.strip(b" \0"), vr, days) for part in raw.split(b"\\"))


def is_date(raw: bytes) -> bool:
    """Whether a value is dates or times in any of the forms DA, TM and DT have had (PS3.5 6.2)."""
    return _DATE_TEXT.fullmatch(raw) is not None


def _shifted_one(part: bytes, vr: bytes, days: int) -> bytes:
    digits = part.replace(b".", b"", 2) if len(part) == 10 and part[4:5] == b"." else part
    if not digits[:8].isdigit() or len(digits) < 8:
        return b""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) + timedelta(days=days)
    except (ValueError, OverflowError):
        return b""
    rest = digits[8:] if vr == b"DT" and _TIME_OF_DT.fullmatch(digits[8:]) else b""
    return f"{day:%Y%m%d}".encode().rjust(8, b"0") + rest


def capped_age(raw: bytes, above: bytes | None = b"090Y") -> bytes:
    """Ages above 89 years become `above` (45 CFR 164.514(b)(2)(i)(C)), or stay when it is None.

    Ages in months, weeks and days count too. What is no age comes out empty.
    """
    value = raw.strip(b" \0")
    if re.fullmatch(rb"\d{3}[DWMY]", value) is None:
        return b""
    years = int(value[:3]) / _PER_YEAR[value[3:]]
    return above if above is not None and years >= _OLDEST_YEARS + 1 else value
