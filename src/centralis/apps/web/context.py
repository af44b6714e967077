"""What every page's frame needs: the person's own rooms and trials, the version."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from centralis import __version__
from centralis.apps.people.access import caller_of
from centralis.apps.trials import queries as trials
from centralis.apps.web.rooms import rooms_of


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables; for somebody who is not signed in, the version alone."""
    frame: dict[str, Any] = {"version": __version__}
    caller = getattr(request, "caller", None) or caller_of(request)
    if caller is None:
        return frame
    match = request.resolver_match
    trial_id: UUID | None = match.kwargs.get("trial") if match else None
    mine = trials.trials(caller)
    here = next((trial for trial in mine if trial.pk == trial_id), None)
    return {
        **frame,
        "caller": caller,
        "trials": mine,
        "trial": here,
        "rooms": rooms_of(caller, here.pk if here else None, request.path),
    }
