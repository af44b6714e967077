"""Bad input over the whole system: each ends in a clear sentence, an entry, nothing lost, nothing half-done.

Proved elsewhere: what a single file can be (tests/hostile/test_dicom_files.py), a wrong subject, visit, trial, two
patients, an accepted visit, a STOW body that is none (tests/apps/intake), a definition's faults by line
(tests/apps/trials), a wrong password, two tabs and a stale form at signing (tests/apps/qc, tests/apps/reads).
"""

import csv
import hashlib
import html
import io
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pydicom
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.apps.intake.conftest import SYSTEM, Bench, dicom
from tests.apps.intake.dicomweb.test_dicomweb import RELATED, bearer, related, signed_in, token
from tests.apps.qc.conftest import GOOD, MACHINE
from tests.apps.qc.conftest import Desk as QcDesk
from tests.hostile.conftest import refill
from tests.hostile.dicom_files import GENERATORS
from tests.hostile.played import Home
from tests.hostile.preloaded import Warm

from centralis.apps.action import house
from centralis.apps.intake import actions as intake
from centralis.apps.intake import preparing
from centralis.apps.intake.models import ExamVersion, QuarantinedFile, Receipt, StoredInstance
from centralis.apps.intake.tasks import settle
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.verify import verify
from centralis.apps.qc import actions as qc
from centralis.apps.qc import reminders
from centralis.apps.sites import actions as sites
from centralis.apps.web.demo.images import Sending, announce, send
from centralis.cli.receive import submit
from centralis.core.refusal import Refused
from centralis.core.simulation import Course, simulate_exam, simulate_subject
from centralis.services.store import OBJECTS, QUARANTINE, LocalStore

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
SECRET = "a quiet morning in march"


def bodies(action: str) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in Entry.objects.filter(action=action).order_by("pk")]


