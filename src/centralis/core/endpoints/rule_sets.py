"""Rules of progression-free survival and time to progression as named tables, and the choices a trial makes of them.

FDA: Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, 2007, appendix 3, table A (only
well-documented progression counts), and its 2018 edition. Of table A these were seen in an excerpt of the 2007
document: radiology verified by an independent committee alone, the date is that on which progression was first noted,
deaths are events, deaths after two or more missed visits are censored at the last visit. The other rows are our
decision table of it and await the paper's check.
EMA: Appendix 1 to the guideline on the evaluation of anticancer medicinal products in man (EMA/CHMP/27994/2008/Rev.1,
13 December 2012): progression or death counts whenever it comes, also after missed visits or new therapy. Its
definition of the endpoint was seen; that deviations do not censor is from our decision table.

Choices that are ours: an assessment on the day new therapy begins counts as before it; on that day progression comes
first; in time to progression a death is censored at the last adequate assessment.
"""

from dataclasses import replace

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.progression import Dated
from centralis.core.endpoints.time_to_event import (
    CensorSource,
    EventSource,
    Gap,
    NewTherapy,
    RuleSet,
    Situation,
    Source,
)


def _start(one: Situation) -> Dated:
    return one.start


def _last(one: Situation) -> Dated:
    return one.last


def _event(one: Situation) -> Dated | None:
    return one.event


NO_ASSESSMENT = CensorSource(
    "1",
    "no-assessment",
    "No baseline or no adequate assessment since, and no event",
    lambda one: not one.is_assessed and one.event is None,
    _start,
)
THERAPY_CENSORS = CensorSource(
    "2",
    "new-therapy",
    "New anti-cancer therapy began before progression",
    lambda one: one.therapy_came_first,
    lambda one: one.last_until_therapy,
)
THERAPY_COUNTS = EventSource(
    "2",
    "new-therapy",
    "New anti-cancer therapy began",
    lambda one: one.therapy_came_first,
    lambda one: one.new_therapy,
)
GAP_CENSORS = CensorSource(
    "3",
    "missed-visits",
    "Progression or death does not count, since {gap}",
    lambda one: one.gap != "",
    _last,
)
EARLY_DEATH = EventSource(
    "4", "death", "Death before the first assessment", lambda one: one.event_is_death and not one.is_assessed, _event
)
PROGRESSION = EventSource(
    "5",
    "progression",
    "Progression was first seen",
    lambda one: one.event is not None and not one.event_is_death,
    _event,
)
DEATH = EventSource("6", "death", "Death", lambda one: one.event_is_death, _event)
DEATH_CENSORS = CensorSource(
    "7",
    "death-without-progression",
    "Death without progression is no event of time to progression",
    lambda one: one.death is not None,
    _last,
)
DISCONTINUED = CensorSource(
    "8",
    "discontinued",
    "Discontinued or lost without documented progression",
    lambda one: one.discontinued is not None,
    _last,
)
NO_EVENT = CensorSource("9", "no-progression", "No progression and no death", lambda one: True, _last)

_FDA_ROWS: tuple[Source, ...] = (
    NO_ASSESSMENT,
    THERAPY_CENSORS,
    GAP_CENSORS,
    EARLY_DEATH,
    PROGRESSION,
    DEATH,
    DEATH_CENSORS,
    DISCONTINUED,
    NO_EVENT,
)
_EMA_ROWS = tuple(row for row in _FDA_ROWS if row not in (THERAPY_CENSORS, GAP_CENSORS))

FDA_2007_A = RuleSet(
    "fda-2007-a",
    "FDA 2007, appendix 3, table A: documented progression alone",
    "FDA, Guidance for Industry: Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, May 2007, "
    "appendix 3, table A",
    "rows 4, 5, 6 and, for deaths, row 3 (an excerpt of the document)",
    _FDA_ROWS,
    needs_schedule=True,
)
FDA_2018_A = replace(
    FDA_2007_A,
    name="fda-2018-a",
    title="FDA 2018, table A: documented progression alone",
    citation="FDA, Guidance for Industry: Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, "
    "December 2018",
    confirmed_by="",
)
EMA_2012 = RuleSet(
    "ema-2012",
    "EMA 2012: every progression and death counts",
    "EMA, Appendix 1 to the guideline on the evaluation of anticancer medicinal products in man, "
    "EMA/CHMP/27994/2008/Rev.1, December 2012",
    "rows 4 to 6 (the definition of the endpoint)",
    _EMA_ROWS,
    needs_schedule=False,
)
RULE_SETS = {one.name: one for one in (FDA_2007_A, FDA_2018_A, EMA_2012)}


def find_rules(name: str) -> RuleSet:
    """A rule set by its name; raises StatisticsError with the names there are."""
    if name not in RULE_SETS:
        raise StatisticsError(f"There are no rules {name!r}; expected one of {', '.join(RULE_SETS)}.")
    return RULE_SETS[name]


def choose(rules: RuleSet, new_therapy: NewTherapy, gap: Gap) -> RuleSet:
    """The rule set with the trial's own choices in place of its rows 2 and 3 (sensitivity analyses)."""
    first = [row for row in rules.rows if row.number == "1"]
    rest = [row for row in rules.rows if row.number > "3"]
    if new_therapy is NewTherapy.CENSOR:
        first = [*first, THERAPY_CENSORS]
    elif new_therapy is NewTherapy.EVENT:
        first = [THERAPY_COUNTS, *first]
    if gap is Gap.CENSOR:
        first = [*first, GAP_CENSORS]
    name = f"{rules.name}, new therapy: {new_therapy}, missed visits: {gap}"
    return replace(rules, name=name, rows=(*first, *rest), needs_schedule=gap is Gap.CENSOR)
