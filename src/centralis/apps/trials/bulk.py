"""Read trials, subjects and visits in bulk, for the pages over many subjects or many trials.

Each function takes how far the caller reaches and makes one query whatever the size.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count

from centralis.apps.people.models import Signature
from centralis.apps.people.reach import Reach
from centralis.apps.trials import queries, rules
from centralis.apps.trials.models import BEFORE_ENROLMENT, Definition, DefinitionState, Subject, Trial, Visit


class VisitFacts(NamedTuple):
    """One visit as the grid needs it; `standing` is where it stands today before any image is looked at."""

    id: UUID
    trial_id: UUID
    subject_id: UUID
    subject: str
    site_id: UUID
    code: str
    name: str
    ordinal: int
    is_unscheduled: bool
    due_on: date | None
    opens_on: date | None
    closes_on: date | None
    standing: str
    days_overdue: int


class WaitingVersion(NamedTuple):
    """A version of a definition that waits for a person; `signed_by` who already signed it."""

    id: UUID
    trial_id: UUID
    label: str
    state: str
    since: datetime
    signed_by: frozenset[UUID]


def trials_within(reach: Reach) -> list[Trial]:
    """Return the trials within reach, by protocol number."""
    return list(Trial.objects.filter(pk__in=reach.sites).order_by("protocol"))


def visit_facts(reach: Reach, today: date) -> list[VisitFacts]:
    """Return every visit within reach with where it stands on a day, by trial, subject and order.

    Two queries; what a subject's visits share is read once, as making thousands of ids costs more than the database.
    """
    rows = Subject.objects.filter(reach.within("trial_id", "site_id", "pk")).order_by("trial_id", "code")
    subjects = {pk: rest for pk, *rest in rows.values_list("pk", "trial_id", "code", "site_id")}
    visits = Visit.objects.filter(reach.within("trial_id", "subject__site_id")).order_by("ordinal", "code")
    fields = (
        "pk", "subject_id", "code", "name", "ordinal", "is_unscheduled", "due_on", "window_opens_on",
        "window_closes_on", "missed_at",
    )  # fmt: skip
    found: dict[UUID, list[VisitFacts]] = {pk: [] for pk in subjects}
    for pk, subject, *facts, opens, closes, missed in visits.values_list(*fields):
        if subject not in subjects:
            continue
        trial_id, subject_code, site_id = subjects[subject]
        standing, overdue = rules.visit_state(opens, closes, today, missed=missed is not None, unscheduled=facts[3])
        head = (pk, trial_id, subject, subject_code, site_id)
        found[subject].append(VisitFacts._make((*head, *facts, opens, closes, str(standing), overdue)))
    return [visit for visits_of_one in found.values() for visit in visits_of_one]


def enrolment(reach: Reach) -> dict[UUID, int]:
    """Count the enrolled subjects within reach by trial."""
    rows = Subject.objects.filter(reach.within("trial_id", "site_id", "pk")).exclude(state__in=BEFORE_ENROLMENT)
    counted = rows.values("trial_id")
    return {row["trial_id"]: row["n"] for row in counted.annotate(n=Count("pk")).order_by()}


def not_enrolled(reach: Reach) -> set[UUID]:
    """The subjects within reach that are in screening or failed it."""
    rows = Subject.objects.filter(reach.within("trial_id", "site_id", "pk"), state__in=BEFORE_ENROLMENT)
    return set(rows.values_list("pk", flat=True))


def definitions_in_force(reach: Reach) -> dict[UUID, Definition]:
    """Return the version in force of each trial within reach."""
    rows = Definition.objects.filter(trial_id__in=reach.sites, state=DefinitionState.ACTIVE)
    return {row.trial_id: row for row in rows}


def readers_needed(reach: Reach) -> dict[UUID, int]:
    """Return how many readers the version in force asks for, by trial."""
    found = definitions_in_force(reach)
    return {pk: queries.parsed(row).reading.readers for pk, row in found.items()}


def newest_states(reach: Reach) -> dict[UUID, str]:
    """Return a trial's state by its definition: active once a version is in force, else the newest version's state."""
    rows = Definition.objects.filter(trial_id__in=reach.sites).order_by("created_at").values_list("trial_id", "state")
    states: dict[UUID, str] = {}
    for trial_id, state in rows:
        if states.get(trial_id) != DefinitionState.ACTIVE:
            states[trial_id] = state
    return states


def waiting_versions(reach: Reach) -> list[WaitingVersion]:
    """Return the versions that wait to be submitted, signed or activated, the oldest first."""
    waiting = (DefinitionState.DRAFT, DefinitionState.IN_APPROVAL, DefinitionState.APPROVED, DefinitionState.RETURNED)
    rows = list(Definition.objects.filter(trial_id__in=reach.sites, state__in=waiting).order_by("changed_at"))
    signed: dict[UUID, set[UUID]] = {}
    marks = Signature.objects.filter(object_id__in=[row.pk for row in rows], voided_at__isnull=True)
    for object_id, person_id in marks.values_list("object_id", "person_id"):
        signed.setdefault(object_id, set()).add(person_id)
    return [
        WaitingVersion(
            row.pk, row.trial_id, row.version_label, row.state, row.changed_at, frozenset(signed.get(row.pk, ()))
        )
        for row in rows
    ]
