"""Facts that blinded people must not learn, each changed behind the door's back: the other of two worlds.

Every function takes the room and the case that is read, and changes nothing that its reader may know. Strings planted
here begin with `CANARY`, so that the search finds them too.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from tests.apps.reads.conftest import AT, Reading, entries, put, target
from tests.apps.reads.running.test_training import real_trial

from centralis.apps.governance.models import Consent
from centralis.apps.intake.models import Exam, ExamVersion, QuarantinedFile, Receipt, Transmittal
from centralis.apps.ledger.recorded import Recorded, amend
from centralis.apps.outcomes.models import DataLock
from centralis.apps.people.models import Person, Signature
from centralis.apps.qc.models import Query
from centralis.apps.reads import actions
from centralis.apps.reads.models import Adjudication, ConfirmationRequest, Read, ReadingTask, TrainingTrial
from centralis.apps.reads.running import actions as running
from centralis.apps.sites.models import Scanner, Site
from centralis.apps.trials.models import Subject, Trial, Visit

Change = Callable[[Reading, ReadingTask], None]


def set_created(row: Recorded, days: int) -> None:
    """Put the day on which a row was made, which no act can."""
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        sql = f"UPDATE {table} SET created_at = %s, changed_at = %s WHERE id = %s"
        key = row.pk.hex if connection.vendor == "sqlite" else row.pk
        cursor.execute(sql, [AT + timedelta(days=days), AT + timedelta(days=days), key])


def another_subject_code(reading: Reading, task: ReadingTask) -> None:
    """L06: an identifier that names site and arm."""
    amend(Subject.objects.get(pk=task.subject_id), {"code": "CANARY-101-ARM-A"}, AT)


def another_person(reading: Reading, task: ReadingTask) -> None:
    """L02, L47: sex, and the day from which the trial counts."""
    subject = Subject.objects.get(pk=task.subject_id)
    anchor = subject.anchor_date + timedelta(days=-3) if subject.anchor_date else None
    amend(subject, {"sex": "M" if subject.sex != "M" else "F", "anchor_date": anchor}, AT)


def another_site(reading: Reading, task: ReadingTask) -> None:
    """L04, L05, L39: another hospital in another country, with other scanners."""
    site = Site.objects.get(pk=Subject.objects.get(pk=task.subject_id).site_id)
    amend(site, {"name": "CANARY-SITE", "country": "JP", "city": "CANARY-CITY", "code": "77"}, AT)
    for scanner in Scanner.objects.filter(site=site):
        amend(scanner, {"name": f"CANARY-SCANNER {scanner.name}", "serial": f"CANARY-{scanner.pk}"}, AT)


def other_visit_names(reading: Reading, task: ReadingTask) -> None:
    """L03, L48: visits named after treatment cycles, with other windows."""
    for visit in Visit.objects.filter(subject_id=task.subject_id):
        amend(visit, {"name": f"CANARY-C{visit.ordinal}D1 post-Tx"}, AT)


def earlier_scans(reading: Reading, task: ReadingTask) -> None:
    """L01: every scan forty days earlier."""
    for version in _versions(task):
        amend(version, {"exam_date": version.exam_date - timedelta(days=40)}, AT)


def another_interval(reading: Reading, task: ReadingTask) -> None:
    """L01, L48: the second scan thirteen days later."""
    version = _versions(task)[-1]
    amend(version, {"exam_date": version.exam_date + timedelta(days=13)}, AT)


def another_order_of_enrolment(reading: Reading, task: ReadingTask) -> None:
    """L22, L54: this subject was enrolled, received and given out last instead of first."""
    for row in (Subject.objects.get(pk=task.subject_id), *_versions(task), ReadingTask.every.get(pk=task.pk)):
        set_created(row, 300)
    number = 9
    for other in Subject.objects.exclude(pk=task.subject_id):
        set_created(other, -number)
        number += 1


def a_later_scan(reading: Reading, task: ReadingTask) -> None:
    """L14, L36: a scan came and was accepted two visits ahead; the visit between is still expected."""
    reading.accept("01-001", "W24")


def a_scan_for_a_read_visit(reading: Reading, task: ReadingTask) -> None:
    """L14, L29: images of a visit are sent again and wait for quality control."""
    old = _versions(task)[0]
    skip = {"id", "revision", "created_at", "changed_at", "number", "supersedes", "state"}
    kept = {one.name: getattr(old, one.name) for one in old._meta.concrete_fields if one.name not in skip}
    put(ExamVersion, **kept, number=old.number + 1, state="in QC")


def a_progression_reported(reading: Reading, task: ReadingTask) -> None:
    """L14, L30: the site reports progression, and central review is to confirm it."""
    visit = Visit.objects.get(subject_id=task.subject_id, code="W8")
    put(
        ConfirmationRequest, visit=visit, definition=reading.world.definition(), note="CANARY-NEW-LESION",
        requested_by=reading.world.people["site coordinator"], due_on=AT.date(), state_since=AT,
    )  # fmt: skip


def an_unscheduled_visit(reading: Reading, task: ReadingTask) -> None:
    """L14, L30: the site adds a visit on suspicion of progression; no images yet."""
    put(
        Visit, trial_id=task.trial_id, subject_id=task.subject_id, code="U1", ordinal=90, is_unscheduled=True,
        name="CANARY-SUSPECTED-PROGRESSION",
    )  # fmt: skip


def a_missed_visit(reading: Reading, task: ReadingTask) -> None:
    """L14, L47: the last visits will never come; the subject died."""
    for visit in Visit.objects.filter(subject_id=task.subject_id, ordinal__gte=3):
        amend(visit, {"missed_at": AT, "missed_reason": "CANARY-DEATH"}, AT)


def queries_about_it(reading: Reading, task: ReadingTask) -> None:
    """L29: quality control asks the site, and says what it thinks."""
    for number, version in enumerate(_versions(task), start=1):
        put(
            Query, trial_id=task.trial_id, exam_version=version, number=number, category="other", severity="critical",
            state_since=AT, opened_at=AT, opened_by="CANARY-ANALYST", due_on=AT.date(),
        )  # fmt: skip
        amend(version, {"hold_reasons": [{"sentence": "CANARY patient progressed"}]}, AT)


def files_in_quarantine(reading: Reading, task: ReadingTask) -> None:
    """L10, L29: some files of the exam were kept apart."""
    version = _versions(task)[0]
    sent = Transmittal.objects.get(pk=version.transmittal_id)
    receipt = put(
        Receipt, trial_id=task.trial_id, site_id=sent.site_id, transmittal=sent, exam_version=version,
        upload_key=uuid4().hex * 2, received_at=AT, files_received=1, files_accepted=0, byte_count=1,
        outcomes_digest=version.manifest_digest,
    )  # fmt: skip
    put(
        QuarantinedFile, trial_id=task.trial_id, receipt=receipt, ordinal=1, source_digest="0" * 64, byte_count=1,
        code="X", sentence="CANARY-FILE",
    )  # fmt: skip


def consent_withdrawn(reading: Reading, task: ReadingTask) -> None:
    """L47: the subject withdrew."""
    for consent in Consent.objects.filter(subject_id=task.subject_id):
        amend(consent, {"withdrawn_on": AT.date(), "form_version": "CANARY-FORM"}, AT)


def another_trial_name(reading: Reading, task: ReadingTask) -> None:
    """L18, L48: the trial is named after its drug."""
    amend(Trial.objects.get(pk=task.trial_id), {"title": "CANARY-TRIAL of drug X", "protocol": "CANARY-1"}, AT)


def the_other_reader_begun(reading: Reading, task: ReadingTask) -> None:
    """L24, L52: the other reader is at work on the same case."""
    reading.fill(_other(reading, task), 1, entries(target("T1", 77.7, "lung"), target("T2", 66.6)))


def the_other_reader_differs(reading: Reading, task: ReadingTask) -> None:
    """L24, L26: the other reader has signed everything, with other lesions, sizes and words."""
    other = _other(reading, task)
    reading.read(other, 1, {**entries(target("T1", 77.7, "lung"), target("T2", 66.6)), "comment": "CANARY-COMMENT"})
    reading.read(other, 2, entries(target("T1", 99.9, "lung"), target("T2", 88.8)))


def the_other_reader_reopened(reading: Reading, task: ReadingTask) -> None:
    """L27, L34: and was given a read back."""
    the_other_reader_differs(reading, task)
    rows = Read.objects.select_related("task__subject", "signature")
    row = rows.get(task=_other(reading, task), time_point=2, state="locked")
    actions.reopen(reading.world.caller("project manager"), row, "CANARY-REASON")


def another_other_reader(reading: Reading, task: ReadingTask) -> None:
    """L26: who the other reader is."""
    amend(Person.objects.get(pk=_other(reading, task).reader_id), {"printed_name": "CANARY READER"}, AT)


def a_hold_on_the_other(reading: Reading, task: ReadingTask) -> None:
    """L22, L27: the other reader is held back, for a reason."""
    other = _other(reading, task)
    reader = Person.objects.get(pk=other.reader_id)
    running.place_hold(reading.world.caller("project manager"), reading.world.trial, "CANARY-HOLD", reader=reader)


def more_in_the_trail(reading: Reading, task: ReadingTask) -> None:
    """L23, L34: other people did many things meanwhile."""
    for place in range(3):
        reading.accept("02-001", "BL") if place == 0 else None
        subject = Subject.objects.get(code="02-002")
        amend(subject, {"sex": "FM"[place % 2]}, AT)


def an_adjudication_elsewhere(reading: Reading, task: ReadingTask) -> None:
    """L27, L35: another subject's reads were adjudicated."""
    other = _other(reading, task)
    put(
        Adjudication, trial_id=task.trial_id, subject=Subject.objects.get(code="02-001"), token="c" * 32,
        definition=reading.world.definition(), triggers=[{"condition": "", "is_met": True, "sentence": "CANARY"}],
        side_a_task=task, side_b_task=other, state_since=AT,
    )  # fmt: skip


