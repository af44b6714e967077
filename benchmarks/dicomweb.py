"""A DICOMweb client for measuring, the same for every server: STOW-RS, QIDO-RS and frames over WADO-RS (PS3.18).

It uses plain sockets and fixed buffers, so that the server and not the client is measured.
"""

import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

BOUNDARY = b"centralis-bench-5f3a"
FRAME_ACCEPT = 'multipart/related; type="application/octet-stream"'


@dataclass(frozen=True, slots=True)
class Root:
    """Where a DICOMweb service is: host, port, path of its root, and headers that every request needs."""

    host: str
    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


def centralis_root(base_url: str, trial: str, token: str) -> Root:
    """The DICOMweb root of a trial on a Centralis server at `base_url`, for a site's or reader's bearer token."""
    parts = urlsplit(base_url)
    headers = {"Authorization": f"Bearer {token}"}
    return Root(parts.hostname or "127.0.0.1", parts.port or 80, f"/dicomweb/{trial}", headers)


def centralis_from_environment() -> Root | None:
    """A running Centralis to measure: CENTRALIS_BENCH_URL, _TRIAL and _TOKEN; None when they are not set."""
    url = os.environ.get("CENTRALIS_BENCH_URL")
    return (
        centralis_root(url, os.environ["CENTRALIS_BENCH_TRIAL"], os.environ["CENTRALIS_BENCH_TOKEN"]) if url else None
    )


def store(root: Root, files: Sequence[bytes], parts: int, connections: int = 1) -> float:
    """Store files by STOW-RS in requests of `parts` parts over some connections; returns the seconds it took.

    Bodies are built before the clock starts. Raises RuntimeError when an answer is not 200 or tells of a failure.
    """
    bodies = [multipart(files[i : i + parts]) for i in range(0, len(files), parts)]
    failures: list[str] = []

    def send(share: Sequence[bytes]) -> None:
        connection = http.client.HTTPConnection(root.host, root.port, timeout=300)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        headers = {
            "Content-Type": f'multipart/related; type="application/dicom"; boundary={BOUNDARY.decode()}',
            "Accept": "application/dicom+json",
            **root.headers,
        }
        for body in share:
            connection.request("POST", f"{root.path}/studies", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            # (0008,1198) Failed SOP Sequence: present and filled when an instance was not stored.
            if answer.status != 200 or json.loads(text).get("00081198", {}).get("Value"):
                failures.append(f"{answer.status} {text[:300]!r}")
        connection.close()

    threads = [threading.Thread(target=send, args=(bodies[i::connections],)) for i in range(connections)]
    seconds = _timed(threads)
    if failures:
        raise RuntimeError(f"The server did not store everything: {failures[0]}")
    return seconds


def multipart(files: Sequence[bytes]) -> bytes:
    """A multipart/related body of DICOM files (PS3.18 8.6.1)."""
    head = b"--" + BOUNDARY + b"\r\nContent-Type: application/dicom\r\n\r\n"
    return b"".join(piece for file in files for piece in (head, file, b"\r\n")) + b"--" + BOUNDARY + b"--\r\n"


def frame_paths(root: Root, limit: int) -> list[str]:
    """Paths of frame 1 of stored instances, by QIDO-RS; at most `limit`, of one study."""
    connection = http.client.HTTPConnection(root.host, root.port, timeout=60)
    headers = {"Accept": "application/dicom+json", **root.headers}
    connection.request("GET", f"{root.path}/instances?limit={limit}", headers=headers)
    found = json.loads(connection.getresponse().read())
    connection.close()

    def uid(item: dict[str, dict[str, list[str]]], tag: str) -> str:
        return item[tag]["Value"][0]

    return [
        f"{root.path}/studies/{uid(item, '0020000D')}/series/{uid(item, '0020000E')}"
        f"/instances/{uid(item, '00080018')}/frames/1"
        for item in found
    ]


def fetch_frames(root: Root, paths: Sequence[str], connections: int, seconds: float) -> tuple[float, int]:
    """Fetch frames round and round over kept-alive connections; returns requests a second, and bytes of one body."""
    counts, sizes, failures = [0] * connections, [0] * connections, []
    stop_at = time.perf_counter() + seconds

    def fetch(lane: int) -> None:
        try:
            with _Lane(root) as connection:
                number = lane
                while time.perf_counter() < stop_at:
                    sizes[lane] = connection.get(paths[number % len(paths)])
                    number += connections
                    counts[lane] += 1
        except (OSError, RuntimeError) as fault:
            failures.append(str(fault))

    spent = _timed([threading.Thread(target=fetch, args=(lane,)) for lane in range(connections)])
    if failures:
        raise RuntimeError(f"Fetching frames failed: {failures[0]}")
    return sum(counts) / spent, max(sizes)


def _timed(threads: Sequence[threading.Thread]) -> float:
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


class _Lane:
    """One kept-alive connection that reads answers with a Content-Length into one buffer."""

    def __init__(self, root: Root) -> None:
        self.socket = socket.create_connection((root.host, root.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wanted = {"Host": f"{root.host}:{root.port}", "Accept": FRAME_ACCEPT, **root.headers}
        self.tail = "".join(f"{name}: {value}\r\n" for name, value in wanted.items()) + "\r\n"
        self.buffer = bytearray(1 << 20)

    def __enter__(self) -> "_Lane":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def get(self, path: str) -> int:
        """Fetch one path; returns the size of the body."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.tail}".encode())
        view, have, end = memoryview(self.buffer), 0, -1
        while end < 0:
            got = self.socket.recv_into(view[have:])
            if not got:
                raise RuntimeError(f"{path}: the connection was closed")
            have += got
            end = self.buffer.find(b"\r\n\r\n", 0, have)
        head = bytes(view[:end]).decode("latin-1").lower()
        status = head.split(" ", 2)[1]
        length = next((line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")), None)
        if status != "200" or length is None:
            raise RuntimeError(f"{path}: answered {head.splitlines()[0]!r}, Content-Length {length}")
        left = int(length) - (have - end - 4)
        while left > 0:
            got = self.socket.recv_into(view[: min(left, len(view))])
            if not got:
                raise RuntimeError(f"{path}: the connection was closed")
            left -= got
        return int(length)
