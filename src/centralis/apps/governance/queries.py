"""Read governance: approvals and consents, each only for those who may see it."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Caller
from centralis.apps.governance import rules
from centralis.apps.governance.models import Consent, EthicsApproval
from centralis.apps.people import queries as people
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import Definition, Location

PAGE = "governance.page"


def approvals(caller: Caller, trial_id: UUID, permission: str = PAGE) -> QuerySet[EthicsApproval]:
    """A trial's ethics approvals (at the caller's own sites), the newest first."""
    rows = EthicsApproval.objects.filter(trial_id=trial_id).order_by("-approved_on", "-created_at")
    if trials.is_system(caller):
        return rows
    if trial_id not in people.trials_of(caller, permission):
        raise EthicsApproval.DoesNotExist
    sites = people.sites_of(caller, permission, trial_id)
    return rows if sites is None else rows.filter(site_id__in=sites)


def approvals_for_job(trial_id: UUID, site_id: UUID, definition: Definition) -> list[EthicsApproval]:
    """The approvals that count for a site: its own, or any of the trial when one central approval is enough."""
    rows = EthicsApproval.objects.filter(trial_id=trial_id)
    return list(rows if definition.governance.ethics == "central" else rows.filter(site_id=site_id))


def approvals_by_site(trial_id: UUID, definition: Definition) -> Callable[[UUID], list[EthicsApproval]]:
    """All approvals that count, read at once: a function from a site to its own (or, with a central one, to all)."""
    rows = list(EthicsApproval.objects.filter(trial_id=trial_id))
    if definition.governance.ethics == "central":
        return lambda _site: rows
    return lambda site: [row for row in rows if row.site_id == site]


def transfers(locations: Sequence[Location]) -> list[tuple[Location, str]]:
    """Where images go, and why nothing may be sent there (empty: it may)."""
    return [(one, rules.why_no_transfer(locations, one.country)) for one in locations]


def consent_counts(caller: Caller, trial_id: UUID) -> list[tuple[str, int, int]]:
    """For each scope that the definition asks for: how many subjects consent now, and how many withdrew."""
    rows = list(consents(caller, trial_id, permission=PAGE))
    counts = []
    for scope in trials.definition_for_job(trial_id).governance.consent_scopes:
        asked = [row for row in rows if scope in row.scopes]
        given = {row.subject_id for row in asked if row.withdrawn_on is None}
        counts.append((scope.replace("_", " "), len(given), len({row.subject_id for row in asked} - given)))
    return counts


def consents(
    caller: Caller, trial_id: UUID, subject_id: UUID | None = None, permission: str = trials.SUBJECT_PAGE
) -> QuerySet[Consent]:
    """The consents of the subjects that the caller may see, the newest first."""
    mine = trials.subjects(caller, trial_id, permission)
    rows = Consent.objects.filter(subject__in=mine.values("pk")).select_related("subject").order_by("-signed_on")
    return rows if subject_id is None else rows.filter(subject_id=subject_id)


def consent(caller: Caller, trial_id: UUID, consent_id: UUID) -> Consent:
    """One consent of a subject that the caller may see."""
    return consents(caller, trial_id).get(pk=consent_id)


def scopes_on(subject_id: UUID, on_date: date) -> frozenset[str]:
    """What a subject's consents cover on a day; empty is the rule where nothing was given (GDPR article 25)."""
    rows = Consent.objects.filter(subject_id=subject_id, signed_on__lte=on_date)
    held = [row for row in rows if row.withdrawn_on is None or on_date < row.withdrawn_on]
    return frozenset(scope for row in held for scope in row.scopes)


def why_not_allowed(trial_id: UUID, site_id: UUID, on_date: date) -> str:
    """Say why a site's exams may not come in on a day, or nothing."""
    definition = trials.definition_for_job(trial_id)
    found = approvals_for_job(trial_id, site_id, definition)
    return rules.why_not_allowed(found, on_date, definition.governance.ethics)
