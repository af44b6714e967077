"""Serve 512 kB frames over WADO-RS, as a reader's viewer asks for them: kept-alive connections, several at once."""

import sys

from benchmarks.centralis_server import centralis
from benchmarks.dicomweb import Root, fetch_frames, frame_paths, store
from benchmarks.peers import orthanc, orthanc_name
from benchmarks.rows import Row
from benchmarks.slices import as_new, make_slices

SLICES = 100
FRAME_BYTES = 512 * 512 * 2
CONNECTIONS = (2, 4, 8)
SECONDS = 4.0
ROUNDS = 3
NOTES = (
    "Each server by the best of three rounds of 4 s, with the number of connections (2, 4 or 8) that suits it best.",
)


def measure(servers: dict[str, Root]) -> dict[str, float]:
    """Frames a second of each server, which must hold instances already. They take turns, as in `bench_stow`."""
    paths = {name: frame_paths(root, SLICES) for name, root in servers.items()}
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for connections in CONNECTIONS:
            for name, root in servers.items():
                speed, size = fetch_frames(root, paths[name], connections, SECONDS)
                if not FRAME_BYTES <= size < FRAME_BYTES + 1000:
                    raise RuntimeError(f"{name} sent {size} bytes for a frame of {FRAME_BYTES} and its multipart head.")
                print(f"{name}: {connections} connections: {speed:.0f} frames/s", file=sys.stderr)
                best[name] = max(speed, best.get(name, 0.0))
    return best


def run() -> list[Row]:
    """Measure Orthanc and a Centralis of its own (or the one that the environment names)."""
    files = make_slices(SLICES)
    with orthanc() as peer, centralis() as us:
        version = orthanc_name(peer)
        servers = {"Orthanc": peer, "Centralis": us}
        for number, root in enumerate(servers.values(), start=1):
            store(root, as_new(files, 5000 + number), parts=50)
        best = measure(servers)
    name, command = "WADO-RS, frames of 512 kB", "python -m benchmarks wado"
    return [Row(name, best.get("Centralis"), best["Orthanc"], "frames/s", 3.0, command, peer_name=version)]