def _other(reading: Reading, task: ReadingTask) -> ReadingTask:
    rows = ReadingTask.objects.select_related("subject", "reader")
    return rows.get(subject_id=task.subject_id, reader_number=3 - task.reader_number)


def _versions(task: ReadingTask) -> list[ExamVersion]:
    found = [one for exam in Exam.objects.filter(subject_id=task.subject_id) for one in exam.versions.all()]
    return sorted(found, key=lambda one: one.exam_date)


READER_WORLDS: dict[str, tuple[Change, ...]] = {
    "the subject": (another_subject_code, another_person, other_visit_names, consent_withdrawn, another_trial_name),
    "the site": (another_site, queries_about_it, files_in_quarantine, a_hold_on_the_other, more_in_the_trail),
    "days and order": (earlier_scans, another_interval, another_order_of_enrolment),
    "scans to come": (a_later_scan, a_scan_for_a_read_visit, an_unscheduled_visit, a_progression_reported),
    "no scans to come": (a_missed_visit,),
    "the other reader": (the_other_reader_reopened, another_other_reader, an_adjudication_elsewhere),
}


# --- what an adjudicator must not learn -----------------------------------------------------------------


def readers_comments(reading: Reading, task: ReadingTask) -> None:
    """L26: a hand is known by its words."""
    for read in Read.objects.filter(task__subject_id=task.subject_id):
        amend(read, {"content": {**read.content, "comment": f"CANARY-HAND {read.pk}"}}, AT)


