"""Percent agreement, and PABAK (Brennan-Prediger), for two or more readers.

Percent agreement of two readers has exact limits. With more readers it is the share of agreeing pairs of readers in a
case, averaged over the cases rated at least twice. PABAK, prevalence-adjusted bias-adjusted kappa: Byrt T, Bishop J,
Carlin JB, J Clin Epidemiol 1993;46:423-429; more than two categories: Brennan RL, Prediger DJ, Educ Psychol Meas
1981;41:687-699. Missing ratings are taken. Held against the printed output of R's irrCAC.
"""

from collections.abc import Sequence

import numpy as np

from centralis.core.agreement.agreeing import Asked, count_agreeing, finish_coefficient, refuse_constant
from centralis.core.agreement.coefficient import Coefficient, Interval
from centralis.core.agreement.ratings import Rating, RatingTable, check_level
from centralis.core.agreement.weights import Weights
from centralis.core.endpoints.response import compute_rate


def compute_percent_agreement(
    table: RatingTable,
    weights: Weights = Weights.IDENTITY,
    categories: Sequence[Rating] | None = None,
    level: float = 0.95,
) -> Coefficient:
    """Share of agreeing pairs of readers, 0 to 1; two readers without weights have exact (Clopper-Pearson) limits."""
    check_level(level)
    found = count_agreeing(table, weights, categories)
    is_exact = found.readers == 2 and weights is Weights.IDENTITY
    chosen = "clopper-pearson" if is_exact else "t"
    asked = Asked("percent-agreement", level, {"weights": weights.value, "interval": chosen})
    if not is_exact:
        return finish_coefficient(asked, found, found.observed, found.parts(0), None)
    rate = compute_rate(round(found.observed * found.twice), found.twice, level)
    return Coefficient(
        method=asked.method,
        estimate=rate.rate,
        cases=rate.subjects,
        readers=2,
        se=float(np.sqrt(rate.rate * (1 - rate.rate) / rate.subjects)),
        interval=Interval(rate.lower, rate.upper, level),
        parameters=asked.all_parameters(found),
    )


def compute_pabak(table: RatingTable, categories: Sequence[Rating] | None = None, level: float = 0.95) -> Coefficient:
    """(agreement - 1/q) / (1 - 1/q) for q categories: kappa as if by chance each category were equally likely.

    The number of categories decides: give all that a reader could choose. With q = 2 it is 2 agreement - 1.
    """
    check_level(level)
    found = count_agreeing(table, Weights.IDENTITY, categories)
    asked = Asked("pabak", level)
    q = len(found.categories)
    if q < 2:
        return refuse_constant(asked, found)
    parts = found.parts(1 / q)
    return finish_coefficient(asked, found, float(parts.mean()), parts, 1 / q)
