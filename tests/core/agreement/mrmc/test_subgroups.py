"""Subgroups: counts, results equal to an analysis of the part alone, reasons, and heterogeneity by hand."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from centralis.core.agreement.mrmc.covariance import Figure, estimate
from centralis.core.agreement.mrmc.data import MrmcError, Ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.results import RandomFactors
from centralis.core.agreement.mrmc.subgroups import (
    Engine,
    SubgroupOptions,
    assess_subgroups,
    band_attribute,
    derive_band,
)

Maker = Callable[..., Ratings]


def made(seed: int = 1, tests: int = 2, missing: bool = False) -> Ratings:
    """100 cases, half diseased; sites A (40), B (40), C (12), unknown (8)."""
    rng = np.random.default_rng(seed)
    truth = np.arange(100) % 2 == 0
    values = rng.normal(size=(tests, 4, 100)) + rng.normal(size=100) + 1.5 * truth
    values[0] -= 0.3 * truth
    if missing:
        values[:, 1, :3] = np.nan
    sites = ("A",) * 40 + ("B",) * 40 + ("C",) * 12 + ("",) * 8
    names = tuple(f"r{n}" for n in range(4)), tuple(f"t{n}" for n in range(tests)), tuple(f"c{n}" for n in range(100))
    return Ratings(*names, truth, values, {"site": sites})


def test_each_part_is_analysed_as_if_it_were_the_study() -> None:
    study = made()
    report = assess_subgroups(study, "site")
    assert [(group.word, group.diseased, group.nondiseased) for group in report.groups] == [
        ("A", 20, 20),
        ("B", 20, 20),
        ("C", 6, 6),
        ("not known", 4, 4),
    ]
    alone = analyse(estimate(study.select_cases(np.arange(100) < 40)))
    assert report.groups[0].comparisons == alone.comparisons
    assert report.groups[0].estimates[1].upper == alone.estimates[1].upper
    assert report.overall.comparisons == analyse(estimate(study)).comparisons
    assert report.groups[2].reason == "6 diseased and 6 non-diseased cases; at least 10 of each are asked for."
    assert report.groups[2].comparisons == ()
    assert any("not adjusted" in note for note in report.notes)


def test_heterogeneity_is_cochrans_q_of_the_parts_with_readers_fixed() -> None:
    study = made()
    report = assess_subgroups(study, "site")
    assert [one.what for one in report.heterogeneity] == ["t0", "t1", "t0 - t1"]
    parts = [
        analyse(estimate(study.select_cases(keep)), random=RandomFactors.CASES).comparisons[0]
        for keep in (np.arange(100) < 40, (np.arange(100) >= 40) & (np.arange(100) < 80))
    ]
    q = (parts[0].difference - parts[1].difference) ** 2 / (parts[0].se ** 2 + parts[1].se ** 2)
    found = report.heterogeneity[2]
    assert found.q == pytest.approx(q)
    assert (found.df, found.groups) == (1, 2)
    assert found.p == pytest.approx(stats.chi2.sf(q, 1))
    assert found.i_squared == pytest.approx(max(0, (q - 1) / q))


def test_a_part_that_cannot_be_analysed_says_why_and_the_others_stand() -> None:
    study = made(missing=True)
    with pytest.raises(MrmcError, match="U-statistic"):
        assess_subgroups(study, "site")
    report = assess_subgroups(study, "site", SubgroupOptions(engine=Engine.U_STATISTIC, fewest=4))
    assert [group.reason for group in report.groups] == [""] * 4
    assert report.heterogeneity[2].groups == 3
    whole = made()
    values = whole.ratings.copy()
    values[:, :, 40:80] = 3.0
    flat = Ratings(whole.readers, whole.tests, whole.cases, whole.truth, values, whole.attributes)
    report = assess_subgroups(flat, "site")
    assert "All ratings equal 3" in report.groups[1].reason
    assert report.groups[0].comparisons
    assert report.heterogeneity[0].q is None
    assert "Fewer than two subgroups" in report.heterogeneity[0].reason


def test_readers_of_one_site_are_the_ones_counted() -> None:
    """Readers 0 and 1 read site A only: with the U-statistic, site B's result is that of readers 2 and 3."""
    base = made()
    values = base.ratings.copy()
    values[:, :2, 40:] = np.nan
    study = Ratings(base.readers, base.tests, base.cases, base.truth, values, base.attributes)
    report = assess_subgroups(study, "site", SubgroupOptions(engine=Engine.U_STATISTIC))
    assert [group.readers for group in report.groups] == [4, 2, 2, 2]
    assert report.groups[1].comparisons[0].p is not None


def test_readers_nested_in_tests_have_results_and_no_test_with_readers_fixed() -> None:
    """Readers 0 and 1 read test 0, readers 2 and 3 test 1: that design has no analysis with fixed readers."""
    base = made()
    values = base.ratings.copy()
    values[0, 2:], values[1, :2] = np.nan, np.nan
    study = Ratings(base.readers, base.tests, base.cases, base.truth, values, base.attributes)
    report = assess_subgroups(study, "site")
    assert report.groups[0].comparisons[0].lower is not None
    assert [one.q for one in report.heterogeneity] == [None, None, None]
    assert all("Fewer than two" in one.reason for one in report.heterogeneity)


def test_one_test_and_sensitivity() -> None:
    options = SubgroupOptions(figure=Figure(FigureOfMerit.SENSITIVITY, 1.0))
    report = assess_subgroups(made(tests=1), "site", options)
    assert report.groups[0].comparisons == ()
    assert 0 < report.groups[0].estimates[0].estimate < 1
    assert [one.what for one in report.heterogeneity] == ["t0"]


def test_refusals() -> None:
    with pytest.raises(MrmcError, match="no attribute 'maker'; known: site"):
        assess_subgroups(made(), "maker")
    with pytest.raises(MrmcError, match="at least 2"):
        assess_subgroups(made(), "site", SubgroupOptions(fewest=1))


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0 to under 18"), (17.9, "0 to under 18"), (18, "18 to under 65"), (65, "65 and over"), (99, "65 and over")],
)
def test_age_bands(age: float, band: str) -> None:
    assert derive_band(age, (18, 65)) == band


def test_ages_become_bands_in_their_order_and_the_unknown_stay_so() -> None:
    base = made()
    ages = tuple("" if n == 99 else str(20 + n % 50) for n in range(100))
    study = Ratings(base.readers, base.tests, base.cases, base.truth, base.ratings, {"age": ages})
    report = assess_subgroups(band_attribute(study, "age", (30, 60)), "age")
    assert [group.word for group in report.groups] == ["0 to under 30", "30 to under 60", "60 and over", "not known"]
    assert sum(group.diseased + group.nondiseased for group in report.groups) == 100
    wrong = Ratings(base.readers, base.tests, base.cases, base.truth, base.ratings, {"age": ("old",) * 100})
    with pytest.raises(MrmcError, match="age of case c0 is 'old'; bands need an age"):
        band_attribute(wrong, "age", (30,))


def test_age_bands_refuse_nonsense() -> None:
    for edges in ((65, 18), (), (0, 18)):
        with pytest.raises(MrmcError, match="must rise"):
            derive_band(3, edges)
    with pytest.raises(MrmcError, match="not an age"):
        derive_band(-1, (18,))
    with pytest.raises(MrmcError, match="not an age"):
        derive_band(float("nan"), (18,))
