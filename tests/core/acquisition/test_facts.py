"""Facts of a series: distinct values kept, geometry computed, missing facts missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.acquisition import ExamFacts, exam_facts, series_facts
from centralis.core.dicom.facts import InstanceFacts


def test_series_is_summed_up(ct: Callable[..., list[InstanceFacts]]) -> None:
    series = series_facts(ct())
    assert (series.modality, series.instances, series.slices, series.number) == ("CT", 10, 10, 2)
    assert series.values("pixel_spacing_mm") == (0.8,)
    assert series.values("field_of_view_mm") == (409.6,)
    assert series.values("slice_spacing_mm") == (5.0,)
    assert series.values("slice_gap_mm") == (0.0,)
    assert series.values("extent_mm") == (50.0,)
    assert series.words("kernel") == ("B30f",)
    assert series.acquired_at == datetime(2026, 1, 5, 10, 15)
    assert series.scanner.words() == "Maker, Model 1, serial S1, software 1.0"


def test_one_odd_slice_is_seen(ct: Callable[..., list[InstanceFacts]]) -> None:
    slices = ct()
    slices[4] = replace(slices[4], slice_thickness_mm=2.5)
    assert series_facts(slices).values("slice_thickness_mm") == (2.5, 5.0)


def test_missing_stays_missing() -> None:
    series = series_facts([InstanceFacts(modality="MR", series_uid="9")])
    assert series.values("slice_thickness_mm") == ()
    assert series.values("slice_gap_mm") == ()
    assert series.stack is None
    assert series.acquired_at is None


def test_uptake_is_injection_to_acquisition() -> None:
    one = InstanceFacts(
        modality="PT", study_date="20260105", acquisition_time="110000", injection_start_time="100000.00"
    )
    assert series_facts([one]).values("uptake_min") == (60.0,)


def test_an_enhanced_object_states_its_spacing() -> None:
    one = InstanceFacts(modality="CT", frames=40, spacing_between_slices_mm=2.0, slice_thickness_mm=2.0)
    series = series_facts([one])
    assert series.slices == 40
    assert series.values("extent_mm") == (80.0,)


def test_exam_groups_by_series_in_order_of_number(ct: Callable[..., list[InstanceFacts]]) -> None:
    exam = exam_facts(ct(series_uid="b", series_number=7) + ct(series_uid="a", series_number=3))
    assert [series.uid for series in exam.series] == ["a", "b"]
    assert exam.date == date(2026, 1, 5)
    assert exam.patient_ids == ("001-004",)


def test_real_pet_series(real: Callable[[str], ExamFacts]) -> None:
    series = real("sts_ct_pet_mr/STS_025/PET/image").series[0]
    assert series.slices == 47
    assert series.values("weight_kg") == (66.0,)
    assert series.values("slice_spacing_mm") == (pytest.approx(3.27),)
    assert series.values("uptake_min") == (pytest.approx(96.4),)


numbers = st.one_of(st.none(), st.floats(), st.integers(-5, 5))
texts = st.one_of(st.none(), st.text(max_size=12))


@given(
    st.lists(
        st.builds(
            InstanceFacts, series_uid=texts, modality=texts, study_date=texts, acquisition_time=texts,
            injection_start_time=texts, image_type=st.tuples(st.text(max_size=5)), frames=st.integers(-1, 5),
            rows=st.integers(-1, 600), columns=st.integers(-1, 600), slice_thickness_mm=st.none() | st.floats(),
            pixel_spacing_mm=st.lists(st.floats(), max_size=3).map(tuple), spacing_between_slices_mm=numbers,
            position_mm=st.lists(st.floats(), max_size=3).map(tuple),
            orientation=st.lists(st.floats(), max_size=6).map(tuple),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_strange_instances_never_raise(instances: list[InstanceFacts]) -> None:
    exam = exam_facts(instances)
    assert sum(series.instances for series in exam.series) == len(instances)
