"""Read sites in bulk, for the pages over many trials."""

from uuid import UUID

from centralis.apps.people.reach import Reach
from centralis.apps.sites.models import Site


def codes(reach: Reach) -> dict[UUID, str]:
    """Return the codes of the sites within reach, by id."""
    return dict(Site.objects.filter(reach.within("trial_id", "pk")).values_list("pk", "code"))
