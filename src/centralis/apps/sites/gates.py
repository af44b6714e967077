"""Conditions of sites before acts of other rooms: an open site, and one's own training (21 CFR 11.10(i))."""

from centralis.apps.action import Caller, house
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people import queries as people
from centralis.apps.people.roles import Role
from centralis.apps.sites import queries
from centralis.apps.sites.models import Site
from centralis.apps.sites.refusals import SitesRefusal
from centralis.apps.trials import queries as trials
from centralis.core.refusal import Refused


def open_site(_caller: Caller, scope: Scope) -> None:
    """Refuse an act at a site that is not one of the trial, or is closed."""
    if scope.site_id is None or scope.trial_id is None:
        raise Refused(SitesRefusal.SITE_UNKNOWN)
    site = Site.objects.filter(pk=scope.site_id, trial_id=scope.trial_id).first()
    if site is None:
        raise Refused(SitesRefusal.SITE_UNKNOWN)
    if not site.is_open:
        raise Refused(SitesRefusal.SITE_CLOSED, site=site.code)


def trained_coordinator(caller: Caller, scope: Scope) -> None:
    """Refuse a site coordinator whose own training, in the version the definition asks for, is missing or expired."""
    if caller.person_id is None or scope.trial_id is None or scope.site_id is None:
        return
    if Role.SITE_COORDINATOR not in people.roles_in(caller, scope.trial_id):
        return
    today = house.now().date()
    if not queries.trained(scope.trial_id, scope.site_id, caller.person_id, Role.SITE_COORDINATOR, today):
        module = trials.definition_for_job(scope.trial_id).sites.training_module
        raise Refused(SitesRefusal.OWN_TRAINING, module=module)
