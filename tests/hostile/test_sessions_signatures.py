"""Attacks on sessions and signatures, one proof each, over the real pages of a reader, an analyst and an administrator.

Idle and absolute limits, lock-out at the sign-in page and headers in general are proved in tests/apps/web; signing by
content and revision through the actions in tests/apps/reads and tests/apps/qc.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.utils import reset
from django.test import Client
from django.urls import reverse
from tests.apps.reads.conftest import Reading, entries, target
from tests.apps.reads.test_reader_views import form_of
from tests.hostile.preloaded import Race, Warm

from centralis.apps.action import SignatureRequest, house
from centralis.apps.ledger.models import Entry
from centralis.apps.people import actions as people
from centralis.apps.people.models import Membership, Person, Signature
from centralis.apps.people.signing import is_bound
from centralis.apps.reads import actions, signing
from centralis.apps.reads.models import Read, ReadingTask
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"
OTHER = "another quiet morning in may"


@pytest.fixture(autouse=True)
def unlocked(db: None) -> None:
    reset()


class Desk:
    """A reader with a filled time point, signed in by name and password as a person is."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.task: ReadingTask = reading.task("01-001", 1)
        self.part = reading.part(self.task)
        self.person: Person = reading.world.people[self.part]
        self.read: Read = reading.fill(self.task, 1, entries(target("T1", 21.0)))
        self.url = f"/reading/{self.task.token}/1/sign/"

    def sign_in(self, secret: str = SECRET, **options: Any) -> Client:
        client = Client(**options)
        answer = client.post(reverse("account_login"), {"login": self.person.username, "password": secret})
        assert answer.status_code == 302, answer.content
        return client

    def shown(self, client: Client) -> dict[str, str]:
        """What the signing page hands over, without the password."""
        page = client.get(self.url)
        assert page.status_code == 200
        return form_of(page.content.decode())

    def is_signed(self) -> bool:
        self.read.refresh_from_db()
        return self.read.state == "locked"

    @property
    def signatures(self) -> int:
        return Signature.objects.filter(object_id=self.read.pk).count()


@pytest.fixture
def desk(started: Reading) -> Desk:
    return Desk(started)


def leads_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/account/login/")


def last(action: str) -> dict[str, Any]:
    return dict(json.loads(Entry.objects.filter(action=action).latest("id").body))


def thief_of(client: Client) -> Client:
    """Somebody else's browser with the stolen cookie."""
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    return thief


def test_a_session_fixed_before_sign_in_is_worth_nothing_after_it(desk: Desk):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post(reverse("account_login"), {"login": desk.person.username, "password": SECRET})
    assert client.cookies["sessionid"].value != session.session_key
    planted = Client()
    planted.cookies["sessionid"] = session.session_key
    assert leads_to_sign_in(planted.get("/reading/"))
    assert client.get("/reading/").status_code == 200


def sign_out(desk: Desk, client: Client) -> None:
    client.post(reverse("account_logout"))


def change_secret(desk: Desk, client: Client) -> None:
    answer = client.post("/me/secret/", {"current": SECRET, "secret": OTHER, "again": OTHER})
    assert answer.status_code == 302, answer.content


def shut_out(desk: Desk, client: Client) -> None:
    people.set_active(desk.reading.world.caller("administrator"), desk.person, False, "left the company")


def reset_secret(desk: Desk, client: Client) -> None:
    fresh = Person.objects.select_related("account").get(pk=desk.person.pk)
    people.reset_secret(desk.reading.world.caller("administrator"), fresh, OTHER, "reported a theft")


@pytest.mark.parametrize("event", [sign_out, change_secret, shut_out, reset_secret])
def test_a_stolen_cookie_dies_with_the_session_and_never_signs(desk: Desk, event: Callable[[Desk, Client], None]):
    owner = desk.sign_in()
    thief = thief_of(owner)
    form = desk.shown(thief)  # the theft itself: it works while the session lives
    assert thief.post(desk.url, {**form, "secret": ""}).status_code == 302
    assert not desk.is_signed()  # but without the password nothing is signed
    event(desk, owner)
    assert leads_to_sign_in(thief.get("/reading/"))
    assert leads_to_sign_in(thief.post(desk.url, {**form, "secret": SECRET}))
    assert not desk.is_signed()
    if event is change_secret:
        assert owner.get("/reading/").status_code == 200  # who changed it stays


