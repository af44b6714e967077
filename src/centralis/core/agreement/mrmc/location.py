"""Compare tests by how well readers find and point at lesions: AFROC and weighted AFROC areas, analysed as areas are.

The figure of a reader under a test is a Wilcoxon statistic: how often a lesion is rated above the highest
non-localisation of a case, ties one half, unmarked rated minus infinity (two unmarked tie).

AFROC: over lesions and non-diseased cases. wAFROC: lesions weighted so that every diseased case counts the same,
however many lesions it has. AFROC1 and wAFROC1: non-localisations of diseased cases count too (for studies with few or
no non-diseased cases; this software asks for two). A test's value is the mean over readers; its variance and the
comparison are Obuchowski and Rockette's with the jackknife over cases: that is JAFROC.

Sources: Chakraborty and Berbaum, Medical Physics 31 (2004) 2313-2330 (JAFROC, AFROC area); Chakraborty and Zhai,
Medical Physics 43 (2016), doi 10.1118/1.4947125 (weights); definitions as in Chakraborty, Observer Performance Methods
(2017), ch. 14; the RJafroc package's printed areas of its eight cases come out, unmarked lesions and ties included.
"""

from enum import StrEnum

import numpy as np

from centralis.core.agreement.mrmc.covariance import CovarianceMethod, Estimates, compute_jackknife_covariance
from centralis.core.agreement.mrmc.data import Floats
from centralis.core.agreement.mrmc.marks import Marks
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.results import Analysis, RandomFactors


class LocationFigure(StrEnum):
    """What is computed from a reader's marks under one test."""

    AFROC = "afroc"
    AFROC1 = "afroc1"
    WAFROC = "wafroc"
    WAFROC1 = "wafroc1"

    @property
    def is_weighted(self) -> bool:
        return self in (LocationFigure.WAFROC, LocationFigure.WAFROC1)

    @property
    def has_all_cases(self) -> bool:
        """Whether non-localisations of diseased cases count."""
        return self in (LocationFigure.AFROC1, LocationFigure.WAFROC1)


def assess_location(
    study: Marks,
    figure: LocationFigure = LocationFigure.WAFROC,
    random: RandomFactors = RandomFactors.READERS_AND_CASES,
    level: float = 0.95,
) -> Analysis:
    """Compare the tests by their readers' location figures; raises MrmcError as `analyse` does."""
    return analyse(estimate_location(study, figure), random=random, level=level)


def estimate_location(study: Marks, figure: LocationFigure = LocationFigure.WAFROC) -> Estimates:
    """Figures of all tests and readers with their jackknife covariance over cases, for an analysis of variance."""
    figures, left_out = compute_location(study, figure)
    covariance = compute_jackknife_covariance(left_out)
    return Estimates(
        study.tests, study.readers, figures, covariance, len(study.cases), CovarianceMethod.JACKKNIFE, str(figure)
    )


def compute_location(study: Marks, figure: LocationFigure) -> tuple[Floats, Floats]:
    """The figure of every test and reader, (test, reader), and with each case left out, (test, reader, case).

    Leaving a case out takes away its non-localisations, its lesions and their weight; no rating is compared twice.
    """
    diseased = study.diseased
    counts = np.ones(len(study.cases), dtype=np.bool_) if figure.has_all_cases else ~diseased
    weights = study.weights if figure.is_weighted else np.ones(len(study.lesions))
    own_weight = np.bincount(study.lesion_case, weights, minlength=len(study.cases))
    figures = np.empty((len(study.tests), len(study.readers)))
    left_out = np.empty(study.noise.shape)
    remaining = (counts.sum() - counts) * (own_weight.sum() - own_weight)
    for at in np.ndindex(figures.shape):
        noise, found = study.noise[at], study.found[at]
        by_case = np.where(counts, _below(noise, found, weights), 0.0)
        total = float(by_case.sum())
        by_lesion = weights * _above(found, noise[counts])
        lost = by_case + np.bincount(study.lesion_case, by_lesion, minlength=len(study.cases))
        if figure.has_all_cases:
            against = noise[study.lesion_case]
            twice = weights * ((found > against) + 0.5 * (found == against))
            lost -= np.bincount(study.lesion_case, twice, minlength=len(study.cases))
        figures[at] = total / (counts.sum() * own_weight.sum())
        left_out[at] = (total - lost) / remaining
    return figures, left_out


def _below(noise: Floats, found: Floats, weights: Floats) -> Floats:
    """For each case the weight of the lesions rated above its highest non-localisation, ties one half."""
    order = np.argsort(found, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(weights[order])])
    ranked = found[order]
    low, high = sums[np.searchsorted(ranked, noise, "left")], sums[np.searchsorted(ranked, noise, "right")]
    out: Floats = sums[-1] - (low + high) / 2
    return out


def _above(found: Floats, noise: Floats) -> Floats:
    """For each lesion the number of cases whose highest non-localisation lies below it, ties one half."""
    ranked = np.sort(noise)
    out: Floats = (np.searchsorted(ranked, found, "left") + np.searchsorted(ranked, found, "right")) / 2.0
    return out
