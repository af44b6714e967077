"""From signed reads to a subject's outcomes, one for each reader and the central one. Pure.

A reader's responses are those that were signed. Best overall response: `core.endpoints.response` with the trial's
parameters (confirmation, minimum duration of stable disease), over the record up to the first progression; a PD that
dates back to an equivocal lesion's first sighting ends the record there, as in `core.criteria.recist_1_1.case`.
The central result is one reader's whole case: the adjudicator's choice, or reader 1's where the reads agree by the
definition's conditions. While something is missing there is no central result, and the outcome says what is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from centralis.core.criteria.best_response import BestResponseRule
from centralis.core.endpoints.figures import PlotPoint, PlotSubject, derive_waterfall
from centralis.core.endpoints.progression import ReadAssessment, derive_progression_date
from centralis.core.endpoints.response import DatedResponse, SubjectBestResponse, derive_best_response
from centralis.core.reading.adjudication import Condition, ReadOutcome, assess_triggers

CENTRAL = "central"


@dataclass(frozen=True, slots=True)
class SignedRead:
    """One signed read of one time point: what the criterion made of it (JSON), the digest its signature binds, and who
    signed it when with which meaning (21 CFR 11.50)."""

    id: str
    digest: str
    visit: str
    name: str
    on: date
    assessment: Mapping[str, Any]
    signed_by: str = ""
    signed_at: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One reader's case: the signed reads in any order, and the names of time points that wait for this reader."""

    number: int
    reads: tuple[SignedRead, ...]
    unsigned: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return f"reader {self.number}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An adjudication: the reader chosen (None: it is still due), why, and the digest its signature binds."""

    id: str
    chosen: int | None
    digest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """The trial's choices. `named` goes into the basis as it stands: criterion, edition, parameters, versions."""

    best: BestResponseRule
    readers: int
    triggers: tuple[Condition, ...]
    named: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A subject's case: the reference date (day 0; None: not known yet), what each reader signed, the adjudication."""

    reference: date | None
    sides: tuple[Side, ...]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """One source's result; the fields are the columns of `Outcome`. Changes in percent of the baseline sum."""

    source: str
    time_points: tuple[Mapping[str, Any], ...]
    best_response: str
    best_response_on: date | None
    best_response_sentence: str
    best_change_percent: Decimal | None
    progression_date: date | None
    progression_sentence: str
    explanation: str
    missing: tuple[str, ...]
    basis: Mapping[str, Any]


def derive_outcomes(facts: CaseFacts, rule: Rule) -> tuple[Derived, ...]:
    """Every source's outcome of one subject: the readers in order, then central. Nothing without a signed read."""
    sides = sorted((side for side in facts.sides if side.reads), key=lambda side: side.number)
    if not sides:
        return ()
    readers = tuple(_derive_reader(side, facts.reference, rule) for side in sides)
    return (*readers, _derive_central(readers, facts, rule))


def read_outcome(derived: Derived) -> ReadOutcome:
    """A reader's result in the form that adjudication triggers compare."""
    responses = {str(point["visit"]): str(point["response"]) for point in derived.time_points if point["response"]}
    return ReadOutcome(derived.source, derived.best_response, derived.progression_date, responses)


def plot_subject(code: str, derived_points: Sequence[Mapping[str, Any]], best: str, ongoing: bool) -> PlotSubject:
    """A subject for the figures, from stored time points: those after baseline that have a response."""
    points = tuple(
        PlotPoint(int(point["day"]), _decimal(point["change_percent"]), str(point["response"]))
        for point in derived_points
        if point["response"] and point["day"] is not None
    )
    days = [int(point["day"]) for point in derived_points if point["day"] is not None]
    return PlotSubject(code, points, best, max(days, default=0), is_ongoing=ongoing)


def _derive_reader(side: Side, reference: date | None, rule: Rule) -> Derived:
    reads = sorted(side.reads, key=lambda read: (read.on, read.visit))
    points = tuple(_time_point(read, reference) for read in reads)
    progressed, sentence = _progression(reads)
    missing = [f"{side.source} has not signed {name}" for name in side.unsigned]
    best = None
    if reference is None:
        missing.append("the date of day 0 (the trial's anchor) is not entered")
    else:
        try:
            best = derive_best_response(_record(reads, progressed), reference, rule.best)
        except ValueError as fault:
            missing.append(f"{side.source}: no best overall response, since {fault}")
    return Derived(
        source=side.source,
        time_points=points,
        best_response=best.response if best else "",
        best_response_on=best.on if best else None,
        best_response_sentence=_with_dates(best, reference),
        best_change_percent=_best_change(points),
        progression_date=progressed,
        progression_sentence=sentence,
        explanation=f"As {side.source} signed it.",
        missing=tuple(missing),
        basis={**rule.named, "reference_date": _iso(reference), "reads": _named(side.source, reads)},
    )