@pytest.mark.req("P11-200-3")
def test_an_open_session_is_not_enough_to_choose_the_password_that_signs(desk: Desk):
    """Whoever finds a session open could otherwise set a password of their own and sign with it."""
    owner = desk.sign_in()
    thief = thief_of(owner)
    for current in ("", "guessed"):
        answer = thief.post("/me/secret/", {"current": current, "secret": OTHER, "again": OTHER})
        assert answer.status_code == 409
    assert "not your present password" in answer.content.decode()
    assert last("people.change_secret")["facts"]["code"] == "not_the_present_secret"
    for _ in range(4):
        thief.post("/me/secret/", {"current": "guessed", "secret": OTHER, "again": OTHER})
    assert Client().post(reverse("account_login"), {"login": desk.person.username, "password": SECRET}).status_code in (
        403,
        429,
    )  # guessing here locks as it does everywhere
    reset()
    assert desk.sign_in(SECRET).get("/reading/").status_code == 200


@pytest.mark.req("P11-200-2")
def test_after_the_time_out_a_signature_needs_name_and_password_again(desk: Desk):
    with time_machine.travel(house.now(), tick=False) as clock:
        client = desk.sign_in()
        form = desk.shown(client)
        clock.shift(timedelta(minutes=16))
        assert leads_to_sign_in(client.post(desk.url, {**form, "secret": SECRET}))
        assert not desk.is_signed()
        client.post(reverse("account_login"), {"login": desk.person.username, "password": SECRET})
        client.post(desk.url, {**desk.shown(client), "secret": SECRET})
    assert desk.is_signed()


@pytest.mark.req("P11-200-1")
def test_each_signature_in_a_session_asks_for_the_password(desk: Desk):
    client = desk.sign_in()
    form = desk.shown(client)
    for secret in ({}, {"secret": ""}, {"secret": OTHER}):
        client.post(desk.url, {**form, **secret})
        assert not desk.is_signed()
    client.post(desk.url, {**form, "secret": SECRET})
    assert desk.is_signed()


@pytest.mark.parametrize("headers", [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}])
def test_another_site_cannot_have_a_signature_made(desk: Desk, headers: dict[str, str]):
    client = desk.sign_in()
    client.handler.enforce_csrf_checks = True
    form = desk.shown(client)
    token = client.cookies["csrftoken"].value
    more = {"csrfmiddlewaretoken": token} if headers else {}  # even with the token, the origin must be ours
    assert client.post(desk.url, {**form, **more, "secret": SECRET}, **headers).status_code == 403
    assert not desk.is_signed()
    own = {"csrfmiddlewaretoken": token, "secret": SECRET}
    assert client.post(desk.url, {**form, **own}, HTTP_ORIGIN="http://testserver").status_code == 302
    assert desk.is_signed()


def test_the_signing_page_can_not_be_framed(desk: Desk):
    answer = desk.sign_in().get(desk.url)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_signing_request_sent_again_signs_nothing_more(desk: Desk):
    client = desk.sign_in()
    request = {**desk.shown(client), "secret": SECRET}
    client.post(desk.url, request)
    assert (desk.is_signed(), desk.signatures) == (True, 1)
    client.post(desk.url, request)
    assert desk.signatures == 1
    assert last("reads.sign")["facts"]["code"] == "locked"


