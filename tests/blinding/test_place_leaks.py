"""What addresses, headers, names, pages' frames and caches tell (L16 to L25, L32, L39 to L42, L49, L52 to L58).

Read off one whole session of a reader, beside the session that is compared with another world's (test_differential).
"""

import hashlib
import json
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import server_error
from tests.apps.reads.conftest import Reading
from tests.blinding.conftest import undone
from tests.blinding.session import Answer, address, blinded_routes, read_session, text_of

from centralis.apps.reads.models import Read
from centralis.apps.reads.viewing import series as viewing

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "frontend" / "src"
#: All headers that an answer may have; each is the same for every subject, site and day.
HEADERS = {
    "Allow", "Cache-Control", "Content-Security-Policy", "Content-Type", "Cross-Origin-Opener-Policy", "Expires",
    "Location", "Referrer-Policy", "Vary", "X-Content-Type-Options", "X-Frame-Options", "X-Robots-Tag",
}  # fmt: skip
ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SENT = b"7d0c4ab4-7d54-4d9d-9c5f-"


@pytest.fixture(scope="module")
def seen(room: Reading) -> list[Answer]:
    task = room.task("01-001", 1)
    answers: list[Answer] = undone(read_session, task.reader.username, task.token)
    return answers


def of_the_case(seen: list[Answer]) -> list[Answer]:
    return [one for one in seen if one.asked.partition(" ")[2].startswith("/reading/")]


