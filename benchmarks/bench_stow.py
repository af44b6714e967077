"""Receive 500 CT slices over STOW-RS: ours de-identifies, hashes, syncs and records them; Orthanc stores them."""

import sys

from benchmarks.centralis_server import centralis
from benchmarks.dicomweb import Root, store
from benchmarks.peers import orthanc, orthanc_name
from benchmarks.rows import Row
from benchmarks.slices import as_new, make_slices

SLICES = 500
ROUNDS = 3
FORMS = ((500, 1), (50, 2), (10, 4))  # parts a request, connections: each server is judged by its best form
NOTES = (
    "Each server by the best of three rounds of new instances, in the form of request that suits it best.",
    "Orthanc at its defaults, and once without synchronising files to the disk: no de-identification, no ledger, "
    "authentication off.",
)


def measure(servers: dict[str, Root], files: list[bytes]) -> dict[str, float]:
    """Slices a second of each server. They take turns, so that a busy moment of the machine meets them alike."""
    best: dict[str, float] = {}
    fresh_number = iter(range(1, 10_000))
    for _ in range(ROUNDS):
        for parts, connections in FORMS:
            for name, root in servers.items():
                fresh = as_new(files, next(fresh_number))
                speed = len(files) / store(root, fresh, parts, connections)
                print(
                    f"{name}: {parts} parts a request, {connections} connections: {speed:.0f} slices/s", file=sys.stderr
                )
                best[name] = max(speed, best.get(name, 0.0))
    return best


def run() -> list[Row]:
    """Measure Orthanc with and without synchronised files and a Centralis of its own."""
    files = make_slices(SLICES)
    with orthanc() as careful, orthanc(synchronised=False) as quick, centralis() as us:
        version = orthanc_name(careful)
        peers = {version: careful, f"{version}, files not synchronised": quick}
        best = measure(peers | {"Centralis": us}, files)
    name, command = f"STOW-RS, {SLICES} CT slices of {len(files[0]) / 1000:.0f} kB", "python -m benchmarks stow"
    return [Row(name, best.get("Centralis"), best[p], "slices/s", 1.0, command, peer_name=p) for p in peers]
