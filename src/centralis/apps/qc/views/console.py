"""The query console, one query's thread, the deviation log, the register of checks; and their files."""

import csv
import io
from collections.abc import Iterable, Iterator
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from centralis.apps.action import at_revision, enter_access
from centralis.apps.ledger.recorded import Scope
from centralis.apps.ledger.report import safe_cell
from centralis.apps.people.access import Request, attempt_form, route
from centralis.apps.qc import actions, pages, queries, rules
from centralis.apps.qc.forms import AnswerForm, CloseForm
from centralis.apps.qc.models import QcDecision, Query, QueryState
from centralis.apps.qc.views.places import exam_crumbs, link, offered
from centralis.core.acquisition import CATALOGUE, catalogue

#: a wish on a query's page → the permission that it needs, and its form
WISHES: dict[str, tuple[str, type[forms.Form]]] = {
    "answer": ("qc.answer_query", AnswerForm),
    "reply": ("qc.reply_query", AnswerForm),
    "close": ("qc.close_query", CloseForm),
    "withdraw": ("qc.close_query", CloseForm),
}


@require_GET
@route("qc.queries_page")
def queries_page(request: Request, trial: UUID) -> HttpResponse:
    """List the trial's queries, those that wait for the caller first."""
    lines = queries.query_lines(request.caller, trial)
    mine = _mine(request, trial)
    lines.sort(key=lambda line: line.state not in mine)
    waiting = sum(1 for line in lines if line.state in mine)
    still_open = sum(1 for line in lines if line.state != QueryState.CLOSED)
    context = {
        "title": "Queries",
        "sentence": f"Not closed: {still_open} of {len(lines)}. Waiting for you: {waiting}.",
        "crumbs": [("Queries", "")],
        "lines": lines,
        "mine": mine,
        "rescans": _rescans(request, trial),
        "trial_id": trial,
        "queries_filters": [
            {"label": "State", "name": "state", "choices": QueryState.choices},
            {"label": "Category", "name": "category", "choices": [(one, one) for one in rules.CATEGORIES]},
            {"label": "Site", "name": "site", "choices": [(one, one) for one in sorted({x.site for x in lines})]},
        ],
        "secondary": _files(request, trial),
    }
    return render(request, "qc/queries.html", context)


def _rescans(request: Request, trial: UUID) -> list[tuple[QcDecision, str]]:
    """Return the rescans that sites are asked for, each with where it is sent by those who may."""
    found = []
    for one in queries.rescans_wanted(request.caller, trial):
        visit = one.exam_version.exam.visit_id
        found.append((one, offered(request.caller, "intake.upload_page", "intake_announce", trial, visit=visit)))
    return found


def _files(request: Request, trial: UUID) -> list[dict[str, str]]:
    ways = [
        ("Deviation log", offered(request.caller, "qc.deviations_page", "qc_deviations", trial)),
        ("Export as CSV", link("qc_queries_csv", trial=trial)),
    ]
    return [{"label": label, "url": url} for label, url in ways if url]


def _mine(request: Request, trial: UUID) -> set[str]:
    """Return the states in which a query waits for the caller."""
    waits = {"qc.answer_query": QueryState.OPEN, "qc.close_query": QueryState.ANSWERED}
    return {state.value for permission, state in waits.items() if pages.may(request.caller, permission, trial)}


@route("qc.query_page")
def query(request: Request, trial: UUID, query: UUID) -> HttpResponse:
    """Show one query as a conversation, and let the caller answer, ask on or close."""
    row = queries.query(request.caller, trial, query)
    wish = request.POST.get("wish", "")
    made = {name: form(request.POST if name == wish else None, prefix=name) for name, (_, form) in WISHES.items()}
    if request.method == "POST":
        if wish not in WISHES:
            raise Http404
        if _done(request, row, wish, made[wish]):
            return redirect(request.path)
    exam = row.exam_version.exam
    context = {
        "title": f"Query {row.number}: {row.category}",
        "state": row.state,
        "sentence": _whose_turn(row),
        "since": row.state_since,
        "crumbs": exam_crumbs(request.caller, row.exam_version, (f"Query {row.number}", "")),
        "query": row,
        "exam": exam,
        "check_title": CATALOGUE[row.check_id].title if row.check_id in CATALOGUE else row.check_id,
        "thread": queries.messages_of(row),
        "me": request.caller.person_id,
        "forms": {name: made[name] for name in _offered(request, row)},
        "trial_id": trial,
        "secondary": [{"label": "All queries", "url": reverse("qc_queries", kwargs={"trial": trial})}],
    }
    return render(request, "qc/query.html", context, status=409 if wish else 200)


