"""Browsers of the cast: signed in, as the pages meet them."""

from collections.abc import Callable

import pytest
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browser(world) -> Callable[[str], Client]:
    """`browser("monitor")` is signed in as that part of the cast."""

    def signed_in(part: str) -> Client:
        client = Client()
        client.force_login(world.people[part].account, backend=BACKEND)
        return client

    return signed_in
