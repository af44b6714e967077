"""The first start: no default account exists, so one administrator is made with a secret that is shown once."""

from centralis.apps.action import Caller
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import actions, queries
from centralis.apps.people.roles import Role


def ensure_administrator() -> str | None:
    """Make the first administrator if nobody exists yet; return the one-time secret, or None (ASVS 6.3.2)."""
    installer = Caller.system("first run")
    if queries.anybody(installer):
        return None
    secret = actions.new_secret()
    person = actions.create_person(installer, SYSTEM, "administrator", "Administrator", secret=secret)
    actions.grant_role(installer, SYSTEM, person, Role.ADMINISTRATOR, "the first start of this installation")
    return secret
