"""What is done to a trial: its definition's way from draft to active, and its subjects and their visits."""

from centralis.apps.trials.actions.definitions import (
    activate_definition,
    approve_definition,
    create,
    draft_definition,
    return_definition,
    submit_definition,
)
from centralis.apps.trials.actions.subjects import (
    add_unscheduled_visit,
    admit_subject,
    enrol_subject,
    fail_screening,
    mark_visit_missed,
    reopen_visit,
    resume_screening,
    set_anchor,
)

__all__ = [
    "activate_definition",
    "add_unscheduled_visit",
    "admit_subject",
    "approve_definition",
    "create",
    "draft_definition",
    "enrol_subject",
    "fail_screening",
    "mark_visit_missed",
    "reopen_visit",
    "resume_screening",
    "return_definition",
    "set_anchor",
    "submit_definition",
]
