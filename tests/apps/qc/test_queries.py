"""What QC tells other rooms: open queries by visit, who is waited for, deviations; each within the caller's own."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.qc.conftest import GOOD
from tests.apps.qc.test_actions import ask

from centralis.apps.qc import actions, queries, waiting
from centralis.apps.qc.models import QcOutcome
from centralis.apps.trials.models import Trial

pytestmark = pytest.mark.django_db


def needs(desk, part: str) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in waiting.needs(desk.world.caller(part), desk.world.trial.pk)]


def test_open_queries_are_counted_by_visit_in_one_query(desk):
    version = desk.checked()
    ask(desk, version)
    closed = ask(desk, desk.fresh(version))
    actions.close_query(desk.world.caller("QC analyst"), closed, "not needed", withdrawn=True)
    ask(desk, desk.fresh(version))
    monitor, trial = desk.world.caller("monitor"), desk.world.trial.pk
    with CaptureQueriesContext(
        connection,
    ) as seen:
        counts = queries.open_counts(monitor, trial)
    assert counts == {version.exam.visit_id: 2}
    assert len([one for one in seen if "qc_query" in one["sql"]]) == 1
    assert queries.open_counts(desk.world.caller("site coordinator 2"), trial) == {}
    assert queries.open_ages(monitor, trial) == [0, 0]
    for part in ("reader 1", "outsider", "statistician"):
        with pytest.raises(Trial.DoesNotExist):
            queries.open_counts(desk.world.caller(part), trial)


@pytest.mark.req("GDPR-25")
def test_each_part_is_told_what_waits_for_them(desk):
    version = desk.checked()
    assert needs(desk, "QC analyst") == [("decide", "Decide on the exam")]
    query = ask(desk, version)
    assert needs(desk, "QC analyst") == []
    assert needs(desk, "site coordinator") == [("answer", "Answer query 1: missing images")]
    assert needs(desk, "site coordinator 2") == []
    actions.answer_query(desk.world.caller("site coordinator"), query, "sent")
    assert needs(desk, "data manager") == [("review", "Look at the answer to query 1")]
    assert needs(desk, "site coordinator") == []
    assert needs(desk, "monitor") == []
    desk.decide(desk.fresh(version), QcOutcome.REJECT, reason="the slices are missing")
    assert needs(desk, "site coordinator") == [("rescan", "Scan again: the slices are missing")]


def test_the_deviation_log_names_what_failed_and_who_signed(desk):
    version = desk.checked(replace(GOOD, slice_thickness_mm=7.5))
    desk.decide(version, QcOutcome.ACCEPT_WITH_DEVIATION, reason="large lesions")
    (one,) = queries.deviations(desk.world.caller("inspector"), desk.world.trial.pk)
    assert (one.subject, one.visit, one.version, one.reason) == ("01-001", "BL", 1, "large lesions")
    assert [line["check"] for line in one.failed] == ["slice-thickness"]
    assert (one.decided_by, one.definition, one.is_superseded) == ("Quentin Carver", "1.0", False)
    rows = list(queries.deviation_rows(desk.world.caller("inspector"), desk.world.trial.pk))
    assert rows[1][:9] == ["01", "01-001", "BL", "1", "slice-thickness", "at most 5", "7.5", "mm", "large lesions"]
    with pytest.raises(Trial.DoesNotExist):
        queries.deviations(desk.world.caller("site coordinator"), desk.world.trial.pk)


def test_a_console_line_says_whom_it_waits_for(desk):
    version = desk.checked()
    query = ask(desk, version)
    monitor, trial = desk.world.caller("monitor"), desk.world.trial.pk
    (line,) = queries.query_lines(monitor, trial)
    assert (line.number, line.subject, line.visit, line.recipient, line.replies) == (1, "01-001", "BL", "site 01", 0)
    assert (line.text, line.author, line.age_days) == ("Please send the missing slices.", "Quentin Carver", 0)
    actions.answer_query(desk.world.caller("site coordinator"), query, "sent")
    (line,) = queries.query_lines(monitor, trial)
    assert (line.recipient, line.replies, line.state) == ("core lab", 1, "answered")
    assert queries.query_lines(monitor, trial, state="open") == []
    assert queries.query_lines(monitor, trial, overdue=True) == []