def when_they_read(reading: Reading, task: ReadingTask) -> None:
    """L26: when each read was signed, and how long it took."""
    for place, read in enumerate(Read.objects.filter(task__subject_id=task.subject_id).order_by("pk")):
        amend(read, {"state_since": AT + timedelta(days=place * 3)}, AT)
        set_created(read, place)


def who_they_are(reading: Reading, task: ReadingTask) -> None:
    """L26: the readers' names."""
    for one in ReadingTask.objects.filter(subject_id=task.subject_id):
        amend(Person.objects.get(pk=one.reader_id), {"printed_name": f"CANARY READER {one.reader_number}"}, AT)
    for read in Read.objects.filter(task__subject_id=task.subject_id, signature__isnull=False):
        amend(Signature.objects.get(pk=read.signature_id), {"printed_name": "CANARY SIGNER"}, AT)


def who_came_first(reading: Reading, task: ReadingTask) -> None:
    """L26, L54: which reader has which number."""
    pair = list(ReadingTask.objects.filter(subject_id=task.subject_id).order_by("reader_number"))
    for one, number in zip(pair, (9, 2, 1), strict=False):
        amend(one, {"reader_number": number}, AT)
    amend(pair[0], {"reader_number": 1 if pair[1].reader_number == 2 else 2}, AT)


