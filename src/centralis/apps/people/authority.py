"""The authority that `people` gives the door: who may do what, and who is really there to sign."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from centralis.apps.action import Caller, SignatureRequest
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.models import Person
from centralis.apps.people.permissions import OWN, PERMISSIONS
from centralis.apps.people.queries import memberships_of
from centralis.apps.people.refusals import PeopleRefusal
from centralis.apps.people.roles import AT_A_SITE, SYSTEM_WIDE, Role
from centralis.core.refusal import Refused


class PeopleAuthority:
    """Roles held per trial, the permission map, and re-authentication."""

    def role_for(self, caller: Caller, permission: str, scope: Scope) -> str | None:
        """Return the role under which the caller may act here, or None. Deny by default."""
        allowed = PERMISSIONS.get(permission, frozenset())
        if caller.person_id is None:
            return Role.SYSTEM.value if caller.role == "system" and Role.SYSTEM.value in allowed else None
        if permission in OWN and caller.role is None:
            return "self" if Person.objects.filter(pk=caller.person_id, is_active=True).exists() else None
        if not allowed:
            return None
        held = memberships_of(caller).filter(role__in=allowed)
        for role, trial_id, site_id in sorted(held.values_list("role", "trial_id", "site_id"), key=lambda m: m[0]):
            in_trial = trial_id == scope.trial_id and trial_id is not None
            in_system = trial_id is None and role in SYSTEM_WIDE
            at_site = role not in AT_A_SITE or (site_id is not None and site_id == scope.site_id)
            if (in_trial and at_site) or in_system:
                return str(role)
        return None

    def verify_secret(self, caller: Caller, request: SignatureRequest) -> None:
        """Check the signer's own password before anything is signed.

        A failure counts towards the lock-out like a failed sign-in. Source: 21 CFR 11.200(a)(1).
        """
        person = Person.objects.select_related("account").filter(pk=caller.person_id).first()
        if person is None or not person.is_active:
            raise Refused(PeopleRefusal.SIGNER_UNKNOWN)
        if person.account.must_change_secret:
            raise Refused(PeopleRefusal.SECRET_NOT_OWN)
        if person.identity_verified_at is None:
            raise Refused(PeopleRefusal.IDENTITY_NOT_VERIFIED)
        if person.signature_accepted_at is None:
            raise Refused(PeopleRefusal.SIGNATURE_NOT_ACCEPTED)
        account = authenticate(signing_request(caller), username=person.username, password=request.secret)
        if account is None or account.pk != person.account_id:
            raise Refused(PeopleRefusal.WRONG_SECRET)


def signing_request(caller: Caller) -> HttpRequest:
    """Make the request object that the lock-out counts by: the signer's address."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = caller.origin.address or "127.0.0.1"
    request.META["HTTP_USER_AGENT"] = "signing"
    request.path = request.path_info = "/signing"
    request.method = "POST"
    return request
