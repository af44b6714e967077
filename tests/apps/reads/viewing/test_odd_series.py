"""Odd series over HTTP: shown with a warning or refused with a reason, never a wrong millimetre or Hounsfield unit."""

import json
import uuid

import pytest
from tests.apps.reads.viewing import odd_series as odd
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, ROW_MM, accept

from centralis.apps.reads.viewing import series as viewing

pytestmark = pytest.mark.django_db
CALIBRATED = "Calibrated: Pixel Spacing"
VALUE = 100.0
"""What the ellipsoid measures in Hounsfield units."""


@pytest.fixture
def opened(reading, browse):
    """A case whose baseline holds every odd series, opened by its reader: client, base address, series by builder."""
    accept(reading, "01-001", "BL", list(odd.every_odd_series()))
    reading.begin()
    task = reading.task("01-001", 1)
    reading.open(task, 1)
    client = browse(reading.part(task))
    base = f"/reading/{task.token}/1"
    told = {one["id"]: one for one in client.get(f"{base}/images/").json()["series"]}
    by_name = {make.__name__: told[viewing.opaque(task, odd.uid_of(make))] for make in odd.ODD}
    assert len(told) == len(odd.ODD)
    return client, base, by_name


#: builder → frames, is it measured, is it cut anew, the label, words among warnings and reasons
EXPECTED = {
    "gap": (8, True, False, CALIBRATED, ["1 slices are missing"]),
    "mixed_spacing": (9, True, False, CALIBRATED, ["not evenly spaced"]),
    "tilt": (9, True, False, CALIBRATED, ["Gantry tilt of 11.3°"]),
    "missing_positions": (9, True, False, CALIBRATED, ["Some images do not say where"]),
    "one_slice": (1, True, False, CALIBRATED, ["at least 3"]),
    "signed": (9, True, True, CALIBRATED, []),
    "unsigned": (9, True, True, CALIBRATED, []),
    "rescale_differs": (9, True, True, CALIBRATED, []),
    "palette": (1, True, False, CALIBRATED, []),
    "rgb": (1, True, False, CALIBRATED, []),
    "ybr": (1, True, False, CALIBRATED, []),
    "monochrome1": (9, True, True, CALIBRATED, []),
    "cut_short": (9, True, True, CALIBRATED, []),
    "broken_stream": (9, True, True, CALIBRATED, []),
    "sign_contradicts": (9, True, True, CALIBRATED, ["signed values: no values are told"]),
    "by_table": (9, True, True, CALIBRATED, ["Modality LUT", "no values are told"]),
    "enhanced": (9, True, True, CALIBRATED, []),
    "cine": (9, True, False, "Calibrated: ultrasound regions, each with its scale", ["do not say where"]),
    "detector": (1, False, False, "Uncalibrated: Imager Pixel Spacing, mm at the detector", ["magnification"]),
    "magnified": (1, True, False, "Calibrated: Imager Pixel Spacing, divided by a magnification of 1.25", []),
    "not_square": (1, False, False, "Uncalibrated: No spacing", ["pixels are not square", "tells no pixel spacing"]),
}


def test_every_odd_series_is_shown_with_what_is_odd_about_it(opened):
    _client, _base, series = opened
    assert set(EXPECTED) == set(series)
    for name, (count, is_measured, is_cut, label, words) in EXPECTED.items():
        told = series[name]
        fitness = told["fitness"]
        found = (len(told["images"]), fitness["is_measurable"], fitness["is_reformattable"], fitness["label"])
        assert found == (count, is_measured, is_cut, label), name
        said = " ".join([*fitness["warnings"], *fitness["reasons"]])
        for word in words:
            assert word in said, (name, said)
        if not words:
            assert fitness["warnings"] == [], name


def test_values_are_told_as_numbers_only_where_they_can_be(opened):
    _client, _base, series = opened
    assert {name for name, one in series.items() if not one["has_values"]} == {"sign_contradicts", "by_table"}
    assert series["cine"]["cine_ms"] == 40.0
    assert {one["cine_ms"] for name, one in series.items() if name != "cine"} == {None}


def ellipse(image, **values):
    """A small ellipse in the middle of the ellipsoid, by the ends of its axes."""
    (x, y, z), (row_mm, column_mm) = image["position"], image["spacing"]
    x, y = x + 63.5 * column_mm, y + 39.5 * row_mm
    points = [[x, y - 3, z], [x, y + 3, z], [x - 3, y, z], [x + 3, y, z]]
    return {**_mark("ellipse", image, points), "lesion": "ROI 1", **values}


def line(image):
    """The long axis of the ellipsoid: 80 pixels across."""
    (x, y, z), (row_mm, column_mm) = image["position"], image["spacing"]
    row = y + 40 * row_mm
    return _mark("length", image, [[x + 24 * column_mm, row, z], [x + 104 * column_mm, row, z]])


def _mark(kind, image, points):
    return {"key": str(uuid.uuid4()), "edit": 1, "lesion": "T1", "kind": kind, "instance": image["instance"],
            "frame": image["frame"], "points": points}  # fmt: skip


def post(client, base, body):
    return client.post(f"{base}/marks/", json.dumps(body), content_type="application/json")


def test_hounsfield_units_are_the_same_however_they_are_stored_and_none_where_they_could_be_wrong(opened):
    client, base, series = opened
    for name in ("signed", "unsigned", "rescale_differs", "enhanced", "monochrome1"):
        for place in (3, 4, 5):
            answer = post(client, base, ellipse(series[name]["images"][place]))
            assert answer.status_code == 200, (name, answer.content)
            told = answer.json()["values"]
            assert (told["unit"], told["mean"]) == ("HU", pytest.approx(VALUE, abs=0.1)), name
    for name in ("by_table", "sign_contradicts"):
        told = post(client, base, ellipse(series[name]["images"][4])).json()["values"]
        assert "mean" not in told
        assert told.get("unit", "") == ""
        assert "no values" in told["note"]


def test_millimetres_are_the_patients_or_there_are_none(opened):
    client, base, series = opened
    measured = {"gap": 40.0, "tilt": 40.0, "enhanced": 40.0, "cine": 40.0, "magnified": 32.0, "palette": 40.0}
    for name, expected in measured.items():
        images = series[name]["images"]
        answer = post(client, base, line(images[len(images) // 2]))
        assert answer.status_code == 200, (name, answer.content)
        assert answer.json()["long_mm"] == pytest.approx(expected, abs=0.001), name
    for name, word in (("detector", "magnification"), ("not_square", "no pixel spacing")):
        answer = post(client, base, line(series[name]["images"][0]))
        assert answer.status_code == 409, name
        assert word in answer.json()["sentence"]


def test_pixels_that_are_not_square_are_drawn_in_their_proportions(opened):
    _client, _base, series = opened
    assert series["not_square"]["images"][0]["spacing"] == [ROW_MM / COLUMN_MM, 1.0]


def test_a_frame_that_was_cut_short_is_refused_and_the_others_are_given(opened):
    client, base, series = opened
    images = series["cut_short"]["images"]
    assert [client.get(one["url"]).status_code for one in images] == [200] * 5 + [404] + [200] * 3
    answer = post(client, base, line(images[5]))
    assert answer.status_code == 409
    assert "can't be shown" in answer.json()["sentence"]
    assert post(client, base, line(images[4])).status_code == 200
