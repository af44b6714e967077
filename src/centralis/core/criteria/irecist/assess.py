"""Responses by iRECIST over a whole history, best overall response (iBOR) and the day of progression."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from centralis.core.criteria import best_response, exact
from centralis.core.criteria.best_response import BestResponseRule, DayResponse, Profile
from centralis.core.criteria.irecist import tables
from centralis.core.criteria.irecist.facts import Facts, read_facts
from centralis.core.criteria.irecist.model import Assessment, Parameters, TimePoint
from centralis.core.criteria.irecist.series import (
    Series,
    Step,
    compute_new_growth,
    compute_target_growth,
    decide,
)

RANKING = ("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NED", "NE", "iUPD", "iCPD")
"""Codes of a time point, best first."""

_PROGRESSION = ("iUPD", "iCPD")
_RECIST = {code: recist for recist, code in tables.CODES.items() if code and recist} | {"iCPD": "PD"}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first, each from itself and what stands before it."""
    done: list[Assessment] = []
    read: list[Facts] = []
    series: Series | None = None
    for index in range(len(history)):
        held = parameters.sticky_pr and _is_response_held(done, parameters)
        facts = read_facts(history[: index + 1], read, held, parameters)
        read.append(facts)
        if index == 0:
            done.append(_write_baseline(facts))
            continue
        step = decide(facts, series, _derive_progression_day(history[: index + 1], facts, parameters), parameters)
        done.append(_write(facts, step, series))
        series = step.series
    return tuple(done)


def _is_response_held(done: Sequence[Assessment], parameters: Parameters) -> bool:
    """Whether a target response stands since the last iUPD or iCPD, confirmed if confirmation is asked (EORTC)."""
    days: list[int] = []
    for one in done:
        if one.overall in _PROGRESSION:
            days = []
        elif one.target_by_sum in ("CR", "PR"):
            days.append(one.day)
    least = parameters.confirmation_days if parameters.confirm else 0
    return bool(days) and days[-1] - days[0] >= least


def _derive_progression_day(history: Sequence[TimePoint], facts: Facts, parameters: Parameters) -> int:
    """The day an iUPD of this time point counts from: a new lesion's first sighting, also when it was equivocal."""
    if not parameters.date_back_equivocal:
        return facts.day
    fresh = facts.seen - facts.accepted
    earlier = [point.day for point in _since_last_seen(history, fresh)]
    return min([facts.day, *earlier])


def _since_last_seen(history: Sequence[TimePoint], names: frozenset[str]) -> list[TimePoint]:
    """The unbroken run of earlier time points, latest first, at which one of these lesions stood as equivocal."""
    found: list[TimePoint] = []
    for point in reversed(history[1:-1]):
        states = [one for one in point.new_lesions if one.id in names and one.state.value != "absent"]
        if not any(one.certainty.value == "equivocal" for one in states):
            break
        found.append(point)
    return found


def _write_baseline(facts: Facts) -> Assessment:
    return _write(facts, Step("", ("BASELINE",), None), None)


def _write(facts: Facts, step: Step, before: Series | None) -> Assessment:
    """The answer; before: the iUPD that was open until now, of which the sentence still speaks when it has ended."""
    total, series = facts.burden.sum_of_diameters, step.series
    is_baseline = step.rules == ("BASELINE",)
    is_progression = step.overall in _PROGRESSION
    return Assessment(
        day=facts.day,
        sum_of_diameters_mm=total,
        measured_part_mm=facts.burden.measured_part,
        baseline_mm=facts.baseline_mm,
        nadir_mm=facts.nadir_mm,
        change_from_baseline_percent=None if is_baseline else _change(total, facts.baseline_mm),
        change_from_nadir_percent=_change(total, facts.nadir_mm),
        target=None if is_baseline else tables.CODES[facts.target.response],
        non_target=None if is_baseline else tables.CODES[facts.non_target],
        new_lesion=bool(facts.seen),
        new_lesion_count=len(facts.seen),
        new_target_sum_mm=exact.compute_sum(facts.new_values.values()) if facts.new_values else None,
        unconfirmed_since_day=series.day if series else None,
        further_increase_mm=compute_target_growth(facts, series) if series else None,
        new_further_increase_mm=compute_new_growth(facts, series) if series else None,
        progression_day=series.progression_day if series and is_progression else None,
        target_by_sum=None if is_baseline else facts.target.by_sum,
        overall=None if is_baseline else step.overall,
        reasons=() if is_baseline or not is_progression else step.rules,
        rule=step.rules[0],
        sentence=_render(facts, step, before),
    )


