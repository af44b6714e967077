"""Edit checks: each id of the catalogue is shown to speak, and to be silent at its boundary."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from centralis.core.criteria.findings import Severity
from centralis.core.criteria.recist_1_1 import (
    CHECKS,
    Case,
    Certainty,
    NewLesion,
    NonTarget,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    TimePoint,
    assess_case,
    assess_time_points,
    check_baseline,
    check_time_point,
)

DEFAULT = Parameters()
GOOD = TimePoint(
    -7,
    (Target("T1", "liver", diameter_mm=D(30)), Target("T2", "lymph_node", node=True, diameter_mm=D(18))),
    (NonTarget("N1", NonTargetState.PRESENT, "bone"),),
)
FOLLOW = replace(GOOD, day=56)


def one(**more):
    return replace(GOOD, targets=(replace(GOOD.targets[0], **more),))


def codes(findings):
    return [finding.check for finding in findings]


def test_a_good_baseline_and_follow_up_raise_nothing():
    assert check_baseline(GOOD, DEFAULT) == ()
    assert check_time_point([GOOD, FOLLOW], DEFAULT) == ()


def test_assessments_at_hand_lead_to_the_findings_of_those_made_anew():
    """The lesion gone, the node 8 mm: CR on day 56. The node 12 mm, 4 mm more: PR on day 112, so F10."""
    lesion, node = FOLLOW.targets
    lesion = replace(lesion, state=TargetState.ABSENT, diameter_mm=None)
    others = (NonTarget("N1", NonTargetState.ABSENT, "bone"),)
    history = [GOOD] + [
        TimePoint(day, (lesion, replace(node, diameter_mm=D(size))), others) for day, size in ((56, 8), (112, 12))
    ]
    found = check_time_point(history, DEFAULT, assess_time_points(history, DEFAULT))
    assert codes(found) == ["F10"]
    assert found == check_time_point(history, DEFAULT) == assess_case(Case(tuple(history), DEFAULT)).findings[-1]


def organs(*names, node=False):
    targets = tuple(Target(f"T{i}", name, node, diameter_mm=D(40)) for i, name in enumerate(names))
    return replace(GOOD, targets=targets)


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        (organs("liver", "liver", "lung", "lung", "skin"), []),
        (organs("liver", "liver", "lung", "lung", "skin", "bone"), ["B01"]),
        (organs("liver", "liver", "liver"), ["B02"]),
        (organs("left lung", "right lung", "Lung, right"), ["B02"]),
        (organs("left adrenal", "kidney_right", "right kidney"), []),
        (organs("neck", "axilla", "groin", node=True), ["B02"]),
        (one(diameter_mm=D(10)), []),
        (one(diameter_mm=D("9.9")), ["B03"]),
        (one(diameter_mm=D(10), slice_thickness_mm=D(5)), []),
        (one(diameter_mm=D("15.9"), slice_thickness_mm=D(8)), ["B03"]),
        (one(diameter_mm=D(16), slice_thickness_mm=D(8)), []),
        (one(diameter_mm=D(10), slice_thickness_mm=D("5.1")), ["B03"]),
        (one(diameter_mm=D("19.9"), chest_xray=True), ["B03"]),
        (one(diameter_mm=D(20), chest_xray=True), []),
        (one(diameter_mm=D(15), node=True, organ="lymph_node"), []),
        (one(diameter_mm=D("14.9"), node=True, organ="lymph_node"), ["B04"]),
        (one(state=TargetState.TOO_SMALL, diameter_mm=None), ["B05"]),
        (replace(GOOD, new_lesions=(NewLesion("L1", Certainty.EQUIVOCAL),)), ["B06"]),
        (replace(GOOD, non_targets=(NonTarget("N1", NonTargetState.ABSENT),)), ["B07"]),
        (replace(GOOD, day=-28), []),
        (replace(GOOD, day=-29), ["B08"]),
        (TimePoint(0), ["B09"]),
        (one(organ="lymph node"), ["B10"]),
        (one(irradiated_without_progression=True), ["B11"]),
    ],
)
def test_baseline_checks(baseline, expected):
    assert codes(check_baseline(baseline, DEFAULT)) == expected


def first(**more):
    return replace(FOLLOW, targets=(replace(FOLLOW.targets[0], **more), FOLLOW.targets[1]))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (replace(FOLLOW, targets=FOLLOW.targets[:1]), ["F01"]),
        (replace(FOLLOW, targets=(*FOLLOW.targets, Target("T9", "lung", diameter_mm=D(20)))), ["F02"]),
        (first(organ="lung"), ["F03"]),
        (replace(FOLLOW, non_targets=()), ["F04"]),
        (replace(FOLLOW, day=-7), ["F05"]),
        (first(diameter_mm=D(3)), ["F06"]),
        (first(diameter_mm=D("3.1")), []),
        (first(diameter_mm=None, merged_into="T9"), ["F07"]),
        (first(diameter_mm=D(0)), ["F12"]),
    ],
)
def test_follow_up_checks(now, expected):
    assert codes(check_time_point([GOOD, now], DEFAULT)) == expected


def test_slices_of_another_thickness_are_remarked():
    baseline = one(slice_thickness_mm=D(5))
    now = replace(baseline, day=56, targets=(replace(baseline.targets[0], slice_thickness_mm=D(3)),))
    assert codes(check_time_point([baseline, now], DEFAULT)) == ["F11"]


def test_a_new_lesion_that_becomes_less_certain_is_remarked():
    sure = replace(FOLLOW, new_lesions=(NewLesion("L1", Certainty.UNEQUIVOCAL),))
    unsure = replace(FOLLOW, day=112, new_lesions=(NewLesion("L1", Certainty.EQUIVOCAL),))
    found = check_time_point([GOOD, sure, unsure], DEFAULT)
    assert codes(found) == ["F08"]
    assert "day 56" in found[0].sentence


def test_non_target_progression_beside_a_target_response_is_remarked():
    now = replace(first(diameter_mm=D(10)), non_targets=(NonTarget("N1", NonTargetState.UNEQUIVOCAL_PROGRESSION),))
    found = check_time_point([GOOD, now], DEFAULT)
    assert codes(found) == ["F09"]
    assert found[0].severity is Severity.WARNING


def test_disease_after_a_complete_response_is_remarked():
    baseline = TimePoint(0, (Target("T1", "lymph_node", node=True, diameter_mm=D(20)),))
    values = [replace(baseline, day=day, targets=(replace(baseline.targets[0], diameter_mm=D(mm)),)) for day, mm in
              ((56, 9), (112, 11))]  # fmt: skip
    found = check_time_point([baseline, *values], DEFAULT)
    assert codes(found) == ["F10"]
    assert "CR on day 56" in found[0].sentence


def test_a_finding_names_field_lesion_and_remedy():
    (found,) = check_baseline(one(diameter_mm=D("15.9"), slice_thickness_mm=D(8)), DEFAULT)
    assert (found.field, found.lesion) == ("targets[0].diameter_mm", "T1")
    assert "15.9 mm" in found.sentence
    assert "at least 16.0 mm, 2 times the slice thickness of 8.0 mm" in found.sentence
    assert set(found.to_json()) == {"check", "severity", "field", "lesion", "sentence"}


def test_every_check_of_the_catalogue_is_tried_here():
    tried = {"B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11"}
    tried |= {f"F{number:02}" for number in range(1, 13)}
    assert tried == set(CHECKS)
