"""The list of attacks on sessions and signatures, word by word: which test shows each, and those made nowhere else.

Most are made in test_sessions_signatures and test_read_attacks; `ATTACKS` names them all.
"""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.utils import reset
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from tests.apps.reads.conftest import Reading, entries, target
from tests.apps.reads.test_reader_views import at, form_of

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import Scope, amend
from centralis.apps.ledger.verify import verify
from centralis.apps.people.models import Person, Signature
from centralis.apps.people.signing import is_bound
from centralis.apps.reads import reactions
from centralis.apps.reads.models import Read, ReaderQualification, ReadingTask

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"
HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src" / "centralis" / "apps"
_SESSIONS, _READS, _ACTS = "test_sessions_signatures.py", "test_read_attacks.py", "test_signature_attacks.py"

#: the attack in the words of the list → the tests that make it
ATTACKS: dict[str, tuple[str, ...]] = {
    "fixation": (f"{_SESSIONS}::test_a_session_fixed_before_sign_in_is_worth_nothing_after_it",),
    "theft + replay after logout/password change/disable": (
        f"{_SESSIONS}::test_a_stolen_cookie_dies_with_the_session_and_never_signs",
    ),
    "parallel tabs (sign in tab A after logout in tab B)": (f"{_ACTS}::test_a_tab_left_open_signs_nothing",),
    "CSRF sign": (f"{_SESSIONS}::test_another_site_cannot_have_a_signature_made",),
    "click-jack sign": (f"{_SESSIONS}::test_the_signing_page_can_not_be_framed",),
    "signing request replay (nonce once)": (
        f"{_SESSIONS}::test_a_signing_request_sent_again_signs_nothing_more",
        f"{_SESSIONS}::test_a_recorded_request_does_not_sign_a_reopened_read",
    ),
    "TOCTOU: content changed between display and sign": (
        f"{_SESSIONS}::test_what_changed_between_display_and_signature_is_not_signed_even_with_the_new_revision",
    ),
    "sign by stale version": (f"{_SESSIONS}::test_a_recorded_request_does_not_sign_a_reopened_read",),
    "password in URL/log": (f"{_SESSIONS}::test_a_password_is_in_no_address_no_log_and_no_table",),
    "brute force through the sign dialog": (f"{_SESSIONS}::test_guessing_in_the_signing_dialogue_locks_the_account",),
    "session of user X and credentials of user Y": (
        f"{_SESSIONS}::test_nobody_signs_in_somebodys_session_with_their_own_password",
    ),
    "admin resets password then signs as user": (
        f"{_SESSIONS}::test_an_administrator_who_resets_a_password_cannot_sign_with_it",
    ),
    "impersonation/login as": (f"{_SESSIONS}::test_no_page_lets_an_administrator_act_as_somebody_else",),
    "SSO user without local password": (f"{_ACTS}::test_who_has_no_password_here_signs_nothing",),
    "bulk sign hides items": (f"{_ACTS}::test_a_signature_is_of_one_thing_and_a_second_one_rides_along_with_none",),
    "meaning altered in request": (f"{_SESSIONS}::test_a_meaning_name_or_time_that_is_sent_along_changes_nothing",),
    "signature row copied to another record, other time point, other version": (
        f"{_SESSIONS}::test_a_signature_under_another_read_or_version_does_not_fit",
    ),
    "image swapped after sign": (f"{_READS}::test_images_swapped_after_the_signature_no_longer_fit_it",),
    "printed name changed later": (f"{_READS}::test_a_printed_name_changed_later_changes_no_signature",),
    "clock rolled back": (
        f"{_ACTS}::test_a_clock_set_back_makes_no_signature_before_the_role",
        f"{_ACTS}::test_a_clock_set_back_does_not_change_the_order_of_the_ledger",
    ),
    "timezone trick": (f"{_READS}::test_a_time_or_zone_sent_along_changes_no_time",),
    "deactivated/expired-training reader": (
        f"{_SESSIONS}::test_a_reader_whose_role_ended_after_the_page_was_shown_signs_nothing",
        f"{_ACTS}::test_a_reader_whose_training_ran_out_after_the_page_was_shown_signs_nothing",
        f"{_ACTS}::test_a_reader_shut_out_after_the_page_was_shown_signs_nothing",
    ),
    "unsign by DB": (f"{_READS}::test_a_read_unlocked_in_the_database_is_told",),
    "signer key rotation": (f"{_ACTS}::test_a_new_server_secret_ends_sessions_and_no_signature",),
    "TOTP reuse": (f"{_ACTS}::test_a_one_time_code_is_taken_once",),
    "race of two signers/adjudicator": (
        f"{_SESSIONS}::test_one_of_two_signers_wins_on_sqlite",
        f"{_SESSIONS}::test_one_of_two_signers_wins_on_postgresql",
        f"{_READS}::test_one_adjudicator_of_two_decides",
    ),
    "unlock → edit → relock without new signature": (
        f"{_READS}::test_unlock_edit_relock_needs_a_signature_of_its_own",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_of_the_list_has_a_test_that_exists(attack: str):
    for one in ATTACKS[attack]:
        file, _, name = one.partition("::")
        tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, one


@pytest.fixture(autouse=True)
def unlocked(db: None) -> None:
    reset()
    cache.clear()


@pytest.fixture
def filled(started: Reading) -> Read:
    read: Read = started.fill(started.task("01-001", 1), 1, entries(target("T1", 21.0)))
    return read


def person_of(read: Read) -> Person:
    person: Person = Person.objects.select_related("account").get(pk=read.task.reader_id)
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.username, "password": SECRET})
    assert answer.status_code == 302, answer.content
    return client