def words(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


# ---- files ------------------------------------------------------------------------------------------------------

FILES = ["H03 empty", "H10 length 0xFFFFFFFE", "H18 deflate bomb", "H01 truncated", "H29 not DICOM"]


@pytest.mark.req("SEC-1")
@pytest.mark.req("SEC-4")
def test_hostile_files_of_one_request_are_kept_apart_and_the_good_one_is_taken(bench: Bench):
    """4 GB claims, a deflate bomb, a stranger's bytes: one receipt, one entry, each with its own sentence."""
    manager = bearer(token(bench))
    transmittal = bench.announce()
    hostile = [GENERATORS[name][0](random.Random(1)) for name in FILES]
    url = f"/dicomweb/{bench.trial.pk}/studies?transmittal={transmittal.pk}"
    answer = Client().post(url, related(*hostile, dicom()), content_type=RELATED, headers=manager)
    assert answer.status_code == 202
    apart = list(QuarantinedFile.objects.order_by("ordinal"))
    assert [file.ordinal for file in apart] == [1, 2, 3, 4, 5]
    assert len(answer.json()["00081198"]["Value"]) == len(apart)
    assert [file.sentence for file in apart if not re.search(r"\.( \([^)]+\))?$", file.sentence)] == []
    receipt = Receipt.objects.get()
    assert receipt.files_received == receipt.files_accepted + receipt.files_quarantined == 6
    for file in apart:
        assert bench.store.read(QUARANTINE, file.source_digest) == hostile[file.ordinal - 1]
    (entry,) = bodies("intake.receive")
    assert entry["outcome"] == "done"
    outside = {path.relative_to(bench.store.root).parts[0] for path in bench.store.root.rglob("*") if path.is_file()}
    assert outside <= {"objects", "manifests", "quarantine", "staging"}
    assert not list(Path("/etc").glob("passwd/*"))


@pytest.mark.slow
@pytest.mark.req("SEC-1")
def test_ten_thousand_files_with_three_bad_ones(bench: Bench):
    """All are accounted for; the three are named by their places; the rest is one exam."""
    bad = {17: b"", 5_000: b"GIF89a" * 40, 9_999: dicom()[:-90]}
    template = dicom(InstanceNumber=1)
    uid = str(pydicom.dcmread(io.BytesIO(template)).SOPInstanceUID).encode()

    def made(place: int) -> bytes:
        fresh = f"1.2.826.0.1.{place:05}".encode().ljust(len(uid), b"7")
        return template.replace(uid, fresh)

    files = [bad.get(place) if place in bad else made(place) for place in range(1, 10_001)]
    received = bench.send(bench.announce(announced_files=10_000), *files)
    receipt = received.receipt
    assert (receipt.files_received, receipt.files_accepted, receipt.files_quarantined) == (10_000, 9_997, 3)
    assert {file.ordinal: file.code for file in QuarantinedFile.objects.all()} == {
        17: "empty", 5_000: "not_dicom", 9_999: "truncated"
    }  # fmt: skip
    assert receipt.exam_version.instance_count == 9_997
    assert sum(1 for _ in bench.store.digests(OBJECTS)) == 9_997
    assert len(bodies("intake.receive")) == 1
    assert StoredInstance.objects.count() == 9_997


# ---- the browser's upload (H39) -----------------------------------------------------------------------------------


class Upload:
    """A coordinator's open upload, as the page's script talks to it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.client = signed_in(bench.member("coordinator", "site coordinator", at_site=True))
        self.row = bench.announce()

    def url(self, name: str) -> str:
        return reverse(name, kwargs={"trial": self.bench.trial.pk, "transmittal": self.row.pk})

    def file(self, content: bytes, client: Client | None = None, **headers: str) -> Any:
        sent = {"X-File-SHA256": hashlib.sha256(content).hexdigest(), **headers}
        url = self.url("intake_upload_file")
        return (client or self.client).post(url, content, content_type="application/octet-stream", headers=sent)

    def finish(self) -> Any:
        return self.client.post(self.url("intake_upload_finish"))


@pytest.fixture
def upload(bench: Bench) -> Upload:
    return Upload(bench)


@pytest.mark.req("SEC-1")
def test_a_file_that_arrives_with_another_digest_is_asked_for_again(upload: Upload):
    image = dicom()
    answer = upload.file(image, **{"X-File-SHA256": "0" * 64})
    assert answer.status_code == 503
    assert "Send it again" in answer.json()["reason"]
    assert upload.client.get(upload.url("intake_upload_known")).json() == {"sha256": []}
    assert upload.file(image).json()["outcome"] == "received"
    assert upload.file(image).json()["outcome"] == "duplicate"


@pytest.mark.req("SEC-1")
@pytest.mark.req("SEC-9")
def test_nobody_goes_on_with_another_sites_upload(upload: Upload):
    upload.file(dicom())
    upload.bench.site = upload.bench.other_site
    stranger = signed_in(upload.bench.member("stranger", "site coordinator", at_site=True))
    answers = [
        upload.file(dicom(), stranger),
        stranger.get(upload.url("intake_upload_known")),
        stranger.post(upload.url("intake_upload_finish")),
        stranger.post(upload.url("intake_upload_abandon"), {"reason": "mine"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    upload.row.refresh_from_db()
    assert upload.row.state == "open"
    missing = stranger.get("/t/00000000-0000-4000-8000-000000000000/uploads/").content
    assert answers[1].content == missing


def test_an_upload_is_closed_once_and_takes_nothing_afterwards(upload: Upload):
    upload.file(dicom())
    first = upload.finish()
    assert (first.status_code, upload.finish().json()) == (200, first.json())
    late = upload.file(dicom())
    assert late.status_code == 409
    assert "Announce a new one" in late.json()["reason"]
    assert (Receipt.objects.count(), ExamVersion.objects.count()) == (1, 1)
    assert len(bodies("intake.receive")) == 1


def test_an_upload_without_files_is_not_closed(upload: Upload):
    answer = upload.finish()
    assert answer.status_code == 409
    assert "Choose the folder" in answer.json()["error"]
    assert bodies("intake.receive")[-1]["outcome"] == "refused"


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: stolen=1", "../../etc/passwd", "CON.dcm", "x" * 4096, "Doe^Jane 1961.dcm", "a\0b"]
)
def test_a_files_name_reaches_no_header_no_path_and_no_table(upload: Upload, name: str):
    """Names of files often name patients: they stay in the browser."""
    answer = upload.file(dicom(), **{"X-File-Name": quote(name), "Content-Disposition": f'x; filename="{quote(name)}"'})
    assert answer.status_code == 200
    assert "stolen" not in str(answer.headers) + str(answer.cookies)
    upload.finish()
    told = b"".join(path.read_bytes() for path in (upload.bench.store.root / "manifests").rglob("*") if path.is_file())
    plain = {quote(name), name}
    for text in plain:
        assert text.encode() not in told
        assert not Entry.objects.filter(body__contains=text.replace("\0", "\\u0000")).exists()
        assert not any(text in str(path) for path in upload.bench.store.root.rglob("*"))


# ---- text from DICOM and from people (SEC-7) -----------------------------------------------------------------------

MARKUP = "<b>x</b>&'\""
FORMULA = "=1+cmd|'/C'!A0"
TEXTS = {
    "ConvolutionKernel": "<b>k</b>&'",
    "SeriesDescription": "=cmd|' /C calc'!A0",
    "ProtocolName": "a\r\nBcc: e@e.org",
    "StudyDescription": "<script>alert(1)</script>",
    "ManufacturerModelName": '#panic("x") $y$',
}


@pytest.fixture
def qc_desk(world: Any, settings: Any, tmp_path: Path) -> QcDesk:
    settings.STORE, settings.KEYS = str(tmp_path / "store"), tmp_path / "keys"
    return QcDesk(world)


def hostile_exam(desk: QcDesk) -> ExamVersion:
    """An exam whose headers hold markup, a formula, a mail's header line and a typesetter's command."""
    visit = desk.visit("BL")
    at = datetime.combine(visit.due_on, time(9), tzinfo=UTC)
    files = []
    for number, content in enumerate(
        simulate_exam(simulate_subject("QC-9", Course.STABLE, 3, 1), 0, MACHINE, GOOD, 1, at)
    ):
        if number == 3:
            break
        ds = pydicom.dcmread(io.BytesIO(content))
        for keyword, text in TEXTS.items():
            setattr(ds, keyword, text)
        out = io.BytesIO()
        ds.save_as(out)
        files.append((f"IM{number}", out.getvalue()))
    coordinator = desk.world.caller("site coordinator")
    sent = announce(coordinator, visit, len(files), Sending(exam_date=visit.due_on, technologist=MARKUP))
    version = send(coordinator, sent, files).receipt.exam_version
    assert version is not None
    return version


@pytest.mark.req("SEC-7")
def test_text_from_images_and_people_is_text_in_pages_tables_mail_and_print(
    qc_desk: QcDesk, browse: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
):
    version, world = hostile_exam(qc_desk), qc_desk.world
    analyst = world.caller("QC analyst")
    assert version.state == "held"  # nobody knows this scanner
    intake.release_hold(world.caller("project manager"), version, FORMULA)
    settle(version)
    fresh = qc_desk.fresh(version)
    query = qc.open_query(analyst, fresh, "other", "minor", f"{FORMULA}\r\nBcc: e@example.org\r\n{MARKUP}", "", MARKUP)
    names = {"trial": world.trial.pk}
    pages = {
        reverse("qc_exam", kwargs={**names, "version": version.pk}): "QC analyst",
        reverse("qc_query", kwargs={**names, "query": query.pk}): "site coordinator",
        reverse("qc_queries", kwargs=names): "QC analyst",
        reverse("ledger_timeline", kwargs={**names, "subject": "01-001"}): "inspector",
        reverse("ledger_search", kwargs=names): "inspector",
        reverse(
            "intake_receipt", kwargs={**names, "receipt": Receipt.objects.get(exam_version=version).pk}
        ): "site coordinator",
        reverse("qc_ask", kwargs={**names, "version": version.pk}): "QC analyst",
    }
    shown: list[str] = []
    for url, part in pages.items():
        page = browse(part).get(url)
        assert page.status_code == 200, url
        text = page.content.decode()
        shown += [mark for mark in ("&lt;b&gt;x&lt;/b&gt;", "&lt;b&gt;k&lt;/b&gt;", "=1+cmd|") if mark in text]
        for raw in ("<b>x</b>", "<b>k</b>", "<script>alert(1)"):
            assert raw not in text, url
    assert len(set(shown)) == 3  # it is shown, and as text
    for name, part in (("qc_queries_csv", "QC analyst"), ("ledger_search_csv", "inspector")):
        answer = browse(part).get(reverse(name, kwargs=names))
        content = answer.getvalue().decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
        assert any("cmd|" in cell for cell in cells), name
        assert not [cell for cell in cells if cell[:1] in "=+-@\t\r\n" and cell[1:2] and not _is_number(cell)], name
    pdf = browse("inspector").get(reverse("ledger_timeline_pdf", kwargs={**names, "subject": "01-001"}))
    assert pdf.content.startswith(b"%PDF-")
    assert b"/JavaScript" not in pdf.content
    _remind(qc_desk, monkeypatch)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9.]+", text) is not None


def _remind(desk: QcDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reminder's mail: one header line, nothing of the query's text, only the contact's address."""
    with suppress(Refused):  # refused where it is recorded would be as good
        sites.record_contact(
            desk.world.caller("project manager"),
            desk.world.sites["01"],
            "M",
            "monitor",
            email="a@e.org\r\nBcc: all@e.org",
        )
    now = house.now() + timedelta(days=12)
    monkeypatch.setattr(house, "now", lambda: now)
    assert reminders.send_due(now) >= 1
    for letter in mail.outbox:
        head = letter.message().as_bytes().partition(b"\n\n")[0]
        assert b"\nBcc" not in head
        assert "\n" not in letter.subject
        assert FORMULA not in letter.body
        assert not any("x@e.org" in address for address in letter.recipients())


# ---- a full disk ---------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB of our own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Use up a disk but for some bytes; return the file that does."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free - leave))
    return ballast


@pytest.mark.req("DUR-3")
@pytest.mark.parametrize("route", ["command line", "browser", "dicomweb"])
def test_a_full_disk_is_said_nothing_is_half_kept_and_room_mends_it(
    bench: Bench, small_disk: Path, tmp_path: Path, settings: Any, route: str
):
    settings.STORE = str(small_disk / "store")
    bench.store = preparing.store()
    assert isinstance(bench.store, LocalStore)
    manager = bearer(token(bench))
    upload = Upload(bench)
    images = [dicom(InstanceNumber=n, Rows=320, Columns=320, PixelData=bytes(204_800)) for n in range(1, 6)]
    url = f"/dicomweb/{bench.trial.pk}/studies?transmittal={upload.row.pk}"
    folder = tmp_path / "images"
    folder.mkdir()
    for number, image in enumerate(images):
        (folder / f"IM{number}").write_bytes(image)

    def deliver() -> tuple[bool, str]:
        if route == "dicomweb":
            answer = Client().post(url, related(*images), content_type=RELATED, headers=manager)
            return answer.status_code == 200, answer.content.decode() if answer.status_code == 507 else ""
        if route == "browser":
            answers = [upload.file(image) for image in images]
            failed = next((one for one in answers if one.status_code == 507), None)
            if failed is not None:
                return False, failed.json()["reason"]
            assert {one.json()["outcome"] for one in answers} <= {"received", "duplicate"}
            return upload.finish().status_code == 200, ""
        try:
            submit(SYSTEM, upload.row, folder, sorted(folder.iterdir()))
        except Refused as refused:
            return False, refused.sentence
        return True, ""

    ballast = fill(small_disk, 600_000)
    done, said = deliver()
    assert (done, said) == (
        False, "The store's disk is full, so nothing of this upload was kept. Tell the core lab, then send it again."
    )  # fmt: skip
    assert bodies("intake.receive")[-1]["facts"]["code"] == "store_full"
    assert (Receipt.objects.count(), ExamVersion.objects.count(), StoredInstance.objects.count()) == (0, 0, 0)
    assert list(bench.store.digests(OBJECTS)) == []
    assert {f.kind for f in verify(tables=True).faults if "sealed" in f.kind} == set()
    ballast.unlink()
    assert deliver() == (True, "")
    assert Receipt.objects.get().files_accepted == 5


@pytest.mark.req("DUR-3")
@pytest.mark.parametrize("act", ["decide", "sign"])
def test_an_act_on_a_full_disk_is_not_acknowledged_and_leaves_nothing(played: Home, small_disk: Path, act: str):
    home = Home(small_disk / "home")
    refill(played.path, home.path)
    warm = Warm(home)
    try:
        for leave in (0, 40_000):
            ballast = fill(small_disk, leave)
            code, said = warm.run("act", act)
            ballast.unlink()
            if said == "done\n":
                break
            assert code != 0
            told = json.loads(warm.run("aftermath", "look")[1])["found"]
            assert told["faults"] == []
            assert (told[act]["entries"], told[act]["rows"], told[act]["signatures"]) == (0, 0, 0)
        else:
            assert warm.run("act", act) == (0, "done\n")
        code, found = warm.verify()
        assert (code, found["faults"]) == (0, [])
    finally:
        warm.close()
