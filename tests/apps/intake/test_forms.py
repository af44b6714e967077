"""The transmittal form asks what the visit's modalities need, and no more."""

import pytest

from centralis.apps.intake.forms import TransmittalForm, question

pytestmark = pytest.mark.django_db


def test_a_visit_that_asks_for_ct_alone_is_not_asked_about_pet():
    form = TransmittalForm([], frozenset({"CT"}))
    assert "glucose_mmol_l" not in form.fields
    assert form.fields["modality"].initial == "CT"


@pytest.mark.parametrize("modalities", [frozenset({"PT"}), frozenset()])
def test_pet_and_what_is_not_planned_are_asked_everything(modalities):
    assert "glucose_mmol_l" in TransmittalForm([], modalities).fields


def test_answers_without_a_column_go_together():
    form = TransmittalForm([], frozenset({"PT"}), {"modality": "PT", "glucose_mmol_l": "5.6", "weight_kg": ""})
    assert form.is_valid(), form.errors
    assert form.announced() == {"modality": "PT", "more": {"glucose_mmol_l": 5.6}}


def test_each_answer_has_its_question_in_words():
    assert question("contrast_delay_s") == "Delay after injection (s)"
    assert question("asked_elsewhere") == "asked elsewhere"
