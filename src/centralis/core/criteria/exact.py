"""Exact decimals for measurements: read them without binary rounding, compare percentages by products, print them.

A threshold such as "at least 20 %" is decided as `(sum - nadir) * 100 >= 20 * nadir`, which is exact in decimals; a
quotient is computed only to be shown. What is shown is cut towards zero, so that 19.96 % never reads as 20 %.
"""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from centralis.core.criteria.findings import CaseError

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def to_decimal(value: object, where: str) -> Decimal:
    """Read a number without losing its digits: 12.7 is 12.7, never 12.699999. Text, NaN and infinity are refused."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise CaseError(where, f"expected a number, found {value!r}.")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation as error:
        raise CaseError(where, f"expected a number, found {value!r}.") from error
    if not number.is_finite():
        raise CaseError(where, f"expected a finite number, found {value!r}.")
    return number


def compute_sum(values: Iterable[Decimal]) -> Decimal:
    """Add exactly; an empty sum is 0."""
    return sum(values, ZERO)


def compute_change_percent(value: Decimal, reference: Decimal) -> Decimal | None:
    """Percent change from a reference, for display; None when the reference is 0 and a percentage means nothing."""
    if reference == 0:
        return None
    return (value - reference) * HUNDRED / reference


def is_increase_of(value: Decimal, reference: Decimal, percent: Decimal) -> bool:
    """Whether `value` lies at least `percent` above `reference`, decided by products alone."""
    return (value - reference) * HUNDRED >= percent * reference


def is_decrease_of(value: Decimal, reference: Decimal, percent: Decimal) -> bool:
    """Whether `value` lies at least `percent` below `reference`, decided by products alone."""
    return (reference - value) * HUNDRED >= percent * reference


def render_mm(value: Decimal) -> str:
    """Millimetres with at least one decimal and every digit that was read: 62 -> '62.0 mm', 5.25 -> '5.25 mm'."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    digits = max(1, -exponent) if isinstance(exponent, int) else 1
    return f"{value:.{digits}f} mm"


def cut_percent(value: Decimal) -> Decimal:
    """A percentage as every page and sentence shows it: cut (not rounded) to one decimal, so that 19.96 is never 20."""
    return value.quantize(Decimal("0.1"), rounding=ROUND_DOWN)


def render_percent(value: Decimal) -> str:
    """A percentage for a sentence, without sign: 24 -> '24 %', 19.96 -> '19.9 %'."""
    cut = cut_percent(abs(value))
    return f"{cut.normalize():f} %" if cut else "0 %"


def to_number(value: Decimal | None, places: int | None = None) -> float | None:
    """A JSON number for a decimal, cut to `places` when given; None stays None and never becomes 0."""
    if value is None:
        return None
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    return float(value)
