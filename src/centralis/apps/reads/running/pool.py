"""The pool from which readers are drawn: who may read which subject's case now, and why somebody may not.

Shared by actions and queries; nothing here decides who may see what. A conflict of interest is to have, or ever to have
had, anything to do with the subject's site: a role there, a training on record, a contact with the same e-mail, or what
the reader declared (blinding leak L44).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from centralis.apps.action import house
from centralis.apps.people import queries as people
from centralis.apps.people.models import Person
from centralis.apps.people.roles import Role
from centralis.apps.reads.models import Hold, RandomDraw, ReaderQualification, ReadingTask, TaskPurpose, TrainingTrial
from centralis.apps.reads.rules import READ_ANEW
from centralis.apps.sites import queries as sites
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import ReadDesign
from centralis.apps.trials.models import Definition, DefinitionState, Subject
from centralis.core.reading.assignment import Candidate, Draw, DrawKind, compute_loads
from centralis.core.reading.qualification import ReaderDemand, ReaderRecord, find_gaps

ON_HOLD = "reading is on hold"
AT_THE_SITE = "has to do with the subject's site"
HAS_THE_CASE = "has or had this case"


@dataclass(frozen=True, slots=True)
class Pool:
    """A trial's readers as they stand today: what each lacks, holds, and may not read."""

    persons: tuple[Person, ...]
    gaps: Mapping[UUID, tuple[str, ...]]
    loads: Mapping[str, int]
    conflicts: Mapping[UUID, frozenset[UUID]]
    holds: tuple[Hold, ...]
    readers_of: Mapping[UUID, frozenset[UUID]]

    def why_not(self, person_id: UUID, subject: Subject) -> str:
        """Why somebody of the pool may not read a subject's case, or nothing."""
        if self.is_held(person_id, subject.pk):
            return ON_HOLD
        if subject.site_id in self.conflicts.get(person_id, frozenset()):
            return AT_THE_SITE
        return "; ".join(self.gaps.get(person_id, ()))

    def is_held(self, person_id: UUID, subject_id: UUID) -> bool:
        """Whether a hold stands over the trial, the reader or the subject."""
        return any(covers(one, person_id, subject_id) for one in self.holds)

    def candidates(self, subject: Subject, had: Collection[UUID] | None = None) -> tuple[Candidate, ...]:
        """The pool as a draw for a subject takes it; `had`: who is left out, where it isn't whoever had the case."""
        had = self.readers_of.get(subject.pk, frozenset()) if had is None else had
        return tuple(
            Candidate(
                str(one.pk),
                self.loads.get(str(one.pk), 0),
                HAS_THE_CASE if one.pk in had else self.why_not(one.pk, subject),
            )
            for one in self.persons
        )

    def is_free(self, subject: Subject) -> bool:
        """Whether anybody could be drawn for a subject."""
        return any(not one.out for one in self.candidates(subject))


def reader_pool(trial_id: UUID) -> list[Person]:
    """Those from whom readers are drawn: of a training trial the expert alone, since its cases test the others."""
    readers = verified_readers(trial_id)
    expert = TrainingTrial.objects.filter(training_id=trial_id).values_list("reference_id", flat=True).first()
    return readers if expert is None else [one for one in readers if one.pk == expert]


def verified_readers(trial_id: UUID) -> list[Person]:
    """The readers of a trial whose identity was verified, who began first before the others."""
    held = [one for one in people.persons_of_trial(trial_id) if one.role == Role.READER]
    ready = [one for one in held if one.person.is_active and one.person.identity_verified_at is not None]
    return list({one.person_id: one.person for one in sorted(ready, key=lambda m: (m.began_at, str(m.pk)))}.values())


def adjudicators_anew(trial_id: UUID) -> list[Person]:
    """The adjudicators of a trial whose definition lets them read a case anew: they are qualified as readers are."""
    is_in_force = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE).exists()
    if not is_in_force or trials.definition_for_job(trial_id).reading.adjudicate_by != READ_ANEW:
        return []
    held = [one for one in people.persons_of_trial(trial_id) if one.role == Role.ADJUDICATOR]
    return list({one.person_id: one.person for one in held if one.person.identity_verified_at is not None}.values())


