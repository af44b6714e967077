"""Regions, angles and masks on real frames: numbers made anew on the server, and held against the form."""

from math import pi
from uuid import uuid4

import numpy as np
import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.pet_world import HOT_SUV, MIDDLE_MM, WARM_SUV, pet_phantom
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, COLUMNS, ROW_MM, ROWS, STEP_MM, accept, phantom

from centralis.apps.reads.actions import save_draft
from centralis.apps.reads.models import Mark, Read
from centralis.apps.reads.viewing import actions as viewing_actions
from centralis.apps.reads.viewing import marks as viewing_marks
from centralis.apps.reads.viewing import marks_and_form
from centralis.apps.reads.viewing import series as viewing
from centralis.core.reading.masks import find_runs
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(reading, request):
    accept(reading, "01-001", "BL", getattr(request, "param", phantom)())
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def current(task) -> Read:
    return Read.objects.select_related("task__reader", "task__subject", "exam_version").get(task=task, state="open")


def frame_of(task, place=4) -> viewing.Frame:
    return viewing.series_of(current(task).exam_version)[0].frames[place]


def keep(reading, task, kind, points, name, place=4, key=None, edit=1, **values) -> Mark:
    read, frame = current(task), frame_of(task, place)
    sent = {
        "key": str(key or uuid4()), "edit": edit, "lesion": name, "kind": kind, "frame": 1, "points": points,
        "runs": points, "instance": viewing.opaque(read.task, frame.sop_uid), **values,
    }  # fmt: skip
    return viewing_actions.save_mark(
        reading.caller(task), read, viewing_marks.measure(read, viewing_marks.read_draft(sent))
    )


def ellipse(task, half_mm=(6.0, 4.0), at_mm=None):
    """An ellipse around a point of the slice (x, y in mm from its first pixel), else its middle."""
    x, y, z = frame_of(task).position_mm
    dx, dy = at_mm or ((COLUMNS - 1) / 2 * COLUMN_MM, (ROWS - 1) / 2 * ROW_MM)
    a, b = half_mm
    cx, cy = x + dx, y + dy
    return [[cx, cy + b, z], [cx, cy - b, z], [cx - a, cy, z], [cx + a, cy, z]]


def test_an_ellipse_within_the_phantom_has_its_area_and_reads_100_hu(reading, task):
    values = keep(reading, task, "ellipse", ellipse(task), "ROI 1").values
    assert values["area_mm2"] == pytest.approx(pi * 24, abs=0.01)
    assert (values["mean"], values["sd"], values["min"], values["max"], values["unit"]) == (100, 0, 100, 100, "HU")
    assert values["count"] * ROW_MM * COLUMN_MM == pytest.approx(pi * 24, rel=0.05)


def lean_pet():
    """The PET phantom of a man of 1.80 m, whose lean body mass is told by it."""
    return pet_phantom(PatientSize="1.80", PatientSex="M")


@pytest.mark.parametrize("task", [lean_pet], indirect=True)
def test_a_region_of_a_pet_reads_suv_with_its_peak_over_the_slices_beside(reading, task):
    x, y, z = MIDDLE_MM[0], MIDDLE_MM[1], frame_of(task).position_mm[2]
    box = [[x - 20, y - 20, z], [x + 20, y - 20, z], [x + 20, y + 20, z], [x - 20, y + 20, z]]
    values = keep(reading, task, "freehand", box, "ROI 1", of_lesion="T1").values
    assert (values["unit"], values["note"]) == ("SUVbw", "")
    assert values["max"] == pytest.approx(HOT_SUV, rel=1e-3)
    assert values["min"] == pytest.approx(WARM_SUV, rel=1e-3)
    assert WARM_SUV < values["mean"] < values["peak"] < HOT_SUV  # the sphere reaches beyond the three hot slices
    lean_kg = 9270 * 70 / (6680 + 216 * 70 / 1.8**2)
    assert values["sul_peak"] == pytest.approx(values["peak"] * lean_kg / 70, abs=0.006)
    assert told(reading, task, sul_peak=values["sul_peak"]) == []
    assert len(told(reading, task, sul_peak=values["sul_peak"] + 0.1)) == 1


