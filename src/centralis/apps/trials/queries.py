"""Read trials: the definition in force and its versions, subjects and visits, each only for those who may see it.

`permission` names the page (or action) under which a caller asks; a room above asks under its own. A caller bound to a
site gets that site's subjects only. The system's own jobs see all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Caller, house
from centralis.apps.people import queries as people
from centralis.apps.people.models import Signature
from centralis.apps.trials import rules
from centralis.apps.trials.definition.diff import Change, diff
from centralis.apps.trials.definition.impact import Impact, TrialFacts, impact
from centralis.apps.trials.definition.load import definition_or_raise, load_definition
from centralis.apps.trials.definition.model import Definition as Parsed
from centralis.apps.trials.definition.problems import Problem
from centralis.apps.trials.definition.visits import VisitState
from centralis.apps.trials.models import Definition, DefinitionState, Subject, Trial, Visit

SUBJECT_PAGE = "trials.subject_page"
DEFINITION_PAGE = "trials.definition_page"

#: Rooms above add what an amendment would touch (scanners, exams, reads): trial → fields of `TrialFacts`.
impact_sources: list[Callable[[UUID], dict[str, Any]]] = []

#: Intake stands above and adds its own at start-up: trial → the state of the newest images of each visit that has any.
image_sources: list[Callable[[UUID], dict[UUID, str]]] = []
REJECTED = "rejected"


# --- who asks -------------------------------------------------------------------------------------


def is_system(caller: Caller) -> bool:
    """Whether the system asks for one of its own jobs."""
    return caller.person_id is None and caller.role == "system"


def _require(caller: Caller, permission: str, trial_id: UUID) -> None:
    if not is_system(caller) and trial_id not in people.trials_of(caller, permission):
        raise Trial.DoesNotExist


def _of_own_sites(caller: Caller, permission: str, trial_id: UUID) -> dict[str, Any]:
    """The filter that binds a caller to own sites; empty for who is bound to none."""
    _require(caller, permission, trial_id)
    sites = None if is_system(caller) else people.sites_of(caller, permission, trial_id)
    return {} if sites is None else {"site_id__in": sites}


# --- trials ---------------------------------------------------------------------------------------


def trials(caller: Caller) -> list[Trial]:
    """The trials in which the caller holds any role, by protocol number."""
    if is_system(caller):
        return list(Trial.objects.order_by("protocol"))
    mine = {trial_id for _role, trial_id in people.standing(caller) if trial_id}
    return list(Trial.objects.filter(pk__in=mine).order_by("protocol"))


def trial(caller: Caller, trial_id: UUID) -> Trial:
    """One trial in which the caller holds a role. Raises Trial.DoesNotExist otherwise."""
    held = {found for _role, found in people.standing(caller)}
    if not is_system(caller) and trial_id not in held:
        raise Trial.DoesNotExist
    return Trial.objects.get(pk=trial_id)


def trial_by_protocol(caller: Caller, protocol: str) -> Trial:
    """One of the caller's trials by its protocol number, in any case."""
    return trial(caller, Trial.objects.get(protocol__iexact=protocol).pk)


# --- definitions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A document that is told apart by its digest alone."""

    digest: str
    document: str = field(compare=False, repr=False)


@lru_cache(maxsize=128)
def _parse(text: _Text) -> Parsed:
    return definition_or_raise(text.document, "definition.yaml")


def parsed(definition: Definition) -> Parsed:
    """A stored version as frozen values; parsed once per document."""
    return _parse(_Text(definition.document_digest, definition.document))


def active_version(caller: Caller, trial_id: UUID) -> Definition:
    """The version in force, as its row. Raises Definition.DoesNotExist before the first activation."""
    trial(caller, trial_id)
    return version_for_job(trial_id)


def active_definition(caller: Caller, trial_id: UUID) -> Parsed:
    """The definition in force, parsed; for everybody with a role in the trial (pages choose what they show of it)."""
    return parsed(active_version(caller, trial_id))


def version_for_job(trial_id: UUID) -> Definition:
    """The version in force for a background job; the job's own caller was checked at the door."""
    row: Definition = Definition.objects.select_related("trial", "amends").get(
        trial_id=trial_id, state=DefinitionState.ACTIVE
    )
    return row


def definition_for_job(trial_id: UUID) -> Parsed:
    """The definition in force for a background job, parsed."""
    return parsed(version_for_job(trial_id))


def check_document(document: bytes | str, file: str = "definition.yaml") -> tuple[Problem, ...]:
    """Every problem of a document, by line: what `trial check` says."""
    return load_definition(document, file).problems


def definitions(caller: Caller, trial_id: UUID) -> list[Definition]:
    """Every version of a trial's definition, the newest first."""
    _require(caller, DEFINITION_PAGE, trial_id)
    return list(Definition.objects.filter(trial_id=trial_id).select_related("trial", "amends").order_by("-created_at"))


def definition(caller: Caller, trial_id: UUID, definition_id: UUID) -> Definition:
    """One version of a trial's definition."""
    _require(caller, DEFINITION_PAGE, trial_id)
    row: Definition = Definition.objects.select_related("trial", "amends").get(pk=definition_id, trial_id=trial_id)
    return row


def approval_content(row: Definition) -> dict[str, Any]:
    """What an approver of this version signs."""
    amends = row.amends.version_label if row.amends else ""
    return rules.approval_content(row.trial.protocol, row.version_label, amends, row.change_reason, row.document_digest)


