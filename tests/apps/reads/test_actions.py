"""The reading room's acts: order of opening, signing, reopening, adjudication; and who may not."""

import json

import pytest

from centralis.apps.action import Caller, DoorRefusal, SignatureRequest
from centralis.apps.ledger.models import Entry
from centralis.apps.people.models import Signature
from centralis.apps.people.signing import is_bound
from centralis.apps.reads import actions, comparing, queries, reactions, signing
from centralis.apps.reads.cases import gather
from centralis.apps.reads.keys import trial_seed
from centralis.apps.reads.models import Adjudication, Read, ReadingSeed, ReadingTask
from centralis.apps.reads.running import assigning
from centralis.apps.trials import actions as trial_actions
from centralis.apps.trials.models import Visit
from centralis.core.ledger.canonical import content_digest
from centralis.core.reading.keyed import compute_commitment
from centralis.core.refusal import Refused

from .conftest import entries, target

pytestmark = pytest.mark.django_db
BASE = entries(target("T1", 20.0))


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_the_seed_is_drawn_once_and_only_its_commitment_is_entered(reading):
    reading.begin()
    seed = trial_seed(reading.trial_id)
    assert ReadingSeed.objects.get().commitment == compute_commitment(seed)
    written = b"".join(bytes(one.body, "utf-8") if isinstance(one.body, str) else bytes(one.body)
                       for one in Entry.objects.all())  # fmt: skip
    assert seed.hex().encode() not in written
    refused("seed_exists", reading.begin)


def test_a_case_is_given_out_when_the_baseline_is_accepted_and_the_seed_sealed(reading):
    reading.accept("01-001", "W8")
    reading.begin()
    assert not ReadingTask.objects.exists()
    reading.accept("01-001", "BL")
    assert reactions.assign_due(reading.trial_id) == 1
    tasks = list(ReadingTask.objects.order_by("reader_number"))
    assert [task.reader_number for task in tasks] == [1, 2]
    assert {task.reader.username for task in tasks} == {"reader1", "reader2"}
    assert len({task.token for task in tasks}) == 2
    assert all("01-001" not in task.token and len(task.token) == 32 for task in tasks)
    assert reactions.reconcile(reading.trial_id) == 0


def test_without_a_sealed_seed_nothing_is_given_out(reading):
    reading.accept("01-001", "BL")
    subject = reading.world.subjects["01-001"]
    refused("seed_missing", assigning.assign, reading.world.caller("project manager"), subject)


@pytest.mark.req("P11-10F-2")
def test_the_next_time_point_opens_only_when_the_one_before_is_signed(started):
    task = started.task("01-001", 1)
    refused("not_open", started.open, task, 2)
    started.fill(task, 1, BASE)
    refused("not_open", started.open, task, 2)
    started.sign(Read.objects.get())
    second = started.open(task, 2)
    assert (second.time_point, second.state) == (2, "open")
    refused("not_open", started.open, task, 3)


def test_a_later_exam_waits_for_an_earlier_one_that_is_still_expected(reading):
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W16")
    reading.begin()
    task = reading.task("01-001", 1)
    reading.read(task, 1, BASE)
    refused("not_open", reading.open, task, 2)
    reading.accept("01-001", "W8")
    assert reading.open(task, 2).visit.code == "W8"


def test_an_exam_that_comes_after_a_later_one_was_read_is_no_time_point_of_this_pass(reading):
    reading.accept("01-001", "BL")
    reading.accept("01-001", "W16")
    reading.begin()
    week8 = Visit.objects.get(subject=reading.world.subjects["01-001"], code="W8")
    trial_actions.mark_visit_missed(reading.world.caller("project manager"), week8, "scanner broken")
    task = reading.task("01-001", 1)
    reading.read(task, 1, BASE)
    reading.read(task, 2, BASE)
    trial_actions.reopen_visit(reading.world.caller("project manager"), fresh(week8), "it came after all")
    reading.accept("01-001", "W8")
    assert [place.read.visit.code for place in gather(task).places if place.read] == ["BL", "W16"]
    assert "W8" not in [place.version.exam.visit.code for place in gather(task).places if place.version]


@pytest.mark.req("IMG-1")
@pytest.mark.req("IMG-7")
@pytest.mark.req("IMG-11")
def test_a_signed_read_is_locked_and_pinned_with_what_the_rules_said(started):
    task = started.task("01-001", 1)
    started.read(task, 1, BASE)
    read = started.read(task, 2, entries(target("T1", 13.0)))
    assert (read.state, read.assessment["overall"], read.assessment["sum_of_diameters_mm"]) == ("locked", "PR", 13)
    assert read.assessment["change_from_baseline_percent"] == -35
    assert (read.software, read.definition.version_label) == (signing.SOFTWARE, "1.0")
    assert read.exam_version.exam.visit.code == "W8"
    assert read.signature.meaning == "I have read this time point as shown, and lock it"
    case = gather(task)
    assert is_bound(read.signature, signing.content_of(read, read.assessment, case, read.software))
    refused("locked", actions.save_draft, started.caller(task), fresh(read), BASE)


