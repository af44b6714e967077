"""A whole played world, edited behind the system's back: the command that verifies names every edit, kind and place.

Each proof works on a fresh copy of the home (on PostgreSQL: of the database) and runs `centralis ledger verify
--tables` in a process of its own. What is found in single tables is proved beside the ledger's own code.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.hostile import edits
from tests.hostile.conftest import duplicate
from tests.hostile.edits import Behind, Found
from tests.hostile.played import Home
from tests.hostile.preloaded import Warm

pytestmark = pytest.mark.timeout(600)


def check(edit: Callable[[Behind], Found], warm: Warm) -> None:
    expected = edits.apply(edit, warm.home)
    code, told = warm.verify()
    found = {(fault["kind"], fault["place"]) for fault in told["faults"]}
    assert (code, told["ok"]) == (1, False)
    assert expected <= found, found
    assert list(edits.unexpected(edit, found, expected)) == []
    assert all(fault["sentence"] for fault in told["faults"])


@pytest.mark.req("P11-10A-1")
@pytest.mark.parametrize("edit", [*edits.IN_THE_DATABASE, *edits.IN_FILES], ids=lambda edit: edit.__name__)
@pytest.mark.req("TMP-1")
@pytest.mark.req("TMP-2")
@pytest.mark.req("TMP-3")
@pytest.mark.req("TMP-4")
@pytest.mark.req("TMP-5")
@pytest.mark.req("TMP-6")
@pytest.mark.req("TMP-8")
@pytest.mark.req("TMP-9")
@pytest.mark.req("TMP-10")
@pytest.mark.req("P11-70-1")
def test_an_edit_is_named_on_sqlite(copy: Warm, edit: Callable[[Behind], Found]):
    check(edit, copy)


@pytest.mark.req("P11-10A-1")
@pytest.mark.parametrize("edit", edits.IN_THE_DATABASE, ids=lambda edit: edit.__name__)
def test_an_edit_is_named_on_postgresql(copy_pg: Warm, edit: Callable[[Behind], Found]):
    check(edit, copy_pg)


@pytest.mark.req("TMP-7")
def test_an_older_copy_of_the_whole_database_is_named(copy: Warm):
    database = copy.home.path / "centralis.sqlite3"
    older = database.read_bytes()
    chain = f"trial:{copy.home.facts['trial']}"
    before = next(head["length"] for head in copy.verify()[1]["chains"] if head["chain"] == chain)
    assert copy.run("act", "decide") == (0, "done\n")
    for name in ("", "-wal", "-shm"):
        Path(f"{database}{name}").unlink(missing_ok=True)
    database.write_bytes(older)
    code, told = copy.verify()
    assert code == 1
    assert {fault["kind"] for fault in told["faults"]} == {"tail cut or older copy restored"}
    assert f"{chain}#{before + 1}" in {fault["place"] for fault in told["faults"]}


@pytest.mark.req("TMP-7")
def test_an_older_copy_of_the_whole_database_is_named_on_postgresql(copy_pg: Warm, played_pg: Home, server: str):
    assert copy_pg.run("act", "decide") == (0, "done\n")
    duplicate(server, "played", "work")
    code, told = copy_pg.verify()
    assert code == 1
    assert {fault["kind"] for fault in told["faults"]} == {"tail cut or older copy restored"}


@pytest.mark.req("TMP-9")
def test_who_owns_the_machine_too_is_betrayed_by_a_copy_of_the_checkpoints_kept_elsewhere(copy: Warm, tmp_path: Path):
    kept = tmp_path / "sponsor.jsonl"
    chain = f"trial:{copy.home.facts['trial']}"
    shutil.copy(copy.home.path / "checkpoints" / f"{chain.replace(':', '_')}.jsonl", kept)
    edits.apply(edits.forge_everything, copy.home)
    assert copy.verify()[0] == 0  # nothing on this machine can know
    code, told = copy.verify("--checkpoint", str(kept))
    assert code == 1
    assert {fault["kind"] for fault in told["faults"]} == {"checkpoint forged"}
    assert {fault["place"].partition("#")[0] for fault in told["faults"]} == {chain}


@pytest.mark.req("P11-10A-1")
def test_an_untouched_world_verifies_with_the_real_command(played: Home, played_pg: Home):
    for home in (played, played_pg):
        code, told = home.verify()
        assert (code, told["ok"], told["faults"]) == (0, True, [])
        assert told["entries"] > 100
        assert told["rows"] > 90


def test_ordinary_work_raises_no_alarm(copy: Warm):
    assert copy.run("act", "work") == (0, "done\n")
    code, told = copy.verify()
    assert (code, told["faults"]) == (0, [])


def test_ordinary_work_raises_no_alarm_on_postgresql(copy_pg: Warm):
    assert copy_pg.run("act", "work") == (0, "done\n")
    code, told = copy_pg.verify()
    assert (code, told["faults"]) == (0, [])
