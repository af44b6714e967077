"""The grid, the portfolio, the worklist and the tasks over exams in every state: right counts, few queries."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centralis.apps.action import house
from centralis.apps.intake.models import Exam, ExamVersion, Transmittal
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import insert
from centralis.apps.qc.models import CheckRun, QcDecision, Query
from centralis.apps.reads.models import Adjudication, Read, ReadingTask
from centralis.apps.web import grid, portfolio, tasks, worklist

NOW = house.now()


def row(model, **values):
    """A row put behind the door: these pages only look."""
    made = model(**values)
    insert(made, NOW)
    return made


@pytest.fixture
def exam(world):
    """Put an exam in a state at a visit: `exam("01-001", "BL", "in QC")`."""

    def put(subject: str, visit: str, state: str, **version: object) -> ExamVersion:
        who = world.subjects[subject]
        at = who.visits.get(code=visit)
        place = {"trial": world.trial, "site": world.sites[subject[:2]], "subject": who, "visit": at}
        person = world.people["site coordinator"]
        sent = row(Transmittal, **place, route="web", state="received", sender_id=person.pk, sender_name="Clara Koch")
        return row(
            ExamVersion,
            **{
                "exam": row(Exam, **place),
                "trial": world.trial,
                "transmittal": sent,
                "number": 1,
                "definition": world.definition(),
                "state": state,
                "state_since": NOW - timedelta(days=3),
                "manifest_digest": "0" * 64,
                "instance_count": 1,
                "series_count": 1,
                "byte_count": 1,
                "modalities": "CT",
                **version,
            },
        )

    return put


def ask(version: ExamVersion, state: str = "open", number: int = 1, **values: object) -> Query:
    return row(
        Query,
        **{
            "trial": version.trial,
            "exam_version": version,
            "number": number,
            "category": "other",
            "severity": "minor",
            "state": state,
            "state_since": NOW,
            "opened_at": NOW - timedelta(days=9),
            "opened_by": "Quentin Carver",
            "due_on": NOW.date() - timedelta(days=2),
            **values,
        },
    )


def read(world, version: ExamVersion, number: int, state: str) -> Read:
    visit, person = version.exam.visit, world.people[f"reader {number}"]
    task = ReadingTask.objects.filter(subject=visit.subject, reader_number=number).first() or row(
        ReadingTask,
        trial=world.trial,
        subject=visit.subject,
        reader=person,
        reader_number=number,
        token=f"t{number}-{visit.subject_id}",
    )
    return row(
        Read,
        task=task,
        visit=visit,
        exam_version=version,
        exam_date=NOW.date(),
        definition=version.definition,
        time_point=1,
        state=state,
        state_since=NOW,
    )


def cells(world, part: str) -> dict[tuple[str, str], grid.Cell]:
    found = grid.grid(world.caller(part), world.trial.pk)
    return {
        (one.subject, column.code): cell
        for one in found.rows
        for column, cell in zip(found.columns, one.cells, strict=True)
        if cell is not None
    }


def test_the_grid_tells_states_queries_and_whose_turn(world, exam):
    held = exam("01-001", "BL", "held", hold_reasons=[{"code": "x", "sentence": "The scanner is not qualified."}])
    ask(exam("01-001", "W8", "queried"))
    exam("02-001", "BL", "in QC")
    found = cells(world, "QC analyst")
    assert (found["01-001", "BL"].state, found["01-001", "BL"].is_mine) == ("held", True)
    assert (found["01-001", "W8"].state, found["01-001", "W8"].queries) == ("queried", 1)
    assert not found["01-001", "W8"].is_mine
    assert (found["02-001", "BL"].state, found["02-001", "BL"].is_mine) == ("in_qc", True)
    shown = grid.card(world.caller("QC analyst"), world.trial.pk, held.exam.visit_id)
    assert "The scanner is not qualified." in shown.next_step
    mine = cells(world, "site coordinator")
    assert mine["01-001", "W8"].is_mine
    assert ("02-001", "BL") not in mine


def test_reading_shows_to_the_core_lab_and_not_to_the_site(world, exam):
    version = exam("01-001", "BL", "accepted")
    read(world, version, 1, "locked")
    assert cells(world, "monitor")["01-001", "BL"].state == "in_reading"
    read(world, version, 2, "locked")
    assert cells(world, "monitor")["01-001", "BL"].state == "read"
    one, two = ReadingTask.objects.order_by("reader_number")
    row(
        Adjudication,
        trial=world.trial,
        subject=one.subject,
        definition=version.definition,
        token="a",
        triggers=[],
        side_a_task=one,
        side_b_task=two,
        state_since=NOW,
    )
    assert cells(world, "monitor")["01-001", "BL"].state == "adjudication"
    assert cells(world, "site coordinator")["01-001", "BL"].state == "accepted"


def test_more_subjects_cost_no_more_queries(world, exam, browser):
    client, url = browser("project manager"), reverse("web_grid", kwargs={"trial": world.trial.pk}) + "?show=all"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for subject, visit in (("01-001", "BL"), ("01-002", "BL"), ("02-001", "BL"), ("01-001", "W8")):
        read(world, version := exam(subject, visit, "accepted"), 1, "open")
        ask(version, number=Query.objects.count() + 1)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
    assert len(many) <= 25


def test_the_facts_of_a_grid_take_ten_queries(world, exam):
    exam("01-001", "BL", "in QC")
    reached = grid.reach(world.caller("monitor"), grid.PAGE)
    with CaptureQueriesContext(connection) as captured:
        grid.facts_within(reached)
    assert len(captured) <= 10


def test_the_totals_count_what_is_shown(world, exam):
    exam("01-001", "BL", "accepted")
    exam("01-002", "BL", "rejected")
    found = grid.grid(world.caller("monitor"), world.trial.pk)
    first = grid.totals(found.columns, found.rows)[0]
    assert (first.accepted, first.received, first.visits) == (1, 2, len(found.rows))
    assert [one.subject for one in found.shown(False, "", "rejected")] == ["01-002"]


def test_the_portfolio_counts(world, exam):
    ask(exam("01-001", "BL", "queried"), number=1)
    exam("01-002", "BL", "held", hold_reasons=[])
    version = exam("02-001", "BL", "accepted")
    for number in (1, 2):
        read(world, version, number, "locked")
    (line,) = portfolio.lines(world.caller("monitor"))
    assert (line.enrolled, line.received, line.backlog, line.held) == (len(world.subjects), 3, 2, 1)
    assert (line.open_queries, line.oldest_query_days, line.steps["8–14 d"]) == (1, 9, 1)
    assert (line.subjects_read, line.reads_due, line.adjudicated_percent) == (1, 0, 0)
    assert (line.expected, line.overdue) == (7, 3)
    assert portfolio.ageing_chart([line])["rows"] == [{"trial": "CEN-301", "age": "8–14 d", "order": 1, "queries": 1}]


def test_the_worklist_tells_durations_and_is_exported_with_an_entry(world, exam, browser):
    version = exam("01-001", "BL", "accepted")
    run = row(CheckRun, exam_version=version, definition=version.definition, engine="1", findings=[],
              ran_at=NOW + timedelta(hours=2))  # fmt: skip
    row(QcDecision, exam_version=version, check_run=run, outcome="accept", decided_by="Quentin Carver",
        decided_at=NOW + timedelta(hours=5))  # fmt: skip
    ask(version, "closed", closed_at=NOW - timedelta(days=4))
    (line,) = worklist.lines(world.caller("QC analyst"), worklist.Choice())
    assert line.spans["to_qc"] == 2 * 3600
    assert line.spans["to_decision"] == 3 * 3600
    assert line.spans["to_read"] is None
    assert line.spans["in_query"] == 5 * 86400
    assert (line.queries, line.open_queries) == (1, 0)
    text = browser("monitor").get("/worklist/worklist.csv").content.decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][:5] == ["CEN-301", "01", "01-001", "BL", "1"]
    entry = Entry.objects.get(action="web.worklist_export")
    assert entry.outcome == "viewed"
    assert "No exam fits the filter" in browser("monitor").get("/worklist/?state=held").content.decode()


def test_the_worklist_holds_no_other_site_and_no_other_trial(world, exam):
    exam("01-001", "BL", "in QC")
    assert worklist.lines(world.caller("outsider"), worklist.Choice()) == []
    assert worklist.lines(world.caller("site coordinator"), worklist.Choice()) == []
    assert worklist.lines(world.caller("reader 1"), worklist.Choice()) == []


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("QC analyst", ["Resolve why an exam is held", "Decide on the exam", "Look at the answer to query 2"]),
        ("site coordinator", ["Send the exam", "Answer query 1: other"]),
        ("monitor", []),
    ],
)
def test_tasks_are_those_of_the_role(world, exam, part, words):
    exam("01-001", "BL", "held", hold_reasons=[])
    exam("01-002", "BL", "in QC")
    ask(exam("01-001", "W8", "queried"), number=1)
    ask(exam("02-001", "BL", "queried"), "answered", number=2)
    found = tasks.tasks(world.caller(part))
    said = " | ".join(task.words for task in found)
    assert all(one in said for one in words)
    assert bool(found) is bool(words)
    times = [task.since for task in found if task.since]
    assert times == sorted(times)
    assert all(task.url for task in found)


def test_a_reader_is_told_that_something_waits_and_nothing_else(world, exam):
    read(world, exam("01-001", "BL", "accepted"), 1, "open")
    (task,) = tasks.tasks(world.caller("reader 1"))
    assert (task.trial, task.place, task.since, task.due_on) == ("", "", None, None)
    assert tasks.tasks(world.caller("reader 2")) == []
