"""iwCLL 2018: thresholds at, below and above in exact decimals; what must never change or improve a response."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.iwcll_2018.assess import RANKING

IWCLL = find_criterion("iwcll-2018")
SIZES = st.decimals(min_value=15, max_value=120, places=1)
BASELINE = {
    "spleen_mm": 170,
    "liver_excess_mm": 0,
    "symptoms": "absent",
    "lymphocytes_1e9_per_l": 80,
    "platelets_1e9_per_l": 80,
    "haemoglobin_g_per_dl": 10,
}
CLEARED = {
    "spleen_mm": 120,
    "liver_excess_mm": 0,
    "symptoms": "absent",
    "lymphocytes_1e9_per_l": 2,
    "platelets_1e9_per_l": 150,
    "haemoglobin_g_per_dl": 12,
    "marrow": "clear",
}


def node(name, long_mm, short_mm):
    return {"id": name, "state": "measured", "long_mm": long_mm, "short_mm": short_mm}


def point(day, long_mm=40, short_mm=20, start=BASELINE, **more):
    return {"day": day, "nodes": [node("N1", long_mm, short_mm)], **start, **more}


def cleared(day, long_mm=14, **more):
    return point(day, long_mm, 10, CLEARED, **more)


def assess(*points, **parameters):
    return IWCLL.assess({"time_points": list(points), "parameters": parameters})


def rules(*points, **parameters):
    return [one["rule"] for one in assess(*points, **parameters)["time_points"]]


def overall(*points, **parameters):
    return [one["overall"] for one in assess(*points, **parameters)["time_points"]]


@pytest.mark.parametrize(
    ("long_mm", "rule"), [("60", "PD-NODES"), ("59.9999", "SD"), ("20.0001", "SD"), ("20", "PR"), ("19.9999", "PR")]
)
def test_node_thresholds_are_inclusive_and_exact(long_mm, rule):
    """40 × 20 = 800 mm²: 1200 is +50 %, 400 is -50 %; lymphocytes 40 and platelets 100 bring the rest of PR."""
    later = point(56, Decimal(long_mm), 20, lymphocytes_1e9_per_l=40, platelets_1e9_per_l=100)
    assert rules(point(0), later)[-1] == rule


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("lymphocytes_1e9_per_l", "40.0001", "SD"),
        ("lymphocytes_1e9_per_l", "40", "PR"),
        ("lymphocytes_1e9_per_l", "119.9999", "SD"),
        ("lymphocytes_1e9_per_l", "120", "PD-LYMPHOCYTES"),
        ("spleen_mm", "150.0001", "SD"),
        ("spleen_mm", "150", "PR"),
        ("spleen_mm", "189.9999", "SD"),
        ("spleen_mm", "190", "PD-SPLEEN"),
    ],
)
def test_spleen_and_lymphocytes_beside_a_node_that_halved(field, value, rule):
    """Spleen 170 mm is 40 above 130: half is 150, half more is 190. Lymphocytes 80: half is 40, half more 120."""
    later = point(56, 20, 20, platelets_1e9_per_l=100, **{field: Decimal(value)})
    assert rules(point(0), later)[-1] == rule


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("platelets_1e9_per_l", "99.9999", "SD"),
        ("platelets_1e9_per_l", "100", "PR"),
        ("haemoglobin_g_per_dl", "10.9999", "SD"),
        ("haemoglobin_g_per_dl", "11", "PR"),
        ("platelets_1e9_per_l", "40.0001", "SD"),
        ("platelets_1e9_per_l", "40", "PD-PLATELETS"),
        ("haemoglobin_g_per_dl", "8.0001", "SD"),
        ("haemoglobin_g_per_dl", "8", "PD-HAEMOGLOBIN"),
    ],
)
def test_group_b_beside_a_tumour_that_halved(field, value, rule):
    later = point(56, 20, 20, lymphocytes_1e9_per_l=40, cytopenia_cause="cll", **{field: Decimal(value)})
    assert rules(point(0), later)[-1] == rule


@pytest.mark.parametrize(("platelets", "rule"), [("44.9999", "SD"), ("45", "PR")])
def test_platelets_half_as_many_again_are_enough(platelets, rule):
    """Baseline 30: 45 is 50 % more, though below 100."""
    later = point(56, 20, 20, lymphocytes_1e9_per_l=40, platelets_1e9_per_l=Decimal(platelets))
    assert rules(point(0, platelets_1e9_per_l=30), later)[-1] == rule


def test_transfused_blood_improves_nothing():
    later = point(56, 20, 20, lymphocytes_1e9_per_l=40, platelets_1e9_per_l=200)
    assert overall(point(0), later, {**later, "day": 84, "supported": True})[1:] == ["PR", "SD"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "CR"),
        ({"spleen_mm": Decimal("129.9")}, "CR"),
        ({"spleen_mm": 130}, "PR"),
        ({"lymphocytes_1e9_per_l": Decimal("3.9999")}, "CR"),
        ({"lymphocytes_1e9_per_l": 4}, "PR"),
        ({"platelets_1e9_per_l": 100}, "CR"),
        ({"platelets_1e9_per_l": Decimal("99.9")}, "PR"),
        ({"platelets_1e9_per_l": Decimal("99.9"), "cytopenia_cause": "other"}, "CRi"),
        ({"haemoglobin_g_per_dl": Decimal("10.9")}, "PR"),
        ({"marrow": "hypocellular"}, "CRi"),
        ({"marrow": "nodules"}, "PR"),
        ({"marrow": None}, "PR"),
        ({"symptoms": "present"}, "PR"),
        ({"symptoms": None}, "PR"),
    ],
)
def test_complete_response_needs_every_parameter(change, expected):
    assert overall(point(0), {**cleared(56), **change})[-1] == expected


@pytest.mark.parametrize(("long_mm", "expected"), [("14.9999", "CR"), ("15", "PR")])
def test_a_node_of_fifteen_millimetres_precludes_complete_response(long_mm, expected):
    assert overall(point(0), cleared(56, Decimal(long_mm)))[-1] == expected


def test_a_normal_spleen_must_grow_by_twenty_millimetres():
    first = point(0, spleen_mm=120)
    assert rules(first, point(56, spleen_mm=139), point(112, spleen_mm=140))[1:] == ["SD", "PD-SPLEEN"]


@pytest.mark.parametrize(("now", "rule"), [("4.9999", "SD"), ("5", "PD-LYMPHOCYTES")])
def test_few_lymphocytes_are_no_progression(now, rule):
    """From 2 × 10⁹/L both are more than 50 % up; progression begins at 5."""
    later = point(56, lymphocytes_1e9_per_l=Decimal(now))
    assert rules(point(0, lymphocytes_1e9_per_l=2), later)[-1] == rule


def test_one_abnormal_parameter_needs_only_itself():
    normal = {"spleen_mm": 120, "lymphocytes_1e9_per_l": 2}
    assert overall(point(0, **normal), point(56, 20, 20, platelets_1e9_per_l=100, **normal))[-1] == "PR"


@pytest.mark.parametrize(("day", "best"), [(111, "SD"), (112, "PR")])
def test_a_response_must_last_two_months(day, best):
    good = point(56, 20, 20, lymphocytes_1e9_per_l=40, platelets_1e9_per_l=100)
    assert assess(point(0), good, {**good, "day": day})["best_overall_response"] == best


def test_redistribution_spares_lymphocytes_but_not_the_nodes():
    more = {"lymphocytes_1e9_per_l": 200, "platelets_1e9_per_l": 100, "spleen_mm": 120}
    points = [point(0), point(28, 20, 20, **more), point(56, 30, 20, **more)]
    assert rules(*points, redistribution=True) == ["BASELINE", "PR-L", "PD-NODES"]
    assert rules(*points)[1] == "PD-LYMPHOCYTES"


def test_checks_name_the_field():
    first = {**point(0, 14, 20), "platelets_1e9_per_l": None, "nodes": [node(f"N{n}", 14, 20) for n in range(7)]}
    later = {**point(56), "nodes": [], "haemoglobin_g_per_dl": 8, "marrow": "clear", "marrow_cll_percent": 5}
    later["spleen_mm"] = None
    first_found, later_found = (one["findings"] for one in assess(first, later)["time_points"])
    told = {(one["check"], one["field"]) for one in first_found}
    assert {("C01", "platelets_1e9_per_l"), ("C02", "nodes"), ("C03", "nodes[6].short_mm")} < told
    assert ("C07", "nodes[0].long_mm") in told
    assert {(one["check"], one["field"]) for one in later_found} == {
        ("C04", "nodes"),
        ("C05", "cytopenia_cause"),
        ("C06", "spleen_mm"),
        ("C08", "marrow_cll_percent"),
    }


@pytest.mark.parametrize("value", [-1, float("inf"), 501, True, "170"])
def test_absurd_values_are_refused_with_their_place(value):
    with pytest.raises(CaseError, match=r"time_points\[0\]\.spleen_mm"):
        assess(point(0, spleen_mm=value))


@st.composite
def histories(draw):
    """Two to four visits of the same one to four nodes, blood and spleen free to move."""
    names = [f"N{n}" for n in range(draw(st.integers(1, 4)))]
    days = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=3)))
    points = []
    for day in [0, *days]:
        blood = {
            "spleen_mm": draw(st.integers(100, 250)),
            "lymphocytes_1e9_per_l": draw(st.integers(1, 200)),
            "platelets_1e9_per_l": draw(st.integers(20, 300)),
            "haemoglobin_g_per_dl": draw(st.integers(6, 16)),
            "cytopenia_cause": draw(st.sampled_from(["cll", "other"])),
            "marrow": draw(st.sampled_from(["clear", "cll_cells", None])),
        }
        nodes = [node(name, draw(SIZES), draw(SIZES)) for name in names]
        points.append({**point(day), **blood, "nodes": nodes})
    return points


@given(history=histories())
def test_the_order_of_nodes_is_irrelevant(history):
    turned = [{**one, "nodes": one["nodes"][::-1]} for one in history]
    assert overall(*turned) == overall(*history)


@given(history=histories(), factor=st.sampled_from([Decimal(2), Decimal("3.3")]))
def test_scaling_all_nodes_changes_no_response(history, factor):
    def scaled(one):
        return {**one, "long_mm": one["long_mm"] * factor, "short_mm": one["short_mm"] * factor}

    larger = [{**one, "nodes": [scaled(each) for each in one["nodes"]]} for one in history]
    assert overall(*larger) == overall(*history)


@given(history=histories(), certainty=st.sampled_from(["unequivocal", "equivocal"]))
def test_a_new_lesion_never_improves_the_response_it_is_seen_at(history, certainty):
    with_new = [*history[:-1], {**history[-1], "new_lesions": [{"id": "L1", "certainty": certainty}]}]
    before, after = overall(*history)[-1], overall(*with_new)[-1]
    assert after == "PD" if certainty == "unequivocal" else after == before


@given(history=histories(), more=st.integers(0, 60))
def test_a_larger_node_never_improves_the_response(history, more):
    first, *rest = history[-1]["nodes"]
    larger = {**history[-1], "nodes": [{**first, "long_mm": first["long_mm"] + more}, *rest]}
    before, after = overall(*history)[-1], overall(*history[:-1], larger)[-1]
    assert RANKING.index(after) >= RANKING.index(before) or before == "NE"


@given(
    history=histories(),
    field=st.sampled_from(["lymphocytes_1e9_per_l", "platelets_1e9_per_l", "haemoglobin_g_per_dl"]),
)
def test_a_value_that_is_missing_is_never_read_as_zero(history, field):
    last = assess(*history[:-1], {**history[-1], field: None})["time_points"][-1]
    assert last["overall"] in ("NE", "PD")
    assert ("C06", field) in [(one["check"], one["field"]) for one in last["findings"]]


@given(history=histories(), data=st.data())
def test_a_node_that_is_not_told_is_never_counted_as_gone(history, data):
    left_out = data.draw(st.sampled_from(history[0]["nodes"]))["id"]
    kept = [one for one in history[-1]["nodes"] if one["id"] != left_out]
    last = assess(*history[:-1], {**history[-1], "nodes": kept})["time_points"][-1]
    assert last["spd_mm2"] is None
    assert last["overall"] in ("NE", "PD")
    assert left_out in [one["lesion"] for one in last["findings"] if one["check"] == "C04"]
