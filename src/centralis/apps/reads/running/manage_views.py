"""Read management: the seed, the readers, where each read stands, the adjudications, reopening with a reason."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centralis.apps.action import at_revision
from centralis.apps.people import queries as people
from centralis.apps.people.access import Request, attempt, route
from centralis.apps.reads import actions, queries, rules
from centralis.apps.reads.designs import on_request
from centralis.apps.reads.guarding import asking_queries, scanning_queries
from centralis.apps.reads.running import assigning, managing
from centralis.apps.trials import queries as trials

_BESIDE = ("randomisation_csv", "randomisation_json", "hold")


@require_GET
@route("reads.manage_page")
def manage(request: Request, trial: UUID) -> HttpResponse:
    """The state of reading in a trial: states and times, no values."""
    shown = managing.managed(request.caller, trial)
    may_run = trial in people.trials_of(request.caller, managing.REOPEN)
    due = [one for one in shown.adjudications if one.state == "due" and one.by != rules.CONSENSUS]
    waiting = sum(one.waiting for one in shown.readers)
    seal = {"label": _("Seal the seed"), "url": reverse("reads_seal", kwargs={"trial": trial}), "post": True}
    give = {"label": _("Give out cases"), "url": reverse("reads_assign", kwargs={"trial": trial}), "post": True}
    context = {
        "title": _("Read management"),
        "sentence": _sentence(shown, waiting, len(due)),
        "shown": shown,
        "has_notes": shown.has_notes,  # these two are asked once: a template would ask them for every row
        "has_due": shown.has_due,
        "guarded": scanning_queries.guarded(request.caller, trial),
        "asked": asking_queries.waiting_of(trial),
        "requested": on_request.requests_of(request.caller, trial),
        "may_run": may_run,
        "trial_id": trial,
        "primary": (give if shown.seed else seal) if may_run else None,
        **_files(trial, is_sealed=shown.seed is not None, may_run=may_run),
    }
    return render(request, "reads/manage.html", context)


def _files(trial: UUID, *, is_sealed: bool, may_run: bool) -> dict[str, list[dict[str, str]]]:
    """The buttons beside the first: the list that was drawn, and a hold on everything."""
    if not is_sealed:
        return {}
    found = {name: reverse(f"reads_{name}", kwargs={"trial": trial}) for name in _BESIDE}
    rare = [{"label": _("Randomisation list (JSON)"), "url": found["randomisation_json"]}]
    if may_run:
        rare.append({"label": _("Put all reading on hold"), "url": found["hold"]})
    return {"secondary": [{"label": _("Randomisation list"), "url": found["randomisation_csv"]}], "rare": rare}


def _sentence(shown: managing.Managed, waiting: int, due: int) -> str:
    if any(one.reader is None and one.subject is None for one in shown.holds):
        return _("All reading is on hold: nothing is given out, opened or signed until the hold is lifted.")
    said = ngettext(
        "%(waiting)s case waits for a reader, %(due)s for the adjudicator.",
        "%(waiting)s cases wait for a reader, %(due)s for the adjudicator.",
        waiting,
    ) % {"waiting": waiting, "due": due}
    if shown.overdue:
        late = ngettext("%(count)s read is overdue.", "%(count)s reads are overdue.", shown.overdue)
        said += " " + late % {"count": shown.overdue}
    return said


@require_POST
@route("reads.seal_seed")
def seal(request: Request, trial: UUID) -> HttpResponse:
    """Draw and seal the seed of the reading orders."""
    row = trials.trial(request.caller, trial)
    attempt(
        request, lambda: assigning.seal_seed(request.caller, row), _("The seed is sealed; cases are given out now.")
    )
    return redirect("reads_manage", trial=trial)


@require_POST
@route("reads.assign")
def assign(request: Request, trial: UUID) -> HttpResponse:
    """Give out the cases that are due."""
    due = queries.subjects_to_assign(trial)
    for subject in due:
        attempt(request, lambda subject=subject: assigning.assign(request.caller, subject))  # type: ignore[misc]
    attempt(request, lambda: len(due), _("%(count)s cases given out.") % {"count": len(due)})
    return redirect("reads_manage", trial=trial)


@require_http_methods(["GET", "POST"])
@route("reads.reopen")
def reopen(request: Request, trial: UUID, read: UUID) -> HttpResponse:
    """Give a signed read back to its reader, with the reason."""
    row = managing.read_to_reopen(request.caller, trial, read)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        at = at_revision(row, request.POST.get("revision"))
        if attempt(
            request, lambda: actions.reopen(request.caller, at, reason), _("The read is with its reader again.")
        ):
            return redirect("reads_manage", trial=trial)
    context = {
        "title": _("Reopen a read"),
        "sentence": _("%(subject)s, %(visit)s, %(source)s.")
        % {"subject": row.task.subject.code, "visit": row.visit.name, "source": row.task.source},
        "read": row,
        "revision": row.revision,
        "reason": request.POST.get("reason", ""),
        "trial_id": trial,
    }
    return render(request, "reads/reopen.html", context, status=409 if request.method == "POST" else 200)
