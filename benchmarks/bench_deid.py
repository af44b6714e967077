"""De-identify 500 CT slices in memory: ours beside a plain copy that hashes, and beside the peers from PyPI.

Then the memory that a 4 GB multi-frame takes, and pictures a second with the reading of text and with its gate.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from tests.core.deid.cases.multiframe import make_multiframe
from tests.core.deid.cases.pictures import anatomy, letters, picture
from tests.hostile.dicom_files import stored

from benchmarks.peers import PeerMissing
from benchmarks.rows import Aim, Row
from benchmarks.slices import make_slices
from centralis.core.deid import Context, Profile, deidentify
from centralis.edge.reading import pixel_cleaner

COMMAND = "python -m benchmarks deid"
SLICES = 500
ROUNDS = 10
#: What is measured in turns, with how many slices each.
IN_TURNS = {"copy": SLICES, "engine": SLICES, "engine_writer": SLICES, "dicom_anonymizer": 100}
#: Peers by their names in deid_process, how they are called in the table, how many slices each gets, our least ratio.
PEERS = (
    ("dicom_anonymizer", "dicom-anonymizer", 100, 1.0),
    ("dicognito", "dicognito", 100, 1.0),
    ("deid", "deid", 20, 1.0),
    ("gdcm", "gdcmanon -e", SLICES, 1.0),
)
FRAMES = 8_191  # 4.29 GB: all that fit one element
PICTURES = 4
NOTES = (
    "One process each, tmpfs, no fsync; files a second of processor time, user and system, so that other work on the "
    "machine counts for nobody, unless elapsed time is said; best of ten rounds in turns for the copy, ours and "
    "dicom-anonymizer, one round for the other peers.",
    "With a writer: one process, of which a second thread hashes and writes while the next file is cleaned. Against "
    "dicom-anonymizer by processor time 15 × is out of reach: it would be as fast as the plain copy.",
    "The copy reads, takes a SHA-256 and writes. Ours reads, cleans, verifies, takes a SHA-256 of what it writes, and "
    "writes. The whole command also starts children, hashes the source, judges the pixels, keeps journal and manifest.",
    "Peers at their defaults; gdcmanon is one run over the folder, its start included.",
    "Memory: the most that any process of the command holds, mapped pages of the file included; the file is a hole of "
    "zeros behind a header with 8,191 functional groups.",
)


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder on tmpfs where there is one."""
    place = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="bench-deid-", dir=place) as folder:
        yield Path(folder)


def once(name: str, source: Path, count: int) -> dict[str, float]:
    """One contender over `count` files in a process of its own; its output is thrown away."""
    target = source.parent / "out"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    command = [sys.executable, "-m", "benchmarks.deid_process", name, str(source), str(target), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerMissing(f"{name} did not run: {done.stderr[-800:]} Install the peers: requirements/bench.txt.")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"{name}: {found['files'] / found['seconds']:.0f} files/s, {found['peak_mb']:.0f} MB", file=sys.stderr)
    return found


def speeds(source: Path) -> list[Row]:
    """Files a second of everybody."""
    best: dict[str, float] = {}
    fastest: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, count in IN_TURNS.items():
            found = once(name, source, count)
            best[name] = max(best.get(name, 0.0), found["files"] / found["seconds"])
            fastest[name] = max(fastest.get(name, 0.0), found["files"] / found["elapsed"])
    what = f"{SLICES} CT slices of {next(source.iterdir()).stat().st_size / 1000:.0f} kB"
    quick = f"{what}, engine with a writer, elapsed time"
    writer = fastest["engine_writer"]
    rows = [
        Row(f"{what}, engine", best["engine"], best["copy"], "files/s", 0.6, COMMAND, peer_name="plain copy"),
        Row(quick, writer, fastest["copy"], "files/s", 0.6, COMMAND, peer_name="plain copy"),
        Row(quick, writer, fastest["dicom_anonymizer"], "files/s", 15.0, COMMAND, peer_name="dicom-anonymizer"),
    ]
    for name, called, count, target in PEERS:
        if name not in best:
            found = once(name, source, count)
            best[name] = found["files"] / found["seconds"]
        row = Row(f"{what}, engine", best["engine"], best[name], "files/s", target, COMMAND, peer_name=called)
        rows.append(row)
    whole = once("centralis", source, SLICES)
    speed = whole["files"] / whole["seconds"]
    rows.append(Row(f"{what}, the whole command", speed, best["dicom_anonymizer"], "files/s", 1.0, COMMAND,
                    peer_name="dicom-anonymizer"))  # fmt: skip
    return rows


def memory(folder: Path) -> list[Row]:
    """The most memory that cleaning 4 GB takes, and how fast."""
    (folder / "large").mkdir()
    size = make_multiframe(folder / "large" / "a.dcm", FRAMES)
    found = once("centralis", folder / "large", 1)
    name = f"multi-frame of {size / 1e9:.2f} GB"
    return [
        Row(f"{name}, peak memory", found["peak_mb"], None, "MB", 100, COMMAND, Aim.AT_MOST, peer_name="none"),
        Row(f"{name}, read and written", size / 1e6 / found["seconds"], None, "MB/s", 100, COMMAND, Aim.AT_LEAST,
            peer_name="none"),
    ]  # fmt: skip


def readings() -> list[Row]:
    """Pictures a second: all of them read for text, and CT slices that the gate lets by."""
    cleaner, context = pixel_cleaner(deferred=False), Context(b"k" * 32, "SUBJ-01")

    def rate(files: list[bytes]) -> float:
        deidentify(files[0], Profile(), context, pixels=cleaner)
        started = time.process_time()
        for file in files:
            deidentify(file, Profile(), context, pixels=cleaner)
        return len(files) / (time.process_time() - started)

    ink = letters(512, 512)
    shown = [np.where(ink, 255, anatomy(512, 512, seed) * 180).astype(np.uint8) for seed in range(PICTURES)]
    read = rate([stored(picture("6.1", one)) for one in shown])
    gated = rate(make_slices(PICTURES * 8))
    return [
        Row("ultrasound pictures of 512 × 512 read for text, blanked and read again", read, None, "images/s", 0.2,
            COMMAND, Aim.AT_LEAST, peer_name="none"),
        Row("CT slices that the gate looks at and lets by", gated, None, "images/s", 20, COMMAND, Aim.AT_LEAST,
            peer_name="none"),
    ]  # fmt: skip


def run() -> list[Row]:
    """All of it."""
    with in_memory() as folder:
        source = folder / "source"
        source.mkdir()
        for number, content in enumerate(make_slices(SLICES)):
            (source / f"{number:04}.dcm").write_bytes(content)
        rows = speeds(source)
        shutil.rmtree(source)
        rows += memory(folder)
    return rows + readings()
