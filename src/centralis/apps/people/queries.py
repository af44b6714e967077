"""Read people: memberships at a moment, persons of a trial, a token's owner."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from centralis.apps.action import Caller, Origin, house
from centralis.apps.people.models import Membership, Person, Token
from centralis.apps.people.permissions import OWN, PERMISSIONS
from centralis.apps.people.roles import AT_A_SITE, Role


def person_of(caller: Caller) -> Person:
    """Return the person at the door. Raises Person.DoesNotExist for the system's own jobs."""
    return Person.objects.get(pk=caller.person_id)


def open_memberships(person_id: UUID | None, at: datetime | None = None) -> QuerySet[Membership]:
    """Return the roles a person holds at a moment (now by default)."""
    moment = at or house.now()
    held = Membership.objects.filter(person_id=person_id, person__is_active=True, began_at__lte=moment)
    return held.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment))


def held_by(caller: Caller, permission: str) -> list[Membership]:
    """Return the caller's memberships that carry a permission, in any trial."""
    roles = PERMISSIONS.get(permission, frozenset())
    if caller.role is not None:
        roles = roles & {caller.role}
    return list(open_memberships(caller.person_id).filter(role__in=roles)) if roles else []


def trials_of(caller: Caller, permission: str) -> set[UUID]:
    """Return the ids of the trials in which the caller has a permission."""
    return {held.trial_id for held in held_by(caller, permission) if held.trial_id}


def sites_of(caller: Caller, permission: str, trial_id: UUID) -> set[UUID] | None:
    """Return the sites to which the caller is bound for a permission in a trial, or None when bound to none."""
    held = [m for m in held_by(caller, permission) if m.trial_id == trial_id]
    if any(m.role not in AT_A_SITE for m in held):
        return None
    return {m.site_id for m in held if m.site_id}


def roles_in(caller: Caller, trial_id: UUID | None) -> set[str]:
    """Return the roles that the caller holds in a trial (None: in the system)."""
    roles = set(open_memberships(caller.person_id).filter(trial_id=trial_id).values_list("role", flat=True))
    return roles & {caller.role} if caller.role else roles


def is_own(permission: str) -> bool:
    """Tell whether every signed-in person has this permission about themselves."""
    return permission in OWN


def persons_of_trial(trial_id: UUID, at: datetime | None = None) -> Iterable[Membership]:
    """Return who holds (or, with `at`, held) which role in a trial: the access list (FDA 2024, access)."""
    moment = at or house.now()
    return (
        Membership.objects.filter(trial_id=trial_id, began_at__lte=moment)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment))
        .select_related("person")
        .order_by("role", "person__printed_name")
    )


def all_memberships_of_trial(trial_id: UUID) -> QuerySet[Membership]:
    """Return every membership a trial ever had, the newest first: the access list's history."""
    return Membership.objects.filter(trial_id=trial_id).select_related("person").order_by("-began_at")


def all_persons() -> QuerySet[Person]:
    return Person.objects.order_by("printed_name").prefetch_related("memberships")


def person_by_username(username: str) -> Person | None:
    return Person.objects.filter(username__iexact=username).first()


def with_role(trial_id: UUID, role: Role) -> list[Person]:
    """Return the persons who now hold a role in a trial, by name."""
    return list(
        Person.objects.filter(
            pk__in=[m.person_id for m in persons_of_trial(trial_id) if m.role == role], is_active=True
        ).order_by("printed_name")
    )


def caller_of_token(secret: str, address: str) -> Caller | None:
    """Return the caller that a bearer token stands for, or None when it is unknown, expired or revoked."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = Token.objects.select_related("person").filter(digest=digest).first()
    if token is None or token.revoked_at or token.expires_at <= house.now() or not token.person.is_active:
        return None
    return Caller(token.person_id, token.person.printed_name, Origin("api", address), token.role)
