"""Say what an entry's action was in plain words: labels, not codes (ICH E6(R3) 4.2.2(c)).

A completeness test fails for an action without a line here; until it has one, its code is made readable.
"""

from collections.abc import Mapping
from types import MappingProxyType

ACTION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ledger.export": "exported the ledger",
        "ledger.verify": "verified the ledger",
        "ledger.timeline_export": "exported a subject's timeline",
        "ledger.search_export": "exported the audit trail",
        "people.accept_signature": "accepted that their electronic signature binds like one by hand",
        "people.change_secret": "changed their own password",
        "people.create_person": "gave a person an account",
        "people.end_role": "ended a person's role",
        "people.grant_role": "gave a person a role",
        "people.issue_token": "issued a key for a machine",
        "people.reset_secret": "gave a person a new one-time password",
        "people.revoke_token": "revoked a machine's key",
        "people.set_active": "let a person in, or kept them out",
        "people.sign_in": "signed in",
        "people.sign_out": "signed out",
        "people.verify_identity": "recorded that a person's identity was verified",
    }
)

#: An action's first word → the stage of an image's life that it belongs to, in their order.
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "trials": "trial and visits",
        "governance": "approval and consent",
        "sites": "site and scanner",
        "intake": "receipt",
        "qc": "quality control",
        "reads": "reading",
        "outcomes": "outcomes",
        "people": "people and access",
        "ledger": "inspection",
        "web": "pages",
    }
)

OUTCOME_WORDS: Mapping[str, str] = MappingProxyType({"done": "done", "refused": "refused", "viewed": "viewed"})


def words_of(action: str) -> str:
    """Return an action's plain words, e.g. "accepted the exam"; of one without a line, its code made readable."""
    known = ACTION_WORDS.get(action)
    if known:
        return known
    room, _, rest = action.partition(".")
    return f"{room}: {rest.replace('_', ' ')}" if rest else action.replace("_", " ")


def stage_of(action: str) -> str:
    """Return the stage of an image's life that an action belongs to."""
    room = action.partition(".")[0]
    return STAGES.get(room, room.replace("_", " "))
