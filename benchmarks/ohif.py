"""OHIF as its makers publish it on npm, fetched for one run and served to a browser; no part of the product."""

import functools
import json
import shutil
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.dicomweb import Root
from benchmarks.peers import PeerMissing

PACKAGE = "@ohif/app@3.13.2"
NAME = "OHIF 3.13.2"


@contextmanager
def ohif(root: Root) -> Iterator[str]:
    """Serve OHIF over the DICOMweb service at `root`; yields its address. Raises PeerMissing when npm has it not."""
    with tempfile.TemporaryDirectory(prefix="bench-ohif-") as folder:
        served = _fetch(Path(folder))
        served.joinpath("app-config.js").write_text(f"window.config = {json.dumps(_settings(root))};", encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Files, directory=str(served)))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()


def _fetch(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise PeerMissing("npm is not installed: it fetches OHIF.")
    done = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True)
    packed = next(folder.glob("*.tgz"), None)
    if packed is None:
        raise PeerMissing(f"npm did not give {PACKAGE}: {done.stderr[-500:]}")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def _settings(root: Root) -> dict[str, object]:
    """OHIF's own defaults; one data source, described as OHIF's makers do for Orthanc."""
    address = f"http://{root.host}:{root.port}{root.path}"
    source = {
        "friendlyName": "Orthanc", "name": "orthanc", "wadoUriRoot": address, "qidoRoot": address, "wadoRoot": address,
        "qidoSupportsIncludeField": False, "imageRendering": "wadors", "thumbnailRendering": "wadors",
        "enableStudyLazyLoad": True, "supportsFuzzyMatching": True, "supportsWildcard": True,
        "singlepart": "bulkdata,video", "bulkDataURI": {"enabled": True, "relativeResolution": "studies"},
        "omitQuotationForMultipartRequest": True,
    }  # fmt: skip
    return {
        "routerBasename": None, "extensions": [], "modes": [], "customizationService": {}, "showStudyList": True,
        "maxNumberOfWebWorkers": 3, "showLoadingIndicator": True, "showCPUFallbackMessage": False,
        "showWarningMessageForCrossOrigin": False, "strictZSpacingForVolumeViewport": True,
        "groupEnabledModesFirst": True, "maxNumRequests": {"interaction": 100, "thumbnail": 5, "prefetch": 25},
        "defaultDataSourceName": "orthanc",
        "dataSources": [{
            "namespace": "@ohif/extension-default.dataSourcesModule.dicomweb", "sourceName": "orthanc",
            "configuration": source,
        }],
    }  # fmt: skip


class _Files(SimpleHTTPRequestHandler):
    """Files that a browser may keep; an address of the application answers with its page."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if not Path(self.translate_path(self.path)).is_file():
            self.path = "/index.html"
        super().do_GET()

    def end_headers(self) -> None:
        is_named_by_content = self.path.partition("?")[0].endswith((".js", ".css", ".wasm", ".woff2", ".ttf"))
        self.send_header("Cache-Control", "max-age=31536000, immutable" if is_named_by_content else "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
