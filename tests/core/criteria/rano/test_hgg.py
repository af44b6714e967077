"""RANO 2010: thresholds at, below and above in exact decimals; the early window; what must never improve a response."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

RANO = find_criterion("rano-2010")
SIZES = st.decimals(min_value=10, max_value=100, places=1)
WELL = {"flair": "stable", "steroids": "none", "clinical": "stable"}
GOOD_TO_BAD = ("CR", "PR", "SD", "NE", "PD")


def lesion(name, long_mm, short_mm):
    return {"id": name, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def point(day, targets, **more):
    return {"day": day, "targets": targets, **(WELL if day else {}), **more}


def assess(*points, **parameters):
    return RANO.assess({"time_points": list(points), "parameters": parameters})


def responses(*points, **parameters):
    return [one["overall"] for one in assess(*points, **parameters)["time_points"]]


@pytest.mark.parametrize(
    ("short_mm", "overall"),
    [("12.4999", "SD"), ("12.5", "PD"), ("12.5001", "PD"), ("5.0001", "SD"), ("5", "PR"), ("4.9999", "PR")],
)
def test_thresholds_are_inclusive_and_exact(short_mm, overall):
    """Baseline 10 × 10 = 100 mm²: 125 mm² is exactly +25 %, 50 mm² exactly -50 %."""
    later = [lesion("T1", 10, Decimal(short_mm))]
    assert responses(point(0, [lesion("T1", 10, 10)]), point(42, later)) == [None, overall]


def test_growth_is_told_from_the_nadir_not_from_baseline():
    """400, 200, 250 mm²: 37.5 % below baseline, yet exactly 25 % above the nadir."""
    first, low, back = [[lesion("T1", 20, short)] for short in (20, 10, Decimal("12.5"))]
    assert responses(point(0, first), point(42, low), point(84, back)) == [None, "PR", "PD"]


@pytest.mark.parametrize(("day", "overall", "rule"), [(83, "NE", "NE-EARLY"), (84, "PD", "PD-GROWTH")])
@pytest.mark.parametrize("told", [{}, {"histology_proven": True}])
def test_growth_counts_from_the_84th_day_after_chemoradiation(day, overall, rule, told):
    grown = point(day, [lesion("T1", 30, 20)], **told)
    answer = assess(point(0, [lesion("T1", 20, 20)], radiation_end_day=0), grown)["time_points"][-1]
    expected = ("PD", "PD-GROWTH") if told else (overall, rule)
    assert (answer["overall"], answer["rule"]) == expected


def test_worsening_alone_is_no_progression_in_the_window():
    worse = {**WELL, "clinical": "definite_worsening"}
    targets = [lesion("T1", 20, 20)]
    assert responses({"day": 0, "targets": targets, "radiation_end_day": -7}, {"day": 40, "targets": targets, **worse})[
        1
    ] == ("NE")


@pytest.mark.parametrize(("gap", "confirmed", "best"), [(27, False, "SD"), (28, True, "PR")])
def test_a_response_must_last_28_days(gap, confirmed, best):
    small = [lesion("T1", 10, 10)]
    answer = assess(point(0, [lesion("T1", 20, 20)]), point(42, small), point(42 + gap, small))
    assert (answer["time_points"][1]["confirmed"], answer["best_overall_response"]) == (confirmed, best)


def test_without_clinical_data_the_images_alone_decide():
    small = {"day": 42, "targets": [lesion("T1", 10, 10)], "flair": "stable"}
    assert responses(point(0, [lesion("T1", 20, 20)]), small) == [None, "NE"]
    assert responses(point(0, [lesion("T1", 20, 20)]), small, use_clinical=False) == [None, "PR"]


def test_a_lesion_must_span_two_thick_slices():
    """8 mm slices: both diameters must be at least 16 mm; 5 mm slices leave it at 10 mm."""

    def checks(slice_mm):
        first = point(0, [lesion("T1", 20, 15)], slice_thickness_mm=slice_mm)
        return [one["check"] for one in assess(first)["time_points"][0]["findings"]]

    assert checks(8) == ["G01"]
    assert checks(5) == []


def test_checks_name_the_field():
    first = point(0, [lesion(f"T{n}", 20, 20) for n in range(6)] + [lesion("T9", 10, 11)])
    found = assess(first)["time_points"][0]["findings"]
    assert {(one["check"], one["field"]) for one in found} == {("G03", "targets"), ("G02", "targets[6].short_mm")}
    later = {"day": 42, "targets": [lesion("T1", 20, 20)]}
    found = assess(point(0, [lesion("T1", 20, 20)]), later)["time_points"][1]["findings"]
    assert [(one["check"], one["field"]) for one in found] == [
        ("G05", "steroids"),
        ("G05", "clinical"),
        ("G06", "flair"),
    ]


@pytest.mark.parametrize("value", [-1, 501, float("nan"), float("inf")])
def test_absurd_sizes_are_refused(value):
    with pytest.raises(CaseError, match=r"time_points\[0\]\.targets\[0\]\.long_mm"):
        assess(point(0, [lesion("T1", value, 10)]))


@st.composite
def histories(draw):
    """Two to four time points of the same one to three lesions."""
    names = [f"T{n}" for n in range(draw(st.integers(1, 3)))]
    days = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=3)))
    first = {"radiation_end_day": draw(st.sampled_from([None, 0]))}
    later = [point(day, [lesion(name, draw(SIZES), draw(SIZES)) for name in names]) for day in days]
    return [point(0, [lesion(name, draw(SIZES), draw(SIZES)) for name in names], **first), *later]


@settings(max_examples=50)
@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    turned = [{**one, "targets": one["targets"][::-1]} for one in history]
    assert responses(*turned) == responses(*history)


@settings(max_examples=50)
@given(history=histories(), factor=st.sampled_from([Decimal("0.5"), Decimal(2), Decimal("3.3")]))
def test_scaling_all_lengths_changes_no_response(history, factor):
    def scaled(one):
        return {**one, "long_mm": one["long_mm"] * factor, "short_mm": one["short_mm"] * factor}

    larger = [{**one, "targets": [scaled(each) for each in one["targets"]]} for one in history]
    assert responses(*larger) == responses(*history)


@settings(max_examples=50)
@given(history=histories(), outside=st.booleans())
def test_a_new_lesion_never_improves_the_response_it_is_seen_at(history, outside):
    with_new = [*history[:-1], {**history[-1], "new_lesions": [{"id": "L1", "outside_field": outside}]}]
    before, after = responses(*history)[-1], responses(*with_new)[-1]
    assert GOOD_TO_BAD.index(after) >= GOOD_TO_BAD.index(before)


@settings(max_examples=50)
@given(history=histories(), data=st.data())
def test_a_lesion_that_is_not_told_is_never_counted_as_gone(history, data):
    left_out = data.draw(st.integers(0, len(history[0]["targets"]) - 1))
    kept = [one for n, one in enumerate(history[-1]["targets"]) if n != left_out]
    answer = assess(*history[:-1], {**history[-1], "targets": kept})["time_points"][-1]
    assert answer["sum_mm2"] is None
    assert answer["overall"] in ("NE", "PD")
    assert [one["check"] for one in answer["findings"] if one["lesion"] == f"T{left_out}"] == ["G04"]


def test_the_sentence_of_early_growth_names_its_sign():
    first = point(0, [lesion("T1", 20, 20)], radiation_end_day=0)
    sentence = assess(first, point(42, [lesion("T1", 25, 20)]))["time_points"][1]["sentence"]
    assert "Too early after chemoradiation" in sentence
    assert "have grown" in sentence
    assert "500 mm²" in sentence
