"""What the methods for times to an event say of themselves on their pages."""

from centralis.core.endpoints.cox import Ties, compare_groups
from centralis.core.endpoints.kaplan_meier import ConfType, SurvivalCurve, derive_quantile, estimate_survival
from centralis.core.endpoints.log_rank import compute_log_rank
from centralis.core.endpoints.method import Method
from centralis.core.endpoints.survival_data import SurvivalData, check_survival_data

TIMES = {
    "control": ((2, 1), (3, 1), (4, 1), (4, 0), (6, 1), (7, 1), (9, 0), (10, 1)),
    "treated": ((3, 1), (5, 0), (6, 1), (8, 1), (11, 0), (12, 1), (14, 0), (15, 0)),
}
"""Months and whether the event came (1) or not (0); made up for these pages."""

R_PRINTS = "printed output of the R package survival (Therneau)"


def _data(with_strata: bool = False) -> SurvivalData:
    rows = [(month, event, group) for group, own in TIMES.items() for month, event in own]
    time, event, group = zip(*rows, strict=True)
    stratum = ["site 1" if index % 2 else "site 2" for index in range(len(rows))] if with_strata else None
    return check_survival_data(time, event, group, stratum)


def _opening() -> tuple[str, ...]:
    """The data as a reader writes them: a plus for a censored time."""
    return (
        "Made-up months to the event of two groups, censored ones with a plus:",
        *(
            f"{group}: " + ", ".join(f"{month}{'' if seen else '+'}" for month, seen in own)
            for group, own in TIMES.items()
        ),
    )


def _curve_example() -> tuple[str, ...]:
    data = _data()
    lines = list(_opening())
    curves = {kind: estimate_survival(data.of_group(0), kind) for kind in ConfType}
    first = curves[ConfType.LOG_LOG]
    for index in range(first.time.size):
        bands = ", ".join(
            f"{kind} {one.lower[index]:.4f} to {one.upper[index]:.4f}"
            for kind, one in curves.items()
            if first.survival[index] > 0
        )
        lines.append(
            f"control, month {first.time[index]:g}: at risk {first.at_risk[index]}, events {first.events[index]}, "
            f"survival {first.survival[index]:.4f}" + (f"; 95 % {bands}" if bands else f". {first.reason}")
        )
    return tuple(lines)


def _quantile_line(group: str, curve: SurvivalCurve, level: float) -> str:
    found = derive_quantile(curve, level)
    shown = ["not reached" if one is None else f"{one:g}" for one in (found.estimate, found.lower, found.upper)]
    why = f" ({found.reason})" if found.reason else ""
    return f"{group}, {level:.0%} had the event: {shown[0]}, 95 % limits {shown[1]} to {shown[2]}{why}"


def _median_example() -> tuple[str, ...]:
    data, lines = _data(), list(_opening())
    for index, group in enumerate(data.groups):
        curve = estimate_survival(data.of_group(index))
        lines += [_quantile_line(group, curve, level) for level in (0.25, 0.5)]
    return tuple(lines)


def _log_rank_example() -> tuple[str, ...]:
    lines = list(_opening())
    for name, data in (("plain", _data()), ("stratified by two made-up sites", _data(with_strata=True))):
        found = compute_log_rank(data)
        due = ", ".join(
            f"{group} {seen} observed, {expected:.4f} expected"
            for group, seen, expected in zip(found.groups, found.observed, found.expected, strict=True)
        )
        lines.append(f"{name}: {due}; chi-squared {found.chi2:.4f} on {found.df} degree of freedom, p {found.p:.4f}")
    return tuple(lines)


def _cox_example() -> tuple[str, ...]:
    lines = list(_opening())
    for ties in Ties:
        fit = compare_groups(_data(), ties)
        term = fit.terms[0]
        lines.append(
            f"{ties}: coefficient {term.coef:.4f}, standard error {term.se:.4f}, hazard ratio treated against control "
            f"{term.hazard_ratio:.4f}, 95 % limits {term.lower:.4f} to {term.upper:.4f}, p {term.p:.4f}; likelihood "
            f"ratio {fit.likelihood_ratio.chi2:.4f}, score {fit.score.chi2:.4f}"
        )
    return tuple(lines)


