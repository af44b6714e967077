"""Pages of the data lock: what would be locked and what is open, signing it, one lock, opening it again."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from centralis.apps.action import at_revision
from centralis.apps.outcomes import actions, locking, queries
from centralis.apps.outcomes.frame import crumbs, may
from centralis.apps.outcomes.models import DataLock
from centralis.apps.people.access import Request, attempt, route, signing
from centralis.core.ledger.canonical import content_digest


@require_GET
@route("outcomes.page")
def data_lock(request: Request, trial: UUID) -> HttpResponse:
    """The data lock: what would be locked and what is still open; while locked, what is in it and how to open it."""
    standing = next((row for row in queries.locks(request.caller, trial) if row.unlocked_at is None), None)
    if standing is not None:
        return _lock_page(request, trial, standing)
    return _offer(request, trial)


@require_GET
@route("outcomes.page")
def kept_lock(request: Request, trial: UUID, lock: UUID) -> HttpResponse:
    """One data lock of the trial, also one that was opened again."""
    return _lock_page(request, trial, queries.lock(request.caller, trial, lock))


@require_POST
@route("outcomes.lock_data")
def sign_lock(request: Request, trial: UUID) -> HttpResponse:
    """Sign the lock."""
    row = queries.trial_of(request.caller, trial)
    attempt(request, lambda: actions.lock_data(signing(request), row), _("The data are locked."))
    return redirect("outcomes_lock", trial=trial)


@require_POST
@route("outcomes.unlock_data")
def open_lock(request: Request, trial: UUID, lock: UUID) -> HttpResponse:
    """Sign that a lock is opened; a refusal shows the page again with the reason as typed."""
    row = at_revision(queries.lock(request.caller, trial, lock), request.POST.get("revision"))
    reason = request.POST.get("reason", "")
    done = attempt(request, lambda: actions.unlock_data(signing(request), row, reason), _("The lock is open."))
    if done is None:
        return _lock_page(request, trial, queries.lock(request.caller, trial, lock), reason=reason, status=409)
    return redirect("outcomes_lock", trial=trial)


def _offer(request: Request, trial: UUID) -> HttpResponse:
    facts = queries.lock_facts(request.caller, trial)
    allowed = may(request, trial, "outcomes.lock_data")
    ready = bool(facts.content["reads"]) and not facts.blocking
    if ready:
        sentence = _(
            "Not locked; nothing stands in the way. A project or data manager's turn: check the list, sign the lock."
        )
    elif facts.blocking:
        sentence = _("Not locked. The data can be locked once these are settled: %(items)s.") % {
            "items": locking.say(facts.blocking)
        }
    else:
        sentence = _("Not locked. No read is signed yet, so there is nothing to lock.")
    context = {
        "title": _("Data lock"),
        "sentence": sentence,
        "crumbs": crumbs(queries.trial_of(request.caller, trial), (_("Data lock"), "")),
        "facts": facts,
        "content": facts.content,
        "may_sign": allowed and ready,
        "digest": content_digest(facts.content),
        "meaning": locking.LOCK_MEANING,
        "kept": queries.locks(request.caller, trial),
        "trial_id": trial,
    }
    return render(request, "outcomes/lock_offer.html", context)


def _lock_page(request: Request, trial: UUID, lock: DataLock, reason: str = "", status: int = 200) -> HttpResponse:
    is_open = lock.unlocked_at is not None
    by = lock.locked_by
    if is_open:
        sentence = _("Opened again: %(why)s. What was locked stays listed here.") % {"why": lock.unlock_reason}
    else:
        sentence = _("Locked by %(by)s: nothing that the data rest on can be changed. The project manager can open it.")
        sentence = sentence % {"by": by}
    asked = locking.unlock_content(lock)
    context = {
        "title": lock.name,
        "state": "ended" if is_open else "locked",
        "sentence": sentence,
        "since": lock.unlocked_at or lock.locked_at,
        "crumbs": crumbs(lock.trial, (_("Data lock"), reverse("outcomes_lock", args=[trial])), (lock.name, "")),
        "lock": lock,
        "content": lock.content,
        "fits": content_digest(lock.content) == lock.content_digest,
        "may_sign": not is_open and may(request, trial, "outcomes.unlock_data"),
        "asked": asked,
        "digest": content_digest(asked),
        "meaning": locking.UNLOCK_MEANING,
        "hidden": [("revision", lock.revision)],
        "reason": reason,
        "kept": queries.locks(request.caller, trial),
        "trial_id": trial,
    }
    return render(request, "outcomes/lock.html", context, status=status)
