"""Say how many readers and cases a study with two tests needs, from a pilot study's variance components.

With r readers, c cases and k = (pilot cases)/c, for a true difference d (Hillis, Obuchowski and Berbaum 2011, eq. 10):

- readers and cases random: denominator = var_TR + k [Var - Cov1 + (r-1) max(Cov2 - Cov3, 0)], error mean square
  var_TR + k [Var - Cov1 - max(Cov2 - Cov3, 0)], degrees of freedom denominator^2 (r-1) / (error mean square)^2;
- cases random: denominator without var_TR, chi-squared with one degree of freedom (Hillis and Schartz 2018);
- readers random: the error mean square on r-1 degrees of freedom;

power = P(F(1, df; d^2 r / (2 denominator)) > F critical). The ratio of diseased to non-diseased cases is that of the
pilot. var_TR = MS(TR) - Var + Cov1 + max(Cov2 - Cov3, 0), at least 0 (ibid., eq. 9). Non-inferiority: a one-sided
non-central t test of d + margin on the same error (Chen, Petrick and Sahiner 2012).

Confirmed by: the expected values in RJafroc's own tests of its sample-size functions for Van Dyke's data (power
0.5526116 for 6 readers and 111 cases; 251 cases for 80 % with 6 readers; 0.80541995 for 10 and 165; cases random
0.80091813 for 10 and 131; readers random 0.80496663 for 10 and 53).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scipy import stats

from centralis.core.agreement.mrmc.data import MrmcError
from centralis.core.agreement.mrmc.results import Analysis, Design, RandomFactors

MOST_CASES = 100_000
MOST_READERS = 1_000
FEWEST_CASES = 10


@dataclass(frozen=True, slots=True)
class Pilot:
    """Components of a pilot study or of the literature; `cases` is the number they were estimated from."""

    var_tr: float
    var: float
    cov1: float
    cov2: float
    cov3: float
    cases: int

    def __post_init__(self) -> None:
        if self.var <= 0 or self.cases < FEWEST_CASES:
            raise MrmcError(
                f"A pilot needs a positive error variance and at least {FEWEST_CASES} cases; given {self.var:g} and "
                f"{self.cases}."
            )
        if self.var <= self.cov1:
            raise MrmcError(
                f"Cov1 ({self.cov1:g}) is not below the error variance ({self.var:g}); then a test's error could not "
                "differ from the other's and no sample size follows."
            )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be shown: a true difference `effect`, at two-sided level `alpha`.

    With a `margin`, non-inferiority is planned: one-sided at alpha/2, `effect` being the true difference new minus
    reference (0: equal tests).
    """

    effect: float
    alpha: float = 0.05
    margin: float | None = None
    random: RandomFactors = RandomFactors.READERS_AND_CASES

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise MrmcError(f"The level {self.alpha:g} is not between 0 and 1; a usual one is 0.05.")
        if self.margin is None and self.effect == 0:
            raise MrmcError("A difference of 0 can never be found; give the difference that matters, such as 0.05.")
        if self.margin is not None and (self.margin <= 0 or self.effect <= -self.margin):
            raise MrmcError(
                f"With a margin of {self.margin:g} and a true difference of {self.effect:g} the new test is not "
                "non-inferior; the difference must lie above minus the (positive) margin."
            )
        if abs(self.effect) >= 1 or (self.margin or 0) >= 1:
            raise MrmcError("A difference or margin of an accuracy lies between -1 and 1.")


@dataclass(frozen=True, slots=True)
class Power:
    """The power of a study of `readers` and `cases`; `df` None: chi-squared (or normal)."""

    readers: int
    cases: int
    power: float
    noncentrality: float
    df: float | None
    denominator: float


def derive_pilot(analysis: Analysis) -> Pilot:
    """A pilot's components from its analysis. Raises MrmcError where it was not factorial with two or more of each."""
    if analysis.design is not Design.FACTORIAL or analysis.mean_squares.tr is None:
        raise MrmcError("A pilot is a factorial study: at least two readers and two tests, every case read by all.")
    parts = analysis.components
    var_tr = analysis.mean_squares.tr - parts.var + parts.cov1 + max(parts.cov2 - parts.cov3, 0.0)
    return Pilot(var_tr, parts.var, parts.cov1, parts.cov2, parts.cov3, analysis.cases)


