"""Cox's proportional hazards regression with Efron's or Breslow's handling of ties, plain or stratified.

Sources: Cox DR, J R Stat Soc B 1972;34:187-220; Breslow N, Biometrics 1974;30:89-99; Efron B, J Am Stat Assoc
1977;72:557-565; the closed forms for a small data set in Therneau TM, Grambsch PM, Modeling Survival Data (2000),
appendix E, which the tests hold, beside printed output of `coxph()` of R's package survival. Newton's method on the
partial likelihood, every death one term: with d deaths at one time, the l-th (l = 0..d-1) takes the fraction l/d of
the deaths' own risk out of the risk set (Efron) or none (Breslow).

Ours, since the installed lifelines has Efron's ties alone and takes seconds to import.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import chdtrc, erfc, ndtri

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import Floats, Integers, SurvivalData

MOST_COVARIATES = 50
_MOST_STEPS = 60
_SMALL_STEP = 1e-9
_LARGEST_LOG = float(np.log(np.finfo(np.float64).max))
_LOST = 1e-7
"""Where so little of the information at the start is left, a coefficient is on its way to infinity."""
_FLAT = 1e-10
"""Information an event (covariates of spread 1) below which there is none but rounding."""


class Ties(StrEnum):
    """Whose likelihood is used where several events fall on one time. R takes Efron's, SAS Breslow's."""

    EFRON = "efron"
    BRESLOW = "breslow"


@dataclass(frozen=True)
class CoxTerm:
    """One covariate: coefficient, its standard error, hazard ratio with limits, Wald's z and two-sided p."""

    name: str
    coef: float
    se: float
    hazard_ratio: float
    lower: float
    upper: float
    z: float
    p: float


@dataclass(frozen=True)
class Test:
    """A test of all covariates together."""

    chi2: float
    df: int
    p: float

    __test__ = False


@dataclass(frozen=True)
class CoxFit:
    """The fitted model. `log_likelihoods`: with all coefficients 0, and as fitted. `score` is the log-rank's kin."""

    terms: tuple[CoxTerm, ...]
    n: int
    events: int
    ties: Ties
    strata: int
    level: float
    log_likelihoods: tuple[float, float]
    likelihood_ratio: Test
    wald: Test
    score: Test
    steps: int
    method: str = "cox"


@dataclass(frozen=True, eq=False)
class _Sorted:
    """Subjects by stratum and falling time, and for each event where its risk set and its ties end."""

    x: Floats
    stratum_start: Integers
    risk_end: Integers
    tied: Integers
    deaths: Integers
    fraction: Floats
    tie_start: Integers


@dataclass(frozen=True, eq=False)
class _Likelihood:
    """Log partial likelihood, its gradient (covariates,) and the information (covariates, covariates)."""

    log_likelihood: float
    gradient: Floats
    information: Floats


def fit_cox(
    data: SurvivalData,
    covariates: Floats,
    names: Sequence[str],
    ties: Ties = Ties.EFRON,
    level: float = 0.95,
) -> CoxFit:
    """Fit the hazard ratios of covariates of shape (n, covariates); groups of `data` are not looked at, strata are.

    Raises StatisticsError for no events, covariates that tell nothing or the same twice, and for a hazard ratio that
    grows without end (all events of a stratum on one side).
    """
    x = _check(data, covariates, names, level)
    spread = x.std(axis=0)
    ordered = _sort(data, (x - x.mean(axis=0)) / spread, ties)
    beta = np.zeros(x.shape[1])
    start = now = _derivatives(ordered, beta)
    least = _check_information(now.information, data.events, names)
    for step in range(1, _MOST_STEPS + 1):
        trial, now = _advance(ordered, beta, _solve(now, names), now)
        done = float(np.abs(trial - beta).max()) < _SMALL_STEP * (1 + float(np.abs(trial).max()))
        beta = trial
        if float(np.linalg.eigvalsh(now.information)[0]) < _LOST * least:
            break
        if done:
            covariance = np.linalg.inv(now.information) / np.outer(spread, spread)
            return CoxFit(
                terms=_terms(names, beta / spread, covariance, level),
                n=data.n,
                events=data.events,
                ties=ties,
                strata=len(data.strata),
                level=level,
                log_likelihoods=(start.log_likelihood, now.log_likelihood),
                likelihood_ratio=_test(2 * (now.log_likelihood - start.log_likelihood), beta.size),
                wald=_test(float(beta @ now.information @ beta), beta.size),
                score=_test(float(start.gradient @ np.linalg.solve(start.information, start.gradient)), beta.size),
                steps=step,
            )
    raise StatisticsError(_endless(names))


def compare_groups(data: SurvivalData, ties: Ties = Ties.EFRON, level: float = 0.95) -> CoxFit:
    """Hazard ratios of every group against the first one."""
    if len(data.groups) < 2:
        raise StatisticsError("There is one group; a hazard ratio compares at least two.")
    silent = [name for index, name in enumerate(data.groups) if not data.is_event[data.group == index].any()]
    if silent:
        raise StatisticsError(f"Group {silent[0]} has no events, so its hazard ratio is 0 or infinite, not a number.")
    dummies = (data.group[:, None] == np.arange(1, len(data.groups))[None, :]).astype(np.float64)
    return fit_cox(data, dummies, data.groups[1:], ties, level)


