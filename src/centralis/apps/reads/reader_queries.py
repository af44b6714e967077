"""What a blinded reader may see: the worklist, a case, a time point; each built from an allow-list, never cut down.

`derive_reader_facts` decides by the definition's `blinded_to` which facts pass. Whatever is not the caller's does not
exist: DoesNotExist, as for what was never there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.people.queries import trials_of
from centralis.apps.reads import entering, forms, rules, signing
from centralis.apps.reads.cases import Case, Place, gather, gather_all
from centralis.apps.reads.designs.on_request import subjects_first
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import Read, ReadingTask, ReadState, TaskPurpose
from centralis.apps.reads.running.pool import covers, standing_holds
from centralis.apps.reads.sheet import Sheet as DrawnSheet
from centralis.apps.reads.showing import Scored, form_of, score
from centralis.apps.reads.viewing import hanging
from centralis.core.reading.blinding import derive_reader_facts, parse_blinding
from centralis.core.reading.keyed import compute_digest
from centralis.core.reading.time_points import Access

CASE_PAGE = "reads.case_page"
_LABELS = {
    "site": "Site", "subject": "Subject", "sex": "Sex", "visit": "Visit", "acquired_on": "Scanned on",
    "trial_day": "Day of the trial",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorklistLine:
    """One case of a reader's list: its neutral name and what is to be done."""

    case: str
    token: str
    todo: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """Cases to read, in the sealed order, and cases with nothing to do now, which can be looked at."""

    due: tuple[WorklistLine, ...]
    signed: tuple[WorklistLine, ...]


@dataclass(frozen=True, slots=True)
class ReaderTimePoint:
    """One time point that its reader may know of. `state` is new, open or signed."""

    number: int
    name: str
    state: str
    is_reopened: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReaderCase:
    """One case as its reader sees it."""

    name: str
    token: str
    criterion: str
    facts: tuple[tuple[str, str], ...]
    time_points: tuple[ReaderTimePoint, ...]
    whole: str


@dataclass(frozen=True, slots=True)
class Pane:
    """One time point's images beside the form."""

    label: str
    number: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A time point opened by its reader: the form, what the rules say of it, the panes.

    `description` is the form as the browser checks it: sections with fields, limits and conditions.
    """

    point: ReaderTimePoint
    revision: int
    sheet: DrawnSheet
    scored: Scored
    panes: tuple[Pane, ...]
    description: tuple[Mapping[str, Any], ...]


def own_task(caller: Caller, token: str) -> ReadingTask:
    """Return the caller's own case behind a token."""
    rows = ReadingTask.every.select_related("subject", "reader", "trial")
    task: ReadingTask = rows.get(token=token, reader_id=caller.person_id, ended_at__isnull=True)
    if task.trial_id not in trials_of(caller, CASE_PAGE):
        raise ReadingTask.DoesNotExist
    return task


def worklist(caller: Caller) -> Worklist:
    """Return the caller's cases, each trial's in the order that its sealed seed gives to this reader."""
    due, signed = [], []
    for case, writable, is_held in _in_order(caller):
        name = rules.name_case(case.task.token)
        if writable is not None:
            verb = "Continue" if writable.is_open else "Read"
            due.append(WorklistLine(name, case.task.token, f"{verb} {writable.name.lower()}"))
        elif not is_held and case.global_opening.access is Access.WRITE:
            due.append(WorklistLine(name, case.task.token, "State the whole case"))
        elif any(one.opening.access is Access.VIEW for one in case.places):
            signed.append(WorklistLine(name, case.task.token, "Signed so far"))
    return Worklist(tuple(due), tuple(signed))


def due_cases(caller: Caller) -> list[tuple[Case, Place]]:
    """The caller's cases with a time point to read now, in the order of the worklist, each with that time point."""
    return [(case, place) for case, place, _is_held in _in_order(caller) if place is not None]


def _in_order(caller: Caller) -> list[tuple[Case, Place | None, bool]]:
    """The caller's cases in their order: the time point that may be written now, if any; whether a hold stands."""
    trials = trials_of(caller, "reads.worklist_page")
    rows = ReadingTask.every.filter(reader_id=caller.person_id, trial_id__in=trials, ended_at__isnull=True)
    rows = rows.exclude(purpose=TaskPurpose.ANEW)  # these stand on the adjudicator's list
    holds = standing_holds(trials)
    first = subjects_first(trials)
    cases = gather_all(list(rows.select_related("subject", "reader", "trial")))
    found: list[tuple[Case, Place | None, bool]] = []
    for case in sorted(cases, key=lambda one: (not goes_first(one.task, first), *_place_in_order(one))):
        task = case.task
        is_held = any(one.trial_id == task.trial_id and covers(one, task.reader_id, task.subject_id) for one in holds)
        writable = None if is_held else next((one for one in case.places if one.is_writable), None)
        found.append((case, writable, is_held))
    return found


