"""Every kind of edit behind the ledger's back is found, a thousand at random of each; clean ones raise no alarm."""

import json
import random
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from centralis.core.ledger.canonical import canonical_bytes, digest_hex
from centralis.core.ledger.chain import GENESIS, Head, StoredEntry
from centralis.core.ledger.checkpoints import Checkpoint, CheckpointBook, sign_checkpoint
from centralis.core.ledger.verification import Walked, verify_entries

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ROUNDS = 1000
CHAINS = ("system", "trial:1", "trial:2")
Ledger = list[StoredEntry]


def make_entry(chain: str, seq: int, prev: str, chance: random.Random) -> StoredEntry:
    actor, action = chance.choice(["ada", "bob", "eve"]), chance.choice(["qc.decide", "reads.lock", "intake.receive"])
    value = chance.choice([chance.randint(0, 9999), chance.random(), 'ünï \u2028 "q" \\', None, ["a", {"b": 1}]])
    body = {"chain": chain, "seq": seq, "prev": prev, "action": action, "actor": {"id": actor}, "new": {"value": value}}
    return sealed(body)


def sealed(body: dict) -> StoredEntry:
    text = canonical_bytes(body)
    columns = (("action", body["action"]), ("actor.id", body["actor"]["id"]))
    return StoredEntry(body["chain"], body["seq"], body["prev"], digest_hex(text), text.decode(), columns)


def make_ledger(chance: random.Random) -> tuple[Ledger, list[Checkpoint]]:
    """A few chains, each with a checkpoint here and there and one at its end."""
    entries, checkpoints = [], []
    for chain in CHAINS[: chance.randint(1, 3)]:
        prev, length = GENESIS, chance.randint(3, 14)
        for seq in range(1, length + 1):
            entry = make_entry(chain, seq, prev, chance)
            entries.append(entry)
            prev = entry.digest
            if seq == length or chance.random() < 0.2:
                checkpoints.append(sign_checkpoint(Head(chain, seq, prev), f"2026-11-21T09:{seq:02}:00.000000Z", KEY))
    return entries, checkpoints


def kinds(entries: Ledger, checkpoints: list[Checkpoint]) -> list[str]:
    book = CheckpointBook(checkpoints, KEY.public_key().public_bytes_raw())
    return [fault.kind for fault in verify_entries(entries, book, Walked())]


def replaced(entry: StoredEntry, **values: object) -> StoredEntry:
    fields = {name: getattr(entry, name) for name in ("chain", "seq", "prev", "digest", "body", "columns")}
    return StoredEntry(**{**fields, **values})


def rewritten(entry: StoredEntry, prev: str, **values: object) -> StoredEntry:
    return sealed({**json.loads(entry.body), "prev": prev, **values})


def renumbered(entries: Ledger) -> Ledger:
    """Give a chain's entries the numbers 1, 2, 3 ... in their columns, as somebody hiding a gap would."""
    counts: dict[str, int] = {}
    found = []
    for entry in entries:
        counts[entry.chain] = counts.get(entry.chain, 0) + 1
        found.append(replaced(entry, seq=counts[entry.chain]))
    return found


# ---- the edits: each returns the ledger as somebody with write access to the database left it ------------------------


def modify(entries: Ledger, chance: random.Random) -> Ledger:
    at = chance.randrange(len(entries))
    entry = entries[at]
    body = json.loads(entry.body)
    field = chance.choice(["new", "actor", "action", "column", "prev", "digest", "one byte"])
    if field == "column":
        changed = replaced(entry, columns=(("action", "x"), *entry.columns[1:]))
    elif field == "prev":
        changed = replaced(entry, prev="f" * 64)
    elif field == "digest":
        changed = replaced(entry, digest="f" * 64)
    elif field == "one byte":
        place = chance.randrange(len(entry.body))
        other = "y" if entry.body[place] == "x" else "x"
        changed = replaced(entry, body=entry.body[:place] + other + entry.body[place + 1 :])
    else:
        body[field] = {"id": "mallory"} if field == "actor" else "mallory"
        changed = replaced(entry, body=canonical_bytes(body).decode())
    return [*entries[:at], changed, *entries[at + 1 :]]