@pytest.mark.parametrize("task", [lambda: pet_phantom(PatientWeight="0")], indirect=True)
def test_a_region_of_a_pet_without_suv_says_why_and_tells_stored_units(reading, task):
    x, y, z = MIDDLE_MM[0], MIDDLE_MM[1], frame_of(task).position_mm[2]
    values = keep(reading, task, "freehand", [[x, y, z], [x + 15, y, z], [x, y + 15, z]], "ROI 1").values
    assert values["unit"] == ""
    assert values["note"].startswith("no SUV: ")
    assert values["max"] == pytest.approx(HOT_SUV / 4e-4, rel=1e-3)


def test_a_freehand_region_over_the_edge_holds_both_densities(reading, task):
    x, y, z = frame_of(task).position_mm
    corners = [(2, 2), (60, 2), (60, 60), (2, 60)]
    values = keep(reading, task, "freehand", [[x + a, y + b, z] for a, b in corners], "ROI 1").values
    assert values["area_mm2"] == pytest.approx(58 * 58)
    assert (values["min"], values["max"]) == (-100, 100)
    inside = pi * 20 * 10 / (58 * 58)
    assert values["mean"] == pytest.approx(-100 + 200 * inside, abs=2)


def test_an_angle_is_kept_in_degrees(reading, task):
    x, y, z = frame_of(task).position_mm
    points = [[x + 30, y + 10, z], [x + 10, y + 10, z], [x + 10, y + 30, z]]
    assert keep(reading, task, "angle", points, "Angle 1").values["angle_degrees"] == 90.0


def test_the_page_is_told_the_numbers_and_no_name_of_an_image(reading, task):
    mark = keep(reading, task, "ellipse", ellipse(task), "ROI 1", of_lesion="T1")
    shown = viewing_marks.show_kept(current(task), mark)
    assert set(shown["values"]) == {"area_mm2", "count", "mean", "sd", "min", "max", "unit", "note"}
    assert (shown["lesion"], shown["of_lesion"], shown["long_mm"]) == ("ROI 1", "T1", None)
    assert mark.sop_uid not in str(shown)


@pytest.mark.parametrize(
    ("kind", "name", "values", "word"),
    [
        ("ellipse", "T1", {}, "named ROI or Angle"),
        ("ellipse", "ROI 1", {"of_lesion": "the liver"}, "lesion of the region"),
        ("mask", "ROI 1", {}, "names no lesion"),
    ],
)
def test_a_name_that_is_none_is_refused(reading, task, kind, name, values, word):
    with pytest.raises(ValueError, match=word):
        keep(reading, task, kind, ellipse(task) if kind == "ellipse" else [], name, **values)


def test_a_region_off_the_image_is_refused_with_a_sentence(reading, task):
    with pytest.raises(Refused, match="outside the image"):
        keep(reading, task, "ellipse", ellipse(task, at_mm=(1.0, 1.0)), "ROI 1")
    assert not Mark.objects.exists()


def blob(rows=slice(20, 40), columns=slice(30, 70)):
    mask = np.zeros((ROWS, COLUMNS), dtype=bool)
    mask[rows, columns] = True
    return [list(one) for one in find_runs(mask)]


def test_masks_of_several_frames_make_a_volume_in_ml(reading, task):
    for place in (3, 4, 5):
        mark = keep(reading, task, "mask", blob(), "T1", place)
    assert [one.lesion for one in Mark.objects.order_by("lesion")] == ["T1/4", "T1/5", "T1/6"]
    volume = 3 * 20 * 40 * ROW_MM * COLUMN_MM * STEP_MM / 1000
    assert viewing_marks.show_kept(current(task), mark)["volume_ml"] == pytest.approx(volume, abs=0.001)
    keep(reading, task, "mask", [], "T1", 5, key=mark.key, edit=2)
    shown = viewing_marks.show_marks(current(task), viewing_marks.marks_of(current(task)).values())
    assert [one["volume_ml"] for one in shown] == [pytest.approx(volume * 2 / 3, abs=0.001)] * 3