def signatures_of(row: Definition) -> list[Signature]:
    """The valid signatures under a version, the first one first."""
    return list(Signature.objects.filter(object_id=row.pk, voided_at__isnull=True).order_by("signed_at"))


def all_signatures_of(row: Definition) -> list[Signature]:
    """Every signature under a version, void ones too."""
    return list(Signature.objects.filter(object_id=row.pk).order_by("signed_at"))


def changes_between(old: Definition, new: Definition) -> tuple[Change, ...]:
    """What changed between two versions, by meaning."""
    return diff(parsed(old), parsed(new))


def weigh(new: Definition, old: Definition | None) -> tuple[tuple[Change, ...], tuple[Impact, ...]]:
    """What a version changes against another, and whom and what in the trial as it stands that touches."""
    return _weigh(new.trial_id, parsed(new), parsed(old) if old is not None else None)


def preview(
    caller: Caller, trial_id: UUID, document: bytes | str
) -> tuple[tuple[Problem, ...], tuple[Change, ...], tuple[Impact, ...]]:
    """A document before it is drafted: its problems, or what it would change against the version in force."""
    _require(caller, "trials.draft_definition", trial_id)
    loaded = load_definition(document)
    if loaded.definition is None:
        return loaded.problems, (), ()
    active = Definition.objects.filter(trial_id=trial_id, state=DefinitionState.ACTIVE).first()
    changes, impacts = _weigh(trial_id, loaded.definition, parsed(active) if active is not None else None)
    return (), changes, impacts


def _weigh(trial_id: UUID, new: Parsed, old: Parsed | None) -> tuple[tuple[Change, ...], tuple[Impact, ...]]:
    if old is None:
        return (), ()
    changes = diff(old, new)
    codes = list(Subject.objects.filter(trial_id=trial_id).order_by("code").values_list("code", flat=True))
    facts: dict[str, Any] = {"subjects": codes, "reopen_on": new.sites.reopen_on}
    for source in impact_sources:
        facts.update(source(trial_id))
    return changes, impact(changes, TrialFacts(**facts))


# --- subjects and visits --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit with where it stands on a day; `images` is the state of its newest images, empty when none came."""

    visit: Visit
    state: VisitState
    days_overdue: int
    images: str = ""

    @property
    def shown(self) -> str:
        """The state that a page shows: that of the images or, before they come, the visit's own."""
        return self.images or str(self.state)

    @property
    def required(self) -> bool:
        return not self.visit.is_unscheduled


def subjects(caller: Caller, trial_id: UUID, permission: str = SUBJECT_PAGE) -> QuerySet[Subject]:
    """The subjects of a trial that the caller may see, by code."""
    own = _of_own_sites(caller, permission, trial_id)
    return Subject.objects.filter(trial_id=trial_id, **own).select_related("trial").order_by("code")


def subject(caller: Caller, trial_id: UUID, subject_id: UUID, permission: str = SUBJECT_PAGE) -> Subject:
    """One subject. Raises Subject.DoesNotExist when it is not the caller's to see."""
    return subjects(caller, trial_id, permission).get(pk=subject_id)


def subject_by_code(caller: Caller, trial_id: UUID, code: str, permission: str = SUBJECT_PAGE) -> Subject:
    """One subject by its code."""
    return subjects(caller, trial_id, permission).get(code=code)


def visit_rows(caller: Caller, trial_id: UUID, permission: str = SUBJECT_PAGE) -> QuerySet[Visit]:
    """The visits of a trial that the caller may see, by subject and order."""
    own = {f"subject__{name}": value for name, value in _of_own_sites(caller, permission, trial_id).items()}
    rows = Visit.objects.filter(trial_id=trial_id, **own).select_related("subject", "trial")
    return rows.order_by("subject__code", "ordinal", "code")


def visit(caller: Caller, trial_id: UUID, visit_id: UUID, permission: str = SUBJECT_PAGE) -> Visit:
    """One visit. Raises Visit.DoesNotExist when it is not the caller's to see."""
    return visit_rows(caller, trial_id, permission).get(pk=visit_id)


def visits(
    caller: Caller,
    trial_id: UUID,
    subject_id: UUID | None = None,
    today: date | None = None,
    permission: str = SUBJECT_PAGE,
) -> list[VisitLine]:
    """Visits with their windows and where they stand today (or on a day): of one subject, or of all."""
    rows = visit_rows(caller, trial_id, permission)
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    day = today or house.now().date()
    images = {visit: state for source in image_sources for visit, state in source(trial_id).items()}
    return [VisitLine(row, *_standing(row, day, images.get(row.pk, "")), images.get(row.pk, "")) for row in rows]


def _standing(row: Visit, day: date, images: str) -> tuple[VisitState, int]:
    if images and images != REJECTED:  # rejected images are expected once more
        return VisitState.RECEIVED, 0
    return rules.visit_state(
        row.window_opens_on,
        row.window_closes_on,
        day,
        missed=row.missed_at is not None,
        unscheduled=row.is_unscheduled,
    )


def unscheduled_kinds(caller: Caller, trial_id: UUID) -> list[tuple[str, str]]:
    """The unscheduled visits (id, name) that the definition in force knows."""
    return [(one.id, one.name) for one in active_definition(caller, trial_id).visits if one.unscheduled]