def signing_acts() -> Iterator[ast.FunctionDef]:
    """Every act that is declared with `signs=True`."""
    for file in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            marks = [ast.unparse(one) for one in node.decorator_list] if isinstance(node, ast.FunctionDef) else []
            if isinstance(node, ast.FunctionDef) and any("signs=True" in one for one in marks):
                yield node


def url_of(read: Read) -> str:
    return at(read.task.token, read.time_point, "sign/")


def shown(client: Client, read: Read) -> dict[str, str]:
    page = client.get(url_of(read))
    assert page.status_code == 200
    return {**form_of(page.content.decode()), "secret": SECRET}


def is_unsigned(read: Read) -> bool:
    read.refresh_from_db()
    return read.state == "open" and not Signature.objects.filter(object_id=read.pk).exists()


@pytest.mark.req("P11-200-2")
def test_a_tab_left_open_signs_nothing(filled: Read):
    """Signed out in another tab: the form that is still on screen, password and all, leads to the sign-in page."""
    client = signed_in(person_of(filled))
    form = shown(client, filled)
    client.post(reverse("account_logout"))
    answer = client.post(url_of(filled), form)
    assert answer.url.startswith("/account/login/")
    assert is_unsigned(filled)
    other = signed_in(person_of(filled))  # a new session, a new look
    other.post(url_of(filled), shown(other, filled))
    filled.refresh_from_db()
    assert filled.state == "locked"


@pytest.mark.req("P11-200-3")
def test_who_has_no_password_here_signs_nothing(filled: Read):
    """An account whose sign-in is somebody else's affair has nothing to sign with; an empty password is none."""
    person = person_of(filled)
    client = signed_in(person)
    form = shown(client, filled)
    person.account.set_unusable_password()
    person.account.save()
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    for secret in ("", "!", person.account.password, SECRET):
        client.post(url_of(filled), {**form, "secret": secret})
        reset()
        assert is_unsigned(filled)


@pytest.mark.req("P11-200-1")
def test_a_signature_is_of_one_thing_and_a_second_one_rides_along_with_none(started: Reading, filled: Read):
    """No act that signs takes a list, and what another page showed, sent along, is not signed with it."""
    acts = list(signing_acts())
    assert len(acts) >= 9
    many = re.compile("list|Sequence|QuerySet|tuple")
    assert [act.name for act in acts if many.search(ast.unparse(act.args.args[1]))] == []
    started.accept("01-002", "BL")
    reactions.assign_due(started.trial_id)
    task = ReadingTask.objects.select_related("subject", "reader").get(
        subject=started.world.subjects["01-002"], reader_id=filled.task.reader_id
    )
    other = started.fill(task, 1, entries(target("T1", 33.0)))
    client = signed_in(person_of(filled))
    one, two = shown(client, filled), shown(client, other)
    both = {name: [one[name], two[name]] for name in one}
    client.post(url_of(filled), {**both, "read": [str(filled.pk), str(other.pk)], "secret": SECRET})
    client.post(url_of(filled), one)
    filled.refresh_from_db()
    assert filled.state == "locked"
    assert is_unsigned(other)


