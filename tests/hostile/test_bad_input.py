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
from PIL import Image
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
from centralis.apps.people.models import Signature
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


# ---- searches and retrieval (H37, H38) ----------------------------------------------------------------------------


@pytest.fixture
def stored(bench: Bench) -> tuple[Bench, dict[str, str], StoredInstance]:
    bench.send(bench.announce(), dicom(InstanceNumber=1))
    return bench, bearer(token(bench)), StoredInstance.objects.get()


QUERIES = [
    "SeriesNumber=²", "SeriesNumber=--5", "InstanceNumber=٣x", "SeriesNumber=1;DROP TABLE", "StudyInstanceUID=%00",
    "Modality=CT%00", "PatientID=%00", "limit=²", "limit=1&limit=2", "offset=-5", "limit=1e9", "limit=NaN",
    "StudyDate=²0260101", "StudyDate=20260231", "StudyDate=20260101-20260102-20260103", f"Modality={'CT,' * 2000}",
    "PatientID=" + "*" * 2000,
]  # fmt: skip


@pytest.mark.req("SEC-1")
@pytest.mark.parametrize("query", QUERIES, ids=lambda text: text[:24])
def test_a_search_that_means_nothing_is_refused_with_a_sentence(stored: Any, query: str):
    bench, manager, _row = stored
    answer = Client(raise_request_exception=False).get(f"/dicomweb/{bench.trial.pk}/studies?{query}", headers=manager)
    assert answer.status_code == 400, answer.content[:200]
    assert answer.content.decode().endswith(".")


@pytest.mark.req("SEC-1")
@pytest.mark.parametrize(
    "query",
    [
        "limit=1000000000", "offset=1000000000", "PatientID=" + "*?" * 400, "PatientID=[[[[", "__class__=x",
        "patient__password__startswith=a", "exam_version__receipt__source__contains=x", "fuzzymatching=maybe",
        "includefield=all&includefield=00100010", "Modality='%20OR%201=1--", "StudyInstanceUID=1.2\\*",
    ],
    ids=lambda text: text[:24],
)  # fmt: skip
def test_a_hostile_search_is_bounded_and_reaches_no_column(stored: Any, query: str):
    bench, manager, _row = stored
    answer = Client(raise_request_exception=False).get(f"/dicomweb/{bench.trial.pk}/studies?{query}", headers=manager)
    assert answer.status_code == 200
    assert len(answer.json()) <= 1


PICTURES = ["1000000,1000000", "0,0", "-1,-1", "NaN,NaN", "1e9,1e9", "²,²", ",", "99999,99999", "a" * 5000]


@pytest.mark.req("SEC-1")
@pytest.mark.parametrize("viewport", PICTURES, ids=lambda text: text[:12])
def test_a_rendered_picture_stays_small_whatever_is_asked(stored: Any, viewport: str):
    bench, manager, row = stored
    url = f"/dicomweb/{bench.trial.pk}/studies/{row.study_uid}/series/{row.series_uid}/instances/{row.sop_uid}/rendered"
    answer = Client(raise_request_exception=False).get(url, {"viewport": viewport, "quality": "NaN"}, headers=manager)
    assert answer.status_code == 200
    picture = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert max(picture.size) <= 2048


@pytest.mark.req("SEC-1")
@pytest.mark.req("SEC-4")
@pytest.mark.parametrize(
    "path",
    [
        "studies/{study}/series/{series}/instances/{sop}/frames/" + ",".join(str(n) for n in range(1, 5000)),
        "studies/{study}/series/{series}/instances/{sop}/frames/4294967297",
        "studies/{study}/series/{series}/instances/{sop}/frames/../../../../keys/ledger.key",
        "studies/../../../../etc/passwd", "studies/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "studies/1.2%00", "studies/..",
        "studies/" + "1." * 4000 + "1", "studies/{study}/series/{series}/instances/{sop}/bulkdata/../../x",
        "studies/{study}/series/{series}/instances/{sop}/frames/1/rendered/../../2",
    ],
    ids=lambda text: text[-24:],
)  # fmt: skip
def test_an_address_that_names_nothing_is_not_found(stored: Any, path: str):
    bench, manager, row = stored
    named = path.format(study=row.study_uid, series=row.series_uid, sop=row.sop_uid)
    answer = Client(raise_request_exception=False).get(f"/dicomweb/{bench.trial.pk}/{named}", headers=manager)
    assert answer.status_code in (400, 404)
    assert b"root:" not in answer.content


