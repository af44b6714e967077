"""What the methods for measured values say of themselves: formula, assumptions, source, and a worked example."""

from centralis.core.agreement.bland_altman import LimitMethod, LimitsOfAgreement, compute_limits
from centralis.core.agreement.bland_altman_repeated import (
    RepeatedLimits,
    compute_constant_limits,
    compute_varying_limits,
)
from centralis.core.agreement.coefficient import Interval
from centralis.core.agreement.concordance import compute_concordance
from centralis.core.agreement.examples import (
    build_cardiac_output,
    build_children,
    build_judges,
    build_peak_flow,
)
from centralis.core.agreement.icc import compute_every_icc
from centralis.core.agreement.repeatability import Spread, compute_repeatability
from centralis.core.endpoints.method import Method

_PEAK_FLOW = "Peak flow of 17 people by the large and the mini Wright meter, l/min (Bland and Altman 1986)."
_CARDIAC = "Cardiac output of 12 patients, 60 pairs, l/min (Bland and Altman 1999)."


def _ci(one: Interval | None) -> str:
    return f"95 % interval {one.lower:.4g} to {one.upper:.4g}" if one else "no interval"


def _icc() -> tuple[str, ...]:
    lines = [
        f"{one.form.shrout_fleiss:9}{one.form.mcgraw_wong:10}{one.estimate:.4f}  {_ci(one.interval)}"
        f"  F {one.f:.3f} on {one.df1} and {one.df2}  p {one.p:.5f}"
        for one in compute_every_icc(build_judges())
    ]
    return ("Six targets by four judges (Shrout and Fleiss 1979).", *lines)


def _concordance() -> tuple[str, ...]:
    found = compute_concordance(build_peak_flow())
    told = f"CCC {found.coefficient.estimate:.4f}  {_ci(found.coefficient.interval)}"
    return (_PEAK_FLOW, f"{told}  r {found.correlation:.4f}  bias correction {found.bias_correction:.4f}")


def _tell_limits(found: LimitsOfAgreement) -> tuple[str, ...]:
    return (
        f"bias {found.bias:.4g}  {_ci(found.bias_interval)}  SD {found.sd:.4g}",
        f"lower limit {found.lower:.4g}  {_ci(found.lower_interval)}",
        f"upper limit {found.upper:.4g}  {_ci(found.upper_interval)}",
    )


def _bland_altman() -> tuple[str, ...]:
    approximate = compute_limits(build_peak_flow())
    exact = compute_limits(build_peak_flow(), method=LimitMethod.EXACT)
    return (_PEAK_FLOW, *_tell_limits(approximate), "with exact intervals:", *_tell_limits(exact)[1:])


def _tell_repeated(found: RepeatedLimits) -> tuple[str, ...]:
    parts = [f"variance {one.name} {one.variance:.4f}" for one in found.parts]
    return (f"true value {found.true_value.value}:", "; ".join(parts), *_tell_limits(found.limits))


def _repeated() -> tuple[str, ...]:
    pairs = build_cardiac_output()
    first = {patient: [one for one, _ in values] for patient, values in pairs.items()}
    second = {patient: [other for _, other in values] for patient, values in pairs.items()}
    constant, varying = compute_constant_limits(first, second), compute_varying_limits(pairs)
    return (_CARDIAC, *_tell_repeated(constant), *_tell_repeated(varying))


def _tell_spread(name: str, one: Spread | None, digits: str) -> str:
    if one is None or one.interval is None:
        return f"{name}: none"
    return (
        f"{name} {one.estimate:{digits}}  95 % interval {one.interval.lower:{digits}} to {one.interval.upper:{digits}}"
    )


def _repeatability() -> tuple[str, ...]:
    found = compute_repeatability(build_children())
    return (
        "Four peak flows of each of 20 children, l/min (Bland and Altman 1996).",
        _tell_spread("wSD", found.wsd, ".2f"),
        _tell_spread("RC", found.rc, ".2f"),
        _tell_spread("wCV", found.wcv, ".4f"),
        f"{found.cases} cases, {found.df} degrees of freedom",
    )


