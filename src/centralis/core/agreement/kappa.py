"""Cohen's kappa, plain and weighted: how far two readers agree beyond chance.

Kappa: Cohen J, Educ Psychol Meas 1960;20:37-46. Weighted: Cohen J, Psychol Bull 1968;70:213-220. Standard errors:
Fleiss JL, Cohen J, Everitt BS, Psychol Bull 1969;72:323-327, equations 8 (under kappa = 0) and 14 (interval). Held
against the printed output of SAS PROC FREQ (skin condition data) and of R's irr.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from centralis.core.agreement.coefficient import Coefficient, derive_normal_interval, derive_null_test
from centralis.core.agreement.ratings import (
    AgreementError,
    Floats,
    Rating,
    RatingTable,
    check_level,
    derive_categories,
    name_category,
)
from centralis.core.agreement.weights import Weights, derive_weights

_NOTHING = 1e-13
"""A variance (times n) below this is rounding of 0: one case in a million that differs gives 1e-6."""


@dataclass(frozen=True, slots=True)
class PairKappa:
    """Kappa of two readers; `left_out`: cases that only one of them rated."""

    first: str
    second: str
    kappa: Coefficient
    left_out: int


@dataclass(frozen=True, slots=True)
class PairwiseKappa:
    """Kappa of every two readers, and their mean (Light RJ, Psychol Bull 1971;76:365-377); None with the reason."""

    pairs: tuple[PairKappa, ...]
    mean: float | None
    reason: str = ""


def compute_kappa(
    pairs: Sequence[tuple[Rating, Rating]],
    weights: Weights = Weights.IDENTITY,
    categories: Sequence[Rating] | None = None,
    level: float = 0.95,
) -> Coefficient:
    """Kappa of two readers over cases that both rated.

    `pairs`: (first, second) rating a case. `categories`: all categories in their order; without them those in use,
    numbers by size and words by letter (weights other than identity then refuse words, whose order cannot be known).
    Raises AgreementError for no pairs and for a rating outside the categories.
    """
    check_level(level)
    if not pairs:
        raise AgreementError("No case was rated by both readers; kappa needs cases in common.")
    used = [rating for pair in pairs for rating in pair]
    if categories is None and weights is not Weights.IDENTITY and any(isinstance(one, str) for one in used):
        raise AgreementError("The ratings are words, whose order is not known; give the categories in their order.")
    known = derive_categories(used, categories)
    place = {category: index for index, category in enumerate(known)}
    counts = np.zeros((len(known), len(known)))
    for first, second in pairs:
        counts[place[first], place[second]] += 1
    return compute_kappa_of_counts(counts, known, weights, level)


def compute_kappa_of_counts(
    counts: Floats, categories: Sequence[Rating], weights: Weights = Weights.IDENTITY, level: float = 0.95
) -> Coefficient:
    """Kappa from a square table of counts, shape (first reader's category, second reader's category)."""
    n = int(counts.sum())
    parameters = {"weights": weights.value, "categories": [name_category(one) for one in categories], "level": level}
    method = "cohen-kappa" if weights is Weights.IDENTITY else "weighted-kappa"

    if np.count_nonzero(counts.sum(0) + counts.sum(1)) < 2:
        only = name_category(categories[int(np.argmax(counts.sum(1)))])
        reason = f"Both readers gave {only} in every case: chance alone agrees fully, so kappa has no value."
        return Coefficient(
            method=method, estimate=None, cases=n, readers=2, observed=1.0, expected=1.0,
            parameters=parameters, reason=reason,
        )  # fmt: skip
    weight = derive_weights(weights, categories)
    share = counts / n
    row, column = share.sum(1), share.sum(0)
    observed = float((weight * share).sum())
    expected = float((weight * np.outer(row, column)).sum())
    kappa = (observed - expected) / (1 - expected)
    se, null_se = _compute_errors(share, weight, kappa, expected) / np.sqrt(n)
    has_width = se > 0
    return Coefficient(
        method=method,
        estimate=kappa,
        cases=n,
        readers=2,
        se=float(se) if has_width else None,
        interval=derive_normal_interval(kappa, float(se), level) if has_width else None,
        observed=observed,
        expected=expected,
        test=derive_null_test(kappa, float(null_se)) if null_se > 0 else None,
        parameters=parameters,
        reason="" if has_width else _no_width(observed, n),
    )


def _compute_errors(share: Floats, weight: Floats, kappa: float, expected: float) -> Floats:
    """sqrt(n) times the standard errors: of the interval (equation 14), and under kappa = 0 (equation 8)."""
    row, column = share.sum(1), share.sum(0)
    mean = (weight @ column)[:, None] + (row @ weight)[None, :]
    spread = (share * (weight - mean * (1 - kappa)) ** 2).sum() - (kappa - expected * (1 - kappa)) ** 2
    null = (np.outer(row, column) * (weight - mean) ** 2).sum() - expected**2
    squares = np.array([spread, null])
    return np.asarray(np.sqrt(np.where(squares > _NOTHING, squares, 0.0)) / (1 - expected))


def _no_width(observed: float, n: int) -> str:
    if observed == 1:
        return (
            f"The readers agree in all {n} cases: the large-sample interval has no width here. "
            "The exact interval of percent agreement says how much the cases can show."
        )
    return f"The large-sample standard error is 0 with {n} cases; no interval can be given."


def compute_pairwise_kappa(
    table: RatingTable,
    weights: Weights = Weights.IDENTITY,
    categories: Sequence[Rating] | None = None,
    level: float = 0.95,
) -> PairwiseKappa:
    """Kappa of every two readers of a table and their mean. Missing ratings: each pair uses the cases both rated."""
    known = derive_categories(table.ratings(), categories)
    words = categories is None and any(isinstance(one, str) for one in known)
    found = []
    for first, second in table.reader_pairs():
        pairs = table.pairs(first, second)
        if not pairs:
            raise AgreementError(f"Readers {first} and {second} rated no case in common; kappa needs such cases.")
        scale = None if words and weights is not Weights.IDENTITY else known
        kappa = compute_kappa(pairs, weights, scale, level)
        found.append(PairKappa(first, second, kappa, len(table.cases) - len(pairs)))
    estimates = [one.kappa.estimate for one in found if one.kappa.estimate is not None]
    if len(estimates) < len(found):
        without = next(one for one in found if one.kappa.estimate is None)
        reason = f"Readers {without.first} and {without.second} have no kappa, so there is no mean over all pairs."
        return PairwiseKappa(tuple(found), None, reason)
    return PairwiseKappa(tuple(found), sum(estimates) / len(estimates))