def test_l16_addresses_hold_a_token_a_place_and_opaque_names(seen: list[Answer]):
    links = {link for one in of_the_case(seen) for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', body(one))}
    links |= {image["url"] for image in images(seen)}
    own = {link for link in links if not link.startswith(("/static/", "/account/"))}
    image = r"images/2\.25\.\d+/frames/1"
    allowed = rf"/|/me/|/tasks/|/reading/display/|/reading/([\w-]{{32}}/(\d/(open/|ask/|sign/|check/|{image})?)?)?"
    assert [link for link in own if not re.fullmatch(allowed, link)] == []
    assert len(own) > 5
    ids = {found for one in of_the_case(seen) for found in ID.findall(one.everything)}
    assert {one for one in ids if not one.startswith(SENT)} == set(), "no row's id is anywhere"


def test_l17_nothing_is_named_as_a_file(seen: list[Answer]):
    assert not [one.asked for one in of_the_case(seen) if "Content-Disposition" in dict(one.headers)]
    assert not [one.asked for one in of_the_case(seen) if b" download" in one.body]


def test_l18_titles_history_and_completion_tell_a_neutral_name(seen: list[Answer], room: Reading):
    titles = {found for one in of_the_case(seen) for found in re.findall(r"<title>([^<]*)</title>", body(one))}
    assert titles == {"Reading", "There is nothing here for you · Centralis"}
    headings = {found for one in of_the_case(seen) for found in re.findall(r"<h1>([^<]*)</h1>", body(one))}
    expected = r"Reading|Display|There is nothing here for you|[A-Z2-7]{6}( · (Baseline|Time point 2))?"
    assert [one for one in headings if not re.fullmatch(expected, one)] == []
    page = next(body(one) for one in seen if one.route == "reads_time_point" and "targets-0-diameter_mm" in body(one))
    boxes = [tag for tag in re.findall(r"<input[^>]*>", page) if "hidden" not in tag and "checkbox" not in tag]
    assert boxes
    assert [tag for tag in boxes if 'autocomplete="off"' not in tag] == []
    assert "crumbs" not in page


def test_l19_headers_are_of_a_list_and_nothing_is_kept(seen: list[Answer]):
    assert {name for one in seen for name, _value in one.headers} <= HEADERS
    kept = [one.asked for one in of_the_case(seen) if dict(one.headers).get("Cache-Control") != "no-store"]
    assert kept == []


def test_l20_not_yours_and_not_there_are_the_same_bytes_on_every_route(room: Reading):
    mine, other = room.task("01-001", 1), room.task("01-001", 2)
    room.open(other, 1)
    client = Client()
    client.force_login(mine.reader.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    for route in blinded_routes():
        if "<str:token>" not in route.address:
            continue
        for method in ("get", "post", "head", "options"):
            theirs = getattr(client, method)(address(route.name, other.token))
            nobodys = getattr(client, method)(address(route.name, "x" * 32))
            assert theirs.status_code == nobodys.status_code in (404, 405), route.name
            assert bare(theirs) == bare(nobodys), route.name


def test_l20_a_time_point_that_is_not_open_is_refused_in_one_sentence(room: Reading):
    """Whether its images came, whether it is expected, whether there is one at all: the same answer and message."""
    room.accept("01-001", "W24")
    task = room.task("01-001", 1)
    room.open(task, 1)
    client = Client()
    client.force_login(task.reader.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    said = set()
    for number in (2, 3, 4, 99):
        answer = client.post(address("reads_open", task.token, number), follow=True)
        said.add((answer.status_code, bare(answer)))
    assert len(said) == 1
    assert "This time point is not open." in said.pop()[1].decode()


def test_l20_a_fault_of_ours_tells_nothing():
    try:
        raise ValueError("CANARY of subject 101-001")
    except ValueError:
        answer = server_error(RequestFactory().get("/reading/"))
    assert answer.status_code == 500
    assert b"CANARY" not in answer.content
    assert b"Traceback" not in answer.content


def test_l21_another_readers_pictures_and_marks_are_not_there(room: Reading, seen: list[Answer]):
    mine, other = room.task("01-001", 1), room.task("01-001", 2)
    room.open(mine, 1)
    room.open(other, 1)
    client = Client()
    client.force_login(other.reader.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    for one in of_the_case(seen):
        if one.status == 200 and one.asked.startswith("get") and mine.token in one.asked:
            assert client.get(one.asked.partition(" ")[2]).status_code == 404
    name = images(seen)[0]["instance"]
    assert client.get(address("reads_view_frame", other.token, instance=name)).status_code == 404


def test_l21_the_browser_keeps_only_what_is_named_here():
    sources = "".join(one.read_text(encoding="utf-8") for one in SOURCES.rglob("*.ts"))
    for word in ("serviceWorker", "indexedDB", "caches.open", "document.cookie", "sessionStorage"):
        assert word not in sources
    keys = set(re.findall(r"['\"`](centralis[.-][\w-]+)", sources))
    assert keys >= {"centralis-marks", "centralis.lastContact", "centralis.theme"}
    unsent = (SOURCES / "viewer" / "io" / "queue.ts").read_text(encoding="utf-8")
    assert "removeItem" in unsent, "marks lie there only until the server has them"


def test_l22_l59_a_page_leads_to_its_own_case_or_to_the_list(room: Reading, seen: list[Answer]):
    token = room.task("01-001", 1).token
    for one in of_the_case(seen):
        if token in one.asked and one.status == 200:
            tokens = set(re.findall(r"/reading/([\w-]{32})/", body(one)))
            assert tokens <= {token}
            assert not re.search(r"\b\d+ of \d+\b|\bnext case\b|\bdue\b", body(one), re.IGNORECASE), one.asked


def test_l23_the_revision_of_a_form_counts_ones_own_saves(room: Reading):
    task, other = room.task("01-001", 1), room.task("01-001", 2)
    read = room.open(task, 1)
    for _ in range(3):
        room.fill(other, 1, {"targets": [], "non_targets": [], "new_lesions": []})
    assert Read.objects.get(pk=read.pk).revision == 1


def test_l24_l25_a_form_begins_empty_and_a_viewer_without_marks(room: Reading):
    task, other = room.task("01-001", 1), room.task("01-001", 2)
    room.fill(other, 1, {"targets": [{"id": "T7", "organ": "lung", "node": False, "state": "measured",
                                      "diameter_mm": 33.0}], "non_targets": [], "new_lesions": []})  # fmt: skip
    read = room.open(task, 1)
    assert read.content == {**read.content, "targets": [], "non_targets": [], "new_lesions": []}
    client = Client()
    client.force_login(task.reader.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address("reads_view_marks", task.token)).json() == {"marks": []}
    page = text_of(client.get(address("reads_time_point", task.token)))
    assert "T7" not in page
    plan = json.loads(re.findall(r'id="viewer-plan"[^>]*>(.*?)</script>', page, re.S)[0])
    assert set(plan) == {"panes", "link", "editable", "hanging", "ahead_url", "view"}
    assert plan["view"] is None
    assert [set(one) for one in plan["panes"]] == [
        {"label", "number", "is_current", "images_url", "marks_url", "unmark_url", "keys_url", "view_url"}
    ]


def test_l32_no_search_and_what_is_added_to_an_address_changes_nothing(room: Reading, seen: list[Answer]):
    assert not [one.asked for one in of_the_case(seen) if re.search(r'type="search"|hx-get|list="', body(one))]
    task = room.task("01-001", 1)
    client = Client()
    client.force_login(task.reader.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    for place in ("/reading/", address("reads_case", task.token)):
        plain = bare(client.get(place))
        for more in ("?q=01-001", "?subject__code=01-001", "?limit=1", "?order=enrolled", "?site=01"):
            assert bare(client.get(place + more)) == plain


def test_l39_one_look_for_every_site(seen: list[Answer]):
    looks = {found for one in of_the_case(seen) for found in re.findall(r"<html[^>]*>", body(one))}
    assert all("theme" not in one or "data-theme-locked" in one for one in looks)


def test_l41_a_print_adds_nothing():
    style = (SOURCES / "style" / "parts" / "_print.scss").read_text(encoding="utf-8")
    assert "attr(" not in style
    assert "counter(" not in style


def test_l42_what_is_dragged_or_copied_has_a_neutral_name(seen: list[Answer]):
    names = {one.asked.rpartition("/")[2] for one in seen if one.route == "reads_view_frame" and one.status == 200}
    assert names == {"1"}, "a frame's number within its object"


def test_l52_l58_nothing_is_pushed_and_nothing_listens():
    sources = "".join(one.read_text(encoding="utf-8") for one in SOURCES.rglob("*.ts"))
    for word in ("WebSocket", "EventSource", "BroadcastChannel", "getUserMedia", "SpeechRecognition"):
        assert word not in sources
    assert not (ROOT / "src" / "centralis" / "config" / "asgi.py").exists()


def test_l53_no_address_is_told_to_another_server(seen: list[Answer]):
    assert {dict(one.headers).get("Referrer-Policy") for one in seen} == {"same-origin"}
    policies = {dict(one.headers).get("Content-Security-Policy", "") for one in of_the_case(seen)}
    assert all(not re.search(r"https?:|\*", one) for one in policies)
    assert not [one.asked for one in of_the_case(seen) if re.search(r'(?:src|href)="(?:https?:)?//', body(one))]


def test_l49_l56_names_cannot_be_looked_up_and_differ_by_reader_and_task(room: Reading, seen: list[Answer]):
    mine, other = room.task("01-001", 1), room.task("01-001", 2)
    original = "1.2.3.4.5"
    names = {viewing.opaque(one, original) for one in (mine, other)}
    assert len(names) == 2
    raw = original.encode()
    guesses = {int.from_bytes(hashlib.new(kind, raw).digest()[:16], "big") for kind in ("md5", "sha1", "sha256")}
    guesses |= {uuid.uuid5(uuid.NAMESPACE_OID, original).int, uuid.uuid3(uuid.NAMESPACE_OID, original).int}
    assert not {f"2.25.{one}" for one in guesses} & names
    told = {image["instance"] for image in images(seen)}
    theirs = undone(read_session, other.reader.username, other.token)
    assert told
    assert not told & {image["instance"] for image in images(theirs)}
    assert not {one.everything for one in theirs if mine.token.encode() in one.everything}


def body(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace")


def images(answers: list[Answer]) -> list[dict[str, str]]:
    listed = [one for one in answers if one.route == "reads_view_images" and one.status == 200]
    return [image for one in listed for series in json.loads(one.body)["series"] for image in series["images"]]


def bare(answer) -> bytes:
    """An answer's body without its form tokens."""
    found: bytes = re.sub(rb'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', b"", answer.content)
    return found
