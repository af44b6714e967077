"""Hostile requests over the whole system: searches, retrieval, addresses, hosts and headers (H37, H38)."""

import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.apps.intake.conftest import Bench, dicom
from tests.apps.intake.dicomweb.test_dicomweb import bearer, token

from centralis.apps.intake.models import StoredInstance
from centralis.apps.ledger.models import Entry
from centralis.apps.people.models import Signature

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
SECRET = "a quiet morning in march"


def bodies(action: str) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in Entry.objects.filter(action=action).order_by("pk")]


def words(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


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
