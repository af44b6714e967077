"""Build the demonstration in a home folder, once: found whole, it is kept; found half, it is built anew.

A marker in the home says which. It is written before the first act, in a home that holds nothing yet, so that only
what a demonstration made is ever thrown away.
"""

import json
import os
import shutil
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from centralis.apps.people.models import Account
from centralis.apps.trials.models import Trial
from centralis.apps.web.demo import plot, real_data, sign_ins, story
from centralis.apps.web.demo.cast import build_world
from centralis.apps.web.demo.folder import sort_folder

MARKER = "demo.json"
Tell = Callable[[str, int, int], None]
"""Hears what is being done, and how much of how much is through."""


class DemoFault(Exception):
    """Why no demonstration can be made here, in a sentence."""


class Built(Enum):
    """What became of the demonstration, as a sentence."""

    NOW = "The demonstration was built."
    ANEW = "The last build was interrupted: what it left was thrown away, and the demonstration was built anew."
    BEFORE = "The demonstration is there already; it is kept."


def ensure_demo(home: Path, tell: Tell) -> Built:
    """Make sure that the whole demonstration is there; say whether it was built now. Raises DemoFault."""
    state = read_marker(home)
    if state == "building":
        tell("Throwing an interrupted build away", 0, 1)
        _throw_away(home)
    call_command("migrate", interactive=False, verbosity=0)
    if state == "complete":
        return Built.BEFORE
    if Account.objects.exists() or Trial.objects.exists():
        raise DemoFault(
            f"The database of {home} holds people or trials already, and they are not the demonstration's. "
            "Give the demonstration a folder (and a database) of its own: centralis demo --home FOLDER."
        )
    _mark(home, "building")
    _build(home, tell)
    _mark(home, "complete")
    return Built.ANEW if state == "building" else Built.NOW


def _build(home: Path, tell: Tell) -> None:
    secrets = sign_ins.draw()
    sign_ins.write(home, secrets)
    tell("Trial, people, sites and scanners", 0, 1)
    world = build_world(secrets.__getitem__, plot.document(), None, plot.plot())
    steps = list(story.steps(world))
    for done, step in enumerate(steps):
        tell(step.title, done, len(steps))
        step.run()
    tell("Done", len(steps), len(steps))


def ensure_folder(home: Path, folder: Path, tell: Tell) -> dict[str, Any]:
    """Bring a folder of real images in as well; return what became of its files. Running it again brings nothing
    twice, and goes on where an earlier run stopped. Raises DemoFault."""
    try:
        next(folder.iterdir(), None)
    except OSError as fault:
        raise DemoFault(
            f"The folder {folder} can't be read ({fault.strerror}). Give a folder of DICOM files."
        ) from fault
    found = sort_folder(folder, lambda done, total: tell("Looking at the folder", done, total))
    if not found.files:
        raise DemoFault(f"There are no files in {folder}. Give a folder of DICOM files.")
    secrets = sign_ins.read(home)
    account = real_data.bring(
        home, secrets.__getitem__, found, lambda done, total: tell("Receiving the folder", done, total)
    )
    return account.as_json()


def check_folder(folder: Path) -> None:
    """Raise DemoFault for a folder that can't be read, before anything is built."""
    try:
        next(folder.iterdir(), None)
    except OSError as fault:
        why = fault.strerror
        raise DemoFault(f"The folder {folder} can't be read ({why}). Give a folder of DICOM files.") from fault


def read_marker(home: Path) -> str:
    """What the home says of a demonstration: nothing, building or complete."""
    try:
        return str(json.loads((home / MARKER).read_text(encoding="utf-8"))["state"])
    except (FileNotFoundError, ValueError, KeyError):
        return ""


def _mark(home: Path, state: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".{MARKER}"
    with draft.open("w", encoding="utf-8") as stream:
        json.dump({"state": state, "trial": plot.PROTOCOL}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(home / MARKER)


def _throw_away(home: Path) -> None:
    """Remove what an interrupted build left: its tables, sealed objects, keys and checkpoints; the server's own secret
    stays."""
    if connection.vendor == "sqlite":
        connection.close()
        place = Path(connection.settings_dict["NAME"])
        for path in (place, *(place.with_name(place.name + ending) for ending in ("-wal", "-shm", "-journal"))):
            path.unlink(missing_ok=True)
    else:
        _drop_tables()
    store = Path(str(settings.STORE).removeprefix("file://"))
    if store.is_relative_to(home):
        shutil.rmtree(store, ignore_errors=True)
    for path in (settings.SPOOL, settings.CHECKPOINTS, home / "cache"):
        shutil.rmtree(path, ignore_errors=True)
    for path in Path(settings.KEYS).iterdir() if Path(settings.KEYS).is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "server.secret":
            path.unlink()


def _drop_tables() -> None:
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS ledger_entry_refuse() CASCADE")
