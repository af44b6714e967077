"""What all pages of outcomes share: their tabs, their place in the trial, what the caller may do."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from centralis.apps.outcomes.queries import Overview
from centralis.apps.people import queries as people
from centralis.apps.people.access import Request
from centralis.apps.trials.models import Trial


def may(request: Request, trial: UUID, permission: str) -> bool:
    """Whether the caller has a permission in a trial."""
    return people.opens(permission, people.standing(request.caller), trial)


def crumbs(trial: Trial, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """The place in the trial; the last is the page itself."""
    room = reverse("outcomes", args=[trial.pk]) if further else ""
    return [(trial.protocol, ""), (_("Outcomes"), room), *further]


def tabs(found: Overview, active: str) -> list[dict[str, Any]]:
    """The views of a trial's outcomes; a score has values by visit where a criterion has endpoints."""
    words = {
        "outcomes": _("Results"),
        "outcomes_endpoints": _("Endpoints") if found.meaning.responses else _("Values by visit"),
        "outcomes_agreement": _("Agreement"),
        "outcomes_readers": _("Readers"),
    }
    return [
        {"label": word, "url": reverse(name, args=[found.trial.pk]), "active": name == active}
        for name, word in words.items()
    ]
