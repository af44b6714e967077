"""Keys kept beside the server's own secret, each made once: such as that which replaces a trial's identifiers."""

import contextlib
import os
import secrets
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from centralis.services.store import sync_folder


def trial_key(trial_id: UUID) -> bytes:
    """Return the trial's 32-byte key, making it (durably, readable by its owner alone) at the trial's first image."""
    return key_at(Path(settings.KEYS) / "deidentification" / f"{trial_id}.key")


@lru_cache(maxsize=256)
def key_at(path: Path) -> bytes:
    """Return the 32-byte key that the file holds; where there is none yet, one is drawn and brought to disk first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make(path.parent, path)
    return bytes.fromhex(path.read_text(encoding="ascii"))


def _make(folder: Path, path: Path) -> None:
    """Write the whole key under another name first: nobody ever sees half of one, and the first maker wins."""
    draft = folder / f".{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    sync_folder(folder)
