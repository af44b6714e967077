"""Declare who may open a route, beside its view; a route without a declaration fails a test.

    @route("qc.exam_page")
    def exam(request: Request, trial: UUID, exam: UUID) -> HttpResponse: ...

The check runs on the server for each request, from the permission map. A trial in which the caller has no such role
looks exactly like one that does not exist: 404. Every view gets `request.caller`.
"""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from centralis.apps.action import Caller, Origin, SignatureRequest, house
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.models import Account, Person
from centralis.apps.people.permissions import PERMISSIONS
from centralis.apps.people.queries import caller_of_token, held_by, is_own
from centralis.core.refusal import Refused

P = ParamSpec("P")
R = TypeVar("R")
Where = Literal["trial", "system", "own", "any", "token", "public"]


class Request(HttpRequest):
    """A request that passed the check: somebody is at the door, in a role."""

    caller: Caller
    role: str
    user: Account


View = Callable[Concatenate[Request, P], HttpResponseBase]


def route(
    permission: str, where: Where = "trial", *, api: bool = False
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Check the permission before the view runs.

    where: `trial` (the URL names it as `trial`), `system` (an administrator's page), `own` (about oneself), `any` (the
    caller has the permission in at least one trial), `token` (the view checks an opaque token itself), `public`.
    api: a bearer token is accepted, and nobody is redirected to the sign-in page.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def check(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if where == "public":
                return view(request, *args, **kwargs)  # type: ignore[arg-type]
            caller = caller_of(request, api=api)
            if caller is None:
                return _sign_in(request, api=api)
            role = _role(caller, permission, where, kwargs)
            if role is None:
                raise Http404
            request.caller = caller  # type: ignore[attr-defined]
            request.role = role  # type: ignore[attr-defined]
            try:
                return view(request, *args, **kwargs)  # type: ignore[arg-type]
            except ObjectDoesNotExist as error:
                raise Http404 from error

        check.permission = permission  # type: ignore[attr-defined]
        check.where = where  # type: ignore[attr-defined]
        return check

    return decorate


def signing(request: Request) -> Caller:
    """Return the caller with what the signature form handed over (`shown_digest`, `secret`)."""
    form = request.POST
    return request.caller.signing(SignatureRequest(form.get("shown_digest", ""), form.get("secret", "")))


def attempt(request: HttpRequest, act: Callable[[], R], done: str = "") -> R | None:
    """Run an action for a form: on success say `done`; on a refusal say its sentence and return None."""
    try:
        result = act()
    except Refused as refused:
        messages.error(request, refused.sentence)
        return None
    if done:
        messages.success(request, done)
    return result


def attempt_form(form: BaseForm, act: Callable[[dict[str, Any]], R]) -> R | None:
    """Run an action with a form's values; a refusal becomes the form's own error, so that nothing typed is lost."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None


def caller_of(request: HttpRequest, *, api: bool = False) -> Caller | None:
    """Say who sends a request: a signed-in person or, on an API, the owner of a bearer token."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if api and scheme.lower() == "bearer" and secret:
        return caller_of_token(secret.strip(), address)
    user = getattr(request, "user", None)  # none yet when a request is turned down before anybody asks who sends it
    if user is None or not user.is_authenticated:
        return None
    person = Person.objects.filter(account_id=user.pk, is_active=True).first()
    return Caller(person.pk, person.printed_name, Origin("web", address)) if person else None


def _role(caller: Caller, permission: str, where: Where, kwargs: dict[str, Any]) -> str | None:
    if where == "own" or is_own(permission):
        return "self"
    held = held_by(caller, permission)
    if where == "trial":
        trial: UUID = kwargs["trial"]
        held = [membership for membership in held if membership.trial_id == trial]
    if where == "system" and house.authority is not None:
        return house.authority.role_for(caller, permission, Scope())
    return sorted(membership.role for membership in held)[0] if held else None


def _sign_in(request: HttpRequest, *, api: bool) -> HttpResponseBase:
    if api or request.headers.get("HX-Request"):
        response = HttpResponse("Sign in first.", status=401, content_type="text/plain")
        response.headers["WWW-Authenticate"] = 'Bearer realm="centralis"'
        return response
    return redirect(f"/account/login/?next={request.path}")


def declared(permission: str) -> bool:
    """Tell whether the map has a line for a permission."""
    return permission in PERMISSIONS or is_own(permission)
