"""The first start makes one administrator with a one-time secret, and nothing that anybody could know beforehand."""

import pytest
from django.test import Client
from django.urls import reverse

from centralis.apps.ledger.models import Entry
from centralis.apps.people.models import Account, Membership, Person
from centralis.cli.first_run import ensure_administrator

pytestmark = pytest.mark.django_db


@pytest.mark.req("SEC-5")
def test_the_first_start_makes_one_account_whose_secret_is_shown_once():
    assert not Account.objects.exists()  # migrations bring no account along
    secret = ensure_administrator()
    assert secret is not None
    assert len(secret) >= 20
    person = Person.objects.select_related("account").get()
    assert person.account.must_change_secret
    assert Membership.objects.get().role == "administrator"
    assert not Entry.objects.filter(body__contains=secret).exists()
    assert ensure_administrator() is None
    assert Account.objects.count() == 1


@pytest.mark.req("SEC-5")
def test_the_secret_opens_nothing_but_its_own_change():
    secret = ensure_administrator()
    client = Client()
    client.post(reverse("account_login"), {"login": "administrator", "password": secret})
    for page in ("/people/", "/tasks/", "/trials/new/"):
        assert client.get(page).url == "/me/secret/"


@pytest.mark.req("SEC-5")
@pytest.mark.parametrize("guess", ["", "admin", "administrator", "password", "centralis", "changeme"])
def test_no_password_that_everybody_knows_signs_in(guess: str):
    ensure_administrator()
    for name in ("admin", "administrator", "root", "centralis"):
        client = Client()
        client.post(reverse("account_login"), {"login": name, "password": guess})
        assert client.get("/tasks/").status_code == 302
