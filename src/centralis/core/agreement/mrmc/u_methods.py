"""What the U-statistic, location data, subgroups, average curves and simulated studies say of themselves."""

from centralis.core.agreement.mrmc.covariance import estimate
from centralis.core.agreement.mrmc.curves import Curve, derive_curves
from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.location import LocationFigure, assess_location, compute_location
from centralis.core.agreement.mrmc.marks import Mark, TrueLesion, derive_marks
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.or_methods import describe_pair, example_study, opening
from centralis.core.agreement.mrmc.roe_metz import STRUCTURES, Size, simulate_studies
from centralis.core.agreement.mrmc.subgroups import SubgroupOptions, assess_subgroups
from centralis.core.agreement.mrmc.ustatistic import assess_u_statistic
from centralis.core.endpoints.method import Method

LESIONS = ("1", "2", "3", "4/a", "5/a", "5/b", "6/a")
MARKS = {
    ("R1", "film"): "1 2, 4/a 4, 5/a 2, 6 3",
    ("R2", "film"): "2 1, 4/a 3, 5/b 2, 6/a 1",
    ("R1", "screen"): "1 1, 4/a 4, 5/a 3, 5/b 2, 6/a 4",
    ("R2", "screen"): "3 2, 4/a 4, 5/a 3, 6/a 2, 6 1",
}
"""Cases 1 to 3 without lesions, 4 to 6 with; a mark is a case, or a case and its lesion, and a rating 1 to 4."""


def _u_example() -> tuple[str, ...]:
    result = assess_u_statistic(example_study())
    lines = [*opening()]
    for one in result.tests:
        moments = ", ".join(f"M{number} {value:.4f}" for number, value in enumerate(one.moments.values, 1))
        lines.append(f"{one.test}: area {one.estimate:.4f}, variance {one.variance:.6f}; {moments}")
    return (*lines, *(describe_pair(one.comparison) for one in result.differences))


def _location_example() -> tuple[str, ...]:
    lesions = [TrueLesion(*(name.split("/") if "/" in name else (name, ""))) for name in LESIONS]
    marks = []
    for (reader, test), listed in MARKS.items():
        for place, rating in (entry.split() for entry in listed.split(", ")):
            case, _, lesion = place.partition("/")
            marks.append(Mark(reader, test, case, lesion, float(rating)))
    study = derive_marks(marks, lesions)
    lines = [
        f"Made-up marks; cases 1 to 3 have no lesion, the lesions are {', '.join(LESIONS[3:])}:",
        *(f"{test}, {reader}: {listed}" for (reader, test), listed in MARKS.items()),
    ]
    for figure in LocationFigure:
        found = compute_location(study, figure)[0]
        rows = (
            f"{test} {', '.join(f'{value:.4f}' for value in row)}" for test, row in zip(study.tests, found, strict=True)
        )
        lines.append(f"{figure} (R1, R2): {'; '.join(rows)}")
    return (*lines, "wAFROC, readers and cases random:", describe_pair(assess_location(study).comparisons[0]))


