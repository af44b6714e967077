"""Kill the server at many points of a receive: what was answered is there, nothing is doubled, the rest is as before.

`strace` ends the process at the N-th call of a kind; kill -9 keeps the page cache, so that a missing fsync cannot show
this way: the order of system calls before the answer is therefore asserted by itself.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.apps.intake.conftest import dicom
from tests.apps.intake.installation import CENTRALIS, ROOT, environment, install

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
    pytest.mark.timeout(900),
]
FILES = 3
SUBMIT = ["receive", "--trial", "CEN-301", "--site", "01", "--subject", "01-001", "--visit", "BL", "--json"]

#: system call → at which of its calls (in any thread) the process is killed
POINTS = (
    [("fsync", n) for n in (1, 2, 3, 4, 5, 6, 8, 10, 12, 14)]
    + [("fdatasync", n) for n in (1, 2, 3, 5, 7)]
    + [("link", n) for n in (1, 2, 3, 4, 5)]
    + [("pwrite64", n) for n in (1, 10, 30, 60)]
    + [("unlink", n) for n in (1, 2, 3, 6)]
)

CENSUS = """
import json, django; django.setup()
from centralis.apps.intake import models as m
from centralis.apps.intake.cleaning import clean_spool
from centralis.apps.intake.preparing import store
from centralis.apps.ledger.verify import verify
from centralis.apps.ledger.models import Entry
clean_spool(store())
faults = [f"{fault.kind}: {fault.place}: {fault.sentence}" for fault in verify(True).faults]
print(json.dumps({
    "receipts": [str(pk) for pk in m.Receipt.objects.values_list("pk", flat=True)],
    "versions": [[v.number, v.state, v.instance_count] for v in m.ExamVersion.objects.order_by("number")],
    "instances": m.StoredInstance.objects.count(),
    "entries": Entry.objects.filter(action="intake.receive", outcome="done").count(),
    "left": [one.name for one in store().staging().iterdir() if one.name != "locks"],
    "faults": faults,
}))
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a trial, and a folder of images; each test works on a copy."""
    home = tmp_path_factory.mktemp("fresh")
    install(home)
    images = home / "images"
    images.mkdir()
    for number in range(FILES):
        (images / f"IM{number}").write_bytes(dicom(InstanceNumber=number + 1))
    return home


def census(home: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", CENSUS]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def submit(home: Path, *tracer: str) -> subprocess.CompletedProcess[str]:
    command = [*tracer, *CENTRALIS, *SUBMIT, str(home / "images")]
    return subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False)


@pytest.mark.req("DUR-1")
@pytest.mark.parametrize(("call", "number"), POINTS)
def test_killed_at_a_system_call_nothing_is_half_done(fresh: Path, tmp_path: Path, call: str, number: int):
    home = tmp_path / "home"
    shutil.copytree(fresh, home)
    inject = f"inject={call}:signal=KILL:when={number}"
    killed = submit(home, "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject)
    answered = json.loads(killed.stdout) if killed.returncode == 0 else None
    found = census(home)
    assert found["faults"] == []
    assert found["left"] == []
    assert [[number, count] for number, _, count in found["versions"]] in ([], [[1, FILES]])
    assert found["instances"] == len(found["versions"]) * FILES
    assert found["entries"] == len(found["receipts"]) == len(found["versions"])
    if answered is not None:
        assert answered["receipt"] in found["receipts"]
    again = submit(home)
    assert again.returncode == 0, again.stderr
    receipt = json.loads(again.stdout)["receipt"]
    if answered is not None:
        assert receipt == answered["receipt"]
    after = census(home)
    assert (after["receipts"], after["instances"], after["faults"]) == ([receipt], FILES, [])


CALLS = "trace=fsync,fdatasync,link,linkat,write"


@pytest.mark.req("DUR-2")
def test_blob_then_folder_then_database_then_answer(fresh: Path, tmp_path: Path):
    home = tmp_path / "home"
    shutil.copytree(fresh, home)
    log = tmp_path / "trace"
    done = submit(home, "strace", "-f", "-qq", "-y", "-s", "200", "-o", str(log), "-e", CALLS)
    assert done.returncode == 0, done.stderr
    # -y prints the path beside each descriptor: `fsync(7</…/x.clean>)`.
    text = re.sub(r"(f(?:data)?sync|write)\((\d+)<([^>]*)>", r"\1(\2 \3", log.read_text())
    order = ordered(text, home)
    assert order.count("blob synced") == FILES
    assert order.count("blob named") == FILES
    last_synced = max(place for place, what in enumerate(order) if what == "blob synced")
    first_named = order.index("blob named")
    last_folder = max(place for place, what in enumerate(order) if what == "folder synced")
    answered = order.index("answered")
    commit = [place for place, what in enumerate(order) if what == "database synced" and last_folder < place < answered]
    assert last_synced < first_named < last_folder < answered
    assert commit, order


def ordered(text: str, home: Path) -> list[str]:
    """Turn a trace with paths into what matters, in the order in which it happened."""
    objects = f"{home}/store/objects"
    found = []
    for line in text.splitlines():
        synced = re.search(r"f(?:data)?sync\(\d+ ([^\s)]+)", line)
        if synced and synced.group(1).endswith(".clean"):
            found.append("blob synced")
        elif synced and synced.group(1).startswith(objects):
            found.append("folder synced")
        elif synced and "centralis.sqlite3" in synced.group(1):
            found.append("database synced")
        elif re.search(rf'link(at)?\(.*"{re.escape(objects)}/[0-9a-f]{{2}}/', line):
            found.append("blob named")
        elif re.search(r"write\(1 [^,]*, \"\{", line):
            found.append("answered")
    return found
