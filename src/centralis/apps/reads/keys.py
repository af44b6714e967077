"""The two secrets of reading, kept as files beside the server's own and never in the database or the ledger.

A trial's seed orders its cases; while it is sealed nobody can read or foretell an order, and the commitment that is
entered shows later that it is the same seed (blinding leak L45). The token key makes readers' addresses.
"""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from centralis.apps.intake.keys import key_at


def trial_seed(trial_id: UUID) -> bytes:
    """Return the trial's 32-byte seed, drawing it when it is asked for the first time."""
    return key_at(seed_path(trial_id))


def seed_path(trial_id: UUID) -> Path:
    """Where the trial's seed lies once it was drawn."""
    return Path(settings.KEYS) / "reading" / f"{trial_id}.seed"


def sealed_seed(trial_id: UUID) -> bytes | None:
    """Return the seed as it lies in its file now, or None when there is none that can be read; none is drawn."""
    try:
        return bytes.fromhex(seed_path(trial_id).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def token_key() -> bytes:
    """Return the key behind the opaque tokens of readers' addresses."""
    return key_at(Path(settings.KEYS) / "reading" / "tokens.key")