@pytest.mark.req("P11-70-2")
def test_a_recorded_request_does_not_sign_a_reopened_read(desk: Desk):
    """The same content stands there again, but it is another row: its revision is not the one that was shown."""
    client = desk.sign_in()
    request = {**desk.shown(client), "secret": SECRET}
    client.post(desk.url, request)
    manager = desk.reading.world.caller("project manager")
    fresh = actions.reopen(manager, Read.objects.select_related("task", "signature").get(pk=desk.read.pk), "look again")
    assert int(request["revision"]) != fresh.revision
    client.post(desk.url, request)
    fresh.refresh_from_db()
    assert (fresh.state, fresh.signature_id) == ("open", None)
    old = Signature.objects.get(object_id=desk.read.pk)
    assert (old.voided_at is not None, old.void_reason) == (True, "look again")
    assert Read.objects.get(pk=desk.read.pk).state == "reopened"


@pytest.mark.req("P11-70-1")
def test_what_changed_between_display_and_signature_is_not_signed_even_with_the_new_revision(desk: Desk):
    client = desk.sign_in()
    form = desk.shown(client)
    changed = actions.save_draft(desk.reading.caller(desk.task), desk.read, entries(target("T1", 12.0)))
    client.post(desk.url, {**form, "secret": SECRET})
    assert last("reads.sign")["facts"]["code"] in ("stale", "content_changed")
    client.post(desk.url, {**form, "revision": changed.revision, "secret": SECRET})
    assert last("reads.sign")["facts"]["code"] == "content_changed"
    assert not desk.is_signed()


def test_a_meaning_name_or_time_that_is_sent_along_changes_nothing(desk: Desk):
    client = desk.sign_in()
    lies = {"meaning": "approval of the trial", "printed_name": "Petra Manager", "signed_at": "2020-01-01", "role": "x"}
    before = house.now()
    client.post(desk.url, {**desk.shown(client), **lies, "secret": SECRET})
    (signature,) = Signature.objects.filter(object_id=desk.read.pk)
    assert (signature.printed_name, signature.role) == (desk.person.printed_name, "reader")
    assert "approval of the trial" not in signature.meaning
    assert signature.signed_at >= before
    assert is_bound(signature)


@pytest.mark.req("P11-300-4")
def test_guessing_in_the_signing_dialogue_locks_the_account(desk: Desk):
    client = desk.sign_in()
    form = desk.shown(client)
    for guess in range(5):
        client.post(desk.url, {**form, "secret": f"guess {guess}"})
    told = [json.loads(one.body) for one in Entry.objects.filter(action="reads.sign")]
    assert [one["facts"]["code"] for one in told] == ["wrong_secret"] * 5
    client.post(desk.url, {**form, "secret": SECRET})
    assert not desk.is_signed()
    anywhere = Client().post(reverse("account_login"), {"login": desk.person.username, "password": SECRET})
    assert anywhere.status_code in (403, 429)


@pytest.mark.req("P11-200-3")
def test_nobody_signs_in_somebodys_session_with_their_own_password(desk: Desk):
    """Reader 2 sits down at reader 1's open session: neither their password nor their name in the form helps."""
    other = desk.reading.task("01-001", 2)
    person = Person.objects.select_related("account").get(pk=other.reader_id)
    person.account.set_password(OTHER)
    person.account.save()
    client = desk.sign_in()
    for more in ({}, {"username": person.username}, {"login": person.username}, {"person": str(person.pk)}):
        client.post(desk.url, {**desk.shown(client), **more, "secret": OTHER})
        assert last("reads.sign")["facts"]["code"] == "wrong_secret"
        assert last("reads.sign")["actor"]["id"] == str(desk.person.pk)
        reset()
    assert (desk.is_signed(), desk.signatures) == (False, 0)


@pytest.mark.req("P11-200-3")
def test_an_administrator_who_resets_a_password_cannot_sign_with_it(desk: Desk):
    reset_secret(desk, Client())
    client = desk.sign_in(OTHER)
    assert client.get(desk.url).url == "/me/secret/"
    assert client.post(desk.url, {"shown_digest": "0" * 64, "secret": OTHER}).url == "/me/secret/"
    content = signing.prepare(Read.objects.select_related("task__subject", "definition").get(pk=desk.read.pk)).content
    caller = desk.reading.caller(desk.task).signing(SignatureRequest(content_digest(content), OTHER))
    with pytest.raises(Refused) as refused:  # not even past the pages
        actions.sign(caller, desk.read)
    assert refused.value.code == "secret_not_own"
    entered = last("people.reset_secret")
    assert (entered["actor"]["role"], entered["object"]["id"]) == ("administrator", str(desk.person.pk))


