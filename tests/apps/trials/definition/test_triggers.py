"""Adjudication triggers as the charter words them."""

import pytest

from centralis.apps.trials.definition.triggers import Trigger, parse_trigger


@pytest.mark.parametrize(
    ("text", "variable", "amount", "unit"),
    [("best_overall_response differs", "best_overall_response", 0, ""),
     ("progression_date differs by more than 7 days", "progression_date", 7, "days"),
     ("progression_date  differs by more than 1 day", "progression_date", 1, "days"),
     ("sum_of_diameters differs by more than 12.5 %", "sum_of_diameters", 12.5, "%"),
     ("score differs by more than 1 point", "score", 1, "points")],
)  # fmt: skip
@pytest.mark.req("IMG-12")
def test_understood(text: str, variable: str, amount: float, unit: str) -> None:
    assert parse_trigger(text) == Trigger(variable, amount, unit, text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("readers disagree", "The trigger is not understood."),
     ("mood differs", "mood is not a variable that readers produce."),
     ("progression_date differs by more than 7 %", "progression_date is compared in days."),
     ("best_overall_response differs by more than 3 days",
      "best_overall_response is compared as it is, without an amount.")],
)  # fmt: skip
def test_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_trigger(text)
    assert str(caught.value) == sentence
