"""McDonald 2024: every way to the diagnosis, markers at their thresholds, what was not examined is never a no."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

MCDONALD = find_criterion("mcdonald-2024")
REGIONS = ("periventricular", "cortical_juxtacortical", "infratentorial", "spinal_cord")
RANKING = ("not_established", "open", "multiple_sclerosis")
NO_OPTIC = {"optic_nerve_mri": False}
NO_MARKERS = {**NO_OPTIC, "csf_bands": "negative", "lesions_with_vein": 0, "lesions_without_vein": 9,
              "lesions_with_rim": 0}  # fmt: skip
PRESENTATIONS = {
    "attack": {"presentation": "attack", "attacks": 1},
    "progression": {"presentation": "progression", "progression_days": 365},
    "silent": {"presentation": "silent"},
}


def visit(counts, how="attack", day=0, **more):
    """Lesions of the four regions, T2 and enhancing; None leaves a region out."""
    regions = [
        {"id": name, "state": "judged", "t2_lesions": count[0], "enhancing": count[1]}
        for name, count in zip(REGIONS, counts, strict=True)
        if count is not None
    ]
    person = {"better_explanation": False, "age_years": 30, "vascular_risk": False}
    return {"day": day, **person, "regions": regions, **PRESENTATIONS[how], **more}


def last(*points, **parameters):
    return MCDONALD.assess({"time_points": list(points), "parameters": parameters})["time_points"][-1]


def counts(*involved):
    return [(involved[n] if n < len(involved) else 0, 0) for n in range(4)]


@pytest.mark.parametrize(
    ("how", "involved", "more", "rule"),
    [
        ("attack", (1, 1, 1, 1), {}, "FOUR-REGIONS"),
        ("attack", (1, 1, 1), {"optic_nerve_oct": True}, "FOUR-REGIONS"),
        ("attack", (1, 1, 1), {}, "NOT-MET"),
        ("progression", (1, 1, 1, 1), {}, "FOUR-REGIONS"),
        ("silent", (1, 1, 1, 1), {}, "NOT-MET"),
        ("silent", (1, 1), {"csf_bands": "positive"}, "SPACE-CSF"),
        ("silent", (1, 1), {"lesions_with_vein": 6}, "SPACE-VEINS"),
        ("attack", (1, 1), {"attacks": 2}, "SPACE-TIME"),
        ("attack", (1, 1), {"csf_bands": "positive"}, "SPACE-CSF"),
        ("attack", (1, 1), {"lesions_with_rim": 3}, "NOT-MET"),
        ("attack", (1,), {"optic_nerve_mri": True, "csf_bands": "positive"}, "SPACE-CSF"),
        ("attack", (1,), {"csf_bands": "positive", "lesions_with_rim": 1}, "ONE-REGION"),
        ("attack", (1,), {"csf_bands": "positive", "lesions_with_vein": 6}, "ONE-REGION"),
        ("attack", (1,), {"attacks": 2, "lesions_with_rim": 1}, "ONE-REGION"),
        ("attack", (1,), {"csf_bands": "positive"}, "NOT-MET"),
        ("attack", (1,), {"lesions_with_rim": 1, "lesions_with_vein": 9}, "NOT-MET"),
        ("silent", (1,), {"csf_bands": "positive", "lesions_with_rim": 1}, "NOT-MET"),
        ("attack", (), {"csf_bands": "positive", "lesions_with_rim": 1}, "NOT-MET"),
        ("progression", (0, 0, 0, 2), {"csf_bands": "positive"}, "SPACE-CSF"),
        ("progression", (0, 0, 0, 1), {"csf_bands": "positive"}, "NOT-MET"),
        ("attack", (0, 0, 0, 2), {"csf_bands": "positive"}, "NOT-MET"),
        ("progression", (1, 0, 0, 2), {}, "NOT-MET"),
    ],
)
def test_every_way_and_what_just_misses_it(how, involved, more, rule):
    assert last(visit(counts(*involved), how, **{**NO_MARKERS, **more}))["rule"] == rule


@pytest.mark.parametrize(("days", "rule"), [(364, "NOT-MET"), (365, "FOUR-REGIONS"), (366, "FOUR-REGIONS")])
def test_progression_lasts_twelve_months(days, rule):
    assert last(visit(counts(1, 1, 1, 1), "progression", **NO_MARKERS, progression_days=days))["rule"] == rule


@pytest.mark.parametrize(
    ("positive", "negative", "sign"),
    [
        (6, 4, True), (6, 100, True), (5, 5, False), (5, 4, True), (4, 5, False), (4, 4, False), (1, 0, True),
        (0, 0, False), (6, None, True), (5, None, None), (None, 3, None),
    ],
)  # fmt: skip
def test_six_veins_or_the_majority_below_ten_lesions(positive, negative, sign):
    told = {"lesions_with_vein": positive, "lesions_without_vein": negative}
    assert last(visit(counts(1), **told))["central_veins"] is sign


@pytest.mark.parametrize(
    ("bands", "kappa", "positive"),
    [
        ("not_done", None, None), ("not_done", "6.0999", False), ("not_done", "6.1", True), ("negative", "7", True),
        ("positive", "1", True), ("negative", None, False),
    ],
)  # fmt: skip
def test_spinal_fluid_by_bands_or_kappa_index(bands, kappa, positive):
    index = None if kappa is None else Decimal(kappa)
    assert last(visit(counts(1), csf_bands=bands, kappa_index=index))["csf_positive"] is positive


@pytest.mark.parametrize(
    ("age", "risk", "more", "rule"),
    [
        ("49.9", False, {}, "SPACE-TIME"),
        ("50", False, {}, "SUPPORT-MISSING"),
        ("50.1", False, {}, "SUPPORT-MISSING"),
        ("30", True, {}, "SUPPORT-MISSING"),
        ("60", True, {"csf_bands": "positive"}, "SPACE-TIME"),
        ("60", True, {"lesions_with_vein": 6}, "SPACE-TIME"),
        ("60", True, {"lesions_with_rim": 4}, "SUPPORT-MISSING"),
        ("60", True, {"csf_bands": "not_done"}, "OPEN"),
    ],
)
def test_support_from_fifty_years_on_or_with_vascular_risk(age, risk, more, rule):
    point = visit(counts(1, 1), **{**NO_MARKERS, "attacks": 2, **more}, age_years=Decimal(age), vascular_risk=risk)
    assert last(point)["rule"] == rule
    assert last(point, support_needed=False)["rule"] == "SPACE-TIME"
    warned = "M05" in [one["check"] for one in last(point)["findings"]]
    assert warned is (rule in ("SUPPORT-MISSING", "OPEN"))


def test_a_spinal_cord_lesion_is_support():
    assert last(visit(counts(1, 0, 0, 1), **{**NO_MARKERS, "attacks": 2}, age_years=70))["rule"] == "SPACE-TIME"


def test_evidence_of_an_earlier_visit_stays():
    first = visit(counts(1), **{**NO_MARKERS, "csf_bands": "positive", "optic_nerve_mri": True})
    later = visit([(1, 0), *[(0, 0)] * 3], day=365)
    assert last(first, later)["rule"] == "SPACE-CSF"


COUNTS = st.lists(
    st.one_of(st.none(), st.integers(0, 3).flatmap(lambda t2: st.tuples(st.just(t2), st.integers(0, t2)))),
    min_size=4, max_size=4,
)  # fmt: skip
TOLD = st.fixed_dictionaries(
    {
        "csf_bands": st.sampled_from(["not_done", "negative", "positive"]),
        "optic_nerve_vep": st.sampled_from([None, False, True]),
        "lesions_with_vein": st.sampled_from([None, 0, 4, 6]),
        "lesions_without_vein": st.sampled_from([None, 0, 4, 20]),
        "lesions_with_rim": st.sampled_from([None, 0, 1]),
        "age_years": st.sampled_from([20, 70]),
    }
)
HOW = st.sampled_from(sorted(PRESENTATIONS))


@given(found=COUNTS, how=HOW, told=TOLD, order=st.permutations(range(4)))
def test_the_order_of_regions_is_irrelevant(found, how, told, order):
    point = visit(found, how, **told)
    by_name = {one["id"]: one for one in point["regions"]}
    turned = {**point, "regions": [by_name[REGIONS[n]] for n in order if REGIONS[n] in by_name]}
    assert last(point)["sentence"] == last(turned)["sentence"]


@given(found=COUNTS, how=HOW, told=TOLD, place=st.integers(0, 3))
def test_one_more_lesion_never_takes_the_diagnosis_away(found, how, told, place):
    if found[place] is None:
        return
    total, enhancing = found[place]
    more = [*found[:place], (total + 1, enhancing), *found[place + 1 :]]
    before, after = last(visit(found, how, **told)), last(visit(more, how, **told))
    assert RANKING.index(after["diagnosis"]) >= RANKING.index(before["diagnosis"])


NOTHING = {"csf_bands": "not_done", "optic_nerve_vep": None, "lesions_with_vein": None, "lesions_with_rim": None}


@given(found=COUNTS, how=HOW, told=TOLD, name=st.sampled_from(sorted(NOTHING)))
def test_a_test_that_was_not_done_excludes_nothing(found, how, told, name):
    """Without a result the answer stays or opens; it is never settled the other way."""
    before = last(visit(found, how, **told))["diagnosis"]
    after = last(visit(found, how, **{**told, name: NOTHING[name]}))["diagnosis"]
    assert after in (before, "open")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"age_years": None}, "age_years"),
        ({"age_years": -1}, "age_years"),
        ({"kappa_index": float("nan")}, "kappa_index"),
        ({"lesions_with_rim": -1}, "lesions_with_rim"),
        ({"vascular_risk": "yes"}, "vascular_risk"),
        ({"progression_days": 10}, "progression_days"),
    ],
)
def test_bad_input_is_refused_by_its_field(change, where):
    with pytest.raises(CaseError) as refused:
        last(visit(counts(1), **change))
    assert refused.value.where == f"time_points[0].{where}"
