"""Intake's pages for who sends: expected uploads, the transmittal form, the upload itself."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centralis.apps.intake import actions, browser, queries
from centralis.apps.intake.forms import ReasonForm, TransmittalForm
from centralis.apps.intake.models import Transmittal
from centralis.apps.intake.preparing import store
from centralis.apps.intake.spool import FILE_LIMIT_BYTES
from centralis.apps.people.access import Request, attempt, route
from centralis.core.refusal import Refused

_PIECE = 1 << 18


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
