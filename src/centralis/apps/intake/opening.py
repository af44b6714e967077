"""Enter that somebody opened images: once for each person, exam version and quarter of an hour."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

from centralis.apps.action import Caller, enter_access, house
from centralis.apps.intake.models import ExamVersion

WINDOW = timedelta(minutes=15)
_MOST = 10_000


class Openings:
    """What was entered lately in this process; after a restart an opening is entered once more."""

    def __init__(self) -> None:
        self._entered: dict[tuple[str, UUID], datetime] = {}
        self._lock = threading.Lock()

    def is_entered(self, who: str, version_id: UUID) -> bool:
        since = self._entered.get((who, version_id))
        return since is not None and house.now() - since < WINDOW

    def enter(self, caller: Caller, role: str, version: ExamVersion, way: str) -> None:
        """Enter an opening if it was not entered within the window."""
        who = identity(caller)
        if caller.seen_by is not None:
            way = f"{way}, as {caller.name} sees it"
        if self.is_entered(who, version.pk):
            return
        with self._lock:
            if self.is_entered(who, version.pk):
                return
            enter_access("intake.open_images", caller, role, version, way=way, manifest=version.manifest_digest)
            if len(self._entered) > _MOST:
                self._entered.clear()
            self._entered[(who, version.pk)] = house.now()


def identity(caller: Caller) -> str:
    caller = caller.seen_by or caller
    return f"{caller.person_id}:{caller.name}:{caller.role}"


openings = Openings()
