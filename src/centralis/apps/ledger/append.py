"""Append an entry to a chain, inside the caller's transaction. Only the door calls this."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from centralis.apps.ledger.recorded import Scope
from centralis.core.ledger.canonical import canonical_bytes, digest_hex, utc_text
from centralis.core.ledger.chain import GENESIS

FORMAT = 1

#: Chains this process appended to and has not published a checkpoint of since; a hint, never the truth.
chains_written: set[str] = set()

LAST = "SELECT seq, digest FROM ledger_entry WHERE chain = %s ORDER BY seq DESC LIMIT 1"
INSERT = (
    "INSERT INTO ledger_entry (chain, seq, at, action, outcome, actor, subject, object_id, prev, digest, body) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(slots=True)
class Draft:
    """What an entry will say, before it has a place in its chain."""

    scope: Scope
    at: datetime
    action: str
    outcome: str
    actor: dict[str, str]
    origin: dict[str, str]
    object: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Appended:
    """Where the entry came to stand."""

    chain: str
    seq: int
    digest: str


def append(draft: Draft) -> Appended:
    """Give the draft the next place in its chain and store it. Must run inside a transaction.

    Plain SQL, because every act passes here: the object mapper would cost more than the database.
    """
    chain = draft.scope.chain
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # SQLite's IMMEDIATE transactions already follow each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])
        cursor.execute(LAST, [chain])
        last = cursor.fetchone()
        seq, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
        at = utc_text(draft.at)
        body = {
            "format": FORMAT,
            "chain": chain,
            "seq": seq,
            "prev": prev,
            "at": at,
            "action": draft.action,
            "outcome": draft.outcome,
            "actor": draft.actor,
            "origin": draft.origin,
            "subject": draft.scope.subject,
            "object": draft.object,
            "reason": draft.reason,
            "changes": draft.changes,
            "facts": draft.facts,
        }
        text = canonical_bytes(body)
        digest = digest_hex(text)
        about = draft.object.get("id", "")
        columns = [chain, seq, at, draft.action, draft.outcome, draft.actor["id"], draft.scope.subject, about]
        cursor.execute(INSERT, [*columns, prev, digest, text.decode()])
    chains_written.add(chain)
    return Appended(chain, seq, digest)
