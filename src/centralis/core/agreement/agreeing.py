"""Agreement counted case by case: what percent agreement, Fleiss' kappa and Gwet's coefficients all start from.

Standard errors by linearisation: each case has its part in the estimate, and the parts' spread gives the error (Gwet
KL, Br J Math Stat Psychol 2008;61:29-48; Handbook of Inter-Rater Reliability, 4th edition 2014, chapter 5). A case
rated once counts in the prevalence of categories and in n, not in the agreement seen. Held against R's irrCAC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from centralis.core.agreement.coefficient import Coefficient, Parameter, derive_t_interval
from centralis.core.agreement.ratings import (
    AgreementError,
    Floats,
    Rating,
    RatingTable,
    derive_categories,
    name_category,
)
from centralis.core.agreement.weights import Weights, derive_weights

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Agreeing:
    """Cases with their counts and their agreement; cases without any rating are left out.

    `counts` (case, category); `weights` (category, category); `seen` (case): a case's share of agreeing pairs of
    readers, 0 where it was rated once; `observed`: the mean of `seen` over the `twice` cases rated at least twice.
    """

    categories: tuple[Rating, ...]
    counts: Floats
    weights: Floats
    seen: Floats
    observed: float
    twice: int
    readers: int

    @property
    def cases(self) -> int:
        return len(self.counts)

    @property
    def shares(self) -> Floats:
        """Each case's share of ratings by category, (case, category); rows sum to 1."""
        return np.asarray(self.counts / self.counts.sum(1, keepdims=True))

    @property
    def prevalence(self) -> Floats:
        """How often each category was given, (category): the mean of the cases' shares."""
        return np.asarray(self.shares.mean(0))

    def parts(self, expected: float) -> Floats:
        """Each case's part, (case), in (observed - expected) / (1 - expected); their mean is that number."""
        is_twice = self.counts.sum(1) >= 2
        return np.asarray((self.seen - expected * is_twice) * (self.cases / self.twice) / (1 - expected))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which method was asked for, at which confidence level, with which further parameters."""

    method: str
    level: float
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def all_parameters(self, found: Agreeing) -> dict[str, Parameter]:
        names = [name_category(one) for one in found.categories]
        return {**self.parameters, "categories": names, "level": self.level}


def count_agreeing(table: RatingTable, weights: Weights, categories: Sequence[Rating] | None) -> Agreeing:
    """Count the agreeing pairs of readers in every case.

    Raises AgreementError where no case was rated twice, for a rating outside the categories, and for weights over
    words whose order was not given.
    """
    known = derive_categories(table.ratings(), categories)
    if categories is None and weights is not Weights.IDENTITY and any(isinstance(one, str) for one in known):
        raise AgreementError("The ratings are words, whose order is not known; give the categories in their order.")
    counts = table.counts(known)
    counts = counts[counts.sum(1) > 0]
    weight = np.ones((1, 1)) if len(known) == 1 else derive_weights(weights, known)
    number = counts.sum(1)
    pairs = number * (number - 1)
    twice = int((pairs > 0).sum())
    if not twice:
        raise AgreementError("No case was rated by two readers; agreement needs cases in common.")
    agreeing = (counts * (counts @ weight - 1)).sum(1)
    seen = np.divide(agreeing, pairs, out=np.zeros_like(pairs), where=pairs > 0)
    return Agreeing(known, counts, weight, seen, float(seen.sum() / twice), twice, len(table.readers))


def finish_coefficient(
    asked: Asked, found: Agreeing, estimate: float, parts: Floats, expected: float | None
) -> Coefficient:
    """The answer with the standard error of the cases' parts and t limits on n - 1 degrees of freedom."""
    n = found.cases
    se = float(np.sqrt(((parts - estimate) ** 2).sum() / (n * (n - 1)))) if n > 1 else 0.0
    has_width = se > _NOTHING
    reason = f"The {n} cases do not differ in their agreement: the large-sample interval has no width here."
    if n == 1:
        reason = "One case alone was rated: no standard error can be had."
    return Coefficient(
        method=asked.method,
        estimate=estimate,
        cases=n,
        readers=found.readers,
        se=se if has_width else None,
        interval=derive_t_interval(estimate, se, n - 1, asked.level) if has_width else None,
        observed=None if expected is None else found.observed,
        expected=expected,
        parameters=asked.all_parameters(found),
        reason="" if has_width else reason,
    )


def refuse_constant(asked: Asked, found: Agreeing) -> Coefficient:
    """The answer where every rating is the same: no number, and why."""
    only = name_category(found.categories[int(np.argmax(found.counts.sum(0)))])
    return Coefficient(
        method=asked.method,
        estimate=None,
        cases=found.cases,
        readers=found.readers,
        observed=1.0,
        expected=1.0,
        parameters=asked.all_parameters(found),
        reason=f"Every rating is {only}: chance alone agrees fully, so the coefficient has no value.",
    )
