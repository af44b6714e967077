"""SUV for the blinded viewer: the factor of a series, what it is made from, and that nothing of that is told."""

import json
import re

import pydicom
import pytest
from tests.apps.reads.viewing.pet_world import FACTOR, HOT_SUV, drug, pet_phantom
from tests.apps.reads.viewing.viewing_world import accept, phantom

from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing import suv as viewing_suv
from centralis.apps.reads.viewing.pixels import pixels_of

pytestmark = pytest.mark.django_db


def version_with(reading, *datasets):
    return accept(reading, "01-001", "BL", [one for several in datasets for one in several])


def pet_of(version):
    return next(one for one in viewing.series_of(version) if one.modality == "PT")


def test_a_series_has_one_factor_with_every_input_and_a_ct_none(reading):
    version = version_with(reading, phantom(), pet_phantom())
    found = {one.modality: viewing_suv.suv_of(one) for one in viewing.series_of(version)}
    assert found["CT"] is None
    assert found["PT"].factor == pytest.approx(FACTOR, rel=1e-12)
    assert (found["PT"].inputs["weight_kg"], found["PT"].inputs["dose_bq"]) == (70.0, 350e6)
    assert found["PT"].inputs["decay_s"] == 6600.0


def test_a_frames_stored_value_becomes_suv_by_its_own_slope_and_the_factor(reading):
    version = version_with(reading, pet_phantom())
    for frame in pet_of(version).frames[3:6]:
        slope = frame.model["00281053"]["Value"][0]
        content = pixels_of(frame)[1]
        most = max(int.from_bytes(content[at : at + 2], "little") for at in range(0, len(content), 2))
        factor = viewing_suv.factor_of(version, frame).factor
        assert most * slope * factor == pytest.approx(HOT_SUV, abs=1e-3)


@pytest.mark.parametrize(
    ("given", "values", "told"),
    [
        (None, {"PatientWeight": "700"}, "Patient's Weight is told with a value that cannot be."),
        (None, {"PatientWeight": None}, "Patient's Weight is not told."),
        (drug(RadiopharmaceuticalStartTime="235900"), {"Units": "CNTS"}, "The units of the values are none"),
        (drug(RadionuclideTotalDose="350"), {}, "Radionuclide Total Dose is told with a value that cannot be."),
        (None, {"DecayCorrection": "NONE"}, "The values are not corrected for decay"),
        (drug(RadiopharmaceuticalStartDateTime="20260303110000"), {}, "do not go together"),
    ],
    ids=["weight", "no weight", "counts", "dose", "decay", "times"],
)
def test_where_there_is_no_factor_the_reason_is_told_without_values(reading, given, values, told):
    series = pet_of(version_with(reading, pet_phantom(given, **values)))
    found, shown = viewing_suv.suv_of(series), viewing_suv.show_suv(series)
    assert found.factor is None
    assert found.reason
    assert shown["factor"] is None
    assert told in shown["reason"]
    assert not any(sign.isdigit() for sign in shown["reason"])


def test_images_that_contradict_each_other_have_no_factor(reading):
    slices = pet_phantom()
    slices[0].PatientWeight = "71"
    series = pet_of(version_with(reading, slices))
    assert "70.0, 71.0" in viewing_suv.suv_of(series).reason
    assert viewing_suv.show_suv(series)["reason"] == "The images of the series contradict each other."


def test_the_reader_is_told_the_factor_and_nothing_it_is_made_from(reading, browse):
    version_with(reading, phantom(), pet_phantom())
    accept(reading, "01-001", "W8", phantom())
    reading.begin()
    task = reading.task("01-001", 1)
    reading.open(task, 1)
    answer = browse(reading.part(task)).get(f"/reading/{task.token}/1/images/")
    told = {one["modality"]: one["suv"] for one in json.loads(answer.content)["series"]}
    assert told["CT"] is None
    assert told["PT"] == {"factor": pytest.approx(FACTOR), "unit": "Bq/ml", "reason": ""}
    text = re.sub(r"2\.25\.\d+", "", answer.content.decode())  # opaque names have any digits
    for hidden in ("350000000", "6600", "101000", "20260302", "120000", "00101030", "00540016"):
        assert hidden not in text


def test_a_real_series_meets_its_published_factor(reading, shared_data):
    folder = shared_data / "trial" / "acrin_nsclc_petct"
    paths = sorted(folder.glob("PT_*/*.dcm"))[::12]
    series = pet_of(version_with(reading, [pydicom.dcmread(path) for path in paths]))
    stated = []
    for path in sorted(folder.glob("RWV_*/*.dcm")):
        for item in pydicom.dcmread(path).ReferencedImageRealWorldValueMappingSequence:
            stated += [one.RealWorldValueSlope for one in item.RealWorldValueMappingSequence
                       if one.LUTLabel.startswith("{SUVbw}")]  # fmt: skip
    assert viewing_suv.suv_of(series).factor == pytest.approx(float(stated[0]), rel=1e-4)