def test_no_page_lets_an_administrator_act_as_somebody_else(desk: Desk):
    client = Client()
    client.post(reverse("account_login"), {"login": "admin", "password": SECRET})
    for attempt in ({"HTTP_X_REMOTE_USER": desk.person.username}, {"HTTP_REMOTE_USER": desk.person.username}):
        assert client.get(f"{desk.url}?as={desk.person.username}", **attempt).status_code == 404
    assert client.post(desk.url, {"shown_digest": "0" * 64, "secret": SECRET}).status_code == 404
    assert not desk.is_signed()


@pytest.mark.req("P11-10G-2")
def test_a_reader_whose_role_ended_after_the_page_was_shown_signs_nothing(desk: Desk):
    client = desk.sign_in()
    form = desk.shown(client)
    held = Membership.objects.get(person=desk.person, role="reader")
    people.end_role(desk.reading.world.caller("project manager"), held, "contract ended")
    client.post(desk.url, {**form, "secret": SECRET})
    assert (desk.is_signed(), desk.signatures) == (False, 0)


def test_a_signature_under_another_read_or_version_does_not_fit(desk: Desk):
    client = desk.sign_in()
    client.post(desk.url, {**desk.shown(client), "secret": SECRET})
    (signature,) = Signature.objects.filter(object_id=desk.read.pk)
    assert is_bound(signature)
    for field, value in (
        ("object_id", desk.task.pk),
        ("object_type", "qc.qcdecision"),
        ("printed_name", "Petra Manager"),
        ("meaning", "I approve"),
        ("content_digest", "0" * 64),
        ("signed_at", signature.signed_at - timedelta(days=1)),
        ("person_id", desk.reading.world.people["monitor"].pk),
    ):
        moved = Signature.objects.get(pk=signature.pk)
        setattr(moved, field, value)
        assert not is_bound(moved), field


def test_a_password_is_in_no_address_no_log_and_no_table(desk: Desk, caplog: pytest.LogCaptureFixture):
    secret = "only once in my life"
    person = Person.objects.select_related("account").get(pk=desk.person.pk)
    person.account.set_password(secret)
    person.account.save()
    client = desk.sign_in(secret)
    assert not client.get(f"{desk.url}?secret=x").content.count(b'value="x"')
    client.post(desk.url, {**desk.shown(client), "secret": f"{secret}!"})
    client.post(desk.url, {**desk.shown(client), "secret": secret})
    assert desk.is_signed()
    assert secret not in caplog.text
    from django.apps import apps

    for model in apps.get_models():
        for row in model.objects.values_list():
            assert secret not in str(row), model


class TestRaces:
    """Two processes that were both shown the same page sign at the same moment."""

    pytestmark = pytest.mark.timeout(300)

    @pytest.mark.parametrize("act", ["decide", "sign"])
    def test_one_of_two_signers_wins_on_postgresql(self, copy_pg: Warm, second_pg: Warm, act: str):
        race(copy_pg, second_pg, act)

    @pytest.mark.parametrize("act", ["decide", "sign"])
    def test_one_of_two_signers_wins_on_sqlite(self, copy: Warm, second: Warm, act: str):
        race(copy, second, act)


def race(one: Warm, other: Warm, act: str) -> None:
    said = sorted(Race(one, other).run(act))
    assert said[0] == "done"
    assert said[1] in {f"refused: {code}" for code in ("stale", "locked", "not_in_qc", "content_changed")}
    code, told = one.verify()
    assert (code, told["faults"]) == (0, [])
    found = json.loads(one.run("aftermath", act)[1])["found"][act]
    assert (found["entries"], found["rows"], found["signatures"]) == (1, 1, 1)
