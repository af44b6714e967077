"""Answers are plain JSON: no NaN, and a reason for every null."""

import json
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from centralis.core.agreement.mrmc.answer import build_answer, build_margin, build_pilot, build_power, build_u_answer
from centralis.core.agreement.mrmc.covariance import estimate
from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.noninferiority import assess_margin
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.power import Plan, compute_power, derive_pilot, derive_table
from centralis.core.agreement.mrmc.results import RandomFactors
from centralis.core.agreement.mrmc.split_plot import assess
from centralis.core.agreement.mrmc.ustatistic import assess_u_statistic

Build = Callable[..., Ratings]
CONTRACT = {"auc", "difference", "se", "f", "df1", "df2", "p", "ci", "components"}


def _nulls(value: object, path: str = "") -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _nulls(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _nulls(inner, path)


def test_the_contracts_keys_are_there(invented: Build) -> None:
    study = invented(2, 3, 10, 10, 1)
    found = build_answer(analyse(estimate(study)))
    assert set(found) >= CONTRACT
    assert {"var", "cov1", "cov2", "cov3", "ms_t", "ms_tr", "ms_r"} <= set(found["components"])
    assert set(build_u_answer(assess_u_statistic(study))) >= CONTRACT
    json.dumps(found, allow_nan=False)
    nulls = [path for path in _nulls(found) if not path.endswith("/reason")]
    assert nulls == ["/chi2"]
    assert found["reasons"] == []


@pytest.mark.parametrize("random", RandomFactors)
def test_a_null_has_its_reason(invented: Build, random: RandomFactors) -> None:
    found = build_answer(analyse(estimate(invented(3, 3, 10, 10, 1)), None, random))
    assert found["difference"] is None
    assert any("more than two tests" in reason for reason in found["reasons"])
    assert any("chi-squared" in reason for reason in found["reasons"]) == (random is RandomFactors.CASES)
    assert [row["first"] for row in found["comparisons"]] == ["T0", "T0", "T1"]
    assert bool(found["readers"]) == (random is RandomFactors.CASES)


def test_readers_who_share_nothing_have_no_mean_square(invented: Build) -> None:
    study = invented(2, 4, 10, 10, 1)
    ratings = study.ratings.copy()
    ratings[0, 2:] = ratings[1, :2] = np.nan
    found = build_answer(assess(Ratings(study.readers, study.tests, study.cases, study.truth, ratings)))
    assert found["components"]["ms_tr"] is None
    assert found["auc"]["T0"]["R3"] is None
    assert any("readers-nested-in-tests, tests 2, readers 4" in reason for reason in found["reasons"])
    assert any("did not read" in reason for reason in found["reasons"])


def test_no_variance_is_told_once() -> None:
    truth = np.array([False, False, True, True])
    study = Ratings(("1", "2"), ("A", "B"), ("a", "b", "c", "d"), truth, np.array([[[1.0, 2.0, 3.0, 4.0]] * 2] * 2))
    found = build_answer(analyse(estimate(study)))
    assert (found["f"], found["ci"], found["p"]) == (None, None, None)
    assert len(found["reasons"]) == 1
    assert "no variance" in found["reasons"][0]


def test_margins_and_plans(invented: Build) -> None:
    analysis = analyse(estimate(invented(2, 4, 30, 30, 6)))
    margin = build_margin(assess_margin(analysis, "T1", "T0", 0.1))
    assert margin["noninferior"] == (margin["ci"][0] > -0.1)
    assert margin["difference"] == pytest.approx(-analysis.comparisons[0].difference)
    pilot = derive_pilot(analysis)
    assert build_pilot(pilot)["cases"] == 60
    row = build_power(compute_power(pilot, 5, 100, Plan(0.05)))
    assert (row["readers"], row["cases"], row["reason"]) == (5, 100, None)
    assert 0 < row["power"] < 1
    (none,) = derive_table(pilot, [2], Plan(0.001))
    assert "never reach" in build_power(none)["reason"]