def other_days(reading: Reading, task: ReadingTask) -> None:
    """L01, L26: the scans that both read after the baseline were made on other days."""
    for read in Read.objects.filter(task__subject_id=task.subject_id):
        amend(read, {"exam_date": read.exam_date + timedelta(days=13 * (read.time_point - 1))}, AT)


ADJUDICATOR_WORLDS: dict[str, tuple[Change, ...]] = {
    "the subject and its site": (
        another_subject_code, another_person, other_visit_names, consent_withdrawn, another_trial_name, another_site,
        queries_about_it, files_in_quarantine, more_in_the_trail,
    ),
    "days and order": (other_days, another_order_of_enrolment, an_unscheduled_visit, a_missed_visit),
    "the readers": (readers_comments, when_they_read, who_they_are, who_came_first),
}  # fmt: skip


def the_others_comments(reading: Reading, task: ReadingTask) -> None:
    """L26: a hand is known by its words."""
    for read in Read.objects.filter(task=_other(reading, task)):
        amend(read, {"content": {**read.content, "comment": "CANARY-HAND"}}, AT)


#: for a reader who votes: the same, but for their own name and words
VOTER_WORLDS: dict[str, tuple[Change, ...]] = {
    **ADJUDICATOR_WORLDS,
    "the readers": (the_others_comments, when_they_read, another_other_reader, who_came_first),
}


def the_experts_words_and_name(reading: Reading, task: ReadingTask) -> None:
    """L26: a hand is known by its words; who the expert is stands nowhere."""
    named = TrainingTrial.objects.get(training=reading.world.trial)
    for read in Read.objects.filter(task__reader_id=named.reference_id):
        amend(read, {"content": {**read.content, "comment": "CANARY-HAND"}}, AT)
    amend(Person.objects.get(pk=named.reference_id), {"printed_name": "CANARY-EXPERT"}, AT)


#: for a reader who is shown a test case beside the expert's read
COMPARER_WORLDS: dict[str, tuple[Change, ...]] = {
    "the subject and its site": ADJUDICATOR_WORLDS["the subject and its site"],
    "the days": (other_days, another_order_of_enrolment),
    "the expert": (the_experts_words_and_name, when_they_read),
}


def finish_a_test_case(reading: Reading) -> ReadingTask:
    """A test case that reader 2 signed to its end and reads otherwise than the expert, who is the first reader."""
    expert = reading.task("01-001", 1)
    other = next(part for part in ("reader 1", "reader 2") if part != reading.part(expert))
    real = real_trial(reading.world)
    put(TrainingTrial, trial=real.trial, training=reading.world.trial, reference=expert.reader)
    reads = [
        reading.read(expert, number, entries(target("T1", size))) for number, size in enumerate((20.0, 10.0), start=1)
    ]
    task = put(
        ReadingTask, trial=reading.world.trial, subject=expert.subject, reader=reading.world.people[other],
        reader_number=100, purpose="training", token="c" * 40, order_key="0",
        only_exams=[str(one.exam_version_id) for one in reads],
    )  # fmt: skip
    for number, size in enumerate((20.0, 26.0), start=1):
        reading.read(task, number, entries(target("T1", size)))
    return task


def settle_by_consensus(reading: Reading) -> None:
    """Two reads that differ, of a subject of whom nothing is to come, in a trial that settles by consensus."""
    reading.amend("by: choose_one", "by: consensus")
    for visit in Visit.objects.filter(subject=reading.world.subjects["01-001"], code__in=("W16", "W24")):
        amend(visit, {"missed_at": AT, "missed_reason": "left the trial"}, AT)
    for number, second in ((1, 10.0), (2, 26.0)):
        task = reading.task("01-001", number)
        reading.read(task, 1, entries(target("T1", 20.0)))
        reading.read(task, 2, entries(target("T1", second)))


def lock_the_data(reading: Reading, name: str) -> None:
    """The data lock of an interim analysis."""
    signature = Signature.objects.first()
    put(DataLock, trial=reading.world.trial, name=name, locked_at=AT, locked_by="CANARY-STATISTICIAN",
        lock_signature=signature, content={}, content_digest="0" * 64)  # fmt: skip
