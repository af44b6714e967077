"""Read loosely typed facts safely: numbers, words and moments, or nothing when the value is none of these.

Facts come from headers that strangers wrote, so no function here raises on any value.
"""

import math
from datetime import date, datetime, time


def number(value: object) -> float | None:
    """A finite number from a number or decimal string; None otherwise (booleans are not numbers)."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def numbers(value: object) -> tuple[float, ...]:
    """Every number of a sequence; empty when the value is no sequence or any part of it is no number."""
    if not isinstance(value, list | tuple):
        return ()
    found = tuple(number(part) for part in value)
    return () if any(part is None for part in found) else tuple(part for part in found if part is not None)


def text(value: object) -> str:
    """The value as stripped text; empty for None; several values joined with a backslash, as DICOM writes them."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\\".join(text(part) for part in value)
    return str(value).strip()


def texts(value: object) -> tuple[str, ...]:
    """Every non-empty word of a value that may hold one or several."""
    parts = value if isinstance(value, list | tuple) else text(value).split("\\")
    return tuple(word for part in parts if (word := text(part)))


def whole_date(value: object) -> date | None:
    """A date from a date, or DICOM's YYYYMMDD, or ISO's YYYY-MM-DD."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    digits = text(value).replace("-", "").replace(".", "")[:8]
    if len(digits) != 8 or not digits.isdecimal():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def clock_time(value: object) -> time | None:
    """A time of day from a time, or DICOM's HHMMSS.FFFFFF, or ISO's HH:MM:SS; seconds and parts are optional."""
    if isinstance(value, datetime | time):
        return value.timetz().replace(tzinfo=None) if isinstance(value, datetime) else value.replace(tzinfo=None)
    digits, _, parts = text(value).replace(":", "").partition(".")
    if not digits.isdecimal() or len(digits) not in (2, 4, 6):
        return None
    micro = int((parts + "000000")[:6]) if parts.isdecimal() else 0
    fields = [int(digits[start : start + 2]) for start in range(0, len(digits), 2)] + [0, 0]
    try:
        return time(fields[0], fields[1], min(fields[2], 59), micro)
    except ValueError:
        return None


def moment(day: object, at: object) -> datetime | None:
    """A local moment from a date and a time, or from one value that holds both (DICOM DT or ISO).

    The result carries no zone: headers give local scanner time, and only differences within one exam are used.
    """
    if isinstance(day, datetime) and at is None:
        return day.replace(tzinfo=None)
    if at is None:
        both = text(day).replace("-", "").replace("T", "").replace(":", "").replace(" ", "")
        both = both.split("+")[0]
        day, at = both[:8], both[8:]
    found, clock = whole_date(day), clock_time(at)
    return None if found is None or clock is None else datetime.combine(found, clock)
