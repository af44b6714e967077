"""Append an entry to a chain, inside the caller's transaction. Only the door calls this."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import Scope
from centralis.core.ledger.canonical import canonical_bytes, digest_hex, utc_text
from centralis.core.ledger.chain import GENESIS

FORMAT = 1


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


def append(draft: Draft) -> Entry:
    """Give the draft the next place in its chain and store it. Must run inside a transaction."""
    chain = draft.scope.chain
    _hold_chain(chain)
    last = Entry.objects.filter(chain=chain).order_by("-seq").values_list("seq", "digest").first()
    seq, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
    body = {
        "format": FORMAT,
        "chain": chain,
        "seq": seq,
        "prev": prev,
        "at": utc_text(draft.at),
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
    return Entry.objects.create(
        chain=chain,
        seq=seq,
        at=body["at"],
        action=draft.action,
        outcome=draft.outcome,
        actor=draft.actor["id"],
        subject=draft.scope.subject,
        object_id=draft.object.get("id", ""),
        prev=prev,
        digest=digest_hex(text),
        body=text.decode(),
    )


def _hold_chain(chain: str) -> None:
    """Make appends to one chain follow each other. SQLite's IMMEDIATE transactions already do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])
