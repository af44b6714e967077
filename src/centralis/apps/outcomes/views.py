"""Pages of outcomes: results with their figures, one subject, one read as evidence, exports."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from centralis.apps.outcomes import exports, figures, queries
from centralis.apps.outcomes.queries import Overview
from centralis.apps.people import queries as people
from centralis.apps.people.access import Request, route
from centralis.apps.people.signing import is_bound
from centralis.apps.trials.models import Trial
from centralis.core.endpoints.figures import derive_spider, derive_swimmer, derive_waterfall


@require_GET
@route("outcomes.page")
def outcomes(request: Request, trial: UUID) -> HttpResponse:
    """The trial's results: rates, figures, responses by subject, time point and source, how the readers agree."""
    found = queries.overview(request.caller, trial)
    context = {
        "title": _("Outcomes"),
        "state": "locked" if found.lock else "",
        "since": found.lock.locked_at if found.lock else None,
        "sentence": _sentence(found),
        "primary": _primary(request, found),
        "secondary": _downloads(request, trial)[:1],
        "rare": _downloads(request, trial)[1:],
        "crumbs": crumbs(found.trial),
        "found": found,
        "rates": _rates(found),
        "figures": _figures(found),
        "incomplete": [row for row in found.rows if not row.result],
        "outcomes_filters": [_filter("result", _("Result"), found), _agreement_filter()],
        "trial_id": trial,
    }
    return render(request, "outcomes/overview.html", context)


@require_GET
@route("outcomes.page")
def subject(request: Request, trial: UUID, subject: UUID) -> HttpResponse:
    """One subject: every source side by side, with the sentences that the rules decided by and the reads behind."""
    row = queries.subject_row(request.caller, trial, subject)
    code = row.subject.code
    sources = sorted(row.outcomes, key=lambda name: (name == "central", name))
    lines = [(point, [(name, point.by_source.get(name)) for name in sources]) for point in row.time_points]
    timeline = reverse("ledger_timeline", args=[trial, code])
    context = {
        "title": _("Outcomes of subject %(code)s") % {"code": code},
        "sentence": _subject_sentence(row),
        "secondary": [{"label": _("Timeline"), "url": timeline}] if may(request, trial, "ledger.timeline_page") else [],
        "crumbs": crumbs(queries.trial_of(request.caller, trial), (code, "")),
        "row": row,
        "sources": sources,
        "outcomes": [row.outcomes[name] for name in sources],
        "lines": lines,
        "adjudication": queries.adjudication(request.caller, trial, subject),
        "earlier": queries.earlier_outcomes(request.caller, trial, subject),
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
    context = {
        "title": f"{code}, {row.visit.name}: reader {row.task.reader_number}",
        "state": "locked" if found.is_current else "superseded",
        "sentence": _read_sentence(found),
        "since": row.state_since,
        "secondary": _exam_link(request, trial, row),
        "crumbs": place,
        "found": found,
        "read": row,
        "is_bound": row.signature is not None and is_bound(row.signature),
        "trial_id": trial,
    }
    return render(request, "outcomes/read.html", context)


@require_GET
@route("outcomes.export")
def export(request: Request, trial: UUID, table: str) -> HttpResponse:
    """Hand over one table as CSV; that it was taken is entered."""
    if table not in exports.TABLES:
        raise Http404
    text = exports.export_csv(request.caller, request.role, trial, table)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="outcomes-{table}.csv"'
    return response


def _figures(found: Overview) -> list[figures.Figure]:
    subjects = queries.plots(found.rows)
    if not subjects:
        return []
    links = {row.subject.code: reverse("outcomes_subject", args=[found.trial.pk, row.subject.pk]) for row in found.rows}
    by = _("central result")
    return [
        figures.build_waterfall(derive_waterfall(subjects), links, by),
        figures.build_spider(derive_spider(subjects), links, by),
        figures.build_swimmer(derive_swimmer(subjects), links, by),
    ]


def _rates(found: Overview) -> list[dict[str, Any]]:
    """The rates as lines of a table: name, population, responders, percent and exact limits."""
    populations = (
        (_("subjects with a central result"), found.evaluable),
        (_("all subjects; without a result counts as no response"), found.all_subjects),
    )
    names = (_("Objective response rate (CR + PR)"), _("Disease control rate (CR + PR + SD)"))
    return [
        {
            "name": name,
            "population": population,
            "rate": rate,
            "percent": 100 * rate.rate,
            "lower": 100 * rate.lower,
            "upper": 100 * rate.upper,
        }
        for place, name in enumerate(names)
        for population, both in populations
        if both is not None
        for rate in (both[place],)
    ]


def _sentence(found: Overview) -> str:
    results = sum(1 for row in found.rows if row.result)
    said = _("%(results)s of %(count)s subjects have a central result; %(progressed)s progressed.") % {
        "results": results,
        "count": found.subject_count,
        "progressed": found.progressed,
    }
    if found.lock:
        return said + " " + _("The data are locked (%(name)s).") % {"name": found.lock.name}
    waiting = len(found.rows) - results
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


def _downloads(request: Request, trial: UUID) -> list[dict[str, Any]]:
    if not may(request, trial, exports.EXPORT):
        return []
    words = {
        "responses": _("Responses (CSV)"),
        "best-responses": _("Best responses (CSV)"),
        "progression": _("Progression (CSV)"),
    }
    return [{"label": word, "url": reverse("outcomes_csv", args=[trial, name])} for name, word in words.items()]


def _filter(name: str, label: str, found: Overview) -> dict[str, Any]:
    known = sorted({row.result for row in found.rows if row.result})
    return {"label": label, "name": name, "choices": [(one, one) for one in known] + [("none", _("no result yet"))]}


def _agreement_filter() -> dict[str, Any]:
    return {"label": _("Readers"), "name": "agree", "choices": [("agree", _("agree")), ("differ", _("differ"))]}


def _subject_sentence(row: queries.SubjectRow) -> str:
    central = row.central
    if central is None:
        return _("No read is signed yet: outcomes are derived as soon as one is.")
    if central.missing:
        return _("No central result yet: %(missing)s.") % {"missing": "; ".join(central.missing)}
    day = central.progression_date
    progressed = _("Progression on %(day)s.") % {"day": day.isoformat()} if day else _("No progression.")
    said = _("Best overall response %(best)s.") % {"best": central.best_response}
    return f"{said} {progressed} {central.explanation}"


def _read_sentence(found: queries.ReadEvidence) -> str:
    if found.is_current:
        return _("Signed and locked. The numbers of this time point rest on it.")
    return _("Reopened: it counts no longer and is kept as it was. %(why)s") % {"why": found.read.reopen_reason}


def _exam_link(request: Request, trial: UUID, row: Any) -> list[dict[str, Any]]:
    """The exam that was read, for who may see exams."""
    if not may(request, trial, "qc.exam_page"):
        return []
    try:
        url = reverse("qc_exam", args=[trial, row.exam_version_id])
    except NoReverseMatch:
        return []
    return [{"label": _("The images"), "url": url}]


def may(request: Request, trial: UUID, permission: str) -> bool:
    return people.opens(permission, people.standing(request.caller), trial)


def crumbs(trial: Trial, *further: tuple[str, str]) -> list[tuple[str, str]]:
    room = reverse("outcomes", args=[trial.pk]) if further else ""
    return [(trial.protocol, ""), (_("Outcomes"), room), *further]
