"""Cox's model against closed forms, what R's coxph prints, lifelines, and its own rules."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxPHFitter
from lifelines.datasets import load_lung

from centralis.core.endpoints.cox import Ties, compare_groups, fit_cox
from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import check_survival_data

#: data set 1 of Therneau & Grambsch (2000), appendix E, without its missing row
SMALL = check_survival_data([9, 1, 1, 6, 6, 8], [1, 1, 0, 1, 1, 0])
SMALL_X = np.array([[0.0, 1, 1, 1, 0, 0]]).T
LUNG_COVARIATES = ["ph.ecog", "ph.karno", "pat.karno", "wt.loss", "sex", "age", "meal.cal"]


def test_breslow_meets_its_closed_form():
    """Appendix E.1 (tests/book1.Rout.save): coef = log(1.5 + sqrt(33)/2); log-likelihood and information by hand."""
    fit = fit_cox(SMALL, SMALL_X, ["x"], Ties.BRESLOW)
    r = 1.5 + math.sqrt(33) / 2
    assert fit.terms[0].coef == pytest.approx(math.log(r), abs=1e-9)
    assert fit.log_likelihoods[1] == pytest.approx(2 * math.log(r) - math.log(3 * r + 3) - 2 * math.log(r + 3))
    assert fit.terms[0].se ** -2 == pytest.approx(r / (r + 1) ** 2 + 6 * r / (r + 3) ** 2)


def test_efron_meets_its_closed_form():
    """Appendix E.2 (tests/book2.Rout.save): coef 1.676857; log-likelihood and information by hand."""
    fit = fit_cox(SMALL, SMALL_X, ["x"])
    r = math.exp(fit.terms[0].coef)
    assert round(fit.terms[0].coef, 6) == 1.676857
    by_hand = 2 * math.log(r) - math.log(3 * r + 3) - math.log((r + 5) / 2) - math.log(r + 3)
    assert fit.log_likelihoods[1] == pytest.approx(by_hand)
    shares = [r / (r + 1), r / (r + 5), r / (r + 3)]
    assert fit.terms[0].se ** -2 == pytest.approx(sum(one - one * one for one in shares))


def test_lung_stratified_as_r_prints_it():
    """tests/cancer.Rout.save of R's package survival: seven covariates, strata(inst), Efron's ties."""
    lung = load_lung().dropna(subset=[*LUNG_COVARIATES, "inst"])
    data = check_survival_data(lung.time, lung.status, stratum=[str(one) for one in lung.inst])
    fit = fit_cox(data, lung[LUNG_COVARIATES].to_numpy(float), LUNG_COVARIATES)
    printed = [
        (0.7299987, 2.0750779, 0.2689397, 2.714, 0.00664, 1.2249, 3.5153),
        (0.0130512, 1.0131368, 0.0137362, 0.950, 0.34204, 0.9862, 1.0408),
        (-0.0140955, 0.9860034, 0.0093680, -1.505, 0.13242, 0.9681, 1.0043),
        (-0.0148821, 0.9852281, 0.0084811, -1.755, 0.07931, 0.9690, 1.0017),
        (-0.6612534, 0.5162039, 0.2339979, -2.826, 0.00471, 0.3263, 0.8166),
        (0.0050920, 1.0051050, 0.0137288, 0.371, 0.71071, 0.9784, 1.0325),
        (-0.0002398, 0.9997602, 0.0003019, -0.794, 0.42701, 0.9992, 1.0004),
    ]
    digits = (7, 7, 7, 3, 5, 4, 4)
    for term, row in zip(fit.terms, printed, strict=True):
        found = (term.coef, term.hazard_ratio, term.se, term.z, term.p, term.lower, term.upper)
        assert tuple(round(one, places) for one, places in zip(found, digits, strict=True)) == row
    assert (fit.n, fit.events) == (167, 120)
    assert (round(fit.likelihood_ratio.chi2, 1), round(fit.likelihood_ratio.p, 8)) == (30.6, 7.377e-05)
    assert (round(fit.wald.chi2, 2), round(fit.wald.p, 7)) == (28.15, 0.0002066)
    assert (round(fit.score.chi2, 2), round(fit.score.p, 6)) == (30.72, 7e-05)


#: weeks of remission of Freireich et al, Blood 1963;21:699-716: relapses with 6-MP, censored with 6-MP, placebo
RELAPSED, KEPT = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


@pytest.mark.parametrize(
    ("ties", "coef", "se", "ratio", "lower", "upper"),
    [(Ties.BRESLOW, 1.509, 0.410, 4.523, 2.027, 10.094), (Ties.EFRON, 1.572, 0.412, 4.817, 2.147, 10.809)],
)
def test_remissions_with_many_ties(ties, coef, se, ratio, lower, upper):
    """The textbooks' figures for placebo against 6-MP (Kleinbaum and Klein, Survival Analysis, chapter 3, by Breslow;
    Venables and Ripley, Modern Applied Statistics with S, chapter 13, by Efron); the books were not opened here."""
    event = [1] * len(RELAPSED) + [0] * len(KEPT) + [1] * len(PLACEBO)
    group = ["6-MP"] * (len(RELAPSED) + len(KEPT)) + ["placebo"] * len(PLACEBO)
    term = compare_groups(check_survival_data(RELAPSED + KEPT + PLACEBO, event, group), ties).terms[0]
    found = (term.coef, term.se, term.hazard_ratio, term.lower, term.upper)
    assert tuple(round(one, 3) for one in found) == (coef, se, ratio, lower, upper)


def test_lifelines_gives_the_same_for_sex():
    """To the precision at which lifelines ends its steps."""
    lung = load_lung()
    peer = CoxPHFitter().fit(lung[["time", "status", "sex"]], "time", "status").summary.loc["sex"]
    term = compare_groups(check_survival_data(lung.time, lung.status, [str(one) for one in lung.sex])).terms[0]
    assert (term.name, term.coef, term.se, term.p) == (
        "2",
        pytest.approx(peer["coef"], rel=1e-5),
        pytest.approx(peer["se(coef)"], rel=1e-5),
        pytest.approx(peer["p"], rel=1e-4),
    )


ROWS = st.lists(
    st.tuples(st.integers(1, 12), st.booleans(), st.sampled_from("AB"), st.sampled_from("xy")), min_size=6, max_size=30
)


@settings(max_examples=50, deadline=None)
@given(ROWS, st.sampled_from(Ties))
def test_rules_of_every_fit(rows, ties):
    """Swapping the groups turns the ratio round; the unit of time does not matter; the likelihood is at its top."""
    time, event, group, stratum = zip(*rows, strict=True)
    data = check_survival_data(time, event, group, stratum)
    try:
        fit = compare_groups(data, ties)
    except StatisticsError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either a sentence or a fit
        return
    assert np.isfinite([fit.terms[0].coef, fit.terms[0].se, fit.terms[0].p]).all()
    assert fit.log_likelihoods[1] >= fit.log_likelihoods[0] - 1e-9
    swapped = check_survival_data([one * 30.4375 for one in time], event, ["BA"[one == "B"] for one in group], stratum)
    other = compare_groups(swapped, ties)
    assert other.terms[0].coef == pytest.approx(-fit.terms[0].coef, abs=1e-6)


def test_without_ties_both_ways_agree():
    rng = np.random.default_rng(3)
    time, group = rng.permutation(60).astype(float), rng.choice(["A", "B"], 60).tolist()
    data = check_survival_data(time, [1] * 60, group)
    assert compare_groups(data, Ties.EFRON).terms == compare_groups(data, Ties.BRESLOW).terms


@pytest.mark.parametrize(
    ("data", "covariates", "words"),
    [
        (check_survival_data([1, 2, 3], [0, 0, 0]), [[1.0], [2], [3]], "No subject had the event"),
        (check_survival_data([1, 2, 3], [1, 1, 1]), [[1.0], [1], [1]], "same in all subjects"),
        (check_survival_data([1, 2, 3], [1, 1, 1]), [[1.0, 2], [2, 4], [4, 8]], "follows from the others"),
        (check_survival_data([1, 2, 3, 4], [1, 1, 1, 1]), [[4.0], [3], [2], [1]], "rises without end"),
        (check_survival_data([1, 2, 3], [1, 1, 1]), [[1.0], [2], [float("nan")]], "Subject 3 has no number"),
        (check_survival_data([1, 2, 3], [1, 1, 1]), [[1.0], [2]], "Expected 3 rows"),
        (check_survival_data([1, 2], [1, 1], stratum=["x", "y"]), [[1.0], [2]], "do not differ"),
    ],
)
def test_what_has_no_estimate_is_refused(data, covariates, words):
    covariates = np.array(covariates)
    names = [f"x{one}" for one in range(covariates.shape[1])]
    with pytest.raises(StatisticsError, match=words):
        fit_cox(data, covariates, names)


def test_groups_without_a_ratio_are_refused():
    with pytest.raises(StatisticsError, match="Group B has no events"):
        compare_groups(check_survival_data([1, 2, 3], [1, 1, 0], ["A", "A", "B"]))
    with pytest.raises(StatisticsError, match="at least two"):
        compare_groups(check_survival_data([1, 2, 3], [1, 1, 0]))
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        compare_groups(check_survival_data([1, 2, 3], [1, 1, 1], ["A", "A", "B"]), level=95)
