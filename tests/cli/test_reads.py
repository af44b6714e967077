"""`centralis reads randomisation`: the list printed, and derived again from the sealed seed; every tampering told."""

import csv
import io
import json

import pytest
from django.db import connection
from tests.apps.reads.conftest import Reading
from typer.testing import CliRunner

from centralis.apps.ledger.models import Entry
from centralis.apps.reads import reactions
from centralis.apps.reads.keys import seed_path, trial_seed
from centralis.apps.reads.models import ReadingTask
from centralis.apps.web.demo.cast import build_world
from centralis.cli import app
from centralis.core.reading.keyed import compute_commitment

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(db, settings, tmp_path) -> Reading:
    settings.KEYS, settings.STORE = tmp_path / "keys", str(tmp_path / "store")
    reading = Reading(build_world(lambda _username: "a quiet morning in march"))
    reading.begin()
    for code in ("01-001", "02-001"):
        reading.accept(code, "BL")
    reactions.assign_due(reading.trial_id)
    return reading


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["reads", "randomisation", *(str(each) for each in arguments)])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.req("IMG-8")
def test_the_list_names_algorithms_commitment_draws_and_places_and_not_the_seed(played):
    code, out, err = run("CEN-301", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["seed"]["commitment"] == compute_commitment(trial_seed(played.trial_id))
    assert (found["seed"]["order_algorithm"], found["seed"]["draw_algorithm"]) == (
        "hmac-sha256-sort-1", "hmac-sha256-least-loaded-1",
    )  # fmt: skip
    assert trial_seed(played.trial_id).hex() not in out
    assert [(one["number"], one["subject"], one["kind"]) for one in found["draws"]] == [
        (1, "01-001", "readers"), (2, "02-001", "readers"),
    ]  # fmt: skip
    assert [one["name"] for one in found["draws"][0]["chosen"]] == ["Rosa Reader", "Rafael Reader"]
    assert sorted((one["reader"], one["place"], one["draw"] > 0) for one in found["cases"]) == [
        ("Rafael Reader", 1, True), ("Rafael Reader", 2, True), ("Rosa Reader", 1, True), ("Rosa Reader", 2, True),
    ]  # fmt: skip


def test_csv_has_a_row_a_case_and_taking_it_out_is_entered(played):
    code, out, _ = run(played.trial_id)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (0, 4)
    assert {(one["subject"], one["purpose"], one["batch"]) for one in rows} == {
        ("01-001", "primary", "1"), ("02-001", "primary", "1"),
    }  # fmt: skip
    entry = json.loads(Entry.objects.filter(action="reads.randomisation_page").latest("id").body)
    assert (entry["outcome"], entry["facts"]["form"], entry["facts"]["cases"]) == ("viewed", "csv", 4)


@pytest.mark.req("IMG-8")
def test_the_list_derives_again_from_the_sealed_seed(played):
    assert run("CEN-301", "--verify") == (0, "ok: 2 draws, 4 cases derive from the sealed seed\n", "")
    code, out, _ = run("CEN-301", "--verify", "--json")
    assert (code, json.loads(out)) == (0, {"ok": True, "draws": 2, "cases": 4, "faults": []})


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE reads_readingtask SET order_key = '0' || substr(order_key, 2) WHERE reader_number = 1 AND "
         "order_key NOT LIKE '0%'", "stands in another place than the seed gives"),
        ("UPDATE reads_randomdraw SET number = 7 WHERE number = 2", "Draw 7 stands at place 2"),
        ("UPDATE reads_randomdraw SET chosen = '[]' WHERE number = 2", "the seed gives other readers"),
        ("UPDATE reads_readingseed SET commitment = 'x'", "SHA-256 commitment differs"),
    ],
)  # fmt: skip
def test_a_list_that_was_changed_is_told(played, statement, said):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
        changed = cursor.rowcount
    assert changed > 0
    code, out, _ = run("CEN-301", "--verify")
    assert (code, said in out) == (1, True), out


def test_a_missing_or_foreign_seed_is_told_and_none_is_drawn_instead(played):
    path = seed_path(played.trial_id)
    path.write_text("00" * 32)
    assert "commitment differs" in run("CEN-301", "--verify")[1]
    path.unlink()
    code, out, _ = run("CEN-301", "--verify")
    assert (code, "The sealed seed can't be read" in out, path.exists()) == (1, True, False)
    assert ReadingTask.objects.count() == 4


def test_bad_input_is_one_sentence(played):
    code, out, err = run("NOPE-1")
    assert (code, out) == (2, "")
    assert "There is no trial NOPE-1 here" in err
    code, out, err = run("CEN-301", "--json", "--csv")
    assert (code, out) == (2, "")
    assert "not both" in err


def test_before_the_seed_is_sealed_there_is_nothing_to_verify(db, settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    build_world(lambda _username: "a quiet morning in march")
    code, out, _ = run("CEN-301", "--verify")
    assert (code, "not sealed yet" in out) == (1, True)
    assert json.loads(run("CEN-301", "--json")[1])["seed"] is None
