"""From signed reads to a subject's outcomes, one for each reader and the central one. Pure.

A reader's result is what the trial's criterion makes of the case (`reader_case`). The central result is one reader's
whole case: the adjudicator's choice or own read, or reader 1's where the reads agree by the definition's conditions.
While something is missing there is no central result, and the outcome says what is missing.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from centralis.apps.outcomes.facts import CENTRAL, CaseFacts, Derived, Rule
from centralis.apps.outcomes.meaning import Meaning
from centralis.apps.outcomes.reader_case import derive_reader
from centralis.core.endpoints.figures import PlotPoint, PlotSubject
from centralis.core.reading.adjudication import ReadOutcome, assess_triggers


class PlottedOutcome(Protocol):
    """What a figure takes of an outcome, derived or stored."""

    time_points: Any
    headline: Any
    progression_date: Any
    basis: Any


def derive_outcomes(facts: CaseFacts, rule: Rule) -> tuple[Derived, ...]:
    """Every source's outcome of one subject: the readers in order, then central. Nothing without a signed read."""
    sides = sorted((side for side in facts.sides if side.reads), key=lambda side: side.number)
    if not sides:
        return ()
    readers = tuple(derive_reader(side, facts.reference, rule) for side in sides)
    return (*readers, _derive_central(readers, facts, rule))


def read_outcome(derived: Derived, meaning: Meaning) -> ReadOutcome:
    """A reader's result in the form that adjudication triggers compare: responses, or a score's values."""
    responses = {str(point["visit"]): str(point["response"]) for point in derived.time_points if point["response"]}
    if meaning.responses is not None:
        return ReadOutcome(derived.source, derived.headline, derived.progression_date, responses)
    key = meaning.measures[0].key
    scores = {str(point["visit"]): point["answers"][key] for point in derived.time_points}
    return ReadOutcome(derived.source, derived.headline, None, responses, scores)


def plot_subject(code: str, outcome: PlottedOutcome, responding: tuple[str, ...], ongoing: bool) -> PlotSubject:
    """A subject for the figures: its time points after baseline that have a response, and its progression."""
    points = outcome.time_points
    drawn = tuple(
        PlotPoint(int(point["day"]), _decimal(point["change_percent"]), str(point["response"]))
        for place, point in enumerate(points)
        if place and point["response"] and point["day"] is not None
    )
    days = [int(point["day"]) for point in points if point["day"] is not None]
    progressed, day_0 = outcome.progression_date, outcome.basis.get("reference_date")
    return PlotSubject(
        subject=code,
        points=drawn,
        best_response=outcome.headline,
        last_day=max(days, default=0),
        is_ongoing=ongoing,
        progression_day=(progressed - date.fromisoformat(day_0)).days if progressed and day_0 else None,
        responding=responding,
    )


def _derive_central(readers: Sequence[Derived], facts: CaseFacts, rule: Rule) -> Derived:
    missing = list(dict.fromkeys(sentence for reader in readers for sentence in reader.missing))
    present = {reader.source for reader in readers}
    missing += [f"reader {n} has signed nothing" for n in range(1, rule.readers + 1) if f"reader {n}" not in present]
    chosen, explanation = (None, "") if missing else _choose(readers, facts, rule)
    if chosen is None and not missing:
        missing.append("the reads differ and the adjudication is not decided")
    verdict = facts.verdict
    signers = (*readers, chosen) if chosen is not None and chosen not in readers else readers
    basis = {
        **rule.named,
        "reference_date": facts.reference.isoformat() if facts.reference else None,
        "reads": [read for reader in signers for read in reader.basis["reads"]],
        "adjudication": None if verdict is None else {"id": verdict.id, "content_sha256": verdict.digest},
        "result_of": chosen.source if chosen else "",
    }
    return Derived(
        source=CENTRAL,
        time_points=chosen.time_points if chosen else (),
        headline=chosen.headline if chosen else "",
        headline_on=chosen.headline_on if chosen else None,
        headline_sentence=chosen.headline_sentence if chosen else "",
        best_change_percent=chosen.best_change_percent if chosen else None,
        progression_date=chosen.progression_date if chosen else None,
        progression_sentence=chosen.progression_sentence if chosen else "",
        explanation=explanation or f"No central result yet: {'; '.join(missing)}.",
        missing=tuple(missing),
        basis=basis,
    )


def _choose(readers: Sequence[Derived], facts: CaseFacts, rule: Rule) -> tuple[Derived | None, str]:
    verdict = facts.verdict
    if len(readers) == 1:
        return readers[0], "One reader reads in this trial; the result is that reader's."
    if verdict is not None and verdict.anew is not None:
        own = derive_reader(verdict.anew, facts.reference, rule)
        return (None, "") if own.missing else (own, f"The adjudicator read the case anew: {verdict.reason}.")
    if verdict is not None:
        chosen = next((one for one in readers if one.source == f"reader {verdict.chosen}"), None)
        because = f": {verdict.reason}" if verdict.reason else ""
        who = "The readers settled on" if verdict.by_consensus else "The adjudicator chose"
        return chosen, f"{who} {chosen.source}{because}." if chosen else ""
    triggers = assess_triggers(rule.triggers, [read_outcome(one, rule.meaning) for one in readers])
    if any(trigger.is_met for trigger in triggers):
        return None, ""
    told = " ".join(trigger.sentence for trigger in triggers) or "The definition asks for no adjudication."
    return readers[0], f"The reads agree; the result is that of {readers[0].source}. {told}"


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
