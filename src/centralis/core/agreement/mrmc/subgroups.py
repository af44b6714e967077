"""State the results of a reader study for parts of its cases: by site, maker, sex, age band or any other word.

Each part is analysed as the whole study is, with its own counts and interval; a part with too few cases gets a reason
and no number. Whether the parts differ is told by Cochran's Q (Biometrics 10 (1954) 101-129) and I squared (Higgins and
Thompson, Statistics in Medicine 21 (2002) 1539-1558) from variances over cases: parts share no case, so that, for the
readers of this study, their results are independent. Intervals are not adjusted for the number of parts: subgroup
results describe, they do not confirm.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from scipy import stats

from centralis.core.agreement.mrmc.covariance import Figure
from centralis.core.agreement.mrmc.data import FEWEST, Bools, MrmcError, Ratings, order_naturally
from centralis.core.agreement.mrmc.results import Comparison, RandomFactors
from centralis.core.agreement.mrmc.split_plot import assess
from centralis.core.agreement.mrmc.ustatistic import UOptions, assess_u_statistic

METHOD = "mrmc-subgroups"
ALL_CASES = "all cases"
NOT_KNOWN = "not known"
NOTES = (
    "Intervals are not adjusted for the number of subgroups.",
    "The test of heterogeneity takes the readers as fixed: it speaks for the readers of this study.",
)


class Engine(StrEnum):
    """Which analysis each part gets: Obuchowski and Rockette's by the design its reads show, or the U-statistic, which
    takes any pattern of reads.
    """

    JACKKNIFE = "jackknife"
    U_STATISTIC = "u-statistic"


@dataclass(frozen=True, slots=True)
class SubgroupOptions:
    """What each part is asked. Parts with fewer than `fewest` diseased or non-diseased cases get no number."""

    figure: Figure = field(default_factory=Figure)
    random: RandomFactors = RandomFactors.READERS_AND_CASES
    level: float = 0.95
    fewest: int = 10
    engine: Engine = Engine.JACKKNIFE


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """A test's figure over the readers in one part; no limits: `reason` says why."""

    test: str
    estimate: float
    se: float
    lower: float | None
    upper: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Subgroup:
    """One part with its counts; without estimates, `reason` says why."""

    word: str
    diseased: int
    nondiseased: int
    readers: int
    estimates: tuple[GroupEstimate, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Whether a result differs between parts: `what` is a test, or a difference of two. No `q`: `reason` says why."""

    what: str
    groups: int
    q: float | None
    df: int | None
    p: float | None
    i_squared: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubgroupReport:
    """The whole study and its parts by one attribute of the cases, in natural order, the unknown last."""

    method: str
    attribute: str
    options: SubgroupOptions
    overall: Subgroup
    groups: tuple[Subgroup, ...]
    heterogeneity: tuple[Heterogeneity, ...]
    notes: tuple[str, ...] = NOTES


def assess_subgroups(study: Ratings, attribute: str, options: SubgroupOptions | None = None) -> SubgroupReport:
    """Results for every word of an attribute of the cases, and for all cases.

    Raises MrmcError: an attribute that the cases do not have, a `fewest` below 2, whatever refuses the whole study.
    """
    asked = options or SubgroupOptions()
    if asked.fewest < FEWEST:
        raise MrmcError(f"Subgroups of {asked.fewest} cases have no variance; ask for at least {FEWEST} of each truth.")
    words = _words_of(study, attribute)
    unknown = np.array([word in ("", NOT_KNOWN) for word in words])
    names = sorted(set(words) - {"", NOT_KNOWN}, key=order_naturally)
    parts = [(name, np.array([word == name for word in words])) for name in names]
    if unknown.any():
        parts.append((NOT_KNOWN, unknown))
    groups = tuple(_assess_part(study, name, keep, asked) for name, keep in parts)
    fixed = replace(asked, random=RandomFactors.CASES)
    known_parts = [part for part, group in zip(parts, groups, strict=True) if group.estimates and part[0] != NOT_KNOWN]
    apart = [_assess_part(study, name, keep, fixed) for name, keep in known_parts]
    overall = _assess_whole(study, asked)
    return SubgroupReport(METHOD, attribute, asked, overall, groups, _compare_groups(overall, apart))


def derive_band(age_years: float, edges_years: Sequence[float]) -> str:
    """The age band of an age in years: edges 18 and 65 give "0 to under 18", "18 to under 65", "65 and over".

    Raises MrmcError: no edges, edges that do not rise from above 0, an age below 0 or no number.
    """
    if not edges_years or list(edges_years) != sorted(set(edges_years)) or not edges_years[0] > 0:
        raise MrmcError("The edges of age bands must rise from above 0, such as 18, 65; give at least one.")
    if not age_years >= 0 or math.isinf(age_years):
        raise MrmcError(f"{age_years} is not an age in years.")
    place = sum(age_years >= edge for edge in edges_years)
    if place == len(edges_years):
        return f"{edges_years[-1]:g} and over"
    return f"{edges_years[place - 1] if place else 0:g} to under {edges_years[place]:g}"


def band_attribute(study: Ratings, attribute: str, edges_years: Sequence[float]) -> Ratings:
    """The study with an attribute's ages in years told as bands; unknown ones stay unknown.

    Raises MrmcError: an unknown attribute, a word that is not an age, edges as `derive_band` refuses them.
    """
    bands = []
    for case, word in zip(study.cases, _words_of(study, attribute), strict=True):
        try:
            bands.append(derive_band(float(word), edges_years) if word else "")
        except MrmcError:
            raise
        except ValueError:
            raise MrmcError(f"{attribute} of case {case} is {word!r}; bands need an age in years.") from None
    return replace(study, attributes={**study.attributes, attribute: tuple(bands)})


def _words_of(study: Ratings, attribute: str) -> tuple[str, ...]:
    if attribute not in study.attributes:
        known = ", ".join(study.attributes) or "none"
        raise MrmcError(f"The cases have no attribute {attribute!r}; known: {known}.")
    return study.attributes[attribute]


def _assess_whole(study: Ratings, options: SubgroupOptions) -> Subgroup:
    diseased = int(study.truth.sum())
    counts = diseased, len(study.cases) - diseased, len(study.readers)
    estimates, comparisons = _analyse(study, options)
    return Subgroup(ALL_CASES, *counts, estimates, comparisons)


def _assess_part(study: Ratings, word: str, keep: Bools, options: SubgroupOptions) -> Subgroup:
    """A part's results, or the sentence why there are none; what refuses a part does not refuse the study."""
    seen: Bools = np.asarray(study.read[:, :, keep].any(axis=(0, 2)))
    diseased = int(study.truth[keep].sum())
    counts = diseased, int(keep.sum()) - diseased, int(seen.sum())
    if min(counts[:2]) < options.fewest:
        reason = (
            f"{counts[0]} diseased and {counts[1]} non-diseased cases; at least {options.fewest} of each are asked for."
        )
        return Subgroup(word, *counts, reason=reason)
    try:
        estimates, comparisons = _analyse(_cut(study, keep, seen), options)
    except MrmcError as error:
        return Subgroup(word, *counts, reason=str(error))
    return Subgroup(word, *counts, estimates, comparisons)


def _cut(study: Ratings, cases: Bools, readers: Bools) -> Ratings:
    """The study with some of its cases and only the readers who read any of them."""
    names = tuple(name for name, stays in zip(study.readers, readers, strict=True) if stays)
    kept = tuple(name for name, stays in zip(study.cases, cases, strict=True) if stays)
    return Ratings(names, study.tests, kept, study.truth[cases], study.ratings[:, readers][:, :, cases])


def _analyse(study: Ratings, options: SubgroupOptions) -> tuple[tuple[GroupEstimate, ...], tuple[Comparison, ...]]:
    if options.engine is Engine.U_STATISTIC:
        result = assess_u_statistic(study, UOptions(options.figure, options.level, options.random))
        estimates = tuple(
            GroupEstimate(one.test, one.estimate, one.se, one.lower, one.upper, one.reason) for one in result.tests
        )
        return estimates, tuple(one.comparison for one in result.differences)
    analysis = assess(study, random=options.random, level=options.level, figure=options.figure)
    estimates = tuple(
        GroupEstimate(one.test, one.estimate, one.se, one.lower, one.upper, one.reason) for one in analysis.estimates
    )
    return estimates, analysis.comparisons


def _compare_groups(overall: Subgroup, groups: Sequence[Subgroup]) -> tuple[Heterogeneity, ...]:
    """Cochran's Q of every test's figure and of every difference, over the groups that have a result."""
    groups = [group for group in groups if group.estimates]
    found = []
    for place, one in enumerate(overall.estimates):
        results = [(group.estimates[place].estimate, group.estimates[place].se) for group in groups]
        found.append(_q(one.test, results))
    for place, pair in enumerate(overall.comparisons):
        results = [(group.comparisons[place].difference, group.comparisons[place].se) for group in groups]
        found.append(_q(f"{pair.first} - {pair.second}", results))
    return tuple(found)


def _q(what: str, results: Sequence[tuple[float, float]]) -> Heterogeneity:
    if len(results) < FEWEST:
        reason = "Fewer than two subgroups have a result, so there is nothing to set against each other."
        return Heterogeneity(what, len(results), None, None, None, None, reason)
    if any(se <= 0 for _, se in results):
        reason = "A subgroup's result has no standard error, so its weight is not known."
        return Heterogeneity(what, len(results), None, None, None, None, reason)
    weights = [1 / se**2 for _, se in results]
    mean = math.fsum(w * value for w, (value, _) in zip(weights, results, strict=True)) / math.fsum(weights)
    q = math.fsum(w * (value - mean) ** 2 for w, (value, _) in zip(weights, results, strict=True))
    df = len(results) - 1
    return Heterogeneity(
        what, len(results), q, df, float(stats.chi2.sf(q, df)), max(0.0, (q - df) / q) if q > 0 else 0.0
    )
