"""Gather a case as its rules need it: the time points begun and to come, their openings, their days, their scores.

Shared by actions and queries; nothing here decides who may see what.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.reads import rules, scoring
from centralis.apps.reads.models import (
    GlobalRead,
    GlobalState,
    LeakScan,
    LeakState,
    Read,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import ReadDesign
from centralis.apps.trials.models import Subject, Visit
from centralis.core.criteria.reading import Entered, Reading
from centralis.core.reading.time_points import Access, Mode, Opening, derive_openings, may_open_global

CURRENT = (ReadState.WAITING, ReadState.OPEN, ReadState.LOCKED)


@dataclass(frozen=True, slots=True)
class Place:
    """One time point of a case: its number from 1, what may be done now, the read if begun, else the exam to read."""

    number: int
    opening: Opening
    read: Read | None
    version: ExamVersion | None
    on: date | None

    @property
    def name(self) -> str:
        return rules.name_time_point(self.number)

    @property
    def is_writable(self) -> bool:
        return self.opening.access is Access.WRITE

    @property
    def is_open(self) -> bool:
        """Whether it was opened by the reader, so that its images may be shown."""
        return self.read is not None and self.opening.access is not Access.CLOSED and self.read.state != "waiting"


@dataclass(frozen=True, slots=True)
class Case:
    """One reader's case as it stands."""

    task: ReadingTask
    design: ReadDesign
    places: tuple[Place, ...]
    reference: date | None
    stated: GlobalRead | None = None

    def place(self, number: int) -> Place:
        """Return a time point that is open or signed. Raises Read.DoesNotExist for any other, known or not."""
        for one in self.places:
            if one.number == number and one.opening.access is not Access.CLOSED:
                return one
        raise Read.DoesNotExist

    def day_of(self, on: date) -> int:
        """Count a scan's day from the reference: the subject's anchor or, without one, the baseline scan."""
        return (on - (self.reference or on)).days

    def scored_before(self, number: int) -> list[Entered]:
        """The signed time points before one, as the criterion reads them; where all time points are read at once, also
        those that are filled in and not signed, up to the first that can't be scored yet."""
        reads = [one.read for one in self.places if one.number < number and one.read is not None]
        if not self.is_at_once:
            return [(self.day_of(read.exam_date), read.content) for read in reads if read.state == ReadState.LOCKED]
        found: list[Entered] = []
        for read in reads:
            day = self.day_of(read.exam_date)
            if read.state != ReadState.LOCKED and not self._can_be_scored(found, day, read):
                break
            found.append((day, read.content))
        return found

    def _can_be_scored(self, earlier: Sequence[Entered], day: int, read: Read) -> bool:
        try:
            return self.reading.final(earlier, day, read.content).assessment is not None
        except ValueError:  # a CaseError is one
            return False

    @property
    def is_at_once(self) -> bool:
        """Whether every time point stays open until it is signed."""
        return rules.mode_of(self.design.time_points) is Mode.ALL_AT_ONCE

    def unsigned_before(self, number: int) -> "Place | None":
        """The first time point before one that is not signed."""
        earlier = (one for one in self.places if one.number < number)
        return next((one for one in earlier if one.read is None or one.read.state != ReadState.LOCKED), None)

    def days_to(self, number: int) -> list[int]:
        """The days of the time points up to one."""
        return [self.day_of(one.on) for one in self.places if one.number <= number and one.on is not None]

    @property
    def reading(self) -> Reading:
        """How this case is read: the trial's criterion with its parameters."""
        return scoring.reading_of(self.design)

    @property
    def hides_dates(self) -> bool:
        return "dates" in self.design.blinded_to

    @property
    def is_complete(self) -> bool:
        """Whether every accepted exam of the case was read and signed."""
        ready = [one for one in self.places if one.version is not None]
        return bool(ready) and all(one.read is not None and one.read.state == ReadState.LOCKED for one in ready)

    @property
    def needs_global(self) -> bool:
        """Whether the reader states the result of the whole case at its end."""
        return rules.mode_of(self.design.time_points) is Mode.WITH_GLOBAL

    @property
    def is_finished(self) -> bool:
        """Whether the reader's result stands: every time point signed and, where asked for, the whole case stated."""
        return self.is_complete and (not self.needs_global or self.stated is not None)

    @property
    def global_opening(self) -> Opening:
        """Whether the whole case may be stated now."""
        signed = [one.read is not None and one.read.state == ReadState.LOCKED for one in self.places]
        facts, mode = rules.facts_in_order(signed, []), rules.mode_of(self.design.time_points)
        return may_open_global(mode, facts, self.is_settled, self.stated is not None)

    @property
    def read_ids(self) -> list[str]:
        """The reads begun of the case, which a statement of the whole case rests on."""
        return [str(one.read.pk) for one in self.places if one.read is not None]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is still expected: every visit was scanned and accepted, or missed."""
        return all(one.version is not None for one in self.places)


def design_of(trial_id: UUID) -> ReadDesign:
    """The read design in force."""
    return trials.definition_for_job(trial_id).reading


def accepted_versions(subject_ids: Sequence[UUID]) -> dict[UUID, ExamVersion]:
    """The exam version of each visit of some subjects that readers may be given, by visit: accepted by quality control,
    and nothing in it that would unblind (see `scanning`)."""
    scans = LeakScan.objects.filter(exam_version=OuterRef("pk"), manifest_digest=OuterRef("manifest_digest"))
    rows = ExamVersion.objects.filter(exam__subject_id__in=subject_ids, state=ExamState.ACCEPTED)
    rows = rows.annotate(leaks=Subquery(scans.order_by("-ran_at").values("state")[:1]))
    rows = rows.filter(leaks__in=(LeakState.PASSED, LeakState.RELEASED))
    return {row.exam.visit_id: row for row in rows.select_related("exam__visit", "transmittal").order_by("number")}


def exam_date(version: ExamVersion) -> date | None:
    """The day of a scan: as the images say or, where they don't, as the site announced it."""
    return version.exam_date or version.transmittal.exam_date


