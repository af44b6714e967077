"""Measure the grid's page on one database; run by `bench_grid` in a process of its own, prints one JSON line.

CENTRALIS_HOME names a throw-away folder, DATABASE_URL (when set) a throw-away PostgreSQL. The rows are put behind the
door: what is measured is reading them.
"""

import itertools
import json
import os
import statistics
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centralis.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the apps must be set up first
from django.db import connection, models  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from centralis.apps.action import house  # noqa: E402
from centralis.apps.intake.models import Exam, ExamVersion, Transmittal  # noqa: E402
from centralis.apps.people.models import Person  # noqa: E402
from centralis.apps.qc.models import Query  # noqa: E402
from centralis.apps.reads.models import Read, ReadingTask  # noqa: E402
from centralis.apps.trials.models import Subject, Visit  # noqa: E402
from centralis.apps.web.demo.cast import World, build_world  # noqa: E402

SUBJECTS = 200
VISITS = 10
WARM = 5
LOOKS = 40
STATES = ("accepted", "accepted", "accepted", "in QC", "queried", "received", "held", "rejected", "accepted", "")


def fill(world: World) -> None:
    """200 subjects with ten visits each: nine of ten visits have an exam, every third accepted one is being read."""
    now, people = house.now(), list(Person.objects.filter(username__startswith="reader").order_by("username"))
    stamps = {"created_at": now, "changed_at": now}
    base = {"trial": world.trial, **stamps}
    sites = list(world.sites.values())
    subjects = [
        Subject(code=f"9{n % 2}-{n:04}", site_id=sites[n % 2].pk, anchor_date=date(2026, 1, 5), **base)
        for n in range(SUBJECTS)
    ]
    visits = [_visit(subject, n, base) for subject in subjects for n in range(VISITS)]
    tasks = {
        (subject.pk, number): ReadingTask(
            subject=subject, reader=reader, reader_number=number, token=f"{subject.pk}-{number}", **base
        )
        for subject in subjects
        for number, reader in enumerate(people, start=1)
    }
    made = [(visit, state) for visit, state in zip(visits, itertools.cycle(STATES), strict=False) if state]
    versions = [_version(world, visit, state, now, base) for visit, state in made]
    states = [(version, state, n) for n, (version, (_visit_, state)) in enumerate(zip(versions, made, strict=True))]
    rows: dict[type[models.Model], list[Any]] = {
        Subject: subjects,
        Visit: visits,
        Transmittal: [one.transmittal for one in versions],
        Exam: [one.exam for one in versions],
        ExamVersion: versions,
        Query: [_query(one, n, now, base) for one, state, n in states if state == "queried"],
        ReadingTask: list(tasks.values()),
        Read: [
            _read(tasks[one.exam.subject_id, number], one, now, stamps)
            for one, state, n in states
            for number in (1, 2)
            if state == "accepted" and (n % 3 == 0 or number == 1)
        ],
    }
    for model, made_rows in rows.items():
        models.QuerySet(model).bulk_create(made_rows, batch_size=500)


def _visit(subject: Subject, n: int, base: dict[str, Any]) -> Visit:
    due = date(2026, 1, 5) + timedelta(days=56 * n)
    week = timedelta(days=7)
    return Visit(
        subject=subject, code=f"V{n:02}", name=f"Visit {n}", ordinal=n, due_on=due, window_opens_on=due - week,
        window_closes_on=due + week, **base,
    )  # fmt: skip


def _version(world: World, visit: Visit, state: str, now: datetime, base: dict[str, Any]) -> ExamVersion:
    site = next(one for one in world.sites.values() if one.pk == visit.subject.site_id)
    where = {"site": site, "subject": visit.subject, "visit": visit, **base}
    sender = visit.subject.pk
    transmittal = Transmittal(route="web", sender_id=sender, sender_name="Bench", state="received", **where)
    return ExamVersion(
        exam=Exam(**where), transmittal=transmittal, number=1, definition=world.definition(), state=state,
        state_since=now, manifest_digest="0" * 64, instance_count=1, series_count=1, byte_count=1, modalities="CT",
        **base,
    )  # fmt: skip


def _query(version: ExamVersion, number: int, now: datetime, base: dict[str, Any]) -> Query:
    return Query(
        exam_version=version, number=number, category="other", severity="minor", state_since=now, opened_at=now,
        opened_by="Bench", due_on=now.date(), **base,
    )  # fmt: skip


def _read(task: ReadingTask, version: ExamVersion, now: datetime, stamps: dict[str, Any]) -> Read:
    visit = version.exam.visit
    return Read(
        task=task, visit=visit, exam_version=version, exam_date=visit.due_on, definition=version.definition,
        time_point=visit.ordinal + 1, state="locked", state_since=now, **stamps,
    )  # fmt: skip


def look(part: str, world: World) -> dict[str, float]:
    """Open the whole grid as one part of the cast; seconds of the server, template and all middleware included."""
    client = Client()
    client.force_login(world.people[part].account, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/t/{world.trial.pk}/?show=all"
    for _warm in range(WARM):
        assert client.get(address).status_code == 200
    times, busy = [], []
    for _look in range(LOOKS):
        began, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    assert answer.content.count(b"data-card-url") >= SUBJECTS * VISITS
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return {
        "median_ms": statistics.median(times),
        "processor_ms": statistics.median(busy),
        "queries": len(captured),
        "kilobytes": len(answer.content) / 1000,
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    the_world = build_world(lambda _username: "a quiet morning in march")
    fill(the_world)
    sys.stdout.write(json.dumps(look("project manager", the_world)))