def compute_power(pilot: Pilot, readers: int, cases: int, plan: Plan) -> Power:
    """Power of a factorial study of two tests with so many readers and cases."""
    fewest = 1 if plan.random is RandomFactors.CASES else 2
    if not fewest <= readers <= MOST_READERS or not FEWEST_CASES <= cases <= MOST_CASES:
        raise MrmcError(
            f"{readers} readers and {cases} cases cannot be planned; {fewest} to {MOST_READERS:,} readers and "
            f"{FEWEST_CASES} to {MOST_CASES:,} cases can."
        )
    denominator, df = _error(pilot, readers, cases, plan.random)
    if not denominator > 0:
        raise MrmcError("These components leave no variance at all for such a study; check the pilot's figures.")
    if plan.margin is not None:
        shift = (plan.effect + plan.margin) / math.sqrt(2 * denominator / readers)
        power = _one_sided(shift, df, plan.alpha / 2)
        return Power(readers, cases, power, shift, _shown(df), denominator)
    noncentrality = plan.effect**2 * readers / (2 * denominator)
    if math.isinf(df):
        power = float(stats.ncx2.sf(stats.chi2.isf(plan.alpha, 1), 1, noncentrality))
    else:
        power = float(stats.ncf.sf(stats.f.isf(plan.alpha, 1, df), 1, df, noncentrality))
    return Power(readers, cases, power, noncentrality, _shown(df), denominator)


def derive_cases(pilot: Pilot, readers: int, plan: Plan, power: float = 0.8) -> Power:
    """The fewest cases with which so many readers reach the power. Raises MrmcError where no number of cases does."""
    _check_power(power)
    found = _least(lambda cases: compute_power(pilot, readers, cases, plan), FEWEST_CASES, MOST_CASES, power)
    if isinstance(found, Power):
        return found
    raise MrmcError(
        f"{readers} readers never reach a power of {power:g}: with up to {MOST_CASES:,} cases the most is {found:.3f}, "
        "because the readers differ among themselves. Plan with more readers."
    )


def derive_readers(pilot: Pilot, cases: int, plan: Plan, power: float = 0.8) -> Power:
    """The fewest readers with whom so many cases reach the power. Raises MrmcError where no number of readers does."""
    _check_power(power)
    fewest = 1 if plan.random is RandomFactors.CASES else 2
    found = _least(lambda readers: compute_power(pilot, readers, cases, plan), fewest, MOST_READERS, power)
    if isinstance(found, Power):
        return found
    raise MrmcError(
        f"{cases} cases never reach a power of {power:g}: with up to {MOST_READERS:,} readers the most is {found:.3f}, "
        "because they all read the same cases. Plan with more cases."
    )


def derive_table(pilot: Pilot, readers: Sequence[int], plan: Plan, power: float = 0.8) -> tuple[Power | str, ...]:
    """For each number of readers the fewest cases that reach the power, or the sentence why none does."""
    found: list[Power | str] = []
    for count in readers:
        try:
            found.append(derive_cases(pilot, count, plan, power))
        except MrmcError as error:
            found.append(str(error))
    return tuple(found)


def _error(pilot: Pilot, readers: int, cases: int, random: RandomFactors) -> tuple[float, float]:
    """The denominator of F and its degrees of freedom (infinite: chi-squared)."""
    var_tr, share = max(pilot.var_tr, 0.0), pilot.cases / cases
    apart = max(pilot.cov2 - pilot.cov3, 0.0)
    whole = share * (pilot.var - pilot.cov1 + (readers - 1) * apart)
    if random is RandomFactors.CASES:
        return whole, math.inf
    square = var_tr + share * max(pilot.var - pilot.cov1 - apart, 0.0)
    if random is RandomFactors.READERS:
        return square, readers - 1.0
    denominator = var_tr + whole
    return denominator, denominator**2 * (readers - 1) / square**2 if square > 0 else math.inf


def _one_sided(shift: float, df: float, alpha: float) -> float:
    if math.isinf(df):
        return float(stats.norm.sf(stats.norm.isf(alpha) - shift))
    return float(stats.nct.sf(stats.t.isf(alpha, df), df, shift))


def _least(at: Callable[[int], Power], low: int, high: int, power: float) -> Power | float:
    """The least number whose power is enough; the greatest power met where none is.

    With few readers more cases can lose power (Hillis's degrees of freedom fall towards r - 1), so the first crossing
    is sought upwards in steps of 2 % and halved down to the number itself.
    """
    before, number, best = low, low, 0.0
    while True:
        found = at(number).power
        if found >= power:
            break
        best = max(best, found)
        if number == high:
            return best
        before, number = number, min(max(number + 1, round(number * 1.02)), high)
    while before < number:
        middle = (before + number) // 2
        if at(middle).power >= power:
            number = middle
        else:
            before = middle + 1
    return at(number)


def _check_power(power: float) -> None:
    if not 0 < power < 1:
        raise MrmcError(f"A power of {power:g} is not between 0 and 1; a usual one is 0.8.")


def _shown(df: float) -> float | None:
    return df if math.isfinite(df) else None
