"""Kill the process at many system calls of a decision and of a reader's signature: wholly there, or not at all.

A process that has everything imported forks a child, which stops itself just before the act; `strace` is attached and
kills it on entering the N-th call of a kind. kill -9 keeps the page cache, so that it can't show a missing fsync: the
order of the calls before the acknowledgement is asserted by itself.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.hostile.preloaded import Warm, wait_until_stopped

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
    pytest.mark.timeout(600),
]
CALLS = ("pwrite64", "fdatasync", "fsync", "write", "openat", "ftruncate")
POINTS_AN_ACT = 24
#: act → how many rows of each kind it makes, and the state in which it leaves its record
WHOLE = {"decide": {"state": "accepted"}, "sign": {"state": "locked"}}
NOT_AT_ALL = {"decide": {"state": "in QC"}, "sign": {"state": "open"}}
REPEATED = {"decide": "refused: not_in_qc", "sign": "refused: locked"}
#: what an act sets going: the case is given to both readers; the reader's outcome is derived
FOLLOWS = {"decide": ("cases", 2), "sign": ("outcomes", 1)}


@dataclass(frozen=True)
class Traced:
    code: int
    said: str
    lines: list[str]


def traced(warm: Warm, act: str, log: Path, *more: str) -> Traced:
    """Run an act in a child under strace, from the moment before the act."""
    pid = warm.start("act", act, stopped=True)
    wait_until_stopped(pid)
    command = ["strace", "-f", "-qq", "-y", "-s", "60", "-o", str(log), *more, "-p", str(pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    status = Path(f"/proc/{pid}/status")
    for _ in range(2000):
        if "TracerPid:\t0" not in status.read_text():
            break
        assert tracer.poll() is None, tracer.stderr.read() if tracer.stderr else ""
        time.sleep(0.005)
    os.kill(pid, signal.SIGCONT)
    code, said = warm.end()
    tracer.wait(timeout=60)
    return Traced(code, said, log.read_text().splitlines())


def points(lines: list[str]) -> list[tuple[str, int]]:
    """Choose points from a whole run's calls: every sync, the first, the last and an even choice of the others."""
    found = Counter(match.group(1) for line in lines if (match := re.search(r"^\d+ +(\w+)\(", line)))
    syncs = [(call, n) for call in ("fdatasync", "fsync") for n in range(1, found[call] + 1)]
    rest = [(call, n) for call in CALLS if call not in ("fdatasync", "fsync") for n in range(1, found[call] + 1)]
    wanted = max(POINTS_AN_ACT - len(syncs), 12)
    even = [rest[round(place * (len(rest) - 1) / (wanted - 1))] for place in range(wanted)]
    return [*syncs, *dict.fromkeys(even)]


def aftermath(warm: Warm, act: str) -> dict[str, Any]:
    code, text = warm.run("aftermath", act)
    assert code == 0, text
    return dict(json.loads(text))


def is_whole(found: dict[str, Any], act: str) -> bool:
    """Tell whether the act is wholly there; anything between is an error."""
    told = found[act]
    parts = (told["entries"], told["rows"], told["signatures"])
    assert parts in ((0, 0, 0), (1, 1, 1)), told
    assert told["state"] == (WHOLE if parts[0] else NOT_AT_ALL)[act]["state"]
    return bool(parts[0])


def check(act: str, place: str, killed: Traced, told: dict[str, Any]) -> str:
    """Judge one point: what was found, what repeating the act said, and what follows by itself."""
    assert killed.code in (-9, 0), place
    found, after = told["found"], told["after"]
    assert found["faults"] == [], place
    there = is_whole(found, act)
    assert there or "done" not in killed.said, f"{place}: acknowledged and lost"
    assert told["repeated"] == (REPEATED[act] if there else "done"), place
    assert is_whole(after, act)
    assert after["faults"] == [], place
    assert after[FOLLOWS[act][0]] == FOLLOWS[act][1], place
    assert after["stages_open"] == 0, place
    return "whole" if there else "nothing"


@pytest.mark.req("DUR-1")
@pytest.mark.parametrize("act", ["decide", "sign"])
def test_killed_anywhere_the_act_is_wholly_there_or_not_at_all(
    copy: Warm, refilled: Callable[[], None], tmp_path: Path, act: str
):
    trace = f"trace={','.join(CALLS)}"
    whole = traced(copy, act, tmp_path / "whole", "-e", trace)
    assert (whole.code, whole.said) == (0, "done\n")
    chosen = points(whole.lines)
    assert len(chosen) >= 20
    landed = Counter[str]()
    for call, number in chosen:
        refilled()
        inject = f"inject={call}:signal=KILL:when={number}"
        killed = traced(copy, act, tmp_path / "log", "-e", f"trace={call}", "-e", inject)
        told = aftermath(copy, act)
        landed[check(act, f"{act} killed at {call} {number}", killed, told)] += 1
        landed["killed"] += killed.code == -9
    assert landed["killed"] >= 20
    assert landed["whole"] >= 1
    assert landed["nothing"] >= 5


@pytest.mark.req("DUR-2")
@pytest.mark.parametrize("act", ["decide", "sign"])
def test_the_database_is_synced_before_the_acknowledgement_is_written(copy: Warm, tmp_path: Path, act: str):
    """The write-ahead log is written, then synced, then the checkpoint outside is synced, then `done` is written."""
    run = traced(copy, act, tmp_path / "log", "-e", "trace=pwrite64,write,fsync,fdatasync")
    assert run.said == "done\n"
    order = [what for line in run.lines if (what := _what(line))]
    assert order[-1] == "acknowledged"
    assert order.count("acknowledged") == 1
    last_written = max(place for place, what in enumerate(order) if what == "log written")
    assert "log synced" in order[last_written:-1]
    first_commit = order.index("log synced")
    assert "log written" in order[:first_commit]
    assert "checkpoint synced" in order[first_commit:-1]


def _what(line: str) -> str:
    call = re.search(r"^\d+ +(\w+)\((\d+)<([^>]*)>(.*)", line)
    if call is None:
        return ""
    name, handle, path, rest = call.groups()
    if name == "write" and handle == "1":
        return "acknowledged" if '"done' in rest else ""
    kind = "log" if path.endswith("-wal") else "checkpoint" if path.endswith(".jsonl") else ""
    return f"{kind} {'synced' if 'sync' in name else 'written'}" if kind else ""


@pytest.mark.req("DUR-3")
@pytest.mark.parametrize("fault", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("act", ["decide", "sign"])
def test_a_disk_that_fails_makes_no_false_success(
    copy: Warm, refilled: Callable[[], None], tmp_path: Path, act: str, fault: str
):
    """A write or a sync that fails: what is acknowledged is there, what is not may be tried again."""
    said = Counter[str]()
    for call, number in (("pwrite64", 9), ("fdatasync", 1), ("fsync", 1)):
        refilled()
        inject = f"inject={call}:error={fault}:when={number}"
        failed = traced(copy, act, tmp_path / "log", "-e", f"trace={call}", "-e", inject)
        place = f"{act} with {fault} at {call} {number}"
        told = aftermath(copy, act)
        found = told["found"]
        assert found["faults"] == [], place
        there = is_whole(found, act)
        assert there or "done" not in failed.said, f"{place}: acknowledged and lost"
        assert is_whole(told["after"], act), place
        assert told["after"]["faults"] == [], place
        said["done" if "done\n" in failed.said else "not done"] += 1
    assert said["not done"] >= 1
