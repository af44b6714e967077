"""What is done to people: accounts, roles, signatures' acceptance, tokens. Each is one act."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from centralis.apps.action import Act, action
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.models import Account, Membership, Person, Token
from centralis.apps.people.queries import open_memberships
from centralis.apps.people.refusals import PeopleRefusal
from centralis.apps.people.roles import AT_A_SITE, SYSTEM_WIDE, Role, conflicts
from centralis.core.refusal import Refused


def new_secret() -> str:
    """Make a one-time password of 120 random bits."""
    return secrets.token_urlsafe(15)


@action("people.create_person")
def create_person(
    do: Act, scope: Scope, username: str, printed_name: str, email: str = "", *, secret: str, own_secret: bool = False
) -> Person:
    """Give somebody an account. `secret` is handed over once; unless it is the person's own, it must be changed."""
    if Account.objects.filter(username__iexact=username).exists():
        raise Refused(PeopleRefusal.USERNAME_TAKEN, username=username)
    account = Account(username=username, email=email, must_change_secret=not own_secret)
    account.set_password(secret)
    account.save()
    return do.create(Person, account=account, username=username, printed_name=printed_name, email=email)


@action("people.verify_identity")
def verify_identity(do: Act, person: Person, how: str) -> Person:
    """Record that somebody's identity was verified, and how (21 CFR 11.100(b))."""
    do.explain(how)
    do.change(person, identity_verified_at=do.at)
    return person


@action("people.accept_signature")
def accept_signature(do: Act, person: Person) -> Person:
    """Record that the person accepts: their electronic signature binds like one by hand (21 CFR 11.10(j))."""
    _only_self(do, person)
    if person.signature_accepted_at is not None:
        raise Refused(PeopleRefusal.ALREADY_ACCEPTED)
    do.change(person, signature_accepted_at=do.at)
    return person


@action("people.change_secret")
def change_secret(do: Act, person: Person, secret: str) -> Person:
    """Change one's own password; the password itself is not entered."""
    _only_self(do, person)
    _check_secret(secret, person.account)
    person.account.set_password(secret)
    person.account.must_change_secret = False
    person.account.save()
    do.note(secret="changed")
    return person


@action("people.reset_secret")
def reset_secret(do: Act, person: Person, secret: str, reason: str) -> Person:
    """Hand somebody a new one-time password; nobody can sign with it before its owner has changed it."""
    if do.caller.person_id == person.pk:
        raise Refused(PeopleRefusal.OWN_ACCOUNT)
    do.explain(reason)
    person.account.set_password(secret)
    person.account.must_change_secret = True
    person.account.save()
    do.note(secret="reset")
    return person


@action("people.set_active")
def set_active(do: Act, person: Person, active: bool, reason: str) -> Person:
    """Let somebody in or keep them out; their records and their name stay."""
    if do.caller.person_id == person.pk:
        raise Refused(PeopleRefusal.OWN_ACCOUNT)
    do.explain(reason)
    do.change(person, is_active=active)
    Account.objects.filter(pk=person.account_id).update(is_active=active)
    return person


@action("people.grant_role")
def grant_role(do: Act, scope: Scope, person: Person, role: str, reason: str = "") -> Membership:
    """Let somebody act in a role: in the scope's trial, at its site when the role is held at one."""
    return give_role(do, scope, person, role, reason)


def give_role(do: Act, scope: Scope, person: Person, role: str, reason: str = "") -> Membership:
    """Give a role inside an act that is already under way: here, or the making of a trial with its first manager."""
    if role not in Role.values or role == Role.SYSTEM:
        raise Refused(PeopleRefusal.ROLE_UNKNOWN, role=role)
    system_wide = role in SYSTEM_WIDE
    if not system_wide and scope.trial_id is None:
        raise Refused(PeopleRefusal.ROLE_NEEDS_TRIAL, role=role)
    if role in AT_A_SITE and scope.site_id is None:
        raise Refused(PeopleRefusal.ROLE_NEEDS_SITE, role=role)
    site_id = scope.site_id if role in AT_A_SITE else None
    trial_id = None if system_wide else scope.trial_id
    held = list(open_memberships(person.pk, do.at).filter(trial_id=trial_id))
    if any(m.role == role and m.site_id == site_id for m in held):
        raise Refused(PeopleRefusal.ROLE_HELD, person=person.printed_name)
    clash = conflicts(frozenset(m.role for m in held), role)
    if clash:
        raise Refused(PeopleRefusal.ROLE_CONFLICT, person=person.printed_name, held=clash, wanted=role)
    do.explain(reason)
    return do.create(Membership, person=person, role=role, trial_id=trial_id, site_id=site_id, began_at=do.at)


@action("people.end_role")
def end_role(do: Act, membership: Membership, reason: str) -> Membership:
    """End a role; that it was held stays known."""
    if membership.role == Role.ADMINISTRATOR:
        others = Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at__isnull=True).exclude(pk=membership.pk)
        if not others.exists():
            raise Refused(PeopleRefusal.LAST_ADMINISTRATOR)
    do.explain(reason)
    do.change(membership, ended_at=do.at)
    return membership


@action("people.issue_token")
def issue_token(do: Act, scope: Scope, name: str, role: str, valid_days: int = 90) -> tuple[Token, str]:
    """Give a machine a key that acts for the caller in one of the caller's own roles; the key is shown once."""
    assert scope.trial_id is not None  # noqa: S101 - the route and the map give a trial
    held = open_memberships(do.caller.person_id, do.at).filter(trial_id=scope.trial_id, role=role)
    if not held.exists():
        raise Refused(PeopleRefusal.ROLE_UNKNOWN, role=role)
    secret = secrets.token_urlsafe(32)
    token = do.create(
        Token,
        person_id=do.caller.person_id,
        name=name,
        role=role,
        trial_id=scope.trial_id,
        site_id=scope.site_id,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        expires_at=do.at + timedelta(days=valid_days),
    )
    return token, secret


@action("people.revoke_token")
def revoke_token(do: Act, token: Token, reason: str) -> Token:
    """Make a machine's key worthless at once."""
    do.explain(reason)
    do.change(token, revoked_at=do.at)
    return token


@action("people.sign_in")
def sign_in(do: Act, person: Person) -> None:
    """Enter that somebody signed in."""


@action("people.sign_out")
def sign_out(do: Act, person: Person, why: str) -> None:
    """Enter that somebody signed out, or was signed out because time ran out."""
    do.explain(why)


def _only_self(do: Act, person: Person) -> None:
    if do.caller.person_id != person.pk:
        raise Refused(PeopleRefusal.SIGNER_UNKNOWN)


def _check_secret(secret: str, account: Account) -> None:
    try:
        validate_password(secret, account)
    except ValidationError as error:
        raise Refused(PeopleRefusal.SECRET_WEAK, why=" ".join(error.messages)) from error
