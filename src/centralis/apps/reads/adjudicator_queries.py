"""What an adjudicator may see: two reads of a case as A and B, why they are compared, the images; no more.

Who read, when, and in which order enrolled stays hidden; the readers' comments too, since a hand is known by its words
(leak L26).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from centralis.apps.action import Caller
from centralis.apps.intake.models import ExamVersion
from centralis.apps.people.queries import trials_of
from centralis.apps.reads import forms, rules, scoring
from centralis.apps.reads.cases import Case, gather, gather_all
from centralis.apps.reads.comparing import subjects_read_by
from centralis.apps.reads.models import Adjudication, AdjudicationState, GlobalRead, Read, ReadingTask, ReadState
from centralis.apps.reads.running.pool import sites_met
from centralis.apps.reads.sheet import Sheet
from centralis.apps.reads.showing import form_of, show_answers

PAGE = "reads.adjudication_page"


@dataclass(frozen=True, slots=True)
class AdjudicationLine:
    """One line of an adjudicator's list."""

    case: str
    token: str


@dataclass(frozen=True, slots=True)
class SidePoint:
    """One time point of one side: what was entered, without the comment, answers, the deciding sentence."""

    name: str
    number: int
    sheet: Sheet
    answers: tuple[tuple[str, str], ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Side:
    """One read of the whole case: its best overall response, or the last value of its score. `is_own`: the adjudicator
    read it anew."""

    letter: str
    is_own: bool
    headline_label: str
    headline: str
    points: tuple[SidePoint, ...]


@dataclass(frozen=True, slots=True)
class AdjudicatorCase:
    """An adjudication as its page shows it. `may_read_anew`: the definition lets the adjudicator read the case anew;
    `own_token`: of the own read, once begun; `is_own_signed`: to its end."""

    name: str
    token: str
    criterion: str
    state: str
    revision: int
    triggers: tuple[Mapping[str, Any], ...]
    sides: tuple[Side, ...]
    choice: str
    reason: str
    may_read_anew: bool
    own_token: str

    @property
    def is_own_signed(self) -> bool:
        return any(one.is_own for one in self.sides)

    @property
    def letters(self) -> tuple[str, ...]:
        """What may be chosen."""
        return tuple(one.letter for one in self.sides)


def own(caller: Caller, token: str) -> Adjudication:
    """Return an adjudication of the caller's trials that is due and nobody else's, or was decided by the caller."""
    related = ("subject", "side_a_task__subject", "side_b_task__subject", "anew_task__subject", "definition")
    rows = _in_reach(caller).select_related(*related)
    row: Adjudication = rows.get(token=token)
    is_mine = row.adjudicator_id == caller.person_id
    is_free = row.state == AdjudicationState.DUE and row.adjudicator_id is None
    if row.state == AdjudicationState.VOID or not (is_mine or is_free):
        raise Adjudication.DoesNotExist
    return row


def of_own_read(task: ReadingTask) -> Adjudication:
    """The adjudication for which a case is read anew. Raises Adjudication.DoesNotExist for any other case."""
    rows = Adjudication.objects.exclude(state=AdjudicationState.VOID)
    row: Adjudication = rows.get(anew_task=task)
    return row


def _in_reach(caller: Caller) -> QuerySet[Adjudication]:
    """The adjudications of the caller's trials, but those of subjects whose case was ever the caller's own, or whose
    site the caller has or had anything to do with (L44)."""
    trials = trials_of(caller, PAGE)
    rows = Adjudication.objects.filter(trial_id__in=trials).exclude(by=rules.CONSENSUS)
    rows = rows.exclude(subject__site_id__in=sites_met(trials, caller.person_id))
    return rows.exclude(subject_id__in=subjects_read_by(caller.person_id))


def worklist(caller: Caller) -> tuple[tuple[AdjudicationLine, ...], tuple[AdjudicationLine, ...]]:
    """Return what waits and what the caller decided, each in an order that says nothing."""
    rows = _in_reach(caller)
    due = rows.filter(Q(adjudicator_id=None) | Q(adjudicator_id=caller.person_id), state=AdjudicationState.DUE)
    done = rows.filter(state=AdjudicationState.DONE, adjudicator_id=caller.person_id).values_list("token", flat=True)
    return _lines(due.values_list("token", flat=True)), _lines(done)


def _lines(tokens: Any) -> tuple[AdjudicationLine, ...]:
    return tuple(
        sorted((AdjudicationLine(rules.name_case(token), token) for token in tokens), key=lambda one: one.case)
    )


def case_of(row: Adjudication) -> AdjudicatorCase:
    """Lay out the two reads side by side as they stand, and the adjudicator's own once it is signed to its end."""
    cases = gather_all([row.side_a_task, row.side_b_task])
    own_read = gather(row.anew_task) if row.anew_task is not None else None
    if own_read is not None and own_read.is_finished:
        cases.append(own_read)
    return lay_out(row, cases)


def lay_out(row: Adjudication, cases: Sequence[Case]) -> AdjudicatorCase:
    """What the page of an adjudication shows of its cases: A's, B's and, where it is signed, the adjudicator's own."""
    sides = tuple(side_of(letter, case) for letter, case in zip(("A", "B", rules.OWN_READ), cases, strict=False))
    return AdjudicatorCase(
        rules.name_case(row.token),
        row.token,
        str(form_of(cases[0])["title"]),
        row.state,
        row.revision,
        _shown_triggers(row, cases[0]),
        sides,
        row.choice,
        row.reason,
        row.by == rules.READ_ANEW,
        row.anew_task.token if row.anew_task is not None else "",
    )


def _shown_triggers(row: Adjudication, case: Case) -> tuple[Mapping[str, Any], ...]:
    """Why the reads are compared; how many days lie between two scans only where dates are not hidden (leak L01)."""
    if not case.hides_dates:
        return tuple(row.triggers)
    return tuple({**one, "sentence": rules.hide_days(one["sentence"], ())} for one in row.triggers)


def version_of(row: Adjudication, number: int) -> ExamVersion:
    """The images of a time point. Raises Read.DoesNotExist for a time point that was not compared."""
    rows = Read.objects.filter(task_id=row.side_a_task_id, state=ReadState.LOCKED).select_related("exam_version__exam")
    read: Read = rows.get(time_point=number)
    return read.exam_version


def side_of(letter: str, case: Case) -> Side:
    """One finished read of a case, without who read it and the comments."""
    reads = [one.read for one in case.places if one.read is not None and one.read.state == ReadState.LOCKED]
    points = [(case.day_of(read.exam_date), read.content) for read in reads]
    values = scoring.criterion_of(case.design).values
    label = f"{values[0].label} at the last time point" if values else "Best overall response"
    headline = case.reading.case(points).headline.replace("_", " ")
    if case.stated is not None:
        headline = _stated(case.stated)
    return Side(letter, letter == rules.OWN_READ, label, headline or "–", tuple(_point(case, read) for read in reads))


def _stated(stated: GlobalRead) -> str:
    """What a reader stated of the whole case, without the reason: a hand is known by its words (leak L26)."""
    at = stated.progression_at
    told = f"progression at {rules.name_time_point(at).lower()}" if at is not None else "no progression"
    return f"{stated.best_overall_response}, {told} (whole case)"


def _point(case: Case, read: Read) -> SidePoint:
    shown = rules.show_assessment(read.assessment, case.days_to(read.time_point), hides_dates=case.hides_dates)
    entered = {name: value for name, value in read.content.items() if name != "comment"}
    sheet = forms.draw(form_of(case), entered, is_baseline=read.time_point == 1, prior={}, is_final=True)
    name = rules.name_time_point(read.time_point)
    return SidePoint(name, read.time_point, sheet, show_answers(case, shown), str(shown["sentence"]))
