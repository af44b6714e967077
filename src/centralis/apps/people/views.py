"""Pages of people: the administrator's list, a trial's access list with its history, and one's own page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date

from centralis.apps.action import enter_refusal, house
from centralis.apps.ledger.recorded import SYSTEM, Scope
from centralis.apps.people import actions, queries
from centralis.apps.people.access import Request, attempt, attempt_form, route
from centralis.apps.people.authority import signing_request
from centralis.apps.people.forms import NewPersonForm, OwnSecretForm, ReasonForm, RoleForm, TokenForm
from centralis.apps.people.models import Person
from centralis.apps.people.refusals import PeopleRefusal
from centralis.apps.people.roles import AT_A_SITE
from centralis.core.refusal import Refused


@route("people.people_page", "system")
def people(request: Request) -> HttpResponse:
    """List everybody with an account, and let an administrator add one."""
    form = NewPersonForm(request.POST or None)
    secret = None
    if request.method == "POST" and form.is_valid():
        secret = actions.new_secret()
        made = attempt(
            request,
            lambda: actions.create_person(request.caller, SYSTEM, **form.cleaned_data, secret=secret or ""),
            "The account is made. Hand over the one-time password below; it is not shown again.",
        )
        if made is None:
            secret = None
        else:
            form = NewPersonForm()
    persons = queries.all_persons(request.caller)
    context = {
        "title": "People",
        "sentence": "Everybody with an account. Roles in a trial are given on the trial's access page.",
        "persons": persons,
        "form": form,
        "secret": secret,
        "crumbs": [("People", "")],
    }
    return render(request, "people/people.html", context)


@route("people.people_page", "system")
def person(request: Request, person: UUID) -> HttpResponse:
    """One person: verify identity, hand out a new secret, let in or keep out."""
    row = queries.person_by_id(request.caller, person)
    form = ReasonForm(request.POST or None)
    secret = None
    if request.method == "POST" and form.is_valid():
        reason, wish = form.cleaned_data["reason"], request.POST.get("wish")
        if wish == "verify":
            attempt(request, lambda: actions.verify_identity(request.caller, row, reason), "Identity recorded.")
        elif wish == "reset":
            secret = actions.new_secret()
            done = attempt(
                request,
                lambda: actions.reset_secret(request.caller, row, secret or "", reason),
                "Hand over the one-time password below; it is not shown again.",
            )
            secret = secret if done else None
        elif wish in ("activate", "deactivate"):
            attempt(request, lambda: actions.set_active(request.caller, row, wish == "activate", reason), "Recorded.")
        form = ReasonForm()
    context = {
        "title": row.printed_name,
        "state": "active" if row.is_active else "suspended",
        "sentence": _standing(row),
        "who": row,
        "form": form,
        "secret": secret,
        "memberships": queries.history_of(request.caller, row),
        "crumbs": [("People", "/people/"), (row.printed_name, "")],
    }
    return render(request, "people/person.html", context)


@route("people.access_page")
def access(request: Request, trial: UUID) -> HttpResponse:
    """Who may do what in this trial now, or could on an earlier date; and each change of it."""
    asked = parse_date(request.GET.get("on", "") or "")
    moment = datetime(asked.year, asked.month, asked.day, 23, 59, 59, tzinfo=house.now().tzinfo) if asked else None
    sites = queries.site_codes(request.caller, trial, "people.access_page")
    form = RoleForm(sites, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        who = queries.person_by_username(values["username"])
        if who is None:
            form.add_error("username", "Nobody has this user name. An administrator can make an account.")
        else:
            scope = Scope(trial, values["site"] if values["role"] in AT_A_SITE else None)
            if attempt(
                request,
                lambda: actions.grant_role(request.caller, scope, who, values["role"], values["reason"]),
                f"{who.printed_name} is now {values['role']}.",
            ):
                return redirect(request.path)
    context = {
        "title": "Access",
        "sentence": "Who may do what in this trial, and every change of it.",
        "crumbs": [("Access", "")],
        "form": form,
        "sites": sites,
        "members": queries.persons_of_trial(trial, moment),
        "history": queries.all_memberships_of_trial(trial),
        "on": asked,
        "may_grant": request.role == "project manager",
        "secondary": [{"label": "Keys for machines", "url": f"/t/{trial}/keys/"}]
        if request.role == "project manager"
        else [],
    }
    return render(request, "people/access.html", context)


@route("people.end_role")
def end_role(request: Request, trial: UUID, membership: UUID) -> HttpResponse:
    """End a role in a trial, with the reason."""
    row = queries.membership(request.caller, trial, membership)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        ended = attempt(request, lambda: actions.end_role(request.caller, row, reason), "The role is ended.")
        if ended is not None:
            return redirect("people_access", trial=trial)
    context = {
        "title": f"End a role: {row.role}",
        "sentence": f"{row.person.printed_name} will no longer be {row.role} here. That it was held stays known.",
        "crumbs": [("Access", f"/t/{trial}/access/"), ("End a role", "")],
        "form": form,
    }
    return render(request, "people/end_role.html", context)


@route("people.me_page", "own")
def me(request: Request) -> HttpResponse:
    """One's own page: roles, signature, password, second factor."""
    row = queries.person_of(request.caller)
    if request.method == "POST" and request.POST.get("accept") == "yes":
        attempt(request, lambda: actions.accept_signature(request.caller, row), "You can sign now.")
        return redirect("people_me")
    context = {
        "title": row.printed_name,
        "state": "active",
        "sentence": _standing(row),
        "who": row,
        "memberships": queries.history_of(request.caller, row),
        "crumbs": [("Your page", "")],
    }
    return render(request, "people/me.html", context)


