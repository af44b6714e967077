"""Whether somebody may open or sign a case now: asked again at each of these acts, whatever was true when it was given.

Shared by actions; nothing here decides who may see what.
"""

from datetime import datetime

from centralis.apps.action import Act, DoorRefusal
from centralis.apps.reads.models import ReadingTask
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running import displays
from centralis.apps.reads.running.pool import gaps_today, may_go_on
from centralis.core.refusal import Refused


def check_own(do: Act, task: ReadingTask) -> None:
    """Refuse a case that is not the caller's, or no longer."""
    if task.reader_id != do.caller.person_id or task.ended_at is not None:
        raise Refused(DoorRefusal.NOT_PERMITTED)


def check_reader(do: Act, task: ReadingTask) -> None:
    """Refuse who may not read now."""
    require_reader(task, do.at)


def require_reader(task: ReadingTask, at: datetime) -> None:
    """Raise Refused for a reader who may not read at a moment: identity, signature, qualification (P11-10G-2,
    P11-10I-1), display, a hold or a conflict."""
    reader = task.reader
    if reader.identity_verified_at is None:
        raise Refused(ReadsRefusal.READER_NOT_READY, why="your identity has not been verified. Ask an administrator.")
    if reader.signature_accepted_at is None:
        raise Refused(
            ReadsRefusal.READER_NOT_READY,
            why="accept on your own page first that your electronic signature binds you like one by hand.",
        )
    gaps = gaps_today(task.trial_id, reader.pk, at.date())
    if gaps:
        raise Refused(ReadsRefusal.READER_NOT_READY, why=f"{'; '.join(gaps)}. Ask the project manager.")
    displays.require(task.trial_id, reader.pk, at)
    if not may_go_on(task):
        raise Refused(ReadsRefusal.ON_HOLD)
