"""Run one check on one made-up exam."""

from collections.abc import Callable

import pytest

from centralis.core.acquisition import (
    CATALOGUE,
    CheckContext,
    ExamFacts,
    Finding,
    Requirement,
    SeriesRequirement,
    exam_facts,
)
from centralis.core.acquisition.assignment import assign
from centralis.core.acquisition.registry import Case
from centralis.core.dicom.facts import InstanceFacts

Run = Callable[..., list[Finding]]


@pytest.fixture
def run() -> Run:
    """`run(check, instances or exam, series requirement, context, modality)` → findings of that check alone."""

    def one(
        name: str,
        exam: ExamFacts | list[InstanceFacts],
        wanted: SeriesRequirement | Requirement | None = None,
        context: CheckContext | None = None,
        modality: str = "CT",
    ) -> list[Finding]:
        facts = exam if isinstance(exam, ExamFacts) else exam_facts(exam)
        asked = wanted
        if not isinstance(asked, Requirement):
            asked = Requirement("ct_cap", modality, series=(asked or SeriesRequirement("axial"),))
        return CATALOGUE[name](Case(facts, asked, context or CheckContext(), assign(facts, asked)))

    return one