def test_a_read_is_signed_once_also_from_two_tabs(started):
    task = started.task("01-001", 1)
    read = started.fill(task, 1, BASE)
    tabs = [Read.objects.select_related("task__subject", "task__reader", "definition").get(pk=read.pk) for _ in "ab"]
    signer = started.world.signing(started.part(task), signing.prepare(tabs[0]).content)
    actions.sign(signer, tabs[0])
    refused("locked", actions.sign, signer, tabs[1])
    assert Signature.objects.filter(object_id=read.pk).count() == 1


def test_a_stale_form_is_refused(started):
    task = started.task("01-001", 1)
    read = started.open(task, 1)
    other = fresh(read)
    actions.save_draft(started.caller(task), read, BASE)
    refused("stale", actions.save_draft, started.caller(task), other, entries(target("T1", 99.0)))
    assert fresh(read).content == BASE


def test_what_changed_between_display_and_signing_is_not_signed(started):
    task = started.task("01-001", 1)
    read = started.fill(task, 1, BASE)
    seen = signing.prepare(read).content
    actions.save_draft(started.caller(task), read, entries(target("T1", 30.0)))
    refused("content_changed", actions.sign, started.world.signing(started.part(task), seen), fresh(read))


def test_a_wrong_password_signs_nothing(started):
    task = started.task("01-001", 1)
    read = started.fill(task, 1, BASE)
    content = signing.prepare(read).content
    wrong = started.caller(task).signing(SignatureRequest(content_digest(content), "not the password"))
    refused("wrong_secret", actions.sign, wrong, read)
    assert fresh(read).state == "open"
    other = started.task("01-001", 2)
    theirs = started.world.signing(started.part(other), content)
    refused("not_permitted", actions.sign, theirs, fresh(read))


def test_the_server_checks_again_before_signing(started):
    task = started.task("01-001", 1)
    read = started.fill(task, 1, entries(target("T1", 6.0)))
    signer = started.world.signing(started.part(task), {"nothing": "of this"})
    said = refused("incomplete", actions.sign, signer, read)
    assert "10.0 mm" in said.sentence
    half = actions.save_draft(started.caller(task), fresh(read), entries({"id": "T1", "organ": "liver", "state": None}))
    said = refused("incomplete", actions.sign, signer, half)
    assert "T1: state is still empty." in said.sentence


def test_lesions_are_carried_forward(started):
    task = started.task("01-001", 1)
    started.read(task, 1, entries(target("T1", 20.0), target("T2", 15.0, "lung")))
    second = started.open(task, 2)
    assert [(one["id"], one["organ"], one["state"]) for one in second.content["targets"]] == [
        ("T1", "liver", None),
        ("T2", "lung", None),
    ]


@pytest.mark.req("P11-70-2")
@pytest.mark.req("IMG-11")
def test_reopening_voids_the_signatures_and_keeps_both_versions(started):
    task = started.task("01-001", 1)
    first = started.read(task, 1, BASE)
    second = started.read(task, 2, entries(target("T1", 13.0)))
    manager = started.world.caller("project manager")
    refused("reason_needed", actions.reopen, manager, fresh(first), " ")
    again = actions.reopen(
        manager, Read.objects.select_related("task__subject", "signature").get(pk=first.pk), "wrong organ"
    )
    old = fresh(first)
    assert (old.state, old.reopen_reason, old.content) == ("reopened", "wrong organ", BASE)
    assert old.signature.voided_at is not None
    assert (again.state, again.supersedes_id, again.content, again.signature_id) == ("open", first.pk, BASE, None)
    assert fresh(second).state == "reopened"
    later = Read.objects.get(supersedes=second)
    assert (later.state, later.content["targets"][0]["diameter_mm"]) == ("waiting", 13.0)
    refused("not_open", started.open, task, 2)
    started.sign(again)
    opened = started.open(task, 2)
    assert (opened.pk, opened.state, opened.content["targets"][0]["diameter_mm"]) == (later.pk, "open", 13.0)
    started.sign(opened)
    assert Signature.objects.filter(voided_at__isnull=False).exclude(object_type="trials.definition").count() == 2


