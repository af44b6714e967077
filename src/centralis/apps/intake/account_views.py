"""Pages that give account of de-identification: what was done to an exam, what could still identify in a trial."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from centralis.apps.action import enter_access
from centralis.apps.intake import account
from centralis.apps.people.access import Request, route
from centralis.apps.trials import queries as trials

_PAGE = 500


@require_GET
@route("intake.cleaning_page")
def exam_cleaning(request: Request, trial: UUID, version: UUID) -> HttpResponseBase:
    """What was cleaned in every file of an exam version, by which engine and profile."""
    told = account.exam_account(request.caller, trial, version)
    files = _("%(n)s files by engine %(engine)s") % {"n": len(told.files), "engine": ", ".join(told.engines)}
    context = {
        "title": _("De-identification of %(exam)s") % {"exam": told.version.exam.visit.label()},
        "sentence": _("%(files)s under definition version %(label)s; text was blanked in the pixels of %(n)s.")
        % {"files": files, "label": told.version.definition.version_label, "n": told.blanked},
        "told": told,
        "lines": told.files[:_PAGE],
        "shown": min(_PAGE, len(told.files)),
        "trial_id": trial,
        "secondary": [
            {"label": _("Back to the exam"), "url": reverse("qc_exam", args=[trial, version])},
            {"label": _("All files as JSON"), "url": reverse("intake_exam_cleaning_json", args=[trial, version])},
        ],
    }
    return render(request, "intake/exam_cleaning.html", context)


@require_GET
@route("intake.cleaning_page")
def exam_cleaning_json(request: Request, trial: UUID, version: UUID) -> HttpResponseBase:
    """The account of an exam as a file."""
    told = account.exam_account(request.caller, trial, version)
    enter_access("intake.cleaning_page", request.caller, request.role, told.version, format="json")
    return _file(account.exam_json(told), "application/json", f"deidentification-{str(version)[:8]}.json")


@require_GET
@route("intake.cleaning_page")
def residual(request: Request, trial: UUID) -> HttpResponseBase:
    """What could still identify in a trial's images, for its data protection officer."""
    row = trials.trial(request.caller, trial)
    parts = account.trial_account(request.caller, trial)
    context = {
        "title": _("What could still identify"),
        "sentence": _("Read from the sealed manifests of all current exams; pseudonymised images stay personal data."),
        "parts": parts,
        "trial_id": trial,
        "protocol": row.protocol,
        "secondary": [{"label": _("As a document"), "url": reverse("intake_residual_export", args=[trial])}],
    }
    return render(request, "intake/residual.html", context)


@require_GET
@route("intake.cleaning_page")
def residual_export(request: Request, trial: UUID) -> HttpResponseBase:
    """The same as a document (Markdown)."""
    row = trials.trial(request.caller, trial)
    text = account.trial_markdown(account.trial_account(request.caller, trial), row.protocol)
    enter_access("intake.cleaning_page", request.caller, request.role, row, format="markdown")
    return _file(text, "text/markdown; charset=utf-8", f"residual-risk-{row.protocol}.md")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
