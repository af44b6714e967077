"""Lin's concordance correlation coefficient: how close pairs of numbers lie to the line of identity.

Lin LI-K, Biometrics 1989;45:255-268, with the correction of Biometrics 2000;56:324-325; limits by Fisher's z. Held
against a simulation of its coverage and the identity CCC = correlation x bias correction factor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from centralis.core.agreement.coefficient import Coefficient, Interval, Parameter
from centralis.core.agreement.ratings import AgreementError, check_level

_ROUNDING = 1e-12
_CONSTANT = "One reader gave the same value in every case, so no correlation can be had."
_NO_WIDTH = "The values lie on a line or do not hang together at all: the large-sample interval has no width here."


@dataclass(frozen=True, slots=True)
class Concordance:
    """The coefficient with its two parts: `correlation` (precision) x `bias_correction` (accuracy)."""

    coefficient: Coefficient
    correlation: float | None
    bias_correction: float | None


def compute_concordance(pairs: Sequence[tuple[float, float]], level: float = 0.95) -> Concordance:
    """Lin's coefficient of two readers' numbers over cases that both measured; refuses fewer than three cases."""
    check_level(level)
    n = len(pairs)
    if n < 3:
        raise AgreementError(f"{n} cases were measured by both readers; the concordance coefficient needs three.")
    x, y = np.asarray(pairs, dtype=float).T
    (vx, cov), (_, vy) = np.cov(x, y, bias=True)
    shift = float(x.mean() - y.mean())
    if vx == 0 or vy == 0:
        return Concordance(_answer(None, n, level, _CONSTANT), None, None)
    ccc = float(2 * cov / (vx + vy + shift**2))
    r = float(cov / np.sqrt(vx * vy))
    if cov == 0 or abs(r) >= 1 - _ROUNDING:
        return Concordance(_answer(ccc, n, level, _NO_WIDTH), r, ccc / r if r else None)
    u2 = shift**2 / float(np.sqrt(vx * vy))
    variance = (1 - r**2) * ccc**2 * (1 - ccc**2) / r**2
    variance += 2 * ccc**3 * (1 - ccc) * u2 / r - ccc**4 * u2**2 / (2 * r**2)
    se = float(np.sqrt(max(variance, 0.0) / (n - 2)))
    half = float(ndtri((1 + level) / 2)) * se / (1 - ccc**2)
    middle = float(np.arctanh(ccc))
    interval = Interval(float(np.tanh(middle - half)), float(np.tanh(middle + half)), level)
    return Concordance(replace(_answer(ccc, n, level), se=se, interval=interval), r, ccc / r)


def _answer(ccc: float | None, n: int, level: float, reason: str = "") -> Coefficient:
    parameters: dict[str, Parameter] = {"level": level, "interval": "fisher-z"}
    return Coefficient(method="lin-ccc", estimate=ccc, cases=n, readers=2, parameters=parameters, reason=reason)
