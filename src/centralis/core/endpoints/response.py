"""Best overall response by dates, response and disease control rates with exact limits, duration of response.

Best response rules: `core.criteria.best_response`. Exact limits: Clopper CJ, Pearson ES, Biometrika 1934;26:404-413, as
quantiles of the beta distribution (scipy). Duration of response: first CR or PR that counts to progression or death,
responders only, censored as progression-free survival is (FDA, Clinical Trial Endpoints for the Approval of Cancer
Drugs, 2018). Time to response: start to that first response. Both count the first day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scipy.special import betaincinv

from centralis.core.criteria.best_response import (
    BestResponseRule,
    DayResponse,
    derive_best_overall_response,
    derive_first_response,
)
from centralis.core.endpoints.progression import RecordError
from centralis.core.endpoints.time_to_event import TimeToEvent

RESPONDING = frozenset({"CR", "PR"})
CONTROLLED = frozenset({"CR", "PR", "SD", "NON-CR/NON-PD"})


@dataclass(frozen=True)
class DatedResponse:
    """The overall response of one time point and its date."""

    on: date
    response: str


@dataclass(frozen=True)
class SubjectBestResponse:
    """A subject's best overall response, the date of the assessment it rests on (None when there is none), and why."""

    response: str
    on: date | None
    sentence: str


@dataclass(frozen=True)
class Rate:
    """A proportion with its exact confidence limits, all between 0 and 1."""

    responders: int
    subjects: int
    rate: float
    lower: float
    upper: float
    level: float
    method: str = "clopper-pearson"


def derive_best_response(
    assessments: Sequence[DatedResponse], reference: date, rule: BestResponseRule
) -> SubjectBestResponse:
    """Best overall response of one subject; assessments before the reference date do not count.

    Raises ValueError for a response that is not known and for two responses on one date.
    """
    days = [DayResponse((one.on - reference).days, one.response) for one in assessments]
    best = derive_best_overall_response(days, rule)
    on = None if best.day is None else reference + timedelta(days=best.day)
    return SubjectBestResponse(best.response, on, best.sentence)


def compute_rate(responders: int, subjects: int, level: float = 0.95) -> Rate:
    """Proportion with exact (Clopper-Pearson) two-sided limits; raises ValueError for counts that cannot be."""
    if subjects < 1:
        raise ValueError(f"There are {subjects} subjects; a rate needs at least one.")
    if not 0 <= responders <= subjects:
        raise ValueError(f"There are {responders} responders among {subjects} subjects; expected 0 to {subjects}.")
    if not 0 < level < 1:
        raise ValueError(f"The level is {level}; expected a number between 0 and 1, such as 0.95.")
    tail = (1 - level) / 2
    lower = 0.0 if responders == 0 else float(betaincinv(responders, subjects - responders + 1, tail))
    upper = 1.0 if responders == subjects else float(betaincinv(responders + 1, subjects - responders, 1 - tail))
    return Rate(responders, subjects, responders / subjects, lower, upper, level)


def compute_objective_response_rate(best_responses: Sequence[str], level: float = 0.95) -> Rate:
    """CR and PR among all subjects given; the caller gives the population, missing ones as MISSING or NE."""
    return compute_rate(sum(one in RESPONDING for one in best_responses), len(best_responses), level)


def compute_disease_control_rate(best_responses: Sequence[str], level: float = 0.95) -> Rate:
    """CR, PR, SD (which met its minimum duration) and Non-CR/Non-PD among all subjects given."""
    return compute_rate(sum(one in CONTROLLED for one in best_responses), len(best_responses), level)


def derive_response_date(
    assessments: Sequence[DatedResponse], reference: date, rule: BestResponseRule, until: date | None = None
) -> date | None:
    """The date of the first CR or PR that counts (with confirmation: that was confirmed); None for who did not respond.

    `until`: what comes later does not count, such as after the end that progression-free survival found (a response
    after new therapy). Raises ValueError for a response that is not known and for two responses on one date.
    """
    counting = [one for one in assessments if until is None or one.on <= until]
    days = [DayResponse((one.on - reference).days, one.response) for one in counting]
    found = derive_first_response(days, rule)
    return None if found is None or found.day is None else reference + timedelta(days=found.day)


def derive_duration_of_response(response_on: date | None, progression_free: TimeToEvent) -> TimeToEvent | None:
    """Days from the first response to the end that progression-free survival found; None for who did not respond.

    Raises RecordError for a response after that end; `derive_response_date(until=...)` gives none such.
    """
    if response_on is None:
        return None
    if response_on > progression_free.on:
        raise RecordError(
            f"Subject {progression_free.subject}: the response on {response_on.isoformat()} comes after "
            f"progression-free survival ended on {progression_free.on.isoformat()}; it does not count."
        )
    days = (progression_free.on - response_on).days + 1
    end = "to the event" if progression_free.is_event else "until it was censored"
    sentence = f"Response from {response_on.isoformat()} {end} on {progression_free.on.isoformat()}: {days} days."
    return replace(progression_free, start=response_on, days=days, sentence=sentence)


def derive_time_to_response(response_on: date | None, start: date, subject: str = "") -> TimeToEvent | None:
    """Days from the start to the first response, responders only; None for who did not respond."""
    if response_on is None:
        return None
    days = (response_on - start).days + 1
    sentence = f"First response on {response_on.isoformat()}, day {days}."
    return TimeToEvent(start, response_on, days, True, "response", sentence, subject)
