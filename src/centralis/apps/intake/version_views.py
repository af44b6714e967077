"""What is posted from an exam's page: a hold released, an exam asked for again."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centralis.apps.action import at_revision
from centralis.apps.intake import actions, queries
from centralis.apps.people.access import Request, attempt, route


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
