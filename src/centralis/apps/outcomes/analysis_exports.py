"""What is computed over a trial as lines of tables: endpoints, times, values by visit, agreement, discordance.

Every line says its method, its parameters as JSON and the versions of what computed it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from centralis.apps.outcomes.agreement import compare_numbers, compare_progressions, compare_words
from centralis.apps.outcomes.analysis import Analysis, settled_of, versions, watch
from centralis.apps.outcomes.discordance import count_adjudication, find_discordant
from centralis.apps.outcomes.endpoint_table import (
    CONF_TYPE,
    LEVEL,
    RulesResult,
    derive_by_rules,
    response_rates,
    time_row,
)
from centralis.apps.outcomes.values import points_of, summarise_by_visit
from centralis.core.agreement.coefficient import Coefficient, Interval
from centralis.core.agreement.discordance import Share

Cells = Sequence[object]
_HOW = ("method", "parameters", "software")


def endpoint_lines(data: Analysis) -> Iterator[Cells]:
    """The table of endpoints: rates with exact limits, median times with theirs."""
    yield ("endpoint", "among", "unit", "counted_or_events", "subjects", "estimate", "lower", "upper", "remark", *_HOW)
    meaning, settled = data.found.meaning, settled_of(data.found)
    headlines = [one.headline for one in settled]
    for population in (None, len(data.found.subjects)) if headlines else ():
        for one in response_rates(headlines, meaning, population):
            how = _how(data, "clopper-pearson", {"codes": list(one.codes), "level": LEVEL})
            counts = (one.rate.responders, one.rate.subjects)
            yield (one.name, one.among, "percent", *counts, *_rounded(one.percent, one.lower, one.upper), "", *how)
    for result in _results(data) if meaning.responses else ():
        how = _how(data, "kaplan-meier", _rules(data, result) | {"conf_type": CONF_TYPE.value, "level": LEVEL})
        for line in result.lines:
            numbers = _rounded(line.median, line.lower, line.upper)
            yield (line.name, "subjects with a central result", "months", line.events, line.subjects, *numbers,
                   line.reason, *how)  # fmt: skip


def time_lines(data: Analysis) -> Iterator[Cells]:
    """Every subject's times by every rule set, with the row that decided and its sentence."""
    yield (
        "subject", "rules", "start", "until", "days", "months", "end", "row", "sentence", "provenance",
        "days_to_response", "days_of_response", "response_ends_with", *_HOW,
    )  # fmt: skip
    for result in _results(data) if data.found.meaning.responses else ():
        how = _how(data, "time-to-event", _rules(data, result))
        for subject, times in result.times.items():
            ends, lasting = times.progression_free, times.of_response
            row = time_row(ends)
            yield (
                subject, result.rules.name, ends.start, row["on"], row["days"], round(ends.months, 4), row["end"],
                row["rule"], row["sentence"], row["provenance"], times.to_response.days if times.to_response else None,
                lasting.days if lasting else None, "" if lasting is None else time_row(lasting)["end"], *how,
            )  # fmt: skip


def value_lines(data: Analysis) -> Iterator[Cells]:
    """A score's measures by visit: summaries of numbers, counts of words."""
    yield (
        "measure", "visit", "visit_name", "what", "subjects", "mean", "standard_deviation", "median", "smallest",
        "largest", "mean_lower", "mean_upper", *_HOW,
    )  # fmt: skip
    how = _how(data, "mean, student-t interval", {"level": LEVEL})
    rows = [row for row in data.found.settled if row.central is not None]
    for measure in () if data.found.meaning.responses else data.found.meaning.measures:
        points = [one for row in rows if row.central for one in
                  points_of(row.subject.code, row.central.time_points, measure)]  # fmt: skip
        for visit in summarise_by_visit(points, measure):
            for word, count in visit.counts:
                yield (measure.title, visit.visit, visit.name, f"value {word}", count, *[None] * 7, *how)
            for what, found in (("value", visit.values), ("change from first value", visit.changes)):
                if found is not None:
                    yield (
                        measure.title, visit.visit, visit.name, what, found.count,
                        *_rounded(found.mean, found.deviation, found.median, found.smallest, found.largest,
                                  found.lower, found.upper), *how,
                    )  # fmt: skip