def _change(value: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if value is None or reference is None else exact.compute_change_percent(value, reference)


def _render(facts: Facts, step: Step, series: Series | None) -> str:
    """Response, every reason, then the numbers: sum, baseline, nadir, and growth since the open iUPD."""
    said = " ".join(tables.RULES[rule] for rule in step.rules)
    text = f"{step.overall}: {said}" if step.overall else said
    if facts.burden.values:
        missing = f" (not evaluated: {', '.join(facts.burden.missing)})" if facts.burden.missing else ""
        text += f" Sum measured {exact.render_mm(facts.burden.measured_part)}{missing}"
        if facts.baseline_mm is not None and step.overall:
            text += f", baseline {exact.render_mm(facts.baseline_mm)}"
        text += f", nadir {exact.render_mm(facts.nadir_mm)}." if facts.nadir_mm is not None else "."
    if facts.seen:
        text += f" New lesions there: {', '.join(sorted(facts.seen))}."
    if series is not None:
        text += f" The iUPD of day {series.day} lies {facts.day - series.day} days back."
        text += _render_growth("target sum", compute_target_growth(facts, series))
        text += _render_growth("new target sum", compute_new_growth(facts, series))
    return text


def _render_growth(what: str, growth: Decimal | None) -> str:
    if growth is None:
        return ""
    if growth == 0:
        return f" Since then the {what} is unchanged."
    return f" Since then the {what} is {exact.render_mm(abs(growth))} {'larger' if growth > 0 else 'smaller'}."


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """iBOR; the day of progression; whether it was confirmed; the day of the first iUPD, settled or not.

    Progression counts from the iUPD that was confirmed first, provided no better response stood between; otherwise
    from one that is last in the record and never settled (unless the trial says no).
    """
    confirmed = next((one for one in done if one.overall == "iCPD"), None)
    first = next((one.progression_day for one in done if one.overall == "iUPD"), None)
    told = [one for one in done if one.overall not in (None, "NE")]
    last = told[-1] if told and told[-1].overall == "iUPD" and parameters.unconfirmed_counts else None
    event = confirmed or last
    return {
        "best_overall_response": derive_best_overall_response(done, parameters),
        "progression_day": event.progression_day if event else None,
        "progression_confirmed": confirmed is not None,
        "first_unconfirmed_day": first,
    }


def derive_best_overall_response(done: Sequence[Assessment], parameters: Parameters) -> str:
    """iBOR: the best of the record up to the first iCPD; an iUPD hinders no later response, and counts if alone.

    Minimum duration of iSD and confirmation of iCR and iPR are those of RECIST 1.1, each assessment read on its own
    (Seymour 2017, Table 3, example 1: an iPR may follow an iCR).
    """
    record = [
        DayResponse(one.day - parameters.reference_day, _RECIST[one.overall])
        for one in done
        if one.overall is not None and one.overall != "iUPD"
    ]
    rule = BestResponseRule(
        sd_min_days=parameters.sd_min_days,
        confirmation_days=parameters.confirmation_days if parameters.confirm else None,
        missing_as_ne=True,
        profile=Profile.ADMIRAL,
    )
    best = best_response.derive_best_overall_response(record, rule).response
    if best == "PD":
        return "iCPD"
    if best == "NE" and any(one.overall == "iUPD" for one in done):
        return "iUPD"
    return tables.CODES[best] or best