@pytest.mark.req("SEC-3")
def test_overlapping_ranges_give_no_more_than_the_object(stored: Any):
    bench, manager, row = stored
    url = f"/dicomweb/{bench.trial.pk}/studies/{row.study_uid}/series/{row.series_uid}/instances/{row.sop_uid}"
    many = "bytes=" + ",".join("0-" for _ in range(2000))
    answer = Client().get(url, headers={**manager, "Range": many})
    content = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert len(content) < row.byte_count + 1000
    assert content.partition(b"\r\n\r\n")[2][:128] == bytes(128)


# ---- addresses, hosts, headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example", "\thttps://e",
     "/%09/evil.example", "///evil.example", "http://testserver@evil.example/"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_host(world: Any, target: str):
    client = Client()
    page = client.post(
        reverse("account_login"),
        {"login": "monitor", "password": SECRET, "next": target},
        query_params={"next": target},
    )
    assert page.status_code == 302
    assert re.fullmatch(r"/(?![/\\]).*", page.url), page.url
    assert "evil" not in page.url or page.url.startswith("/%09")


def test_a_page_that_asks_to_sign_in_leads_to_no_other_host(world: Any):
    asked = Client().get("/", PATH_INFO="//evil.example/tasks/")
    assert asked.status_code in (301, 302, 404)
    if asked.status_code != 404:
        assert asked.url.startswith("/account/login/")


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver@evil.example", "127.0.0.1:1:1", "evil.example\\@localhost"]
)
def test_another_host_name_is_refused(world: Any, host: str):
    for path in ("/account/login/", f"/dicomweb/{world.trial.pk}/studies"):
        assert Client(raise_request_exception=False).get(path, headers={"Host": host}).status_code == 400


def test_a_line_break_in_an_address_or_a_name_makes_no_line_in_a_log(world: Any, caplog: pytest.LogCaptureFixture):
    forged = "x\r\n2026-01-01 WARNING django: all is well"
    Client().get("/" + forged.replace("\r", "%0d").replace("\n", "%0a"))
    Client().post(reverse("account_login"), {"login": forged, "password": "x"})
    assert not [record for record in caplog.records if "\n" in record.getMessage().rstrip("\n")]


@pytest.mark.parametrize("number", ["²", "9" * 40, "-1", "1.5", ""])
def test_a_number_that_is_none_breaks_no_page(world: Any, browse: Callable[[str], Client], number: str):
    """Numbers that come from an address or a hidden field: a page's place, a row's revision."""
    client = browse("project manager")
    client.raise_request_exception = False
    assert client.get(reverse("ledger_search", args=[world.trial.pk]), {"below": number}).status_code == 200
    definition = world.definition()
    url = reverse("trials_definition_sign", args=[world.trial.pk, definition.pk])
    answer = client.post(url, {"revision": number, "shown_digest": "0", "secret": SECRET})
    assert answer.status_code in (302, 409)
    assert Signature.objects.filter(object_id=definition.pk).count() == 2


@pytest.mark.req("SEC-1")
def test_a_nul_character_is_no_text_in_an_address_or_a_form(world: Any, browse: Callable[[str], Client]):
    """One database would keep it and the other not: it is turned down before either is asked."""
    client = browse("project manager")
    client.raise_request_exception = False
    trial = {"trial": world.trial.pk}
    answers = [
        client.get(reverse("ledger_search", kwargs=trial), {"actor": "a\0b"}),
        client.get(reverse("ledger_timeline", kwargs={**trial, "subject": "01-001"}).replace("01-001", "01%00")),
        client.post(reverse("people_access", kwargs=trial), {"username": "a\0", "role": "monitor", "reason": "x"}),
        client.post(reverse("trials_definition_draft", kwargs=trial), {"document": "a\0: 1", "reason": "\0"}),
        Client(raise_request_exception=False).post(reverse("account_login"), {"login": "a\0", "password": "\0"}),
    ]
    assert [answer.status_code for answer in answers] == [400] * 5
    assert all("Nothing was changed." in words(answer) for answer in answers)


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
