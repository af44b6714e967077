"""Intake's pages: expected uploads, the upload itself, receipts, transfers, quarantine."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centralis.apps.action import at_revision
from centralis.apps.intake import actions, browser, queries
from centralis.apps.intake.forms import ReasonForm, TransmittalForm
from centralis.apps.intake.models import QuarantinedFile, Receipt, Transmittal
from centralis.apps.intake.preparing import store
from centralis.apps.intake.releasing import release as release_file
from centralis.apps.intake.spool import FILE_LIMIT_BYTES
from centralis.apps.ledger.report import safe_cell
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.people.queries import trials_of
from centralis.core.refusal import Refused

_PIECE = 1 << 18
_PAGE = 500


def _may(request: Request, permission: str, trial: UUID) -> bool:
    return trial in trials_of(request.caller, permission)


@require_GET
@route("intake.upload_page")
def uploads(request: Request, trial: UUID) -> HttpResponseBase:
    """The visits whose images are expected, those that wait for the site first."""
    lines = queries.expected_uploads(request.caller, trial)
    waiting = sum(1 for line in lines if line.version is None)
    context = {
        "title": _("Uploads"),
        "sentence": ngettext(
            "%(count)s of %(all)s visits has no images yet. Announce it, then send its folder.",
            "%(count)s of %(all)s visits have no images yet. Announce one, then send its folder.",
            waiting,
        )
        % {"count": waiting, "all": len(lines)},
        "lines": lines,
        "trial_id": trial,
        "secondary": [{"label": _("Transfers"), "url": reverse("intake_transfers", kwargs={"trial": trial})}],
    }
    return render(request, "intake/uploads.html", context)


@require_http_methods(["GET", "POST"])
@route("intake.upload_page")
def announce(request: Request, trial: UUID, visit: UUID) -> HttpResponseBase:
    """The transmittal form of a visit; a visit whose upload is open goes straight there."""
    row = queries.visit_for_upload(request.caller, trial, visit)
    already = queries.open_transmittal(request.caller, row)
    if already is not None:
        return redirect("intake_upload", trial=trial, transmittal=already.pk)
    scanners = queries.scanners_for(request.caller, row)
    wanted = queries.modalities_wanted(request.caller, row)
    form = TransmittalForm(scanners, wanted, request.POST or None, initial={"exam_date": row.due_on})
    if request.method == "POST" and form.is_valid():
        said = actions.Form(**form.announced())
        made = attempt(request, lambda: actions.announce(request.caller, row, said, "web"))
        if made is not None:
            return redirect("intake_upload", trial=trial, transmittal=made.pk)
    context = {
        "title": _("Announce images of %(visit)s") % {"visit": row.label()},
        "sentence": _("Say what you are about to send; the receipt compares it with what arrives."),
        "form": form,
        "current": queries.current_of(row),
        "visit": row,
        "crumbs": _crumbs(trial, (row.label(), "")),
    }
    return render(request, "intake/announce.html", context, status=409 if request.method == "POST" else 200)


def _crumbs(trial: UUID, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Uploads"), reverse("intake_uploads", kwargs={"trial": trial})), *more]


@require_GET
@route("intake.upload_page")
def upload(request: Request, trial: UUID, transmittal: UUID) -> HttpResponseBase:
    """The upload of one announced exam; once it is received, its receipts."""
    row = queries.transmittal(request.caller, trial, transmittal)
    keys = {"trial": trial, "transmittal": row.pk}
    is_open = row.state == "open"
    context = {
        "title": _("Upload for %(visit)s") % {"visit": row.visit.label()},
        "state": "announced" if is_open else row.state,
        "since": row.changed_at,
        "sentence": _("Choose the folder that holds this exam's images; names and dates of birth are removed here.")
        if is_open
        else _("This upload is closed."),
        "row": row,
        "is_open": is_open,
        "receipts": list(row.receipts.order_by("-received_at")),
        "file_url": reverse("intake_upload_file", kwargs=keys),
        "known_url": reverse("intake_upload_known", kwargs=keys),
        "finish_url": reverse("intake_upload_finish", kwargs=keys),
        "abandon_url": reverse("intake_upload_abandon", kwargs=keys),
        "reason_form": ReasonForm(),
        "crumbs": _crumbs(trial, (row.visit.label(), "")),
    }
    return render(request, "intake/upload.html", context)


@require_POST
@route("intake.upload_page")
def upload_file(request: Request, trial: UUID, transmittal: UUID) -> HttpResponseBase:
    """One file, as the raw body; answers its outcome."""
    row = queries.transmittal(request.caller, trial, transmittal)
    digest = request.headers.get("X-File-SHA256", "").lower()[:64]
    if int(request.META.get("CONTENT_LENGTH") or 0) > FILE_LIMIT_BYTES:
        return JsonResponse({"outcome": "refused", "reason": _("The file is larger than 1 GiB.")}, status=413)
    try:
        answer = browser.take_file(request.caller, row, _chunks(request), digest, store())
    except Refused as refused:
        status = 507 if refused.code == "store_full" else 409
        return JsonResponse({"outcome": "refused", "reason": refused.sentence}, status=status)
    status = 503 if answer.again else 200
    return JsonResponse({"outcome": answer.outcome, "reason": answer.reason}, status=status)


def _chunks(request: Request) -> Iterator[bytes]:
    while chunk := request.read(_PIECE):
        yield chunk


@require_GET
@route("intake.upload_page")
def upload_known(request: Request, trial: UUID, transmittal: UUID) -> HttpResponseBase:
    """The digests of the files that need not be sent again."""
    row = queries.transmittal(request.caller, trial, transmittal)
    return JsonResponse({"sha256": browser.known_digests(row, store())})


@require_POST
@route("intake.upload_page")
def upload_finish(request: Request, trial: UUID, transmittal: UUID) -> HttpResponseBase:
    """Close the upload; answers the receipt's address, or why not."""
    row = queries.transmittal(request.caller, trial, transmittal)
    try:
        made = browser.finish(request.caller, row, store())
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=409)
    return JsonResponse({"url": reverse("intake_receipt", kwargs={"trial": trial, "receipt": made.pk})})


