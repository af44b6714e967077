"""Numbers as sentences and plots say them."""

from math import floor, log10


def percent(share: float) -> str:
    """A share in whole percent: 0.6 as 60 %."""
    return f"{100 * share:.0f} %"


def number(value: float, digits: int = 3) -> str:
    """A number to so many significant digits, never as a power of ten, with a true minus sign."""
    if value == 0:
        return "0"
    places = digits - 1 - floor(log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:.{max(0, places)}f}".replace("-", "\N{MINUS SIGN}")
