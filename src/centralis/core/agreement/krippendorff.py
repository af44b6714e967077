"""Krippendorff's alpha: agreement of any number of readers on any scale, with missing ratings.

alpha = 1 - (disagreement seen) / (disagreement expected). Krippendorff K, Content Analysis, 2nd edition 2004, chapter
11; the same author's "Computing Krippendorff's Alpha-Reliability" (2011), whose twelve units by four observers give
0.743 nominal, 0.815 ordinal, 0.849 interval, 0.797 ratio. Interval: cases drawn with replacement (Zapf A et al, BMC Med
Res Methodol 2016;16:93), percentiles. Held against these, and against R's irrCAC and irr.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

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
    known = derive_categories(table.ratings(), categories)
    values = _derive_values(known, scale, categories is not None)
    counts = table.counts(known)
    counts = counts[counts.sum(1) >= 2]
    if not len(counts):
        raise AgreementError("No case was rated by two readers; alpha needs cases in common.")
    alpha = _compute(counts, values, scale)
    interval, reason = None, ""
    if alpha is None:
        only = name_category(known[int(np.argmax(counts.sum(0)))])
        reason = f"Every rating is {only}: no disagreement could be expected, so alpha has no value."
    elif resamples:
        interval, reason = _bootstrap(counts, values, scale, (level, resamples, seed))
    return Coefficient(
        method="krippendorff-alpha",
        estimate=alpha,
        cases=len(counts),
        readers=len(table.readers),
        interval=interval,
        parameters={"scale": scale.value, "level": level, "resamples": resamples, "seed": seed},
        reason=reason,
    )


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


def _compute(counts: Floats, values: Floats, scale: Scale) -> float | None:
    """Alpha of cases by their counts, (case, category); None where every rating is the same."""
    total = counts.sum(0, keepdims=True)
    if np.count_nonzero(total) < 2:
        return None
    places = _midranks(total[0]) if scale is Scale.ORDINAL else values
    seen = float((_disagreement(counts, places, scale) / (counts.sum(1) - 1)).sum())
    expected = float(_disagreement(total, places, scale)[0]) / (float(total.sum()) - 1)
    return 1 - seen / expected if expected > 0 else None


def _disagreement(counts: Floats, values: Floats, scale: Scale) -> Floats:
    """Squared differences summed over all ordered pairs of ratings in each row of counts, (row)."""
    number = counts.sum(1)
    if scale is Scale.NOMINAL:
        return np.asarray(number**2 - (counts**2).sum(1))
    if scale is Scale.RATIO:
        both = values[:, None] + values[None, :]
        apart = np.divide(values[:, None] - values[None, :], both, out=np.zeros_like(both), where=both > 0)
        return np.asarray(((counts @ apart**2) * counts).sum(1))
    centred = values - values.mean()
    summed = 2 * (number * (counts @ centred**2) - (counts @ centred) ** 2)
    return np.asarray(np.where(np.count_nonzero(counts, axis=1) > 1, summed, 0.0))


def _midranks(total: Floats) -> Floats:
    """Places at which the squared distance of two categories is Krippendorff's ordinal difference.

    It sums the ratings from one category to the other, counting half of each end: a difference of mid-ranks.
    """
    return np.asarray(np.cumsum(total) - total / 2)


def _bootstrap(
    counts: Floats, values: Floats, scale: Scale, drawing: tuple[float, int, int]
) -> tuple[Interval | None, str]:
    level, resamples, seed = drawing
    n = len(counts)
    if n < 2:
        return None, "One case alone was rated twice: no interval over cases can be had."
    chance = np.random.default_rng(seed)
    drawn = (_compute(counts[chance.integers(0, n, n)], values, scale) for _ in range(resamples))
    found = [one for one in drawn if one is not None]
    if len(found) < _SHARE_NEEDED * resamples:
        return None, f"Only {len(found)} of {resamples} resamples had ratings that differ; no interval can be given."
    lower, upper = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(lower), float(upper), level), ""