def pool_of(trial_id: UUID, extra: Collection[Person] = ()) -> Pool:
    """Gather a trial's pool in a fixed number of queries; `extra`: persons to be judged though they left the pool."""
    persons = tuple({one.pk: one for one in (*reader_pool(trial_id), *extra)}.values())
    is_in_force = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE).exists()
    demand = demand_of(trials.definition_for_job(trial_id).reading) if is_in_force else ReaderDemand()
    today = house.now().date()
    records = newest_qualifications(trial_id)
    had: dict[UUID, set[UUID]] = {}
    tasks = ReadingTask.every.filter(trial_id=trial_id)
    if is_in_force and _may_read_both(trial_id):
        tasks = tasks.exclude(purpose=TaskPurpose.ELIGIBILITY)
    for subject_id, reader_id in tasks.values_list("subject_id", "reader_id"):
        had.setdefault(subject_id, set()).add(reader_id)
    return Pool(
        persons,
        {one.pk: find_gaps(demand, record_of(records.get(one.pk)), today) for one in persons},
        compute_loads(draws_of(trial_id)),
        _conflicts(trial_id, persons, records),
        tuple(standing_holds([trial_id])),
        {subject_id: frozenset(readers) for subject_id, readers in had.items()},
    )


def _may_read_both(trial_id: UUID) -> bool:
    """Whether the definition lets whoever read before enrolment be drawn for the same subject's case."""
    part = trials.definition_for_job(trial_id).reading.eligibility
    return part is not None and part.may_read_efficacy


def standing_holds(trial_ids: Collection[UUID]) -> list[Hold]:
    """The holds that stand in some trials."""
    return list(Hold.objects.filter(trial_id__in=trial_ids, ended_at__isnull=True))


def covers(hold: Hold, person_id: UUID, subject_id: UUID) -> bool:
    """Whether a hold stands over somebody's case of a subject of its trial."""
    return hold.reader_id in (None, person_id) and hold.subject_id in (None, subject_id)


def demand_of(design: ReadDesign) -> ReaderDemand:
    """What the definition demands of a reader."""
    least = Decimal(str(design.agreement_min))
    return ReaderDemand(design.specialty, design.training, design.test_cases, least)


def record_of(row: ReaderQualification | None) -> ReaderRecord | None:
    """A qualification on record as the rule takes it."""
    if row is None:
        return None
    return ReaderRecord(row.specialty, row.training, row.test_cases, row.agreement, row.valid_until)


def newest_qualifications(trial_id: UUID) -> dict[UUID, ReaderQualification]:
    """The qualification that counts for each reader of a trial."""
    rows = ReaderQualification.objects.filter(trial_id=trial_id).select_related("person").order_by("created_at")
    return {row.person_id: row for row in rows}


def gaps_today(trial_id: UUID, person_id: UUID, today: date) -> tuple[str, ...]:
    """What keeps somebody from reading for a trial today."""
    row = ReaderQualification.objects.filter(trial_id=trial_id, person_id=person_id).order_by("created_at").last()
    return find_gaps(demand_of(trials.definition_for_job(trial_id).reading), record_of(row), today)


def may_go_on(task: ReadingTask) -> bool:
    """Whether a case may be opened or signed now: no hold stands over it, and its reader has no conflict."""
    held = pool_of(task.trial_id, [task.reader])
    is_in_conflict = task.subject.site_id in held.conflicts.get(task.reader_id, frozenset())
    return not held.is_held(task.reader_id, task.subject_id) and not is_in_conflict


def sites_met(trial_ids: Collection[UUID], person_id: UUID | None) -> frozenset[UUID]:
    """The sites of some trials that somebody has, or ever had, anything to do with."""
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    if person is None:
        return frozenset()
    each = (_conflicts(one, [person], newest_qualifications(one))[person.pk] for one in trial_ids)
    return frozenset().union(*each)


def draws_of(trial_id: UUID) -> tuple[Draw, ...]:
    """The randomisation list of a trial, as its rule takes it."""
    return tuple(as_draw(row) for row in RandomDraw.objects.filter(trial_id=trial_id).order_by("number"))


def as_draw(row: RandomDraw) -> Draw:
    """A stored draw as the rule takes it."""
    return Draw(
        row.number,
        str(row.subject_id),
        DrawKind(row.kind),
        tuple(Candidate(one["reader"], one["load"], one["out"]) for one in row.candidates),
        row.count,
        tuple(row.chosen),
        row.named,
        str(row.replaced or ""),
        row.fraction,
    )


def _conflicts(
    trial_id: UUID, persons: Sequence[Person], records: Mapping[UUID, ReaderQualification]
) -> dict[UUID, frozenset[UUID]]:
    known = sites.known_at_sites(trial_id)
    roles = list(people.all_memberships_of_trial(trial_id).values_list("person_id", "site_id"))
    found: dict[UUID, frozenset[UUID]] = {}
    for one in persons:
        row = records.get(one.pk)
        declared = {UUID(site) for site in row.conflict_sites} if row else set()
        worked = {site for person_id, site in roles if person_id == one.pk and site is not None}
        email = one.email.casefold()
        met = {site for site, (ids, emails) in known.items() if one.pk in ids or (email and email in emails)}
        found[one.pk] = frozenset(declared | worked | met)
    return found
