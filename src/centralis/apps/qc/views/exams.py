"""The exam page, the decision with its signature, and asking the site."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from centralis.apps.action import at_revision
from centralis.apps.intake.models import ExamVersion
from centralis.apps.people.access import Request, attempt, attempt_form, route, signing
from centralis.apps.qc import actions, pages, queries, rules
from centralis.apps.qc.forms import FORMS, AskForm
from centralis.apps.qc.models import QcOutcome
from centralis.apps.qc.views.places import exam_crumbs, link, offered
from centralis.core.ledger.canonical import content_digest

_WORDS = ("reason", "question", "category")


@route("qc.exam_page")
def exam(request: Request, trial: UUID, version: UUID) -> HttpResponse:
    """Show an exam: pictures, checklist, conversation, and what can be decided."""
    page = pages.exam_page(request.caller, trial, version)
    row = page.version
    place, caller = row.exam, request.caller
    context = {
        "title": f"{place.subject.code}, {place.visit.name}: exam version {row.number}",
        "state": row.state,
        "sentence": page.sentence,
        "since": row.state_since,
        "crumbs": exam_crumbs(caller, row),
        "page": page,
        "exam": place,
        "secondary": _ways(request, row),
        "ask_url": link("qc_ask", trial=trial, version=row.pk) if page.may_ask else "",
        "decide_url": link("qc_decide", trial=trial, version=row.pk),
        "receipt_url": page.receipt
        and offered(caller, "intake.receipt_page", "intake_receipt", trial, receipt=page.receipt.pk),
        "me": caller.person_id,
    }
    return render(request, "qc/exam.html", context)


def _ways(request: Request, row: ExamVersion) -> list[dict[str, str]]:
    """Return the buttons beside the title, for those who may press them."""
    subject, caller = row.exam.subject.code, request.caller
    cleaned = offered(caller, "intake.cleaning_page", "intake_exam_cleaning", row.trial_id, version=row.pk)
    ways = [
        ("Timeline", offered(request.caller, "ledger.timeline_page", "ledger_timeline", row.trial_id, subject=subject)),
        ("De-identification", cleaned),
        ("Checks explained", offered(request.caller, "qc.catalogue_page", "qc_catalogue", row.trial_id)),
    ]
    if row.faces:
        faces = offered(caller, "intake.faces_page", "intake_faces", row.trial_id, version=row.pk)
        ways.insert(0, ("Faces", faces))
    if row.state == "rejected":
        visit = row.exam.visit_id
        rescan = offered(request.caller, "intake.upload_page", "intake_announce", row.trial_id, visit=visit)
        ways.append(("Send the rescan", rescan))
    return [{"label": label, "url": url} for label, url in ways if url]


@route("qc.decide")
def decide(request: Request, trial: UUID, version: UUID) -> HttpResponse:
    """Choose an outcome, say why, see exactly what is signed, and sign it."""
    sent = request.POST if request.method == "POST" else request.GET
    outcome = sent.get("outcome", "")
    if outcome not in QcOutcome.values:
        raise Http404
    row = queries.version(request.caller, trial, version, "qc.decide")
    here = reverse("qc_exam", kwargs={"trial": trial, "version": version})
    signs = request.method == "POST" and "secret" in request.POST
    if signs:
        if _signed(request, row, QcOutcome(outcome)):
            return redirect(here)
        row = queries.version(request.caller, trial, version, "qc.decide")
    why = rules.possible_outcomes(actions.facts_of(row))[outcome]
    if why:
        if not signs:
            messages.error(request, why)
        return redirect(here)
    form = _form(outcome, request.POST if request.method == "POST" else None)
    words = _words(outcome, form)
    context = {
        "title": pages.VERBS[outcome],
        "sentence": f"{_name(row)} {rules.CONSEQUENCE[outcome]}",
        "crumbs": exam_crumbs(request.caller, row, (pages.VERBS[outcome], "")),
        "secondary": [{"label": "Back to the exam", "url": here}],
        "row": row,
        "outcome": outcome,
        "form": form if words is None else None,
        **(_to_sign(row, outcome, words) if words is not None else {}),
    }
    return render(request, "qc/decide.html", context, status=409 if signs else 200)


def _signed(request: Request, row: ExamVersion, outcome: QcOutcome) -> bool:
    """Hand a signature to the door, with the revision that the signer saw."""
    words = {name: request.POST[name] for name in _WORDS if name in request.POST}
    seen = at_revision(row, request.POST.get("revision"))
    done = f"Signed: {outcome.label.lower()}. {rules.CONSEQUENCE[outcome.value]}"
    return attempt(request, lambda: actions.decide(signing(request), seen, outcome, **words), done) is not None


def _form(outcome: str, sent: QueryDict | None) -> forms.Form | None:
    kind = FORMS.get(outcome)
    return kind(sent) if kind is not None else None


def _words(outcome: str, form: forms.Form | None) -> Mapping[str, str] | None:
    """Return what was said for an outcome, or None while something is still to be said."""
    if form is None:
        return {}
    return form.cleaned_data if form.is_bound and form.is_valid() else None


def _to_sign(row: ExamVersion, outcome: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return what the signature page shows: the content itself, its digest, and the fields that rebuild it."""
    run = actions.newest_run(row)
    if run is None:
        return {}
    content = actions.decision_content(row, run, QcOutcome(outcome), **words)
    fields = [("outcome", outcome), ("revision", row.revision), *words.items()]
    return {
        "content": content,
        "run": run,
        "failed": [pages.line_of(one) for one in run.findings if one["verdict"] == "fail"],
        "digest": content_digest(content),
        "meaning": content["meaning"],
        "fields": fields,
    }


@route("qc.open_query")
def ask(request: Request, trial: UUID, version: UUID) -> HttpResponse:
    """Open a query about an exam version, about one check or in general."""
    row = queries.version(request.caller, trial, version, "qc.open_query")
    here = reverse("qc_exam", kwargs={"trial": trial, "version": version})
    form = AskForm(request.POST or None, initial=_about(row, request.GET.get("check", "")))
    if request.method == "POST":
        made = attempt_form(
            form,
            lambda said: actions.open_query(
                request.caller,
                at_revision(row, request.POST.get("revision")),
                said["category"],
                said["severity"],
                said["question"],
                said["check_id"],
                said["wanted"],
            ),
        )
        if made is not None:
            messages.success(request, f"Query {made.number} is open; the site sees it now. Due {made.due_on}.")
            return redirect(here)
    context = {
        "title": "Ask the site",
        "sentence": f"{_name(row)} The exam can't be accepted until every query is closed.",
        "crumbs": exam_crumbs(request.caller, row, ("Ask the site", "")),
        "secondary": [{"label": "Back to the exam", "url": here}],
        "form": form,
        "row": row,
    }
    return render(request, "qc/ask.html", context, status=409 if form.errors else 200)


def _name(row: ExamVersion) -> str:
    return f"{row.exam.subject.code}, {row.exam.visit.name}, version {row.number}."


def _about(row: ExamVersion, check: str) -> dict[str, str]:
    """Word a first draft of a question from the failed finding that it is about."""
    run = actions.newest_run(row)
    found = [one for one in (run.findings if run else []) if one["check"] == check and one["verdict"] != "pass"]
    if not found:
        return {}
    lines = [pages.line_of(one) for one in found]
    text = "\n".join(f"{one.title}: expected {one.expected}; observed {one.observed}." for one in lines)
    return {"question": text, "category": rules.category_of(check), "check_id": check}
