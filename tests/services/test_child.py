"""The pool of children: answers come back whole, and no job can hurt more than itself."""

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from centralis.services.child import ChildFault, ChildFaultKind, ChildLimits, ChildPool

TARGET = "tests.services.child_targets:work"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChildPool]:
    monkeypatch.syspath_prepend(str(REPOSITORY))
    with ChildPool(TARGET, 2, ChildLimits(memory_bytes=256 * 1024 * 1024, seconds=3.0, jobs=3)) as children:
        yield children


def test_answers_are_those_of_their_own_jobs_from_many_threads(pool: ChildPool) -> None:
    values = [{"number": number, "text": "é" * number} for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda value: pool.run({"do": "echo", "value": value}), values))
    assert answers == values


@pytest.mark.req("SEC-2")
def test_a_job_that_takes_too_long_is_ended_and_the_next_one_works(pool: ChildPool) -> None:
    started = time.monotonic()
    with pytest.raises(ChildFault) as caught:
        pool.run({"do": "sleep", "seconds": 60})
    assert caught.value.kind is ChildFaultKind.TIMEOUT
    assert time.monotonic() - started < 10
    assert pool.run({"do": "echo", "value": 1}) == 1


@pytest.mark.req("SEC-2")
def test_a_job_that_wants_too_much_memory_is_refused(pool: ChildPool) -> None:
    with pytest.raises(ChildFault) as caught:
        pool.run({"do": "memory", "size": 1024 * 1024 * 1024})
    assert caught.value.kind is ChildFaultKind.MEMORY
    assert pool.run({"do": "memory", "size": 1024}) == 1024


def test_a_child_that_ends_is_a_crash_and_is_replaced(pool: ChildPool) -> None:
    with pytest.raises(ChildFault) as caught:
        pool.run({"do": "exit"})
    assert caught.value.kind is ChildFaultKind.CRASH
    assert pool.run({"do": "echo", "value": "alive"}) == "alive"


def test_an_exception_names_its_class_and_not_its_text(pool: ChildPool) -> None:
    with pytest.raises(ChildFault) as caught:
        pool.run({"do": "raise"})
    assert caught.value.kind is ChildFaultKind.CRASH
    assert "ValueError" in caught.value.sentence
    assert "secret" not in caught.value.sentence


def test_what_a_library_prints_does_not_disturb_the_answers(pool: ChildPool) -> None:
    assert pool.run({"do": "print"}) == "printed"
    assert pool.run({"do": "echo", "value": 2}) == 2


def test_a_child_is_replaced_after_its_share_of_jobs(pool: ChildPool) -> None:
    pids = [pool.run({"do": "pid"}) for _ in range(7)]
    assert pids[0] == pids[1] == pids[2]
    assert len(set(pids)) == 3


def test_children_start_light_without_the_web_framework(pool: ChildPool) -> None:
    assert not {"django", "centralis.config", "numpy"} & set(pool.run({"do": "modules"}))


def test_closing_ends_the_children_and_refuses_further_jobs(pool: ChildPool) -> None:
    pid = pool.run({"do": "pid"})
    pool.close()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(RuntimeError):
        pool.run({"do": "pid"})


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    script = textwrap.dedent(f"""
        import os, sys
        sys.path.insert(0, {str(REPOSITORY)!r})
        from centralis.services.child import ChildPool
        print(ChildPool({TARGET!r}).run({{"do": "pid"}}), flush=True)
        os.kill(os.getpid(), 9)
    """)
    (tmp_path / "parent.py").write_text(script)
    done = subprocess.run([sys.executable, tmp_path / "parent.py"], capture_output=True, text=True, timeout=30)
    pid = int(done.stdout)
    for _ in range(100):
        if not _alive(pid):
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
