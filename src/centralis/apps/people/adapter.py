"""How allauth signs people in here: no sign-up, and every sign-in, failure and sign-out is an entry."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from centralis.apps.action import Caller, Origin, enter_refusal, house
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import actions
from centralis.apps.people.models import Account, Person
from centralis.apps.people.refusals import PeopleRefusal
from centralis.core.refusal import Refused

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        person = Person.objects.filter(account_id=user.pk).first()
        if person is not None:
            actions.sign_in(_caller(request, person), person)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = house.now().isoformat()
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        name = str(credentials.get("username", ""))[:64]
        caller = Caller(None, "sign-in", _origin(request), "system")
        refused = Refused(PeopleRefusal.WRONG_SECRET, username=name)
        enter_refusal("people.sign_in", caller, None, SYSTEM, None, refused)

    def logout(self, request: HttpRequest) -> None:
        person = Person.objects.filter(account_id=request.user.pk).first() if request.user.is_authenticated else None
        if person is not None:
            actions.sign_out(_caller(request, person), person, "signed out")
        super().logout(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: pages say what happened themselves."""


def _origin(request: HttpRequest) -> Origin:
    return Origin("web", str(request.META.get("REMOTE_ADDR", "")))


def _caller(request: HttpRequest, person: Person) -> Caller:
    return Caller(person.pk, person.printed_name, _origin(request))
