"""What the report's plan says of regions and volumes."""

from centralis.core.reading.report.plan import Place
from centralis.core.reading.report.regions import FrameMask, Region, Segment, plan_region, plan_segment

PLACE = Place("1.2", "1.2.3", "1.2.3.4", "1.2.840.10008.5.1.4.1.1.2", None, "1.2.9")


def region(kind="ellipse", lesion="", **values):
    told = {"area_mm2": 5.0, "mean": 1.5, "sd": 0.5, "min": 1.0, "max": 2.0, "unit": "HU", "note": "", **values}
    return plan_region(
        Region("ROI 1", lesion, kind, PLACE, [[0, 0, 0]] * 4, [[0, 0]] * 4, told), lambda name: f"u {name}"
    )


def numbers(group):
    return [
        (one["name"][2], one.get("derivation", ["", "", ""])[2], one["value"], one["unit"][0])
        for one in group["numbers"]
    ]


def test_statistics_stand_with_their_derivation_and_unit():
    assert numbers(region()) == [
        ("Area", "", 5.0, "mm2"),
        ("Attenuation Coefficient", "Mean", 1.5, "[hnsf'U]"),
        ("Attenuation Coefficient", "Standard Deviation", 0.5, "[hnsf'U]"),
        ("Attenuation Coefficient", "Minimum", 1.0, "[hnsf'U]"),
        ("Attenuation Coefficient", "Maximum", 2.0, "[hnsf'U]"),
    ]


def test_peaks_of_a_pet_stand_by_body_weight_and_by_lean_mass():
    found = numbers(region(unit="SUVbw", peak=7.5, sul_peak=5.25))
    assert found[-2:] == [
        ("SUVbw", "Peak Value Within ROI", 7.5, "g/ml{SUVbw}"),
        ("SUVlbm", "Peak Value Within ROI", 5.25, "g/ml{SUVlbm}"),
    ]


def test_a_region_without_a_lesion_is_a_region_of_interest_and_one_of_a_lesion_names_it():
    assert region()["finding"][2] == "Region of interest"
    group = region(lesion="T1", note="no SUV: x", unit="")
    assert group["finding"][2] == "Lesion"
    assert [text for _, text in group["texts"]] == ["T1", "no SUV: x"]


def test_an_angle_has_its_points_and_no_region():
    group = region("angle", angle_degrees=90.0)
    assert numbers(group) == [("Angle", "", 90.0, "deg")]
    assert "region" not in group
    assert len(group["numbers"][0]["points"]) == 4


def test_a_volume_names_its_segmentation_and_shares_the_lesions_tracking_uid():
    masks = [FrameMask("1.2.3.4", 1, [(0, 4)])]
    group, segment = plan_segment(Segment("T1", PLACE, masks, 1.25, 2.5), 3, lambda name: f"u {name}")
    assert (group["uid"], segment["uid"], group["segment"]) == ("u T1", "u T1", 3)
    assert numbers(group) == [("Volume", "", 1.25, "mL")]
    assert segment["masks"] == [{"sop_uid": "1.2.3.4", "frame": 1, "runs": [(0, 4)]}]
    assert segment["step_mm"] == 2.5