@route("people.change_secret", "own")
def own_secret(request: Request) -> HttpResponse:
    """Choose one's own password; an open session alone is not enough, as the password also signs."""
    row = queries.person_of(request.caller)
    forced = request.user.must_change_secret
    form = OwnSecretForm(request.POST or None, is_first=forced)
    if request.method == "POST" and attempt_form(form, lambda said: _choose_secret(request, row, said)) is not None:
        messages.success(request, "Your password is changed.")
        update_session_auth_hash(request, row.account)
        return redirect("people_me")
    sentence = "Your one-time password has done its work: choose your own to go on." if forced else ""
    context = {"title": "Your password", "sentence": sentence, "form": form}
    return render(request, "people/secret.html", context, status=409 if request.method == "POST" else 200)


def _choose_secret(request: Request, row: Person, said: dict[str, Any]) -> Person:
    """Verify the present password, outside of any transaction so that a failure counts towards the lock-out."""
    if "current" in said:
        account = authenticate(signing_request(request.caller), username=row.username, password=said["current"])
        if account is None or account.pk != row.account_id:
            refused = Refused(PeopleRefusal.NOT_THE_PRESENT_SECRET)
            enter_refusal("people.change_secret", request.caller, "self", row.scope(), row, refused)
            raise refused
    return actions.change_secret(request.caller, row, said["secret"])


@route("people.issue_token")
def tokens(request: Request, trial: UUID) -> HttpResponse:
    """The caller's keys for machines in this trial."""
    roles = queries.roles_in(request.caller, trial) & set(queries.roles_with("people.issue_token"))
    form = TokenForm(roles, request.POST or None)
    secret = None
    if request.method == "POST" and request.POST.get("revoke"):
        row = queries.token(request.caller, trial, UUID(request.POST["revoke"]))
        attempt(
            request, lambda: actions.revoke_token(request.caller, row, "no longer needed"), "The key is worthless now."
        )
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        sites = queries.sites_of(request.caller, "people.issue_token", trial)
        scope = Scope(trial, next(iter(sorted(sites)), None) if sites else None)
        made = attempt(
            request,
            lambda: actions.issue_token(request.caller, scope, values["name"], values["role"], values["valid_days"]),
            "Copy the key below now; it is not shown again.",
        )
        secret = made[1] if made else None
    context = {
        "title": "Keys for machines",
        "sentence": "A gateway or a DICOMweb client acts for you with such a key, in one role of this trial.",
        "crumbs": [("Keys", "")],
        "form": form,
        "secret": secret,
        "tokens": queries.own_tokens(request.caller, trial),
    }
    return render(request, "people/tokens.html", context)


def _standing(row: Person) -> str:
    """Say whether somebody can sign, and what is missing if not."""
    missing = [
        word
        for word, present in (
            ("their identity is recorded as verified", row.identity_verified_at),
            ("they accept that a signature binds", row.signature_accepted_at),
        )
        if not present
    ]
    if not row.is_active:
        return "The account is closed; the person's records stay."
    return f"Can sign once {' and '.join(missing)}." if missing else "Can sign."
