"""AFROC and wAFROC areas and their jackknife, against hand-made numbers, brute force and what they reduce to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.mrmc.covariance import compute_left_out, estimate
from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.location import (
    LocationFigure,
    assess_location,
    compute_location,
    estimate_location,
)
from centralis.core.agreement.mrmc.marks import Mark, Marks, TrueLesion, derive_marks
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse

FIGURES = list(LocationFigure)


def psi(noise: float, lesion: float) -> float:
    """1 where the lesion is rated higher, 1/2 at a tie; minus infinity ties with itself."""
    return 1.0 if lesion > noise else 0.5 if lesion == noise else 0.0


def brute(study: Marks, figure: LocationFigure, at: tuple[int, int], keep: list[int]) -> float:
    """The figure from its double sum over the cases that are kept."""
    diseased = study.diseased
    against = [case for case in keep if figure.has_all_cases or not diseased[case]]
    lesions = [place for place, case in enumerate(study.lesion_case) if case in keep]
    weight = {place: float(study.weights[place]) if figure.is_weighted else 1.0 for place in lesions}
    total = sum(
        weight[place] * psi(study.noise[at][case], study.found[at][place]) for case in against for place in lesions
    )
    count = sum(bool(diseased[case]) for case in keep) if figure.is_weighted else len(lesions)
    return total / (len(against) * count)


def draw(seed: int) -> Marks:
    """Small random studies: few ratings (ties), many unmarked, up to three lesions a case."""
    rng = np.random.default_rng(seed)
    truth = [TrueLesion(f"h{number}", "") for number in range(4)]
    truth += [TrueLesion(f"d{case}", f"l{number}") for case in range(4) for number in range(int(rng.integers(1, 4)))]
    marks = []
    for test in ("t1", "t2"):
        for reader in ("r1", "r2", "r3"):
            marks.append(Mark(reader, test, "h0", "", 2))
            for one in truth:
                if one.lesion and rng.random() < 0.6:
                    marks.append(Mark(reader, test, one.case, one.lesion, float(rng.integers(1, 5))))
                elif rng.random() < 0.4:
                    marks.append(Mark(reader, test, one.case, "", float(rng.integers(1, 5))))
    return derive_marks(marks, truth)


def test_by_hand() -> None:
    """Two healthy cases (one marked 3, one unmarked), case d1 with lesions rated 4 and unmarked, d2 with one at 3.

    Against 3: 1, 0, 1/2; against unmarked: 1, 1/2, 1. AFROC = 4/6; wAFROC = (1/2 (1 + 0) + 1/2 + 1/2 (1 + 1/2) + 1)/4.
    """
    truth = [TrueLesion("h1", ""), TrueLesion("h2", ""), TrueLesion("d1", "a"), TrueLesion("d1", "b")]
    truth.append(TrueLesion("d2", "a"))
    marks = [Mark("r", "t", "h1", "", 3), Mark("r", "t", "h1", "", 1), Mark("r", "t", "d1", "a", 4)]
    marks += [Mark("r", "t", "d2", "a", 3), Mark("r", "t", "d2", "", 5)]
    study = derive_marks(marks, truth)
    assert compute_location(study, LocationFigure.AFROC)[0][0, 0] == pytest.approx(4 / 6)
    assert compute_location(study, LocationFigure.WAFROC)[0][0, 0] == pytest.approx(2.75 / 4)
    # The mark of 5 on d2 counts only where diseased cases count: against it 0, 0, 0; against d1 (unmarked) 1, 1/2, 1.
    assert compute_location(study, LocationFigure.AFROC1)[0][0, 0] == pytest.approx(6.5 / 12)


def test_the_worked_example_of_chakrabortys_book() -> None:
    """Online edition of Observer Performance Methods, ch. on the meanings of figures of merit: RJafroc prints AFROC
    0.7708333 and wAFROC 0.678125. (The text beside it counts 0.1 x 4 + 0.9 x 0.5 as 2.6 and so comes to 0.7875.)
    """
    truth = [TrueLesion(f"h{number}", "") for number in range(1, 5)]
    truth += [TrueLesion("d1", "a", 1.0), TrueLesion("d2", "a", 1.0), TrueLesion("d3", "a", 0.1)]
    truth += [TrueLesion("d3", "b", 0.9), TrueLesion("d4", "a", 0.9), TrueLesion("d4", "b", 0.1)]
    listed = (("h2", "", 0.487), ("h3", "", 0.738), ("h3", "", 0.576), ("h4", "", -0.305), ("d1", "", 1.512))
    listed += (("d1", "a", 0.852), ("d2", "a", -0.215), ("d3", "a", 1.588), ("d4", "a", 2.944), ("d4", "b", 1.984))
    study = derive_marks([Mark("r", "t", case, lesion, rating) for case, lesion, rating in listed], truth)
    assert compute_location(study, LocationFigure.AFROC)[0][0, 0] == pytest.approx(0.7708333, abs=5e-8)
    assert compute_location(study, LocationFigure.WAFROC)[0][0, 0] == pytest.approx(0.678125)


@pytest.mark.parametrize("figure", FIGURES)
@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_figures_and_jackknife_equal_the_double_sums(figure: LocationFigure, seed: int) -> None:
    study = draw(seed)
    figures, left_out = compute_location(study, figure)
    everyone = list(range(len(study.cases)))
    for at in np.ndindex(figures.shape):
        assert figures[at] == pytest.approx(brute(study, figure, at, everyone))
        for case in everyone:
            rest = [one for one in everyone if one != case]
            assert left_out[at][case] == pytest.approx(brute(study, figure, at, rest))


def test_one_lesion_a_case_marked_everywhere_is_the_ordinary_area() -> None:
    """One lesion in each diseased case and a mark in every case: AFROC, wAFROC and AUC are one, jackknife and all."""
    rng = np.random.default_rng(3)
    ratings = rng.integers(1, 5, (2, 3, 20)).astype(float)
    truth = np.arange(20) < 8
    cases = tuple(f"c{number:02}" for number in range(20))
    lesions = [TrueLesion(case, "a" if sick else "") for case, sick in zip(cases, truth, strict=True)]
    marks = [
        Mark(f"r{reader}", f"t{test}", cases[case], "a" if truth[case] else "", ratings[test, reader, case])
        for test, reader, case in np.ndindex(ratings.shape)
    ]
    study = derive_marks(marks, lesions)
    expected = compute_left_out(Ratings(("r0", "r1", "r2"), ("t0", "t1"), cases, truth, ratings))
    for figure in (LocationFigure.AFROC, LocationFigure.WAFROC):
        assert compute_location(study, figure)[1] == pytest.approx(expected)


def test_pointing_at_nothing_earns_one_half_and_weights_make_cases_equal() -> None:
    truth = [TrueLesion("h1", ""), TrueLesion("h2", "")]
    truth += [TrueLesion("d1", name) for name in "abcd"] + [TrueLesion("d2", "a"), TrueLesion("d3", "a")]
    silent = derive_marks([Mark("r", "t", "d3", "", 9)], truth)
    assert compute_location(silent, LocationFigure.WAFROC)[0][0, 0] == 0.5
    four = derive_marks([Mark("r", "t", "d1", name, 5) for name in "abcd"], truth)
    assert compute_location(four, LocationFigure.AFROC)[0][0, 0] == pytest.approx((4 + 2 * 0.5) / 6)
    assert compute_location(four, LocationFigure.WAFROC)[0][0, 0] == pytest.approx((1 + 2 * 0.5) / 3)


def test_estimates_name_the_figure_and_hold_a_covariance() -> None:
    estimates = estimate_location(draw(8), LocationFigure.AFROC1)
    assert (estimates.figure, estimates.method, estimates.cases) == ("afroc1", "jackknife", 8)
    flat = estimates.covariance.reshape(6, 6)
    assert flat == pytest.approx(flat.T)
    assert np.linalg.eigvalsh(flat).min() > -1e-12


def test_a_study_of_one_lesion_a_case_is_analysed_as_the_area_is() -> None:
    """JAFROC with one lesion a case and every case marked is Obuchowski and Rockette's analysis of the area."""
    rng = np.random.default_rng(5)
    ratings = rng.integers(1, 6, (2, 4, 30)) + 2.0 * (np.arange(30) < 15)
    cases = tuple(f"c{number:02}" for number in range(30))
    truth = np.arange(30) < 15
    lesions = [TrueLesion(case, "a" if sick else "") for case, sick in zip(cases, truth, strict=True)]
    marks = [
        Mark(f"r{reader}", f"t{test}", cases[case], "a" if truth[case] else "", ratings[test, reader, case])
        for test, reader, case in np.ndindex(ratings.shape)
    ]
    by_place = assess_location(derive_marks(marks, lesions))
    by_area = analyse(estimate(Ratings(("r0", "r1", "r2", "r3"), ("t0", "t1"), cases, truth, ratings)))
    assert by_place.figure == "wafroc"
    assert by_place.comparisons[0].difference == pytest.approx(by_area.comparisons[0].difference)
    assert by_place.comparisons[0].p == pytest.approx(by_area.comparisons[0].p)
    assert by_place.components.cov2 == pytest.approx(by_area.components.cov2)
