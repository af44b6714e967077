"""Signatures: bound to what was shown, to the signer and to the record; each way round them is refused."""

import pytest

from centralis.apps.action import Act, Caller, Origin, SignatureRequest, action, house
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import actions, permissions
from centralis.apps.people.models import Person, Signature
from centralis.apps.people.signing import is_bound, sign, void
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
INSTALLER = Caller.system("test set-up")
SECRET = "a quiet morning in march"
CONTENT = {"sum_of_diameters_mm": "62.0", "response": "PD"}


@pytest.fixture
def sign_test(monkeypatch):
    """An action that signs, for the length of a test, open to administrators."""
    name = "people.test_signature"
    allowed = {**permissions.PERMISSIONS, name: frozenset({"administrator"})}
    monkeypatch.setattr("centralis.apps.people.authority.PERMISSIONS", allowed)

    @action(name, signs=True)
    def act(do: Act, target: Person, content: dict) -> Signature:
        return sign(do, target, content, "test: this is what I saw")

    yield act
    del house.actions[name]


def signer(*, verified: bool = True, accepted: bool = True, own: bool = True) -> Person:
    person = actions.create_person(INSTALLER, SYSTEM, "ada", "Ada Example", secret=SECRET, own_secret=own)
    actions.grant_role(INSTALLER, SYSTEM, person, "administrator")
    if verified:
        actions.verify_identity(INSTALLER, person, "passport")
    if accepted:
        actions.accept_signature(Caller(person.pk, "Ada Example", Origin("test")), person)
    return person


def caller(person: Person, secret: str = SECRET, content: dict = CONTENT) -> Caller:
    shown = SignatureRequest(content_digest(content), secret)
    return Caller(person.pk, person.printed_name, Origin("test", "127.0.0.1")).signing(shown)


@pytest.mark.req("P11-50-1")
@pytest.mark.req("P11-70-1")
def test_a_signature_holds_name_time_meaning_and_fits_its_content_only(sign_test):
    person = signer()
    signature = sign_test(caller(person), person, CONTENT)
    assert (signature.printed_name, signature.meaning) == ("Ada Example", "test: this is what I saw")
    assert is_bound(signature, CONTENT)
    assert not is_bound(signature, {**CONTENT, "response": "SD"})
    signature.object_id = signature.pk
    assert not is_bound(signature)


@pytest.mark.req("P11-200-1")
def test_a_wrong_password_signs_nothing_counts_and_is_entered(sign_test):
    person = signer()
    with pytest.raises(Refused) as refused:
        sign_test(caller(person, "not the password"), person, CONTENT)
    assert refused.value.code == "wrong_secret"
    assert not Signature.objects.exists()
    assert Entry.objects.latest("id").outcome == "refused"
    for _ in range(5):
        with pytest.raises(Refused):
            sign_test(caller(person, "not the password"), person, CONTENT)
    with pytest.raises(Refused):  # locked: now the right one does not help either
        sign_test(caller(person), person, CONTENT)


def test_what_changed_after_it_was_shown_is_not_signed(sign_test):
    person = signer()
    with pytest.raises(Refused) as refused:
        sign_test(caller(person, content={"response": "SD"}), person, CONTENT)
    assert refused.value.code == "content_changed"


@pytest.mark.parametrize(
    ("lacks", "code"),
    [
        ({"verified": False}, "identity_not_verified"),
        ({"accepted": False}, "signature_not_accepted"),
        ({"own": False}, "secret_not_own"),
    ],
)
@pytest.mark.req("P11-200-3")
@pytest.mark.req("P11-100-2")
def test_nobody_signs_before_they_are_ready_to(sign_test, lacks, code):
    person = signer(**lacks)
    with pytest.raises(Refused) as refused:
        sign_test(caller(person), person, CONTENT)
    assert refused.value.code == code


def test_without_a_signature_the_act_is_refused(sign_test):
    person = signer()
    with pytest.raises(Refused) as refused:
        sign_test(Caller(person.pk, "Ada Example", Origin("test")), person, CONTENT)
    assert refused.value.code == "signature_needed"


@pytest.mark.req("P11-70-2")
def test_a_void_signature_stays(sign_test, monkeypatch):
    person = signer()
    signature = sign_test(caller(person), person, CONTENT)
    allowed = {**permissions.PERMISSIONS, "people.test_void": frozenset({"administrator"})}
    monkeypatch.setattr("centralis.apps.people.authority.PERMISSIONS", allowed)

    @action("people.test_void")
    def reopen(do: Act, target: Signature) -> None:
        void(do, target, "reopened: wrong lesion")

    try:
        reopen(Caller(person.pk, "Ada Example", Origin("test")), signature)
    finally:
        del house.actions["people.test_void"]
    stored = Signature.objects.get()
    assert (stored.void_reason, stored.voided_at is not None) == ("reopened: wrong lesion", True)
