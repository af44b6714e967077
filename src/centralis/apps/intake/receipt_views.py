"""Intake's pages of what came: the log of transfers, and each receipt."""

import csv
import io
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from centralis.apps.intake import queries
from centralis.apps.intake.models import Receipt
from centralis.apps.ledger.report import safe_cell
from centralis.apps.people.access import Request, route

_PAGE = 500


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
