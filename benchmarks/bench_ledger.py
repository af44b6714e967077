"""The door and the ledger: acts a second, one subject's timeline among a million entries, verification; no peer."""

from benchmarks.databases import measured
from benchmarks.rows import Aim, Row

COMMAND = "python -m benchmarks ledger"
NOTES = (
    "One act reads the role, changes a row and appends an entry, each in its own transaction (SQLite: WAL, FULL).",
    "A timeline: about 1,000 entries of one of 1,000 subjects read and parsed, the changes of a page of 200 in words.",
    "The loaded chain verifies in the same run; memory is what the process grew by at its peak meanwhile.",
    "Asked for: 1,000 acts/s on SQLite and 50 ms on both; the other targets keep watch over what was once measured.",
)


def run() -> list[Row]:
    """Measure both databases."""
    return [row for database, found in measured("benchmarks.ledger_database") for row in _rows(database, found)]


def _rows(database: str, found: dict[str, float]) -> list[Row]:
    count = f"{found['entries'] / 1_000_000:.1f} million entries"
    rate = found["entries"] / found["verify_seconds"]
    acts_target = 1000 if database == "SQLite" else 300
    return [
        _row(f"acts through the door, {database}", found["acts_per_second"], "acts/s", acts_target, Aim.AT_LEAST),
        _row(f"one timeline among {count}, {database}, p95", found["timeline_p95_ms"], "ms", 50, Aim.AT_MOST),
        _row(f"verification of {count}, {database}", rate, "entries/s", 20_000, Aim.AT_LEAST),
        _row(f"memory of that verification, {database}", found["verify_grew_mb"], "MB", 200, Aim.AT_MOST),
    ]


def _row(name: str, ours: float, unit: str, target: float, aim: Aim) -> Row:
    return Row(name, ours, None, unit, target, COMMAND, aim, peer_name="none")
