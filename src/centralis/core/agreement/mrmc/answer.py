"""Turn an analysis of a multi-reader study into the answer that commands and pages print.

Keys as the contracts name them: the figures by test and reader under the figure's own name (`auc`), `difference`, `se`,
`f`, `df1`, `df2`, `p`, `ci`, `components`; beside them every pair of tests, every test alone, and, where readers are
fixed, every reader alone. What cannot be given is null, and `reasons` says why.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from centralis.core.agreement.mrmc.noninferiority import MarginTest
from centralis.core.agreement.mrmc.power import Pilot, Power
from centralis.core.agreement.mrmc.results import Analysis, Comparison, MeanEstimate, RandomFactors
from centralis.core.agreement.mrmc.ustatistic import UResult

CHI_SQUARED = "df2 is infinite: with the readers fixed the test is chi-squared (df1 times f)."
INFINITE = "df2 is infinite: the readers' figures show no variance of their own, and the test is chi-squared."


def build_answer(analysis: Analysis) -> dict[str, Any]:
    """The answer of an Obuchowski-Rockette analysis."""
    reasons: list[str] = []
    test = analysis.test
    if test is None:
        reasons.append("There is one test, so there is nothing to compare.")
    elif test.reason:
        reasons.append(test.reason)
    elif test.df2 is None:
        reasons.append(CHI_SQUARED if analysis.random is RandomFactors.CASES else INFINITE)
    reasons += _gaps(analysis)
    figures = dict(zip(analysis.tests, analysis.figures, strict=True))
    parts, squares = analysis.components, analysis.mean_squares
    answer = {
        analysis.figure: _figures(figures, analysis.readers),
        **_single(analysis.comparisons, reasons),
        "f": test.f if test else None,
        "df1": test.df1 if test else None,
        "df2": test.df2 if test else None,
        "p": test.p if test else None,
        "chi2": test.chi2 if test else None,
        "components": {
            "var": parts.var,
            "cov1": parts.cov1,
            "cov2": parts.cov2,
            "cov3": parts.cov3,
            "ms_t": squares.t,
            "ms_tr": squares.tr,
            "ms_r": squares.r,
            "ms_error": squares.error,
            "var_r": analysis.var_r,
            "var_tr": analysis.var_tr,
        },
        "design": str(analysis.design),
        "cases": analysis.cases,
        "comparisons": [build_comparison(one) for one in analysis.comparisons],
        "tests": [_estimate(one) for one in analysis.estimates],
        "readers": [build_comparison(one) for one in analysis.reader_comparisons],
    }
    return {**answer, "reasons": reasons + list(analysis.notes)}


def _gaps(analysis: Analysis) -> list[str]:
    """Why a figure, a mean square or a component is null, where one is."""
    found = []
    if any(value is None for row in analysis.figures for value in row):
        found.append("A reader's figure is null under a test that the reader did not read.")
    squares = analysis.mean_squares
    if None in (squares.t, squares.r, squares.tr, analysis.var_r, analysis.var_tr):
        found.append(
            f"A mean square or component is null where a study of this shape has none (design {analysis.design}, tests "
            f"{len(analysis.tests)}, readers {len(analysis.readers)})."
        )
    return found


def build_u_answer(result: UResult) -> dict[str, Any]:
    """The answer of the U-statistic analysis. `f` is the square of t for two tests; more have pairs only."""
    reasons: list[str] = []
    pairs = [one.comparison for one in result.differences]
    single = _single(pairs, reasons)
    only = pairs[0] if len(pairs) == 1 else None
    if len(pairs) > 1:
        reasons.append("The U-statistic has no joint test of more than two tests; read the pairs.")
    statistic = only.statistic if only else None
    tests = []
    for one in result.tests:
        tests.append(
            {
                "test": one.test,
                "estimate": one.estimate,
                "se": one.se,
                "df": one.df,
                "ci": build_limits(one.lower, one.upper),
                "variance": one.variance,
                "moments": list(one.moments.values),
                "coefficients": list(one.moments.coefficients),
                "reason": one.reason or None,
            }
        )
    return {
        str(result.parameters["figure"]): {test: dict(readers) for test, readers in result.readers.items()},
        **single,
        "f": None if statistic is None else statistic**2,
        "df1": 1 if only else None,
        "df2": only.df if only else None,
        "p": only.p if only else None,
        "components": {
            "variance": result.differences[0].variance if only else None,
            "moments": list(result.differences[0].cross.values) if only else None,
            "coefficients": list(result.differences[0].cross.coefficients) if only else None,
        },
        "comparisons": [build_comparison(one) for one in pairs],
        "tests": tests,
        "reasons": reasons + list(result.notes),
    }


def build_margin(found: MarginTest) -> dict[str, Any]:
    """The answer of a test against a margin."""
    return {
        "new": found.new,
        "reference": found.reference,
        "difference": found.difference,
        "se": found.se,
        "df": found.df,
        "margin": found.margin,
        "superiority_margin": found.superiority_margin,
        "alpha_one_sided": found.alpha,
        "ci": build_limits(found.lower, found.upper),
        "p_noninferior": found.p_noninferior,
        "p_superior": found.p_superior,
        "noninferior": found.is_noninferior,
        "superior": found.is_superior,
        "reason": found.reason or None,
    }


def build_power(found: Power | str) -> dict[str, Any]:
    """The answer of one plan, or the sentence why there is none."""
    if isinstance(found, str):
        return {"readers": None, "cases": None, "power": None, "reason": found}
    return {
        "readers": found.readers,
        "cases": found.cases,
        "power": found.power,
        "noncentrality": found.noncentrality,
        "df": found.df,
        "denominator": found.denominator,
        "reason": None,
    }


def build_pilot(pilot: Pilot) -> dict[str, float]:
    """The components that a plan rests on."""
    return {
        "var_tr": pilot.var_tr,
        "var": pilot.var,
        "cov1": pilot.cov1,
        "cov2": pilot.cov2,
        "cov3": pilot.cov3,
        "cases": pilot.cases,
    }


def _single(pairs: Sequence[Comparison], reasons: list[str]) -> dict[str, Any]:
    """Difference, its error and interval of a study with two tests; with more, null and the reason."""
    if len(pairs) == 1:
        only = pairs[0]
        if only.reason and only.reason not in reasons:
            reasons.append(only.reason)
        return {
            "difference": only.difference,
            "difference_of": [only.first, only.second],
            "se": only.se,
            "ci": build_limits(only.lower, only.upper),
        }
    if pairs:
        reasons.append("There are more than two tests, so there is no one difference; see the comparisons.")
    return {"difference": None, "difference_of": None, "se": None, "ci": None}


def _figures(
    figures: Mapping[str, Sequence[float | None]], readers: Sequence[str]
) -> dict[str, dict[str, float | None]]:
    return {test: dict(zip(readers, row, strict=True)) for test, row in figures.items()}


def build_comparison(one: Comparison) -> dict[str, Any]:
    """The answer of one pair of tests; with its reader where the pair is one reader's alone."""
    found: dict[str, Any] = {
        "first": one.first,
        "second": one.second,
        "difference": one.difference,
        "se": one.se,
        "df": one.df,
        "statistic": one.statistic,
        "p": one.p,
        "ci": build_limits(one.lower, one.upper),
        "reason": one.reason or None,
    }
    return found if one.reader is None else {"reader": one.reader, **found}


def _estimate(one: MeanEstimate) -> dict[str, Any]:
    return {
        "test": one.test,
        "estimate": one.estimate,
        "se": one.se,
        "df": one.df,
        "ci": build_limits(one.lower, one.upper),
        "ms_r": one.ms_r,
        "var": one.var,
        "cov2": one.cov2,
        "reason": one.reason or None,
    }


def build_limits(lower: float | None, upper: float | None) -> list[float] | None:
    """An interval as a pair, or null."""
    return None if lower is None or upper is None or math.isnan(lower) else [lower, upper]
