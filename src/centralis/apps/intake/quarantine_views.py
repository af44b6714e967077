"""Intake's pages of what was kept apart, and the two ways to resolve it, file by file or together."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from centralis.apps.intake import queries, resolving
from centralis.apps.intake.forms import ReasonForm
from centralis.apps.intake.models import QuarantinedFile, Receipt
from centralis.apps.intake.preparing import store
from centralis.apps.intake.releasing import release as release_file
from centralis.apps.intake.releasing import release_all as release_files
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.queries import trials_of

_PAGE = 500


def _may(request: Request, permission: str, trial: UUID) -> bool:
    return trial in trials_of(request.caller, permission)


@require_GET
@route("intake.quarantine_page")
def quarantine(request: Request, trial: UUID) -> HttpResponseBase:
    """Files that were received but not taken; those that wait for a person first."""
    rows = list(queries.quarantined(request.caller, trial)[:_PAGE])
    waiting = sum(queries.quarantine_counts(request.caller, trial).values())
    words = ngettext(
        "%(n)s file waits for a decision: it is taken after all, or dismissed, with a reason.",
        "%(n)s files wait for a decision: each is taken after all, or dismissed, with a reason.",
        waiting,
    ) % {"n": waiting}
    context = {
        "title": _("Quarantine"),
        "sentence": words if waiting else _("No file waits for a decision."),
        "rows": rows,
        "groups": queries.quarantine_groups(request.caller, trial),
        "trial_id": trial,
    }
    return render(request, "intake/quarantine.html", context)


@require_GET
@route("intake.quarantine_page")
def quarantined_file(request: Request, trial: UUID, file: UUID) -> HttpResponseBase:
    """One quarantined file: why, from where, and the two ways to resolve it."""
    return _quarantined(request, trial, queries.quarantined_file(request.caller, trial, file), ReasonForm(), 200)


def _quarantined(
    request: Request, trial: UUID, row: QuarantinedFile, form: ReasonForm, status: int
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "title": _("Quarantined file %(n)s") % {"n": row.ordinal},
        "state": "quarantined" if row.state == "open" else row.state,
        "since": row.changed_at,
        "sentence": row.sentence,
        "row": row,
        "form": form,
        "may_release": _may(request, "intake.release_quarantined", trial) and row.receipt.transmittal_id is not None,
        "may_dismiss": _may(request, "intake.dismiss_quarantined", trial),
        "trial_id": trial,
        "crumbs": [(_("Quarantine"), reverse("intake_quarantine", args=[trial])), (_("File"), "")],
    }
    return render(request, "intake/quarantined_file.html", context, status=status)


@require_POST
@route("intake.dismiss_quarantined")
def dismiss(request: Request, trial: UUID, file: UUID) -> HttpResponseBase:
    """Decide that a file is not taken."""
    row = queries.quarantined_file(request.caller, trial, file)
    form = ReasonForm(request.POST)

    def act() -> bool:
        resolving.dismiss_quarantined(request.caller, row, form.cleaned_data["reason"])
        return True

    if form.is_valid() and attempt(request, act, _("The file was dismissed; its bytes stay sealed.")):
        return redirect("intake_quarantine", trial=trial)
    return _quarantined(request, trial, row, form, 409)


@require_POST
@route("intake.release_quarantined")
def release(request: Request, trial: UUID, file: UUID) -> HttpResponseBase:
    """Take a file after all."""
    row = queries.quarantined_file(request.caller, trial, file)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made = attempt(request, lambda: release_file(request.caller, row, reason, store()), _("The file was taken."))
        if made is not None:
            return redirect("intake_receipt", trial=trial, receipt=made.pk)
    return _quarantined(request, trial, row, form, 409)


@require_GET
@route("intake.quarantine_page")
def quarantined_together(request: Request, trial: UUID, receipt: UUID, code: str) -> HttpResponseBase:
    """Files of one receipt that were kept apart for the same reason, to be resolved by one decision."""
    return _together(request, trial, queries.receipt(request.caller, trial, receipt), code, ReasonForm(), 200)


def _together(
    request: Request, trial: UUID, about: Receipt, code: str, form: ReasonForm, status: int
) -> HttpResponseBase:
    rows = queries.quarantined_together(request.caller, about, code)
    if not rows and status == 200:
        return redirect("intake_quarantine", trial=trial)
    words = ngettext("%(n)s file waits", "%(n)s files wait", len(rows)) % {"n": len(rows)}
    context: dict[str, Any] = {
        "title": _("%(words)s for one decision") % {"words": words},
        "state": "quarantined",
        "sentence": rows[0].sentence if rows else "",
        "rows": rows,
        "about": about,
        "code": code,
        "form": form,
        "may_release": _may(request, "intake.release_all_quarantined", trial) and about.transmittal_id is not None,
        "may_dismiss": _may(request, "intake.dismiss_all_quarantined", trial),
        "trial_id": trial,
        "crumbs": [(_("Quarantine"), reverse("intake_quarantine", args=[trial])), (_("Together"), "")],
    }
    return render(request, "intake/quarantined_together.html", context, status=status)


@require_POST
@route("intake.dismiss_all_quarantined")
def dismiss_all(request: Request, trial: UUID, receipt: UUID, code: str) -> HttpResponseBase:
    """Decide that none of the files is taken."""
    about = queries.receipt(request.caller, trial, receipt)
    form = ReasonForm(request.POST)
    files = queries.quarantined_together(request.caller, about, code)

    def act() -> bool:
        return bool(resolving.dismiss_all_quarantined(request.caller, about, files, form.cleaned_data["reason"]))

    if form.is_valid() and attempt(request, act, _("The files were dismissed; their bytes stay sealed.")):
        return redirect("intake_quarantine", trial=trial)
    return _together(request, trial, about, code, form, 409)


@require_POST
@route("intake.release_all_quarantined")
def release_all(request: Request, trial: UUID, receipt: UUID, code: str) -> HttpResponseBase:
    """Take all the files after all."""
    about = queries.receipt(request.caller, trial, receipt)
    form = ReasonForm(request.POST)
    files = queries.quarantined_together(request.caller, about, code)

    def act() -> Receipt:
        return release_files(request.caller, about, files, form.cleaned_data["reason"], store())

    made = attempt(request, act, _("The files were taken.")) if form.is_valid() else None
    if made is not None:
        return redirect("intake_receipt", trial=trial, receipt=made.pk)
    return _together(request, trial, about, code, form, 409)
