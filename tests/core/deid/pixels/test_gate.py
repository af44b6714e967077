"""What a header says about text in the pixels, and how far it is believed."""

import json
from importlib.resources import files

import numpy as np
import pytest
from pydicom.dataset import Dataset
from tests.core.deid.pixels.objects import CT, SC, US, image, part10

from centralis.core.deid.pixels.gate import Look, gate, may_hold_letters
from centralis.core.dicom.elements import parse
from centralis.core.dicom.values import Values

MR, PT, MG, DX, XA, SEG, DOSE = (
    f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("4", "128", "1.2", "1.1", "12.1", "66.4", "481.2")
)
ENHANCED_CT, PHOTO, FUNDUS = (f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("2.1", "77.1.4", "77.1.5.1"))


def look(sop_class: str, **changes: object) -> tuple[Look, tuple[str, ...]]:
    ds: Dataset = image(np.zeros((1, 32, 32), np.uint8), sop_class, **{"Modality": "CT", **changes})
    parsed = parse(part10(ds))
    found = gate(Values(parsed.data, parsed.elements), sop_class, frozenset())
    return found.look, found.why


@pytest.mark.parametrize("sop_class", [CT, MR, PT, ENHANCED_CT])
@pytest.mark.parametrize("said", [{}, {"BurnedInAnnotation": "NO"}])
def test_ordinary_cross_sections_are_not_looked_at(sop_class: str, said: dict[str, str]) -> None:
    assert look(sop_class, **said) == (Look.NOT, ())


@pytest.mark.parametrize("sop_class", [SEG, DOSE])
def test_masks_and_doses_are_not_looked_at(sop_class: str) -> None:
    assert look(sop_class, ImageType=["DERIVED", "PRIMARY"]) == (Look.NOT, ())


@pytest.mark.parametrize("sop_class", [MG, DX, XA])
def test_projections_go_through_the_detector(sop_class: str) -> None:
    assert look(sop_class)[0] is Look.DETECT


@pytest.mark.parametrize("kind", [["DERIVED", "PRIMARY"], ["ORIGINAL", "SECONDARY"]])
def test_derived_cross_sections_go_through_the_detector(kind: list[str]) -> None:
    assert look(CT, ImageType=kind) == (Look.DETECT, ("detector",))


@pytest.mark.parametrize("sop_class", [US, SC, PHOTO, FUNDUS])
@pytest.mark.parametrize("said", ["", "NO"])
def test_pictures_for_the_eye_are_read_whatever_the_header_says(sop_class: str, said: str) -> None:
    assert look(sop_class, BurnedInAnnotation=said) == (Look.READ, ("kind_of_object",))


@pytest.mark.parametrize("changes", [
    {"BurnedInAnnotation": "YES"}, {"ImageType": ["DERIVED", "SECONDARY", "DOSE_INFO"]},
    {"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, {"ConversionType": "WSD"},
    {"SeriesDescription": "Dose Report"}, {"Modality": "US"},
])  # fmt: skip
def test_any_other_sign_of_writing_is_followed(changes: dict[str, object]) -> None:
    assert look(CT, **changes)[0] is Look.READ


def test_device_rules_are_well_formed() -> None:
    rules = json.loads(files("centralis.core.deid.pixels").joinpath("devices.json").read_text("utf-8"))["rules"]
    for rule in rules:
        assert set(rule) <= {"when", "size", "blank"}
        assert set(rule["when"]) <= {"maker", "model", "modality", "description"}
        assert all(word == word.lower() for words in rule["when"].values() for word in words)
        assert "blank" not in rule or "size" in rule
        assert all(len(region) == 4 for region in rule.get("blank", ()))


def test_a_frame_smaller_than_a_letter_is_not_read() -> None:
    assert not may_hold_letters(7, 512)
    assert may_hold_letters(8, 8)
