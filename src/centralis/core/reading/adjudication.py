"""When two reads of a case need a third: the definition's conditions, parsed, evaluated, and explained in a sentence.

The language of `reading.adjudicate.when` has the forms listed in `FORMS`: the first three for response criteria, two
for scores (their headline value), and evaluability for both. A trigger's sentence names no reader and no date, so that
it can stand on the adjudicator's page. Requirement IMG-12.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.criterion import Criterion
from centralis.core.criteria.reading import render_value
from centralis.core.reading.keyed import compute_digest

FORMS = (
    "best_overall_response differs",
    "progression_date differs by more than N days",
    "overall_response differs at any time point",
    "score differs at any time point",
    "score differs by more than N at any time point",
    "evaluability differs at any time point",
)
NOT_EVALUABLE = "NE"

_BEST = re.compile(r"best_overall_response differs")
_DATE = re.compile(r"progression_date differs by more than (\d{1,4}) days?")
_OVERALL = re.compile(r"overall_response differs at any time point")
_EVALUABILITY = re.compile(r"evaluability differs at any time point")
_SCORE = re.compile(r"score differs(?: by more than (\d{1,6}(?:\.\d{1,3})?))? at any time point")


class Variable(StrEnum):
    """What is compared."""

    BEST_OVERALL_RESPONSE = "best_overall_response"
    PROGRESSION_DATE = "progression_date"
    OVERALL_RESPONSE = "overall_response"
    SCORE = "score"
    EVALUABILITY = "evaluability"


class ConditionError(ValueError):
    """A condition that is not of the language; the message says what was found and which forms there are."""


@dataclass(frozen=True)
class Condition:
    """One condition: the variable and, for dates, the number of days that are still alike; for a score, the difference
    that is (None: any other value differs, numbers and words alike)."""

    variable: Variable
    text: str
    tolerance_days: int = 0
    tolerance: Decimal | None = None


@dataclass(frozen=True)
class ReadOutcome:
    """What one reader's whole case came to. `overall_response` and `scores` by time point name; a progression date may
    be absent, a score None where it could not be told."""

    reader: str
    best_overall_response: str
    progression_date: date | None = None
    overall_response: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, float | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Trigger:
    """A condition held against the reads: whether it asks for adjudication, and why, in a sentence."""

    condition: Condition
    is_met: bool
    sentence: str


def parse_condition(text: str) -> Condition:
    """Read one condition; raises ConditionError that names the accepted forms."""
    plain = " ".join(str(text).split())
    if _BEST.fullmatch(plain):
        return Condition(Variable.BEST_OVERALL_RESPONSE, plain)
    if _OVERALL.fullmatch(plain):
        return Condition(Variable.OVERALL_RESPONSE, plain)
    if _EVALUABILITY.fullmatch(plain):
        return Condition(Variable.EVALUABILITY, plain)
    found = _DATE.fullmatch(plain)
    if found:
        return Condition(Variable.PROGRESSION_DATE, plain, int(found.group(1)))
    found = _SCORE.fullmatch(plain)
    if found:
        return Condition(Variable.SCORE, plain, tolerance=Decimal(found.group(1)) if found.group(1) else None)
    forms = "; ".join(f'"{form}"' for form in FORMS)
    raise ConditionError(f'"{text}" is not a condition for adjudication. Accepted are: {forms} (N is a whole number).')


def check_condition(condition: Condition, criterion: Criterion) -> str:
    """Say in a sentence why a criterion cannot meet a condition; empty when it can."""
    if condition.variable is Variable.EVALUABILITY:
        return ""
    if (condition.variable is Variable.SCORE) != (criterion.kind == "score"):
        other = FORMS[3] if criterion.kind == "score" else FORMS[0]
        return f'{criterion.name} is a {criterion.kind}; it has no {condition.variable.value}. Say "{other}".'
    if condition.tolerance is not None and criterion.values[0].codes:
        return f'The value of {criterion.name} is no number, so no difference can be counted. Say "{FORMS[3]}".'
    return ""


def parse_conditions(texts: Sequence[str]) -> tuple[Condition, ...]:
    """Read a definition's list; raises ConditionError for the first that is not of the language or stands twice."""
    conditions = tuple(parse_condition(text) for text in texts)
    seen: set[Variable] = set()
    for condition in conditions:
        if condition.variable in seen:
            raise ConditionError(
                f'"{condition.text}": {condition.variable.value} already has a condition; give one each.'
            )
        seen.add(condition.variable)
    return conditions