@require_POST
@route("intake.upload_page")
def upload_abandon(request: Request, trial: UUID, transmittal: UUID) -> HttpResponseBase:
    """Give an upload up, with the reason."""
    row = queries.transmittal(request.caller, trial, transmittal)
    reason = request.POST.get("reason", "")
    if attempt(request, lambda: _abandon(request, row, reason), _("The upload was abandoned.")):
        return redirect("intake_uploads", trial=trial)
    return redirect("intake_upload", trial=trial, transmittal=transmittal)


def _abandon(request: Request, row: Transmittal, reason: str) -> bool:
    actions.abandon(request.caller, row, reason)
    browser.discard(row, store())
    return True


@require_GET
@route("intake.transfers_page")
def transfers(request: Request, trial: UUID) -> HttpResponseBase:
    """Everything that was sent to this trial: when, by whom, how many, what became of it."""
    rows = list(queries.receipts(request.caller, trial)[:_PAGE])
    context = {
        "title": _("Transfers"),
        "sentence": _("What was sent, what arrived and what was taken, the newest first."),
        "rows": rows,
        "trial_id": trial,
    }
    return render(request, "intake/transfers.html", context)


@require_GET
@route("intake.receipt_page")
def receipt(request: Request, trial: UUID, receipt: UUID) -> HttpResponseBase:
    """Announced against received, and what became of every file."""
    row = queries.receipt(request.caller, trial, receipt)
    context = {
        "title": _("Receipt for %(visit)s") % {"visit": _visit_words(row)},
        "sentence": _receipt_words(row),
        "row": row,
        "compared": queries.announced_against_received(row),
        "lines": queries.outcomes(row)[:_PAGE],
        "shown": min(_PAGE, row.files_received),
        "trial_id": trial,
        "crumbs": [(_("Transfers"), reverse("intake_transfers", args=[trial])), (_("Receipt"), "")],
        "secondary": [
            {"label": _("All files as CSV"), "url": reverse("intake_receipt_csv", args=[trial, row.pk])},
        ],
    }
    return render(request, "intake/receipt.html", context)


def _visit_words(row: Receipt) -> str:
    return row.transmittal.visit.label() if row.transmittal else _("files that fit no exam")


def _receipt_words(row: Receipt) -> str:
    if row.files_quarantined:
        return _("%(n)s of %(all)s files were kept apart: the core lab looks at them.") % {
            "n": row.files_quarantined,
            "all": row.files_received,
        }
    return _("Everything arrived and was taken. The core lab checks the images next.")


@require_GET
@route("intake.receipt_page")
def receipt_csv(request: Request, trial: UUID, receipt: UUID) -> HttpResponseBase:
    """A receipt's files as CSV; a cell that a spreadsheet would take for a formula is made plain text."""
    row = queries.receipt(request.caller, trial, receipt)
    text = io.StringIO()
    writer = csv.writer(text)
    for line in queries.rows_for_export(row):
        writer.writerow([safe_cell(str(value)) for value in line])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{str(row.pk)[:8]}.csv"'
    return response


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
        actions.dismiss_quarantined(request.caller, row, form.cleaned_data["reason"])
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


@require_POST
@route("intake.release_hold")
def release_hold(request: Request, trial: UUID, version: UUID) -> HttpResponseBase:
    """Let a held exam go on; posted from the exam's page, which `next` names."""
    row = at_revision(queries.version(request.caller, trial, version), request.POST.get("revision"))
    reason = request.POST.get("reason", "")
    attempt(request, lambda: actions.release_hold(request.caller, row, reason), _("The hold was released."))
    return _back(request, trial)


@require_POST
@route("intake.request_resend")
def request_resend(request: Request, trial: UUID, version: UUID) -> HttpResponseBase:
    """Ask the site to send an exam again; posted from the exam's page, which `next` names."""
    row = queries.version(request.caller, trial, version)
    reason = request.POST.get("reason", "")
    attempt(request, lambda: actions.request_resend(request.caller, row, reason), _("The site is asked to send again."))
    return _back(request, trial)


def _back(request: Request, trial: UUID) -> HttpResponseBase:
    """Go back to our own page that the form named; never to another host."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("intake_transfers", kwargs={"trial": trial})
    return redirect(target)
