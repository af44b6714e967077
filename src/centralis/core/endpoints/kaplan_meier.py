"""The product-limit estimate of survival with pointwise bands, and quantiles of survival time with their limits.

Sources: Kaplan EL, Meier P, J Am Stat Assoc 1958;53:457-481 (estimate); Greenwood's variance; Brookmeyer R, Crowley J,
Biometrics 1982;38:29-41 (limits of a median by inverting the band). Bands: `plain` S +- z se(S); `log`
exp(log S +- z se(log S)); `log-log` exp(-exp(log(-log S) +- z se(log S)/log S)), cut to 0..1. The conventions are
those that `print(survfit())` of R's package survival shows, whose printed numbers the tests hold: a quantile on a
plateau at exactly its level is the plateau's middle, limits lie where a band meets the level, no band where S is 0.

Ours, since the installed lifelines has the log-log band alone, no limits of a median, and takes seconds to import.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import ndtri

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import Floats, Integers, SurvivalData

_TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))


class ConfType(StrEnum):
    """The scale on which the band is symmetric. SAS takes log-log, R log where nothing is said."""

    LOG_LOG = "log-log"
    LOG = "log"
    PLAIN = "plain"


@dataclass(frozen=True)
class Quantile:
    """A quantile of survival time with its limits, in the unit of the times.

    None: the curve (or the band) does not fall to the level within the follow-up; `reason` then says so.
    """

    level: float
    estimate: float | None
    lower: float | None
    upper: float | None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """Survival after each distinct time; arrays of shape (times,), ascending.

    `std_error` is Greenwood's, of the survival itself. `lower` and `upper` are NaN where the band does not exist:
    after the last subject had its event (survival 0), as `reason` says.
    """

    n: int
    total_events: int
    time: Floats
    at_risk: Integers
    events: Integers
    censored: Integers
    survival: Floats
    std_error: Floats
    lower: Floats
    upper: Floats
    median: Quantile
    conf_type: ConfType
    level: float
    reason: str = ""
    method: str = "kaplan-meier"


def estimate_survival(data: SurvivalData, conf_type: ConfType = ConfType.LOG_LOG, level: float = 0.95) -> SurvivalCurve:
    """The curve of all subjects given, whatever their groups.

    Raises StatisticsError for a level that is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise StatisticsError(f"The level is {level}; expected a number between 0 and 1, such as 0.95.")
    time, place = np.unique(data.time, return_inverse=True)
    events = np.bincount(place, weights=data.is_event, minlength=time.size).astype(np.int64)
    leaving = np.bincount(place, minlength=time.size)
    at_risk = data.n - np.concatenate(([0], np.cumsum(leaving)[:-1]))
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_error = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events).astype(np.float64))))
        lower, upper = _band(survival, log_error, conf_type, float(ndtri((1 + level) / 2)))
        std_error = np.where(survival > 0, survival * log_error, np.nan)
    ends = bool(survival[-1] == 0)
    return SurvivalCurve(
        n=data.n,
        total_events=data.events,
        time=time,
        at_risk=at_risk,
        events=events,
        censored=leaving - events,
        survival=survival,
        std_error=std_error,
        lower=lower,
        upper=upper,
        median=_quantile(time, (survival, lower, upper), 0.5),
        conf_type=conf_type,
        level=level,
        reason=f"From {time[-1]:g} on nobody is left, so survival is 0 and has no standard error." if ends else "",
    )


def derive_quantile(curve: SurvivalCurve, level: float) -> Quantile:
    """The time at which a share `level` of the subjects had the event, with its limits; 0.5 is the median."""
    if not 0 < level < 1:
        raise StatisticsError(f"The quantile is {level}; expected a number between 0 and 1.")
    return _quantile(curve.time, (curve.survival, curve.lower, curve.upper), level)


def survival_at(curve: SurvivalCurve, times: Floats) -> tuple[Floats, Floats, Floats]:
    """Survival with lower and upper limit at given times; 1 before the first time, NaN beyond the last one."""
    place = np.searchsorted(curve.time, times, side="right") - 1
    beyond = np.asarray(times) > curve.time[-1]
    found = []
    for values in (curve.survival, curve.lower, curve.upper):
        at = np.where(place < 0, 1.0, values[np.maximum(place, 0)])
        found.append(np.where(beyond, np.nan, at))
    return found[0], found[1], found[2]


def at_risk_at(curve: SurvivalCurve, times: Floats) -> Integers:
    """How many subjects have neither had the event nor been censored before each of the given times."""
    place = np.searchsorted(curve.time, times, side="left")
    padded = np.concatenate((curve.at_risk, [0]))
    found: Integers = padded[place]
    return found


def _band(survival: Floats, log_error: Floats, conf_type: ConfType, z: float) -> tuple[Floats, Floats]:
    """Pointwise limits; 1 while nobody had the event, NaN where survival is 0."""
    if conf_type is ConfType.PLAIN:
        half = z * survival * log_error
        lower, upper = survival - half, survival + half
    elif conf_type is ConfType.LOG:
        lower, upper = survival * np.exp(-z * log_error), survival * np.exp(z * log_error)
    else:
        log_survival = np.log(survival)
        half = z * log_error / log_survival
        lower = np.exp(log_survival * np.exp(-half))
        upper = np.exp(log_survival * np.exp(half))
    is_whole, is_empty = survival == 1, survival == 0
    lower = np.where(is_whole, 1.0, np.where(is_empty, np.nan, np.clip(lower, 0, 1)))
    upper = np.where(is_whole, 1.0, np.where(is_empty, np.nan, np.clip(upper, 0, 1)))
    return lower, upper


def _quantile(time: Floats, curves: tuple[Floats, Floats, Floats], level: float) -> Quantile:
    estimate, lower, upper = (_crossing(time, values, 1 - level) for values in curves)
    missing = [
        name
        for name, value in (("survival", estimate), ("the lower limit", lower), ("the upper limit", upper))
        if value is None
    ]
    reason = ""
    if missing:
        reason = f"Up to {time[-1]:g} {' and '.join(missing)} did not fall to {1 - level:g}."
    return Quantile(level, estimate, lower, upper, reason)


def _crossing(time: Floats, values: Floats, height: float) -> float | None:
    """Where a falling curve meets a height; the middle of the plateau when it rests exactly there."""
    with np.errstate(invalid="ignore"):
        kept = np.flatnonzero(values < height + _TOLERANCE)
    if not kept.size:
        return None
    first = int(kept[0])
    if abs(values[first] - height) < _TOLERANCE:
        below = kept[values[kept] < values[first]]
        if below.size:
            return float(time[first] + time[below[0]]) / 2
    return float(time[first])