def _subgroup_example() -> tuple[str, ...]:
    whole = example_study()
    sites = tuple("ABC"[min(number % 5 // 2, 2)] for number in range(len(whole.cases)))
    study = Ratings(whole.readers, whole.tests, whole.cases, whole.truth, whole.ratings, {"site": sites})
    report = assess_subgroups(study, "site", SubgroupOptions(fewest=4))
    lines = [*opening(), "cases belong by turns to sites A, A, B, B, C; at least 4 cases of each truth are asked for:"]
    for group in (report.overall, *report.groups):
        counts = f"{group.word} ({group.diseased} diseased, {group.nondiseased} not)"
        lines.append(f"{counts}: {group.reason or describe_pair(group.comparisons[0])}")
    for one in report.heterogeneity:
        if one.q is not None:
            lines.append(f"heterogeneity of {one.what}: Q {one.q:.4f} on {one.df} degree of freedom, p {one.p:.4f}")
    return tuple(lines)


def _curve_example() -> tuple[str, ...]:
    lines = [*opening()]
    for test in derive_curves(example_study()):
        areas = [f"{curve.area:.4f}" for curve in test.readers if curve is not None]
        lines.append(f"{test.test}: readers' areas {', '.join(areas)}")
        if test.average is not None:
            lines.append(f"average curve (FPF, TPF): {_shown(test.average)}; area {test.average.area:.4f}")
    return tuple(lines)


def _simulation_example() -> tuple[str, ...]:
    size, lines = Size(readers=5, diseased=50, nondiseased=50), []
    for name in ("HL-0.855", "LH-0.702"):
        model = STRUCTURES[name]
        p = [analyse(estimate(study)).comparisons[0].p for study in simulate_studies(model, size, 200, seed=1)]
        rejected = sum(value is not None and value < 0.05 for value in p)
        lines.append(
            f"{name}: expected area {model.aucs[0]:.4f}; 200 null studies of 5 readers and 50 + 50 cases, seed 1: "
            f"no difference rejected at 0.05 in {rejected}"
        )
    return tuple(lines)


def _shown(curve: Curve) -> str:
    return " ".join(f"({x:.3f}, {y:.3f})" for x, y in zip(curve.fpf, curve.tpf, strict=True))


U_METHODS = (
    Method(
        "mrmc-u-statistic",
        "U-statistic variance of reader studies (BDG moments)",
        "Compare tests when readers read different or incomplete sets of cases, with an unbiased variance.",
        "A = sum of s(r,i,j) over the read triples of reader, diseased case, non-diseased case / their number\n"
        "M1..M8 = E[s s'] for two triples that share reader, i and j in the eight possible ways\n"
        "Var(A) = c1 M1 + ... + c8 M8, with c_k = share of such pairs of triples in the design, c8 less 1\n"
        "Var(A1 - A2) = Var(A1) + Var(A2) - 2 Cov(A1, A2), Cov from the moments of one triple of each test\n"
        "df = Var^2 / [N^2/(n0-1)^3 + D^2/(n1-1)^3 + R^2/(r-1)^3], at least the smallest of n0-1, n1-1, r-1,\n"
        "  N, D, R the components of non-diseased cases, diseased cases and readers from the biased moments\n"
        "sensitivity, specificity: the same with pairs of reader and case, M1..M4",
        (
            "Readers and cases are independent samples; reads may be missing in any pattern, but not because of what "
            "they would have said.",
            "Every read weighs the same, so a reader with more reads weighs more.",
            "The unbiased variance can come out zero or negative in tiny studies; then no interval is given.",
        ),
        "Gallas BD. Academic Radiology 13 (2006) 353-362; Gallas BD, Brown DG. Neural Networks 21 (2008) 387-397; "
        "Gallas BD, Bandos A, Samuelson FW, Wagner RF. Communications in Statistics 38 (2009) 2586-2603; Obuchowski "
        "NA, Gallas BD, Hillis SL. Academic Radiology 19 (2012) 1508-1517.",
        "the printed output of iMRMC 4.0.0 (U.S. FDA) for its pilot example: moments, coefficients, variances, degrees "
        "of freedom, intervals and p; MRMCaov's printed unbiased analysis of Van Dyke et al. 1993; sums over all pairs "
        "of triples in small studies with missing reads.",
        _u_example,
    ),
    Method(
        "mrmc-location",
        "Location data: AFROC and weighted AFROC areas (JAFROC)",
        "Compare tests by whether readers find lesions and point at them, not only by whether they call a case.",
        "psi(x, y) = 1 where y > x, 1/2 where y = x, 0 below; unmarked lesions and unmarked cases are rated -infinity\n"
        "x_k = highest rating of a mark on case k that is no lesion; y_kl = rating of the mark on lesion l of case k\n"
        "AFROC = sum of psi(x_j, y_kl) over the n0 non-diseased cases j and all L lesions / (n0 L)\n"
        "wAFROC = sum of w_kl psi(x_j, y_kl) / (n0 n1), the weights of a case adding up to 1 (equal: 1/L_k)\n"
        "AFROC1, wAFROC1: j runs over all cases\n"
        "variance: jackknife over cases, then Obuchowski and Rockette's analysis",
        (
            "Every reader read every case under every test; a case or lesion without a mark was judged not worth one.",
            "Which marks count as a lesion found was decided before, by a rule of nearness.",
        ),
        "Chakraborty DP, Berbaum KS. Medical Physics 31 (2004) 2313-2330; Chakraborty DP, Zhai X. Medical Physics 43 "
        "(2016), doi 10.1118/1.4947125; Chakraborty DP. Observer Performance Methods for Diagnostic Imaging (2017).",
        "RJafroc's printed areas of the eight cases in Chakraborty's book (AFROC 0.7708333, wAFROC 0.678125); its "
        "source's treatment of ties and unmarked lesions; double sums over cases and lesions; with one "
        "lesion a case and every case marked it is the analysis of areas.",
        _location_example,
    ),
    Method(
        "mrmc-subgroups",
        "Subgroups of cases and their heterogeneity",
        "State a reader study's results by site, maker, sex or age band, with counts, and whether they differ.",
        "each subgroup: the analysis of the whole study, on its cases\n"
        "Q = sum over subgroups of (d_g - d)^2 / SE_g^2, d the mean weighted by 1/SE_g^2; chi-squared, g - 1 degrees\n"
        "I^2 = max(0, (Q - df)/Q)\n"
        "SE_g with the readers fixed",
        (
            "Subgroups share no case; the test of heterogeneity speaks for the readers of this study.",
            "Intervals are not adjusted for the number of subgroups: they describe, they do not confirm.",
            "A subgroup with fewer cases of either truth than asked for (10 unless said otherwise) gets no result.",
        ),
        "Cochran WG. Biometrics 10 (1954) 101-129; Higgins JPT, Thompson SG. Statistics in Medicine 21 (2002) "
        "1539-1558.",
        "by hand from the subgroups' own analyses, each equal to the analysis of a study of its cases alone.",
        _subgroup_example,
    ),
    Method(
        "roc-average",
        "Empirical ROC curves and their average over readers",
        "Draw one curve that stands for the readers of a test.",
        "curve: (share of non-diseased, share of diseased cases rated at or above c) for every rating c, straight "
        "between\n"
        "average: for every s from 0 to 2 the mean of the readers' points with FPF + TPF = s",
        ("Readers count the same, however many cases they read.",),
        "Chen W, Samuelson FW. British Journal of Radiology 87 (2014) 20140016.",
        "the area under the average equals the mean of the readers' Wilcoxon areas, in simulated studies with ties and "
        "missing reads.",
        _curve_example,
    ),
    Method(
        "roe-metz",
        "Simulated reader studies (Roe and Metz)",
        "Try a design or an analysis on studies whose truth is known.",
        "X_ijk = mu_t + tau_it + R_jt + C_kt + (tau R)_ijt + (tau C)_ikt + (R C)_jkt + E_ijkt\n"
        "all terms normal and independent; variances of C, tau C, R C and E add up to 1; mu_0 = 0\n"
        "expected area = Phi{mu_1 / sqrt[2 (1 + var R + var tau R)]}",
        ("Ratings are normal with the same variance for both truths.", "A seed gives the same studies again."),
        "Roe CA, Metz CE. Academic Radiology 4 (1997) 298-303.",
        "the twelve structures in the configuration files of iMRMC (U.S. FDA); the moments of simulated ratings; over "
        "1,000 null studies Obuchowski and Rockette's test and the U-statistic's reject in 0.05 +/- 0.015.",
        _simulation_example,
    ),
)
