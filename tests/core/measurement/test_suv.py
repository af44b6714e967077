"""SUV factors: a real series against its published factors, every maker's way by hand, and each reason for none."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.measurement.pet_facts import facts_from_json, facts_of_image, facts_of_series, facts_to_json
from centralis.core.measurement.suv import (
    Kind,
    PetFacts,
    check_stated_factor,
    compute_mean_decay_time_s,
    compute_suv_factor,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HALF_LIFE_S = 6586.2
FACTS = PetFacts(
    units="BQML", corrections=frozenset({"ATTN", "DECY"}), decay="START", weight_kg=70.0, height_m=1.75, sex="M",
    dose_bq=350e6, half_life_s=HALF_LIFE_S, administered_at=NOON - timedelta(seconds=HALF_LIFE_S), series_at=NOON,
    first_acquired_at=NOON,
)  # fmt: skip


@pytest.fixture(scope="module")
def real(shared_data):
    """The facts of a whole-body GE series, and what three real-world value maps state of it by label."""
    folder = shared_data / "trial" / "acrin_nsclc_petct"
    facts = facts_of_series(facts_of_image(path.read_bytes()) for path in sorted(folder.glob("PT_*/*.dcm")))
    stated = []
    for path in sorted(folder.glob("RWV_*/*.dcm")):
        referenced = pydicom.dcmread(path).ReferencedImageRealWorldValueMappingSequence
        maps = [one for item in referenced for one in item.RealWorldValueMappingSequence]
        stated.append({one.LUTLabel.partition("}")[0].strip("{"): float(one.RealWorldValueSlope) for one in maps})
    return facts, stated


def test_the_published_factors_of_a_real_series_are_met_and_the_wrong_unit_is_named(real):
    facts, stated = real
    kinds = {"SUVbw": Kind.BODY_WEIGHT, "SUVlbm": Kind.LEAN_JAMES, "SUVibw": Kind.IDEAL_WEIGHT}
    for label, kind in kinds.items():
        factor = compute_suv_factor(facts, kind)
        verdicts = [check_stated_factor(factor, one[label], 0.0001) for one in stated]
        assert verdicts[:2] == [None, None], label
        assert "1,000 times smaller" in verdicts[2]
    found = compute_suv_factor(facts)
    assert found.inputs["decay_s"] == 9527.0
    assert found.inputs["dose_bq"] == 588802304.0


@pytest.mark.parametrize("facts", [FACTS, PetFacts(), replace(FACTS, ge_scan_at=NOON, philips_suv=0.5)])
def test_facts_cross_from_one_process_to_another_unchanged(facts):
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


def test_one_half_life_halves_the_dose():
    """70,000 g / (350 MBq / 2) = 4.0e-4 ml/g per Bq/ml."""
    assert compute_suv_factor(FACTS).factor == pytest.approx(4.0e-4, rel=1e-12)


@pytest.mark.parametrize(
    ("facts", "factor"),
    [
        (replace(FACTS, decay="ADMIN"), 70_000 / 350e6),
        (replace(FACTS, units="GML"), 1.0),
        (replace(FACTS, units="CNTS", philips_suv=0.000512), 0.000512),
        (replace(FACTS, units="CNTS", philips_activity=2.5), 2.5 * 4.0e-4),
        (replace(FACTS, series_at=NOON + timedelta(hours=5), ge_scan_at=NOON), 4.0e-4),
        (replace(FACTS, administered_at=FACTS.administered_at + timedelta(days=1), administered_day_told=False), 4e-4),
    ],
    ids=["admin", "gml", "philips suv", "philips activity", "ge post-processed", "over midnight"],
)
def test_each_makers_way(facts, factor):
    assert compute_suv_factor(facts).factor == pytest.approx(factor, rel=1e-9)


def test_a_post_processed_series_goes_back_from_the_frame():
    """A frame of 180 s acquired 600 s after the start: its reference time is 600 s and the middle of its decay."""
    middle_s = compute_mean_decay_time_s(180.0, HALF_LIFE_S)
    assert 89.0 < middle_s < 90.0
    facts = replace(
        FACTS, series_at=NOON + timedelta(hours=5), first_acquired_at=NOON + timedelta(seconds=600),
        frame_reference_ms=1000 * (600 + middle_s), frame_duration_ms=180_000.0,
    )  # fmt: skip
    found = compute_suv_factor(facts)
    assert found.factor == pytest.approx(4.0e-4, rel=1e-9)
    assert "comes from the frame" in found.warnings[0]


def test_kinds_of_suv_by_hand():
    """Lean by James: 77 - 128 × 0.16 = 56.52 kg; Janmahasatian: 648900 / (6680 + 216 × 22.857) = 55.84 kg."""
    weight = compute_suv_factor(FACTS).factor
    james = compute_suv_factor(FACTS, Kind.LEAN_JAMES).factor
    janmahasatian = compute_suv_factor(FACTS, Kind.LEAN_JANMAHASATIAN).factor
    assert james / weight == pytest.approx(56.52 / 70, rel=1e-6)
    assert janmahasatian / weight == pytest.approx(648900 / (6680 + 216 * 70 / 1.75**2) / 70, rel=1e-9)
    stated = replace(FACTS, units="GML", suv_type="LBMJAMES128")
    assert compute_suv_factor(stated).factor == pytest.approx(70 / 56.52, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"units": "CNTS"}, "Units are CNTS"),
        ({"units": ""}, "Units are not told"),
        ({"units": "GML", "suv_type": "ODD"}, "type ODD"),
        ({"decay": "NONE"}, "Decay Correction is NONE"),
        ({"weight_kg": None}, "Patient's Weight is not told"),
        ({"weight_kg": 0.0}, "Patient's Weight is not told"),
        ({"weight_kg": 70_000.0}, "Patient's Weight is 70000 kg"),
        ({"dose_bq": 350.0}, "Radionuclide Total Dose is 350 Bq"),
        ({"half_life_s": None}, "Half Life is not told"),
        ({"administered_at": None}, "time of administration"),
        ({"administered_at": NOON + timedelta(minutes=1)}, "60 s before the administration"),
        ({"administered_at": NOON - timedelta(days=2)}, "half-lives after"),
        ({"series_at": NOON + timedelta(hours=1)}, "nothing else tells the scan's start"),
        ({"series_at": None}, "nothing else tells the scan's start"),
    ],
)
def test_without_what_it_needs_there_is_a_reason_and_no_factor(change, reason):
    found = compute_suv_factor(replace(FACTS, **change))
    assert found.factor is None
    assert reason in found.reason
    assert found.to_json()["factor"] is None


def test_lean_mass_needs_height_and_sex():
    assert "Size" in compute_suv_factor(replace(FACTS, height_m=None), Kind.LEAN_JAMES).reason
    assert "175 m" in compute_suv_factor(replace(FACTS, height_m=175.0), Kind.LEAN_JAMES).reason
    assert "Sex" in compute_suv_factor(replace(FACTS, sex="O"), Kind.LEAN_JAMES).reason


@given(days=st.integers(-4000, 4000), seconds=st.floats(0, 20_000))
def test_a_shift_of_all_dates_changes_nothing(days, seconds):
    earlier = replace(FACTS, administered_at=NOON - timedelta(seconds=seconds))
    shift = timedelta(days=days)
    names = ("administered_at", "series_at", "first_acquired_at")
    moved = replace(earlier, **{name: getattr(earlier, name) + shift for name in names})
    assert compute_suv_factor(moved).factor == compute_suv_factor(earlier).factor


def test_images_that_contradict_each_other_are_no_series():
    with pytest.raises(ValueError, match="differ in weight kg"):
        facts_of_series([FACTS, replace(FACTS, weight_kg=71.0)])
    with pytest.raises(ValueError, match="no image"):
        facts_of_series([])
