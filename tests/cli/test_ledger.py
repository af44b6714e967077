"""`centralis ledger` and `centralis timeline`, as scripts call them: output, exit codes, nothing half-done."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from typer.testing import CliRunner

from centralis.apps.action import Caller
from centralis.apps.ledger import checkpoints
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import SYSTEM, Scope
from centralis.apps.people import actions as people
from centralis.apps.trials.models import Trial
from centralis.apps.web.demo.cast import build_world
from centralis.cli import app

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "verify_ledger.py"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.KEYS, settings.CHECKPOINTS = tmp_path / "keys", tmp_path / "checkpoints"


@pytest.fixture
def trial(db) -> Trial:
    return build_world(lambda _username: "a quiet morning in march").trial


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    return done.exit_code, done.stdout, done.stderr


def add_person(username: str = "ada") -> None:
    people.create_person(Caller.system("test"), SYSTEM, username, "Ada", secret="x" * 14)


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER ledger_entry_no_update")
        cursor.execute(statement)


def test_verify_says_ok_with_counts(trial):
    run("ledger", "checkpoint")
    code, out, err = run("ledger", "verify", "--tables")
    assert (code, err) == (0, "")
    assert out.startswith(f"ok: {Entry.objects.count()} entries in 2 chains, 2 checkpoints, ")


def test_verify_names_every_fault_and_exits_1():
    add_person("ada")
    add_person("bob")
    tamper("UPDATE ledger_entry SET actor = 'mallory'")
    code, out, _err = run("ledger", "verify")
    assert code == 1
    assert "search column changed: system#1: The column actor.id differs from the entry's text." in out
    assert "search column changed: system#2: " in out
    code, out, _err = run("ledger", "verify", "--json")
    found = json.loads(out)
    assert code == 1
    assert found["ok"] is False
    assert [(fault["kind"], fault["place"]) for fault in found["faults"]] == [
        ("search column changed", "system#1"),
        ("search column changed", "system#2"),
    ]


def test_verify_looks_at_a_copy_of_the_checkpoints(tmp_path):
    add_person("ada")
    (written,) = checkpoints.publish()
    copy = tmp_path / "copy.jsonl"
    copy.write_text(written.line().replace('"length":1', '"length":2') + "\n")
    code, out, _err = run("ledger", "verify", "--checkpoint", copy)
    assert code == 1
    assert "checkpoint forged: system#2" in out
    code, out, err = run("ledger", "verify", "--checkpoint", tmp_path / "nowhere")
    assert (code, out) == (2, "")
    assert "nowhere can't be read" in err


def test_a_checkpoint_is_written_once():
    add_person()
    code, out, _err = run("ledger", "checkpoint")
    assert code == 0
    assert "system.jsonl: 1 entries, " in out
    assert run("ledger", "checkpoint")[1] == "No chain moved since its last checkpoint.\n"
    assert run("ledger", "checkpoint", "--json")[1] == "[]\n"


@pytest.mark.req("P11-10B-2")
@pytest.mark.parametrize("named", ["CEN-301", "cen-301", "id", "system"])
def test_an_export_passes_the_stand_alone_verifier(trial, tmp_path, named):
    file = tmp_path / "export.jsonl"
    code, out, _err = run("ledger", "export", trial.pk if named == "id" else named, file)
    chain = "system" if named == "system" else Scope(trial.pk).chain
    length = Entry.objects.filter(chain=chain).count()
    assert (code, out) == (0, f"{file}: {length} entries\n")
    checkpoints.publish()
    command = [sys.executable, "-I", str(VERIFIER), str(file), str(tmp_path / "checkpoints")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith(f"ok: {length} entries of {chain}")
    body = json.loads(Entry.objects.filter(chain=chain).latest("seq").body)
    assert (body["action"], body["actor"]["name"], body["origin"]["via"]) == ("ledger.export", "command line", "cli")


def test_an_export_is_never_written_over(trial, tmp_path):
    file = tmp_path / "export.jsonl"
    file.write_text("precious")
    code, _out, err = run("ledger", "export", "CEN-301", file)
    assert code == 2
    assert "exists already" in err
    assert file.read_text() == "precious"
    code, _out, err = run("ledger", "export", "CEN-301", tmp_path / "no" / "file")
    assert code == 2
    assert "does not exist" in err
    assert not Entry.objects.filter(action="ledger.export").exists()


def test_a_trial_that_is_not_there_is_said_so(tmp_path):
    for arguments in (("ledger", "export", "NO-1", tmp_path / "x"), ("timeline", "NO-1", "01-001")):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert "There is no trial NO-1 here" in err


def test_a_timeline_is_printed_in_words_and_as_json(trial):
    code, out, _err = run("timeline", "CEN-301", "01-001")
    assert code == 0
    assert "enrolled a subject  01-001" in out
    assert "    subject 01-001, anchor date: (empty) → " in out
    assert "    visit (new), code: " in out
    code, out, _err = run("timeline", "CEN-301", "01-001", "--json")
    items = json.loads(out)
    assert code == 0
    assert all(item.keys() >= {"at", "actor", "role", "action", "object", "reason", "entry"} for item in items)
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    assert items[0]["action"] == "trials.enrol_subject"


def test_a_timeline_is_written_as_pdf_and_that_is_entered(trial, tmp_path):
    file = tmp_path / "timeline.pdf"
    code, out, _err = run("timeline", "CEN-301", "01-001", "--pdf", file)
    assert (code, "entries" in out) == (0, True)
    assert file.read_bytes().startswith(b"%PDF-")
    assert json.loads(Entry.objects.latest("id").body)["action"] == "ledger.export"
    code, out, err = run("timeline", "CEN-301", "01-001", "--pdf", tmp_path / "no" / "file.pdf")
    assert (code, out) == (2, "")
    assert "can't be written" in err


def test_a_subject_nobody_entered_is_said_so(trial):
    code, out, err = run("timeline", "CEN-301", "99-999")
    assert (code, out) == (2, "")
    assert "Nothing is entered about a subject 99-999 in CEN-301" in err
