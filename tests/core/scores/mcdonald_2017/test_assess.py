"""McDonald 2017: the rows of the table, evidence at its thresholds, what was not examined is never a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

MCDONALD = find_criterion("mcdonald-2017")
REGIONS = ("periventricular", "cortical_juxtacortical", "infratentorial", "spinal_cord")
RANKING = ("not_established", "open", "multiple_sclerosis")


def region(name, t2, enhancing=0, new=None):
    told = {"t2_lesions": t2, "enhancing": enhancing, "new_lesions": new}
    return {"id": name, "state": "judged", **{key: value for key, value in told.items() if value is not None}}


def attack(counts, attacks=1, lesions=1, day=0, **more):
    regions = [region(name, *count) for name, count in zip(REGIONS, counts, strict=True) if count is not None]
    clinical = {"presentation": "attack", "attacks": attacks, "objective_lesions": lesions}
    return {"day": day, "better_explanation": False, "regions": regions, **clinical, **more}


def progression(counts, days, **more):
    point = {**attack(counts), "presentation": "progression", "progression_days": days, **more}
    return {key: value for key, value in point.items() if key not in ("attacks", "objective_lesions")}


def assess(*points, **parameters):
    return MCDONALD.assess({"time_points": list(points), "parameters": parameters})["time_points"]


def last(*points, **parameters):
    return assess(*points, **parameters)[-1]


SPACE, TIME = [(1,), (0,), (1,), (0,)], [(2, 1), (0,), (0,), (0,)]
BOTH, NEITHER = [(2, 1), (0,), (1,), (0,)], [(1,), (0,), (0,), (0,)]


@pytest.mark.parametrize(
    ("attacks", "lesions", "counts", "bands", "rule"),
    [
        (2, 2, NEITHER, "negative", "ATTACKS-LESIONS"),
        (3, 2, BOTH, "positive", "ATTACKS-LESIONS"),
        (2, 1, SPACE, "negative", "ATTACKS-SPACE"),
        (2, 1, TIME, "positive", "NOT-MET"),
        (1, 2, TIME, "negative", "LESIONS-TIME"),
        (1, 2, NEITHER, "positive", "LESIONS-BANDS"),
        (1, 2, SPACE, "negative", "NOT-MET"),
        (1, 1, BOTH, "negative", "SPACE-TIME"),
        (1, 1, SPACE, "positive", "SPACE-BANDS"),
        (1, 1, SPACE, "negative", "NOT-MET"),
        (1, 1, SPACE, "not_done", "OPEN"),
        (1, 1, TIME, "positive", "NOT-MET"),
        (2, 0, BOTH, "positive", "NOT-MET"),
    ],
)
def test_every_row_of_the_table_of_attacks(attacks, lesions, counts, bands, rule):
    assert last(attack(counts, attacks, lesions, csf_bands=bands))["rule"] == rule


def test_bands_stand_in_for_time_only_where_the_trial_lets_them():
    point = attack(SPACE, csf_bands="positive")
    assert last(point, bands_replace_time=False)["rule"] == "NOT-MET"


@pytest.mark.parametrize(
    ("days", "counts", "bands", "diagnosis"),
    [
        (364, [(1,), (0,), (0,), (2,)], "positive", "not_established"),
        (365, [(1,), (0,), (0,), (2,)], "negative", "multiple_sclerosis"),
        (365, [(1,), (0,), (0,), (1,)], "negative", "not_established"),
        (365, [(0,), (0,), (1,), (0,)], "positive", "multiple_sclerosis"),
        (365, [(0,), (0,), (0,), (2,)], "positive", "multiple_sclerosis"),
        (365, [(0,), (0,), (0,), (1,)], "positive", "not_established"),
        (365, [(0,), (0,), (0,), (2,)], "not_done", "open"),
        (365, [(0,), (1,), (0,), None], "negative", "open"),
    ],
)
def test_progression_needs_a_year_and_two_of_three(days, counts, bands, diagnosis):
    assert last(progression(counts, days, csf_bands=bands))["diagnosis"] == diagnosis


@pytest.mark.parametrize(
    ("counts", "time"),
    [
        ([(1, 1), (0,), (0,), (0,)], False),
        ([(1, 1), (1, 0), (0,), (0,)], True),
        ([(2, 1), (0,), (0,), (0,)], True),
        ([(2, None), (0,), (0,), (0,)], None),
        ([(1, 1), (0,), (0,), None], None),
    ],
)
def test_enhancing_beside_non_enhancing_lesions_are_time(counts, time):
    assert last(attack(counts))["dissemination_in_time"] is time


def test_a_lesion_that_is_new_on_a_later_scan_is_time():
    first, none = attack(SPACE), [(1, 0, 0), (0, 0, 0), (1, 0, 0), (0, 0, 0)]
    assert last(first, attack(none, day=90))["dissemination_in_time"] is False
    one = [(2, 0, 1), *none[1:]]
    assert last(first, attack(one, day=90))["rule"] == "SPACE-TIME"
    assert last(first, attack([(2, 0, None), *none[1:]], day=90))["dissemination_in_time"] is None
    assert [each["diagnosis"] for each in assess(first, attack(one, day=90), attack(none, day=180))][1:] == [
        "multiple_sclerosis", "multiple_sclerosis",
    ]  # fmt: skip


COUNTS = st.lists(
    st.one_of(st.none(), st.integers(0, 3).flatmap(lambda t2: st.tuples(st.just(t2), st.integers(0, t2)))),
    min_size=4, max_size=4,
)  # fmt: skip


@given(counts=COUNTS, order=st.permutations(range(4)), lesions=st.integers(0, 2))
def test_the_order_of_regions_is_irrelevant(counts, order, lesions):
    point = attack(counts, lesions=lesions)
    by_name = {one["id"]: one for one in point["regions"]}
    turned = {**point, "regions": [by_name[REGIONS[n]] for n in order if REGIONS[n] in by_name]}
    found, again = last(point), last(turned)
    assert (found["rule"], found["regions"]) == (again["rule"], again["regions"])


@given(counts=COUNTS, place=st.integers(0, 3), lesions=st.integers(0, 2), attacks=st.integers(1, 2))
def test_one_more_lesion_never_takes_the_diagnosis_away(counts, place, lesions, attacks):
    t2, enhancing = counts[place] or (0, 0)
    more = [*counts[:place], (t2 + 1, enhancing), *counts[place + 1 :]]
    if counts[place] is None:
        return
    before, after = last(attack(counts, attacks, lesions)), last(attack(more, attacks, lesions))
    assert RANKING.index(after["diagnosis"]) >= RANKING.index(before["diagnosis"])


@given(
    counts=COUNTS, place=st.integers(0, 3), lesions=st.integers(0, 2), bands=st.sampled_from(["negative", "not_done"])
)
def test_a_region_that_is_not_told_excludes_nothing(counts, place, lesions, bands):
    """Leaving a region out may open the answer; it never settles one that was not settled the same way before."""
    without = [*counts[:place], None, *counts[place + 1 :]]
    before = last(attack(counts, lesions=lesions, csf_bands=bands))["diagnosis"]
    after = last(attack(without, lesions=lesions, csf_bands=bands))
    assert after["diagnosis"] in (before, "open")
    assert "M03" in [one["check"] for one in after["findings"]]


def test_what_does_not_fit_together_is_named():
    wrong = [region("periventricular", 1, 2, 1), *(region(name, 0) for name in REGIONS[1:])]
    found = last({**attack(SPACE), "regions": wrong})["findings"]
    assert [(one["check"], one["field"]) for one in found] == [
        ("M01", "regions[0].enhancing"), ("M02", "regions[0].new_lesions"),
    ]  # fmt: skip
    fewer = last(attack(SPACE, attacks=2), attack(SPACE, attacks=1, day=30))
    assert [one["check"] for one in fewer["findings"]] == ["M04"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"regions": [region("optic_nerve", 1)]}, "regions[0].id"),
        ({"regions": [region("spinal_cord", -1)]}, "regions[0].t2_lesions"),
        ({"regions": [region("spinal_cord", 1), region("spinal_cord", 2)]}, "regions"),
        ({"regions": [{"id": "spinal_cord", "state": "judged"}]}, "regions[0].t2_lesions"),
        ({"better_explanation": None}, "better_explanation"),
        ({"attacks": None}, "attacks"),
        ({"attacks": 0}, "attacks"),
    ],
)
def test_bad_input_is_refused_by_its_field(change, where):
    with pytest.raises(CaseError) as refused:
        assess({**attack(SPACE), **change})
    assert refused.value.where == f"time_points[0].{where}"
