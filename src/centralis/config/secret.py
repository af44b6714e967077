"""The server's own secret: made once, kept readable by its owner alone."""

import os
import secrets
from pathlib import Path


def server_secret(home: Path) -> str:
    """Return the secret in `home/keys/server.secret`, making it at the first start. Never a default in the code."""
    path = home / "keys" / "server.secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    return fresh