@pytest.mark.req("P11-10G-2")
def test_a_reader_whose_training_ran_out_after_the_page_was_shown_signs_nothing(started: Reading, filled: Read):
    client = signed_in(person_of(filled))
    form = shown(client, filled)
    for row in ReaderQualification.objects.filter(person_id=filled.task.reader_id):
        amend(row, {"valid_until": house.now().date() - timedelta(days=1)}, house.now())
    answer = client.post(url_of(filled), form, follow=True)
    assert is_unsigned(filled)
    assert "Ask the project manager" in answer.content.decode()


@pytest.mark.req("P11-10G-2")
def test_a_reader_shut_out_after_the_page_was_shown_signs_nothing(started: Reading, filled: Read):
    client = signed_in(person_of(filled))
    form = shown(client, filled)
    amend(person_of(filled), {"is_active": False}, house.now())
    assert client.post(url_of(filled), form).status_code in (302, 404)
    assert is_unsigned(filled)


@pytest.mark.req("R3-6")
def test_a_clock_set_back_makes_no_signature_before_the_role(filled: Read):
    """Roles hold from when they were given: at a time before it nobody is a reader, whatever the page shows."""
    with time_machine.travel(house.now() - timedelta(days=30), tick=False):
        client = signed_in(person_of(filled))
        assert client.get(url_of(filled)).status_code == 404
        assert client.post(url_of(filled), {"shown_digest": "0" * 64, "secret": SECRET}).status_code == 404
    assert is_unsigned(filled)


@pytest.mark.req("R3-6")
def test_a_clock_set_back_does_not_change_the_order_of_the_ledger(started: Reading, filled: Read):
    """The chain keeps the order of acts; a signature says the clock's time, so that a step back can be seen."""
    chain = Scope(started.trial_id).chain
    before = Entry.objects.filter(chain=chain).order_by("-seq").first()
    client = signed_in(person_of(filled))
    form = shown(client, filled)
    back = filled.created_at
    with time_machine.travel(back, tick=False):
        client.post(url_of(filled), form)
    filled.refresh_from_db()
    assert filled.state == "locked"
    entry = Entry.objects.filter(chain=chain, action="reads.sign").order_by("-seq").first()
    assert entry.seq > before.seq
    assert Signature.objects.get(object_id=filled.pk).signed_at == back
    found = verify(False)
    assert found.faults == []
    remarks = [one for one in found.remarks if one.place.startswith(chain)]
    assert {one.kind for one in remarks} <= {"clock set back"}


def test_a_new_server_secret_ends_sessions_and_no_signature(filled: Read):
    client = signed_in(person_of(filled))
    client.post(url_of(filled), shown(client, filled))
    signature = Signature.objects.get(object_id=filled.pk)
    assert is_bound(signature)
    with override_settings(SECRET_KEY="another secret of the server, fifty characters long, made new"):
        assert client.get("/reading/").url.startswith("/account/login/")
        assert is_bound(Signature.objects.get(pk=signature.pk))
        assert settings.SECRET_KEY not in str(signature.__dict__)


def test_a_one_time_code_is_taken_once(filled: Read):
    person = person_of(filled)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(person.account, secret)
    with time_machine.travel(house.now(), tick=False):
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

        def enter() -> Client:
            client = Client()
            client.post(reverse("account_login"), {"login": person.username, "password": SECRET})
            assert client.get("/reading/").url.startswith("/account/login/"), "the password alone lets nobody in"
            client.post(reverse("mfa_authenticate"), {"code": code})
            return client

        assert enter().get("/reading/").status_code == 200
        assert enter().get("/reading/").status_code == 302, "the same code again, within its half minute"
        cache.clear()
        assert enter().get("/reading/").status_code == 302, "the same code again, after the server was restarted"
