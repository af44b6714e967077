"""Signed reads of a small trial, put in place as rows with real assessments and bound signatures, without the door.

The cases are worked by hand (sums of two targets in mm; nadir and baseline decide):
- 01-001: both readers see a partial response at week 8, confirmed at week 16 (reader 1: 100, 65, 60).
- 01-002: reader 1 has stable disease and progression at week 16 (50, 48, 62: +14 mm, +29.2 % over nadir 48);
  reader 2 has progression at week 8 already (50, 62: +12 mm, +24 %); the adjudicator chose reader 2.
- 02-001: reader 1 signed baseline and week 8; reader 2 nothing.
- 02-002: no exam.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from centralis.apps.intake.models import Exam, ExamState, ExamVersion, Transmittal, TransmittalState
from centralis.apps.ledger.recorded import Recorded, amend, insert
from centralis.apps.outcomes import reactions
from centralis.apps.people import signing
from centralis.apps.people.models import Signature
from centralis.apps.reads.models import (
    Adjudication,
    AdjudicationState,
    LeakScan,
    Read,
    ReadingTask,
    ReadState,
    TaskPurpose,
)
from centralis.apps.trials.models import Subject, Visit
from centralis.apps.web.demo.cast import World
from centralis.core.criteria import recist_1_1 as recist
from centralis.core.ledger.canonical import content_digest, utc_text
from centralis.core.reading.exposure import ENGINE

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PARAMETERS = {"confirmation_days": 28, "sd_min_days": 49}
TRIGGERS = [
    {"condition": "best_overall_response differs", "is_met": True, "sentence": "Best overall response differs."},
    {"condition": "progression_date differs by more than 0 days", "is_met": True, "sentence": "It is shown twice."},
]


def put(table: type[Recorded], **values: Any) -> Any:
    row = table(**values)
    insert(row, AT)
    return row


def change(row: Recorded, **values: Any) -> None:
    assert amend(row, values, AT) is not None


def passed(version: ExamVersion) -> ExamVersion:
    """Have the scan before release find nothing in an exam version."""
    put(LeakScan, exam_version=version, manifest_digest=version.manifest_digest, engine=ENGINE, state="passed",
        images=version.instance_count, ran_at=AT)  # fmt: skip
    return version


@dataclass
class Reading:
    """Puts exams, tasks, signed reads and adjudications in place."""

    world: World
    versions: dict[tuple[str, str], ExamVersion] = field(default_factory=dict)
    tasks: dict[tuple[str, int], ReadingTask] = field(default_factory=dict)

    def subject(self, code: str) -> Subject:
        return Subject.objects.get(code=code, trial=self.world.trial)

    def exam(self, code: str, visit: str, on: date, state: str = ExamState.ACCEPTED) -> ExamVersion:
        subject, trial = self.subject(code), self.world.trial
        row = Visit.objects.get(subject=subject, code=visit)
        site = self.world.sites[code[:2]]
        sent = put(
            Transmittal, trial=trial, site=site, subject=subject, visit=row, state=TransmittalState.RECEIVED,
            route="cli", exam_date=on, sender_id=self.world.people["site coordinator"].pk, sender_name="C",
        )  # fmt: skip
        exam = put(Exam, trial=trial, site=site, subject=subject, visit=row)
        self.versions[code, visit] = put(
            ExamVersion, exam=exam, trial=trial, transmittal=sent, number=1, definition=self.world.definition(),
            state=state, state_since=AT, manifest_digest=content_digest([code, visit]), instance_count=40,
            series_count=1, byte_count=1, modalities="CT", exam_date=on,
        )  # fmt: skip
        return passed(self.versions[code, visit])

    def task(self, code: str, number: int) -> ReadingTask:
        if (code, number) not in self.tasks:
            self.tasks[code, number] = put(
                ReadingTask, trial=self.world.trial, subject=self.subject(code),
                reader=self.world.people[f"reader {number}"], reader_number=number, token=f"token-{code}-{number}",
            )  # fmt: skip
        return self.tasks[code, number]

    def sign(self, part: str, target: Recorded, content: dict[str, Any], meaning: str) -> Signature:
        person, digest = self.world.people[part], content_digest(content)
        kind = target._meta.label_lower
        name = person.printed_name
        binding = signing._binding(digest, str(person.pk), name, meaning, utc_text(AT), f"{kind}:{target.pk}")
        return put(
            Signature, person=person, printed_name=name, role=part.split()[0], meaning=meaning, signed_at=AT,
            trial_id=self.world.trial.pk, object_type=kind, object_id=target.pk, content_digest=digest,
            binding=binding,
        )  # fmt: skip

    def reads(self, code: str, number: int, sums: dict[str, float]) -> list[Read]:
        """Sign a reader's time points: visit → sum of two targets in mm, the first always 20 mm."""
        anchor = self.subject(code).anchor_date
        assert anchor is not None
        points: list[recist.TimePoint] = []
        made = []
        parameters = recist.read_parameters(PARAMETERS)
        for visit, total in sums.items():
            day = (self.versions[code, visit].exam_date - anchor).days
            entries = {"targets": [
                {"id": "T1", "organ": "liver", "state": "measured", "diameter_mm": 20},
                {"id": "T2", "organ": "lung", "state": "measured", "diameter_mm": total - 20},
            ], "non_targets": [], "new_lesions": []}  # fmt: skip
            points.append(recist.read_time_point({"day": day, **entries}, baseline=points[0] if points else None))
            found = recist.write_assessment(recist.assess_time_points(points, parameters)[-1])
            made.append(self.put_read(code, number, visit, entries, found))
        return made

    def put_read(self, code: str, number: int, visit: str, entries: dict[str, Any], assessment: dict[str, Any]) -> Read:
        """Put a signed read of the next time point in place."""
        version = self.versions[code, visit]
        row = Read(task=self.task(code, number), visit=version.exam.visit)
        signature = self.sign(f"reader {number}", row, {"entries": entries}, "I have read this time point")
        place = Read.every.filter(task=row.task).count() + 1
        return put(
            Read, id=row.pk, task=row.task, visit=row.visit, exam_version=version, exam_date=version.exam_date,
            definition=self.world.definition(), time_point=place, state=ReadState.LOCKED, state_since=AT,
            content=entries, assessment={**assessment, "findings": []}, software="Centralis", signature=signature,
        )  # fmt: skip

    def repeat(self, code: str, number: int) -> None:
        """Have a reader sign every time point of a case once more, unseen, with the same entries."""
        first = self.tasks.pop((code, number))
        self.tasks[code, number] = put(
            ReadingTask, trial=first.trial, subject=first.subject, reader=first.reader, reader_number=number,
            token=f"repeat-{code}-{number}", purpose=TaskPurpose.REPEAT, repeats=first,
        )  # fmt: skip
        for read in Read.objects.filter(task=first).order_by("time_point"):
            self.put_read(code, number, read.visit.code, read.content, read.assessment)
        self.tasks[code, number] = first

    def adjudicate(self, code: str, choice: str, reason: str) -> Adjudication:
        row = self.due(code)
        signature = self.sign("adjudicator", row, {"choice": choice, "reason": reason}, "I choose as shown")
        change(row, state=AdjudicationState.DONE, choice=choice, reason=reason, signature_id=signature.pk)
        return row

    def due(self, code: str) -> Adjudication:
        basis = {
            side: [
                read.signature.content_digest
                for read in Read.objects.filter(task=self.task(code, number), state=ReadState.LOCKED)
            ]
            for side, number in (("A", 1), ("B", 2))
        }
        return put(
            Adjudication, trial=self.world.trial, subject=self.subject(code), definition=self.world.definition(),
            token=f"adjudication-{code}", triggers=TRIGGERS, basis=basis,
            side_a_task=self.task(code, 1), side_b_task=self.task(code, 2),
            state=AdjudicationState.DUE, state_since=AT,
        )  # fmt: skip


@pytest.fixture
def reading(world: World) -> Reading:
    """The four subjects of this file's first lines, nothing derived yet."""
    found = Reading(world)
    for code, visits in {
        "01-001": {"BL": -7, "W8": 56, "W16": 112},
        "01-002": {"BL": -3, "W8": 57, "W16": 111},
        "02-001": {"BL": -10, "W8": 55},
    }.items():
        for visit, day in visits.items():
            found.exam(code, visit, found.subject(code).anchor_date + timedelta(days=day))
    found.reads("01-001", 1, {"BL": 100, "W8": 65, "W16": 60})
    found.reads("01-001", 2, {"BL": 98, "W8": 60, "W16": 58})
    found.reads("01-002", 1, {"BL": 50, "W8": 48, "W16": 62})
    found.reads("01-002", 2, {"BL": 50, "W8": 62, "W16": 64})
    found.adjudicate("01-002", "B", "the liver lesion had grown by week 8")
    found.reads("02-001", 1, {"BL": 40, "W8": 41})
    return found


@pytest.fixture
def derived(reading: Reading) -> Reading:
    """The same, derived."""
    assert reactions.reconcile_outcomes(reading.world.trial.pk) == 3
    return reading
