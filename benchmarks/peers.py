"""Servers to measure against, started for one run on this machine and stopped after it."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.dicomweb import Root

ORTHANC_PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")


class PeerMissing(Exception):
    """A peer is not installed or did not start; the text says what to do."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def orthanc(*, synchronised: bool = True) -> Iterator[Root]:
    """Debian's Orthanc with its DICOMweb plugin over an empty temporary folder; yields its DICOMweb root.

    Everything that matters to speed stands at Orthanc's own default (SQLite index, MD5, 50 HTTP threads), but for
    TCP_NODELAY, without which it stalls, and authentication, which is off in its favour. By default it also brings each
    file to the disk before it answers; not `synchronised` leaves that to the system, which is faster.
    """
    binary = shutil.which("Orthanc", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")
    if binary is None or not ORTHANC_PLUGIN.exists():
        raise PeerMissing("Orthanc or its DICOMweb plugin is not installed: apt-get install orthanc orthanc-dicomweb")
    with tempfile.TemporaryDirectory(prefix="bench-orthanc-") as folder:
        port = free_port()
        configuration = {
            "Name": "peer",
            "StorageDirectory": f"{folder}/storage",
            "IndexDirectory": f"{folder}/storage",
            "HttpPort": port,
            "DicomServerEnabled": False,
            "RemoteAccessAllowed": False,
            "AuthenticationEnabled": False,
            "KeepAlive": True,
            "TcpNoDelay": True,
            "SyncStorageArea": synchronised,
            "Plugins": [str(ORTHANC_PLUGIN)],
            "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
        }
        settings = Path(folder, "orthanc.json")
        settings.write_text(json.dumps(configuration), encoding="utf-8")
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(
                [binary, str(settings)], env=os.environ | {"TCP_NODELAY": "1"}, stdout=log, stderr=log
            )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/system", server, Path(folder, "log"))
            yield Root("127.0.0.1", port, "/dicom-web")
        finally:
            server.terminate()
            server.wait(timeout=30)


def orthanc_name(root: Root) -> str:
    """Orthanc with its version, as it says itself."""
    with urllib.request.urlopen(f"http://{root.host}:{root.port}/system", timeout=10) as answer:
        return f"Orthanc {json.load(answer)['Version']}"


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise PeerMissing(f"{url} did not answer within {seconds:g} s. Its log: {log.read_text(errors='replace')[-2000:]}")