def test_a_mask_of_another_key_on_the_same_image_takes_its_place(reading, task):
    keep(reading, task, "mask", blob(), "T1")
    keep(reading, task, "mask", blob(slice(1, 2)), "T1")
    assert sorted(Mark.objects.values_list("state", flat=True)) == ["current", "replaced"]


def test_a_mask_that_reaches_beyond_the_image_is_refused(reading, task):
    with pytest.raises(Refused, match="beyond the image"):
        keep(reading, task, "mask", [[ROWS * COLUMNS - 2, 3]], "T1")


def gapped():
    slices = phantom()
    return [*slices[:3], *slices[4:]]


@pytest.mark.parametrize("task", [gapped], indirect=True)
def test_a_series_with_a_gap_has_no_volume(reading, task):
    with pytest.raises(Refused, match="evenly spaced"):
        keep(reading, task, "mask", blob(), "T1")


def told(reading, task, **row) -> list[str]:
    save_draft(reading.caller(task), current(task), {"targets": [{"id": "T1", **row}]})
    return marks_and_form.find_disagreements(current(task))


def test_a_density_of_the_form_is_one_that_a_region_of_the_lesion_measures(reading, task):
    keep(reading, task, "ellipse", ellipse(task), "ROI 1", of_lesion="T1")
    keep(reading, task, "ellipse", ellipse(task, at_mm=(5.0, 5.0), half_mm=(3.0, 3.0)), "ROI 2")
    assert told(reading, task, mean_hu=100.0) == []
    (sentence,) = told(reading, task, mean_hu=-100.0)
    assert "T1: the form says -100, its region measures 100.0" in sentence
    assert told(reading, task, peak_hu=100.0, area_mm2=75.4) == []


def test_a_volume_of_the_form_is_that_of_the_masks(reading, task):
    keep(reading, task, "mask", blob(), "T1")
    assert told(reading, task, volume_ml=0.8) == []
    (sentence,) = told(reading, task, volume_ml=0.9)
    assert "its masks hold 0.80 mL" in sentence


def test_the_page_to_be_signed_shows_them_in_words(reading, task, browse):
    keep(reading, task, "ellipse", ellipse(task), "ROI 1", of_lesion="T1")
    keep(reading, task, "mask", blob(), "T1")
    save_draft(reading.caller(task), current(task), entries(target("T1", 40.0)))
    text = browse(reading.part(task)).get(f"/reading/{task.token}/1/sign/").content.decode()
    assert "T1: 75.4 mm², mean 100.0 HU, SD 0.0, 100.0 to 100.0" in text
    assert "T1: 800 pixels" in text


def test_regions_and_masks_are_part_of_what_is_signed(reading, task):
    keep(reading, task, "ellipse", ellipse(task), "ROI 1")
    keep(reading, task, "mask", blob(), "T1")
    region, mask = marks_and_form.seal_marks(current(task))
    assert (region["lesion"], region["values"]["mean"], region["values"]["unit"]) == ("ROI 1", 100, "HU")
    assert (mask["of_lesion"], mask["count"], len(mask["mask_sha256"])) == ("T1", 800, 64)
    before = mask["mask_sha256"]
    keep(reading, task, "mask", blob(slice(21, 41)), "T1")
    assert marks_and_form.seal_marks(current(task))[1]["mask_sha256"] != before
    reading.read(task, 1, entries(target("T1", 40.0)))
    signed = Read.objects.select_related("signature").get(task=task, state="locked")
    assert [one.lesion for one in viewing_marks.marks_of(signed).values()] == ["ROI 1", "T1/5"]
