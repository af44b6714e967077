"""Read people: memberships at a moment, persons of a trial, a token's owner."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from centralis.apps.action import Caller, Origin, house
from centralis.apps.people.models import Membership, Person, Token
from centralis.apps.people.permissions import OWN, PERMISSIONS
from centralis.apps.people.roles import AT_A_SITE, Role


def person_of(caller: Caller) -> Person:
    """Return the person at the door. Raises Person.DoesNotExist for the system's own jobs."""
    if caller.person_id is None:
        raise Person.DoesNotExist
    return Person.objects.get(pk=caller.person_id)


def open_memberships(person_id: UUID | None, at: datetime | None = None) -> QuerySet[Membership]:
    """Return the roles a person holds at a moment (now by default)."""
    if person_id is None:
        return Membership.objects.none()
    moment = at or house.now()
    held = Membership.objects.filter(person_id=person_id, person__is_active=True, began_at__lte=moment)
    return held.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment))


def memberships_of(caller: Caller) -> QuerySet[Membership]:
    """Return the roles that a caller may act in now: the person's, less what a machine's key is not bound to."""
    held = open_memberships(caller.person_id)
    if caller.role is not None:
        held = held.filter(role=caller.role)
    if caller.bound is not None:
        held = held.filter(trial_id=caller.bound.trial_id)
        if caller.bound.site_id is not None:
            held = held.filter(Q(site_id=caller.bound.site_id) | Q(site_id__isnull=True))
    return held


def standing(caller: Caller) -> frozenset[tuple[str, UUID | None]]:
    """Return every (role, trial) that the caller holds now, in one query: what a page's frame is built from."""
    return frozenset(memberships_of(caller).values_list("role", "trial_id"))


def opens(permission: str, held: frozenset[tuple[str, UUID | None]], trial_id: UUID | None = None) -> bool:
    """Tell whether a standing carries a permission: in the given trial, or anywhere when none is given."""
    roles = PERMISSIONS.get(permission, frozenset())
    return permission in OWN or any(role in roles and (trial_id is None or trial == trial_id) for role, trial in held)


def held_by(caller: Caller, permission: str) -> list[Membership]:
    """Return the caller's memberships that carry a permission, in any trial."""
    roles = PERMISSIONS.get(permission, frozenset())
    return list(memberships_of(caller).filter(role__in=roles)) if roles else []


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
    return set(memberships_of(caller).filter(trial_id=trial_id).values_list("role", flat=True))


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


def anybody(_caller: Caller) -> bool:
    """Tell whether the installation has any person yet."""
    return Person.objects.exists()


def all_persons(caller: Caller) -> QuerySet[Person]:
    """Return everybody with an account, by name; for administrators."""
    _administrator(caller)
    return Person.objects.order_by("printed_name").select_related("account")


def person_by_id(caller: Caller, person_id: UUID) -> Person:
    """Return one person; for administrators."""
    _administrator(caller)
    found: Person = Person.objects.select_related("account").get(pk=person_id)
    return found


def person_by_username(username: str) -> Person | None:
    return Person.objects.filter(username__iexact=username).first()


def history_of(caller: Caller, person: Person) -> QuerySet[Membership]:
    """Return every role a person ever held; for the person and for administrators."""
    if caller.person_id != person.pk:
        _administrator(caller)
    return person.memberships.order_by("-began_at")


def membership(caller: Caller, trial_id: UUID, membership_id: UUID) -> Membership:
    """Return one role of a trial in which the caller may end roles."""
    if trial_id not in trials_of(caller, "people.end_role"):
        raise Membership.DoesNotExist
    found: Membership = Membership.objects.select_related("person").get(pk=membership_id, trial_id=trial_id)
    return found


def own_tokens(caller: Caller, trial_id: UUID) -> QuerySet[Token]:
    """Return the caller's own keys in a trial, the newest first."""
    mine = person_of(caller).tokens
    return mine.filter(trial_id=trial_id).order_by("-created_at")


def token(caller: Caller, trial_id: UUID, token_id: UUID) -> Token:
    return own_tokens(caller, trial_id).get(pk=token_id)


def roles_with(permission: str) -> frozenset[str]:
    return PERMISSIONS.get(permission, frozenset())


def _administrator(caller: Caller) -> None:
    if caller.person_id is not None and Role.ADMINISTRATOR not in roles_in(caller, None):
        raise Person.DoesNotExist


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
    origin = Origin("api", address)
    return Caller(token.person_id, token.person.printed_name, origin, token.role, bound=token.scope())


#: Sites stand above people and add theirs at start-up: trial → codes by id, for who asks under a permission.
site_sources: list[Callable[[Caller, UUID, str], dict[UUID, str]]] = []


def site_codes(caller: Caller, trial_id: UUID, permission: str) -> dict[UUID, str]:
    """The codes of a trial's sites by id, for roles held at one."""
    return {key: code for source in site_sources for key, code in source(caller, trial_id, permission).items()}
