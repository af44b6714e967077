"""Pages of subjects: the list with enrolment, and one subject with visits, day 0 and consent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from centralis.apps.action import at_revision
from centralis.apps.governance import actions as governance
from centralis.apps.governance import queries as governance_queries
from centralis.apps.governance.forms import ConsentForm, WithdrawForm
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.access import Request, attempt, attempt_form, route
from centralis.apps.sites import overview, queries
from centralis.apps.sites.views.places import may_in
from centralis.apps.trials import actions, rules
from centralis.apps.trials import queries as trials
from centralis.apps.trials.forms import AnchorForm, EnrolForm, ReasonForm, UnscheduledForm
from centralis.apps.trials.models import BEFORE_ENROLMENT, Subject, SubjectState

_NEXT = {
    SubjectState.ENROLLED: "Subject {subject} is enrolled. Next: set day 0, so that the windows are dated.",
    SubjectState.SCREENING: "Subject {subject} is in screening. Next: send the screening exam, for central review.",
}


@route("trials.subject_page")
def subjects(request: Request, trial: UUID) -> HttpResponse:
    """The subjects of a trial, each with what comes next."""
    return _list(request, trial)


@route("trials.enrol_subject")
def enrol(request: Request, trial: UUID) -> HttpResponse:
    """Enrol a subject by code."""
    form = EnrolForm(_sites(request, trial), request.POST or None)
    made = attempt_form(
        form,
        lambda v: actions.enrol_subject(request.caller, Scope(trial, UUID(v["site"])), v["code"], v["sex"]),
    )
    if made is None:
        return _list(request, trial, 409, form)
    messages.success(request, _NEXT[SubjectState(made.state)].format(subject=made.code))
    return redirect("trials_subject", trial=trial, subject=made.pk)


def _list(request: Request, trial: UUID, status: int = 200, form: BaseForm | None = None) -> HttpResponse:
    row = trials.trial(request.caller, trial)
    found = overview.subject_lines(request.caller, trial)
    late = sum(1 for one in found if one.overdue)
    screened = sum(1 for one in found if one.subject.state in BEFORE_ENROLMENT)
    apart = f" {screened} in screening or not enrolled after it." if screened else ""
    choices = _sites(request, trial)
    context = {
        "title": "Subjects",
        "sentence": f"{len(found) - screened} enrolled, {late} with an overdue visit.{apart}",
        "crumbs": [(row.protocol, ""), ("Subjects", "")],
        "trial_id": trial,
        "lines": found,
        "form": (form or EnrolForm(choices)) if may_in(request, trial)("trials.enrol_subject") else None,
    }
    return render(request, "trials/subjects.html", context, status=status)


@route("trials.subject_page")
def subject(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """One subject."""
    return _page(request, trial, subject)


@route("trials.admit_subject")
def admit(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """Enrol a subject whose screening is over."""
    row = trials.subject(request.caller, trial, subject)
    if request.method == "POST":
        at = at_revision(row, request.POST.get("revision"))
        if attempt(request, lambda: actions.admit_subject(request.caller, at)) is not None:
            messages.success(request, _NEXT[SubjectState.ENROLLED].format(subject=row.code))
    return redirect("trials_subject", trial=trial, subject=subject)


@route("trials.fail_screening")
def fail(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """Record a screen failure."""
    return _screening(request, trial, subject, actions.fail_screening, "The screen failure is recorded.")


@route("trials.resume_screening")
def resume(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """Take a screen failure back."""
    return _screening(request, trial, subject, actions.resume_screening, "The subject is in screening again.")


def _screening(
    request: Request, trial: UUID, subject: UUID, act: Callable[..., Subject], done: str
) -> HttpResponse:
    row = trials.subject(request.caller, trial, subject)
    if request.method == "POST":
        at, reason = at_revision(row, request.POST.get("revision")), request.POST.get("reason", "")
        attempt(request, lambda: act(request.caller, at, reason), done)
    return redirect("trials_subject", trial=trial, subject=subject)


@route("trials.set_anchor")
def anchor(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """Set day 0."""
    form = AnchorForm(request.POST or None)

    def act(values: dict[str, Any]) -> Subject:
        row = at_revision(trials.subject(request.caller, trial, subject), request.POST.get("revision"))
        return actions.set_anchor(request.caller, row, values["anchor_date"], values["reason"])

    if attempt_form(form, act) is None:
        return _page(request, trial, subject, 409, anchor_form=form)
    messages.success(request, "Day 0 is set; the windows are dated.")
    return redirect("trials_subject", trial=trial, subject=subject)


@route("trials.add_unscheduled_visit")
def unscheduled(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """Add an unscheduled visit."""
    row = trials.subject(request.caller, trial, subject)
    form = UnscheduledForm(trials.unscheduled_kinds(request.caller, trial), request.POST or None)
    made = attempt_form(
        form,
        lambda v: actions.add_unscheduled_visit(request.caller, row, v["visit"], v["reason"], v["happened_on"]),
    )
    if made is None:
        return _page(request, trial, subject, 409, unscheduled_form=form)
    messages.success(request, f"Visit {made.code} is added.")
    return redirect("trials_subject", trial=trial, subject=subject)


@route("trials.mark_visit_missed")
def missed(request: Request, trial: UUID, visit: UUID) -> HttpResponse:
    """Mark a visit as missed, with the reason."""
    row = trials.visit(request.caller, trial, visit)
    form = ReasonForm(request.POST or None)
    if attempt_form(form, lambda v: actions.mark_visit_missed(request.caller, row, v["reason"])):
        messages.success(request, f"Visit {row.code} is marked as missed.")
        return redirect("trials_subject", trial=trial, subject=row.subject_id)
    context = {
        "title": f"{row.subject.code}, {row.name}: missed",
        "sentence": "A missed visit is expected no longer; nobody is reminded of it. It can be expected again later.",
        "crumbs": [*_crumbs(row.subject), (row.code, "")],
        "form": form,
        "subject": row.subject,
    }
    return render(request, "trials/visit_missed.html", context, status=409 if form.errors else 200)


@route("trials.reopen_visit")
def reopen(request: Request, trial: UUID, visit: UUID) -> HttpResponse:
    """Expect a missed visit again."""
    row = trials.visit(request.caller, trial, visit)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        attempt(request, lambda: actions.reopen_visit(request.caller, row, reason), "The visit is expected again.")
    return redirect("trials_subject", trial=trial, subject=row.subject_id)


@route("governance.record_consent")
def consent(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """Record a consent."""
    row = trials.subject(request.caller, trial, subject)
    form = ConsentForm(_scopes(request, trial), request.POST or None)
    if attempt_form(form, lambda v: governance.record_consent(request.caller, row, **v)) is None:
        return _page(request, trial, subject, 409, consent_form=form)
    messages.success(request, "The consent is recorded.")
    return redirect("trials_subject", trial=trial, subject=subject)


@route("governance.withdraw_consent")
def withdraw(request: Request, trial: UUID, consent: UUID) -> HttpResponse:
    """Record that a consent was withdrawn."""
    row = governance_queries.consent(request.caller, trial, consent)
    form = WithdrawForm(request.POST or None)
    if attempt_form(form, lambda v: governance.withdraw_consent(request.caller, row, v["withdrawn_on"], v["reason"])):
        messages.success(request, "The withdrawal is recorded.")
        return redirect("trials_subject", trial=trial, subject=row.subject_id)
    context = {
        "title": f"{row.subject.code}: withdraw consent",
        "sentence": f"Form {row.form_version}, signed {row.signed_on.isoformat()}. What was done before stays lawful; "
        "from the day below nothing new may rest on it.",
        "crumbs": [*_crumbs(row.subject), ("Withdraw consent", "")],
        "form": form,
        "subject": row.subject,
    }
    return render(request, "governance/withdraw.html", context, status=409 if form.errors else 200)


def _page(request: Request, trial: UUID, subject: UUID, status: int = 200, **bound: BaseForm) -> HttpResponse:
    row = trials.subject(request.caller, trial, subject)
    may = may_in(request, trial)
    lines = trials.visits(request.caller, trial, subject)
    codes = queries.site_codes(request.caller, trial, "trials.subject_page")
    forms: dict[str, tuple[str, Callable[[], BaseForm]]] = {
        "anchor_form": ("trials.set_anchor", lambda: AnchorForm(initial={"anchor_date": row.anchor_date})),
        "unscheduled_form": (
            "trials.add_unscheduled_visit",
            lambda: UnscheduledForm(trials.unscheduled_kinds(request.caller, trial)),
        ),
        "consent_form": ("governance.record_consent", lambda: ConsentForm(_scopes(request, trial))),
    }
    definition = trials.active_definition(request.caller, trial)
    context: dict[str, Any] = {
        "title": f"Subject {row.code}",
        "state": row.state,
        "sentence": rules.screening_sentence(codes.get(row.site_id, "unknown"), row.state)
        or rules.subject_sentence(
            codes.get(row.site_id, "unknown"),
            definition.anchor,
            row.anchor_date,
            [(one.visit.name, one.state, one.visit.window_closes_on) for one in lines],
        ),
        "crumbs": _crumbs(row),
        "subject": row,
        "lines": lines,
        "consents": governance_queries.consents(request.caller, trial, subject),
        "awaits_enrolment": rules.awaits_enrolment(row.state, definition.anchor),
        "may_admit": row.state == SubjectState.SCREENING and may("trials.admit_subject"),
        "may_resume": row.state == SubjectState.SCREEN_FAILED and may("trials.resume_screening"),
        "may_see_requests": definition.reading.is_on_request and may("reads.requests_page"),
        "may_miss": may("trials.mark_visit_missed"),
        "may_withdraw": may("governance.withdraw_consent"),
        "may_see_timeline": may("ledger.timeline_page"),
    }
    for name, (permission, make) in forms.items():
        context[name] = (bound.get(name) or make()) if may(permission) else None
    return render(request, "trials/subject.html", context, status=status)


def _sites(request: Request, trial: UUID) -> list[tuple[str, str]]:
    rows = queries.sites(request.caller, trial, "trials.subject_page").filter(is_open=True)
    return [(str(row.pk), f"{row.code} {row.name}") for row in rows]


def _scopes(request: Request, trial: UUID) -> tuple[str, ...]:
    return trials.active_definition(request.caller, trial).governance.consent_scopes


def _crumbs(row: Subject) -> list[tuple[str, str]]:
    return [
        (row.trial.protocol, ""),
        ("Subjects", reverse("trials_subjects", args=[row.trial_id])),
        (row.code, reverse("trials_subject", args=[row.trial_id, row.pk])),
    ]
