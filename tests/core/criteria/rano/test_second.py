"""RANO 2.0: thresholds of both parts and both measures, preliminary progression, mixed tumours, what never improves."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

RANO = find_criterion("rano-2.0")
SIZES = st.decimals(min_value=10, max_value=100, places=1)
WELL = {"steroids": "none", "clinical": "stable"}
GOOD_TO_BAD = ("CR", "PR", "MR", "SD", "NE", "PPD", "PD")


def lesion(name, long_mm, short_mm, part="enhancing"):
    return {"id": name, "component": part, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def volume(volume_ml, part):
    return {"id": "T1", "component": part, "state": "measured", "volume_ml": volume_ml}


def point(day, targets, **more):
    return {"day": day, "targets": targets, **(WELL if day else {"tumour": "enhancing"}), **more}


def assess(*points, **parameters):
    return RANO.assess({"time_points": list(points), "parameters": parameters})


def responses(*points, **parameters):
    return [one["overall"] for one in assess(*points, **parameters)["time_points"]]


@pytest.mark.parametrize(
    ("short_mm", "enhancing", "non_enhancing"),
    [
        ("12.5001", "PD", "PD"),
        ("12.5", "PD", "PD"),
        ("12.4999", "SD", "SD"),
        ("7.5001", "SD", "SD"),
        ("7.5", "SD", "MR"),
        ("7.4999", "SD", "MR"),
        ("5.0001", "SD", "MR"),
        ("5", "PR", "PR"),
        ("4.9999", "PR", "PR"),
    ],
)
def test_thresholds_of_products(short_mm, enhancing, non_enhancing):
    """Baseline 10 × 10 = 100 mm²: 125 mm² is exactly +25 %, 75 mm² -25 %, 50 mm² -50 %."""
    for part, overall in (("enhancing", enhancing), ("non_enhancing", non_enhancing)):
        first = point(0, [lesion("T1", 10, 10, part)], tumour=part)
        assert responses(first, point(60, [lesion("T1", 10, Decimal(short_mm), part)])) == [None, overall]


@pytest.mark.parametrize(
    ("volume_ml", "enhancing", "non_enhancing"),
    [
        ("14.0001", "PD", "PD"),
        ("14", "PD", "PD"),
        ("13.9999", "SD", "SD"),
        ("6.0001", "SD", "SD"),
        ("6", "SD", "MR"),
        ("3.5001", "SD", "MR"),
        ("3.5", "PR", "PR"),
        ("3.4999", "PR", "PR"),
    ],
)
def test_thresholds_of_volumes(volume_ml, enhancing, non_enhancing):
    """Baseline 10 ml: 14 ml is exactly +40 %, 6 ml -40 %, 3.5 ml -65 %."""
    for part, overall in (("enhancing", enhancing), ("non_enhancing", non_enhancing)):
        first = point(0, [volume(10, part)], tumour=part)
        later = point(60, [volume(Decimal(volume_ml), part)])
        assert responses(first, later, measure="volume") == [None, overall]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("absent", "absent", "CR"),
        ("absent", 10, "PR"),
        ("absent", 15, "MR"),
        ("absent", 20, "SD"),
        (10, "absent", "PR"),
        (20, "absent", "SD"),
        (10, 10, "PR"),
        (10, 15, "MR"),
        (10, 20, "PR"),
        (20, 15, "MR"),
        (20, 20, "SD"),
        ("absent", 25, "PD"),
        (25, 10, "PD"),
        ("not_evaluable", 10, "NE"),
        ("not_evaluable", 25, "PD"),
    ],
)
def test_both_parts_of_a_mixed_tumour(one, other, together):
    """20 × 20 = 400 mm² each at baseline; short axes of 10, 15, 20 and 25 mm are -50, -25, 0 and +25 %."""

    def found(name, short, part):
        return (
            {"id": name, "component": part, "state": short} if isinstance(short, str) else lesion(name, 20, short, part)
        )

    first = point(0, [found("T1", 20, "enhancing"), found("T2", 20, "non_enhancing")], tumour="mixed")
    later = point(60, [found("T1", one, "enhancing"), found("T2", other, "non_enhancing")])
    assert responses(first, later) == [None, together]


@pytest.mark.parametrize(("day", "overall"), [(83, "PPD"), (84, "PD")])
def test_progression_is_preliminary_for_84_days(day, overall):
    first = point(0, [lesion("T1", 20, 20)], radiation_end_day=0)
    assert responses(first, point(day, [lesion("T1", 25, 20)]))[1] == overall


@pytest.mark.parametrize(
    ("day", "short_mm", "overall", "progression_day"),
    [
        (68, "31.25", "PD", 40),
        (67, "31.25", "PPD", None),
        (68, "31.2499", "SD", None),
        (68, "25", "SD", None),
    ],
)
def test_confirmation_asks_for_28_days_and_25_percent_more(day, short_mm, overall, progression_day):
    """400 mm², on day 40 500 mm²; 625 mm² is exactly 25 % above that, whatever the nadir of 400."""
    first = point(0, [lesion("T1", 20, 20)], radiation_end_day=0)
    answer = assess(first, point(40, [lesion("T1", 25, 20)]), point(day, [lesion("T1", 20, Decimal(short_mm))]))
    assert answer["time_points"][2]["overall"] == overall
    assert answer["progression_day"] == progression_day
    assert answer["time_points"][1]["confirmed"] is (overall == "PD")


@pytest.mark.parametrize(("told", "overall"), [({}, "SD"), ({"grown": True}, "PD")])
def test_a_known_new_lesion_confirms_only_when_it_has_grown(told, overall):
    first = point(0, [lesion("T1", 20, 20)], radiation_end_day=0)
    seen = point(40, [lesion("T1", 20, 20)], new_lesions=[{"id": "L1"}])
    again = point(80, [lesion("T1", 20, 20)], new_lesions=[{"id": "L1", **told}])
    assert responses(first, seen, again) == [None, "PPD", overall]


def test_a_point_that_is_not_evaluable_leaves_the_confirmation_open():
    first = point(0, [lesion("T1", 20, 20)], radiation_end_day=0)
    lost = point(80, [{"id": "T1", "component": "enhancing", "state": "not_evaluable"}])
    answer = assess(first, point(40, [lesion("T1", 25, 20)]), lost, point(120, [lesion("T1", 25, 25)]))
    assert [one["overall"] for one in answer["time_points"]] == [None, "PPD", "NE", "PD"]
    assert answer["progression_day"] == 40


def test_histology_ends_the_wait():
    first = point(0, [lesion("T1", 20, 20)], radiation_end_day=0)
    answer = assess(first, point(40, [lesion("T1", 25, 20)]), point(50, [lesion("T1", 32, 20)], histology_proven=True))
    assert (answer["time_points"][2]["rule"], answer["progression_day"]) == ("PD-PROVEN", 40)


def test_the_sentence_of_a_preliminary_progression_names_its_sign():
    first = point(0, [lesion("T1", 20, 20)], radiation_end_day=0)
    sentence = assess(first, point(40, [lesion("T1", 25, 20)]))["time_points"][1]["sentence"]
    assert "preliminary" in sentence
    assert "have grown" in sentence
    assert "500 mm², baseline 400 mm², nadir 400 mm²" in sentence


def test_a_volume_that_is_not_told_is_not_evaluated():
    first = point(0, [volume(10, "enhancing")])
    answer = assess(first, point(60, [lesion("T1", 20, 20)]), measure="volume")["time_points"][1]
    assert (answer["overall"], answer["burdens"][0]["total"]) == ("NE", None)
    assert [(one["check"], one["field"]) for one in answer["findings"]] == [("G10", "targets[0].volume_ml")]


def test_checks_of_the_baseline():
    targets = [lesion(f"T{n}", 20, 20) for n in range(3)] + [lesion("T4", 20, 20, "non_enhancing")]
    found = assess(point(0, targets, radiation_end_day=-20))["time_points"][0]["findings"]
    assert [(one["check"], one["field"]) for one in found] == [
        ("G03", "targets"),
        ("G08", "targets[3].component"),
        ("G07", "targets"),
        ("G09", "radiation_end_day"),
    ]
    assert assess(point(0, targets[:2], radiation_end_day=-21))["time_points"][0]["findings"] == []


def test_the_kind_of_tumour_is_needed_and_stays():
    with pytest.raises(CaseError, match=r"time_points\[0\]\.tumour"):
        assess({"day": 0, "targets": []})
    with pytest.raises(CaseError, match=r"time_points\[1\]\.tumour"):
        assess(point(0, []), point(60, [], tumour="mixed"))


@st.composite
def histories(draw):
    """Two to five time points of one enhancing and one non-enhancing lesion."""
    days = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=4)))
    first = {"radiation_end_day": draw(st.sampled_from([None, 0])), "tumour": "mixed"}

    def both():
        parts = ("enhancing", "non_enhancing")
        return [lesion(f"T{n}", draw(SIZES), draw(SIZES), part) for n, part in enumerate(parts)]

    return [point(0, both(), **first), *(point(day, both()) for day in days)]


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
    assert after in ("PPD", "PD")


@settings(max_examples=50)
@given(history=histories(), left_out=st.integers(0, 1))
def test_a_lesion_that_is_not_told_is_never_counted_as_gone(history, left_out):
    kept = [one for n, one in enumerate(history[-1]["targets"]) if n != left_out]
    answer = assess(*history[:-1], {**history[-1], "targets": kept})["time_points"][-1]
    assert answer["burdens"][left_out]["total"] is None
    assert answer["overall"] in ("NE", "PPD", "PD")