def goes_first(task: ReadingTask, first: set[UUID]) -> bool:
    """Whether somebody waits for a case: a site that reported progression, or that wants to enrol. The list looks the
    same for both (leak L30)."""
    return task.subject_id in first or task.purpose == TaskPurpose.ELIGIBILITY


def _place_in_order(case: Case) -> tuple[bytes, int, str]:
    task = case.task
    group = compute_digest(token_key(), "trial order", str(task.reader_id), str(task.trial_id))
    return group, task.batch, task.order_key


def case_of(caller: Caller, token: str) -> ReaderCase:
    """Return one of the caller's cases; time points that are not open are not mentioned."""
    return show_case(gather(own_task(caller, token)))


def show_case(case: Case) -> ReaderCase:
    """Pick what a reader may see of a case."""
    subject = case.task.subject
    facts = {"task": case.task.token, "criterion": case.design.criterion, "subject": subject.code, "sex": subject.sex}
    points = tuple(_show_point(case, one) for one in case.places if one.opening.access is not Access.CLOSED)
    title = str(form_of(case)["title"])
    name, shown = rules.name_case(case.task.token), _picked(case, facts)
    return ReaderCase(name, case.task.token, title, shown, points, _whole(case))


def _whole(case: Case) -> str:
    """Where the statement of the whole case is: new, signed or, while it can't be made, nothing."""
    return {Access.WRITE: "new", Access.VIEW: "signed", Access.CLOSED: ""}[case.global_opening.access]


def _show_point(case: Case, place: Place) -> ReaderTimePoint:
    state = "signed" if place.opening.access is Access.VIEW else "open" if place.is_open else "new"
    read = place.read
    facts: dict[str, object] = {"time_point": place.name, "acquired_on": place.on}
    if read is not None:
        facts |= {"visit": read.visit.name, "trial_day": case.day_of(read.exam_date)}
    reopened = read is not None and read.supersedes_id is not None and state != "signed"
    return ReaderTimePoint(place.number, place.name, state, reopened, _picked(case, facts))


def _picked(case: Case, facts: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    picked = derive_reader_facts(facts, parse_blinding(case.design.blinded_to))
    return tuple((_LABELS[key], str(value)) for key, value in picked.items() if key in _LABELS and value)


def opened(caller: Caller, token: str, number: int) -> tuple[Case, Read]:
    """Return a time point that the caller has opened or signed. Raises Read.DoesNotExist for any other."""
    case = gather(own_task(caller, token))
    place = case.place(number)
    if place.read is None or not place.is_open:
        raise Read.DoesNotExist
    place.read.task = case.task
    return case, place.read


def begun(caller: Caller, token: str, number: int) -> Read:
    """Return a time point that the caller has opened or signed, without the case around it: for the many small saves
    of the viewer, whose actions look at the whole case themselves. Raises Read.DoesNotExist for any other."""
    task = own_task(caller, token)
    rows = Read.every.filter(task=task, time_point=number, state__in=(ReadState.OPEN, ReadState.LOCKED))
    read: Read = rows.select_related("exam_version__exam", "definition", "visit").get()
    read.task = task
    return read


def sheet(case: Case, read: Read, entries: Mapping[str, Any] | None = None, *, is_final: bool = False) -> Sheet:
    """Lay out an opened time point with what is stored or was just typed; `is_final`: nothing is asked any more."""
    fixed = is_final or read.state == ReadState.LOCKED
    shown = read.content if entries is None else entries
    earlier = case.scored_before(read.time_point)
    spec = form_of(case)
    prior = case.reading.prior(earlier)
    return Sheet(
        _show_point(case, case.place(read.time_point)),
        read.revision,
        forms.draw(spec, shown, is_baseline=read.time_point == 1, prior=prior, is_final=fixed),
        score(case, read, shown, is_named=entries is not None),
        panes(case, read.time_point),
        tuple(forms.describe(spec, is_baseline=read.time_point == 1)),
    )


def typed(case: Case, read: Read, posted: Mapping[str, str]) -> entering.Typed:
    """Read what was typed into a time point's form."""
    return entering.read(form_of(case), posted, read.content, is_baseline=read.time_point == 1)


def panes(case: Case, number: int) -> tuple[Pane, ...]:
    """The time points shown beside the form, as the definition says (`hanging`); each once, the current one last."""
    if number == 1:
        return (Pane("Baseline", 1, True),)
    wanted = hanging.time_points_of(case, number)
    labels: dict[int, list[str]] = {}
    for column in hanging.columns_of(case, number):
        if column in wanted and wanted[column] != number:
            words = labels.setdefault(wanted[column], [])
            words += [] if column.capitalize() in words else [column.capitalize()]
    before = [
        Pane(f"{rules.name_time_point(place)} ({', '.join(words).lower()})" if place != 1 or words != ["Baseline"]
             else "Baseline", place, False)
        for place, words in labels.items()
    ]  # fmt: skip
    return (*before, Pane(rules.name_time_point(number), number, True))


def signing_content(case: Case, read: Read) -> dict[str, Any]:
    """Return exactly what the reader is about to sign. Raises Refused when it is not ready."""
    return signing.prepare(read, case).content
