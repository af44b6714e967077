"""Intraclass correlation: all six forms of Shrout and Fleiss with McGraw and Wong's names and F-based limits.

Shrout PE, Fleiss JL, Psychol Bull 1979;86:420-428 (their table 4 of six targets by four judges gives 0.17, 0.29, 0.71,
0.44, 0.62, 0.91); McGraw KO, Wong SP, Psychol Methods 1996;1:30-46, table 7 for the limits. Held against the printed
output of R's psych (estimates, F, p and limits).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from scipy.special import fdtrc, fdtri

from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.ratings import AgreementError, RatingTable, check_level


class Form(StrEnum):
    """Shrout and Fleiss's name: the model (1, 2 or 3), and one reader's rating (1) or the mean of all k."""

    ICC_1_1 = "1,1"
    ICC_2_1 = "2,1"
    ICC_3_1 = "3,1"
    ICC_1_K = "1,k"
    ICC_2_K = "2,k"
    ICC_3_K = "3,k"

    @property
    def shrout_fleiss(self) -> str:
        """Shrout and Fleiss's name."""
        return f"ICC({self.value})"

    @property
    def mcgraw_wong(self) -> str:
        """McGraw and Wong's name."""
        return _MCGRAW_WONG[self]

    @property
    def meaning(self) -> str:
        """What the form tells, in words."""
        model = {
            "1": "each case rated by other readers drawn at random; one-way random effects, absolute agreement",
            "2": "the same readers, drawn at random, rated every case; two-way random effects, absolute agreement",
            "3": "these very readers rated every case; two-way mixed effects, consistency",
        }[self.value[0]]
        return f"{model}; {'one rating' if self.value[-1] == '1' else 'the mean of all readers'}"


_MCGRAW_WONG = {
    Form.ICC_1_1: "ICC(1)",
    Form.ICC_2_1: "ICC(A,1)",
    Form.ICC_3_1: "ICC(C,1)",
    Form.ICC_1_K: "ICC(k)",
    Form.ICC_2_K: "ICC(A,k)",
    Form.ICC_3_K: "ICC(C,k)",
}


_FEWEST_DF = 0.1
"""Below so few of Satterthwaite's degrees of freedom F has no quantile that a limit could rest on."""
_NO_CASES = "The cases do not differ in their means: there is nothing to tell apart, so the coefficient has no value."
_NO_ERROR = "No residual variance is left over: F is without bound, so no limits can be given."
_NO_MEAN = "The readers differ far more than the cases do: the coefficient of the mean is without bound."
_NO_LIMITS = "The readers differ far more than the cases do: a limit has nothing to rest on, so no interval is given."


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Analysis of variance of n cases by k readers: between cases, within cases, between readers, and residual."""

    n: int
    k: int
    cases: float
    within: float
    readers: float
    residual: float


@dataclass(frozen=True, slots=True)
class Icc:
    """One form of the coefficient. `f` tests that the coefficient is 0, on `df1` and `df2` degrees of freedom.

    Where a number cannot be had it is None and `reason` says why.
    """

    form: Form
    estimate: float | None
    interval: Interval | None
    f: float | None
    df1: int
    df2: int
    p: float | None
    squares: MeanSquares
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        found = {
            "form": self.form.shrout_fleiss,
            "mcgraw_wong": self.form.mcgraw_wong,
            "meaning": self.form.meaning,
            "estimate": self.estimate,
            "ci": self.interval.to_json() if self.interval else None,
            "f": self.f,
            "df1": self.df1,
            "df2": self.df2,
            "p": self.p,
        }
        return found | {"reason": self.reason} if self.reason else found


def compute_mean_squares(table: RatingTable) -> MeanSquares:
    """The mean squares of a full table of numbers; refuses missing cells, words, and a single case."""
    table.require_complete("the intraclass correlation")
    x = table.numbers()
    n, k = x.shape
    if n < 2:
        raise AgreementError("Only one case was rated; the intraclass correlation compares at least two.")
    x = x - x.mean()
    by_case, by_reader = x.mean(1), x.mean(0)
    cases = k * float((by_case**2).sum()) / (n - 1)
    readers = n * float((by_reader**2).sum()) / (k - 1)
    within = float(((x - by_case[:, None]) ** 2).sum()) / (n * (k - 1))
    left = x - by_case[:, None] - by_reader[None, :]
    residual = float((left**2).sum()) / ((n - 1) * (k - 1))
    tiny = 1e-24 * max(float(np.abs(table.numbers()).max()) ** 2, 1e-300)
    cases, within, readers, residual = (0.0 if one < tiny else one for one in (cases, within, readers, residual))
    return MeanSquares(n, k, cases, within, readers, residual)


def compute_icc(table: RatingTable, form: Form = Form.ICC_2_1, level: float = 0.95) -> Icc:
    """One form of the intraclass correlation of a full table of numbers."""
    return _compute(compute_mean_squares(table), form, level)


def compute_every_icc(table: RatingTable, level: float = 0.95) -> tuple[Icc, ...]:
    """All six forms, in the order of Shrout and Fleiss's table 4."""
    squares = compute_mean_squares(table)
    return tuple(_compute(squares, form, level) for form in Form)


