"""Accounts, roles and keys: who may hand them out, and what stays known of them."""

import json
from uuid import uuid4

import pytest

from centralis.apps.action import Caller, Origin
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import SYSTEM, Scope
from centralis.apps.people import actions, queries
from centralis.apps.people.models import Membership, Person, Token
from centralis.apps.people.roles import Role
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
INSTALLER = Caller.system("test set-up")


def someone(username: str) -> Person:
    return actions.create_person(
        INSTALLER, SYSTEM, username, username.title(), secret="a quiet morning in march", own_secret=True
    )


def at_the_door(person: Person) -> Caller:
    return Caller(person.pk, person.printed_name, Origin("test", "127.0.0.1"))


@pytest.fixture
def trial() -> Scope:
    return Scope(uuid4())


@pytest.fixture
def manager(trial: Scope) -> Caller:
    person = someone("manager")
    actions.grant_role(INSTALLER, trial, person, Role.PROJECT_MANAGER)
    return at_the_door(person)


@pytest.mark.req("P11-100-1")
def test_a_user_name_is_never_given_again_not_even_in_another_case():
    person = someone("ada")
    administrator = someone("root")
    actions.grant_role(INSTALLER, SYSTEM, administrator, Role.ADMINISTRATOR)
    actions.set_active(at_the_door(administrator), person, False, "left the company")
    with pytest.raises(Refused) as refused:
        someone("ADA")
    assert refused.value.code == "username_taken"


@pytest.mark.req("R3-12")
@pytest.mark.req("A11N-1")
def test_a_manager_grants_roles_in_their_own_trial_only(trial: Scope, manager: Caller):
    ada = someone("ada")
    held = actions.grant_role(manager, trial, ada, Role.QC_ANALYST)
    assert (held.role, held.trial_id) == (Role.QC_ANALYST, trial.trial_id)
    with pytest.raises(Refused) as refused:
        actions.grant_role(manager, Scope(uuid4()), ada, Role.QC_ANALYST)
    assert refused.value.code == "not_permitted"


def test_who_is_a_qc_analyst_cannot_become_a_reader_of_the_same_trial(trial: Scope, manager: Caller):
    ada = someone("ada")
    actions.grant_role(manager, trial, ada, Role.QC_ANALYST)
    with pytest.raises(Refused) as refused:
        actions.grant_role(manager, trial, ada, Role.READER)
    assert refused.value.code == "role_conflict"
    assert "QC analyst" in refused.value.sentence
    assert Membership.objects.filter(person=ada).count() == 1


@pytest.mark.req("FDA24-3")
@pytest.mark.req("A11-12")
def test_the_access_list_answers_for_a_past_moment(trial: Scope, manager: Caller):
    ada = someone("ada")
    held = actions.grant_role(manager, trial, ada, Role.QC_ANALYST)
    before = held.began_at
    actions.end_role(manager, held, "moved to another team")
    now = {m.person.username for m in queries.persons_of_trial(trial.trial_id)}
    then = {m.person.username for m in queries.persons_of_trial(trial.trial_id, before)}
    assert (now, then) == ({"manager"}, {"manager", "ada"})


def test_the_last_administrator_stays():
    root = someone("root")
    held = actions.grant_role(INSTALLER, SYSTEM, root, Role.ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        actions.end_role(at_the_door(root), held, "tired")
    assert refused.value.code == "last_administrator"


@pytest.mark.req("P11-10H-1")
def test_a_key_acts_for_its_owner_in_one_role_until_it_is_revoked(trial: Scope, manager: Caller):
    token, secret = actions.issue_token(manager, trial, "gateway", Role.PROJECT_MANAGER)
    assert secret not in {token.digest, str(token.pk)}
    assert not Entry.objects.filter(body__contains=secret).exists()
    caller = queries.caller_of_token(secret, "10.1.1.1")
    assert caller is not None
    assert (caller.person_id, caller.role, caller.origin.via) == (manager.person_id, Role.PROJECT_MANAGER, "api")
    actions.revoke_token(manager, Token.objects.get(), "lost")
    assert queries.caller_of_token(secret, "10.1.1.1") is None


@pytest.mark.req("P11-10G-1")
def test_a_key_opens_its_own_trial_and_site_only(trial: Scope, manager: Caller):
    other, here, there = Scope(uuid4()), Scope(trial.trial_id, uuid4()), Scope(trial.trial_id, uuid4())
    ada = someone("ada")
    for scope in (here, there):
        actions.grant_role(manager, scope, ada, Role.SITE_COORDINATOR)
    actions.grant_role(INSTALLER, Scope(other.trial_id, uuid4()), ada, Role.SITE_COORDINATOR)
    _token, secret = actions.issue_token(at_the_door(ada), here, "gateway", Role.SITE_COORDINATOR)
    caller = queries.caller_of_token(secret, "10.1.1.1")
    assert caller is not None
    assert queries.trials_of(caller, "intake.announce") == {trial.trial_id}
    assert queries.sites_of(caller, "intake.announce", trial.trial_id) == {here.site_id}
    with pytest.raises(Refused) as refused:
        actions.issue_token(caller, there, "another", Role.SITE_COORDINATOR)
    assert refused.value.code == "not_permitted"


@pytest.mark.req("P11-10J-1")
def test_only_oneself_accepts_that_a_signature_binds(trial: Scope, manager: Caller):
    ada = someone("ada")
    with pytest.raises(Refused):
        actions.accept_signature(manager, ada)
    assert actions.accept_signature(at_the_door(ada), ada).signature_accepted_at is not None


@pytest.mark.req("R3-1")
def test_a_reset_secret_is_entered_but_never_written_down(manager: Caller):
    root, ada = someone("root"), someone("ada")
    actions.grant_role(INSTALLER, SYSTEM, root, Role.ADMINISTRATOR)
    actions.reset_secret(at_the_door(root), ada, "another one-time secret", "forgotten")
    ada.account.refresh_from_db()
    assert ada.account.must_change_secret
    assert ada.account.check_password("another one-time secret")
    entry = json.loads(Entry.objects.latest("id").body)
    assert (entry["action"], entry["reason"]) == ("people.reset_secret", "forgotten")
    assert not Entry.objects.filter(body__contains="another one-time secret").exists()
