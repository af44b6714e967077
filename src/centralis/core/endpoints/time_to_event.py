"""Time to an event from declared sources: rows that say in a sentence when they decide, on which date, by what fact.

The shape follows `event_source()`, `censor_source()` and `derive_param_tte()` of the R package admiral (read for this
module): each source is an object with a condition, a date, a description and its provenance. Where admiral takes the
first event, else the last censoring date, a rule set here is a decision table: its rows stand in order and the first
whose condition holds decides, which is what the agencies' tables are. The rule sets stand in `rule_sets`.

Durations count the first day: days = end - start + 1 (ADaM, time-to-event); months are days / 30.4375.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.progression import (
    Dated,
    ReadAssessment,
    SubjectRecord,
    check_record,
    find_progression,
)
from centralis.core.endpoints.survival_data import SurvivalData, check_survival_data

DAYS_PER_MONTH = 30.4375


class Endpoint(StrEnum):
    """Progression-free survival counts deaths as events, time to progression does not."""

    PFS = "pfs"
    TTP = "ttp"


class NewTherapy(StrEnum):
    """What a new anti-cancer therapy before progression does."""

    CENSOR = "censor"
    EVENT = "event"
    IGNORE = "ignore"


class Gap(StrEnum):
    """What an event after missed visits becomes."""

    CENSOR = "censor"
    IGNORE = "ignore"


@dataclass(frozen=True)
class Schedule:
    """How missed visits are seen: by planned days (counted), or by an interval (in time).

    By count: a planned visit is missed when its whole window (planned day +- `window_days`) lies after the last
    adequate assessment and before the event. By time, where no days are planned: the event comes more than
    `missed_visits` x (`interval_days` + `window_days`) after the last adequate assessment. Days count from the start,
    which is day 0.
    """

    missed_visits: int = 2
    window_days: int = 0
    interval_days: int = 0
    planned_days: tuple[int, ...] = ()

    @property
    def allowed_days(self) -> int:
        return self.missed_visits * (self.interval_days + self.window_days)


@dataclass(frozen=True)
class TimeToEvent:
    """A duration: its first and last day, the days with both, event or censored, the row that decided and why.

    `rules` is the name of the rule set, `provenance` where the deciding fact stands.
    """

    start: date
    on: date
    days: int
    is_event: bool
    rule: str
    sentence: str
    subject: str = ""
    provenance: str = ""
    rules: str = ""

    @property
    def months(self) -> float:
        return self.days / DAYS_PER_MONTH


@dataclass(frozen=True)
class Situation:
    """What a row may ask of a subject.

    `event` is the first event of the endpoint (progression, or death where it counts; on one day the progression).
    `last` is the last adequate assessment before the event (of all, without one), `last_until_therapy` the last on or
    before the day new therapy began; the start where there is none. `gap` says in words by how much visits were
    missed between `last` and the event; empty: they were not.
    """

    start: Dated
    progression: Dated | None
    death: Dated | None
    new_therapy: Dated | None
    discontinued: Dated | None
    event: Dated | None
    event_is_death: bool
    is_assessed: bool
    last: Dated
    last_until_therapy: Dated
    gap: str

    @property
    def therapy_came_first(self) -> bool:
        return self.new_therapy is not None and (self.event is None or self.new_therapy.on < self.event.on)


@dataclass(frozen=True)
class EventSource:
    """A row that ends the duration with an event. `date` may rely on `condition`."""

    number: str
    name: str
    sentence: str
    condition: Callable[[Situation], bool]
    date: Callable[[Situation], Dated | None]

    @property
    def is_event(self) -> bool:
        return True


@dataclass(frozen=True)
class CensorSource:
    """A row that censors the duration. `date` may rely on `condition`."""

    number: str
    name: str
    sentence: str
    condition: Callable[[Situation], bool]
    date: Callable[[Situation], Dated | None]

    @property
    def is_event(self) -> bool:
        return False


Source = EventSource | CensorSource


@dataclass(frozen=True)
class RuleSet:
    """A named decision table; the first row whose condition holds decides. `needs_schedule`: it looks at gaps."""

    name: str
    title: str
    citation: str
    confirmed_by: str
    rows: tuple[Source, ...]
    needs_schedule: bool


def derive_time_to_event(
    record: SubjectRecord, rules: RuleSet, schedule: Schedule | None = None, endpoint: Endpoint = Endpoint.PFS
) -> TimeToEvent:
    """When and how a subject's time to progression (or death) ends, by a rule set.

    Raises RecordError for a record that cannot be, StatisticsError for a rule set that censors after missed visits
    when the schedule tells neither planned days nor an interval.
    """
    check_record(record)
    plan = schedule or Schedule()
    if rules.needs_schedule and not plan.planned_days and plan.interval_days <= 0:
        raise StatisticsError(
            f"The rules {rules.name} censor after missed visits; give the trial's planned days or its visit interval."
        )
    situation = _situation(record, plan, endpoint)
    for row in rules.rows:
        end = row.date(situation) if row.condition(situation) else None
        if end is not None:
            return replace(_result(record, row, end, situation), rules=rules.name)
    raise StatisticsError(f"No row of the rules {rules.name} holds for subject {record.subject}.")


def derive_by_source(
    records: Mapping[str, SubjectRecord],
    rules: RuleSet,
    schedule: Schedule | None = None,
    endpoint: Endpoint = Endpoint.PFS,
) -> dict[str, TimeToEvent]:
    """The same subject by several evaluators (`central`, `site`, `reader 1`), each by its own record."""
    return {source: derive_time_to_event(record, rules, schedule, endpoint) for source, record in records.items()}


def collect_times(
    found: Sequence[TimeToEvent], group: Sequence[str] | None = None, stratum: Sequence[str] | None = None
) -> SurvivalData:
    """Subjects' durations in months, as the survival methods take them."""
    return check_survival_data([one.months for one in found], [one.is_event for one in found], group, stratum)


