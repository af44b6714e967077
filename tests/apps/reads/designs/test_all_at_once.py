"""All time points at once: none is shown before all are there; each stays open until it is signed, in their order."""

import pytest
from tests.apps.reads.conftest import entries, target

from centralis.apps.reads import actions, reader_queries, signing
from centralis.apps.reads.cases import gather
from centralis.apps.reads.models import Read
from centralis.apps.trials import actions as trials
from centralis.apps.trials.models import Visit
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
BASE = entries(target("T1", 20.0))


def refused(code, act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    assert caught.value.code == code
    return caught.value.sentence


@pytest.fixture
def at_once(reading):
    """Subject 01-001 with baseline and week 8 accepted, the later visits still expected."""
    reading.amend("time_points: sequential_locked", "time_points: all_at_once")
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W8")
    reading.begin()
    return reading


def settle(reading):
    """Nothing more is expected of the subject."""
    for visit in Visit.objects.filter(subject=reading.world.subjects["01-001"], code__in=("W16", "W24")):
        trials.mark_visit_missed(reading.world.caller("project manager"), visit, "left the trial")
    return reading.task("01-001", 1)


def row(read):
    return Read.objects.select_related("task__subject", "task__reader", "definition", "exam_version").get(pk=read.pk)


def test_nothing_opens_while_a_scan_is_still_expected(at_once):
    task = at_once.task("01-001", 1)
    refused("not_open", at_once.open, task, 1)
    assert reader_queries.worklist(at_once.caller(task)).due == ()
    settle(at_once)
    assert at_once.open(task, 1).time_point == 1


def test_an_earlier_time_point_can_be_changed_after_a_later_one_was_seen(at_once):
    task = settle(at_once)
    first = at_once.fill(task, 1, entries({"id": "T1", "organ": "liver", "node": False, "state": None}))
    assert "filled in completely" in refused("earlier_unfinished", at_once.open, task, 2)
    first = actions.save_draft(at_once.caller(task), first, BASE)
    second = at_once.open(task, 2)
    assert [one["id"] for one in second.content["targets"]] == ["T1"]
    second = actions.save_draft(at_once.caller(task), second, entries(target("T1", 10.0)))
    case = gather(task)
    assert reader_queries.score(case, case.place(2).read, second.content).overall == "PR"
    both = entries(target("T1", 20.0), target("T2", 30.0, "lung"))
    first = actions.save_draft(at_once.caller(task), Read.objects.get(pk=first.pk), both)
    again = at_once.open(task, 2)
    assert [(one["id"], one.get("diameter_mm")) for one in again.content["targets"]] == [("T1", 10.0), ("T2", None)]


@pytest.mark.req("IMG-11")
def test_they_are_signed_in_their_order_and_locked_for_good(at_once):
    task = settle(at_once)
    first = at_once.fill(task, 1, BASE)
    second = at_once.fill(task, 2, entries(target("T1", 10.0)))
    assert "sign Baseline first" in refused("incomplete", signing.prepare, row(second))
    at_once.sign(first)
    assert at_once.sign(second).assessment["overall"] == "PR"
    refused("locked", actions.save_draft, at_once.caller(task), row(first), BASE)
    assert gather(task).is_complete
