"""Simulated studies have the moments the model says, and the tests of no difference keep their level on them."""

import numpy as np
import pytest

from centralis.core.agreement.mrmc.covariance import estimate
from centralis.core.agreement.mrmc.data import MrmcError
from centralis.core.agreement.mrmc.figures import compute_auc
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.roe_metz import STRUCTURES, RoeMetz, Size, simulate_ratings, simulate_studies
from centralis.core.agreement.mrmc.ustatistic import assess_u_statistic


def test_structures_are_those_of_roe_and_metz() -> None:
    """Table 1: areas of a typical reader 0.702, 0.855, 0.961; case terms add up to 1."""
    assert len(STRUCTURES) == 12
    high = STRUCTURES["HL-0.855"]
    assert (high.case, high.test_case, high.reader_case, high.error) == (0.3, 0.3, 0.2, 0.2)
    assert (high.mean, high.reader, high.test_reader) == (1.5, 0.0055, 0.0055)
    assert [STRUCTURES[f"LH-{area}"].reader for area in ("0.702", "0.855", "0.961")] == [0.011, 0.03, 0.056]
    for name, model in STRUCTURES.items():
        assert model.case + model.test_case + model.reader_case + model.error == pytest.approx(1)
        typical = RoeMetz(model.mean, 0, 0, 1, 0, 0, 0).aucs[0]
        assert typical == pytest.approx(float(name.split("-")[1]), abs=1e-3)


def test_terms_have_their_variances() -> None:
    """Covariances of ratings that share some of test, reader and case, over many studies of one case each of two."""
    model = RoeMetz(1.0, reader=0.4, test_reader=0.3, case=0.25, test_case=0.2, reader_case=0.15, error=0.1)
    draw = np.random.default_rng(1)
    values = np.stack([simulate_ratings(model, Size(2, 2, 2), draw) for _ in range(20_000)])
    values -= values.mean(axis=0)

    def shared(a: tuple[int, int, int], b: tuple[int, int, int]) -> float:
        return float(np.mean(values[:, a[0], a[1], a[2]] * values[:, b[0], b[1], b[2]]))

    at = (0, 0, 0)
    assert shared(at, at) == pytest.approx(1.4, abs=0.05)
    assert shared(at, (1, 0, 0)) == pytest.approx(0.4 + 0.25 + 0.15, abs=0.04)
    assert shared(at, (0, 1, 0)) == pytest.approx(0.25 + 0.2, abs=0.04)
    assert shared(at, (0, 0, 1)) == pytest.approx(0.4 + 0.3, abs=0.04)
    assert shared(at, (0, 0, 2)) == pytest.approx(0, abs=0.04)


def test_areas_meet_their_expectation() -> None:
    model = RoeMetz(1.5, 0.03, 0.03, 0.3, 0.3, 0.2, 0.2, shift=-0.5)
    areas = np.mean([compute_auc(one) for one in simulate_studies(model, Size(6, 30, 30), 400, seed=2)], axis=(0, 2))
    assert areas == pytest.approx(model.aucs, abs=0.01)


def test_a_seed_gives_the_same_studies_and_a_longer_run_begins_with_the_shorter() -> None:
    model, size = STRUCTURES["HL-0.855"], Size(3, 4, 5)
    short = [one.ratings for one in simulate_studies(model, size, 2, seed=9)]
    long = [one.ratings for one in simulate_studies(model, size, 3, seed=9)]
    assert np.array_equal(short[0], long[0])
    assert np.array_equal(short[1], long[1])
    assert not np.array_equal(short[0], next(simulate_studies(model, size, 1, seed=10)).ratings)


def test_refusals() -> None:
    with pytest.raises(MrmcError, match="variance case is -1"):
        RoeMetz(1, 0, 0, -1, 0, 0, 0)
    with pytest.raises(MrmcError, match="1 diseased has too few"):
        Size(5, 1, 5)


@pytest.mark.slow
@pytest.mark.parametrize("structure", ["HL-0.855", "LL-0.855", "HH-0.702", "LH-0.702"])
def test_the_comparison_keeps_its_level_over_1000_null_studies(structure: str) -> None:
    """Readers and cases random, 5 readers, 50 + 50 cases: p < 0.05 in 0.05 +/- 0.015 of studies without difference."""
    size = Size(readers=5, diseased=50, nondiseased=50)
    studies = simulate_studies(STRUCTURES[structure], size, 1000, seed=1)
    p = [analyse(estimate(study)).comparisons[0].p for study in studies]
    rate = np.mean([value < 0.05 for value in p if value is not None])
    assert rate == pytest.approx(0.05, abs=0.015)
    assert None not in p


@pytest.mark.slow
def test_the_u_statistic_keeps_its_level_over_1000_null_studies() -> None:
    size = Size(readers=5, diseased=50, nondiseased=50)
    p = [
        assess_u_statistic(study).differences[0].comparison.p
        for study in simulate_studies(STRUCTURES["HL-0.855"], size, 1000, seed=1)
    ]
    assert np.mean([value is not None and value < 0.05 for value in p]) == pytest.approx(0.05, abs=0.015)
