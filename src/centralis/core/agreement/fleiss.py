"""Fleiss' kappa: agreement beyond chance of a fixed number of ratings a case, by whichever readers.

Fleiss JL, Psychol Bull 1971;76:378-382. Test of kappa = 0: Fleiss JL, Nee JCM, Landis JR, Psychol Bull 1979;86:974-977,
equation 12. Interval: Gwet's large-sample standard error with t limits (Handbook of Inter-Rater Reliability, 4th
edition 2014, chapter 5), since the 1979 error holds for kappa = 0 only. Held against R's irr (kappa, z) and irrCAC
(kappa, standard error, limits).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from centralis.core.agreement.agreeing import Agreeing, Asked, count_agreeing, finish_coefficient, refuse_constant
from centralis.core.agreement.coefficient import Coefficient, NullTest, derive_null_test
from centralis.core.agreement.ratings import AgreementError, Rating, RatingTable, check_level
from centralis.core.agreement.weights import Weights


def compute_fleiss_kappa(
    table: RatingTable, categories: Sequence[Rating] | None = None, level: float = 0.95
) -> Coefficient:
    """Fleiss' kappa over categories without an order.

    Every case needs the same number of ratings; a missing one is refused by name (Krippendorff's alpha and Gwet's AC1
    take missing ratings). Two readers: this is Scott's pi, not Cohen's kappa.
    """
    check_level(level)
    _require_same_number(table)
    found = count_agreeing(table, Weights.IDENTITY, categories)
    asked = Asked("fleiss-kappa", level)
    prevalence = found.prevalence
    expected = float((prevalence**2).sum())
    if np.count_nonzero(prevalence) < 2:
        return refuse_constant(asked, found)
    own = found.parts(expected)
    kappa = float(own.mean())
    chance = found.shares @ prevalence
    parts = own - 2 * (1 - kappa) * (chance - expected) / (1 - expected)
    answer = finish_coefficient(asked, found, kappa, parts, expected)
    return replace(answer, test=_test_null(found, kappa))


def _test_null(found: Agreeing, kappa: float) -> NullTest:
    p = found.counts.sum(0) / found.counts.sum()
    m = float(found.counts[0].sum())
    spread = float((p * (1 - p)).sum())
    variance = 2 * (spread**2 - float((p * (1 - p) * (1 - 2 * p)).sum()))
    return derive_null_test(kappa, float(np.sqrt(variance / (found.cases * m * (m - 1)))) / spread)


def _require_same_number(table: RatingTable) -> None:
    rated = {case: sum(one is not None for one in row) for case, row in zip(table.cases, table.values, strict=True)}
    most = max(rated.values())
    short = next((case for case, number in rated.items() if number != most), None)
    if short is not None:
        raise AgreementError(
            f"Case {short} has {rated[short]} ratings and others {most}; Fleiss' kappa needs the same number for every "
            "case. Leave the case out, or use Krippendorff's alpha or Gwet's AC1, which take missing ratings."
        )
    if most < 2:
        raise AgreementError("Every case was rated once; Fleiss' kappa needs at least two ratings a case.")
