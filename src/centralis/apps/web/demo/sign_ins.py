"""The demonstration's sign-ins: drawn once, kept in one file that its owner alone can read, printed at each start."""

import os
from collections.abc import Mapping
from pathlib import Path

from centralis.apps.people.actions import new_secret
from centralis.apps.web.demo.cast import CAST

FILE = "demo-sign-ins.txt"
_HEADING = ("role", "user name", "password", "who")
_GAP = "  "


def draw() -> dict[str, str]:
    """A password for each user name of the cast, but for its outsider."""
    return {row[0]: new_secret() for part, row in CAST.items() if part != "outsider"}


def write(home: Path, secrets: Mapping[str, str]) -> None:
    """Keep the table in the home folder, readable by its owner alone."""
    path = home / FILE
    draft = path.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(table(secrets) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(path)


def read(home: Path) -> dict[str, str]:
    """User names and their passwords, as kept. Raises FileNotFoundError."""
    known = {row[0] for row in CAST.values()}
    found = {}
    for line in (home / FILE).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(_GAP) if cell.strip()]
        if len(cells) == len(_HEADING) and cells[1] in known:
            found[cells[1]] = cells[2]
    return found


def table(secrets: Mapping[str, str]) -> str:
    """One line a person: role, user name, password, name and site."""
    rows = [_HEADING]
    for username, name, role, site in CAST.values():
        if username in secrets:
            rows.append((str(role.value), username, secrets[username], f"{name}, site {site}" if site else name))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADING))]
    return "\n".join(
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