def current_reads(task_ids: Sequence[UUID]) -> list[Read]:
    """The reads of some tasks that count, in order of their time points."""
    rows = Read.every.filter(task_id__in=task_ids, state__in=CURRENT)
    return list(rows.select_related("exam_version__exam", "definition", "visit").order_by("time_point"))


def gather(task: ReadingTask) -> Case:
    """Gather one case."""
    return gather_all([task])[0]


def gather_all(tasks: Sequence[ReadingTask]) -> list[Case]:
    """Gather several cases in a fixed number of queries. The tasks come with `subject`."""
    subject_ids = list({task.subject_id for task in tasks})
    versions = accepted_versions(subject_ids)
    visits: dict[UUID, list[Visit]] = {}
    for visit in Visit.objects.filter(subject_id__in=subject_ids, missed_at__isnull=True):
        visits.setdefault(visit.subject_id, []).append(visit)
    reads: dict[UUID, list[Read]] = {}
    for read in current_reads([task.pk for task in tasks]):
        reads.setdefault(read.task_id, []).append(read)
    designs = {trial_id: design_of(trial_id) for trial_id in {task.trial_id for task in tasks}}
    found = []
    for task in tasks:
        own = _pinned(task) if task.only_exams else versions
        mine = [one for one in visits.get(task.subject_id, []) if not task.only_exams or one.pk in own]
        design = designs[task.trial_id]
        design = design.before_enrolment if task.purpose == TaskPurpose.ELIGIBILITY else design
        found.append(_case(task, design, mine, reads.get(task.pk, []), own))
    return _with_statements(found)


def _with_statements(cases: list[Case]) -> list[Case]:
    """The cases with the statement of the whole case that counts: one that rests on the reads that stand now."""
    asked = [case.task.pk for case in cases if case.needs_global]
    if not asked:
        return cases
    rows = GlobalRead.objects.filter(task_id__in=asked, state=GlobalState.LOCKED).select_related("signature")
    stated = {row.task_id: row for row in rows}
    return [
        replace(case, stated=row) if (row := stated.get(case.task.pk)) and row.basis == case.read_ids else case
        for case in cases
    ]


def _pinned(task: ReadingTask) -> dict[UUID, ExamVersion]:
    """The exam versions that a hidden repeat or an adjudicator reads, by visit: those read before, whatever came
    since."""
    rows = ExamVersion.objects.filter(pk__in=task.only_exams).select_related("exam__visit", "transmittal")
    return {row.exam.visit_id: row for row in rows}


def _case(
    task: ReadingTask,
    design: ReadDesign,
    visits: Sequence[Visit],
    reads: Sequence[Read],
    versions: dict[UUID, ExamVersion],
) -> Case:
    begun = {read.visit_id for read in reads}
    last = max((read.exam_date for read in reads), default=None)
    to_come = rules.order_to_come([_fact(one, versions) for one in visits if one.pk not in begun], last)
    mode = rules.mode_of(design.time_points)
    if mode is Mode.ALL_AT_ONCE:
        to_come = rules.wait_for_all(to_come)
    facts = rules.facts_in_order([read.state == ReadState.LOCKED for read in reads], to_come)
    openings = derive_openings(mode, facts)
    places = [
        Place(read.time_point, opening, read, read.exam_version, read.exam_date)
        for read, opening in zip(reads, openings, strict=False)
    ]
    for number, (one, opening) in enumerate(zip(to_come, openings[len(reads) :], strict=True), start=len(reads) + 1):
        places.append(Place(number, opening, None, versions.get(UUID(one.visit_id)), one.on))
    return Case(task, design, tuple(places), _reference(task.subject, places))


def _fact(visit: Visit, versions: dict[UUID, ExamVersion]) -> rules.VisitFact:
    version = versions.get(visit.pk)
    on = exam_date(version) if version else None
    return rules.VisitFact(str(visit.pk), visit.ordinal, on or visit.due_on, on is not None, visit.is_unscheduled)


def _reference(subject: Subject, places: Sequence[Place]) -> date | None:
    return subject.anchor_date or (places[0].on if places else None)
