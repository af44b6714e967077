"""Checkpoints are written outside the database: made once, signed, appended only when a chain moved."""

import stat

import pytest

from centralis.apps import action as door
from centralis.apps.action import Caller
from centralis.apps.ledger import checkpoints
from centralis.apps.ledger.append import chains_written
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import actions as people
from centralis.apps.web.demo.cast import build_world
from centralis.core.ledger.checkpoints import is_authentic


def add_one(username: str = "dee") -> None:
    people.create_person(Caller.system("test"), SYSTEM, username, "Dee", secret="x" * 14)


@pytest.mark.req("TMP-9")
def test_the_key_is_made_once_for_its_owner_alone(settings):
    first = checkpoints.signing_key()
    assert checkpoints.signing_key().private_bytes_raw() == first.private_bytes_raw()
    assert checkpoints.public_key() == first.public_key().public_bytes_raw()
    assert stat.S_IMODE((settings.KEYS / "ledger.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in settings.KEYS.iterdir()) == ["ledger.key", "ledger.pub"]


def test_a_spoilt_key_is_named(settings):
    checkpoints.signing_key()
    (settings.KEYS / "ledger.key").write_text("rubbish")
    with pytest.raises(checkpoints.CheckpointFault, match=r"ledger\.key does not hold a key"):
        checkpoints.signing_key()


@pytest.mark.req("TMP-9")
def test_a_checkpoint_is_appended_when_the_chain_moved(some_entries, settings):
    (first,) = checkpoints.publish()
    last = Entry.objects.latest("seq")
    assert (first.chain, first.length, first.digest) == ("system", last.seq, last.digest)
    assert is_authentic(first, checkpoints.public_key())
    assert checkpoints.publish() == []
    add_one()
    (second,) = checkpoints.publish("system")
    assert second.length == first.length + 1
    assert [path.name for path in checkpoints.files()] == ["system.jsonl"]
    assert list(checkpoints.read_all()) == [first, second]
    assert checkpoints.last_of("system") == second


def test_a_trials_chain_has_a_file_of_its_own():
    assert checkpoints.file_of("trial:ab-12").name == "trial_ab-12.jsonl"


def test_a_line_torn_by_a_power_cut_says_nothing_and_is_cut_off(some_entries):
    (first,) = checkpoints.publish()
    path = checkpoints.file_of("system")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert list(checkpoints.read_all()) == [first]
    add_one()
    (second,) = checkpoints.publish()
    assert list(checkpoints.read_all()) == [first, second]


def test_a_line_that_is_no_checkpoint_is_named(some_entries):
    checkpoints.publish()
    path = checkpoints.file_of("system")
    path.write_text(path.read_text() + "{}\n")
    with pytest.raises(checkpoints.CheckpointFault, match=r"system\.jsonl, line 2: not a checkpoint"):
        list(checkpoints.read_all())


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(checkpoints.CheckpointFault, match=r"nowhere\.jsonl can't be read"):
        list(checkpoints.read_all([tmp_path / "nowhere.jsonl"]))


def test_what_this_process_wrote_is_published_at_its_end(some_entries):
    assert "system" in chains_written
    (written,) = (each for each in checkpoints.publish_written() if each.chain == "system")
    assert written.length == some_entries
    assert chains_written == set()


def test_the_heads_of_all_chains_are_found(some_entries):
    (head,) = checkpoints.heads()
    assert (head.chain, head.length) == ("system", some_entries)
    assert checkpoints.head("trial:none") is None


@pytest.mark.req("TMP-9")
def test_every_signed_act_publishes_where_its_chain_stands(db, monkeypatch):
    published = []
    monkeypatch.setattr(door, "_publish", lambda name, chain: published.append((name, chain)))
    build_world(lambda _username: "a quiet morning in march")
    signed = {"trials.approve_definition", "sites.qualify_scanner", "reads.qualify_reader"}
    assert {name for name, _chain in published} == signed
    assert all(chain.startswith("trial:") for _name, chain in published)


def test_a_checkpoint_that_cannot_be_written_does_not_undo_the_act(some_entries, monkeypatch, settings, caplog):
    monkeypatch.setattr(door, "_in_test_transaction", lambda: False)
    door._publish("trials.approve_definition", "system")
    assert checkpoints.last_of("system").length == some_entries
    add_one()
    settings.CHECKPOINTS = settings.KEYS / "ledger.key"
    door._publish("trials.approve_definition", "system")
    assert "no checkpoint could be written after trials.approve_definition" in caplog.text
