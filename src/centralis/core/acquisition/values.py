"""Read DICOM text safely: words, dates and moments, or nothing when the value is none of these.

Facts come from headers that strangers wrote, so no function here raises on any value.
"""

from datetime import date, datetime, time


def words_of(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Every non-empty word of a fact that may hold one value or several joined with a backslash."""
    parts = (value or "").split("\\") if isinstance(value, str | None) else value
    return tuple(word for part in parts if (word := part.strip()))


def whole_date(value: str | None) -> date | None:
    """A date from DICOM's YYYYMMDD (or the older YYYY.MM.DD); None for anything else."""
    digits = (value or "").strip().replace("-", "").replace(".", "")[:8]
    if len(digits) != 8 or not digits.isascii() or not digits.isdecimal():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def clock_time(value: str | None) -> time | None:
    """A time of day from DICOM's HHMMSS.FFFFFF; minutes, seconds and parts may be left out."""
    digits, _, parts = (value or "").strip().replace(":", "").partition(".")
    if len(digits) not in (2, 4, 6) or not digits.isascii() or not digits.isdecimal():
        return None
    micro = int((parts + "000000")[:6]) if parts.isascii() and parts.isdecimal() else 0
    fields = [int(digits[start : start + 2]) for start in range(0, len(digits), 2)] + [0, 0]
    try:
        return time(fields[0], fields[1], min(fields[2], 59), micro)  # DICOM allows second 60, a leap second
    except ValueError:
        return None


def moment(day: str | None, at: str | None) -> datetime | None:
    """A local moment from a date and a time, or from one DICOM DT value when `at` is None.

    The result carries no zone: headers give local scanner time, and only differences within one exam are used.
    """
    if at is None:
        both = (day or "").strip().split("+")[0].split("-")[0]
        day, at = both[:8], both[8:]
    found, clock = whole_date(day), clock_time(at)
    return None if found is None or clock is None else datetime.combine(found, clock)
