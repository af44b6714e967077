"""Sessions end by themselves, guessing locks, and every page carries what protects it."""

from datetime import UTC, datetime, timedelta
from importlib import reload
from unittest import mock

import pytest
import time_machine
from axes.utils import reset
from django.test import Client
from django.urls import reverse

from centralis.apps.action import Caller, Origin
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import actions as people
from centralis.config.parts import security

SECRET = "a quiet morning in march"
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(db):
    """Somebody with a password of their own and no role."""
    system = Caller.system("test set-up")
    return people.create_person(system, SYSTEM, "ines", "Ines Example", secret=SECRET, own_secret=True)


def sign_in(client: Client, secret: str = SECRET, username: str = "ines"):
    return client.post(reverse("account_login"), {"login": username, "password": secret})


def entered(action: str) -> list[tuple[str, str]]:
    return list(Entry.objects.filter(action=action).order_by("seq").values_list("action", "outcome"))


@pytest.mark.req("P11-10D")
def test_a_sign_in_and_a_sign_out_are_entered(person, client):
    assert sign_in(client).status_code == 302
    assert entered("people.sign_in") == [("people.sign_in", "done")]
    client.post(reverse("account_logout"))
    assert entered("people.sign_out") == [("people.sign_out", "done")]
    assert client.get("/tasks/").status_code == 302


def test_a_session_left_alone_for_fifteen_minutes_ends(clock, person, client):
    sign_in(client)
    clock.shift(timedelta(minutes=14, seconds=59))
    assert client.get("/tasks/").status_code == 200
    clock.shift(timedelta(minutes=15, seconds=1))
    answer = client.get("/tasks/")
    assert answer.url == "/account/login/?next=/tasks/&ended=1"
    assert client.get("/tasks/").status_code == 302


def test_a_session_kept_going_ends_after_twelve_hours(clock, person, client):
    sign_in(client)
    for _ten_minutes in range(71):
        clock.shift(timedelta(minutes=10))
        assert client.get("/keepalive").status_code == 204
    clock.shift(timedelta(minutes=10, seconds=1))
    assert client.get("/keepalive").status_code == 302
    assert client.get("/tasks/").status_code == 302


@pytest.mark.req("P11-300D")
def test_five_wrong_passwords_lock_and_each_is_entered(person, client):
    reset()
    for _guess in range(5):
        sign_in(client, "not the password")
    answer = sign_in(client)
    assert answer.status_code in (403, 429)
    assert client.get("/tasks/").status_code == 302
    refusals = [outcome for _action, outcome in entered("people.sign_in")]
    assert refusals.count("refused") >= 5
    assert "done" not in refusals


def test_the_lock_opens_again_after_half_an_hour(clock, person, client):
    reset()
    for _guess in range(5):
        sign_in(client, "not the password")
    assert sign_in(client).status_code in (403, 429)
    clock.shift(timedelta(minutes=31))
    assert sign_in(client).status_code == 302


def test_a_wrong_password_and_an_unknown_name_look_the_same(person):
    texts = []
    for username in ("ines", "nobody-at-all"):
        reset()
        page = sign_in(Client(), "not the password", username).content.decode().replace(username, "NAME")
        texts.append([line for line in page.splitlines() if "csrf" not in line])
    assert texts[0] == texts[1]


def test_who_has_a_one_time_password_must_choose_an_own_one_first(db, client):
    people.create_person(Caller.system("test set-up"), SYSTEM, "new", "Nora New", secret=SECRET)
    sign_in(client, username="new")
    assert client.get("/tasks/").url == "/me/secret/"
    assert client.get("/me/secret/").status_code == 200


def test_a_person_who_was_shut_out_is_out_at_once(person, client):
    sign_in(client)
    assert client.get("/tasks/").status_code == 200
    people.grant_role(Caller.system("installation"), SYSTEM, person, "administrator")
    other = people.create_person(Caller.system("t"), SYSTEM, "ada", "Ada Example", secret=SECRET, own_secret=True)
    people.grant_role(Caller.system("installation"), SYSTEM, other, "administrator")
    people.set_active(Caller(other.pk, "Ada Example", Origin("test")), person, False, "left the company")
    assert client.get("/tasks/").status_code == 302


def test_a_second_factor_can_be_set_up(person, client):
    sign_in(client)
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    assert page.status_code == 200


@pytest.mark.parametrize("path", ["/account/login/", "/nowhere/", "/healthz", "/tasks/", "/me/", "/account/2fa/"])
def test_every_page_carries_the_content_policy(person, client, path):
    sign_in(client)
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_cookies_are_for_this_server_and_its_scripts_do_not_read_the_session(person, client):
    cookies = sign_in(client).cookies
    assert cookies["sessionid"]["httponly"]
    assert cookies["sessionid"]["samesite"] == "Lax"


def test_behind_tls_cookies_are_secure(person, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    cookies = sign_in(Client()).cookies
    assert cookies["sessionid"]["secure"]


def test_tls_is_one_switch():
    with mock.patch.dict("os.environ", {"CENTRALIS_TLS": "1"}):
        strict = reload(security)
        assert strict.SESSION_COOKIE_SECURE is strict.CSRF_COOKIE_SECURE is strict.SECURE_SSL_REDIRECT is True
        assert strict.SECURE_HSTS_SECONDS >= 31_536_000
    assert reload(security).SESSION_COOKIE_SECURE is False


def test_a_form_without_its_token_is_refused(person):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("account_login"), {"login": "ines", "password": SECRET}).status_code == 403
