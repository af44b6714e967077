"""One contender over one folder in a process of its own: `python -m benchmarks.deid_process NAME SOURCE TARGET COUNT`.

Prints processor seconds, elapsed seconds and the peak of memory as JSON. Each reads every file and writes a new one.
What a contender needs is imported when it runs, so that nobody carries the others' memory.
"""

import hashlib
import json
import logging
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

Work = Callable[[Path, Path], None]
AHEAD = 4
KEY = b"a key of no importance, 32 bytes"


def copy() -> Work:
    """A plain copy that hashes what it writes."""

    def one(source: Path, target: Path) -> None:
        content = source.read_bytes()
        hashlib.sha256(content).hexdigest()
        target.write_bytes(content)

    return one


def engine() -> Work:
    """Ours: read, clean, verify, hash what is written, write."""
    ours: Any = import_module("centralis.core.deid")
    profile, context = ours.Profile(), ours.Context(KEY, "SUBJ-01")

    def one(source: Path, target: Path) -> None:
        hash_and_write(ours.deidentify(source.read_bytes(), profile, context), target)

    return one


def engine_writer() -> Work:
    """Ours with a second thread that hashes and writes one file while the next is cleaned."""
    ours: Any = import_module("centralis.core.deid")
    profile, context = ours.Profile(), ours.Context(KEY, "SUBJ-01")
    sys.setswitchinterval(0.00002)  # the writer needs the interpreter often and for moments
    waiting: Queue[tuple[Any, Path] | None] = Queue(AHEAD)

    def write() -> None:
        while (job := waiting.get()) is not None:
            hash_and_write(*job)

    writer = Thread(target=write)
    writer.start()

    def one(source: Path, target: Path) -> None:
        waiting.put((ours.deidentify(source.read_bytes(), profile, context), target), timeout=30)

    def finish() -> None:
        waiting.put(None, timeout=30)
        writer.join()

    one.finish = finish  # type: ignore[attr-defined]
    return one


def hash_and_write(cleaned: Any, target: Path) -> None:
    """What every way of ours ends with."""
    digest = hashlib.sha256(cleaned.header)
    digest.update(cleaned.tail)
    digest.hexdigest()
    stream = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        os.writev(stream, (cleaned.header, cleaned.tail))
    finally:
        os.close(stream)


def dicom_anonymizer() -> Work:
    """dicom-anonymizer at its defaults."""
    anonymize_dicom_file = import_module("dicomanonymizer").anonymize_dicom_file
    return lambda source, target: anonymize_dicom_file(str(source), str(target))


def dicognito() -> Work:
    """dicognito at its defaults."""
    dcmread = import_module("pydicom").dcmread
    anonymizer = import_module("dicognito.anonymizer").Anonymizer(seed="bench")

    def one(source: Path, target: Path) -> None:
        with dcmread(source, force=False) as ds:
            anonymizer.anonymize(ds)
            ds.save_as(target, enforce_file_format=True)

    return one


def deid() -> Work:
    """deid with its default recipe."""
    tool = import_module("deid.dicom")
    logging.disable(logging.CRITICAL)

    def one(source: Path, target: Path) -> None:
        found = tool.get_identifiers([str(source)])
        how = {"save": True, "output_folder": str(target.parent), "overwrite": True}
        made = tool.replace_identifiers([str(source)], ids=found, **how)
        if not made:
            raise SystemExit(f"{source}: deid wrote nothing")

    return one


CONTENDERS = {one.__name__: one for one in (copy, engine, engine_writer, dicom_anonymizer, dicognito, deid)}


def gdcm(source: Path, target: Path) -> list[str]:
    """GDCM's program gdcmanon -e for the whole folder, with a throw-away certificate: it encrypts what it takes."""
    place, key = target / "certificate.pem", target / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(place)]
    subprocess.run([*command, "-days", "1", "-subj", "/CN=bench"], check=True, capture_output=True)
    arguments = ["-e", "-c", str(place), "--continue", "-r", "-i", str(source), "-o", str(target / "out")]
    return [str(Path(sys.executable).with_name("gdcmanon")), *arguments]


def centralis(source: Path, target: Path) -> list[str]:
    """Our command for the whole folder."""
    (target / "key").write_bytes(KEY)
    arguments = ["deid", str(source), str(target / "out"), "--subject", "SUBJ-01", "--key-file", str(target / "key")]
    return [str(Path(sys.executable).with_name("centralis")), *arguments]


PROGRAMS = {"gdcm": gdcm, "centralis": centralis}


def used(who: int) -> float:
    """Processor seconds, the system's for it included: on tmpfs nothing waits, and a busy machine counts for nobody."""
    found = resource.getrusage(who)
    return found.ru_utime + found.ru_stime


def peak_mb() -> float:
    """The most memory of this process; rusage would hand down that of the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(name: str, source: Path, target: Path, count: int) -> None:
    """Run and print."""
    files = sorted(source.iterdir())[:count]
    if name in PROGRAMS:
        command, who = PROGRAMS[name](source, target), resource.RUSAGE_CHILDREN
        (target / "out").mkdir()
        started, began = used(who), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
    else:
        work, who = CONTENDERS[name](), resource.RUSAGE_SELF
        work(files[0], target / files[0].name)  # tables read, caches filled
        started, began = used(who), time.perf_counter()
        for path in files:
            work(path, target / path.name)
        getattr(work, "finish", lambda: None)()
    seconds, elapsed = used(who) - started, time.perf_counter() - began
    written = sum(1 for path in target.rglob("*") if path.is_file() and path.stat().st_size > 100_000)
    if written < len(files):
        raise SystemExit(f"{name} wrote {written} of {len(files)} files")
    peak = peak_mb() if who == resource.RUSAGE_SELF else resource.getrusage(who).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "elapsed": elapsed, "files": len(files), "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
