"""What the coefficients for categories say of themselves: formula, assumptions, source, and a worked example."""

from centralis.core.agreement.coefficient import Coefficient
from centralis.core.agreement.examples import (
    ABSTRACTORS,
    SKIN_CONDITION,
    build_four_raters,
    build_pairs_table,
    build_psychiatrists,
    expand_counts,
)
from centralis.core.agreement.fleiss import compute_fleiss_kappa
from centralis.core.agreement.gwet import compute_gwet
from centralis.core.agreement.kappa import compute_kappa
from centralis.core.agreement.krippendorff import Scale, compute_alpha
from centralis.core.agreement.percent import compute_pabak, compute_percent_agreement
from centralis.core.agreement.weights import Weights
from centralis.core.endpoints.method import Method

_SKIN = "Skin condition of 88 patients by two dermatologists, four grades (SAS/STAT User's Guide)."
_FOUR = "Twelve units by four observers, five categories, seven cells missing (Krippendorff 2011)."


def _tell(name: str, found: Coefficient) -> str:
    told = f"{name} {found.estimate:.4f}"
    if found.observed is not None and found.expected is not None:
        told += f"  observed {found.observed:.4f}  by chance {found.expected:.4f}"
    if found.se is not None:
        told += f"  SE {found.se:.4f}"
    if found.interval is not None:
        told += f"  95 % interval {found.interval.lower:.4f} to {found.interval.upper:.4f}"
    return told


def _tell_test(found: Coefficient) -> str:
    test = found.test
    return f"test of 0: SE {test.se:.4f}  z {test.z:.4f}  p {test.p:.2g}" if test else ""


def _cohen() -> tuple[str, ...]:
    found = compute_kappa(expand_counts(SKIN_CONDITION))
    return (_SKIN, _tell("kappa", found), _tell_test(found))


def _weighted() -> tuple[str, ...]:
    pairs = expand_counts(SKIN_CONDITION)
    linear, quadratic = (compute_kappa(pairs, weights) for weights in (Weights.LINEAR, Weights.QUADRATIC))
    return (_SKIN, _tell("linear weights: kappa", linear), _tell("quadratic weights: kappa", quadratic))


def _percent() -> tuple[str, ...]:
    two = compute_percent_agreement(build_pairs_table(expand_counts(ABSTRACTORS)))
    four = compute_percent_agreement(build_four_raters())
    first = "100 pregnancies by two abstractors (R irrCAC, cont3x3abstractors); exact limits."
    return (first, _tell("agreement", two), f"{_FOUR} t limits.", _tell("agreement", four))


def _pabak() -> tuple[str, ...]:
    return (_FOUR, _tell("PABAK (Brennan-Prediger)", compute_pabak(build_four_raters())))


def _fleiss() -> tuple[str, ...]:
    found = compute_fleiss_kappa(build_psychiatrists())
    return ("Fifteen patients, six psychiatrists, five diagnoses.", _tell("kappa", found), _tell_test(found))


def _gwet_one() -> tuple[str, ...]:
    return (_FOUR, _tell("AC1", compute_gwet(build_four_raters())))


def _gwet_two() -> tuple[str, ...]:
    table = build_pairs_table(expand_counts(SKIN_CONDITION))
    linear, quadratic = (compute_gwet(table, weights) for weights in (Weights.LINEAR, Weights.QUADRATIC))
    return (_SKIN, _tell("linear weights: AC2", linear), _tell("quadratic weights: AC2", quadratic))


def _krippendorff() -> tuple[str, ...]:
    table = build_four_raters()
    lines = [_tell(f"{scale.value}: alpha", compute_alpha(table, scale)) for scale in Scale]
    return (f"{_FOUR} 1,000 resamples, seed 0.", *lines)


_PAIRED = (
    "The cases are independent; each was rated by both readers without knowledge of the other's rating.",
    "The categories exclude each other; every rating is one of them.",
)
_COUNTED = (
    "The cases are independent draws from the cases that the agreement is to speak for.",
    "Each rating was given without knowledge of the others.",
)

