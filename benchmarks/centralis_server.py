"""A Centralis of its own to measure: a fresh home, a trial with subjects to receive, a server process.

`python -m benchmarks.centralis_server` (with CENTRALIS_HOME) sets the home up and prints trial and token as JSON.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from urllib.request import urlopen

from benchmarks.dicomweb import Root, centralis_from_environment, centralis_root

SUBJECTS = 60
_SERVE = [sys.executable, "-c", "from centralis.cli import main; main()", "serve"]


@contextlib.contextmanager
def centralis() -> Iterator[Root]:
    """Run a fresh Centralis for the time of a benchmark (or use the one that the environment names)."""
    named = centralis_from_environment()
    if named is not None:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="centralis-bench-") as home:
        environment = {**os.environ, "CENTRALIS_HOME": home, "DJANGO_SETTINGS_MODULE": "centralis.config.settings"}
        setup = [sys.executable, "-m", "benchmarks.centralis_server"]
        facts = json.loads(subprocess.run(setup, env=environment, capture_output=True, check=True).stdout)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*_SERVE, "--port", str(port)], env=environment)
        try:
            _wait(port)
            yield centralis_root(f"http://127.0.0.1:{port}", facts["trial"], facts["token"])
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


def _main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from centralis.apps.people import actions as people
    from centralis.apps.trials import actions as trials
    from centralis.apps.web.demo.cast import build_world

    world = build_world(lambda _name: "measured with a watch")
    manager = world.caller("project manager")
    for number in range(SUBJECTS):
        trials.enrol_subject(manager, world.at("01"), f"BN-{number:04d}")
    token = people.issue_token(manager, world.scope, "benchmark", "project manager")[1]
    print(json.dumps({"trial": str(world.trial.pk), "token": token}))


if __name__ == "__main__":
    _main()
