"""Krippendorff's alpha: agreement of any number of readers on any scale, with missing ratings.

alpha = 1 - (disagreement seen) / (disagreement expected). Krippendorff K, Content Analysis, 2nd edition 2004, chapter
11; the same author's "Computing Krippendorff's Alpha-Reliability" (2011), whose twelve units by four observers give
0.743 nominal, 0.815 ordinal, 0.849 interval, 0.797 ratio. Interval: cases drawn with replacement (Zapf A et al, BMC Med
Res Methodol 2016;16:93), percentiles. Held against these, and against R's irrCAC and irr.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from centralis.core.agreement.coefficient import Coefficient, Interval
from centralis.core.agreement.ratings import (
    AgreementError,
    Floats,
    Rating,
    RatingTable,
    check_level,
    derive_categories,
    name_category,
)

_FEWEST_RESAMPLES = 100
_MOST_RATIO_VALUES = 2_000
_SHARE_NEEDED = 0.9
"""An interval needs this share of resamples to have an alpha; those that draw equal ratings only have none."""


class Scale(StrEnum):
    """What differences between ratings mean: none but same or not; order; distance; distance from a true zero."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def compute_alpha(
    table: RatingTable,
    scale: Scale = Scale.NOMINAL,
    categories: Sequence[Rating] | None = None,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Coefficient:
    """Krippendorff's alpha with a bootstrap interval over cases (`resamples` 0: without; else at least 100).

    Cases rated once do not count. `categories`: needed for words on an ordinal scale, in their order. The same seed
    gives the same interval. Raises AgreementError where no case was rated twice, and for ratings the scale can't take.
    """
    check_level(level)
    if resamples and resamples < _FEWEST_RESAMPLES:
        raise AgreementError(f"{resamples} resamples are too few for limits; give 0 or at least {_FEWEST_RESAMPLES}.")
    known = derive_categories(table.ratings(), categories, most=None)
    values = _derive_values(known, scale, categories is not None)
    units = _gather(table, known, values, scale)
    alpha = _compute(units, None)
    interval, reason = None, ""
    if alpha is None:
        only = name_category(known[int(units.codes.max())])
        reason = f"Every rating is {only}: no disagreement could be expected, so alpha has no value."
    elif resamples:
        interval, reason = _bootstrap(units, level, resamples, seed)
    return Coefficient(
        method="krippendorff-alpha",
        estimate=alpha,
        cases=len(units.codes),
        readers=len(table.readers),
        interval=interval,
        parameters={"scale": scale.value, "level": level, "resamples": resamples, "seed": seed},
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class _Units:
    """Cases rated at least twice. `codes` (case, reader): place of the rating among `values`, -1 where there is none.

    `number` (case): ratings of the case. `seen` (case): squared differences over its ordered pairs, by the number
    less 1; None on the ordinal scale, where the differences depend on all ratings drawn.
    """

    codes: NDArray[np.intp]
    number: Floats
    values: Floats
    scale: Scale
    seen: Floats | None


def _gather(table: RatingTable, known: Sequence[Rating], values: Floats, scale: Scale) -> _Units:
    place = {category: index for index, category in enumerate(known)}
    codes = np.array([[-1 if one is None else place[one] for one in row] for row in table.values], dtype=np.intp)
    codes = codes[(codes >= 0).sum(1) >= 2]
    if not len(codes):
        raise AgreementError("No case was rated by two readers; alpha needs cases in common.")
    number = (codes >= 0).sum(1).astype(float)
    seen = None if scale is Scale.ORDINAL else _differ_within(codes, values, scale) / (number - 1)
    return _Units(codes, number, values, scale, seen)


def _derive_values(known: Sequence[Rating], scale: Scale, is_ordered: bool) -> Floats:
    words = [one for one in known if isinstance(one, str)]
    if not words:
        values = np.array([float(one) for one in known])
        if scale is Scale.RATIO:
            if values.min() < 0:
                raise AgreementError(f"The rating {values.min():g} is below 0; a ratio scale starts at 0.")
            if len(values) > _MOST_RATIO_VALUES:
                raise AgreementError(
                    f"{len(values)} different ratings are more than the {_MOST_RATIO_VALUES:,} that the ratio scale "
                    "takes; round them, or take the interval scale."
                )
        return values
    if scale in (Scale.INTERVAL, Scale.RATIO):
        raise AgreementError(f"The rating {words[0]!r} is not a number; the {scale.value} scale needs numbers.")
    if scale is Scale.ORDINAL and not is_ordered:
        raise AgreementError("The ratings are words, whose order is not known; give the categories in their order.")
    return np.arange(len(known), dtype=float)


def _compute(units: _Units, drawn: NDArray[np.intp] | None) -> float | None:
    """Alpha of all cases, or of those drawn (by place, with repeats); None where every rating is the same."""
    codes = units.codes if drawn is None else units.codes[drawn]
    number = units.number if drawn is None else units.number[drawn]
    total = np.bincount(codes[codes >= 0], minlength=len(units.values)).astype(float)
    if np.count_nonzero(total) < 2:
        return None
    if units.seen is None:
        places = np.cumsum(total) - total / 2
        seen = float((_differ_within(codes, places, units.scale) / (number - 1)).sum())
    else:
        places = units.values
        seen = float((units.seen if drawn is None else units.seen[drawn]).sum())
    expected = _differ_among(total, places, units.scale) / (float(total.sum()) - 1)
    return 1 - seen / expected if expected > 0 else None


def _differ_within(codes: NDArray[np.intp], values: Floats, scale: Scale) -> Floats:
    """Squared differences summed over the ordered pairs of ratings of each case, (case).

    On the ordinal scale `values` are mid-ranks: Krippendorff's ordinal difference of two categories, which sums the
    ratings from the one to the other and counts half of each end, is the difference of their mid-ranks.
    """
    if scale is Scale.ORDINAL:  # halves are exact, so the quick way loses nothing
        x = np.where(codes >= 0, values[codes], 0.0)
        return np.asarray(2 * ((codes >= 0).sum(1) * (x**2).sum(1) - x.sum(1) ** 2))
    found = np.zeros(len(codes))
    for first, second in combinations(range(codes.shape[1]), 2):
        both = (codes[:, first] >= 0) & (codes[:, second] >= 0)
        one, other = codes[both, first], codes[both, second]
        if scale is Scale.NOMINAL:
            found[both] += 2.0 * (one != other)
        else:
            found[both] += 2.0 * _apart(values[one], values[other], scale)
    return found


def _differ_among(total: Floats, values: Floats, scale: Scale) -> float:
    """The same over the ordered pairs of all ratings; `total`: how often each value was given."""
    number = float(total.sum())
    if scale is Scale.NOMINAL:
        return number**2 - float((total**2).sum())
    if scale is Scale.RATIO:
        return float(total @ _apart(values[:, None], values[None, :], scale) @ total)
    centred = values - values @ total / number
    return 2 * number * float(total @ centred**2)


def _apart(one: Floats, other: Floats, scale: Scale) -> Floats:
    if scale is not Scale.RATIO:
        return np.asarray((one - other) ** 2)
    both = one + other
    return np.asarray(np.divide(one - other, both, out=np.zeros_like(both), where=both > 0) ** 2)


def _bootstrap(units: _Units, level: float, resamples: int, seed: int) -> tuple[Interval | None, str]:
    n = len(units.codes)
    if n < 2:
        return None, "One case alone was rated twice: no interval over cases can be had."
    chance = np.random.default_rng(seed)
    drawn = (_compute(units, chance.integers(0, n, n)) for _ in range(resamples))
    found = [one for one in drawn if one is not None]
    if len(found) < _SHARE_NEEDED * resamples:
        return None, f"Only {len(found)} of {resamples} resamples had ratings that differ; no interval can be given."
    lower, upper = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(lower), float(upper), level), ""
