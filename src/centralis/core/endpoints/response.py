"""Best overall response by dates, response and disease control rates with exact limits, duration of response.

Best response rules: `core.criteria.best_response`. Exact limits: Clopper CJ, Pearson ES, Biometrika 1934;26:404-413, as
quantiles of the beta distribution (scipy). Duration of response: first CR or PR to progression or death, responders
only, censored as progression-free survival is (FDA, Clinical Trial Endpoints for the Approval of Cancer Drugs, 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scipy.special import betaincinv

from centralis.core.criteria.best_response import (
    BestResponseRule,
    DayResponse,
    derive_best_overall_response,
)
from centralis.core.endpoints.progression import TimeToEvent

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


def derive_duration_of_response(
    assessments: Sequence[DatedResponse], best: SubjectBestResponse, progression_free: TimeToEvent
) -> TimeToEvent | None:
    """Days from the first CR or PR to the end that progression-free survival found; None for who did not respond.

    With confirmation, the first response that counts is the one that was confirmed: its date is that of the best
    response, or of an earlier PR that was confirmed too; here it is the first CR or PR not later than that date.
    """
    if best.response not in RESPONDING or best.on is None:
        return None
    start = min(one.on for one in assessments if one.response in RESPONDING and _counts(one, best))
    days = (progression_free.on - start).days + 1
    end = "to the event" if progression_free.is_event else "until it was censored"
    sentence = f"Response from {start.isoformat()} {end} on {progression_free.on.isoformat()}: {days} days."
    return TimeToEvent(start, progression_free.on, days, progression_free.is_event, progression_free.rule, sentence)


def _counts(one: DatedResponse, best: SubjectBestResponse) -> bool:
    return best.on is not None and one.on <= best.on
