"""Long-lived child processes with hard limits: what comes from outside is parsed there and nowhere else.

Each child reads one job at a time from its standard input and answers on its standard output, as JSON behind a
four-byte length. It has a memory limit, writes no core file and holds no socket. The parent ends a child that overruns
its time. A child whose parent has gone reads the end of its input and ends; if busy, its own alarm ends it.
"""

import contextlib
import importlib
import json
import os
import queue
import resource
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, BinaryIO, Self

_LENGTH = struct.Struct("<I")
_LARGEST_MESSAGE = 64 * 1024 * 1024
_READY = {"ready": True}
Job = dict[str, Any]


class ChildFaultKind(Enum):
    """How a child failed; the value is the sentence."""

    TIMEOUT = "The file took longer than allowed, so its processing was ended."
    MEMORY = "The file needed more memory than allowed, so its processing was ended."
    CRASH = "The process that read the file ended unexpectedly."


class ChildFault(Exception):
    """A job that did not end with an answer."""

    def __init__(self, kind: ChildFaultKind, detail: str = "") -> None:
        self.kind = kind
        self.sentence = f"{kind.value} ({detail})" if detail else kind.value
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """memory_bytes: the child's address space. seconds: for one job. jobs: after so many a child is replaced."""

    memory_bytes: int = 1536 * 1024 * 1024
    seconds: float = 30.0
    jobs: int = 2_000


class _Child:
    """One child process and its pipes."""

    def __init__(self, target: str, limits: ChildLimits) -> None:
        self._limits = limits
        self.jobs = 0
        # Nothing of the parent's environment but what Python needs to start: no secret gets into the child.
        environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        environment |= {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        given = [target, str(limits.memory_bytes), str(limits.seconds)]
        command = [sys.executable, "-m", "centralis.services.child", *given]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            close_fds=True,
        )  # fmt: skip
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._output, selectors.EVENT_READ)

    @property
    def _output(self) -> BinaryIO:
        if self._process.stdout is None:
            raise ChildFault(ChildFaultKind.CRASH)
        return self._process.stdout  # type: ignore[return-value] # a pipe opened in binary mode

    def ask(self, job: Job) -> Any:
        """Send one job and wait for its answer. Raises ChildFault; the child is then of no further use."""
        deadline = time.monotonic() + self._limits.seconds
        if not self.jobs:
            self._receive(deadline)
        self.jobs += 1
        body = json.dumps(job).encode()
        try:
            if self._process.stdin is None:
                raise ChildFault(ChildFaultKind.CRASH)
            self._process.stdin.write(_LENGTH.pack(len(body)) + body)
            self._process.stdin.flush()
        except BrokenPipeError as cause:
            raise self._ended() from cause
        answer = self._receive(deadline)
        if "fault" in answer:
            raise ChildFault(ChildFaultKind[answer["fault"]], answer.get("detail", ""))
        return answer["answer"]

    def _receive(self, deadline: float) -> Job:
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size, deadline))
        if length > _LARGEST_MESSAGE:
            raise ChildFault(ChildFaultKind.CRASH, "an answer that is too long")
        answer: Job = json.loads(self._exactly(length, deadline))
        return answer

    def _exactly(self, count: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            if not self._selector.select(max(0.0, deadline - time.monotonic())):
                raise ChildFault(ChildFaultKind.TIMEOUT)
            part = os.read(self._output.fileno(), count - len(parts))
            if not part:
                raise self._ended()
            parts += part
        return bytes(parts)

    def _ended(self) -> ChildFault:
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            return ChildFault(ChildFaultKind.CRASH)
        kind = ChildFaultKind.MEMORY if code in (-signal.SIGKILL, _OUT_OF_MEMORY) else ChildFaultKind.CRASH
        return ChildFault(kind, f"exit {code}")

    def end(self) -> None:
        """Kill the process and close the pipes."""
        self._process.kill()
        self._process.wait()
        self._selector.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class ChildPool:
    """Up to `size` children of one target (`package.module:function`); `run` is blocking and safe from any thread.

    Children start when first needed. Use as a context manager, or call `close`.
    """

    def __init__(self, target: str, size: int = 1, limits: ChildLimits | None = None) -> None:
        self._target = target
        self._limits = limits or ChildLimits()
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._closed = threading.Event()
        for _ in range(size):
            self._idle.put(None)
        self._size = size

    def run(self, job: Job) -> Any:
        """Do one job in a child and return its answer. Raises ChildFault (timeout, memory, crash)."""
        if self._closed.is_set():
            raise RuntimeError("the pool of child processes is closed")
        child = self._idle.get()
        keep = False
        try:
            if child is None:
                child = _Child(self._target, self._limits)
            answer = child.ask(job)
            keep = child.jobs < self._limits.jobs and not self._closed.is_set()
            return answer
        finally:
            if child is not None and not keep:
                child.end()
            self._idle.put(child if keep else None)

    def close(self) -> None:
        """End every child; jobs under way finish first."""
        self._closed.set()
        for _ in range(self._size):
            child = self._idle.get()
            if child is not None:
                child.end()
        for _ in range(self._size):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# ---- the child's side ---------------------------------------------------------------------------------------------

_OUT_OF_MEMORY = 77


def _confine(memory_bytes: int) -> None:
    """Take the limits before anything from outside is touched."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read(stream: BinaryIO, count: int) -> bytes:
    body = stream.read(count)
    if len(body) < count:
        os._exit(0)  # the parent has gone: no clean-up could matter to anyone
    return body


def _send(stream: BinaryIO, answer: Job) -> None:
    body = json.dumps(answer).encode()
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def _answer(work: Callable[[Job], Any], job: Job) -> Job:
    try:
        return {"answer": work(job)}
    except MemoryError:
        return {"fault": "MEMORY"}
    except RecursionError:
        return {"fault": "CRASH", "detail": "RecursionError"}
    except Exception as fault:  # whatever a parser throws at a hostile file ends here, as an answer
        return {"fault": "CRASH", "detail": type(fault).__name__}


def serve(target: str, memory_bytes: int, seconds: float) -> None:
    """The child's life: import the target, then one answer for every job until the pipe closes."""
    module, _, name = target.partition(":")
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing a library prints may get between the answers
    work: Callable[[Job], Any] = getattr(importlib.import_module(module), name)
    _confine(memory_bytes)
    _send(answers, _READY)
    while True:
        (length,) = _LENGTH.unpack(_read(jobs, _LENGTH.size))
        job = json.loads(_read(jobs, length))
        # The alarm's default action ends the process even inside a C library, with or without a parent to watch.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        answer = _answer(work, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            _send(answers, answer)
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
