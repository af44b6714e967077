"""Repeatability: how far two measurements of the same thing by the same means differ.

Within-subject standard deviation (wSD) and repeatability coefficient RC = 1.96 sqrt(2) wSD = 2.77 wSD: Bland JM, Altman
DG, BMJ 1996;313:744 (twenty children's peak flow: variance 460.52, wSD 21.5); QIBA's metrology group, Raunig DL et al,
Stat Methods Med Res 2015;24:27-67. Limits by chi-square: Barnhart HX, Barboriak DP, Transl Oncol 2009;2:231-235.
Within-subject coefficient of variation by root mean square: Bland JM, Altman DG, BMJ 1996;313:106; Raunig, section 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from scipy.special import chdtri, ndtri

from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.ratings import AgreementError, check_level

REPEATED = float(ndtri(0.975)) * sqrt(2)
"""2.77: 95 % of differences of two measurements lie within this many wSD."""
_ROUNDING = 1e-26


@dataclass(frozen=True, slots=True)
class Spread:
    """An estimate with its chi-square limits; the interval is None where the estimate is 0."""

    estimate: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Repeatability:
    """What repeats of `cases` cases say, in the unit of the values; `df` is the sum of (repeats - 1).

    `wcv` and `rc_percent` are fractions of the mean (0.05: 5 %), None with `reason` where a case's mean is not above 0.
    """

    cases: int
    measurements: int
    df: int
    wsd: Spread
    rc: Spread
    wcv: Spread | None
    rc_percent: Spread | None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"cases": self.cases, "measurements": self.measurements, "df": self.df}
        for name, one in (("wsd", self.wsd), ("rc", self.rc), ("wcv", self.wcv), ("rc_percent", self.rc_percent)):
            found[name] = one.estimate if one else None
            found[f"{name}_ci"] = one.interval.to_json() if one and one.interval else None
        return found | {"reason": self.reason} if self.reason else found


def compute_repeatability(repeats: Mapping[str, Sequence[float]], level: float = 0.95) -> Repeatability:
    """wSD, RC and coefficient of variation from repeats by case; cases measured once do not count.

    Raises AgreementError where no case was measured twice. The coefficient of variation is the root of the mean of
    (variance / mean^2) over cases, weighted by each case's degrees of freedom; its chi-square limits are approximate.
    """
    check_level(level)
    values = [np.asarray(one, dtype=float) for one in repeats.values() if len(one) > 1]
    if not values:
        raise AgreementError("No case was measured twice; repeatability needs repeats of at least one case.")
    df = np.array([len(one) - 1 for one in values])
    squares = np.array([float(((one - one.mean()) ** 2).sum()) for one in values])
    largest = max(float(np.abs(one).max()) for one in values)
    variance = float(squares.sum() / df.sum())
    variance = 0.0 if variance <= _ROUNDING * largest**2 else variance
    degrees = int(df.sum())
    wsd = _spread(sqrt(variance), degrees, level)
    reason = "" if variance else "Every repeat gave the same value: the spread is 0 and has no limits."
    means = np.array([one.mean() for one in values])
    wcv = None
    if means.min() > 0:
        share = float((squares / means**2).sum() / degrees) if variance else 0.0
        wcv = _spread(sqrt(share), degrees, level)
    else:
        reason = f"{reason} A case's mean is not above 0, so there is no coefficient of variation.".strip()
    return Repeatability(
        cases=len(values),
        measurements=int(sum(map(len, values))),
        df=degrees,
        wsd=wsd,
        rc=_times(wsd),
        wcv=wcv,
        rc_percent=_times(wcv) if wcv else None,
        reason=reason,
    )


def _spread(estimate: float, df: int, level: float) -> Spread:
    """Limits of a standard deviation: s sqrt(df / chi-square)."""
    if estimate == 0:
        return Spread(0.0, None)
    lower, upper = (estimate * sqrt(df / float(chdtri(df, p))) for p in ((1 - level) / 2, (1 + level) / 2))
    return Spread(estimate, Interval(lower, upper, level))


def _times(one: Spread) -> Spread:
    interval = one.interval
    wider = Interval(interval.lower * REPEATED, interval.upper * REPEATED, interval.level) if interval else None
    return Spread(one.estimate * REPEATED, wider)
