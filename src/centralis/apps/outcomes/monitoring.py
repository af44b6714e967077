"""What a project manager should look at, reader by reader: agreement, its course, adjudication lost. Pure.

A case is a time point that another reader of the subject signed too. Two reads agree where the response is the same; of
a score where the values are no farther apart than the definition's condition allows. Periods are months of signing;
while all work is of one month, runs of five cases.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from centralis.apps.outcomes.agreement import ReaderCase, both_read
from centralis.core.agreement.adjudication import AdjudicationSummary
from centralis.core.agreement.charts import draw_control_chart, draw_drift
from centralis.core.agreement.control_chart import Period, build_control_chart, track_drift
from centralis.core.agreement.monitoring import (
    MonitoringFinding,
    MonitoringLimits,
    assess_adjudication_loss,
    assess_agreement,
    assess_chart,
    assess_drift,
    assess_repeated_categories,
    assess_repeated_numbers,
)
from centralis.core.endpoints.chart import Chart

RUN = 5
Alike = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Compared:
    """One time point of a reader held against another reader's: when it was signed, and whether they agree."""

    signed_at: str
    case: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """One time point that a reader read twice without knowing: what was said each time, and the numbers if any."""

    reader: str
    case: str
    first: str
    second: str
    numbers: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ReaderMonitor:
    """One reader: how many cases could be compared, the findings in words, the charts."""

    reader: str
    agreed: int
    cases: int
    findings: tuple[MonitoringFinding, ...]
    charts: tuple[Chart, ...]


def agrees_within(tolerance: Decimal | None) -> Alike:
    """Two time points agree where they say the same, or their numbers are no farther apart than a tolerance."""

    def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        first, second = one["value"], other["value"]
        if tolerance is None or first is None or second is None:
            return bool(one["response"] == other["response"])
        return abs(Decimal(str(first)) - Decimal(str(second))) <= tolerance

    return alike


def compare_reads(cases: Sequence[ReaderCase], alike: Alike, after_baseline: bool) -> dict[str, list[Compared]]:
    """Reader → every time point that another reader signed too, in the order of signing."""
    found: dict[str, list[Compared]] = {}
    first = 1 if after_baseline else 0
    for one, other in both_read(cases):
        theirs = {point["visit"]: point for point in other.time_points[first:] if point["response"]}
        for point in one.time_points[first:]:
            match = theirs.get(point["visit"])
            if match is None or not point["response"]:
                continue
            case, agreed = f"{one.subject} {point['name']}", alike(point, match)
            found.setdefault(one.reader, []).append(Compared(point["signed_at"], case, agreed))
            found.setdefault(other.reader, []).append(Compared(match["signed_at"], case, agreed))
    return {reader: sorted(rows, key=lambda row: (row.signed_at, row.case)) for reader, rows in sorted(found.items())}


def monitor_readers(
    compared: Mapping[str, Sequence[Compared]],
    adjudication: AdjudicationSummary | None,
    limits: MonitoringLimits,
    repeats: Sequence[Repeat] = (),
    unit: str = "",
) -> list[ReaderMonitor]:
    """Findings and charts of every reader with a case to compare; by name. `unit`: of the repeats' numbers."""
    losses = assess_adjudication_loss(adjudication, limits) if adjudication else ()
    return [
        _monitor(
            reader,
            rows,
            [*(one for one in losses if one.reader == reader), *_repeated(reader, repeats, limits, unit)],
            limits,
        )
        for reader, rows in compared.items()
    ]


def _repeated(reader: str, repeats: Sequence[Repeat], limits: MonitoringLimits, unit: str) -> list[MonitoringFinding]:
    """Whether a reader answers and measures alike when a case comes again."""
    own = [one for one in repeats if one.reader == reader]
    numbers = {one.case: one.numbers for one in own if one.numbers is not None}
    if not own:
        return []
    told = [assess_repeated_categories(reader, [(one.first, one.second) for one in own], limits)]
    return [*told, *(assess_repeated_numbers(reader, numbers, limits, unit) if numbers else ())]


def _monitor(
    reader: str, rows: Sequence[Compared], further: Sequence[MonitoringFinding], limits: MonitoringLimits
) -> ReaderMonitor:
    agreed = sum(row.agreed for row in rows)
    periods = _periods(rows)
    chart = build_control_chart(reader, periods)
    findings = [assess_agreement(reader, agreed, len(rows), limits), *further]
    charts = [draw_control_chart(chart, "time points that two readers signed")] if len(periods) > 1 else []
    if len(rows) >= limits.fewest:
        drift = track_drift(reader, [(row.case, row.agreed) for row in rows], limits.least_agreement)
        findings[1:1] = [assess_chart(chart), assess_drift(drift)]
        charts.append(draw_drift(drift, "time points in the order of signing"))
    return ReaderMonitor(reader, agreed, len(rows), tuple(findings), tuple(charts))


def _periods(rows: Sequence[Compared]) -> list[Period]:
    months = [(month, list(found)) for month, found in groupby(rows, key=lambda row: row.signed_at[:7])]
    if len(months) == 1:
        runs = [rows[start : start + RUN] for start in range(0, len(rows), RUN)]
        months = [(f"cases {RUN * place + 1} to {RUN * place + len(run)}", list(run)) for place, run in enumerate(runs)]
    return [Period(name, sum(row.agreed for row in found), len(found)) for name, found in months]
