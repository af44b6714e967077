"""What the analyses of variance of reader studies say of themselves on their pages, with one worked example for all."""

from collections.abc import Sequence

import numpy as np

from centralis.core.agreement.mrmc.covariance import CovarianceMethod, Resampling, estimate
from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.dbm import analyse_pseudovalues
from centralis.core.agreement.mrmc.figures import compute_auc, compute_sensitivity, compute_specificity
from centralis.core.agreement.mrmc.noninferiority import assess_margin
from centralis.core.agreement.mrmc.obuchowski_rockette import Layout, analyse, derive_components
from centralis.core.agreement.mrmc.power import Plan, Power, compute_power, derive_cases, derive_pilot, derive_table
from centralis.core.agreement.mrmc.results import Analysis, Comparison, Design, RandomFactors
from centralis.core.agreement.mrmc.split_plot import assess
from centralis.core.endpoints.method import Method

OR_DBM = "the printed output of OR-DBM MRMC 2.51 (University of Iowa) for the data of Van Dyke et al. 1993"
MRMCAOV = "the printed output of the R package MRMCaov 0.3 (Smith and Hillis) for the data of Van Dyke et al. 1993"
ALIKE = "Errors have one variance and three covariances, the same for all readers and tests (Cov2 >= Cov3)."
RATINGS = {
    "film": ("514555541225312111525255", "535555524453243111312153", "515555551425232221514555"),
    "screen": ("515455545544222121514244", "525555554554124221513142", "525455545535231131514454"),
}
"""Two tests, three readers, 24 cases (the first twelve diseased), ratings 1 to 5; made up for these pages."""