def assess_triggers(conditions: Sequence[Condition], reads: Sequence[ReadOutcome]) -> tuple[Trigger, ...]:
    """Hold every condition against the reads of a case. Raises ValueError for fewer than two reads."""
    if len(reads) < 2:
        raise ValueError(f"{len(reads)} read is complete; adjudication compares at least two.")
    rules = {
        Variable.BEST_OVERALL_RESPONSE: _assess_best,
        Variable.PROGRESSION_DATE: _assess_progression,
        Variable.OVERALL_RESPONSE: _assess_overall,
        Variable.SCORE: _assess_score,
        Variable.EVALUABILITY: _assess_evaluability,
    }
    return tuple(rules[condition.variable](condition, reads) for condition in conditions)


def is_adjudication_needed(triggers: Sequence[Trigger]) -> bool:
    """One condition met is enough."""
    return any(trigger.is_met for trigger in triggers)


def draw_sides(seed: bytes, case: str, readers: Sequence[str]) -> tuple[str, ...]:
    """Which reader stands as A, B, ... before the adjudicator: drawn per case, the same each time it is shown."""
    if len(set(readers)) != len(readers):
        raise ValueError("A reader stands twice; each side is another reader's.")
    return tuple(sorted(readers, key=lambda reader: compute_digest(seed, "adjudication sides", case, reader)))


def _assess_best(condition: Condition, reads: Sequence[ReadOutcome]) -> Trigger:
    found = sorted({read.best_overall_response for read in reads})
    if len(found) == 1:
        return Trigger(condition, False, f"Best overall response is the same: {found[0]}.")
    return Trigger(condition, True, f"Best overall response differs: {_join(found)}.")


def _assess_progression(condition: Condition, reads: Sequence[ReadOutcome]) -> Trigger:
    dates = [read.progression_date for read in reads if read.progression_date is not None]
    if not dates:
        return Trigger(condition, False, "No read shows progression.")
    if len(dates) < len(reads):
        return Trigger(condition, True, "Progression is shown by one read and not by the other.")
    apart = (max(dates) - min(dates)).days
    limit = condition.tolerance_days
    if apart > limit:
        return Trigger(condition, True, f"Progression dates are {_days(apart)} apart; more than {_days(limit)} differ.")
    if apart == 0:
        return Trigger(condition, False, "Progression dates are the same.")
    return Trigger(condition, False, f"Progression dates are {_days(apart)} apart; up to {_days(limit)} are alike.")


def _assess_overall(condition: Condition, reads: Sequence[ReadOutcome]) -> Trigger:
    names = list(dict.fromkeys(name for read in reads for name in read.overall_response))
    differing = []
    for name in names:
        found = sorted({read.overall_response.get(name, "not read") for read in reads})
        if len(found) > 1:
            differing.append(f"{name} ({_join(found)})")
    if not differing:
        return Trigger(condition, False, "Overall response is the same at every time point.")
    return Trigger(condition, True, f"Overall response differs at {', '.join(differing)}.")


def _assess_evaluability(condition: Condition, reads: Sequence[ReadOutcome]) -> Trigger:
    names = list(dict.fromkeys(name for read in reads for name in (*read.overall_response, *read.scores)))
    differing = [name for name in names if len({_is_evaluable(read, name) for read in reads}) > 1]
    if not differing:
        return Trigger(condition, False, "Both reads found the same time points evaluable.")
    listed = ", ".join(differing)
    return Trigger(condition, True, f"{listed} could be evaluated by one read and not by the other.")


def _is_evaluable(read: ReadOutcome, name: str) -> bool:
    """A score that could not be told, or a response of NE, is none that was evaluated."""
    if name in read.scores:
        return read.scores[name] is not None
    return read.overall_response.get(name, NOT_EVALUABLE) != NOT_EVALUABLE


def _assess_score(condition: Condition, reads: Sequence[ReadOutcome]) -> Trigger:
    differing = []
    for name in dict.fromkeys(name for read in reads for name in read.scores):
        values = [read.scores.get(name) for read in reads]
        if _do_scores_differ(condition, values):
            shown = sorted({render_value(value) or "none" for value in values})
            differing.append(f"{name} ({_join(shown)})")
    limit = "" if condition.tolerance is None else f" by more than {condition.tolerance:f}"
    if not differing:
        return Trigger(condition, False, f"The score differs{limit} at no time point.")
    return Trigger(condition, True, f"The score differs{limit} at {', '.join(differing)}.")


def _do_scores_differ(condition: Condition, values: Sequence[float | str | None]) -> bool:
    told = [Decimal(str(value)) for value in values if isinstance(value, int | float)]
    if condition.tolerance is None or len(told) < len(values):
        return len(set(values)) > 1
    return max(told) - min(told) > condition.tolerance


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _join(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
