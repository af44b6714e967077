"""Everything asked of survival times at once, as plain values for JSON: curves and medians by group, tests, ratios.

What cannot be computed stands as null beside a reason; nothing is NaN.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from centralis.core.endpoints.cox import CoxFit, CoxTerm, Ties, compare_groups
from centralis.core.endpoints.kaplan_meier import ConfType, SurvivalCurve, at_risk_at, estimate_survival, survival_at
from centralis.core.endpoints.log_rank import compute_log_rank
from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import SurvivalData


def build_survival_answer(
    data: SurvivalData, conf_type: ConfType, ties: Ties, level: float, at: Sequence[float] = ()
) -> dict[str, Any]:
    """`groups` by name; with one group its keys also stand at the top, with more `log_rank` and `cox` do.

    `at`: times whose survival and number at risk are wanted besides. Raises StatisticsError for a level that is not
    between 0 and 1 and for such a time below 0.
    """
    if any(not 0 <= one < math.inf for one in at):
        raise StatisticsError(f"Survival is asked at {min(at):g}; expected times of 0 or more.")
    groups = {}
    for index, name in enumerate(data.groups):
        curve = estimate_survival(data.of_group(index), conf_type, level)
        groups[name] = {**_curve(curve), **({"at": _landmarks(curve, at)} if at else {})}
    if len(data.groups) == 1:
        return {**groups[data.groups[0]], "groups": groups}
    return {"groups": groups, "log_rank": _log_rank(data), "cox": _cox(data, ties, level)}


def _curve(curve: SurvivalCurve) -> dict[str, Any]:
    """One group; the table has a row for each time with events."""
    rows = np.flatnonzero(curve.events)
    answer: dict[str, Any] = {
        "n": curve.n,
        "events": curve.total_events,
        "median": curve.median.estimate,
        "median_ci": [curve.median.lower, curve.median.upper],
        "last_time": float(curve.time[-1]),
        "survival": [_point(curve, int(row)) for row in rows],
    }
    reasons = [one for one in (curve.median.reason, curve.reason) if one]
    return {**answer, "reason": " ".join(reasons)} if reasons else answer


def _landmarks(curve: SurvivalCurve, at: Sequence[float]) -> list[dict[str, Any]]:
    times = np.asarray(at, dtype=np.float64)
    survival, lower, upper = survival_at(curve, times)
    rows = []
    for index, at_risk in enumerate(at_risk_at(curve, times).tolist()):
        row: dict[str, Any] = {"time": at[index], "at_risk": at_risk, "survival": _known(survival[index])}
        row |= {"lower": _known(lower[index]), "upper": _known(upper[index])}
        if at[index] > curve.time[-1]:
            row["reason"] = f"The follow-up ends at {curve.time[-1]:g}."
        elif row["lower"] is None:
            row["reason"] = curve.reason
        rows.append(row)
    return rows


def _point(curve: SurvivalCurve, row: int) -> dict[str, Any]:
    return {
        "time": float(curve.time[row]),
        "at_risk": int(curve.at_risk[row]),
        "events": int(curve.events[row]),
        "survival": float(curve.survival[row]),
        "se": _known(curve.std_error[row]),
        "lower": _known(curve.lower[row]),
        "upper": _known(curve.upper[row]),
    }


def _known(value: np.float64) -> float | None:
    return None if math.isnan(value) else float(value)


def _log_rank(data: SurvivalData) -> dict[str, Any]:
    try:
        found = compute_log_rank(data)
    except StatisticsError as error:
        return {"chi2": None, "df": None, "p": None, "reason": str(error)}
    return {
        "chi2": found.chi2,
        "df": found.df,
        "p": found.p,
        "observed": dict(zip(found.groups, found.observed, strict=True)),
        "expected": dict(zip(found.groups, found.expected, strict=True)),
        "strata": found.strata,
    }


def _cox(data: SurvivalData, ties: Ties, level: float) -> dict[str, Any]:
    """Each group against the first; with two groups the one ratio stands at the top."""
    base = {"reference": data.groups[0], "ties": str(ties), "strata": len(data.strata)}
    try:
        fit: CoxFit = compare_groups(data, ties, level)
    except StatisticsError as error:
        return {**base, "hazard_ratio": None, "ci": None, "coef": None, "se": None, "reason": str(error)}
    terms = {term.name: _term(term) for term in fit.terms}
    top = terms[fit.terms[0].name] if len(terms) == 1 else {}
    tests = {name: _chi2(fit, name) for name in ("likelihood_ratio", "wald", "score")}
    return {**base, **top, "terms": terms, **tests}


def _term(term: CoxTerm) -> dict[str, Any]:
    return {
        "hazard_ratio": term.hazard_ratio,
        "ci": [term.lower, term.upper],
        "coef": term.coef,
        "se": term.se,
        "z": term.z,
        "p": term.p,
    }


def _chi2(fit: CoxFit, name: str) -> dict[str, Any]:
    found = getattr(fit, name)
    return {"chi2": found.chi2, "df": found.df, "p": found.p}
