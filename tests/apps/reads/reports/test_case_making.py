"""The reports of whole cases: what a statement and a decision say, by which reads, that they are the same each time."""

import shutil
import subprocess
from io import BytesIO

import pytest
from pydicom import dcmread
from tests.apps.reads.designs.test_global_read import room, state
from tests.apps.reads.reports.test_making import groups_of, items, value

from centralis.apps.action import house
from centralis.apps.intake import preparing
from centralis.apps.ledger.models import Entry
from centralis.apps.reads import actions, signing
from centralis.apps.reads.designs import global_read
from centralis.apps.reads.models import CaseReport, CaseReportStage, ReadReport
from centralis.apps.reads.reports import case_making
from centralis.apps.reads.reports import making as reporting
from centralis.apps.reads.reports import stage as report_stage
from centralis.core.reading.global_read import CaseStatement
from centralis.services.store import REPORTS

__all__ = ["room"]
pytestmark = pytest.mark.django_db
CASE_NAMES = ("Report of a time point that the statement rests on", "Report of the read that was chosen")


@pytest.fixture(scope="module", autouse=True)
def _writer():
    yield
    reporting.writers().close()
    reporting.writers.cache_clear()


@pytest.fixture
def decided(started):
    """A case of which A was chosen."""
    return decide_a(started, started.discordant())


def decide_a(reading, row):
    """Have the adjudicator choose A and sign."""
    content = signing.choice_content(row, "A", "T1 grew")
    return actions.adjudicate(reading.world.signing("adjudicator", content), row, "A", "T1 grew")


def made(row):
    """The filed report of a statement or decision, read back."""
    report = case_making.make_case_report(row)
    return report, dcmread(BytesIO(preparing.store().read(REPORTS, report.digest)))


def named_reports(group, name):
    return [one.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for one in items(group, name)]


def test_a_statement_says_what_was_stated_why_and_by_which_reads(room):
    task = room.task("01-001", 1)
    stated = state(room, task, CaseStatement("SD", None), "T1 is scar")
    report, told = made(stated)
    assert (told.SOPClassUID, told.PatientID) == ("1.2.840.10008.5.1.4.1.1.88.34", "")
    assert told.VerifyingObserverSequence[0].VerifyingObserverName == "Reader 1^"
    assert told.ClinicalTrialSubjectID == "01-001"
    group = groups_of(told)["Whole case"]
    assert value(group, "Measurement Method") == "RECIST 1.1"
    assert value(group, "Best overall response") == "Stable disease"
    assert value(group, "Progression shown") == "No"
    assert value(group, "Reason given") == "T1 is scar"
    assert value(group, "What the time points come to by the rules") == "PD, progression at time point 2"
    assert value(group, "Time point 2") == "PD"
    assert value(group, "SHA-256 of what was signed") == stated.signature.content_digest
    filed = {one.sop_uid for one in ReadReport.objects.filter(read__task=task, kind="SR")}
    assert set(named_reports(group, CASE_NAMES[0])) == filed
    assert len(filed) == 2
    assert report.signature_id == stated.signature_id
    for hidden in (task.reader.printed_name, task.token, str(task.reader_id)):
        assert hidden.encode() not in preparing.store().read(REPORTS, report.digest)


def test_a_decision_names_the_chosen_read_and_says_what_differed_in_words_and_codes(started, decided):
    _report, told = made(decided)
    group = groups_of(told)["Adjudication"]
    assert told.VerifyingObserverSequence[0].VerifyingObserverName == "Adjudicator^"
    assert value(group, "Read chosen") == "Read A"
    assert value(group, "Whose read that is") == decided.side_a_task.source.capitalize()
    assert value(group, "best_overall_response differs") == "Yes"
    assert value(group, "Reason given") == "T1 grew"
    assert value(group, "Discordance").startswith(next(one["sentence"] for one in decided.triggers if one["is_met"]))
    for name, task in ((CASE_NAMES[1], decided.side_a_task), ("Report of the other read", decided.side_b_task)):
        rows = ReadReport.objects.filter(read__task=task, kind="SR")
        assert set(named_reports(group, name)) == {one.sop_uid for one in rows}
    evidence = {
        one.ReferencedSOPInstanceUID
        for name in ("CurrentRequestedProcedureEvidenceSequence", "PertinentOtherEvidenceSequence")
        for study in told.get(name, ())
        for series in study.ReferencedSeriesSequence
        for one in series.ReferencedSOPSequence
    }
    assert evidence == {one.sop_uid for one in ReadReport.objects.filter(kind="SR")}


def test_the_same_signature_gives_the_same_bytes(decided):
    report, _told = made(decided)
    plan, last = case_making.plan_of_decision(decided)
    assert reporting.seal_rendered(plan, last)[0].digest == report.digest
    assert plan["uids"]["sr"] == report.sop_uid


def test_signing_plans_it_and_the_reconciler_makes_it_once(room):
    stated = state(room, room.task("01-001", 1), CaseStatement("PD", 2))
    assert CaseReportStage.objects.get(statement=stated).done_at is None
    report_stage.reconcile_reports(house.now())
    report_stage.reconcile_reports(house.now())
    assert CaseReport.objects.get().statement_id == stated.pk
    assert Entry.objects.filter(action="reads.file_case_report", outcome="done").count() == 1
    assert list(report_stage.report_faults()) == []


def test_a_report_that_is_lost_is_a_fault_of_the_tables(decided):
    report, _told = made(decided)
    assert "report of adjudication" in report.label()
    assert list(report_stage.report_faults()) == []
    path = preparing.store().path(REPORTS, report.digest)
    path.chmod(0o600)
    path.write_bytes(b"other")
    assert [fault.kind for fault in report_stage.report_faults()] == ["sealed object changed"]


def test_a_statement_that_is_void_is_not_reported(room):
    stated = state(room, room.task("01-001", 1), CaseStatement("PD", 2))
    global_read.reopen_global(room.world.caller("project manager"), stated, "the wrong case")
    stated.refresh_from_db()
    assert case_making.make_case_report(stated) is None
    report_stage.reconcile_reports(house.now())
    assert not CaseReport.objects.exists()


@pytest.mark.skipif(shutil.which("dciodvfy") is None or shutil.which("dsrdump") is None, reason="dcmtk, dicom3tools")
def test_independent_tools_find_no_error(decided, tmp_path):
    path = tmp_path / "report.dcm"
    path.write_bytes(preparing.store().read(REPORTS, made(decided)[0].digest))
    checked = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    assert "Error" not in checked.stdout + checked.stderr
    dumped = subprocess.run(["dsrdump", path], capture_output=True, text=True, check=True)
    assert not [line for line in dumped.stderr.splitlines() if line.startswith("E:")]
    assert "Adjudication" in dumped.stdout
