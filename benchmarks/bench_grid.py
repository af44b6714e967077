"""The grid of 200 subjects × 10 visits as the project manager opens it: the server's time, queries, size; no peer."""

from benchmarks.databases import measured
from benchmarks.rows import Aim, Row

COMMAND = "python -m benchmarks grid"
NOTES = (
    "The whole request in one process: session, permission, queries, template; forty looks after five to warm up.",
    "Nine of ten visits have an exam; two readers; a tenth of the visits is queried.",
)


def run() -> list[Row]:
    """Measure both databases."""
    return [row for database, found in measured("benchmarks.grid_database") for row in _rows(database, found)]


def _rows(database: str, found: dict[str, float]) -> list[Row]:
    return [
        _row(f"grid of 200 × 10, {database}, median", found["median_ms"], "ms", 150),
        _row(f"processor time of that request, {database}, median", found["processor_ms"], "ms", 150),
        _row(f"queries of that request, {database}", found["queries"], "queries", 25),
        _row(f"size of that page, {database}", found["kilobytes"], "kB", 1000),
    ]


def _row(name: str, ours: float, unit: str, target: float) -> Row:
    return Row(name, ours, None, unit, target, COMMAND, Aim.AT_MOST, peer_name="none")