def _derive_central(readers: Sequence[Derived], facts: CaseFacts, rule: Rule) -> Derived:
    missing = list(dict.fromkeys(sentence for reader in readers for sentence in reader.missing))
    present = {reader.source for reader in readers}
    missing += [f"reader {n} has signed nothing" for n in range(1, rule.readers + 1) if f"reader {n}" not in present]
    chosen, explanation = (None, "") if missing else _choose(readers, facts.verdict, rule)
    if chosen is None and not missing:
        missing.append("the reads differ and the adjudication is not decided")
    verdict = facts.verdict
    basis = {
        **rule.named,
        "reference_date": _iso(facts.reference),
        "reads": [read for reader in readers for read in reader.basis["reads"]],
        "adjudication": None if verdict is None else {"id": verdict.id, "content_sha256": verdict.digest},
        "result_of": chosen.source if chosen else "",
    }
    return Derived(
        source=CENTRAL,
        time_points=chosen.time_points if chosen else (),
        best_response=chosen.best_response if chosen else "",
        best_response_on=chosen.best_response_on if chosen else None,
        best_response_sentence=chosen.best_response_sentence if chosen else "",
        best_change_percent=chosen.best_change_percent if chosen else None,
        progression_date=chosen.progression_date if chosen else None,
        progression_sentence=chosen.progression_sentence if chosen else "",
        explanation=explanation or f"No central result yet: {'; '.join(missing)}.",
        missing=tuple(missing),
        basis=basis,
    )


def _choose(readers: Sequence[Derived], verdict: Verdict | None, rule: Rule) -> tuple[Derived | None, str]:
    if len(readers) == 1:
        return readers[0], "One reader reads in this trial; the result is that reader's."
    if verdict is not None:
        chosen = next((one for one in readers if one.source == f"reader {verdict.chosen}"), None)
        because = f": {verdict.reason}" if verdict.reason else ""
        return chosen, f"The adjudicator chose {chosen.source}{because}." if chosen else ""
    triggers = assess_triggers(rule.triggers, [read_outcome(one) for one in readers])
    if any(trigger.is_met for trigger in triggers):
        return None, ""
    said = " ".join(trigger.sentence for trigger in triggers) or "The definition asks for no adjudication."
    return readers[0], f"The reads agree; the result is that of {readers[0].source}. {said}"


def _time_point(read: SignedRead, reference: date | None) -> dict[str, Any]:
    """A time point as the outcome keeps it: plain JSON values, each named with its unit."""
    found = read.assessment
    return {
        "visit": read.visit,
        "name": read.name,
        "on": read.on.isoformat(),
        "day": None if reference is None else (read.on - reference).days,
        "response": found.get("overall") or "",
        "target": found.get("target") or "",
        "non_target": found.get("non_target") or "",
        "new_lesion": bool(found.get("new_lesion")),
        "sum_mm": found.get("sum_of_diameters_mm"),
        "nadir_mm": found.get("nadir_mm"),
        "change_percent": found.get("change_from_baseline_percent"),
        "sentence": found.get("sentence") or "",
        "read": read.id,
        "read_sha256": read.digest,
        "signed_by": read.signed_by,
        "signed_at": read.signed_at,
        "meaning": read.meaning,
    }


def _counts_from(read: SignedRead) -> date | None:
    """The date a PD counts from; the case's own days are turned into dates by their distance."""
    day, own = read.assessment.get("progression_day"), read.assessment.get("day")
    if not isinstance(day, int) or not isinstance(own, int):
        return None
    return read.on + timedelta(days=day - own)


def _progression(reads: Sequence[SignedRead]) -> tuple[date | None, str]:
    found = [ReadAssessment(one.on, one.assessment.get("overall") or "", _counts_from(one)) for one in reads]
    progressed = derive_progression_date(found)
    if progressed is None:
        return None, "No read shows progression."
    deciding = min(
        (one for one in reads if one.assessment.get("overall") == "PD"),
        key=lambda one: (_counts_from(one) or one.on, one.on),
    )
    back = "" if progressed == deciding.on else f", counted back to {progressed.isoformat()}"
    return progressed, f"PD at {deciding.name} on {deciding.on.isoformat()}{back}. {deciding.assessment['sentence']}"


def _record(reads: Sequence[SignedRead], progressed: date | None) -> list[DatedResponse]:
    """What counts for the best response: everything before the progression's date, then the progression."""
    record = [
        DatedResponse(one.on, one.assessment["overall"])
        for one in reads
        if one.assessment.get("overall") and (progressed is None or one.on < progressed)
    ]
    return record if progressed is None else [*record, DatedResponse(progressed, "PD")]


def _with_dates(best: SubjectBestResponse | None, reference: date | None) -> str:
    if best is None or reference is None:
        return ""
    return f"{best.sentence} Day 0 is {reference.isoformat()}."


def _best_change(points: Sequence[Mapping[str, Any]]) -> Decimal | None:
    rows = derive_waterfall([plot_subject("", points, "", ongoing=False)])
    return Decimal(str(rows[0].best_change_percent)) if rows else None


def _named(source: str, reads: Sequence[SignedRead]) -> list[dict[str, str]]:
    return [{"id": one.id, "source": source, "visit": one.visit, "content_sha256": one.digest} for one in reads]


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
