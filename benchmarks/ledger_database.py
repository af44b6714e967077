"""Measure the ledger in one database; run by `bench_ledger` in a process of its own, prints one JSON line.

CENTRALIS_HOME names a throw-away folder, DATABASE_URL (when set) a throw-away PostgreSQL.
"""

import gc
import hashlib
import io
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centralis.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the apps must be set up first
from django.db import connection  # noqa: E402

from centralis.apps.action import Caller  # noqa: E402
from centralis.apps.ledger import checkpoints, queries  # noqa: E402
from centralis.apps.ledger.recorded import SYSTEM, Scope  # noqa: E402
from centralis.apps.ledger.verify import verify  # noqa: E402
from centralis.apps.people import actions as people  # noqa: E402

ACTS = 3000
SUBJECTS = 1000
LOOKS = 200
PAGE = 200
BATCH = 10_000
TRIAL = Scope(UUID(int=301))
COLUMNS = ("chain", "seq", "at", "action", "outcome", "actor", "subject", "object_id", "prev", "digest", "body")
Entry = tuple[str, int, str, str, str, str, str, str, str, str, str]


def acts_per_second() -> float:
    """Pass the door again and again: each act reads a role, changes a row, appends an entry and commits."""
    system = Caller.system("benchmark")
    person = people.create_person(system, SYSTEM, "ada", "Ada Example", secret="x" * 14)
    for _warm in range(200):
        people.verify_identity(system, person, "shown a passport")
    began = time.perf_counter()
    for _act in range(ACTS):
        people.verify_identity(system, person, "shown a passport")
    return ACTS / (time.perf_counter() - began)


def entries(count: int) -> Iterator[Entry]:
    """Yield a chain of plausible entries, the subjects taking turns in a random order; deterministic."""
    chance, prev = random.Random(301), "0" * 64
    states = ["received", "in QC", "queried", "in QC", "accepted", "superseded"]
    for seq in range(1, count + 1):
        subject = f"S-{chance.randrange(SUBJECTS):04}"
        row, actor = str(UUID(int=chance.getrandbits(128))), f"person-{chance.randrange(40)}"
        minute, step = divmod(seq, 60)
        at = f"2026-{1 + minute // 40000:02}-{1 + minute // 1440 % 28:02}T{minute // 60 % 24:02}:{minute % 60:02}"
        at = f"{at}:{step:02}.000000Z"
        old, new = chance.choice(states), chance.choice(states)
        change = {
            "op": "change",
            "table": "intake_examversion",
            "id": row,
            "old": {"revision": 3, "changed_at": at, "state": old, "state_since": at},
            "new": {"revision": 4, "changed_at": at, "state": new, "state_since": at},
        }
        note = {
            **change,
            "table": "sites_contact",
            "old": {"revision": 1, "name": "A"},
            "new": {"revision": 2, "name": "B"},
        }
        body = {
            "format": 1,
            "chain": TRIAL.chain,
            "seq": seq,
            "prev": prev,
            "at": at,
            "action": "qc.decide",
            "outcome": "done",
            "actor": {"id": actor, "name": f"Person {actor}", "role": "QC analyst"},
            "origin": {"via": "web", "address": "127.0.0.1"},
            "subject": subject,
            "object": {"type": "intake.examversion", "id": row, "label": f"exam {subject} V1 v1"},
            "reason": "The delayed phase is missing; the site was asked.",
            "changes": [change, note],
            "facts": {"checks": 14},
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield TRIAL.chain, seq, at, "qc.decide", "done", actor, subject, row, prev, digest, text
        prev = digest


def load(count: int) -> None:
    """Put the entries into the table as fast as the database takes them."""
    batch: list[Entry] = []
    for entry in entries(count):
        batch.append(entry)
        if len(batch) == BATCH:
            _insert(batch)
            batch = []
    if batch:
        _insert(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert(batch: list[Entry]) -> None:
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("BEGIN")
            places = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO ledger_entry ({names}) VALUES ({places})", batch)
            cursor.execute("COMMIT")
            return
        lines = io.StringIO()
        for entry in batch:
            lines.write("\t".join(str(value).replace("\\", "\\\\") for value in entry) + "\n")
        with cursor.copy(f"COPY ledger_entry ({names}) FROM STDIN") as copy:
            copy.write(lines.getvalue())


def timelines() -> tuple[list[float], float]:
    """Return the seconds of each look at one subject's whole timeline, and how many entries one has on average."""
    chance, seconds, lengths = random.Random(5), [], []
    for _look in range(LOOKS):
        subject = f"S-{chance.randrange(SUBJECTS):04}"
        began = time.perf_counter()
        found = queries.timeline(TRIAL.chain, subject)
        shown = [change.new for item in found[:PAGE] for change in item.changes]
        seconds.append(time.perf_counter() - began)
        lengths.append(len(found))
        if len(shown) < min(PAGE, len(found)):
            raise RuntimeError("the entries lost their changes")
    return seconds, statistics.mean(lengths)


def memory_mb(name: str) -> float:
    """Return this process's memory now (VmRSS) or at its peak (VmHWM), as Linux counts it."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[name].split()[0]) / 1024


def main() -> int:
    count = int(os.environ.get("CENTRALIS_BENCH_ENTRIES", "1000000"))
    call_command("migrate", verbosity=0)
    gc.collect()
    gc.freeze()  # as the server does when it has started (config/wsgi.py)
    acts = acts_per_second()
    load(count)
    seconds, length = timelines()
    checkpoints.publish()
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew: loading took memory of its own
    before_mb = memory_mb("VmRSS")
    found = verify()
    grew_mb = memory_mb("VmHWM") - before_mb
    if not found.ok:
        print(f"the loaded ledger does not verify: {found.faults[0]}", file=sys.stderr)
        return 1
    print(
        json.dumps(
            {
                "acts_per_second": acts,
                "timeline_p50_ms": 1000 * statistics.median(seconds),
                "timeline_p95_ms": 1000 * statistics.quantiles(seconds, n=20)[-1],
                "timeline_entries": length,
                "entries": found.entries,
                "verify_seconds": found.seconds,
                "verify_grew_mb": grew_mb,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
