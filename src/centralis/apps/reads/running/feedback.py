"""After a test case: the reader's read beside the expert's, shown to that reader alone and only when all is signed.

To ask for it is an act: from then on the case is known to this reader (`tested` says what that means for the next
qualification). What is shown is what an adjudicator would be shown of both reads: no name, no comment, no date that the
definition hides. Whatever is no finished test case of the caller's own does not exist.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from centralis.apps.action import Act, Caller, action
from centralis.apps.reads import comparing, forms, rules
from centralis.apps.reads.adjudicator_queries import Side, side_of
from centralis.apps.reads.cases import Case
from centralis.apps.reads.models import Read, ReadingTask, ReadState, ShownComparison, TaskPurpose, TrainingTrial
from centralis.apps.reads.reader_queries import own_task
from centralis.apps.reads.readiness import check_own
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.tested import Given, Tested, gather_given
from centralis.apps.reads.sheet import Cell, Row, Table
from centralis.apps.reads.showing import form_of, show_answer, show_headline
from centralis.apps.reads.viewing.marks import marks_of
from centralis.core.criteria import exact
from centralis.core.reading.adjudication import Trigger, is_adjudication_needed
from centralis.core.reading.feedback import MarkedAt, pair_lesions, place_mark, tell_difference
from centralis.core.reading.marks import MarkKind
from centralis.core.reading.qualification import ReaderDemand
from centralis.core.refusal import Refused

PAGE = "reads.feedback_page"
_UNITS = ("mm", "%")


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing that both told: the reader's words, the expert's, and how far apart two numbers are."""

    label: str
    mine: str
    theirs: str
    difference: str = ""
    is_number: bool = False

    @property
    def is_same(self) -> bool:
        return self.mine == self.theirs


@dataclass(frozen=True, slots=True)
class LesionPair:
    """A lesion as each named it, "" where one of them does not have it, with what both told of it."""

    mine: str
    theirs: str
    told: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """One section of the form: its lesions or sites side by side."""

    label: str
    row_label: str
    heads: tuple[str, ...]
    rows: tuple[LesionPair, ...]


@dataclass(frozen=True, slots=True)
class ComparedPoint:
    """One time point of both reads: the responses, the sentences that decided, the lesions, the rules' answers."""

    number: int
    name: str
    response: Pair
    sentence: Pair
    tables: tuple[ComparedTable, ...]
    answers: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A reader's finished test case with the expert's: what the pages of the comparison are made of."""

    case: Case
    reference: Case
    held: tuple[Trigger, ...]
    shown: ShownComparison | None
    tested: Tested
    demand: ReaderDemand

    @property
    def agrees(self) -> bool:
        return not is_adjudication_needed(self.held)

    @property
    def sides(self) -> tuple[tuple[str, Case], ...]:
        """Both reads with whose they are, the reader's first."""
        return (("You", self.case), ("Expert", self.reference))

    @property
    def triggers(self) -> tuple[dict[str, Any], ...]:
        """The conditions of the trial to be read in words, as an adjudicator would be told them (leak L01)."""
        hides = self.case.hides_dates
        return tuple(
            {"is_met": one.is_met, "sentence": rules.hide_days(one.sentence, ()) if hides else one.sentence}
            for one in self.held
        )


@action("reads.show_comparison")
def show_comparison(do: Act, task: ReadingTask) -> ShownComparison:
    """Show a reader the own signed test case beside the expert's; asked again it is the same."""
    check_own(do, task)
    found = _finished(task)
    if found is None:
        raise Refused(ReadsRefusal.NOT_COMPARABLE)
    if found.shown is not None:
        return found.shown
    digests = {word.lower(): comparing.digests_of(case) for word, case in found.sides}
    return do.create(ShownComparison, task=task, reads=digests, agrees=found.agrees, shown_at=do.at)


def finished(caller: Caller, token: str) -> Finished:
    """The caller's own finished test case behind a token. Raises ReadingTask.DoesNotExist for whatever else it is."""
    found = _finished(own_task(caller, token))
    if found is None:
        raise ReadingTask.DoesNotExist
    return found


def can_compare(case: Case) -> bool:
    """Whether a case is a test case that its reader finished."""
    return case.task.purpose == TaskPurpose.TRAINING and case.is_finished


def compared(found: Finished) -> tuple[tuple[Side, Side], tuple[ComparedPoint, ...]]:
    """Both reads as a whole, and time point by time point."""
    mine, theirs = side_of("You", found.case), side_of("Expert", found.reference)
    marked = (_first_marks(found.case), _first_marks(found.reference))
    pairs = zip(_signed(found.case), _signed(found.reference), strict=False)
    return (mine, theirs), tuple(_point(found, one, other, marked) for one, other in pairs)


def reads_at(found: Finished, number: int) -> list[tuple[str, Read]]:
    """Both signed reads of a time point with whose they are. Raises Read.DoesNotExist where there is none."""
    reads = [(word, read) for word, case in found.sides for read in _signed(case)[number - 1 : number]]
    if number < 1 or not reads:
        raise Read.DoesNotExist
    return [(word, read) for word, read in reads if read.exam_version_id == reads[0][1].exam_version_id]