SURVIVAL_METHODS = (
    Method(
        name="kaplan-meier",
        title="Kaplan-Meier curve with pointwise limits",
        purpose="The share of subjects without the event at each time, when some are censored before it.",
        formula="S(t) = product over event times u <= t of (1 - d(u)/n(u))\n"
        "var(log S(t)) = sum over u <= t of d(u) / (n(u) (n(u) - d(u)))   (Greenwood)\n"
        "plain: S -+ z S se(log S)\n"
        "log: exp(log S -+ z se(log S))\n"
        "log-log: exp(-exp(log(-log S) +- z se(log S) / log S))",
        assumptions=(
            "Censoring tells nothing of the event to come.",
            "Times are tied when they are the same number; at a tie, events come before censoring.",
            "Limits are for each time by itself, not for the whole curve.",
            "Where nobody is left survival is 0 and has no limits; the answer says so.",
        ),
        citation="Kaplan EL, Meier P, J Am Stat Assoc 1958;53:457-481; Greenwood M, Reports on Public Health and "
        "Medical Subjects 33, 1926",
        confirmed_by=f"{R_PRINTS} for its lung data by ECOG state (tests/cancer.Rout.save), and lifelines for the "
        "log-log limits",
        example=_curve_example,
    ),
    Method(
        name="brookmeyer-crowley",
        title="Median and other quantiles of survival time with limits",
        purpose="The time by which a given share of subjects had the event.",
        formula="estimate: the first t with S(t) <= 1 - q; the middle of the plateau where S(t) = 1 - q\n"
        "limits: the same of the lower and of the upper limit of S, on the curve's own scale",
        assumptions=("Those of the Kaplan-Meier curve.", "Not reached within the follow-up: null, with the reason."),
        citation="Brookmeyer R, Crowley J, Biometrics 1982;38:29-41",
        confirmed_by=f"{R_PRINTS} for its lung data by sex (log and log-log) and by ECOG state, and for its aml data",
        example=_median_example,
    ),
    Method(
        name="log-rank",
        title="Log-rank test, plain and stratified",
        purpose="Whether two or more groups have one survival curve.",
        formula="E(g) = sum over event times of d n(g)/n\n"
        "V(g,h) = sum of d (n - d)/(n - 1) n(g)/n (1[g = h] - n(h)/n)\n"
        "chi-squared = (O - E)' V^-1 (O - E), groups at risk less one degrees of freedom\n"
        "stratified: O, E and V are summed over strata",
        assumptions=(
            "Censoring tells nothing of the event to come, in each group.",
            "It sees best a ratio of hazards that stays the same over time; crossing curves may hide from it.",
        ),
        citation="Mantel N, Cancer Chemother Rep 1966;50:163-170; Peto R, Peto J, J R Stat Soc A 1972;135:185-206",
        confirmed_by=f"{R_PRINTS} for its lung data by sex and its aml data (tests/difftest.Rout.save); lifelines for "
        "four groups; Cox's score test for strata without ties",
        example=_log_rank_example,
    ),
    Method(
        name="cox",
        title="Cox's proportional hazards regression",
        purpose="By how much one group's hazard is larger or smaller than another's.",
        formula="hazard(t | x) = h0(t) exp(beta' x), with its own h0 in each stratum\n"
        "log partial likelihood = sum over deaths of beta' x - log(R - f D)\n"
        "R: sum of exp(beta' x) of those at risk; D: the same of those who die at that time\n"
        "f: l/d for the l-th (l = 0 .. d - 1) of d deaths at one time (Efron), 0 (Breslow)",
        assumptions=(
            "The ratio of hazards stays the same over time.",
            "Censoring tells nothing of the event to come, given the covariates.",
            "A group without events has no finite ratio: null, with the reason.",
        ),
        citation="Cox DR, J R Stat Soc B 1972;34:187-220; Efron B, J Am Stat Assoc 1977;72:557-565; Breslow N, "
        "Biometrics 1974;30:89-99",
        confirmed_by="the closed forms of Therneau and Grambsch, Modeling Survival Data, 2000, appendix E (both ways "
        f"with ties); {R_PRINTS} for its lung data with seven covariates and strata (tests/cancer.Rout.save)",
        example=_cox_example,
    ),
)