@pytest.mark.req("IMG-12")
def test_adjudication_opens_by_the_triggers_alone_and_says_why(started):
    for number in (1, 2):
        started.read(started.task("01-001", number), 1, BASE)
    started.read(started.task("01-001", 1), 2, entries(target("T1", 10.0)))
    assert not Adjudication.objects.exists()
    started.read(started.task("01-001", 2), 2, entries(target("T1", 11.0)))
    assert not Adjudication.objects.exists(), "both are the same response: nothing differs"
    subject = started.world.subjects["01-001"]
    refused("not_triggered", actions.open_adjudication, Caller.system("test"), subject)
    refused("not_permitted", actions.open_adjudication, started.world.caller("project manager"), subject)


@pytest.mark.req("IMG-12")
def test_two_reads_that_differ_are_adjudicated_by_one_signed_choice(started):
    due = started.discordant()
    said = {one["condition"]: one for one in due.triggers}
    assert said["best_overall_response differs"]["is_met"] is True
    assert said["progression_date differs by more than 0 days"]["is_met"] is True
    assert said["best_overall_response differs"]["sentence"] == "Best overall response differs: PD and SD."
    assert {due.side_a_task_id, due.side_b_task_id} == set(ReadingTask.objects.values_list("pk", flat=True))
    assert comparing.compare(started.world.subjects["01-001"]).side_a.pk == due.side_a_task_id
    content = signing.choice_content(due, "A", "the lesion in segment 4 is gone")
    signer = started.world.signing("adjudicator", content)
    refused("reason_needed", actions.adjudicate, signer, due, "A", "")
    refused("choice_unknown", actions.adjudicate, signer, due, "C", "x")
    done = actions.adjudicate(signer, due, "A", "the lesion in segment 4 is gone")
    assert (done.state, done.choice) == ("done", "A")
    refused("adjudication_not_due", actions.adjudicate, signer, fresh(done), "A", "again")
    reads = queries.signed_reads(
        started.world.caller("project manager"), started.trial_id, done.subject_id, "reads.manage_page"
    )
    assert reads.accepted_task == done.side_a_task_id
    assert [one.time_point for one in reads.accepted()] == [1, 2]


def test_a_reopened_read_voids_the_adjudication_and_a_new_one_compares_the_new_reads(started):
    due = started.discordant()
    done = actions.adjudicate(
        started.world.signing("adjudicator", signing.choice_content(due, "B", "clear")), due, "B", "clear"
    )
    read = Read.objects.select_related("task__subject", "task__reader", "signature").get(
        task__reader_number=1, time_point=2
    )
    again = actions.reopen(started.world.caller("project manager"), read, "measured in the wrong plane")
    void = fresh(done)
    assert (void.state, void.signature.voided_at is not None) == ("void", True)
    started.sign(again)
    assert Adjudication.objects.get(state="due").basis != void.basis


def test_a_further_time_point_replaces_the_adjudication_or_ends_it(started):
    due = started.discordant()
    started.accept("01-001", "W16")
    for number in (1, 2):
        started.read(started.task("01-001", number), 3, entries(target("T1", 40.0)))
    assert fresh(due).state == "void"
    assert Adjudication.objects.filter(state="due").count() == 1


def test_readers_see_only_their_own_role_through_the_door(started):
    task = started.task("01-001", 1)
    for part in ("project manager", "QC analyst", "adjudicator", "monitor", "outsider"):
        refused("not_permitted", actions.open_time_point, started.world.caller(part), task, 1)
    refused("not_permitted", actions.open_time_point, started.caller(started.task("01-001", 2)), task, 1)
    read = started.read(task, 1, BASE)
    for part in ("reader 1", "QC analyst", "data manager", "outsider"):
        refused("not_permitted", actions.reopen, started.world.caller(part), fresh(read), "why not")
    assert DoorRefusal.NOT_PERMITTED.code == "not_permitted"


def test_a_re_sent_exam_leaves_the_signed_read_on_its_version_until_it_is_reopened(started):
    task = started.task("01-001", 1)
    read = started.read(task, 1, BASE)
    newer = started.accept("01-001", "BL", on=read.exam_date, supersedes=read.exam_version)
    assert fresh(read).exam_version_id == read.exam_version_id != newer.pk
    row = Read.objects.select_related("task__subject", "task__reader", "signature").get(pk=read.pk)
    again = actions.reopen(started.world.caller("project manager"), row, "images were sent again")
    assert again.exam_version_id == newer.pk


def test_every_act_is_entered_under_the_subject(started):
    started.read(started.task("01-001", 1), 1, BASE)
    made = [json.loads(one.body) for one in Entry.objects.order_by("id")]
    (entry,) = [one for one in made if one["action"] == "reads.sign"]
    assert (entry["outcome"], entry["object"]["label"]) == ("done", "read of time point 1 by reader 1")
    assert "01-001" in json.dumps(entry)
