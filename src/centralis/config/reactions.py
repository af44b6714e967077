"""What must happen downstream of an act upstream, in one table; and which gates stand before an act."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from centralis.apps.action import Done, Gate
from centralis.apps.qc.checking import recheck_followers
from centralis.apps.sites import gates as site_gates
from centralis.apps.sites import queries as sites
from centralis.apps.sites.reactions import reopen_qualifications

#: action → what follows once it is committed (each idempotent: the reconciler may start it again)
REACTIONS: Mapping[str, tuple[Callable[[Done], None], ...]] = {
    "trials.activate_definition": (reopen_qualifications,),
    "qc.decide": (recheck_followers,),
}

#: action → conditions beyond permission, asked before the transaction
GATES: dict[str, list[Gate]] = {
    "trials.enrol_subject": [site_gates.open_site],
    "governance.record_approval": [site_gates.open_site],
}

#: what each room adds to the weighing of an amendment: trial → fields of `TrialFacts`
IMPACT_SOURCES: tuple[Callable[[UUID], dict[str, Any]], ...] = (sites.impact_facts,)
