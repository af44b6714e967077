"""Keep subjects' expected visits in step with the definition and the anchor; plain functions that take `do`."""

from datetime import date

from centralis.apps.action import Act
from centralis.apps.trials import queries, rules
from centralis.apps.trials.models import Definition, Subject, SubjectState, Visit

STANDING = (SubjectState.SCREENING, SubjectState.ENROLLED)
"""The subjects of whom visits are expected."""
_FIELDS = ("name", "ordinal", "due_on", "window_opens_on", "window_closes_on")


def redate_all(do: Act, definition: Definition) -> int:
    """Bring every subject's visits in step with a version; return how many visits changed or were added."""
    subjects = Subject.objects.filter(trial_id=definition.trial_id, state__in=STANDING)
    by_subject: dict[object, list[Visit]] = {}
    for visit in Visit.objects.filter(trial_id=definition.trial_id).select_related("subject"):
        by_subject.setdefault(visit.subject_id, []).append(visit)
    return sum(
        redate(do, subject, definition, subject.anchor_date, by_subject.get(subject.pk, [])) for subject in subjects
    )


def redate(do: Act, subject: Subject, definition: Definition, anchor: date | None, visits: list[Visit]) -> int:
    """Bring one subject's visits in step: add what is new, date what is there, keep what is no longer planned.

    A visit that the definition no longer plans stays, as an unscheduled one: what was expected of the subject, and
    what came, is not forgotten, and nobody is reminded of it.
    """
    have = {visit.code: visit for visit in visits if not visit.is_unscheduled}
    others = {visit.code: visit for visit in visits if visit.is_unscheduled}
    touched = 0
    for plan in rules.planned_visits(queries.parsed(definition), anchor):
        wanted = {name: getattr(plan, name) for name in _FIELDS}
        row = have.pop(plan.code, None) or others.get(plan.code)
        if row is None:
            do.create(Visit, trial_id=subject.trial_id, subject=subject, code=plan.code, **wanted)
            touched += 1
        elif row.is_unscheduled or any(getattr(row, name) != value for name, value in wanted.items()):
            do.change(row, is_unscheduled=False, **wanted)
            touched += 1
    for row in have.values():
        do.change(row, is_unscheduled=True, due_on=None, window_opens_on=None, window_closes_on=None)
        touched += 1
    return touched