METHODS = (
    Method(
        name="cohen-kappa",
        title="Cohen's kappa",
        purpose="How far two readers agree on categories without an order, beyond what chance would give.",
        formula="""
kappa = (po - pe) / (1 - pe)      po = sum_i p_ii      pe = sum_i p_i. p_.i
SE^2  = { sum_ij p_ij [w_ij - (w_i. + w_.j)(1 - kappa)]^2 - [kappa - pe (1 - kappa)]^2 } / { n (1 - pe)^2 }
        with w_ij = 1 if i = j, else 0;  w_i. = p_.i,  w_.j = p_j.
test of kappa = 0: SE0^2 = { sum_ij p_i. p_.j [w_ij - (w_i. + w_.j)]^2 - pe^2 } / { n (1 - pe)^2 }
interval: kappa +/- z SE, cut at -1 and 1
""",
        assumptions=(
            *_PAIRED,
            "Enough cases for a normal interval; where both readers agree everywhere no such interval exists.",
            "Kappa falls where one category is rare, whatever the agreement: give Gwet's AC1 beside it.",
        ),
        citation="Cohen J, Educ Psychol Meas 1960;20:37-46. Standard errors: Fleiss JL, Cohen J, Everitt BS, "
        "Psychol Bull 1969;72:323-327.",
        confirmed_by="SAS/STAT User's Guide, PROC FREQ, skin condition data: 0.3449, ASE 0.0724, limits 0.2030 and "
        "0.4868; under H0 ASE 0.0612, Z 5.6366. R irrCAC, cont3x3abstractors: 0.7964094, SE 0.05891072. R irr: 0.429, "
        "z 5.46.",
        example=_cohen,
    ),
    Method(
        name="weighted-kappa",
        title="Cohen's weighted kappa",
        purpose="How far two readers agree on ordered categories: near misses count as part agreement.",
        formula="""
linear     w_ij = 1 - |a_i - a_j| / (a_max - a_min)
quadratic  w_ij = 1 - [(a_i - a_j) / (a_max - a_min)]^2
po = sum_ij w_ij p_ij      pe = sum_ij w_ij p_i. p_.j      kappa, SE and test as for Cohen's kappa, with
w_i. = sum_j w_ij p_.j,  w_.j = sum_i w_ij p_i.
a: numbers as they are; words 0, 1, 2 ... in the order given
""",
        assumptions=(
            *_PAIRED,
            "The distances of the categories mean something: linear and quadratic weights give other numbers.",
            "Words need their order (`--categories`); it cannot be guessed.",
        ),
        citation="Cohen J, Psychol Bull 1968;70:213-220. Linear: Cicchetti DV, Allison T, Am J EEG Technol "
        "1971;11:101-109. Quadratic: Fleiss JL, Cohen J, Educ Psychol Meas 1973;33:613-619.",
        confirmed_by="R irr, kappa2 with equal weights, 6 x 6 table of 100 cases: 0.316, z 5.38.",
        example=_weighted,
    ),
    Method(
        name="percent-agreement",
        title="Percent agreement",
        purpose="In what share of cases (of pairs of readers in a case) the ratings are the same.",
        formula="""
two readers:   x / n, limits of Clopper and Pearson
more:          pa_i = sum_k r_ik (r_ik - 1) / [r_i (r_i - 1)],  pa = mean of pa_i over cases rated at least twice
               SE^2 = sum_i (n/n2 pa_i - pa)^2 / [n (n - 1)],  interval pa +/- t(n - 1) SE
""",
        assumptions=(*_COUNTED, "Nothing is taken off for chance."),
        citation="Gwet KL, Handbook of Inter-Rater Reliability, 4th edition 2014, chapters 2 and 5.",
        confirmed_by="R irrCAC: cac.raw4raters 0.8181818, SE 0.12561, lower limit 0.542; cont3x3abstractors 0.89, "
        "SE 0.03128898.",
        example=_percent,
    ),
    Method(
        name="pabak",
        title="PABAK (Brennan-Prediger)",
        purpose="Agreement beyond the chance of picking one of q categories blindly; it does not depend on prevalence.",
        formula="""
PABAK = (pa - 1/q) / (1 - 1/q)          q = 2: 2 pa - 1
SE = SE(pa) / (1 - 1/q), interval with t(n - 1)
""",
        assumptions=(*_COUNTED, "q is the number of categories on offer, used or not: give them all."),
        citation="Byrt T, Bishop J, Carlin JB, J Clin Epidemiol 1993;46:423-429. Brennan RL, Prediger DJ, Educ Psychol "
        "Meas 1981;41:687-699.",
        confirmed_by="R irrCAC: cac.raw4raters 0.77273, SE 0.14472; distrib.6raters 0.4388889, SE 0.08312142.",
        example=_pabak,
    ),
    Method(
        name="fleiss-kappa",
        title="Fleiss' kappa",
        purpose="Agreement beyond chance of a fixed number of ratings a case, by whichever readers.",
        formula="""
kappa = (pa - pe) / (1 - pe)      pe = sum_k pi_k^2      pi_k = share of all ratings in category k
part of case i:  kappa_i - 2 (1 - kappa)(pe_i - pe) / (1 - pe),  pe_i = sum_k pi_k r_ik / m
SE^2 = sum (part - kappa)^2 / [n (n - 1)],  interval with t(n - 1)
test of kappa = 0:  SE0 = sqrt{ 2 [ (sum pq)^2 - sum pq (q - p) ] / [n m (m - 1)] } / sum pq
""",
        assumptions=(*_COUNTED, "Every case has the same number of ratings; a missing one is refused."),
        citation="Fleiss JL, Psychol Bull 1971;76:378-382. Test: Fleiss JL, Nee JCM, Landis JR, Psychol Bull "
        "1979;86:974-977. Standard error: Gwet KL, Handbook, 4th edition 2014, chapter 5.",
        confirmed_by="R irrCAC, distrib.6raters: 0.4139265, SE 0.08119291, limits 0.24 and 0.588. R irr, 30 patients "
        "by six psychiatrists (Fleiss 1971): 0.43, z 17.7.",
        example=_fleiss,
    ),
    Method(
        name="gwet-ac1",
        title="Gwet's AC1",
        purpose="Agreement beyond chance that stays honest where one category is rare; missing ratings are taken.",
        formula="""
AC1 = (pa - pe) / (1 - pe)      pe = sum_k pi_k (1 - pi_k) / (q - 1)
pi_k = mean over cases of r_ik / r_i
part of case i:  AC_i - 2 (1 - AC1)(pe_i - pe) / (1 - pe),  pe_i = sum_k (r_ik / r_i)(1 - pi_k) / (q - 1)
SE^2 = sum (part - AC1)^2 / [n (n - 1)],  interval with t(n - 1)
""",
        assumptions=(*_COUNTED, "q is the number of categories on offer; missing ratings are missing at random."),
        citation="Gwet KL, Br J Math Stat Psychol 2008;61:29-48; Handbook of Inter-Rater Reliability, 4th ed. 2014.",
        confirmed_by="R irrCAC: cac.raw4raters 0.77544, SE 0.14295, pe 0.1903212; distrib.6raters 0.4448007, "
        "SE 0.08418757; cont3x3abstractors 0.8493305.",
        example=_gwet_one,
    ),
    Method(
        name="gwet-ac2",
        title="Gwet's AC2",
        purpose="AC1 for ordered categories: near misses count as part agreement.",
        formula="""
pa with weights w_kl as for weighted kappa;  pe = T / [q (q - 1)] sum_k pi_k (1 - pi_k),  T = sum_kl w_kl
AC2 = (pa - pe) / (1 - pe);  standard error as for AC1 with the factor T / [q (q - 1)]
""",
        assumptions=(*_COUNTED, "The distances of the categories mean something; q counts those on offer."),
        citation="Gwet KL, Handbook of Inter-Rater Reliability, 4th edition 2014, chapters 3 to 5.",
        confirmed_by="",
        example=_gwet_two,
    ),
    Method(
        name="krippendorff-alpha",
        title="Krippendorff's alpha",
        purpose="Agreement of any number of readers on any scale, with missing ratings.",
        formula="""
alpha = 1 - Do / De
Do = sum over cases of (sum over ordered pairs of ratings of delta^2) / (m_u - 1)
De = (sum over ordered pairs of all ratings of delta^2) / (n - 1),   n = ratings in cases rated at least twice
delta^2: nominal 0 or 1;  interval (c - k)^2;  ratio [(c - k) / (c + k)]^2
         ordinal (n_c/2 + ratings between + n_k/2)^2
interval: percentiles of alpha over cases drawn with replacement
""",
        assumptions=(
            *_COUNTED,
            "Cases rated once tell nothing and do not count.",
            "The scale is chosen before the data are seen; a ratio scale has a true zero.",
        ),
        citation="Krippendorff K, Content Analysis, 2nd edition 2004, chapter 11; Computing Krippendorff's "
        "Alpha-Reliability, 2011. Interval: Zapf A et al, BMC Med Res Methodol 2016;16:93.",
        confirmed_by="Krippendorff 2011, twelve units by four observers: 0.743 nominal, 0.815 ordinal, 0.849 interval, "
        "0.797 ratio. R irrCAC: 0.74342; distrib.6raters 0.4204384; cont3x3abstractors 0.7972585.",
        example=_krippendorff,
    ),
)
