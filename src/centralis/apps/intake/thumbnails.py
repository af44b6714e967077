"""Pictures of sealed images, made in a child process and kept in a cache that may be thrown away at any time."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from centralis.apps.intake.models import WITHHELD, ExamVersion, StoredInstance
from centralis.apps.intake.preparing import renderers
from centralis.services.child import ChildFault
from centralis.services.store import OBJECTS, SealedStore

SIDE = 256
LARGEST_SIDE = 2048


class NoPicture(Exception):
    """The object has no picture that can be shown; the text says why."""


def picture(row: StoredInstance, store: SealedStore, *, frame: int = 0, side: int = SIDE) -> Path:
    """Return the PNG of one frame (from 0), at most `side` pixels wide and high. Raises NoPicture."""
    if not 0 <= frame < row.frame_count:
        raise NoPicture(f"The object has {row.frame_count} frames.")
    side = max(16, min(side, LARGEST_SIDE))
    folder = Path(settings.HOME) / "cache" / "pictures" / row.digest[:2]
    target = folder / f"{row.digest}-{frame}-{side}.png"
    if target.is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{secrets.token_hex(8)}"
    try:
        with store.local(OBJECTS, row.digest) as path:
            job = {"path": str(path), "frame": frame, "max_side": side, "destination": str(draft)}
            answer = renderers().run(job)
        if answer["outcome"] != "rendered":
            raise NoPicture(answer["reason"])
        os.replace(draft, target)
    except ChildFault as fault:
        raise NoPicture(fault.sentence) from fault
    finally:
        draft.unlink(missing_ok=True)
    return target


def make_thumbnails(version: ExamVersion, store: SealedStore) -> None:
    """Render the middle instance of every series beforehand: the stage `thumbnails`; nothing that may show a face."""
    if version.faces in WITHHELD:
        return
    for series_uid in version.instances.values_list("series_uid", flat=True).distinct():
        rows = list(version.instances.filter(series_uid=series_uid).order_by("instance_number", "pk"))
        try:
            picture(rows[len(rows) // 2], store)
        except NoPicture:
            continue
