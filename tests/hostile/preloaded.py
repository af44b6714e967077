"""A process with everything imported that forks one child per command: a fresh process without the seconds of a start.

`python -m tests.hostile.preloaded` (with CENTRALIS_HOME) reads jobs as JSON lines and answers each child's id, then its
exit code. A job is `{"kind": "cli" | "act" | "aftermath", "argv": [...], "out": path, "stopped": bool}`. A child that
is to be stopped waits for SIGCONT before it acts, so that a tracer can be attached first.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tests.hostile.played import ROOT, Home


class Warm:
    """The other end: commands run in children of the preloaded process, whose home stays at one path."""

    def __init__(self, home: Home) -> None:
        self.home = home
        command = [sys.executable, "-m", "tests.hostile.preloaded"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=home.environment(), stdin=pipe, stdout=pipe, text=True, bufsize=1
        )
        self._out = home.path.parent / f"answer-{self._process.pid}"
        assert self._answer() == "ready"  # its start makes folders in the home: nobody fills the home meanwhile

    def start(self, kind: str, *argv: str, stopped: bool = False) -> int:
        """Start a child; return its process id."""
        job = {"kind": kind, "argv": argv, "out": str(self._out), "stopped": stopped}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._answer())

    def end(self) -> tuple[int, str]:
        """Wait for the child; return its exit code (negative: the signal) and what it printed."""
        code = int(self._answer())
        return code, self._out.read_text()

    def run(self, kind: str, *argv: str) -> tuple[int, str]:
        self.start(kind, *argv)
        return self.end()

    def verify(self, *options: str) -> tuple[int, dict[str, Any]]:
        """Run `centralis ledger verify --tables --json`; return exit code and the printed JSON."""
        code, text = self.run("cli", "ledger", "verify", "--tables", "--json", *options)
        return code, json.loads(text[text.index("{") :])

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class Race:
    """Two preloaded processes on one home: both children stand ready, then both are let go."""

    def __init__(self, *runners: Warm) -> None:
        self.runners = runners

    def run(self, act: str) -> list[str]:
        """Run the act in all of them at once; return what each said."""
        children = [runner.start("act", act, stopped=True) for runner in self.runners]
        for pid in children:
            wait_until_stopped(pid)
        for pid in children:
            os.kill(pid, signal.SIGCONT)
        said = [runner.end() for runner in self.runners]
        assert all(code == 0 for code, _ in said), said
        return [text.strip() for _, text in said]


def wait_until_stopped(pid: int) -> None:
    """Wait until a child of the preloaded process has stopped itself."""
    for _ in range(3000):
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
            return
        time.sleep(0.01)
    raise TimeoutError(f"process {pid} never stopped")


def _child(job: dict[str, Any]) -> int:
    from tests.hostile import played

    if job["stopped"]:
        os.kill(os.getpid(), signal.SIGSTOP)
    if job["kind"] == "cli":
        from centralis.cli import main

        sys.argv = ["centralis", *job["argv"]]
        main()
        return 0
    if job["kind"] == "act":
        os.write(1, f"{played.attempt(job['argv'][0])}\n".encode())  # the acknowledgement: what it says must last
        return 0
    os.write(1, json.dumps(played.aftermath(job["argv"][0]), indent=1).encode())
    return 0


def _fork(job: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        handle = os.open(job["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
        code = _child(job)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve() -> None:
    import centralis.cli.commands  # noqa: F401 - everything that a command needs is imported here, once

    answers = os.fdopen(os.dup(1), "w")
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        pid = _fork(json.loads(line))
        answers.write(f"{pid}\n")
        answers.flush()
        _, status = os.waitpid(pid, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
