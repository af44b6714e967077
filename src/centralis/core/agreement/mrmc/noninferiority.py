"""Show that a test is not worse than another by more than a margin, or that it is better by one.

One-sided t tests on the difference new minus reference with the standard error and degrees of freedom of the analysis:
not inferior when the lower limit of the two-sided (1 - 2 alpha) interval lies above -margin; superior when it lies
above the superiority margin (0: any). Both may be asked of one analysis without a price, in this order (a fixed
sequence: ICH E9, section 3.3.2; EMA CPMP/EWP/482/99). Source: Chen, Petrick and Sahiner 2012, Academic Radiology
19:1158 (margins in the Obuchowski-Rockette and Dorfman-Berbaum-Metz setting).
"""

import math
from dataclasses import dataclass

from scipy import stats

from centralis.core.agreement.mrmc.data import MrmcError
from centralis.core.agreement.mrmc.results import NO_VARIANCE, Analysis, Comparison, quantile


@dataclass(frozen=True, slots=True)
class MarginTest:
    """The answer: difference new minus reference, its interval at 1 - 2 alpha, and the one-sided p values.

    Where the figures show no variance, limits and p values are None and `reason` says so; nothing is then shown.
    """

    new: str
    reference: str
    difference: float
    se: float
    df: float | None
    alpha: float
    margin: float
    superiority_margin: float
    lower: float | None
    upper: float | None
    p_noninferior: float | None
    p_superior: float | None
    is_noninferior: bool
    is_superior: bool
    reason: str = ""


def assess_margin(
    analysis: Analysis, new: str, reference: str, margin: float, alpha: float = 0.025, superiority_margin: float = 0.0
) -> MarginTest:
    """Test non-inferiority by `margin` (positive, in units of the figure) and superiority of `new` over `reference`.

    Superiority counts only once non-inferiority is shown. Raises MrmcError: a margin that is not positive or that
    exceeds what the figure can differ by, an unknown test, the same test twice.
    """
    if not 0 < margin < 1:
        raise MrmcError(
            f"The margin {margin:g} is not between 0 and 1; give it as a positive difference, such as 0.05."
        )
    if not 0 < alpha < 0.5:
        raise MrmcError(f"The one-sided level {alpha:g} is not between 0 and 0.5; a usual one is 0.025.")
    if not 0 <= superiority_margin < 1:
        raise MrmcError(f"The superiority margin {superiority_margin:g} is not between 0 and 1.")
    found = _find(analysis, new, reference)
    sign = 1.0 if found.first == new else -1.0
    difference = sign * found.difference
    df = math.inf if found.df is None else found.df
    if found.reason:
        return MarginTest(
            new,
            reference,
            difference,
            0.0,
            None,
            alpha,
            margin,
            superiority_margin,
            None,
            None,
            None,
            None,
            False,
            False,
            NO_VARIANCE,
        )
    half = quantile(1 - 2 * alpha, df) * found.se
    p_noninferior = _upper_tail((difference + margin) / found.se, df)
    p_superior = _upper_tail((difference - superiority_margin) / found.se, df)
    is_noninferior = p_noninferior < alpha
    return MarginTest(
        new,
        reference,
        difference,
        found.se,
        found.df,
        alpha,
        margin,
        superiority_margin,
        difference - half,
        difference + half,
        p_noninferior,
        p_superior,
        is_noninferior,
        is_noninferior and p_superior < alpha,
    )


def _find(analysis: Analysis, new: str, reference: str) -> Comparison:
    if new == reference:
        raise MrmcError(f"The new test and the reference are both {new!r}; name two tests.")
    for name in (new, reference):
        if name not in analysis.tests:
            raise MrmcError(f"There is no test {name!r}; the ratings have {', '.join(analysis.tests)}.")
    return next(one for one in analysis.comparisons if {one.first, one.second} == {new, reference})


def _upper_tail(value: float, df: float) -> float:
    return float(stats.norm.sf(value) if math.isinf(df) else stats.t.sf(value, df))