def _compute(ms: MeanSquares, form: Form, level: float) -> Icc:
    check_level(level)
    df1 = ms.n - 1
    one_way = form in (Form.ICC_1_1, Form.ICC_1_K)
    error, df2 = (ms.within, ms.n * (ms.k - 1)) if one_way else (ms.residual, (ms.n - 1) * (ms.k - 1))
    if ms.cases == 0:
        return Icc(form, None, None, None, df1, df2, None, ms, _NO_CASES)
    estimate = _average(_single(ms, form), ms.k, form)
    if error == 0:
        return Icc(form, estimate, None, None, df1, df2, None, ms, _NO_ERROR)
    f = ms.cases / error
    p = float(fdtrc(df1, df2, f))
    if estimate is None:
        return Icc(form, None, None, f, df1, df2, p, ms, _NO_MEAN)
    limits = _two_way_limits(ms, level) if form.value[0] == "2" else _limits(ms, f, df2, level)
    lower, upper = (None if one is None else _average(one, ms.k, form) for one in limits)
    if lower is None or upper is None:
        return Icc(form, estimate, None, f, df1, df2, p, ms, _NO_LIMITS)
    return Icc(form, estimate, Interval(lower, upper, level), f, df1, df2, p, ms)


def _single(ms: MeanSquares, form: Form) -> float:
    """The coefficient of one reader's rating."""
    if form.value[0] == "1":
        return (ms.cases - ms.within) / (ms.cases + (ms.k - 1) * ms.within)
    between = ms.k * (ms.readers - ms.residual) / ms.n if form.value[0] == "2" else 0.0
    return (ms.cases - ms.residual) / (ms.cases + (ms.k - 1) * ms.residual + between)


def _average(single: float, k: int, form: Form) -> float | None:
    """The mean of k readers by Spearman and Brown's step, None where it has no bound; one reader's as it is."""
    if form.value[-1] == "1":
        return single
    under = 1 + (k - 1) * single
    return k * single / under if under > 1e-9 else None


def _limits(ms: MeanSquares, f: float, df2: int, level: float) -> tuple[float | None, float | None]:
    """Forms 1 and 3: limits of F turned into those of the coefficient of one rating."""
    high = (1 + level) / 2
    low_f = f / float(fdtri(ms.n - 1, df2, high))
    high_f = f * float(fdtri(df2, ms.n - 1, high))
    return (low_f - 1) / (low_f + ms.k - 1), (high_f - 1) / (high_f + ms.k - 1)


def _two_way_limits(ms: MeanSquares, level: float) -> tuple[float | None, float | None]:
    """Form 2: limits with Satterthwaite's degrees of freedom (McGraw and Wong, table 7, ICC(A,1))."""
    n, k = ms.n, ms.k
    single = _single(ms, Form.ICC_2_1)
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    joint = (a * ms.readers) ** 2 / (k - 1) + (b * ms.residual) ** 2 / ((n - 1) * (k - 1))
    if joint == 0:
        return None, None
    v = (a * ms.readers + b * ms.residual) ** 2 / joint
    if v < _FEWEST_DF:
        return None, None
    high = (1 + level) / 2
    low_f, high_f = float(fdtri(n - 1, v, high)), float(fdtri(v, n - 1, high))
    spread = k * ms.readers + (k * n - k - n) * ms.residual
    lower = n * (ms.cases - low_f * ms.residual) / (low_f * spread + n * ms.cases)
    upper = n * (high_f * ms.cases - ms.residual) / (spread + n * high_f * ms.cases)
    return lower, upper
