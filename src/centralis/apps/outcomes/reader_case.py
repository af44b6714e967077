"""One reader's case: from the time points that were signed to the result that the criterion gives. Pure.

The criterion assesses the whole case anew from what was entered. A time point whose response is not the signed one is
either settled by a later scan (a confirmation asked for, a flare), then both are kept, or the rules are not those it
was signed under; then there is no result until the reader has looked again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from centralis.apps.outcomes.facts import Derived, Rule, Side, SignedRead, Stated
from centralis.apps.outcomes.meaning import Meaning, find_value
from centralis.core.criteria.reading import CaseResult, Entered, render_value

_NO_ANCHOR = "the date of day 0 (the trial's anchor) is not entered"


def derive_reader(side: Side, reference: date | None, rule: Rule) -> Derived:
    """The outcome of one reader with at least one signed read."""
    reads = sorted(side.reads, key=lambda read: (read.on, read.visit))
    day_0 = reference or reads[0].on
    entered: list[Entered] = [((one.on - day_0).days, one.entries) for one in reads]
    missing = [f"{side.source} has not signed {name}" for name in side.unsigned]
    if reference is None:
        missing.append(_NO_ANCHOR)
    result: CaseResult | None = None
    try:
        result = rule.reading.case(entered)
    except ValueError as fault:
        missing.append(f"{side.source}: no result, since {fault}")
    if result is not None:
        missing += _signed_otherwise(side.source, reads, entered, result, rule)
    points = _time_points(reads, reference, result, rule.meaning)
    counts = result if reference is not None else None
    progressed = _progression_date(counts, day_0)
    if side.stated is not None and counts is not None:
        counts = replace(counts, headline=side.stated.best_overall_response)
        progressed = side.stated.progressed
    return Derived(
        source=side.source,
        time_points=points,
        headline=counts.headline if counts else "",
        headline_on=_headline_on(counts, points, day_0),
        headline_sentence=_headline_sentence(counts, reference, rule.meaning, side.stated),
        best_change_percent=best_change(points, progressed),
        progression_date=progressed,
        progression_sentence=_progression_sentence(points, progressed, rule.meaning),
        explanation=f"As {side.source} {'stated the whole case' if side.stated else 'signed it'}.",
        missing=tuple(missing),
        basis={
            **rule.named,
            "reference_date": reference.isoformat() if reference else None,
            "reads": [
                {"id": one.id, "source": side.source, "visit": one.visit, "content_sha256": one.digest} for one in reads
            ]
            + _stated_basis(side),
        },
    )


def _stated_basis(side: Side) -> list[dict[str, str]]:
    """The global read among what an outcome rests on."""
    one = side.stated
    line = {"source": side.source, "visit": "the whole case"}
    return [] if one is None else [{"id": one.id, **line, "content_sha256": one.digest}]


def best_change(points: Sequence[Mapping[str, Any]], progressed: date | None) -> Decimal | None:
    """The largest decrease (or smallest increase) from baseline in percent, up to and including the progression."""
    last = progressed.isoformat() if progressed else ""
    found = [
        Decimal(str(point["change_percent"]))
        for place, point in enumerate(points)
        if place and point["change_percent"] is not None and (not last or point["on"] <= last)
    ]
    return min(found) if found else None


def said(assessment: Mapping[str, Any], meaning: Meaning) -> str:
    """What an assessment says in a word: the response, or the headline value of a score; "" for none."""
    if meaning.responses is not None:
        return str(assessment.get("overall") or "")
    return render_value(find_value(assessment, meaning.measures[0].key)) or "" if meaning.measures else ""


def _signed_otherwise(
    source: str, reads: Sequence[SignedRead], entered: Sequence[Entered], result: CaseResult, rule: Rule
) -> list[str]:
    """The time points that were signed with another response than the rules give on what was known then."""
    faults = []
    for place, (one, now) in enumerate(zip(reads, result.overall, strict=True)):
        signed = said(one.assessment, rule.meaning)
        if signed == (now or ""):
            continue
        then = rule.reading.case(entered[: place + 1]).overall[-1] or ""
        if signed != then:
            faults.append(
                f"{source} signed {one.name} as {signed or 'baseline'} and the rules in force give "
                f"{then or 'baseline'}: the read must be reopened"
            )
    return faults


def _time_points(
    reads: Sequence[SignedRead], reference: date | None, result: CaseResult | None, meaning: Meaning
) -> tuple[Mapping[str, Any], ...]:
    """Every time point as the outcome keeps it: plain JSON values, each named with its unit or by its key."""
    points: list[dict[str, Any]] = []
    for place, one in enumerate(reads):
        found = result.time_points[place] if result is not None else one.assessment
        value = find_value(found, meaning.measure.key) if meaning.measure else None
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        first = points[0]["value"] if points else None
        is_compared = first is not None and number is not None and meaning.measure and not meaning.measure.is_change
        points.append(
            {
                "visit": one.visit,
                "name": one.name,
                "on": one.on.isoformat(),
                "day": None if reference is None else (one.on - reference).days,
                "response": said(found, meaning),
                "signed_as": said(one.assessment, meaning),
                "value": number,
                "change": _minus(number, first) if is_compared else None,
                "change_percent": find_value(found, meaning.change),
                "answers": _answers(found, meaning),
                "sentence": str(found.get("sentence") or ""),
                "read": one.id,
                "read_sha256": one.digest,
                "signed_by": one.signed_by,
                "signed_at": one.signed_at,
                "meaning": one.meaning,
            }
        )
    return tuple(points)


def _minus(value: float | None, first: float | None) -> float | None:
    return None if value is None or first is None else float(Decimal(str(value)) - Decimal(str(first)))


def _answers(found: Mapping[str, Any], meaning: Meaning) -> dict[str, Any]:
    """Everything an assessment says besides its response and sentence, and every measure, by key."""
    keys = [key for key, _label, _unit in meaning.answers if key not in ("overall", "sentence")]
    keys += [one.key for one in meaning.measures if one.key not in keys]
    return {key: find_value(found, key) for key in keys}


def _progression_date(result: CaseResult | None, day_0: date) -> date | None:
    if result is None or result.progression_day is None:
        return None
    return day_0 + timedelta(days=result.progression_day)


def _headline_on(result: CaseResult | None, points: Sequence[Mapping[str, Any]], day_0: date) -> date | None:
    """The day a headline rests on: as the criterion says, else the first time point that says the same, of a score
    the last."""
    if result is None or not result.headline:
        return None
    day = result.summary.get("best_overall_response_day")
    if day is not None:
        return day_0 + timedelta(days=int(day))
    same = [date.fromisoformat(point["on"]) for point in points if point["response"] == result.headline]
    if not same:
        return None
    return same[-1] if result.kind == "score" else next((on for on in same if on >= day_0), same[0])


def _headline_sentence(
    result: CaseResult | None, reference: date | None, meaning: Meaning, stated: Stated | None
) -> str:
    if result is None or reference is None or not result.headline:
        return ""
    if stated is not None:
        why = f": {stated.reason}" if stated.reason else ""
        return f"{result.headline}, as stated of the whole case{why}. Day 0 is {reference.isoformat()}."
    if meaning.responses is None:
        label = meaning.measures[0].title
        return f"{label} at the last time point that has one. Day 0 is {reference.isoformat()}."
    told = str(result.summary.get("best_overall_response_sentence") or f"{result.headline}: the best of the record.")
    return f"{told} Day 0 is {reference.isoformat()}."


def _progression_sentence(points: Sequence[Mapping[str, Any]], progressed: date | None, meaning: Meaning) -> str:
    if meaning.responses is None:
        return "A score has no progression."
    if progressed is None:
        return "No read shows progression."
    codes = meaning.responses.progression + meaning.responses.unconfirmed
    showing = [point for point in points if point["response"] in codes and point["on"] >= progressed.isoformat()]
    if not showing:
        return f"Progression counts from {progressed.isoformat()}."
    first = showing[0]
    back = "" if first["on"] == progressed.isoformat() else f", counted back to {progressed.isoformat()}"
    return f"{first['response']} at {first['name']} on {first['on']}{back}. {first['sentence']}"
