"""Pages of inspection: who did what to a subject's images, when and why; the trail; its verification."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from centralis.apps.action import house
from centralis.apps.ledger.labels import OUTCOME_WORDS, STAGES, words_of
from centralis.apps.ledger.queries import Filters
from centralis.apps.people.access import Request, route
from centralis.apps.people.permissions import PERMISSIONS
from centralis.apps.trials import queries as trials
from centralis.apps.web import trails, verifying
from centralis.apps.web.states import state_look
from centralis.apps.web.trails import Stay

AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)
ITEMS_A_PAGE = 200
BAR_WIDTH = 1000
PLACE_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Segment:
    """One state of the bar above a timeline: where it starts and how wide it is, in thousandths of the whole."""

    state: str
    word: str
    tone: str
    days: float
    x: float
    width: float


@require_GET
@route("ledger.timeline_page")
def timeline(request: Request, trial: UUID, subject: str) -> HttpResponse:
    """Show everything that happened to one subject's images, oldest first."""
    filters = filters_of(request.GET)
    everything = trails.timeline(request.caller, trial, subject)
    found = trails.timeline(request.caller, trial, subject, filters) if filters != Filters() else everything
    page = Paginator(found, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    where = {"trial": trial, "subject": subject}
    context = {
        "title": _("Timeline of subject %(code)s") % {"code": subject},
        "sentence": _("Everything entered about this subject, oldest first; every time is UTC."),
        "crumbs": _crumbs(request, trial, subject, _("Timeline")),
        "page": page,
        "is_empty": not everything,
        "segments": segments(trails.days_by_state(request.caller, trial, subject)),
        "secondary": _timeline_files(request, where),
        "may_open_entries": _may(request, "ledger.entry_page"),
        "query": _query_without_page(request.GET),
        "trial_id": trial,
        **_form(request.GET),
    }
    return render(request, "web/timeline.html", context)


@require_GET
@route("ledger.timeline_page")
def timeline_json(request: Request, trial: UUID, subject: str) -> HttpResponse:
    """Give the same items as the page, as JSON."""
    found = trails.timeline(request.caller, trial, subject, filters_of(request.GET))
    return JsonResponse([item.as_json() for item in found], safe=False, json_dumps_params={"ensure_ascii": False})


@require_GET
@route("ledger.export")
def timeline_pdf(request: Request, trial: UUID, subject: str) -> HttpResponse:
    """Print the timeline; that it was printed is entered."""
    pdf = trails.export_timeline_pdf(request.caller, request.role, trial, subject)
    return _download(HttpResponse(pdf, content_type="application/pdf"), "timeline.pdf")


@require_GET
@route("ledger.search_page")
def search(request: Request, trial: UUID) -> HttpResponse:
    """Search the trial's trail, the newest first."""
    below = request.GET.get("below", "")
    found = trails.search(request.caller, trial, filters_of(request.GET), _place(below))
    query = _query_without_page(request.GET)
    files = [(_("Export as CSV"), "ledger_search_csv"), (_("Export the ledger"), "ledger_export")]
    context = {
        "title": _("Audit trail"),
        "sentence": _("Every act, refusal and access in this trial, the newest first; every time is UTC."),
        "crumbs": _crumbs(request, trial, _("Audit trail")),
        "found": found,
        "secondary": [
            {"label": label, "url": f"{reverse(name, kwargs={'trial': trial})}?{query}"}
            for label, name in files
            if _may(request, "ledger.export")
        ],
        "older": f"?{query}&below={found.older}" if found.older else "",
        "may_open_entries": _may(request, "ledger.entry_page"),
        "trial_id": trial,
        "is_filtered": filters_of(request.GET) != Filters(),
        **_form(request.GET),
    }
    return render(request, "web/audit.html", context)


def _place(text: str) -> int | None:
    """Read an entry's number from an address; anything else means the newest."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= PLACE_DIGITS else None


@require_GET
@route("ledger.export")
def search_csv(request: Request, trial: UUID) -> HttpResponseBase:
    """Give every entry that fits as CSV; that it was exported is entered."""
    lines = trails.export_search(request.caller, request.role, trial, filters_of(request.GET))
    return _download(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), "audit-trail.csv")


@require_GET
@route("ledger.export")
def chain_export(request: Request, trial: UUID) -> HttpResponseBase:
    """Give the trial's chain as JSON lines for the stand-alone verifier; that it was exported is its last entry."""
    lines = trails.export_chain(request.caller, request.role, trial)
    return _download(StreamingHttpResponse(lines, content_type="application/jsonl"), "ledger.jsonl")


@require_GET
@route("ledger.entry_page")
def entry(request: Request, trial: UUID, seq: int) -> HttpResponse:
    """Show one entry whole: every field old and new, and the exact text that was hashed."""
    found = trails.entry(request.caller, trial, seq)
    context = {
        "title": _("Entry %(seq)s") % {"seq": seq},
        "sentence": f"{found.item.actor} {found.item.words}".strip(),
        "crumbs": _crumbs(request, trial, _("Audit trail"), str(seq)),
        "entry": found,
        "trial_id": trial,
    }
    return render(request, "web/entry.html", context)


@require_GET
@route("ledger.verification_page")
def verification(request: Request, trial: UUID) -> HttpResponse:
    """Show where the chains stand, their last checkpoints, and what the last verification found."""
    last = verifying.last_run(trial)
    running = verifying.is_running()
    button = {"label": _("Verify now"), "url": reverse("ledger_verify", kwargs={"trial": trial}), "post": True}
    context = {
        "title": _("Verification"),
        "sentence": _verification_sentence(last, running),
        "crumbs": _crumbs(request, trial, _("Verification")),
        "chains": trails.chains(request.caller, trial),
        "last": last,
        "running": running,
        "primary": {**button, "blocked": _("a verification is running")} if running else button,
    }
    return render(request, "web/verification.html", context)


@require_POST
@route("ledger.verify")
def verify_now(request: Request, trial: UUID) -> HttpResponse:
    """Begin a verification in the background."""
    if verifying.start(request.caller, request.role, trial):
        messages.info(request, _("The verification has begun. Its result will stand here and in the trail."))
    else:
        messages.warning(request, _("A verification is running already. Load this page again in a minute."))
    return redirect("ledger_verification", trial=trial)


def filters_of(form: QueryDict) -> Filters:
    """Read the search form; a date that is none counts as not given."""
    texts = {name: form.get(name, "").strip()[:200] for name in ("text", "actor", "action", "object", "subject")}
    outcome, stage = form.get("outcome", ""), form.get("stage", "")
    return Filters(
        **texts,
        outcome=outcome if outcome in OUTCOME_WORDS else "",
        stage=stage if stage in STAGES.values() else "",
        since=_date(form.get("since", "")),
        until=_date(form.get("until", "")),
    )


def segments(stays: list[Stay]) -> list[Segment]:
    """Lay out the bar of days spent in each state, the whole width shared in proportion."""
    whole = sum(stay.days for stay in stays)
    found, x = [], 0.0
    for stay in stays:
        look = state_look(stay.state)
        width = BAR_WIDTH * stay.days / whole if whole else BAR_WIDTH / len(stays)
        found.append(Segment(stay.state, str(look.word), look.tone, stay.days, round(x, 2), round(width, 2)))
        x += width
    return found


def _verification_sentence(last: verifying.LastRun | None, running: bool) -> str:
    if running:
        return _("A verification is running. Load this page again to see its result.")
    if last is None:
        return _("Nobody has verified this trial's ledger yet. Press the button to replay every entry.")
    if last.ok:
        return _("The last verification found every entry and every table as the ledger tells them.")
    return _("The last verification found faults. Do not change anything; call your data manager and keep a copy.")


def _form(form: QueryDict) -> dict[str, Any]:
    codes = sorted(set(house.actions) | {"ledger.export", "ledger.verify"}, key=words_of)
    return {
        "form": {name: form.get(name, "") for name in (*Filters.__dataclass_fields__, "page")},
        "actions": [(code, words_of(code)) for code in codes],
        "outcomes": list(OUTCOME_WORDS.items()),
        "stages": list(dict.fromkeys(STAGES.values())),
    }


def _timeline_files(request: Request, where: dict[str, Any]) -> list[dict[str, str]]:
    files = [{"label": _("JSON"), "url": reverse("ledger_timeline_json", kwargs=where)}]
    if _may(request, "ledger.export"):
        files.append({"label": _("Print as PDF"), "url": reverse("ledger_timeline_pdf", kwargs=where)})
    return files


def _may(request: Request, permission: str) -> bool:
    return request.role in PERMISSIONS.get(permission, frozenset())


def _crumbs(request: Request, trial: UUID, *names: str) -> list[tuple[str, str]]:
    protocol = trials.trial(request.caller, trial).protocol
    up = reverse("ledger_search", kwargs={"trial": trial}) if _may(request, "ledger.search_page") else ""
    links = [(name, up if name == _("Audit trail") else "") for name in names]
    return [(protocol, ""), *links]


def _query_without_page(form: QueryDict) -> str:
    kept = form.copy()
    kept.pop("page", None)
    kept.pop("below", None)
    return kept.urlencode()


def _download(response: AnyResponse, name: str) -> AnyResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
