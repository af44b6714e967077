"""A real installation in a folder of its own: its database, its server process; for tests of what really runs.

`python -m tests.apps.intake.installation` (with CENTRALIS_HOME) sets one up and prints its facts as JSON.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[3]
CENTRALIS = [sys.executable, "-c", "from centralis.cli import main; main()"]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    return {**kept, "CENTRALIS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "centralis.config.settings"}


def install(home: Path) -> dict[str, Any]:
    """Make a database with the demonstration's trial, by real acts; return its id and a manager's bearer token."""
    command = [sys.executable, "-m", "tests.apps.intake.installation"]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running(home: Path) -> Iterator[str]:
    """Run `centralis serve`; yield its address."""
    port = free_port()
    command = [*CENTRALIS, "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(home), stderr=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):  # two minutes, for a busy machine
            with contextlib.suppress(OSError):
                urlopen(f"{url}/account/login/", timeout=5).close()
                break
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=40)


def _main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from centralis.apps.people import actions as people
    from centralis.apps.web.demo.cast import build_world

    world = build_world(lambda _name: "a quiet morning in march")
    secret = people.issue_token(world.caller("project manager"), world.scope, "a key", "project manager")[1]
    sys.stdout.write(json.dumps({"trial": str(world.trial.pk), "token": secret}))


if __name__ == "__main__":
    _main()
