"""A subject's times by its central result: to progression, to response, of response; by named rules. Pure.

The codes of every criterion are brought to those that `core.endpoints` knows: a response is CR or PR, stable disease
SD, not evaluable NE; a progression is PD from the day on which it counts by the criterion (`progression_day`), and one
that is not confirmed yet is an assessment like SD. Only imaging is kept here: no death, no new therapy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from centralis.apps.outcomes.meaning import Meaning
from centralis.core.criteria.best_response import BestResponseRule
from centralis.core.endpoints.progression import ReadAssessment, SubjectRecord
from centralis.core.endpoints.response import (
    DatedResponse,
    derive_duration_of_response,
    derive_response_date,
    derive_time_to_response,
)
from centralis.core.endpoints.time_to_event import RuleSet, Schedule, TimeToEvent, derive_time_to_event

_COMPLETE = frozenset({"CR", "CRi", "sCR", "iCR", "irCR", "CMR"})


@dataclass(frozen=True, slots=True)
class Settled:
    """A subject with a central result: its day 0, headline, best change in percent, progression, stored time points,
    and the parameters that the criterion was read with."""

    subject: str
    day_0: date
    headline: str
    best_change: float | None
    progressed: date | None
    time_points: Sequence[Mapping[str, Any]]
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SubjectTimes:
    """What one rule set makes of a subject: the time to progression or censoring; of a responder the time to response
    and its duration."""

    progression_free: TimeToEvent
    to_response: TimeToEvent | None
    of_response: TimeToEvent | None


def derive_times(one: Settled, meaning: Meaning, rules: RuleSet, schedule: Schedule) -> SubjectTimes:
    """A subject's times by a rule set. Raises ValueError for a record that cannot be."""
    ends = derive_time_to_event(record_of(one, meaning), rules, schedule)
    response_on = find_response(one, meaning, ends.on)
    return SubjectTimes(
        progression_free=ends,
        to_response=derive_time_to_response(response_on, one.day_0, one.subject),
        of_response=derive_duration_of_response(response_on, ends),
    )


def record_of(one: Settled, meaning: Meaning) -> SubjectRecord:
    """The subject's record in the codes of `core.endpoints`; the baseline is no assessment."""
    found: list[ReadAssessment] = []
    is_over = False
    for point in one.time_points[1:]:
        on = date.fromisoformat(point["on"])
        if on < one.day_0 or not point["response"]:
            continue
        shown = meaning.shows_progression(point["response"])
        counts = one.progressed is not None and on >= one.progressed and shown and not is_over
        is_over = is_over or counts
        code = "PD" if counts else _plain(point["response"], meaning)
        back = one.progressed if counts and one.progressed != on else None
        found.append(ReadAssessment(on, code, back, f"{point['name']}, {point['signed_by']}"))
    return SubjectRecord(one.subject, one.day_0, tuple(found), has_baseline=bool(one.time_points))


def find_response(one: Settled, meaning: Meaning, until: date) -> date | None:
    """The date of the first response that counts, confirmed where the criterion asks for it; None without one.

    A criterion that says of each response whether it lasted (`confirmed`, `confirmed_as`) is taken at its word; for
    the others the confirmation of the trial's parameters is asked for, as `core.endpoints.response` does.
    """
    if one.headline not in meaning.responding:
        return None
    after = [point for point in one.time_points[1:] if one.day_0 <= date.fromisoformat(point["on"]) <= until]
    said = [point for point in after if _lasted(point, meaning)]
    if any("confirmed" in point["answers"] or "confirmed_as" in point["answers"] for point in after):
        return date.fromisoformat(said[0]["on"]) if said else None
    dated = [DatedResponse(date.fromisoformat(point["on"]), _plain(point["response"], meaning)) for point in after]
    return derive_response_date(dated, one.day_0, _best_response_rule(one.parameters), until)


def _lasted(point: Mapping[str, Any], meaning: Meaning) -> bool:
    answers = point["answers"]
    if "confirmed_as" in answers:
        return answers["confirmed_as"] in meaning.responding
    return point["response"] in meaning.responding and answers.get("confirmed") is not False


def _best_response_rule(parameters: Mapping[str, Any]) -> BestResponseRule:
    """The confirmation that the parameters ask for, as the criteria themselves take them; other choices at their
    published default."""
    days = parameters.get("confirmation_days")
    is_asked = parameters.get("confirm", True) and days is not None
    return BestResponseRule(
        sd_min_days=int(parameters.get("sd_min_days", 42)),
        confirmation_days=int(days) if is_asked and days is not None else None,
        max_ne=int(parameters.get("max_ne", 1)),
        accept_sd=bool(parameters.get("accept_sd", False)),
    )


def _plain(code: str, meaning: Meaning) -> str:
    if code in meaning.responding:
        return "CR" if code in _COMPLETE else "PR"
    if code == "NE":
        return "NE"
    return "NED" if code == "NED" else "SD"
