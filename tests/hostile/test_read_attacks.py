"""Attacks on reads and their locks: by the next tab, by a second signer, by the database's own hand, by a false time.

Sessions and the signing dialogue are attacked in test_sessions_signatures.
"""

from datetime import timedelta

import pytest
from django.db import connection
from tests.apps.reads.conftest import Reading, entries, target
from tests.apps.reads.test_reader_views import at, browser, form_of

from centralis.apps.action import house
from centralis.apps.ledger.recorded import amend
from centralis.apps.ledger.verify import verify
from centralis.apps.people.models import Person, Signature
from centralis.apps.people.signing import is_bound
from centralis.apps.reads import actions, signing
from centralis.apps.reads.cases import gather
from centralis.apps.reads.models import Adjudication, Read
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
BASE = entries(target("T1", 20.0))


def refused(code, act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    assert caught.value.code == code


def full(read: Read) -> Read:
    row: Read = Read.objects.select_related("task__subject", "task__reader", "definition", "signature").get(pk=read.pk)
    return row


def content_now(read: Read):
    row = full(read)
    return signing.content_of(row, row.assessment, gather(row.task), row.software)


def behind_the_door(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def raw(row_id) -> str:
    """An id as the database keeps it."""
    return str(row_id) if connection.vendor == "postgresql" else row_id.hex


@pytest.mark.req("P11-10F-2")
@pytest.mark.req("IMG-11")
def test_the_next_time_point_does_not_open_by_its_address_before_the_lock(started: Reading):
    task = started.task("01-001", 1)
    started.fill(task, 1, BASE)
    client = browser(started, task)
    for answer in (client.post(at(task.token, 2, "open/")), client.get(at(task.token, 2)),
                   client.get(at(task.token, 2, "images/")), client.get(at(task.token, 2, "sign/"))):  # fmt: skip
        assert answer.status_code in (302, 404)
    assert list(Read.objects.values_list("time_point", flat=True)) == [1]


@pytest.mark.req("P11-70-1")
@pytest.mark.req("IMG-14")
def test_images_swapped_after_the_signature_no_longer_fit_it(started: Reading):
    """The read is pointed at other images of the same visit, behind the door: signature and ledger both tell."""
    task = started.task("01-001", 1)
    read = started.read(task, 1, BASE)
    assert is_bound(read.signature, content_now(read))
    other = started.accept("01-001", "BL", on=read.exam_date, supersedes=read.exam_version)
    behind_the_door("UPDATE reads_read SET exam_version_id = %s WHERE id = %s", raw(other.pk), raw(read.pk))
    assert not is_bound(full(read).signature, content_now(read))
    told = [fault.sentence for fault in verify(tables=True).faults if str(read.pk) in fault.place]
    assert any("exam_version" in sentence for sentence in told), told


@pytest.mark.req("P11-10A-1")
@pytest.mark.parametrize(
    "change",
    ["state = 'open', signature_id = NULL", "state = 'reopened'", "content = '{}'", "time_point = 9"],
)
def test_a_read_unlocked_in_the_database_is_told(started: Reading, change: str):
    read = started.read(started.task("01-001", 1), 1, BASE)
    behind_the_door(f"UPDATE reads_read SET {change} WHERE id = %s", raw(read.pk))
    told = [fault.place for fault in verify(tables=True).faults]
    assert any(str(read.pk) in place for place in told), told


@pytest.mark.req("P11-70-2")
def test_unlock_edit_relock_needs_a_signature_of_its_own(started: Reading):
    """A reopened read stands open without a signature; nothing but signing locks it again, and both are kept."""
    task = started.task("01-001", 1)
    read = started.read(task, 1, BASE)
    again = actions.reopen(started.world.caller("project manager"), full(read), "look again")
    changed = actions.save_draft(started.caller(task), again, entries(target("T1", 44.0)))
    assert (changed.state, changed.signature_id) == ("open", None)
    old = Signature.objects.get(object_id=read.pk)
    stale = started.caller(task).signing(
        started.world.signing(started.part(task), {"any": "thing"}).signature  # type: ignore[arg-type]
    )
    refused("content_changed", actions.sign, stale, full(changed))
    signed = started.sign(changed)
    assert signed.signature_id != old.pk
    assert signed.signature.content_digest != old.content_digest
    assert Read.objects.get(pk=read.pk).content == BASE
    refused("not_locked", actions.reopen, started.world.caller("project manager"), full(read), "twice")


@pytest.mark.req("P11-50-1")
def test_a_printed_name_changed_later_changes_no_signature(started: Reading):
    task = started.task("01-001", 1)
    read = started.read(task, 1, BASE)
    name = read.signature.printed_name
    amend(Person.objects.get(pk=task.reader_id), {"printed_name": "Somebody Else"}, house.now())
    row = full(read)
    assert row.signature.printed_name == name
    assert is_bound(row.signature, content_now(read))


@pytest.mark.req("IMG-12")
def test_one_adjudicator_of_two_decides(started: Reading):
    due = started.discordant()
    shown = {letter: signing.choice_content(due, letter, "clear") for letter in "AB"}
    second = Adjudication.objects.get(pk=due.pk)
    actions.adjudicate(started.world.signing("adjudicator", shown["A"]), due, "A", "clear")
    refused("adjudication_not_due", actions.adjudicate, started.world.signing("adjudicator", shown["B"]),
            Adjudication.objects.get(pk=due.pk), "B", "clear")  # fmt: skip
    refused("stale", actions.adjudicate, started.world.signing("adjudicator", shown["B"]), second, "B", "clear")
    row = Adjudication.objects.get(pk=due.pk)
    assert (row.choice, Signature.objects.filter(object_id=due.pk).count()) == ("A", 1)


@pytest.mark.req("IMG-12")
def test_a_choice_is_not_signed_under_the_other_one_that_was_shown(started: Reading):
    due = started.discordant()
    shown = signing.choice_content(due, "A", "clear")
    for choice, reason in (("B", "clear"), ("A", "another reason")):
        refused("content_changed", actions.adjudicate, started.world.signing("adjudicator", shown), due, choice, reason)
    assert Adjudication.objects.get(pk=due.pk).state == "due"


@pytest.mark.req("R3-6")
@pytest.mark.parametrize("zone", ["+14:00", "-12:00"])
def test_a_time_or_zone_sent_along_changes_no_time(started: Reading, zone: str):
    task = started.task("01-001", 1)
    read = started.fill(task, 1, BASE)
    client = browser(started, task)
    form = form_of(client.get(at(task.token, 1, "sign/")).content.decode())
    before = house.now()
    client.post(at(task.token, 1, "sign/"), {**form, "secret": "a quiet morning in march", "timezone": zone,
                "signed_at": f"2001-01-01T00:00:00{zone}"},
                headers={"Date": "Mon, 01 Jan 2001 00:00:00 GMT", "X-Timezone": zone})  # fmt: skip
    row = full(read)
    assert row.state == "locked"
    assert before <= row.signature.signed_at <= house.now()
    assert row.signature.signed_at.utcoffset() == timedelta(0)
