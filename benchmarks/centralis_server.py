"""A Centralis of its own to measure: a fresh home, a trial with subjects to receive, a server process."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

from benchmarks.dicomweb import Root, centralis_from_environment, centralis_root

_SERVE = [sys.executable, "-c", "from centralis.cli import main; main()", "serve"]


@contextlib.contextmanager
def centralis() -> Iterator[Root]:
    """Run a fresh Centralis for the time of a benchmark (or use the one that the environment names)."""
    named = centralis_from_environment()
    if named is not None:
        yield named
        return
    with serving("benchmarks.centralis_setup") as (base, facts):
        yield centralis_root(base, facts["trial"], facts["token"])


@contextlib.contextmanager
def serving(setup: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Serve a home of its own that a module sets up; yields the server's address and what the module printed."""
    with tempfile.TemporaryDirectory(prefix="centralis-bench-") as home:
        environment = {**os.environ, "CENTRALIS_HOME": home, "DJANGO_SETTINGS_MODULE": "centralis.config.settings"}
        made = subprocess.run([sys.executable, "-m", setup], env=environment, stdout=subprocess.PIPE, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*_SERVE, "--port", str(port)], env=environment)
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}", json.loads(made.stdout)
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError("The Centralis to be measured did not start.")