_NORMAL = "The errors are about normal, and of one size over the whole range of values; look at the plot."

METHODS = (
    Method(
        name="icc",
        title="Intraclass correlation",
        purpose="What share of the variance of ratings is that between cases: six forms for six ways of reading.",
        formula="""
MSB, MSW, MSJ, MSE: mean squares between cases, within cases, between readers, residual; n cases, k readers
ICC(1,1) = ICC(1)    = (MSB - MSW) / [MSB + (k-1) MSW]
ICC(2,1) = ICC(A,1)  = (MSB - MSE) / [MSB + (k-1) MSE + k (MSJ - MSE) / n]
ICC(3,1) = ICC(C,1)  = (MSB - MSE) / [MSB + (k-1) MSE]
ICC(.,k)             = k ICC / [1 + (k-1) ICC]
limits, forms 1 and 3: F = MSB / error; FL = F / F(1-a/2; n-1, df), FU = F F(1-a/2; df, n-1);  (FL - 1)/(FL + k - 1)
limits, form 2: with a = k r / [n (1 - r)], b = 1 + k r (n-1) / [n (1 - r)],
  v = (a MSJ + b MSE)^2 / [(a MSJ)^2 / (k-1) + (b MSE)^2 / ((n-1)(k-1))],
  F* = F(1-a/2; n-1, v),  F** = F(1-a/2; v, n-1)
  lower = n (MSB - F* MSE) / {F* [k MSJ + (kn - k - n) MSE] + n MSB}
  upper = n (F** MSB - MSE) / [k MSJ + (kn - k - n) MSE + n F** MSB]
""",
        assumptions=(
            "Form 1: each case has its own readers, drawn at random. Form 2: the same readers, drawn at random, rate "
            "every case. Form 3: the same readers, and no others are meant.",
            "Every reader rated every case; a missing cell is refused.",
            "Case effects and errors are independent and about normal.",
            "The coefficient depends on how much the cases differ: it does not carry over to another population.",
        ),
        citation="Shrout PE, Fleiss JL, Psychol Bull 1979;86:420-428. McGraw KO, Wong SP, Psychol Methods "
        "1996;1:30-46.",
        confirmed_by="Shrout and Fleiss, tables 3 and 4: 0.17, 0.29, 0.71, 0.44, 0.62, 0.91. R psych on the same data: "
        "F 1.8 and 11.0, p 0.16477 and 0.00013, limits -0.133 and 0.72; 0.019 and 0.76; 0.342 and 0.95; -0.884 and "
        "0.91; 0.071 and 0.93; 0.676 and 0.99.",
        example=_icc,
    ),
    Method(
        name="lin-ccc",
        title="Lin's concordance correlation coefficient",
        purpose="How close two readers' numbers lie to the line of identity: correlation times freedom from bias.",
        formula="""
CCC = 2 s12 / [s1^2 + s2^2 + (m1 - m2)^2]  = r Cb      (variances with n)
u^2 = (m1 - m2)^2 / (s1 s2)
Var = [ (1-r^2) C^2 (1-C^2) / r^2  +  2 C^3 (1-C) u^2 / r  -  C^4 u^4 / (2 r^2) ] / (n - 2),  C = CCC
interval: tanh( atanh C +/- z SE / (1 - C^2) )
""",
        assumptions=(
            "The pairs are independent draws from a bivariate normal distribution.",
            "The coefficient depends on how much the cases differ.",
        ),
        citation="Lin LI-K, Biometrics 1989;45:255-268; correction Biometrics 2000;56:324-325.",
        confirmed_by="",
        example=_concordance,
    ),
    Method(
        name="bland-altman",
        title="Bland and Altman's limits of agreement",
        purpose="Between which limits 95 % of two readers' (or methods') differences lie, in the unit of the values.",
        formula="""
d = first - second, one pair a case;  limits = mean(d) +/- z s,  z = 1.96 for 95 %
interval of the bias:   mean(d) +/- t(n-1) s / sqrt(n)
interval of a limit:    limit +/- t(n-1) s sqrt[ 1/n + z^2 / (2 (n-1)) ]                  (approximate)
                        mean(d) +/- s T(p; n-1, z sqrt n) / sqrt(n), p = a/2 and 1-a/2   (exact, noncentral t)
slope: least squares of d on the pair's mean, t test of 0
""",
        assumptions=(
            _NORMAL,
            "The cases are independent and each was measured once by each reader; repeats: bland-altman-repeated.",
            "A slope that is not 0 says that the bias depends on the size: limits for all sizes then mislead.",
        ),
        citation="Bland JM, Altman DG, Lancet 1986;1:307-310; Stat Methods Med Res 1999;8:135-160. Exact intervals: "
        "Carkeet A, Optom Vis Sci 2015;92:e71-80.",
        confirmed_by="Lancet 1986: bias -2.1, SD 38.8, interval of the bias -22.0 to 17.8. 1999, section 2: bias "
        "-16.29, SD 19.61, 85 people: limits -54.7 and 22.1. Exact: one-sided tolerance factors of ten "
        "values, confidence 0.95: 2.355, 2.911, 3.981 for coverage 0.90, 0.95, 0.99 (Owen's tables; MIL-HDBK-17).",
        example=_bland_altman,
    ),
    Method(
        name="bland-altman-repeated",
        title="Limits of agreement with repeated measurements",
        purpose="The limits where a case was measured several times by each reader.",
        formula="""
true value constant:  Var(d) = s^2(mean differences) + (1 - mean 1/m1) s1w^2 + (1 - mean 1/m2) s2w^2
                      bias = mean of the cases' mean differences
true value varies:    Var(d) = (MSb - MSw) / c + MSw,  c = (N^2 - sum m^2) / [(n-1) N]  (one-way ANOVA of paired d)
                      bias = mean of all differences
limits = bias +/- z sqrt Var(d)
intervals: variance recovery over the parts of Var(d), S_j on f_j degrees of freedom,
  U = V + sqrt sum [S_j (f_j / chi2(a/2; f_j) - 1)]^2      L = V - sqrt sum [S_j (1 - f_j / chi2(1-a/2; f_j))]^2
  limit -/+ sqrt[ z'^2 s^2(mean differences)/n + z^2 (sqrt U - sqrt V)^2 ], inwards with L
""",
        assumptions=(
            _NORMAL,
            "Cases are independent; repeats of one case share its bias.",
            "Constant: repeats of one reader are exchangeable. Varies: the readers' measurements come in pairs.",
        ),
        citation="Bland JM, Altman DG, Stat Methods Med Res 1999;8:135-160, section 5; J Biopharm Stat "
        "2007;17:571-582. Intervals: Zou GY, Stat Methods Med Res 2013;22:630-642.",
        confirmed_by="Bland and Altman 1999, cardiac output: variances within patients 0.1072 and 0.1379. R BAtrending "
        "on the same data: SD of the differences within patients 0.413. The intervals: by simulated coverage.",
        example=_repeated,
    ),
    Method(
        name="repeatability",
        title="Repeatability: wSD, RC and wCV",
        purpose="How far two measurements of the same thing by the same reader differ.",
        formula="""
wSD = sqrt[ sum_i sum_j (x_ij - mean_i)^2 / f ],  f = sum_i (m_i - 1)
RC  = 1.96 sqrt(2) wSD = 2.77 wSD
wCV = sqrt[ sum_i (m_i - 1) s_i^2 / mean_i^2 / f ],   RC % = 2.77 wCV
interval: estimate x sqrt[ f / chi2(1-a/2; f) ] to estimate x sqrt[ f / chi2(a/2; f) ]
""",
        assumptions=(
            _NORMAL,
            "wSD and RC: the error is of one size. wCV and RC %: the error grows with the value.",
            "The interval of wCV is approximate.",
        ),
        citation="Bland JM, Altman DG, BMJ 1996;313:744 and 313:106. Barnhart HX, Barboriak DP, Transl Oncol "
        "2009;2:231-235. Raunig DL et al (QIBA), Stat Methods Med Res 2015;24:27-67.",
        confirmed_by="BMJ 1996;313:744: within-subject variance 460.52, wSD 21.5 l/min.",
        example=_repeatability,
    ),
)
