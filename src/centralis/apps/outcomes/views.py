"""Pages of outcomes: a trial's results with their figures, one subject, one read as evidence, exports."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from centralis.apps.outcomes import drawing, entered, exports, queries
from centralis.apps.outcomes.endpoint_table import response_rates
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.outcomes.frame import crumbs, may, tabs
from centralis.apps.outcomes.meaning import Meaning
from centralis.apps.outcomes.queries import Overview
from centralis.apps.people.access import Request, route
from centralis.apps.people.signing import is_bound


@require_GET
@route("outcomes.page")
def outcomes(request: Request, trial: UUID) -> HttpResponse:
    """The trial's results: figures, results by subject, time point and source, and what is missing for others."""
    found = queries.overview(request.caller, trial)
    downloads = _downloads(request, found)
    context = {
        "title": _("Outcomes"),
        "state": "locked" if found.lock else "",
        "since": found.lock.locked_at if found.lock else None,
        "sentence": _sentence(found),
        "primary": _primary(request, found),
        "secondary": downloads[:1],
        "rare": downloads[1:],
        "crumbs": crumbs(found.trial),
        "tabs": tabs(found, "outcomes"),
        "found": found,
        "meaning": found.meaning,
        "rates": response_rates([row.result for row in found.settled], found.meaning),
        "figures": drawing.trial_figures(found),
        "incomplete": [row for row in found.rows if not row.is_settled],
        "outcomes_filters": [_filter("result", _("Result"), found), _agreement_filter()],
        "columns": 6 + len(found.sources),
        "trial_id": trial,
    }
    return render(request, "outcomes/overview.html", context)