def _situation(record: SubjectRecord, schedule: Schedule, endpoint: Endpoint) -> Situation:
    start = Dated(record.start, "start")
    adequate = [one for one in record.assessments if one.is_adequate and record.has_baseline]
    progression = find_progression(adequate)
    death = record.death
    counts = death is not None and endpoint is Endpoint.PFS
    event_is_death = counts and (progression is None or (death is not None and death.on < progression.on))
    event = death if event_is_death else progression
    last = _last(adequate, event.on if event else None, start)
    therapy = record.new_therapy
    return Situation(
        start=start,
        progression=progression,
        death=death,
        new_therapy=therapy,
        discontinued=record.discontinued,
        event=event,
        event_is_death=event_is_death,
        is_assessed=bool(adequate),
        last=last,
        last_until_therapy=_last(adequate, therapy.on + timedelta(days=1) if therapy else None, start),
        gap=_gap(record.start, last.on, event.on, schedule) if event else "",
    )


def _last(adequate: Sequence[ReadAssessment], before: date | None, start: Dated) -> Dated:
    """The last adequate assessment before a date; the start when there is none."""
    earlier = [one for one in adequate if before is None or one.on < before]
    if not earlier:
        return start
    found = max(earlier, key=lambda one: one.on)
    return Dated(found.on, found.provenance)


def _gap(start: date, last: date, event: date, schedule: Schedule) -> str:
    """By how much too many visits were missed before the event, in words; empty when they were not."""
    if schedule.planned_days:
        first, end = (last - start).days, (event - start).days
        window = schedule.window_days
        missed = [day for day in schedule.planned_days if first < day - window and day + window < end]
        if len(missed) >= schedule.missed_visits:
            days = ", ".join(str(day) for day in missed)
            return f"{len(missed)} planned visits were missed before it (days {days})"
        return ""
    waited = (event - last).days
    if schedule.interval_days > 0 and waited > schedule.allowed_days:
        return f"it came {waited} days after the last adequate assessment, more than {schedule.allowed_days}"
    return ""


def _result(record: SubjectRecord, row: Source, end: Dated, situation: Situation) -> TimeToEvent:
    days = (end.on - record.start).days + 1
    why = row.sentence.format(gap=situation.gap)
    place = f"on {end.on.isoformat()}, day {days}"
    if row.is_event:
        sentence = f"{why} {place}: event."
    elif end.on == record.start:
        sentence = f"{why}: censored at the start."
    else:
        sentence = f"{why}: censored at the last adequate assessment {place}."
    return TimeToEvent(record.start, end.on, days, row.is_event, row.name, sentence, record.subject, end.provenance)
