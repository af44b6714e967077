"""Fleiss' kappa against irrCAC and irr, its identities, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.agreement.examples import build_pairs_table, build_psychiatrists
from centralis.core.agreement.fleiss import compute_fleiss_kappa
from centralis.core.agreement.krippendorff import compute_alpha
from centralis.core.agreement.ratings import AgreementError, RatingTable

#: Fleiss 1971: thirty patients (columns) by six psychiatrists, diagnoses 1 to 5, as in R irr's `diagnoses`
THIRTY_PATIENTS = (
    "422521311511212311215221121215", "423521311542242311235421421235", "423523334544244311435444421435",
    "453543334544344341455454421435", "453543534544344351455454425435", "455543544544345552455454545435",
)  # fmt: skip

TABLES = st.integers(2, 4).flatmap(
    lambda readers: st.lists(
        st.lists(st.sampled_from("xyz"), min_size=readers, max_size=readers), min_size=2, max_size=20
    )
)


def build(rows):
    return RatingTable.from_rows((str(i), f"R{j}", value) for i, row in enumerate(rows) for j, value in enumerate(row))


def test_irrcac_prints_this_for_six_psychiatrists():
    """R irrCAC 1.0, fleiss.kappa.dist(distrib.6raters)."""
    found = compute_fleiss_kappa(build_psychiatrists())
    assert (round(found.estimate, 7), round(found.se, 8)) == (0.4139265, 0.08119291)
    assert (round(found.interval.lower, 3), round(found.interval.upper, 3)) == (0.240, 0.588)
    assert (round(found.observed, 7), round(found.expected, 7)) == (0.5511111, 0.2340741)


def test_irr_prints_this_for_fleiss_own_thirty_patients():
    """R irr, kappam.fleiss(diagnoses): Kappa = 0.43, z = 17.7."""
    found = compute_fleiss_kappa(build(list(zip(*THIRTY_PATIENTS, strict=True))))
    assert (found.cases, found.readers) == (30, 6)
    assert (round(found.estimate, 2), round(found.test.z, 1)) == (0.43, 17.7)


@settings(deadline=None)
@given(TABLES)
def test_readers_and_cases_may_be_shuffled(rows):
    found = compute_fleiss_kappa(build(rows))
    shuffled = compute_fleiss_kappa(build([row[::-1] for row in rows[::-1]]))
    if found.estimate is None:
        assert shuffled.estimate is None
        assert "Every rating is" in found.reason
    else:
        assert shuffled.estimate == pytest.approx(found.estimate)
        assert found.interval or found.reason


@settings(deadline=None)
@given(TABLES)
def test_alpha_is_kappa_with_a_correction_for_few_ratings(rows):
    """alpha = 1 - (1 - kappa)(N - 1)/N with N ratings, for complete data (Krippendorff 2011)."""
    table = build(rows)
    kappa, alpha = compute_fleiss_kappa(table).estimate, compute_alpha(table, resamples=0).estimate
    if kappa is None:
        assert alpha is None
    else:
        number = len(table.ratings())
        assert alpha == pytest.approx(1 - (1 - kappa) * (number - 1) / number)


def test_two_readers_are_scotts_pi():
    """R irrCAC 1.0, scott2.table(cont3x3abstractors): 0.7962397."""
    pairs = [(1.0, 1.0)] * 13 + [(2.0, 2.0)] * 20 + [(2.0, 3.0)] * 7 + [(3.0, 2.0)] * 4 + [(3.0, 3.0)] * 56
    assert round(compute_fleiss_kappa(build_pairs_table(pairs)).estimate, 7) == 0.7962397


def test_perfect_agreement_is_1():
    assert compute_fleiss_kappa(build(["xxx", "yyy", "zzz"])).estimate == pytest.approx(1)


def test_what_it_refuses():
    with pytest.raises(AgreementError, match="Case 2 has 1 ratings and others 2"):
        compute_fleiss_kappa(RatingTable.from_rows([("1", "a", "x"), ("1", "b", "x"), ("2", "a", "y")]))
    with pytest.raises(AgreementError, match="Every case was rated once"):
        compute_fleiss_kappa(RatingTable.from_rows([("1", "a", "x"), ("2", "b", "x")]))