def _finished(task: ReadingTask) -> Finished | None:
    named = TrainingTrial.objects.select_related("training", "reference").filter(training_id=task.trial_id).first()
    if named is None or task.purpose != TaskPurpose.TRAINING:
        return None
    given: Given = gather_given(named, task.reader_id)
    case = next((one for one in given.given if one.task.pk == task.pk), None)
    held = given.held(case) if case is not None else None
    reference = given.reference_of(case) if case is not None else None
    if case is None or held is None or reference is None:
        return None
    return Finished(case, reference, held, given.shown.get(task.pk), given.of(task.reader_id), given.demand)


def _signed(case: Case) -> list[Read]:
    return [one.read for one in case.places if one.read is not None and one.read.state == ReadState.LOCKED]


def _first_marks(case: Case) -> dict[str, MarkedAt]:
    """Where each lesion was measured first."""
    found: dict[str, MarkedAt] = {}
    for number, read in enumerate(_signed(case), start=1):
        for name, mark in marks_of(read).items():
            if MarkKind(mark.kind).is_diameter:
                found.setdefault(name, place_mark(number, mark.points, float(mark.values.get("long_mm") or 0)))
    return found


def _point(
    found: Finished, mine: Read, theirs: Read, marked: tuple[dict[str, MarkedAt], dict[str, MarkedAt]]
) -> ComparedPoint:
    sides = ((found.case, mine), (found.reference, theirs))
    shown = [
        rules.show_assessment(read.assessment, case.days_to(read.time_point), hides_dates=case.hides_dates)
        for case, read in sides
    ]
    response = [show_headline(case, told) for (case, _read), told in zip(sides, shown, strict=True)]
    sheets = [
        forms.draw(form_of(case), read.content, is_baseline=mine.time_point == 1, prior={}, is_final=True)
        for case, read in sides
    ]
    theirs_by_name = {table.name: table for table in sheets[1].tables}
    tables = [_table(table, theirs_by_name[table.name], marked) for table in sheets[0].tables]
    name = rules.name_time_point(mine.time_point)
    return ComparedPoint(
        mine.time_point,
        name,
        Pair("", response[0], response[1]),
        Pair("", _sentence(shown[0], response[0]), _sentence(shown[1], response[1])),
        tuple(one for one in tables if one.rows),
        tuple(_answers(found.case, *shown)),
    )


def _sentence(told: dict[str, Any], response: str) -> str:
    """The deciding sentence, without the response that stands before it."""
    return str(told["sentence"]).removeprefix(f"{response}: ")


def _answers(case: Case, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Pair]:
    """What the rules answered to both; what they answered to neither is left out."""
    asked = [one for one in form_of(case)["answers"] if one["key"] != "sentence" and one["key"] in mine]
    told = [(one, show_answer(one, mine), show_answer(one, theirs)[1]) for one in asked]
    return [
        Pair(
            label,
            here,
            there,
            _apart(mine.get(one["key"]), theirs.get(one["key"]), one["unit"], is_change="change" in one["key"]),
            one["unit"] in _UNITS,
        )
        for one, (label, here), there in told
        if (here, there) != ("–", "–")
    ]


def _table(
    mine: Table, theirs: Table, marked: tuple[dict[str, MarkedAt], dict[str, MarkedAt]]
) -> ComparedTable:
    here, there = ({row.lesion: row for row in table.rows} for table in (mine, theirs))
    pairs = pair_lesions({name: marked[0].get(name) for name in here}, {name: marked[1].get(name) for name in there})
    rows = tuple(_row(here.get(one), there.get(other)) for one, other in pairs)
    return ComparedTable(mine.label, mine.row_label, mine.heads or theirs.heads, rows)


def _row(mine: Row | None, theirs: Row | None) -> LesionPair:
    cells = zip_longest(mine.cells if mine else (), theirs.cells if theirs else ())
    told = tuple(_cell(one, other) for one, other in cells)
    return LesionPair(mine.label if mine else "", theirs.label if theirs else "", told)


def _cell(mine: Cell | None, theirs: Cell | None) -> Pair:
    words = ["" if one is None else one.value or "–" for one in (mine, theirs)]
    if mine is None or theirs is None:
        return Pair("", words[0], words[1])
    is_number = mine.kind in ("number", "integer")
    apart = _apart(mine.code, theirs.code, mine.unit) if is_number and mine.code and theirs.code else ""
    return Pair(mine.label, words[0], words[1], apart, is_number)


def _apart(mine: Any, theirs: Any, unit: str, *, is_change: bool = False) -> str:
    """The reader's number less the expert's: in mm and percent of the expert's, in points where it is a percentage.

    `is_change`: the numbers tell a change, of which no percentage is told.
    """
    if any(one is None or isinstance(one, bool | list) for one in (mine, theirs)):
        return ""
    try:
        found = tell_difference(Decimal(str(mine)), Decimal(str(theirs)))
    except ArithmeticError:
        return ""
    sign = "+" if found.by > 0 else "−" if found.by < 0 else ""
    if unit == "%":
        return f"{sign}{exact.cut_percent(abs(found.by)).normalize():f} points"
    size = exact.render_mm(abs(found.by)) if unit == "mm" else f"{abs(found.by):f}{' ' + unit if unit else ''}"
    if found.percent is None or unit != "mm" or is_change:
        return f"{sign}{size}"
    return f"{sign}{size} ({sign}{exact.render_percent(found.percent)})"
