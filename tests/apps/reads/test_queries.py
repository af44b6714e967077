"""What other rooms are told of reading: progress in few queries, signed reads, numbers; each only to whom it may be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centralis.apps.action import Caller
from centralis.apps.reads import queries, reactions
from centralis.apps.trials.models import Trial

from .conftest import entries, target

pytestmark = pytest.mark.django_db
PAGE = "reads.manage_page"


def count(act) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def test_signed_reads_take_the_same_queries_for_one_subject_or_three(reading):
    reading.accept("01-001", "BL")
    reading.begin()
    manager = reading.world.caller("project manager")

    def ask():
        queries.signed_reads_of_trial(manager, reading.trial_id, PAGE)

    one = count(ask)
    for subject in ("01-002", "02-001"):
        reading.accept(subject, "BL")
    reactions.assign_due(reading.trial_id)
    reading.read(reading.task("01-002", 1), 1, entries(target("T1", 20.0)))
    assert count(ask) == one


def test_signed_reads_carry_what_outcomes_need(started):
    started.read(started.task("01-001", 1), 1, entries(target("T1", 20.0)))
    started.read(started.task("01-001", 1), 2, entries(target("T1", 13.0)))
    subject = started.world.subjects["01-001"]
    found = queries.signed_reads(Caller.system("outcomes"), started.trial_id, subject.pk, PAGE)
    assert [(one.time_point, one.visit_code, one.assessment["overall"]) for one in found.by_reader(1)] == [
        (1, "BL", None),
        (2, "W8", "PR"),
    ]
    first, second = found.by_reader(1)
    assert second.day - first.day == (second.exam_date - first.exam_date).days
    assert (found.is_complete, found.accepted_task, found.by_reader(2)) == (False, None, ())
    for number, second_mm in ((1, 20.0), (2, 13.5)):
        started.read(started.task("01-001", 2), number, entries(target("T1", second_mm)))
    found = queries.signed_reads(Caller.system("outcomes"), started.trial_id, subject.pk, PAGE)
    assert (found.is_complete, found.adjudication) == (True, None)
    assert found.accepted_task == started.task("01-001", 1).pk


@pytest.mark.parametrize("part", ["reader 1", "adjudicator", "outsider"])
def test_blinded_people_and_strangers_are_told_nothing(started, part):
    caller = started.world.caller(part)
    with pytest.raises(Trial.DoesNotExist):
        queries.signed_reads_of_trial(caller, started.trial_id, PAGE)
