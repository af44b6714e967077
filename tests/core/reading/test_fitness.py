"""What a series is fit for: the cases that other viewers cut anew without a word are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.measurement.spacing import Source, Spacing
from centralis.core.reading.fitness import FramePlace, derive_fitness

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CALIBRATED = Spacing(Source.PIXEL_SPACING, 0.7, 0.7, True, "Pixel Spacing")
UNCALIBRATED = Spacing(Source.IMAGER, 0.1, 0.1, False, "mm at the detector", "Only the detector's spacing is told.")


def stack(positions, orientation=AXIAL, size=(512, 512), shear=0.0):
    return [FramePlace((0.0, shear * z, z), orientation, (0.7, 0.7), *size) for z in positions]


def test_an_even_stack_is_fit_for_both():
    found = derive_fitness(stack([0, 2.5, 5, 7.5]), CALIBRATED, ["ORIGINAL", "PRIMARY"])
    assert (found.is_measurable, found.is_reformattable, found.is_calibrated) == (True, True, True)
    assert (found.label, found.reasons, found.warnings) == ("Calibrated: Pixel Spacing", (), ())


@pytest.mark.parametrize(
    ("frames", "word"),
    [
        (stack([0, 2.5, 5, 7.5, 12.5, 15]), "1 slices are missing"),
        (stack([0, 2.5, 4.5, 7.5]), "not evenly spaced"),
        (stack([0, 2.5, 2.5, 5]), "where another lies"),
        (stack([0, 2.5, 5, 7.5], shear=0.2), "tilted by 11.3°"),
        (stack([0, 2.5, 5]) + stack([7.5], (1.0, 0.0, 0.0, 0.0, 0.0, 1.0)), "not parallel"),
        (stack([0, 2.5, 5]) + stack([7.5], size=(256, 256)), "differ in size"),
        (stack([0, 2.5]), "at least 3"),
        ([*stack([0, 2.5]), FramePlace((), (), (0.7, 0.7), 512, 512)], "do not say where"),
        ([], "do not say where"),
    ],
)
def test_what_is_no_volume_is_measured_in_its_slices_and_not_cut_anew(frames, word):
    found = derive_fitness(frames, CALIBRATED)
    assert not found.is_reformattable
    assert found.is_measurable
    assert word in " ".join(found.reasons)


@pytest.mark.parametrize(
    ("spacing", "image_type", "lossy", "word"),
    [
        (UNCALIBRATED, (), False, "detector"),
        (CALIBRATED, ("DERIVED", "SECONDARY", "MPR"), False, "computed from other images"),
        (CALIBRATED, (), True, "with loss"),
    ],
)
def test_nothing_is_measured_where_millimetres_are_not_the_patients(spacing, image_type, lossy, word):
    found = derive_fitness(stack([0, 2.5, 5]), spacing, image_type, is_lossy=lossy)
    assert not found.is_measurable
    assert word in " ".join(found.reasons)
    assert found.label.startswith("Calibrated" if spacing.is_calibrated else "Uncalibrated")


@pytest.mark.parametrize(
    ("kind", "image_type", "lossy", "word"),
    [("lossy", (), True, "compressed with loss"), ("derived", ("DERIVED", "SECONDARY"), False, "computed from other")],
)
def test_a_definition_may_allow_measuring_and_the_label_says_so(kind, image_type, lossy, word):
    found = derive_fitness(stack([0, 2.5, 5]), CALIBRATED, image_type, is_lossy=lossy, allowed=(kind,))
    assert found.is_measurable
    assert found.reasons == ()
    assert found.warnings[0].startswith("Measuring allowed by the trial on images")
    assert word in found.warnings[0]
    other = {"lossy": "derived", "derived": "lossy"}[kind]
    found = derive_fitness(stack([0, 2.5, 5]), CALIBRATED, image_type, is_lossy=lossy, allowed=(other,))
    assert not found.is_measurable


def test_what_the_definition_allows_is_not_said_of_images_that_are_not_of_that_kind():
    assert derive_fitness(stack([0, 2.5, 5]), CALIBRATED, ["ORIGINAL"], allowed=("lossy", "derived")).warnings == ()


def test_ultrasound_regions_are_asked_where_the_mark_lies():
    regions = Spacing(Source.NONE, None, None, False, "No spacing", "Each ultrasound region has its own scale.")
    found = derive_fitness(stack([0]), regions)
    assert found.is_measurable
    assert "ultrasound regions" in found.label


@given(st.floats(0.1, 10.0), st.integers(3, 40), st.integers(0, 39), st.floats(0.3, 0.9))
def test_one_slice_out_of_step_is_never_overlooked(step_mm, count, which, by):
    places = [number * step_mm for number in range(count)]
    even = derive_fitness(stack(places), CALIBRATED)
    assert even.is_reformattable
    if 0 < which < count - 1 and step_mm * by > 0.05:
        places[which] += step_mm * by
        assert not derive_fitness(stack(places), CALIBRATED).is_reformattable