def example_study() -> Ratings:
    ratings = np.array([[[float(digit) for digit in row] for row in rows] for rows in RATINGS.values()])
    cases = tuple(f"C{number:02d}" for number in range(1, ratings.shape[2] + 1))
    return Ratings(("R1", "R2", "R3"), tuple(RATINGS), cases, np.arange(len(cases)) < len(cases) // 2, ratings)


def _nested() -> Ratings:
    """The same ratings with six readers, three under each test."""
    whole = example_study()
    ratings = np.full((2, 6, len(whole.cases)), np.nan)
    ratings[0, :3], ratings[1, 3:] = whole.ratings
    return Ratings(("R1", "R2", "R3", "R4", "R5", "R6"), whole.tests, whole.cases, whole.truth, ratings)


def opening() -> tuple[str, ...]:
    return (
        "Made-up ratings of 24 cases, the first 12 diseased, by 3 readers:",
        *(f"{test}, R{number}: {row}" for test, rows in RATINGS.items() for number, row in enumerate(rows, 1)),
    )


def _row(test: str, values: Sequence[float]) -> str:
    return f"{test}: " + ", ".join(f"R{number} {value:.4f}" for number, value in enumerate(values, 1))


def describe_pair(pair: Comparison) -> str:
    limits = "" if pair.lower is None else f", 95 % interval {pair.lower:.4f} to {pair.upper:.4f}, p {pair.p:.4f}"
    freedom = "normal" if pair.df is None else f"{pair.df:.2f} degrees of freedom"
    return f"{pair.first} - {pair.second}: {pair.difference:.4f}, SE {pair.se:.4f}, {freedom}{limits}"


def _global(analysis: Analysis) -> str:
    test = analysis.test
    if test is None or test.f is None:
        return "no test"
    if test.df2 is None:
        return f"{analysis.random}: X2 {test.chi2:.4f} on {test.df1} degree of freedom, p {test.p:.4f}"
    return f"{analysis.random}: F {test.f:.4f} on {test.df1} and {test.df2:.2f} degrees of freedom, p {test.p:.4f}"


def _auc_example() -> tuple[str, ...]:
    study = example_study()
    sensitivity, specificity = compute_sensitivity(study, 3.0), compute_specificity(study, 3.0)
    return (
        *opening(),
        *(f"area, {_row(test, row)}" for test, row in zip(study.tests, compute_auc(study), strict=True)),
        *(f"sensitivity at 3, {_row(test, row)}" for test, row in zip(study.tests, sensitivity, strict=True)),
        *(f"specificity at 3, {_row(test, row)}" for test, row in zip(study.tests, specificity, strict=True)),
    )


def _covariance_example() -> tuple[str, ...]:
    study, lines = example_study(), list(opening())
    for method in CovarianceMethod:
        found = estimate(study, method, None, Resampling(2000, 1))
        parts = derive_components(found, Layout(Design.FACTORIAL, np.ones(found.covariance.shape, dtype=np.bool_)))
        lines.append(
            f"{method}: Var {parts.var:.6f}, Cov1 {parts.cov1:.6f}, Cov2 {parts.cov2:.6f}, Cov3 {parts.cov3:.6f}"
        )
    return (*lines, "The bootstrap drew 2,000 times with seed 1.")


def _rockette_example() -> tuple[str, ...]:
    estimates = estimate(example_study())
    lines = list(opening())
    for random in RandomFactors:
        found = analyse(estimates, None, random)
        lines += [_global(found), *(describe_pair(pair) for pair in found.comparisons)]
    return tuple(lines)


def _dbm_example() -> tuple[str, ...]:
    found = analyse_pseudovalues(example_study())
    parts = found.components
    return (
        *opening(),
        f"F {found.test.f:.4f} on {found.test.df1} and {found.test.df2:.2f} degrees of freedom, p {found.test.p:.4f}",
        f"components: reader {parts.reader:.6f}, case {parts.case:.6f}, test x reader {parts.test_reader:.6f}, "
        f"test x case {parts.test_case:.6f}, reader x case {parts.reader_case:.6f}, error {parts.error:.6f}",
    )


def _split_example() -> tuple[str, ...]:
    found = assess(_nested())
    return (
        *opening(),
        "taken as read by six readers, three under each test:",
        f"design read off the reads: {found.design}",
        _global(found),
        *(describe_pair(pair) for pair in found.comparisons),
    )


def _margin_example() -> tuple[str, ...]:
    found = assess_margin(analyse(estimate(example_study())), "screen", "film", 0.05)
    return (
        *opening(),
        f"screen - film: {found.difference:.4f}, 95 % interval {found.lower:.4f} to {found.upper:.4f}",
        f"not inferior by 0.05: one-sided p {found.p_noninferior:.4f}, {_shown(found.is_noninferior)}",
        f"superior: one-sided p {found.p_superior:.4f}, {_shown(found.is_superior)}",
    )


def _shown(is_shown: bool) -> str:
    return "shown" if is_shown else "not shown"


def _power_example() -> tuple[str, ...]:
    pilot = derive_pilot(analyse(estimate(example_study())))
    plan = Plan(0.08)
    one = compute_power(pilot, 6, 150, plan)
    lines = [
        *opening(),
        f"pilot: var_TR {pilot.var_tr:.6f}, Var {pilot.var:.6f}, Cov1 {pilot.cov1:.6f}, Cov2 {pilot.cov2:.6f}, "
        f"Cov3 {pilot.cov3:.6f}, 24 cases",
        f"6 readers and 150 cases, true difference 0.08: power {one.power:.4f}",
        f"6 readers, power 0.8: {derive_cases(pilot, 6, plan).cases} cases",
    ]
    table = (row for row in derive_table(pilot, (8, 12), plan) if isinstance(row, Power))
    return (*lines, *(f"{row.readers} readers, power 0.8: {row.cases} cases" for row in table))


OR_METHODS = (
    Method(
        "mrmc-figures",
        "Reader accuracy: empirical area, sensitivity and specificity",
        "Say how well one reader tells diseased from non-diseased cases under one test.",
        "AUC = mean over pairs of psi(x, y), psi = 1 if x > y, 1/2 if x = y, 0 if x < y\n"
        "x: ratings of diseased cases, y: ratings of non-diseased cases\n"
        "sensitivity = share of diseased cases rated at or above the threshold\n"
        "specificity = share of non-diseased cases rated below it",
        (
            "Higher ratings mean more suspicion; a strictly rising change of them leaves the area alone.",
            "Truth is known without error.",
        ),
        "Hanley JA, McNeil BJ. Radiology 143 (1982) 29-36; DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 44 "
        "(1988) 837-845, eq. 1.",
        f"Areas: {OR_DBM}; sensitivity: {MRMCAOV}.",
        _auc_example,
    ),
    Method(
        "mrmc-covariance",
        "Covariance of readers' figures over cases",
        "Estimate how the figures of all readers and tests would vary together over other samples of cases.",
        "jackknife: (n-1)/n x sum over cases k of (theta_(k) - mean)(theta'_(k) - mean), theta_(k) without case k\n"
        "DeLong: S10/n1 + S01/n0, S10 and S01 the covariances of the placement values of diseased and non-diseased "
        "cases\n"
        "bootstrap: covariance of the figures over draws of the cases with replacement within each truth\n"
        "Var, Cov1 (same reader), Cov2 (same test), Cov3 (both differ): means over the pairs of figures",
        (
            "Cases are independent of each other.",
            "Jackknife: any figure, missing reads allowed. DeLong: the area, complete reads. Bootstrap: complete.",
        ),
        "Efron B. The Jackknife, the Bootstrap and Other Resampling Plans (1982); DeLong ER, DeLong DM, Clarke-Pearson "
        "DL. Biometrics 44 (1988) 837-845.",
        f"Jackknife: {OR_DBM}; DeLong: {MRMCAOV}. The bootstrap is held against DeLong's and binomial variances.",
        _covariance_example,
    ),
    Method(
        "mrmc-obuchowski-rockette",
        "Obuchowski-Rockette analysis with Hillis's degrees of freedom",
        "Compare the readers' mean accuracy under two or more tests read on the same cases.",
        "theta_ij = mu + tau_i + R_j + (tau R)_ij + e_ij, test i of t, reader j of r\n"
        "readers and cases random: F = MS(T)/D, D = MS(TR) + r max(Cov2 - Cov3, 0)\n"
        "   df1 = t-1, df2 = D^2 / {MS(TR)^2 / [(t-1)(r-1)]}; SE(difference) = sqrt(2 D / r)\n"
        "cases random: X2 = (t-1) MS(T) / [Var - Cov1 + (r-1) max(Cov2 - Cov3, 0)] on t-1\n"
        "readers random: F = MS(T)/MS(TR) on t-1 and (t-1)(r-1)\n"
        "one test: SE = sqrt{[MS(R) + r max(Cov2, 0)]/r}, df = [MS(R) + r max(Cov2, 0)]^2 / [MS(R)^2/(r-1)]",
        (
            "Every reader reads every case under every test.",
            ALIKE,
            "Figures are about normal; intervals are not cut at 0 and 1; pairs of tests are not adjusted for number.",
        ),
        "Obuchowski NA, Rockette HE. Communications in Statistics - Simulation and Computation 24 (1995) 285-308; "
        "Hillis SL, Obuchowski NA, Schartz KM, Berbaum KS. Statistics in Medicine 24 (2005) 1579-1607; Hillis SL. "
        "Statistics in Medicine 26 (2007) 596-619.",
        f"Every printed digit of {OR_DBM}; DeLong and sensitivity: {MRMCAOV}.",
        _rockette_example,
    ),
    Method(
        "mrmc-dbm",
        "Dorfman-Berbaum-Metz analysis of pseudovalues",
        "The same comparison by another road, kept as a check and for its variance components.",
        "Y_ijk = n theta_ij - (n-1) theta_ij(k), normalised so that their mean is theta_ij\n"
        "F = MS(T) / [MS(TR) + max(MS(TC) - MS(TRC), 0)], df2 as Hillis's",
        ("As the Obuchowski-Rockette analysis with the jackknife, to which it is equal.",),
        "Dorfman DD, Berbaum KS, Metz CE. Investigative Radiology 27 (1992) 723-731; Hillis SL, Berbaum KS, Metz CE. "
        "Academic Radiology 15 (2008) 647-661.",
        f"F, degrees of freedom and variance components: {OR_DBM}; equal to Obuchowski-Rockette in a property test.",
        _dbm_example,
    ),
    Method(
        "mrmc-split-plot",
        "Nested and split-plot reader studies",
        "Compare tests when readers or cases are nested in tests, in readers or in groups; the design is read off.",
        "cases nested in readers: factorial with Cov2 = Cov3 = 0; cases nested in tests: with Cov1 = Cov3 = 0\n"
        "readers nested in tests: F = MS(T)/D, D = MS[R(T)] + r max(Cov2 - Cov3, 0), "
        "df2 = D^2 / {MS[R(T)]^2 / [t(r-1)]}\n"
        "groups: F = MS(T)/D, D = MS[T*R(G)] + k max(Cov2 - Cov3, 0), k = sum of squared group sizes / r, "
        "df2 = D^2 / {MS[T*R(G)]^2 / [(t-1)(r-G)]}\n"
        "one reader of one test (an algorithm) against r readers: psi_j = theta_j - theta_algorithm, "
        "t = mean psi / sqrt{[MS(psi) + r max(Cov2 of psi, 0)]/r}, df as for one test",
        (
            "Readers and cases random (an algorithm is fixed); the jackknife's covariance.",
            ALIKE,
            "No reads are missing by chance: then the U-statistic is the method.",
        ),
        "Hillis SL. Statistics in Medicine 33 (2014) 330-360; Obuchowski NA, Gallas BD, Hillis SL. Academic Radiology "
        "19 (2012) 1508-1517; Hupse R et al. European Radiology 23 (2013) 93-100 (an algorithm).",
        f"Cases nested in readers and in tests: {MRMCAOV}. Nested readers and groups: formulas derived by Hillis's "
        "algorithm and held by simulated levels; no printed example was found. An algorithm: equal to the factorial "
        "analysis with its ratings repeated.",
        _split_example,
    ),
    Method(
        "mrmc-noninferiority",
        "Non-inferiority and superiority by a margin",
        "Show that a new test is not worse than a reference by more than a margin, or that it is better.",
        "not inferior: (d + margin)/SE > t(1 - alpha; df), d = new - reference; the same as lower limit > -margin\n"
        "superior: (d - superiority margin)/SE > t(1 - alpha; df), asked only once non-inferiority is shown",
        (
            "SE and df are those of the Obuchowski-Rockette analysis.",
            "The margin was fixed before the data were seen.",
        ),
        "Chen W, Petrick NA, Sahiner B. Academic Radiology 19 (2012) 1158-1165; ICH E9, section 3.3.2.",
        "The interval: " + OR_DBM + ". The one-sided tests agree with it in a property test.",
        _margin_example,
    ),
    Method(
        "mrmc-power",
        "Readers and cases that a study needs",
        "Plan a factorial study of two tests from a pilot's variance components.",
        "k = pilot cases / cases; D = var_TR + k [Var - Cov1 + (r-1) max(Cov2 - Cov3, 0)]\n"
        "df2 = D^2 (r-1) / {var_TR + k [Var - Cov1 - max(Cov2 - Cov3, 0)]}^2\n"
        "power = P(F(1, df2; d^2 r / (2 D)) > F(1 - alpha; 1, df2)); cases random: chi-squared without var_TR; "
        "readers random: without the cases' part\n"
        "non-inferiority: non-central t with (d + margin) / sqrt(2 D / r), one-sided at alpha/2",
        (
            "Readers, cases and tests to come are like the pilot's, and so is the share of diseased cases.",
            "var_TR below 0 counts as 0.",
            "Components of a small pilot are uncertain, and so is the plan.",
        ),
        "Hillis SL, Obuchowski NA, Berbaum KS. Academic Radiology 18 (2011) 129-142; Hillis SL, Schartz KM. Journal of "
        "Medical Imaging 5 (2018) 045503; Chen W, Petrick NA, Sahiner B. Academic Radiology 19 (2012) 1158-1165.",
        "The expected values in the tests of the R package RJafroc for the data of Van Dyke et al. 1993 (power of "
        "three kinds and number of cases). The non-inferiority plan has no printed example.",
        _power_example,
    ),
)