@require_GET
@route("outcomes.page")
def subject(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """One subject: every source side by side, with the sentences that the rules decided by and the reads behind."""
    row = queries.subject_row(request.caller, trial, subject)
    meaning = queries.meaning(request.caller, trial)
    code = row.subject.code
    sources = sorted(row.outcomes, key=lambda name: (name == CENTRAL, name))
    lines = [
        (point, [(name, one, _measured(one, meaning)) for name in sources for one in (point.by_source.get(name),)])
        for point in row.time_points
    ]
    timeline = reverse("ledger_timeline", args=[trial, code])
    context = {
        "title": _("Outcomes of subject %(code)s") % {"code": code},
        "sentence": _subject_sentence(row, meaning),
        "secondary": [{"label": _("Timeline"), "url": timeline}] if may(request, trial, "ledger.timeline_page") else [],
        "crumbs": crumbs(queries.trial_of(request.caller, trial), (code, "")),
        "row": row,
        "meaning": meaning,
        "sources": sources,
        "outcomes": [row.outcomes[name] for name in sources],
        "lines": lines,
        "figures": drawing.subject_figures(row, meaning),
        "adjudication": queries.adjudication(request.caller, trial, subject),
        "earlier": [
            (one, entered.show_result(one.headline, meaning))
            for one in queries.earlier_outcomes(request.caller, trial, subject)
        ],
        "headlines": [
            (row.outcomes[name], entered.show_result(row.outcomes[name].headline, meaning)) for name in sources
        ],
        "trial_id": trial,
    }
    return render(request, "outcomes/subject.html", context)


@require_GET
@route("outcomes.page")
def read(request: Request, trial: UUID, read: UUID) -> HttpResponse:
    """What stands behind a number: the entries, the rule's answer, who signed it, on which images, under what."""
    found = queries.read_evidence(request.caller, trial, read)
    code, row = found.subject.code, found.read
    place = crumbs(
        queries.trial_of(request.caller, trial),
        (code, reverse("outcomes_subject", args=[trial, found.subject.pk])),
        (row.visit.name, ""),
    )
    sections, single = entered.lay_out(found.form, row.content)
    context = {
        "title": f"{code}, {row.visit.name}: {row.task.source}",
        "state": "locked" if found.is_current else "superseded",
        "sentence": _read_sentence(found),
        "since": row.state_since,
        "secondary": [*_replay_link(request, trial, row), *_exam_link(request, trial, row)],
        "crumbs": place,
        "found": found,
        "read": row,
        "answers": entered.show_answers(row.assessment, found.meaning),
        "sections": sections,
        "single": single,
        "is_bound": row.signature is not None and is_bound(row.signature),
        "trial_id": trial,
    }
    return render(request, "outcomes/read.html", context)


@require_GET
@route("outcomes.export")
def export(request: Request, trial: UUID, table: str) -> HttpResponse:
    """Hand over one table as CSV; that it was taken is entered."""
    if not exports.is_table(table):
        raise Http404
    text = exports.export_csv(request.caller, request.role, trial, table)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="outcomes-{table}.csv"'
    return response


def _measured(point: Any, meaning: Meaning) -> list[tuple[str, str]]:
    """The measures of a stored time point that have a value, but for the score's first one, which is its response."""
    if point is None:
        return []
    measures = meaning.measures if meaning.responses else meaning.measures[1:]
    shown = [(one, point["answers"].get(one.key)) for one in measures]
    return [(one.title, entered.show_value(value, one.unit)) for one, value in shown if value is not None]


def _sentence(found: Overview) -> str:
    said = _("%(results)s of %(count)s subjects have a central result") % {
        "results": len(found.settled),
        "count": len(found.subjects),
    }
    if found.meaning.responses:
        said += _("; %(progressed)s progressed.") % {"progressed": found.progressed}
    else:
        said += _(" of %(title)s.") % {"title": found.meaning.title}
    if found.lock:
        return said + " " + _("The data are locked (%(name)s).") % {"name": found.lock.name}
    waiting = len(found.rows) - len(found.settled)
    if waiting:
        one = _("%(waiting)s subject waits for reads or an adjudication: what is missing stands below.")
        many = _("%(waiting)s subjects wait for reads or an adjudication: what is missing stands below.")
        said += " " + (one if waiting == 1 else many) % {"waiting": waiting}
    return said


def _primary(request: Request, found: Overview) -> dict[str, Any] | None:
    url = reverse("outcomes_lock", args=[found.trial.pk])
    if found.lock or not may(request, found.trial.pk, "outcomes.lock_data"):
        return {"label": _("Data lock"), "url": url}
    return {"label": _("Lock the data"), "url": url}


def _downloads(request: Request, found: Overview) -> list[dict[str, Any]]:
    trial = found.trial.pk
    if not may(request, trial, exports.EXPORT):
        return []
    words = exports.titles(found.meaning)
    return [{"label": f"{word} (CSV)", "url": reverse("outcomes_csv", args=[trial, key])} for key, word in words]


def _filter(name: str, label: str, found: Overview) -> dict[str, Any]:
    known = sorted({(row.result, row.shown) for row in found.rows if row.result})
    return {"label": label, "name": name, "choices": [*known, ("none", _("no result yet"))]}


def _agreement_filter() -> dict[str, Any]:
    return {"label": _("Readers"), "name": "agree", "choices": [("agree", _("agree")), ("differ", _("differ"))]}


def _subject_sentence(row: queries.SubjectRow, meaning: Meaning) -> str:
    central = row.central
    if central is None:
        return _("No read is signed yet: outcomes are derived as soon as one is.")
    if central.missing:
        return _("No central result yet: %(missing)s.") % {"missing": "; ".join(central.missing)}
    if meaning.responses is None:
        label = meaning.measures[0].title
        said = _("%(label)s: %(value)s.") % {"label": label, "value": row.shown or _("no value")}
        return f"{said} {central.explanation}"
    day = central.progression_date
    progressed = _("Progression on %(day)s.") % {"day": day.isoformat()} if day else _("No progression.")
    said = _("Best overall response %(best)s.") % {"best": central.headline}
    return f"{said} {progressed} {central.explanation}"


def _read_sentence(found: queries.ReadEvidence) -> str:
    if found.is_current:
        return _("Signed and locked. The numbers of this time point rest on it.")
    return _("Reopened: it counts no longer and is kept as it was. %(why)s") % {"why": found.read.reopen_reason}


def _replay_link(request: Request, trial: UUID, row: Any) -> list[dict[str, Any]]:
    """The read as its reader saw it, for those who may."""
    if not may(request, trial, "reads.replay_page"):
        return []
    return [{"label": _("As the reader saw it"), "url": reverse("reads_replay", args=[trial, row.pk])}]


def _exam_link(request: Request, trial: UUID, row: Any) -> list[dict[str, Any]]:
    """The exam that was read, for who may see exams."""
    if not may(request, trial, "qc.exam_page"):
        return []
    try:
        url = reverse("qc_exam", args=[trial, row.exam_version_id])
    except NoReverseMatch:
        return []
    return [{"label": _("The images"), "url": url}]
