"""Gwet's AC1 and AC2: agreement beyond chance that does not collapse where one category is rare.

AC1: Gwet KL, Br J Math Stat Psychol 2008;61:29-48. AC2 (weights for ordered categories) and missing ratings: Gwet KL,
Handbook of Inter-Rater Reliability, 4th edition 2014, chapters 4 and 5. Held against the printed output of R's irrCAC.
"""

from collections.abc import Sequence

from centralis.core.agreement.agreeing import Asked, count_agreeing, finish_coefficient, refuse_constant
from centralis.core.agreement.coefficient import Coefficient
from centralis.core.agreement.ratings import Rating, RatingTable, check_level
from centralis.core.agreement.weights import Weights


def compute_gwet(
    table: RatingTable,
    weights: Weights = Weights.IDENTITY,
    categories: Sequence[Rating] | None = None,
    level: float = 0.95,
) -> Coefficient:
    """AC1 (identity weights) or AC2 (linear, quadratic); missing ratings are taken.

    Chance agreement is T / (q (q - 1)) sum p (1 - p) over the q categories, T being the sum of all weights. The number
    of categories decides: give all that a reader could choose.
    """
    check_level(level)
    found = count_agreeing(table, weights, categories)
    asked = Asked("gwet-ac1" if weights is Weights.IDENTITY else "gwet-ac2", level, {"weights": weights.value})
    q = len(found.categories)
    if q < 2:
        return refuse_constant(asked, found)
    prevalence = found.prevalence
    factor = float(found.weights.sum()) / (q * (q - 1))
    expected = factor * float((prevalence * (1 - prevalence)).sum())
    own = found.parts(expected)
    estimate = float(own.mean())
    chance = factor * (found.shares @ (1 - prevalence))
    parts = own - 2 * (1 - estimate) * (chance - expected) / (1 - expected)
    return finish_coefficient(asked, found, estimate, parts, expected)
