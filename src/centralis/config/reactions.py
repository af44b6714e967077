"""What must happen downstream of an act upstream, in one table; and which gates stand before an act."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from centralis.apps.action import Done, Gate
from centralis.apps.intake.tasks import hint_stages
from centralis.apps.outcomes.locking import data_open, stopped_acts
from centralis.apps.outcomes.reactions import derive_outcomes, derive_trial
from centralis.apps.people.permissions import PERMISSIONS
from centralis.apps.qc.checking import recheck_followers
from centralis.apps.reads.designs.eligibility import eligible_subject
from centralis.apps.reads.reactions import (
    answer_requests,
    assign_after_decision,
    assign_cases,
    compare_after_signing,
    tell_answer,
    tell_finding,
)
from centralis.apps.reads.reports.stage import hint_report
from centralis.apps.sites import gates as site_gates
from centralis.apps.sites import queries as sites
from centralis.apps.sites.reactions import reopen_qualifications

#: action → what follows once it is committed (each idempotent: the reconciler may start it again)
REACTIONS: Mapping[str, tuple[Callable[[Done], None], ...]] = {
    "trials.activate_definition": (reopen_qualifications, derive_trial),
    "trials.set_anchor": (derive_outcomes,),
    "trials.admit_subject": (assign_cases,),
    "trials.fail_screening": (assign_cases,),
    "trials.resume_screening": (assign_cases,),
    "intake.receive": (hint_stages,),
    "intake.release_hold": (hint_stages,),
    "intake.remove_faces": (hint_stages,),
    "intake.confirm_faces": (hint_stages,),
    "qc.decide": (recheck_followers, derive_outcomes, assign_after_decision),
    "reads.sign": (compare_after_signing, derive_outcomes, answer_requests, hint_report),
    "reads.sign_global": (compare_after_signing, derive_outcomes, hint_report),
    "reads.reopen_global": (derive_outcomes,),
    "reads.reopen": (derive_outcomes,),
    "reads.open_adjudication": (derive_outcomes,),
    "reads.void_adjudication": (derive_outcomes, answer_requests),
    "reads.adjudicate": (derive_outcomes, answer_requests, hint_report),
    "reads.agree": (derive_outcomes, hint_report),
    "reads.release_adjudication": (derive_outcomes,),
    "reads.record_leak_scan": (assign_cases,),
    "reads.release_leaks": (assign_cases,),
    "people.grant_role": (assign_cases,),
    "reads.ask_eligibility_again": (assign_cases,),
    "reads.answer_eligibility": (tell_answer,),
    "reads.return_eligibility": (tell_answer,),
    "reads.answer_confirmation": (tell_answer,),
    "reads.write_note": (tell_finding,),
    "reads.seal_seed": (assign_cases,),
}

#: action → conditions beyond permission, asked before the transaction
GATES: dict[str, list[Gate]] = {
    "trials.enrol_subject": [site_gates.open_site],
    "trials.admit_subject": [eligible_subject],
    "governance.record_approval": [site_gates.open_site],
    "intake.announce": [site_gates.trained_coordinator],
}
for _stopped in stopped_acts(PERMISSIONS):
    GATES.setdefault(_stopped, []).append(data_open)

#: what each room adds to the weighing of an amendment: trial → fields of `TrialFacts`
IMPACT_SOURCES: tuple[Callable[[UUID], dict[str, Any]], ...] = (sites.impact_facts,)