def delete_inside(entries: Ledger, chance: random.Random) -> Ledger:
    inside = [at for at, entry in enumerate(entries[:-1]) if entries[at + 1].chain == entry.chain]
    at = chance.choice(inside)
    left = entries[:at] + entries[at + 1 :]
    return renumbered(left) if chance.random() < 0.5 else left


def insert(entries: Ledger, chance: random.Random) -> Ledger:
    at = chance.randrange(len(entries))
    fresh = make_entry(entries[at].chain, entries[at].seq, entries[at].prev, chance)
    grown = [*entries[:at], fresh, *entries[at:]]
    return renumbered(grown) if chance.random() < 0.5 else grown


def reorder(entries: Ledger, chance: random.Random) -> Ledger:
    inside = [at for at, entry in enumerate(entries[:-1]) if entries[at + 1].chain == entry.chain]
    at = chance.choice(inside)
    one, two = entries[at], entries[at + 1]
    return [*entries[:at], replaced(two, seq=one.seq), replaced(one, seq=two.seq), *entries[at + 2 :]]


def duplicate(entries: Ledger, chance: random.Random) -> Ledger:
    at = chance.randrange(len(entries))
    grown = [*entries[: at + 1], entries[at], *entries[at + 1 :]]
    return renumbered(grown) if chance.random() < 0.5 else grown


def cut_tail(entries: Ledger, chance: random.Random) -> Ledger:
    chain = chance.choice(sorted({entry.chain for entry in entries}))
    length = max(entry.seq for entry in entries if entry.chain == chain)
    keep = chance.randrange(0, length)
    return [entry for entry in entries if entry.chain != chain or entry.seq <= keep]


def roll_back(entries: Ledger, chance: random.Random) -> Ledger:
    """A whole older copy of the database: every chain is a prefix of what it was, at least one a true one."""
    lengths = {entry.chain: entry.seq for entry in entries}
    older = {chain: chance.randrange(0, length + 1) for chain, length in lengths.items()}
    victim = chance.choice(sorted(older))
    older[victim] = min(older[victim], lengths[victim] - 1)
    return [entry for entry in entries if entry.seq <= older[entry.chain]]


def recompute(entries: Ledger, chance: random.Random) -> Ledger:
    """Somebody changes an entry and recomputes every later digest of its chain: inside the chain all fits."""
    at = chance.randrange(len(entries))
    chain, prev = entries[at].chain, entries[at].prev
    found = list(entries)
    for place in range(at, len(entries)):
        if entries[place].chain == chain:
            found[place] = rewritten(entries[place], prev, **({"action": "forged"} if place == at else {}))
            prev = found[place].digest
    assert kinds(found, []) == []
    return found


EDITS = [
    pytest.param(modify, marks=pytest.mark.req("TMP-1")),
    pytest.param(delete_inside, marks=pytest.mark.req("TMP-2")),
    pytest.param(insert, marks=pytest.mark.req("TMP-3")),
    pytest.param(reorder, marks=pytest.mark.req("TMP-4")),
    pytest.param(duplicate, marks=pytest.mark.req("TMP-5")),
    pytest.param(cut_tail, marks=pytest.mark.req("TMP-6")),
    pytest.param(roll_back, marks=pytest.mark.req("TMP-7")),
    pytest.param(recompute, marks=pytest.mark.req("TMP-8")),
]


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_is_found(edit: Callable[[Ledger, random.Random], Ledger]):
    chance = random.Random(f"edits {edit.__name__}")
    missed = 0
    for _round in range(ROUNDS):
        entries, checkpoints = make_ledger(chance)
        edited = edit(entries, chance)
        assert edited != entries
        missed += not kinds(edited, checkpoints)
    assert missed == 0


