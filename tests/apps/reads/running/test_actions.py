"""Running the reading: qualifications are signed, holds stop opening and signing and lose nothing."""

from datetime import date
from decimal import Decimal

import pytest
from tests.apps.reads.conftest import entries, target

from centralis.apps.people.signing import is_bound
from centralis.apps.reads import actions, reader_queries
from centralis.apps.reads.models import Hold, Read, ReaderQualification
from centralis.apps.reads.running import actions as running
from centralis.core.reading.qualification import ReaderRecord
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
BASE = entries(target("T1", 20.0))
RECORD = ReaderRecord("radiology", "charter 1.0", 12, Decimal("0.91"), date(2030, 1, 1))


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def qualify(world, part, record, conflicts=(), evidence="seen", signer="project manager"):
    person = world.people[part]
    content = running.qualification_content(world.trial.pk, person, record, list(conflicts), evidence)
    return running.qualify_reader(
        world.signing(signer, content), world.trial, person, record, list(conflicts), evidence
    )


@pytest.mark.req("IMG-10")
def test_a_qualification_is_signed_and_bound_to_what_was_shown(world):
    row = qualify(world, "reader 1", RECORD, ["02"])
    content = running.qualification_content(world.trial.pk, world.people["reader 1"], RECORD, ["02"], "seen")
    assert is_bound(row.signature, content)
    assert row.signature.meaning == "I have seen the evidence and record this reader's qualification as shown"
    assert (row.agreement, row.valid_until, row.definition.version_label) == (Decimal("0.91"), date(2030, 1, 1), "1.0")
    assert row.conflict_sites == [str(world.sites["02"].pk)]
    assert ReaderQualification.objects.filter(person=world.people["reader 1"]).count() == 2, "the first one is kept"


@pytest.mark.parametrize("part", ["data manager", "reader 1", "administrator", "outsider"])
def test_only_the_project_manager_qualifies(world, part):
    refused("not_permitted", qualify, world, "reader 2", RECORD, signer=part)


@pytest.mark.parametrize(
    ("record", "conflicts", "code", "said"),
    [
        (ReaderRecord(test_cases=-1), (), "number_wrong", "Test cases must be a whole number from 0 to 10000"),
        (ReaderRecord(agreement=Decimal("1.01")), (), "number_wrong", "1.01 was given"),
        (ReaderRecord(agreement=Decimal("NaN")), (), "number_wrong", "a number from 0 to 1"),
        (RECORD, ("99",), "site_unknown", "not one of this trial"),
    ],
)
def test_what_cannot_be_is_refused(world, record, conflicts, code, said):
    before = ReaderQualification.objects.count()
    person = world.people["reader 1"]
    signer = world.signing("project manager", {"not": "shown"})
    assert (
        said
        in refused(code, running.qualify_reader, signer, world.trial, person, record, list(conflicts), "x").sentence
    )
    assert ReaderQualification.objects.count() == before


def test_only_readers_are_qualified(world):
    assert "Quentin Carver" in refused("not_a_reader", qualify, world, "QC analyst", RECORD).sentence


def hold(started, **what):
    return running.place_hold(started.world.caller("project manager"), started.world.trial, "scanner doubt", **what)


@pytest.mark.parametrize("kind", ["trial", "reader", "subject"])
def test_a_hold_stops_opening_and_signing_and_keeps_what_was_entered(started, kind):
    task = started.task("01-001", 1)
    read = started.fill(task, 1, BASE)
    what = {"trial": {}, "reader": {"reader": task.reader}, "subject": {"subject": task.subject}}[kind]
    row = hold(started, **what)
    said = refused("on_hold", started.sign, read)
    assert "01-001" not in said.sentence
    assert "scanner" not in said.sentence
    saved = actions.save_draft(started.caller(task), Read.objects.get(), entries(target("T1", 22.0)))
    assert saved.content["targets"][0]["diameter_mm"] == 22.0
    assert reader_queries.worklist(started.caller(task)).due == ()
    other = started.task("01-001", 2)
    if kind == "reader":
        assert started.open(other, 1).state == "open"
    else:
        refused("on_hold", started.open, other, 1)
    refused("hold_exists", hold, started, **what)
    refused("reason_needed", running.lift_hold, started.world.caller("project manager"), row, "")
    running.lift_hold(started.world.caller("project manager"), row, "clear")
    refused("hold_ended", running.lift_hold, started.world.caller("project manager"), Hold.objects.get(), "twice")
    assert started.sign(saved).state == "locked"
    assert hold(started, **what).ended_at is None, "again, later"


def test_a_hold_needs_a_reason_and_one_thing_to_hold(started):
    caller, trial = started.world.caller("project manager"), started.world.trial
    task = started.task("01-001", 1)
    refused("reason_needed", running.place_hold, caller, trial, "  ")
    refused("hold_unknown", running.place_hold, caller, trial, "x", reader=task.reader, subject=task.subject)
    for part in ("data manager", "reader 1", "QC analyst", "outsider"):
        refused("not_permitted", running.place_hold, started.world.caller(part), trial, "x")
    assert not Hold.objects.exists()