def _done(request: Request, row: Query, wish: str, form: forms.Form) -> bool:
    """Do what was wished, with the revision of the query that was shown; a refusal stays on the form."""
    at_revision(row, request.POST.get("revision"))
    caller = request.caller
    acts = {
        "answer": lambda said: actions.answer_query(caller, row, said["text"]),
        "reply": lambda said: actions.reply_query(caller, row, said["text"]),
        "close": lambda said: actions.close_query(caller, row, said["resolution"]),
        "withdraw": lambda said: actions.close_query(caller, row, said["resolution"], withdrawn=True),
    }
    words = {
        "answer": "Answered; the core lab looks at it next.",
        "reply": "Sent; the site answers next.",
        "close": "The query is closed.",
        "withdraw": "The query is withdrawn.",
    }
    if attempt_form(form, acts[wish]) is None:
        return False
    messages.success(request, words[wish])
    return True


def _offered(request: Request, row: Query) -> list[str]:
    """Return what the caller may wish for in the query's present state."""
    possible = {
        QueryState.OPEN: ("answer", "reply", "withdraw"),
        QueryState.ANSWERED: ("answer", "close", "reply"),
        QueryState.CLOSED: (),
    }
    held = [one for one in WISHES if pages.may(request.caller, WISHES[one][0], row.trial_id)]
    return [one for one in possible[QueryState(row.state)] if one in held]


def _whose_turn(row: Query) -> str:
    if row.state == QueryState.OPEN:
        site = row.exam_version.exam.site.code
        sent = "1 reminder was sent" if row.reminders_sent == 1 else f"{row.reminders_sent} reminders were sent"
        return f"Site {site} answers next, by {row.due_on.isoformat()}; {sent}."
    if row.state == QueryState.ANSWERED:
        return "The site answered; the core lab closes the query or asks on."
    return f"Closed by {row.closed_by}: {row.resolution}"


@require_GET
@route("qc.deviations_page")
def deviations(request: Request, trial: UUID) -> HttpResponse:
    """List every exam that was accepted with a deviation."""
    found = queries.deviations(request.caller, trial)
    context = {
        "title": "Deviation log",
        "sentence": f"Exams that were accepted with a deviation from the acquisition protocol: {len(found)}.",
        "crumbs": [("Queries", reverse("qc_queries", kwargs={"trial": trial})), ("Deviation log", "")],
        "found": [(one, [pages.line_of(failed) for failed in one.failed]) for one in found],
        "trial_id": trial,
        "secondary": [{"label": "Export as CSV", "url": link("qc_deviations_csv", trial=trial)}],
    }
    return render(request, "qc/deviations.html", context)


@require_GET
@route("qc.catalogue_page")
def checks(request: Request, trial: UUID) -> HttpResponse:
    """Explain every registered check: what it looks at, how grave a failure is, and its version."""
    rows = catalogue()
    context = {
        "title": "Checks",
        "sentence": f"{len(rows)} checks run on every exam; the definition says what each expects.",
        "crumbs": [("Queries", reverse("qc_queries", kwargs={"trial": trial})), ("Checks", "")],
        "rows": rows,
    }
    return render(request, "qc/catalogue.html", context)


@require_GET
@route("qc.queries_page")
def queries_csv(request: Request, trial: UUID) -> StreamingHttpResponse:
    """Give the console as CSV; that it was exported is entered."""
    rows = list(queries.query_rows(request.caller, trial))
    enter_access("qc.queries_page", request.caller, request.role, Scope(trial), what="queries as CSV")
    return _csv(rows, "queries.csv")


@require_GET
@route("qc.deviations_page")
def deviations_csv(request: Request, trial: UUID) -> StreamingHttpResponse:
    """Give the deviation log as CSV; that it was exported is entered."""
    rows = list(queries.deviation_rows(request.caller, trial))
    enter_access("qc.deviations_page", request.caller, request.role, Scope(trial), what="deviations as CSV")
    return _csv(rows, "deviations.csv")


def _csv(rows: Iterable[list[str]], name: str) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        for row in rows:
            buffer = io.StringIO()
            csv.writer(buffer, lineterminator="\r\n").writerow([safe_cell(cell) for cell in row])
            yield buffer.getvalue()

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
