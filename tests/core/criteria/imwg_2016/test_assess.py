"""IMWG 2016: thresholds at, below and above in exact decimals; what must never change or improve a response."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.imwg_2016.assess import RANKING

IMWG = find_criterion("imwg-2016")
SERUM = st.decimals(min_value=0, max_value=8, places=2)
URINE = st.integers(0, 3000)
SIZES = st.decimals(min_value=11, max_value=100, places=1)


def blood(day, serum, urine, **more):
    return {"day": day, "serum_m_protein_g_per_dl": serum, "urine_m_protein_mg_per_24h": urine, **more}


def chains(day, kappa, **more):
    return blood(day, 0, 0, kappa_flc_mg_per_dl=kappa, lambda_flc_mg_per_dl=1, **more)


def lesion(name, long_mm, short_mm, kind="soft_tissue"):
    return {"id": name, "kind": kind, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def assess(*points, **parameters):
    return IMWG.assess({"time_points": list(points), "parameters": parameters})


def responses(*points, **parameters):
    return [one["overall"] for one in assess(*points, **parameters)["time_points"]]


@pytest.mark.parametrize(
    ("serum", "overall"),
    [
        ("5.0", "PD"),
        ("4.9999", "SD"),
        ("3.0001", "SD"),
        ("3", "MR"),
        ("2.0001", "MR"),
        ("2", "PR"),
        ("0.4001", "PR"),
        ("0.4", "VGPR"),
        ("0", "VGPR"),
    ],
)
def test_serum_thresholds_are_inclusive_and_exact(serum, overall):
    """Baseline 4 g/dL: +25 % is 5.0; -25 % is 3.0, -50 % is 2.0, -90 % is 0.4."""
    assert responses(blood(0, 4, 0), blood(28, Decimal(serum), 0))[-1] == overall


@pytest.mark.parametrize(
    ("urine", "overall"),
    [
        (2500, "PD"),
        (2499, "SD"),
        (1001, "SD"),
        (1000, "MR"),
        (201, "MR"),
        (200, "PR"),
        (199, "PR"),
        (100, "PR"),
        (99, "VGPR"),
    ],
)
def test_urine_thresholds_with_a_serum_of_a_tenth(urine, overall):
    """Baseline 4 g/dL and 2000 mg/24 h, serum now 0.4: -50 % is 1000, -90 % is 200, VGPR needs below 100."""
    assert responses(blood(0, 4, 2000), blood(28, Decimal("0.4"), urine))[-1] == overall


@pytest.mark.parametrize(("urine", "overall"), [(199, "PR"), (200, "MR")])
def test_partial_response_by_the_absolute_urine_value(urine, overall):
    """Baseline 400 mg/24 h: 200 is 50 % down, so MR; below 200 is PR although it is not 90 % down."""
    assert responses(blood(0, 0, 400), blood(28, 0, urine))[-1] == overall


@pytest.mark.parametrize(
    ("baseline", "serum", "rule"),
    [
        ("1", "1.4999", "SD"),
        ("1", "1.5", "PD-SERUM"),
        ("5", "5.9999", "SD"),
        ("5", "6", "PD-SERUM-HIGH"),
        ("4.9999", "5.9999", "SD"),
        ("4.9999", "6.3", "PD-SERUM"),
    ],
)
def test_progression_needs_percent_and_an_absolute_increase(baseline, serum, rule):
    """From 1 g/dL 25 % is 1.25, yet 0.5 g/dL is needed; from 5 g/dL a rise of 1 g/dL is enough at 20 %."""
    points = assess(blood(0, Decimal(baseline), 0), blood(28, Decimal(serum), 0))["time_points"]
    assert points[-1]["rule"] == rule


@pytest.mark.parametrize(("serum", "by"), [("0.9999", "nothing"), ("1", "m_protein")])
def test_least_measurable_serum(serum, by):
    first = chains(0, 1, marrow_plasma_cells_percent=10) | {"serum_m_protein_g_per_dl": Decimal(serum)}
    assert assess(first)["time_points"][0]["measured_by"] == by


@pytest.mark.parametrize(("kappa", "marrow", "by"), [("10", 0, "flc"), ("9.99", 30, "marrow"), ("9.99", 29, "nothing")])
def test_what_stands_for_m_protein(kappa, marrow, by):
    first = chains(0, Decimal(kappa), marrow_plasma_cells_percent=marrow)
    assert assess(first)["time_points"][0]["measured_by"] == by


@pytest.mark.parametrize(("kappa", "overall"), [("1.65", "sCR"), ("1.6501", "CR"), ("0.26", "sCR"), ("0.2599", "CR")])
def test_normal_ratio_of_light_chains_includes_its_limits(kappa, overall):
    negative = {"serum_immunofixation": "negative", "urine_immunofixation": "negative"}
    marrow = {"marrow_plasma_cells_percent": Decimal("4.9"), "clonal_marrow_cells": "absent"}
    assert responses(blood(0, 4, 0), chains(28, Decimal(kappa), **negative, **marrow))[-1] == overall


@pytest.mark.parametrize(("percent", "overall"), [("4.9999", "CR"), ("5", "VGPR")])
def test_complete_response_needs_less_than_five_percent(percent, overall):
    now = {"serum_immunofixation": "negative", "urine_immunofixation": "negative"}
    point = blood(28, 0, 0, marrow_plasma_cells_percent=Decimal(percent), **now)
    assert responses(blood(0, 4, 0), point)[-1] == overall


@pytest.mark.parametrize(("short_mm", "rule"), [("10", "VGPR"), ("10.1", "PD-LESION-DIAMETER")])
def test_a_lesion_grows_only_when_its_short_axis_exceeded_one_centimetre(short_mm, rule):
    """20 mm becomes 30 mm, 50 % more; 10 mm of short axis is not above 1 cm."""
    first = blood(0, 4, 0, lesions=[lesion("P1", 20, Decimal(short_mm), "bone")])
    later = blood(28, 0, 0, lesions=[lesion("P1", 30, Decimal(short_mm), "bone")])
    assert assess(first, later)["time_points"][-1]["rule"].replace("-ELECTROPHORESIS", "") == rule


def test_lowest_value_may_count_unconfirmed_by_parameter():
    """4.0, 1.0, 1.5: from the unconfirmed 1.0 the rise is 0.5 and 50 %."""
    points = [blood(0, 4, 0), blood(28, 1, 0), blood(56, Decimal("1.5"), 0)]
    assert responses(*points)[-1] == "PR"
    assert responses(*points, nadir_confirmed=False)[-1] == "PD"


def test_an_unconfirmed_progression_that_another_response_follows_does_not_count():
    points = [blood(0, 2, 0), blood(28, 3, 0), blood(56, 1, 0), blood(84, 1, 0)]
    answer = assess(*points)
    assert [one["overall"] for one in answer["time_points"]] == [None, "PD", "PR", "PR"]
    assert (answer["best_overall_response"], answer["progression_day"]) == ("PR", None)


def test_progression_that_nothing_follows_counts_by_parameter_only():
    points = [blood(0, 2, 0), blood(28, 1, 0), blood(56, 1, 0), blood(84, 3, 0)]
    assert assess(*points)["progression_day"] is None
    assert assess(*points, last_progression_counts=True)["progression_day"] == 84


@pytest.mark.parametrize(
    ("following", "confirmed", "best"),
    [(Decimal("0.4"), "PR", "PR"), (Decimal("2.5"), "MR", "MR"), (Decimal("3.9"), None, "SD")],
)
def test_the_lesser_of_two_consecutive_responses_is_confirmed(following, confirmed, best):
    """4.0, then 2.0 g/dL is PR; followed by VGPR it stays PR, by MR it is MR, by SD nothing is confirmed."""
    answer = assess(blood(0, 4, 0), blood(28, 2, 0), blood(56, None, 0), blood(84, following, 0))
    assert [one["overall"] for one in answer["time_points"]][1:3] == ["PR", "NE"]
    assert answer["time_points"][1]["confirmed_as"] == confirmed
    assert answer["best_overall_response"] == best


def test_checks_name_the_field():
    first = blood(0, 4, None, lesions=[lesion("P1", 20, 30)], kappa_flc_mg_per_dl=1)
    later = blood(28, 1, 0, serum_immunofixation="negative")
    first_found, later_found = (one["findings"] for one in assess(first, later)["time_points"])
    assert {(one["check"], one["field"]) for one in first_found} == {
        ("M01", "urine_m_protein_mg_per_24h"),
        ("M04", "lesions[0].short_mm"),
        ("M06", "lambda_flc_mg_per_dl"),
    }
    assert [(one["check"], one["field"]) for one in later_found] == [("M03", "serum_immunofixation")]


@pytest.mark.parametrize("value", [-1, float("nan"), 21, True, "4"])
def test_absurd_values_are_refused_with_their_place(value):
    with pytest.raises(CaseError, match=r"time_points\[0\]\.serum_m_protein_g_per_dl"):
        assess(blood(0, value, 0))


@st.composite
def histories(draw):
    """Two to four visits of a patient with measurable serum M-protein and one to three plasmacytomas."""
    names = [f"P{n}" for n in range(draw(st.integers(1, 3)))]
    days = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=3)))
    first = draw(st.decimals(min_value=1, max_value=8, places=2))
    values = [(first, 300), *((draw(SERUM), draw(URINE)) for _ in days)]
    return [
        blood(day, serum, urine, lesions=[lesion(name, draw(SIZES), draw(SIZES)) for name in names])
        for day, (serum, urine) in zip([0, *days], values, strict=True)
    ]


@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    turned = [{**one, "lesions": one["lesions"][::-1]} for one in history]
    assert responses(*turned) == responses(*history)


@given(history=histories(), factor=st.sampled_from([Decimal(2), Decimal("3.3")]))
def test_scaling_all_lengths_changes_no_response(history, factor):
    def scaled(one):
        return {**one, "long_mm": one["long_mm"] * factor, "short_mm": one["short_mm"] * factor}

    larger = [{**one, "lesions": [scaled(each) for each in one["lesions"]]} for one in history]
    assert responses(*larger) == responses(*history)


@given(history=histories(), certainty=st.sampled_from(["unequivocal", "equivocal"]))
def test_a_new_lesion_never_improves_the_response_it_is_seen_at(history, certainty):
    with_new = [*history[:-1], {**history[-1], "new_lesions": [{"id": "L1", "certainty": certainty}]}]
    before, after = responses(*history)[-1], responses(*with_new)[-1]
    assert RANKING.index(after) >= RANKING.index(before)
    assert after == "PD" if certainty == "unequivocal" else after == before


@given(history=histories(), more=st.decimals(min_value=0, max_value=2, places=2))
def test_more_m_protein_never_improves_the_response(history, more):
    worse = {**history[-1], "serum_m_protein_g_per_dl": history[-1]["serum_m_protein_g_per_dl"] + more}
    before, after = responses(*history)[-1], responses(*history[:-1], worse)[-1]
    assert RANKING.index(after) >= RANKING.index(before) or before == "NE"


@given(history=histories(), field=st.sampled_from(["serum_m_protein_g_per_dl", "urine_m_protein_mg_per_24h"]))
def test_a_value_that_is_missing_is_never_read_as_zero(history, field):
    point = assess(*history[:-1], {**history[-1], field: None})["time_points"][-1]
    assert point["overall"] in ("NE", "PD")
    assert ("M07", field) in [(one["check"], one["field"]) for one in point["findings"]]


@given(history=histories(), data=st.data())
def test_a_lesion_that_is_not_told_is_never_counted_as_gone(history, data):
    left_out = data.draw(st.sampled_from(history[0]["lesions"]))["id"]
    kept = [one for one in history[-1]["lesions"] if one["id"] != left_out]
    answer = assess(*history[:-1], {**history[-1], "lesions": kept})["time_points"][-1]
    assert answer["spd_mm2"] is None
    if not kept:  # no imaging at all: the latest earlier one stands, never an SPD of 0
        assert answer["overall"] not in ("CR", "sCR")
    else:
        assert answer["overall"] in ("NE", "PD", "SD")
        assert left_out in [one["lesion"] for one in answer["findings"] if one["check"] == "M05"]
