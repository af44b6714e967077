"""Made-up series whose every fact a test can set, and the real ones beside the checkout."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from centralis.core.acquisition import ExamFacts, exam_facts
from centralis.core.dicom.elements import parse
from centralis.core.dicom.facts import InstanceFacts, facts_of

Stacked = Callable[..., list[InstanceFacts]]

CT = InstanceFacts(
    modality="CT", series_uid="1.2.1", study_uid="1.2", series_number=2, series_description="CAP portal venous",
    study_date="20260105", acquisition_date="20260105", acquisition_time="101500", manufacturer="Maker",
    model="Model 1", serial_number="S1", software_version="1.0", body_part="CHESTABDPELVIS", rows=512, columns=512,
    pixel_spacing_mm=(0.8, 0.8), slice_thickness_mm=5.0, orientation=(1, 0, 0, 0, 1, 0), kvp=120.0, kernel="B30f",
    contrast_agent="iodine", patient_sex="F", patient_id="001-004", acquisition_number=1,
)  # fmt: skip


@pytest.fixture
def ct() -> Stacked:
    """Build a CT series: slices at the given heights (mm), any fact replaced by keyword."""

    def build(heights: list[float] | None = None, **facts: object) -> list[InstanceFacts]:
        places = [5.0 * step for step in range(10)] if heights is None else heights
        one = replace(CT, **facts)
        return [
            replace(one, position_mm=(0.0, 0.0, z), sop_instance_uid=f"{one.series_uid}.{place}", instance_number=place)
            for place, z in enumerate(places, 1)
        ]

    return build


@pytest.fixture(scope="session")
def real(shared_data: Path) -> Callable[[str], ExamFacts]:
    """Exam facts of a folder of the shared real data."""

    def read(folder: str) -> ExamFacts:
        files = sorted((shared_data / "trial" / folder).rglob("*.dcm"))
        assert files, folder
        return exam_facts(facts_of(parse(file.read_bytes())) for file in files)

    return read
