"""Deriving outcomes is idempotent and keeps what it replaces; a data lock stops all acts on data until it opens."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from centralis.apps.action import Caller, Done, SignatureRequest, house
from centralis.apps.intake.models import ExamState
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import Scope
from centralis.apps.outcomes import actions, evidence, locking, queries, reactions
from centralis.apps.outcomes.models import DataLock, Outcome
from centralis.apps.people.models import Signature
from centralis.apps.people.permissions import PERMISSIONS
from centralis.apps.people.signing import is_bound
from centralis.apps.qc.models import Query, QueryState
from centralis.apps.reads.models import Read, ReadState
from centralis.apps.trials import actions as trials
from centralis.apps.trials.models import Trial, Visit
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

from .conftest import AT, Reading, change, put

pytestmark = pytest.mark.django_db


def current(reading: Reading, code: str) -> dict[str, Outcome]:
    return {row.source: row for row in evidence.current([reading.subject(code).pk])}


def settled(reading: Reading) -> Reading:
    """The second reader signs what is due, so that nothing stands in the way of a lock."""
    reading.reads("02-001", 2, {"BL": 40, "W8": 40})
    reactions.reconcile_outcomes()
    return reading


def lock(reading: Reading, part: str = "data manager") -> DataLock:
    content = locking.facts_of(reading.world.trial).content
    return actions.lock_data(reading.world.signing(part, content), reading.world.trial)


def test_outcomes_are_those_worked_by_hand(derived):
    one, two = current(derived, "01-001"), current(derived, "01-002")
    day_0 = derived.subject("01-001").anchor_date
    assert {name: row.headline for name, row in one.items()} == {
        "reader 1": "PR", "reader 2": "PR", "central": "PR"}  # fmt: skip
    assert one["central"].headline_on == day_0 + timedelta(56)
    assert one["central"].best_change_percent == Decimal("-40.0000")
    assert one["central"].basis["result_of"] == "reader 1"
    assert {name: row.headline for name, row in two.items()} == {
        "reader 1": "SD", "reader 2": "PD", "central": "PD"}  # fmt: skip
    day_0 = derived.subject("01-002").anchor_date
    assert two["reader 1"].progression_date == day_0 + timedelta(111)
    assert two["central"].progression_date == day_0 + timedelta(57)
    assert two["central"].explanation == "The adjudicator chose reader 2: the liver lesion had grown by week 8."
    assert two["central"].best_change_percent == Decimal("24.0000")
    waiting = current(derived, "02-001")["central"]
    assert waiting.missing == ["reader 2 has signed nothing"]
    assert current(derived, "02-002") == {}


@pytest.mark.req("ALC-T")
def test_the_basis_names_every_read_with_its_signed_digest_the_rules_and_the_software(derived):
    basis = current(derived, "01-001")["central"].basis
    reads = Read.objects.filter(task__subject__code="01-001").select_related("signature")
    assert {(one["id"], one["content_sha256"]) for one in basis["reads"]} == {
        (str(read.pk), read.signature.content_digest) for read in reads
    }
    assert len(basis["reads"]) == 6
    assert basis["criterion"] == {"name": "recist-1.1", "edition": "1.1 (2009)", "kind": "criterion"}
    assert basis["parameters"]["sd_min_days"] == 49
    assert basis["definition"]["document_sha256"] == derived.world.definition().document_digest
    assert basis["software"].startswith("Centralis ")


def test_deriving_again_changes_nothing_and_enters_nothing(derived):
    rows, entries = set(Outcome.objects.values_list("pk", "revision")), Entry.objects.count()
    assert reactions.reconcile_outcomes() == 0
    assert set(Outcome.objects.values_list("pk", "revision")) == rows
    assert Entry.objects.count() == entries


def test_a_reopened_read_supersedes_the_outcome_and_keeps_the_old_row(derived):
    read = Read.objects.get(task__subject__code="01-002", task__reader_number=1, visit__code="W16")
    before = current(derived, "01-002")
    change(read, state=ReadState.REOPENED)
    reactions.derive_outcomes(Done("reads.reopen", Scope(derived.world.trial.pk, None, "01-002"), read.pk, read))
    after = current(derived, "01-002")
    assert after["reader 1"].progression_date is None
    assert after["central"].headline == ""
    assert "reader 1 has not signed Week 16" in after["central"].missing
    assert after["reader 2"].pk == before["reader 2"].pk
    old = Outcome.objects.get(pk=before["central"].pk)
    assert (old.is_current, old.headline, old.progression_date) == (
        False, "PD", before["central"].progression_date)  # fmt: skip


def test_outcomes_without_any_read_left_are_no_longer_in_force(derived):
    for read in Read.objects.filter(task__subject__code="02-001"):
        change(read, state=ReadState.REOPENED)
    assert reactions.reconcile_outcomes() == 1
    assert current(derived, "02-001") == {}
    assert Outcome.objects.filter(subject__code="02-001", is_current=False).count() == 2


def test_a_newly_accepted_exam_makes_the_result_incomplete(derived):
    subject = derived.subject("01-001")
    derived.exam("01-001", "W24", subject.anchor_date + timedelta(days=168))
    assert reactions.bring_up_to_date(subject) is True
    central = current(derived, "01-001")["central"]
    assert central.missing == ["reader 1 has not signed Week 24", "reader 2 has not signed Week 24"]


def test_only_the_system_derives(derived):
    with pytest.raises(Refused) as refused:
        actions.derive(derived.world.caller("project manager"), derived.subject("01-001"))
    assert refused.value.code == "not_permitted"


# --- the data lock --------------------------------------------------------------------------------


@pytest.mark.req("R3-9")
def test_a_lock_is_refused_while_reads_are_due_and_names_them(derived):
    with pytest.raises(Refused) as refused:
        lock(derived)
    assert refused.value.code == "open_items"
    assert "read due: 1 (subject 02-001: reader 2 has signed nothing)" in refused.value.sentence
    assert not DataLock.objects.exists()


def test_a_lock_holds_neither_hidden_repeats_nor_cases_that_were_handed_on(derived):
    settled(derived)
    before = locking.facts_of(derived.world.trial).content["reads"]
    derived.repeat("01-001", 1)
    change(derived.task("01-002", 1), ended_at=AT, end_reason="the reader fell ill")
    listed = locking.facts_of(derived.world.trial).content["reads"]
    assert [one for one in before if one not in listed] == [
        one for one in before if (one["subject"], one["source"]) == ("01-002", "reader 1")
    ]
    assert [one for one in listed if one not in before] == []


def test_open_queries_adjudications_and_unread_exams_stand_in_the_way(derived):
    settled(derived)
    derived.exam("02-001", "W16", date(2026, 10, 1), state=ExamState.RECEIVED)
    put(
        Query, trial=derived.world.trial, exam_version=derived.versions["01-001", "BL"], number=7, category="contrast",
        severity="major", state=QueryState.OPEN, state_since=AT, opened_at=AT, opened_by="Q", due_on=date(2026, 11, 9),
    )  # fmt: skip
    derived.due("02-001")
    kinds = [(item.kind, item.what) for item in locking.facts_of(derived.world.trial).blocking]
    assert kinds[:3] == [
        ("open query", "query 7 on exam 01-001 BL v1"),
        ("exam whose checks are running", "exam 02-001 W16 v1"),
        ("adjudication due", "subject 02-001"),
    ]
    assert kinds[3] == ("outcome not derived yet", "subject 02-001")


def test_an_accepted_exam_of_a_subject_nobody_read_stands_in_the_way(derived):
    settled(derived)
    derived.exam("02-002", "BL", date(2026, 10, 1))
    assert [item.what for item in locking.facts_of(derived.world.trial).blocking] == [
        "exam 02-002 BL v1: not read at all"
    ]


def test_without_any_read_there_is_nothing_to_lock(world):
    content = locking.facts_of(world.trial).content
    with pytest.raises(Refused) as refused:
        actions.lock_data(world.signing("data manager", content), world.trial)
    assert refused.value.code == "not_enough"


@pytest.mark.req("R3-9", "P11-70-1")
def test_the_lock_lists_what_is_in_it_under_a_signature_bound_to_that_list(derived):
    found = lock(settled(derived))
    stored = DataLock.objects.get(pk=found.pk)
    assert stored.content["name"] == "Data lock 1"
    assert [one["code"] for one in stored.content["subjects"]] == ["01-001", "01-002", "02-001", "02-002"]
    assert len(stored.content["reads"]) == 16
    assert len(stored.content["outcomes"]) == 9
    assert stored.content["open_items"][0] == {"kind": "visit without an exam", "what": "01-001 W24"}
    assert stored.lock_signature.object_id == stored.pk
    assert is_bound(stored.lock_signature, stored.content)
    assert (stored.locked_by, stored.lock_signature.role) == ("David Datta", "data manager")
    with pytest.raises(Refused) as refused:
        lock(derived)
    assert refused.value.code == "locked_already"


def test_a_list_that_changed_since_it_was_shown_is_not_signed(derived):
    settled(derived)
    world = derived.world
    caller = world.signing("data manager", {**locking.facts_of(world.trial).content, "reads": []})
    with pytest.raises(Refused) as refused:
        actions.lock_data(caller, world.trial)
    assert refused.value.code == "content_changed"
    assert not DataLock.objects.exists()
    assert not Signature.objects.filter(object_type="outcomes.datalock").exists()


@pytest.mark.parametrize("part", ["QC analyst", "monitor", "inspector", "statistician", "reader 1", "outsider"])
def test_nobody_else_locks_or_opens(derived, part):
    settled(derived)
    world = derived.world
    with pytest.raises(Refused) as refused:
        actions.lock_data(world.signing(part, locking.facts_of(world.trial).content), world.trial)
    assert refused.value.code == "not_permitted"
    found = lock(derived)
    with pytest.raises(Refused) as refused:
        actions.unlock_data(world.signing(part, locking.unlock_content(found)), found, "because")
    assert refused.value.code == "not_permitted"


STOPPED = locking.stopped_acts(PERMISSIONS)


def knock(name: str, reading: Reading) -> str:
    """Try an act as somebody who may, on the trial itself; the code of the refusal, or what else came of it."""
    world = reading.world
    parts = {
        "project manager": "project manager", "data manager": "data manager", "QC analyst": "QC analyst",
        "site coordinator": "site coordinator", "reader": "reader 1", "adjudicator": "adjudicator",
    }  # fmt: skip
    role = sorted(PERMISSIONS[name])[0]
    caller = Caller.system("test") if role == "system" else world.caller(parts[role])
    caller = caller.signing(SignatureRequest("0" * 64, world.secret("x")))
    try:
        house.actions[name](caller, world.at("01"))
    except Refused as refused:
        return refused.code
    except (TypeError, AttributeError, ValueError, ValidationError):
        return "passed the gates"
    return "done"


@pytest.mark.req("R3-9")
@pytest.mark.parametrize("name", [name for name in STOPPED if name in house.actions])
def test_every_act_on_data_is_refused_while_locked_and_not_after(derived, name):
    found = lock(settled(derived))
    is_blinded = sorted(PERMISSIONS[name])[0] in ("reader", "adjudicator")  # who are told no more than at a hold
    assert knock(name, derived) == ("on_hold" if is_blinded else "data_locked")
    entry = Entry.objects.order_by("-pk").first()
    assert entry is not None
    world = derived.world
    actions.unlock_data(world.signing("project manager", locking.unlock_content(found)), found, "a read is wrong")
    assert knock(name, derived) not in ("data_locked", "on_hold")


def test_every_act_of_the_rooms_of_data_is_stopped_or_named_as_allowed():
    data = {name for name in house.actions if name.startswith(locking.ROOMS)}
    told = {"qc.remind", "reads.file_reports", "reads.record_leak_scan", "reads.write_note", "reads.answer_question",
            "reads.handle_finding"}  # fmt: skip
    assert data - set(STOPPED) == (told | {"reads.check_display"}) & data
    assert {"intake.receive", "qc.decide", "outcomes.derive", "trials.enrol_subject"} <= set(STOPPED)
    assert {name for name in STOPPED if locking.data_open not in house.gates[name]} == set()
    assert not [name for name in STOPPED if name.endswith("_page")]


@pytest.mark.req("R3-9")
def test_a_locked_trial_refuses_in_a_sentence_then_works_after_the_signed_unlock(derived):
    world = derived.world
    found = lock(settled(derived))
    coordinator, visit = world.caller("site coordinator"), Visit.objects.get(subject__code="01-001", code="W24")
    with pytest.raises(Refused) as refused:
        trials.mark_visit_missed(coordinator, visit, "the patient was ill")
    assert "locked since" in refused.value.sentence
    assert "Data lock 1, signed by David Datta" in refused.value.sentence
    content = locking.unlock_content(found)
    for reason, code in (("  ", "reason_missing"),):
        with pytest.raises(Refused) as refused:
            actions.unlock_data(world.signing("project manager", content), found, reason)
        assert refused.value.code == code
    opened = actions.unlock_data(world.signing("project manager", content), found, "a late exam came")
    assert (opened.unlock_reason, opened.unlock_signature.content_digest) == (
        "a late exam came", content_digest(content))  # fmt: skip
    assert DataLock.objects.get(pk=found.pk).content == found.content
    trials.mark_visit_missed(coordinator, visit, "the patient was ill")
    assert Visit.objects.get(pk=visit.pk).missed_reason == "the patient was ill"
    with pytest.raises(Refused) as refused:
        actions.unlock_data(world.signing("project manager", content), opened, "again")
    assert refused.value.code == "not_locked"
    assert locking.facts_of(world.trial).content["name"] == "Data lock 2"


def test_another_trial_is_not_touched_by_a_lock(derived):
    lock(settled(derived))
    other = derived.world.other_trial
    locking.data_open(derived.world.caller("outsider"), Scope(other.pk))
    assert locking.open_lock(other.pk) is None


def test_while_locked_nothing_is_derived(derived):
    settled(derived)
    lock(derived)
    read = Read.objects.get(task__subject__code="01-002", task__reader_number=1, visit__code="W16")
    change(read, state=ReadState.REOPENED)
    assert reactions.reconcile_outcomes() == 0
    assert current(derived, "01-002")["central"].headline == "PD"


def test_the_outsider_sees_no_outcomes(derived):
    with pytest.raises(Trial.DoesNotExist):
        queries.overview(derived.world.caller("outsider"), derived.world.trial.pk)