def _check(data: SurvivalData, covariates: Floats, names: Sequence[str], level: float) -> Floats:
    x = np.asarray(covariates, dtype=np.float64)
    if x.ndim != 2 or x.shape != (data.n, len(names)) or not len(names):
        raise StatisticsError(f"Expected {data.n} rows of {len(names)} covariates (at least one).")
    if len(names) > MOST_COVARIATES:
        raise StatisticsError(f"There are {len(names)} covariates, more than {MOST_COVARIATES}.")
    if not np.isfinite(x).all():
        row, column = np.argwhere(~np.isfinite(x))[0]
        raise StatisticsError(f"Subject {row + 1} has no number as {names[column]}; leave such subjects out.")
    if not 0 < level < 1:
        raise StatisticsError(f"The level is {level}; expected a number between 0 and 1, such as 0.95.")
    if not data.events:
        raise StatisticsError("No subject had the event; a hazard ratio needs events.")
    is_same = (x == x[0]).all(axis=0)
    if is_same.any():
        raise StatisticsError(f"{names[int(np.argmax(is_same))]} is the same in all subjects; it tells nothing.")
    return x


def _sort(data: SurvivalData, x: Floats, ties: Ties) -> _Sorted:
    order = np.lexsort((~data.is_event, -data.time, data.stratum))
    time, stratum, is_event = data.time[order], data.stratum[order], data.is_event[order]
    fresh = np.concatenate(([True], (time[1:] != time[:-1]) | (stratum[1:] != stratum[:-1])))
    moment = np.cumsum(fresh) - 1
    ends = np.concatenate((np.flatnonzero(fresh)[1:], [data.n]))
    starts = np.searchsorted(stratum, np.arange(len(data.strata)))
    deaths = np.flatnonzero(is_event)
    own = moment[deaths]
    _, tied, counts = np.unique(own, return_inverse=True, return_counts=True)
    tie_start = np.concatenate(([0], np.cumsum(counts)[:-1]))
    rank = np.arange(deaths.size) - tie_start[tied]
    fraction = rank / counts[tied] if ties is Ties.EFRON else np.zeros(deaths.size)
    return _Sorted(x[order], starts[stratum[deaths]], ends[own], tied, deaths, fraction, tie_start)


def _derivatives(one: _Sorted, beta: Floats) -> _Likelihood:
    size = beta.size
    score = one.x @ beta
    shift = float(score.max())
    risk = np.exp(score - shift)
    upper = np.triu_indices(size)
    weighted = np.concatenate((np.ones((risk.size, 1)), one.x, one.x[:, upper[0]] * one.x[:, upper[1]]), axis=1)
    weighted *= risk[:, None]
    running = np.concatenate((np.zeros((1, weighted.shape[1])), np.cumsum(weighted, axis=0)))
    sums = running[one.risk_end] - running[one.stratum_start]
    own = np.add.reduceat(weighted[one.deaths], one.tie_start, axis=0)
    sums -= one.fraction[:, None] * own[one.tied]
    mean = sums[:, 1 : size + 1] / sums[:, :1]
    second = np.zeros((size, size))
    second[upper] = (sums[:, size + 1 :] / sums[:, :1]).sum(axis=0)
    second = second + np.triu(second, 1).T
    log_likelihood = float((score[one.deaths] - shift - np.log(sums[:, 0])).sum())
    gradient = (one.x[one.deaths] - mean).sum(axis=0)
    return _Likelihood(log_likelihood, gradient, second - mean.T @ mean)


def _advance(one: _Sorted, beta: Floats, move: Floats, before: _Likelihood) -> tuple[Floats, _Likelihood]:
    """A Newton step, halved while the likelihood falls."""
    least = before.log_likelihood - abs(before.log_likelihood) * 1e-12
    for _ in range(30):
        with np.errstate(all="ignore"):
            found = _derivatives(one, beta + move)
        if np.isfinite(found.information).all() and found.log_likelihood >= least:
            return beta + move, found
        move = move / 2
    return beta, before


def _check_information(information: Floats, events: int, names: Sequence[str]) -> float:
    """The information of the direction that has least of it."""
    least = float(np.linalg.eigvalsh(information)[0])
    if least <= _FLAT * events:
        raise StatisticsError(
            f"The covariates ({', '.join(names)}) do not differ among the subjects at risk when events came, "
            "or one follows from the others; there is nothing to estimate."
        )
    return least


def _solve(now: _Likelihood, names: Sequence[str]) -> Floats:
    try:
        move = np.asarray(np.linalg.solve(now.information, now.gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise StatisticsError(_endless(names)) from None
    if not np.isfinite(move).all():
        raise StatisticsError(_endless(names))
    return move


def _endless(names: Sequence[str]) -> str:
    return (
        f"The likelihood rises without end, so a hazard ratio of {', '.join(names)} is 0 or infinite: "
        "one side had no events while the other was at risk."
    )


def _terms(names: Sequence[str], beta: Floats, covariance: Floats, level: float) -> tuple[CoxTerm, ...]:
    quantile = float(ndtri((1 + level) / 2))
    terms = []
    for name, coef, se in zip(names, beta.tolist(), np.sqrt(np.diag(covariance)).tolist(), strict=True):
        z = coef / se
        if not coef + quantile * se < _LARGEST_LOG:
            raise StatisticsError(_endless(names))
        limits = (float(np.exp(coef - quantile * se)), float(np.exp(coef + quantile * se)))
        terms.append(CoxTerm(name, coef, se, float(np.exp(coef)), *limits, z, float(erfc(abs(z) / np.sqrt(2)))))
    return tuple(terms)


def _test(chi2: float, df: int) -> Test:
    return Test(chi2, df, float(chdtrc(df, chi2)))