@pytest.mark.req("TMP-1")
def test_a_clean_ledger_raises_no_alarm():
    chance = random.Random("clean")
    alarms = 0
    for _round in range(ROUNDS):
        entries, checkpoints = make_ledger(chance)
        alarms += bool(kinds(entries, checkpoints))
    assert alarms == 0


def test_a_ledger_that_grew_since_its_checkpoints_raises_no_alarm():
    chance = random.Random("grown")
    entries, checkpoints = make_ledger(chance)
    entries.append(make_entry(entries[-1].chain, entries[-1].seq + 1, entries[-1].digest, chance))
    assert kinds(entries, checkpoints) == []


def named(edit: Callable[[Ledger], Ledger]) -> tuple[str, str]:
    chance = random.Random("named")
    entries, checkpoints = [], []
    prev = GENESIS
    for seq in range(1, 7):
        entries.append(make_entry("trial:1", seq, prev, chance))
        prev = entries[-1].digest
    checkpoints.append(sign_checkpoint(Head("trial:1", 6, prev), "2026-11-21T09:00:00.000000Z", KEY))
    book = CheckpointBook(checkpoints, KEY.public_key().public_bytes_raw())
    first = next(verify_entries(edit(entries), book, Walked()))
    return first.kind, first.place


def test_a_fault_names_its_kind_and_its_place():
    assert named(lambda e: [*e[:2], replaced(e[2], body=e[2].body.replace("a", "b")), *e[3:]]) == (
        "entry changed",
        "trial:1#3",
    )
    assert named(lambda e: e[:2] + e[3:]) == ("entry deleted", "trial:1#3")
    assert named(lambda e: [*e[:3], e[2], *e[3:]]) == ("entry inserted", "trial:1#3")
    assert named(lambda e: e[:4]) == ("tail cut or older copy restored", "trial:1#6")
    assert named(lambda e: [*e[:5], rewritten(e[5], e[5].prev, action="forged")]) == ("chain recomputed", "trial:1#6")
    swapped = named(lambda e: [e[0], replaced(e[2], seq=2), replaced(e[1], seq=3), *e[3:]])
    assert swapped == ("entry reordered or replaced", "trial:1#2")
    column = named(lambda e: [replaced(e[0], columns=(("action", "x"),)), *e[1:]])
    assert column == ("search column changed", "trial:1#1")


def test_the_walk_says_where_the_chains_end():
    entries, _checkpoints = make_ledger(random.Random(3))
    walked = Walked()
    list(verify_entries(entries, CheckpointBook([], b""), walked))
    assert walked.entries == len(entries)
    assert [head.chain for head in walked.heads] == sorted({entry.chain for entry in entries})
    assert walked.heads[-1].digest == entries[-1].digest


def at(*times: str) -> list[tuple[str, str]]:
    """The remarks on a chain whose entries say these times of one day."""
    prev, entries = GENESIS, []
    for seq, time in enumerate(times, start=1):
        body = {"chain": "trial:1", "seq": seq, "prev": prev, "action": "a", "actor": {"id": "ada"}}
        entries.append(sealed({**body, "at": f"2026-11-21T{time}.000000Z"}))
        prev = entries[-1].digest
    walked = Walked()
    assert list(verify_entries(entries, CheckpointBook([], b""), walked)) == []
    return [(one.kind, one.place) for one in walked.remarks]


def test_a_clock_set_back_is_remarked_once_at_its_place_and_is_no_fault():
    assert at("09:00:00", "10:00:00", "09:58:00", "10:01:00") == [], "acts under way at once"
    assert at("09:00:00", "10:00:00", "09:00:00", "09:01:00") == [("clock set back", "trial:1#3")]
    assert at("10:00:00", "09:00:00", "08:00:00") == [("clock set back", "trial:1#2"), ("clock set back", "trial:1#3")]
    assert at("not a time") == []
