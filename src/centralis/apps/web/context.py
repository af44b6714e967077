"""What every page's frame needs: the person's own rooms and trials, their roles here, the session's length."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from centralis import __version__
from centralis.apps.action import Caller
from centralis.apps.people import queries as people
from centralis.apps.people.access import caller_of
from centralis.apps.trials import queries as trials
from centralis.apps.web.addresses import addresses
from centralis.apps.web.rooms import Standing, home_of, rooms_of
from centralis.apps.web.tasks import is_blinded_only


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables; for somebody who is not signed in, the version alone."""
    frame: dict[str, Any] = {"version": __version__}
    caller = getattr(request, "caller", None) or caller_of(request)
    if caller is None:
        return frame
    match = request.resolver_match
    trial_id: UUID | None = match.kwargs.get("trial") if match else None
    held = people.standing(caller)
    blinded = is_blinded_only(frozenset(role for role, _trial in held))
    mine = [] if blinded else trials.trials(caller)
    here = next((trial for trial in mine if trial.pk == trial_id), None)
    at = here or (mine[0] if len(mine) == 1 else None)
    return {
        **frame,
        "caller": caller,
        "trials": _switcher(mine, held, trial_id),
        "trial_codes": {trial.pk: trial.protocol for trial in mine},
        "trial": {"label": here.protocol, "pk": here.pk, "is_demonstration": here.is_demonstration} if here else None,
        "rooms": rooms_of(held, at.pk if at else None, request.path),
        "person": _person(caller, held, here.pk if here else None),
        "idle_seconds": int(settings.SESSION_IDLE.total_seconds()),
        "keepalive_url": reverse("web_keepalive"),
        "sign_out_url": reverse("account_logout"),
    }


def _switcher(mine: list[Any], held: Standing, here: UUID | None) -> list[dict[str, object]]:
    first_pages = {name: addresses(name, "trial") for name in home_of(held)}
    return [
        {
            "label": trial.protocol,
            "url": next((url for name in home_of(held, trial.pk) if (url := first_pages[name](trial.pk))), "/"),
            "active": trial.pk == here,
        }
        for trial in mine
    ]


def _person(caller: Caller, held: Standing, here: UUID | None) -> dict[str, object]:
    roles = sorted({role for role, trial in held if here is None or trial in (None, here)})
    return {"name": caller.name, "roles": roles, "links": []}
