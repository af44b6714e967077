"""PERCIST 1.0: thresholds at, below and above; the hottest lesion; scan quality; what never improves a response."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError

PERCIST = find_criterion("percist-1.0")
RANKING = ("CMR", "PMR", "SMD", "NE", "PMD")
REFERENCES = {"liver_mean": 2, "liver_deviation": Decimal("0.2"), "uptake_minutes": 60}
PEAKS = st.decimals(min_value=4, max_value=60, places=2)


def lesion(sul, name="T1", organ="lung"):
    return {"id": name, "organ": organ, "state": "measured", "sul_peak": Decimal(str(sul))}


def resolved(name="T1", organ="lung", **more):
    return {"id": name, "organ": organ, "state": "resolved", **more}


def scan(*lesions, **more):
    told = {"lesions": list(lesions), **REFERENCES, **more}
    return {key: value for key, value in told.items() if value is not None}


def answer(*points, **parameters):
    told = [{"day": 42 * n, **point} for n, point in enumerate(points)]
    return PERCIST.assess({"time_points": told, "parameters": parameters})


def assess(*points, **parameters):
    return answer(*points, **parameters)["time_points"]


def last(*points, **parameters):
    return assess(*points, **parameters)[-1]["overall"]


def checks(found):
    return {one["check"] for one in found["findings"]}


@pytest.mark.parametrize(
    ("before", "now", "overall"),
    [
        (10, "7", "PMR"),
        (10, "6.9999", "PMR"),
        (10, "7.0001", "SMD"),
        (10, "12.9999", "SMD"),
        (10, "13", "PMD"),
        (10, "13.0001", "PMD"),
    ],
)
def test_thresholds_of_30_percent_are_inclusive_and_exact(before, now, overall):
    assert last(scan(lesion(before)), scan(lesion(now))) == overall


@pytest.mark.parametrize(
    ("now", "overall"), [("1.2", "PMR"), ("1.2001", "SMD"), ("1.1999", "PMR"), ("2.7999", "SMD"), ("2.8", "PMD")]
)
def test_0_8_sul_is_asked_for_besides(now, overall):
    """Of 2.0 SUL 30 % are 0.6 SUL, so 0.8 SUL decides; the liver of 1.0 ± 0.1 makes 1.7 SUL measurable."""
    liver = {"liver_mean": 1, "liver_deviation": Decimal("0.1")}
    assert last(scan(lesion(2), **liver), scan(lesion(now), **liver)) == overall


@pytest.mark.parametrize(("sul", "measurable"), [("3.4", True), ("3.3999", False), ("3.4001", True)])
def test_a_lesion_is_measurable_from_1_5_times_the_liver_and_2_deviations(sul, measurable):
    """1.5 × 2.0 + 2 × 0.2 = 3.4 SUL."""
    points = assess(scan(lesion(sul)), scan(lesion(1)))
    assert points[0]["threshold_sul"] == 3.4
    assert points[0]["measurable"] is measurable
    assert ("P01" in checks(points[0])) is not measurable
    assert points[1]["overall"] == ("PMR" if measurable else "NE")


@pytest.mark.parametrize(("sul", "measurable"), [("3.2", True), ("3.1999", False)])
def test_a_diseased_liver_is_replaced_by_the_blood_pool(sul, measurable):
    """2.0 × 1.5 + 2 × 0.1 = 3.2 SUL; the liver told besides does not count."""
    pool = {"blood_pool_mean": Decimal("1.5"), "blood_pool_deviation": Decimal("0.1")}
    found = assess(scan(lesion(sul), liver_diseased=True, **pool))[0]
    assert (found["threshold_sul"], found["measurable"]) == (3.2, measurable)


def test_a_diseased_liver_without_blood_pool_has_no_threshold():
    found = assess(scan(lesion(10), liver_diseased=True))[0]
    assert (found["threshold_sul"], found["measurable"]) == (None, None)
    assert [one["field"] for one in found["findings"] if one["check"] == "P02"] == ["blood_pool_mean"]


@pytest.mark.parametrize(
    ("then", "now", "quality"),
    [
        ("1", "1.2", "good"),
        ("1", "1.2001", "poor"),
        ("1", "0.8", "good"),
        ("1", "0.7999", "poor"),
        ("2", "2.2999", "good"),
        ("2", "2.3", "poor"),
        ("2", "1.7", "poor"),
        ("2", "1.7001", "good"),
    ],
)
def test_the_liver_lies_within_20_percent_and_0_3_sul(then, now, quality):
    points = (scan(lesion(10), liver_mean=Decimal(then)), scan(lesion(5), liver_mean=Decimal(now)))
    found = assess(*points)[1]
    assert (found["quality"], found["overall"]) == (quality, "PMR" if quality == "good" else "NE")
    assert assess(*points, quality_decides=False)[1]["overall"] == "PMR"


@pytest.mark.parametrize(("minutes", "quality"), [(45, "good"), (75, "good"), (76, "poor"), (44, "poor")])
def test_uptake_times_lie_within_15_minutes(minutes, quality):
    found = assess(scan(lesion(10)), scan(lesion(5), uptake_minutes=minutes))[1]
    assert found["quality"] == quality
    assert "P05" in checks(found)


@pytest.mark.parametrize(("minutes", "warned"), [(49, True), (50, False), (70, False), (71, True), (None, True)])
def test_an_unusual_uptake_time_is_warned_of(minutes, warned):
    assert ("P05" in checks(assess(scan(lesion(10), uptake_minutes=minutes))[0])) is warned


def test_what_is_not_told_of_the_scan_is_said_and_does_not_pass_for_good():
    found = assess(scan(lesion(10)), scan(lesion(5), uptake_minutes=None))[1]
    assert (found["quality"], found["overall"]) == ("not_told", "PMR")


def test_another_technique_does_not_compare():
    assert last(scan(lesion(10)), scan(lesion(5), technique_differs=True)) == "NE"


def test_a_lesion_that_was_not_measured_at_baseline_may_be_the_hottest():
    other = {"id": "O1", "organ": "bone", "sul_peak": 9}
    found = assess(scan(lesion(10)), scan(lesion(3), other_lesions=[other]))[1]
    assert (found["hottest_lesion"], found["overall"]) == ("O1", "SMD")
    assert last(scan(lesion(10)), scan(resolved(), other_lesions=[{**other, "sul_peak": 13}])) == "PMD"


@pytest.mark.parametrize(("left", "overall"), [(None, "CMR"), ("1.9999", "CMR"), ("2", "PMR"), ("0", "CMR")])
def test_a_resolved_lesion_lies_below_the_liver(left, overall):
    more = {} if left is None else {"sul_peak": Decimal(left)}
    found = assess(scan(lesion(10)), scan(resolved(**more)))[1]
    assert found["overall"] == overall
    assert ("P06" in checks(found)) is (overall == "PMR")


def test_one_lesion_that_stays_keeps_a_response_from_being_complete():
    base = scan(lesion(10), lesion(5, "T2"))
    assert last(base, scan(resolved(), resolved("T2"))) == "CMR"
    assert last(base, scan(resolved(), lesion(4, "T2"))) == "PMR"


@pytest.mark.parametrize(("now", "overall"), [("5.1999", "PMR"), ("5.2", "SMD")])
def test_a_rise_elsewhere_precludes_pmr(now, overall):
    """T2 of 4.0 SUL may rise to 5.2 SUL, 30 % and 1.2 SUL."""
    assert last(scan(lesion(10), lesion(4, "T2")), scan(lesion(3), lesion(now, "T2"))) == overall


def test_growth_in_size_precludes_pmr_and_is_warned_of():
    found = assess(scan(lesion(10)), scan(lesion(5), grown_by_size=True))[1]
    assert (found["rule"], "P07" in checks(found)) == ("SMD-OTHER-GREW", True)


@pytest.mark.parametrize(("tlg", "overall"), [("175", "SMD"), ("175.0001", "PMD"), (None, "SMD")])
def test_tlg_must_rise_by_more_than_75_percent(tlg, overall):
    later = scan(lesion(10), tlg_g=None if tlg is None else Decimal(tlg))
    assert last(scan(lesion(10), tlg_g=100), later) == overall


def test_tlg_under_a_decline_of_sul_is_the_trials_choice():
    points = (scan(lesion(10), tlg_g=100), scan(lesion("9.9"), tlg_g=200))
    assert last(*points) == "SMD"
    assert last(*points, tlg_needs_no_decline=False) == "PMD"


def test_progression_may_be_measured_from_the_nadir():
    points = (scan(lesion(10)), scan(lesion(5)), scan(lesion("6.5")))
    assert last(*points) == "PMR"
    assert last(*points, pmd_reference="nadir") == "PMD"


def test_the_sum_takes_five_lesions_and_two_an_organ():
    """Lung 9 + 8 (7 is the third of the lung), liver 6 + 5, bone 4 = 32 SUL; node 3 is the sixth."""
    lesions = [
        lesion(7, "A", "lung"), lesion(9, "B", "Lung "), lesion(8, "C", "lung"), lesion(6, "D", "liver"),
        lesion(5, "E", "liver"), lesion(4, "F", "bone"), lesion(3, "G", "node"),
    ]  # fmt: skip
    assert assess(scan(*lesions))[0]["sum_of_peaks_sul"] == 32.0


@pytest.mark.parametrize("sul", [-1, 201, float("nan"), float("inf")])
def test_absurd_uptake_is_refused_by_name(sul):
    one = {"id": "T1", "organ": "lung", "state": "measured", "sul_peak": sul}
    with pytest.raises(CaseError, match=r"time_points\[0\]\.lesions\[0\]\.sul_peak"):
        PERCIST.assess({"time_points": [{"day": 0, "lesions": [one]}]})


def test_a_measured_lesion_without_sulpeak_is_refused():
    one = {"id": "T1", "organ": "lung", "state": "measured"}
    with pytest.raises(CaseError, match=r"sul_peak: is needed"):
        PERCIST.assess({"time_points": [{"day": 0, "lesions": [one]}]})


@st.composite
def histories(draw):
    names = [f"T{n}" for n in range(draw(st.integers(1, 4)))]
    count = draw(st.integers(2, 4))
    return [[lesion(draw(PEAKS), name) for name in names] for _ in range(count)]


def overalls(history, **more):
    return [one["overall"] for one in assess(*[scan(*lesions, **more) for lesions in history])]


@given(history=histories())
def test_the_order_of_lesions_is_irrelevant(history):
    assert overalls([lesions[::-1] for lesions in history]) == overalls(history)


@given(history=histories(), certainty=st.sampled_from(["unequivocal", "equivocal"]))
def test_a_new_lesion_never_improves(history, certainty):
    points = [scan(*lesions) for lesions in history]
    worse = [*points[:-1], {**points[-1], "new_lesions": [{"id": "L1", "certainty": certainty}]}]
    assert RANKING.index(last(*worse)) >= RANKING.index(last(*points))


@given(history=histories(), sul=PEAKS)
def test_another_lesion_never_improves(history, sul):
    points = [scan(*lesions) for lesions in history]
    worse = [*points[:-1], {**points[-1], "other_lesions": [{"id": "O1", "organ": "bone", "sul_peak": sul}]}]
    assert RANKING.index(last(*worse)) >= RANKING.index(last(*points))


@given(history=histories())
def test_a_lesion_left_out_is_never_gone(history):
    found = assess(*[scan(*lesions) for lesions in history[:-1]], scan(*history[-1][1:]))[-1]
    assert found["overall"] in ("NE", "PMD")
    assert "P04" in checks(found)


@given(history=histories(), factor=st.sampled_from([Decimal(2), Decimal("3.3")]))
def test_scaling_all_uptake_leaves_the_percentage_rules_alone(history, factor):
    """Without the least changes in SUL nothing but ratios decides."""
    least = {"pmr_decrease_sul": 0, "pmd_increase_sul": 0, "reference_change_sul": 99}
    larger = [[{**one, "sul_peak": one["sul_peak"] * factor} for one in lesions] for lesions in history]
    liver = {"liver_mean": 2 * factor, "liver_deviation": Decimal("0.2") * factor}
    before = assess(*[scan(*lesions) for lesions in history], **least)
    after = assess(*[scan(*lesions, **liver) for lesions in larger], **least)
    assert [one["rule"] for one in after] == [one["rule"] for one in before]


def test_best_response_ends_with_progression():
    found = answer(scan(lesion(10)), scan(lesion(8)), scan(lesion(14)), scan(lesion(4)))
    assert (found["best_overall_response"], found["progression_day"]) == ("SMD", 84)
