"""Adjudication triggers as the charter words them: parse `progression_date differs by more than 7 days`."""

import re
from dataclasses import dataclass

VARIABLES: dict[str, str] = {
    # Variable → the unit its difference is measured in; empty: it either differs or it does not.
    "best_overall_response": "",
    "overall_response": "",
    "target_response": "",
    "non_target_response": "",
    "new_lesion": "",
    "progression": "",
    "evaluability": "",
    "progression_date": "days",
    "response_date": "days",
    "sum_of_diameters": "%",
    "volume": "%",
    "ejection_fraction": "points",
    "score": "points",
}

_WORDING = re.compile(
    r"(?P<variable>[a-z_]+) differs(?: by more than (?P<amount>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>days?|%|points?))?"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Readers disagree when the variable differs by more than `amount` (0: at all); `text` is the charter's wording."""

    variable: str
    amount: float
    unit: str
    text: str


def parse_trigger(text: str) -> Trigger:
    """Parse one trigger.

    Raises:
        ValueError: with a sentence that says which part is not understood.

    """
    found = _WORDING.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError("The trigger is not understood.")
    variable, amount, unit = found["variable"], found["amount"], found["unit"] or ""
    if variable not in VARIABLES:
        raise ValueError(f"{variable} is not a variable that readers produce.")
    measured = VARIABLES[variable]
    unit = unit if unit in ("", "%") else unit.rstrip("s") + "s"
    if unit and unit != measured:
        raise ValueError(f"{variable} is compared {'in ' + measured if measured else 'as it is, without an amount'}.")
    return Trigger(variable, float(amount or 0), measured, text)