def agreement_lines(data: Analysis) -> Iterator[Cells]:
    """Every coefficient of agreement, and the rates of discordance and of adjudication."""
    yield ("variable", "first", "second", "statistic", "cases", "estimate", "lower", "upper", "remark", *_HOW)
    meaning = data.found.meaning
    for words in compare_words(data.cases, meaning):
        names = (words.variable, words.pair.first, words.pair.second)
        for one in (words.percent, words.kappa, words.weighted):
            if one is not None:
                yield (*names, one.method, one.cases, *_coefficient(one), *_how(data, one.method, one.parameters))
    for numbers in compare_numbers(data.cases, meaning):
        names = (numbers.measure.title, numbers.pair.first, numbers.pair.second)
        if numbers.icc is not None:
            icc = numbers.icc
            how = _how(data, "icc", {"form": icc.form.value, "level": LEVEL})
            yield (*names, icc.form.title, len(numbers.pair.said), *_estimated(icc.estimate, icc.interval),
                   icc.reason, *how)  # fmt: skip
        if numbers.limits is not None:
            limits = numbers.limits
            how = _how(data, limits.method, {"agreement": limits.agreement, "level": LEVEL})
            for what, value, interval in (
                ("bias", limits.bias, limits.bias_interval),
                ("lower limit of agreement", limits.lower, limits.lower_interval),
                ("upper limit of agreement", limits.upper, limits.upper_interval),
            ):
                yield (*names, what, limits.cases, *_estimated(value, interval), limits.reason, *how)
    yield from _rates(data)


def discordance_lines(data: Analysis) -> Iterator[Cells]:
    """Every variable in which two readers of a subject differ, and what became of the subject."""
    yield ("subject", "first", "second", "variable", "first_said", "second_said", "adjudication", "reason", *_HOW)
    how = _how(data, "comparison of signed reads", {"criterion": data.found.meaning.criterion})
    for one in find_discordant(data.cases, data.found.meaning, data.judged):
        judged = one.judged
        state = "not asked for" if judged is None else judged.chosen or "due"
        for found in one.differences:
            yield (one.subject, one.first, one.second, found.what, found.first, found.second, state,
                   judged.reason if judged else "", *how)  # fmt: skip


def reader_lines(data: Analysis) -> Iterator[Cells]:
    """What to look at, reader by reader."""
    yield ("reader", "question", "answer", "in_words", "estimate", "lower", "upper", *_HOW)
    found = watch(data)
    limits = asdict(found.limits) | {"tolerance": None if found.tolerance is None else str(found.tolerance)}
    how = _how(data, "reader monitoring", limits)
    for monitor in found.monitors:
        for one in monitor.findings:
            numbers = _rounded(one.estimate, one.lower, one.upper)
            yield (one.reader, one.measure, one.flag.value, one.sentence, *numbers, *how)


def _rates(data: Analysis) -> Iterator[Cells]:
    tolerance = data.plan.progression_tolerance_days
    how = _how(data, "early-and-late-discrepancy", {"tolerance_days": tolerance, "level": LEVEL})
    for one in compare_progressions(data.cases, tolerance) if data.found.meaning.responses else ():
        for word, share in (
            ("early discrepancy rate", one.found.early),
            ("late discrepancy rate", one.found.late),
            ("whether differs", one.found.discordant_status),
        ):
            yield ("Progression", one.first, one.second, word, *_share(share), *how)
    found = count_adjudication(data.cases, data.judged)
    if found is None:
        return
    how = _how(data, "adjudication-rate", {"level": LEVEL})
    yield ("Adjudication", "", "", "asked for", *_share(found.rate), *how)
    for cause in found.causes:
        yield ("Adjudication", "", "", f"cause: {cause.cause}", *_share(cause.share), *how)
    for reader in found.readers:
        yield ("Adjudication", reader.reader, "", "overruled", *_share(reader.overruled), *how)


def _results(data: Analysis) -> list[RulesResult]:
    settled, plan = settled_of(data.found), data.plan
    return [derive_by_rules(settled, data.found.meaning, rules, plan.schedule, plan.endpoint) for rules in plan.rules]


def _rules(data: Analysis, result: RulesResult) -> dict[str, Any]:
    schedule = data.plan.schedule
    return {
        "rules": result.rules.name,
        "missed_visits": schedule.missed_visits,
        "planned_days": list(schedule.planned_days),
        "window_days": schedule.window_days,
    }


def _how(data: Analysis, method: str, parameters: Any) -> Cells:
    found = {"criterion": data.found.meaning.criterion, **parameters}
    software = ", ".join(f"{name} {number}" for name, number in versions().items())
    return (method, json.dumps(found, sort_keys=True), software)


def _coefficient(one: Coefficient) -> Cells:
    return (*_estimated(one.estimate, one.interval), one.reason)


def _estimated(estimate: float | None, interval: Interval | None) -> Cells:
    return _rounded(estimate, interval.lower if interval else None, interval.upper if interval else None)


def _share(share: Share) -> Cells:
    rate = share.rate
    if rate is None:
        return (0, None, None, None, share.reason)
    return (rate.subjects, *_rounded(rate.rate, rate.lower, rate.upper), "")


def _rounded(*numbers: float | None) -> Cells:
    return [None if one is None else round(one, 6) for one in numbers]


#: table → its lines, the heading first
TABLES: dict[str, Callable[[Analysis], Iterator[Cells]]] = {
    "endpoints": endpoint_lines,
    "times": time_lines,
    "values": value_lines,
    "agreement": agreement_lines,
    "discordance": discordance_lines,
    "readers": reader_lines,
}
