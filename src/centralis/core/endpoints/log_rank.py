"""The log-rank test of equal survival in two or more groups, plain or stratified.

Source: Mantel N, Cancer Chemother Rep 1966;50:163-170; Peto R, Peto J, J R Stat Soc A 1972;135:185-206. At each time
with events the observed events of a group are set against those expected if all groups had one hazard, with the
hypergeometric variance; strata are summed. Held against what `survdiff()` of R's package survival prints.

Ours, since the installed lifelines has no strata.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import Floats, Integers, SurvivalData


@dataclass(frozen=True)
class LogRank:
    """The test: chi-squared on `df` degrees of freedom, and each group's observed and expected events."""

    chi2: float
    df: int
    p: float
    groups: tuple[str, ...]
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    strata: int
    method: str = "log-rank"


def compute_log_rank(data: SurvivalData) -> LogRank:
    """The log-rank test of the groups, stratified when there are strata.

    A group that was never at risk when an event came adds nothing, and no degree of freedom. Raises StatisticsError
    where fewer than two groups can be compared.
    """
    size = len(data.groups)
    if size < 2:
        raise StatisticsError("There is one group; the log-rank test compares at least two.")
    observed, expected = np.zeros(size), np.zeros(size)
    variance = np.zeros((size, size))
    order = np.argsort(data.stratum, kind="stable")
    ends = np.cumsum(np.bincount(data.stratum, minlength=len(data.strata)))[:-1]
    for rows in np.split(order, ends):
        seen, due, spread = _sums(data.time[rows], data.is_event[rows], data.group[rows], size)
        observed, expected, variance = observed + seen, expected + due, variance + spread
    told = np.flatnonzero(expected > 0)
    if told.size < 2:
        raise StatisticsError("Fewer than two groups had subjects at risk when an event came; nothing to compare.")
    kept = told[1:]
    excess = (observed - expected)[kept]
    try:
        chi2 = float(excess @ np.linalg.solve(variance[np.ix_(kept, kept)], excess))
    except np.linalg.LinAlgError:
        raise StatisticsError(
            "The groups were never at risk together when an event came; nothing to compare."
        ) from None
    df = int(kept.size)
    return LogRank(
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)),
        groups=data.groups,
        observed=tuple(int(one) for one in observed),
        expected=tuple(float(one) for one in expected),
        strata=len(data.strata),
    )


def _sums(time: Floats, is_event: NDArray[np.bool_], group: Integers, size: int) -> tuple[Floats, Floats, Floats]:
    """Observed and expected events of the groups in one stratum, and their covariance (groups, groups)."""
    moments = np.unique(time[is_event])
    if not moments.size:
        return np.zeros(size), np.zeros(size), np.zeros((size, size))
    at_risk = np.empty((moments.size, size))
    observed = np.bincount(group[is_event], minlength=size).astype(np.float64)
    for index in range(size):
        own = np.sort(time[group == index])
        at_risk[:, index] = own.size - np.searchsorted(own, moments, side="left")
    dead = np.bincount(np.searchsorted(moments, time[is_event]), minlength=moments.size)
    total = at_risk.sum(axis=1)
    share = at_risk / total[:, None]
    weight = dead * (total - dead) / np.maximum(total - 1, 1)
    expected = dead @ share
    covariance = np.diag(weight @ share) - (share * weight[:, None]).T @ share
    return observed, expected, covariance
