"""Best overall response of a subject from the responses of its time points, with or without confirmation.

Rules:
- RECIST 1.1 (Eisenhauer EA et al, Eur J Cancer 2009;45:228-247), best response over the record up to and including the
  first progression; with confirmation its Table 3, taken from our decision table of it (the paper itself was not
  opened; the 4-week interval was seen in PMC2755245, Table 3).
- Profile `admiral`: the documented rules of `derive_param_bor` and `derive_param_confirmed_bor` of the R package
  admiralonco, which were read for this module; its tests of both, and of `derive_param_confirmed_resp`, are met.
  Ranking CR, PR, SD, NON-CR/NON-PD, PD, NE, MISSING is theirs. Assessments before the reference date do not count
  here; there it is the user's filter that leaves them out.

The profiles differ in one thing: after a complete response, RECIST takes any disease seen again as progression there
(so what comes after does not count), while admiralonco reads each assessment on its own.

Choices that are ours: the minimum duration of stable disease is asked of the assessment that is to count as SD, also
when a PR is followed by SD; PR, CR, PR does not confirm the first PR (disease was seen again after the CR: a person
must look); NED needs no minimum duration. Days count from the reference (start of treatment or randomisation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

RANKING = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE", "ND", "MISSING")
RESPONSES = RANKING[:-1]
"""Codes a time point may carry, best first. ND is an assessment that was not done."""

RESPONDING = frozenset({"CR", "PR"})


class Profile(StrEnum):
    """Whose reading of the confirmation table is used."""

    RECIST = "recist"
    ADMIRAL = "admiral"


@dataclass(frozen=True)
class BestResponseRule:
    """The trial's choices. `confirmation_days` None: no confirmation asked."""

    sd_min_days: int = 42
    confirmation_days: int | None = None
    max_ne: int = 1
    accept_sd: bool = False
    missing_as_ne: bool = False
    profile: Profile = Profile.RECIST


@dataclass(frozen=True)
class DayResponse:
    """The overall response of one time point; `day` counts from the reference date."""

    day: int
    response: str


@dataclass(frozen=True)
class BestResponse:
    """The answer: code, the day of the assessment it rests on (None when there is none), why, and what confirmed it."""

    response: str
    day: int | None
    sentence: str
    confirmed_on_day: int | None = None


def derive_best_overall_response(assessments: Sequence[DayResponse], rule: BestResponseRule) -> BestResponse:
    """Best overall response from responses in any order; those before the reference (day < 0) do not count.

    Raises ValueError for a response that is not in `RESPONSES` and for two responses on one day.
    """
    ordered = _check(assessments)
    record = _until_progression(ordered, rule)
    if not record:
        code = "NE" if rule.missing_as_ne else "MISSING"
        return BestResponse(code, None, f"{code}: there is no assessment on or after the reference date.")
    candidates = [candidate for index in range(len(record)) for candidate in _candidates(record, index, rule)]
    return min(candidates, key=lambda found: (RANKING.index(found.response), found.day or 0))


def derive_first_response(assessments: Sequence[DayResponse], rule: BestResponseRule) -> BestResponse | None:
    """The first CR or PR that counts (with confirmation: that was confirmed), where duration of response begins.

    There is one exactly when the best overall response is CR or PR. Raises ValueError as that function does.
    """
    record = _until_progression(_check(assessments), rule)
    for index, one in enumerate(record):
        if one.response in RESPONDING:
            counting = [found for found in _candidates(record, index, rule) if found.response in RESPONDING]
            if counting:
                return counting[0]
    return None


def _check(assessments: Sequence[DayResponse]) -> list[DayResponse]:
    days: set[int] = set()
    for one in assessments:
        if one.response not in RESPONSES:
            raise ValueError(f"Response {one.response!r} is not known; expected one of {', '.join(RESPONSES)}.")
        if one.day in days:
            raise ValueError(f"Two responses are given for day {one.day}; a day carries one response.")
        days.add(one.day)
    return sorted((one for one in assessments if one.day >= 0), key=lambda one: one.day)


def _until_progression(ordered: Sequence[DayResponse], rule: BestResponseRule) -> list[DayResponse]:
    """The record up to and including the first progression; disease seen again after CR counts as one (RECIST)."""
    record: list[DayResponse] = []
    had_complete = False
    for one in ordered:
        again = had_complete and one.response in ("PR", "SD", "NON-CR/NON-PD")
        if again and rule.profile is Profile.RECIST and rule.confirmation_days is not None:
            record.append(DayResponse(one.day, "PD"))
            break
        record.append(one)
        if one.response == "PD":
            break
        had_complete = had_complete or one.response == "CR"
    return record


def _candidates(record: Sequence[DayResponse], index: int, rule: BestResponseRule) -> list[BestResponse]:
    """What one assessment may stand for as best response: itself, and what it falls back to when it does not hold."""
    one = record[index]
    if one.response in RESPONDING:
        if rule.confirmation_days is None:
            return [BestResponse(one.response, one.day, f"{one.response} on day {one.day}, the best of the record.")]
        return _confirmed(record, index, rule) + _as_stable(one, rule, "was not confirmed")
    if one.response in ("SD", "NON-CR/NON-PD"):
        return _as_stable(one, rule, "")
    if one.response == "PD":
        return [BestResponse("PD", one.day, f"PD on day {one.day}, and nothing better counts before it.")]
    return [BestResponse(one.response, one.day, f"{one.response} on day {one.day}, and nothing better counts.")]


def _as_stable(one: DayResponse, rule: BestResponseRule, why: str) -> list[BestResponse]:
    """SD (or Non-CR/Non-PD) if the assessment is late enough, else NE."""
    code = "NON-CR/NON-PD" if one.response == "NON-CR/NON-PD" else "SD"
    subject = f"{one.response} on day {one.day}" + (f" {why}; it" if why else "")
    if one.day >= rule.sd_min_days:
        return [BestResponse(code, one.day, f"{code}: {subject} meets the minimum of {rule.sd_min_days} days.")]
    return [BestResponse("NE", one.day, f"NE: {subject} is earlier than the minimum of {rule.sd_min_days} days.")]


def _confirmed(record: Sequence[DayResponse], index: int, rule: BestResponseRule) -> list[BestResponse]:
    """The response at `index` if a later assessment confirms it with nothing forbidden in between."""
    one = record[index]
    confirming = {"CR"} if one.response == "CR" else {"CR", "PR"}
    between: list[str] = []
    for later in record[index + 1 :]:
        far_enough = later.day - one.day >= (rule.confirmation_days or 0)
        if later.response in confirming and far_enough and not ("CR" in between and later.response == "PR"):
            sentence = f"{one.response} on day {one.day}, confirmed by {later.response} on day {later.day}."
            return [BestResponse(one.response, one.day, sentence, later.day)]
        between.append(later.response)
        if not _may_stand_between(one.response, between, rule):
            return []
    return []


def _may_stand_between(response: str, between: Sequence[str], rule: BestResponseRule) -> bool:
    if between.count("NE") > rule.max_ne:
        return False
    if response == "CR":
        return all(code in ("CR", "NE") for code in between)
    if "CR" in between and "PR" in between[between.index("CR") :]:
        return False
    stable = 1 if rule.accept_sd else 0
    return all(code in ("CR", "PR", "SD", "NE") for code in between) and between.count("SD") <= stable
