"""The database: SQLite made durable by default, PostgreSQL by DATABASE_URL."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from centralis.config.parts.base import HOME


def database_from(url: str) -> dict[str, Any]:
    """Read `postgresql://user:secret@host:port/name?host=/socket/folder`. Raises ValueError for another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"DATABASE_URL must start with postgresql:// (it starts with {parts.scheme}://)")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


#: WAL and synchronous=FULL: a committed entry survives a power cut. IMMEDIATE: writers queue instead of failing.
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / "centralis.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
        ),
    },
}

DATABASES = {"default": database_from(os.environ["DATABASE_URL"]) if os.environ.get("DATABASE_URL") else SQLITE}
