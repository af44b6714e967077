"""How far a caller's permission reaches: which trials, and in each which sites; worked out once for many queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from centralis.apps.action import Caller
from centralis.apps.people import queries
from centralis.apps.people.roles import AT_A_SITE


@dataclass(frozen=True, slots=True)
class Reach:
    """What a caller may see under one permission. `sites`: trial → the sites bound to, or None when bound to none.

    `roles`: trial → the caller's roles there that carry the permission. A trial that is not in `sites` is out of reach.
    `subject_id` narrows the reach to one subject.
    """

    sites: Mapping[UUID, frozenset[UUID] | None]
    roles: Mapping[UUID, frozenset[str]]
    subject_id: UUID | None = None

    def narrowed(self, trial_id: UUID, subject_id: UUID | None = None) -> "Reach":
        """Return the part of the reach that lies in one trial (nothing when it is out of reach) and one subject."""
        sites = {pk: bound for pk, bound in self.sites.items() if pk == trial_id}
        roles = {pk: held for pk, held in self.roles.items() if pk == trial_id}
        return Reach(sites, roles, subject_id)

    def within(self, trial: str = "trial_id", site: str = "site_id", subject: str = "subject_id") -> Q:
        """Return the filter that keeps a query within reach, by the names of its columns."""
        free = [pk for pk, bound in self.sites.items() if bound is None]
        reached = Q(**{f"{trial}__in": free})
        for pk, bound in self.sites.items():
            if bound is not None:
                reached |= Q(**{trial: pk, f"{site}__in": bound})
        return reached if self.subject_id is None else reached & Q(**{subject: self.subject_id})


def reach(caller: Caller, permission: str) -> Reach:
    """Return how far a permission carries a caller, in one query."""
    sites: dict[UUID, frozenset[UUID] | None] = {}
    roles: dict[UUID, frozenset[str]] = {}
    for held in queries.held_by(caller, permission):
        if held.trial_id is None:
            continue
        roles[held.trial_id] = roles.get(held.trial_id, frozenset()) | {held.role}
        bound = sites.get(held.trial_id, frozenset())
        if held.role not in AT_A_SITE or bound is None:
            sites[held.trial_id] = None
        else:
            sites[held.trial_id] = bound | ({held.site_id} if held.site_id else frozenset())
    return Reach(sites, roles)
