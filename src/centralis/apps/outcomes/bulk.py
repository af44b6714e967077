"""Read data locks in bulk, for the pages over many trials."""

from datetime import datetime
from uuid import UUID

from centralis.apps.outcomes.models import DataLock
from centralis.apps.people.reach import Reach


def locked_trials(reach: Reach) -> dict[UUID, tuple[str, datetime]]:
    """Return the trials within reach whose data are locked: the lock's name and since when."""
    rows = DataLock.objects.filter(trial_id__in=reach.sites, unlocked_at__isnull=True)
    return {pk: (name, at) for pk, name, at in rows.values_list("trial_id", "name", "locked_at")}
