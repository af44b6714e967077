"""Verify the ledger at the press of a button, beside the server's other work; the result is itself an entry."""

import logging
import threading
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from centralis.apps.action import Caller, enter_access
from centralis.apps.ledger import queries
from centralis.apps.ledger.recorded import Scope
from centralis.apps.ledger.verify import Verification, verify
from centralis.core.ledger.chain import Fault

SHOWN = 100
log = logging.getLogger(__name__)
_running = threading.Lock()


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the last verification asked for in this trial found."""

    at: str
    by: str
    ok: bool
    sentence: str
    seconds: float
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)


def is_running() -> bool:
    """Tell whether this process is verifying now."""
    return _running.locked()


def start(caller: Caller, role: str, trial_id: UUID) -> bool:
    """Begin a verification in the background; False when one is running already."""
    if not _running.acquire(blocking=False):
        return False
    threading.Thread(target=_in_background, args=(caller, role, trial_id), name="verify ledger", daemon=True).start()
    return True


def run(caller: Caller, role: str, trial_id: UUID) -> Verification:
    """Verify everything, tables and sealed objects too, and enter the result in the trial's chain."""
    found = verify(tables=True)
    mine = [fault for fault in found.faults if not _of_another_trial(fault, trial_id)]
    facts: dict[str, Any] = {
        "ok": found.ok,
        "checked": found.sentence(),
        "seconds": round(found.seconds, 3),
        "fault_count": len(found.faults),
        "faults": _told(mine),
        "remarks": _told([one for one in found.remarks if not _of_another_trial(one, trial_id)]),
    }
    enter_access("ledger.verify", caller, role, Scope(trial_id), **facts)
    return found


def last_run(trial_id: UUID) -> LastRun | None:
    """Return the last verification asked for in a trial, from its entry; None before the first."""
    body = queries.last_of_action(Scope(trial_id).chain, "ledger.verify")
    if body is None:
        return None
    facts = body["facts"]
    faults = [Fault(*each) for each in facts["faults"]]
    hidden = facts["fault_count"] - len(faults)
    sentence = f"Checked {facts['checked']}."
    if hidden:
        sentence += f" {hidden} more faults stand in other trials or did not fit here: use the command line."
    remarks = [Fault(*each) for each in facts.get("remarks", ())]
    return LastRun(body["at"], body["actor"]["name"], facts["ok"], sentence, facts["seconds"], faults, remarks)


def _told(found: list[Fault]) -> list[list[str]]:
    return [[one.kind, one.place, one.sentence] for one in found[:SHOWN]]


def _of_another_trial(fault: Fault, trial_id: UUID) -> bool:
    return fault.place.startswith("trial:") and not fault.place.startswith(f"{Scope(trial_id).chain}#")


def _in_background(caller: Caller, role: str, trial_id: UUID) -> None:
    try:
        run(caller, role, trial_id)
    except Exception:
        log.exception("a verification asked for on a page could not be finished")
    finally:
        _running.release()
        connection.close()
