"""Take a quarantined file after all, because a person looked at it and says why."""

import contextlib
from typing import Any

from centralis.apps.action import Caller
from centralis.apps.intake import actions, surroundings
from centralis.apps.intake.models import QuarantinedFile, QuarantineState, Receipt, Transmittal
from centralis.apps.intake.receiving import Receiving
from centralis.apps.intake.refusals import FileFault, IntakeRefusal
from centralis.apps.intake.rules import QUARANTINED, Prepared
from centralis.apps.intake.spool import Folder, Landing, one_request
from centralis.apps.intake.submission import Place
from centralis.core.refusal import Refused
from centralis.services.store import QUARANTINE, SealedStore

_PIECE = 1 << 20


class Releasing(Receiving):
    """A receiving of one file whose identity a person vouches for, and whose kind of object the person allows."""

    def __init__(self, caller: Caller, file: QuarantinedFile, about: Transmittal, folder: Folder, store: SealedStore):
        self.file = file
        super().__init__(caller, about, folder, store)

    def job(self) -> dict[str, Any]:
        job = super().job()
        profile = job["profile"]
        return {**job, "profile": {**profile, "allow": sorted({*profile.get("allow", ()), self.file.code})}}

    def _about_key(self) -> str:
        return f"release:{self.file.pk}"

    def _verdicts(self, files: list[Prepared], place: Place | None) -> dict[int, Any]:
        verdicts = super()._verdicts(files, place)
        for verdict in verdicts.values():
            if verdict.outcome == QUARANTINED:
                raise self.refused(IntakeRefusal.STILL_QUARANTINED, why=verdict.sentence)
        return verdicts

    def _announced(self, place: Place) -> Any:
        return surroundings.announced_of(place, "", confirmed=True)


def release(caller: Caller, file: QuarantinedFile, reason: str, store: SealedStore) -> Receipt:
    """Prepare the sealed original again, receive it, and close the quarantine with the reason.

    Raises Refused: no reason, already resolved, the file belongs to no announced exam, or it still can't be taken.
    """
    if file.state != QuarantineState.OPEN:
        raise Refused(IntakeRefusal.ALREADY_RESOLVED, state=file.state)
    actions.need_reason(reason)
    about = file.receipt.transmittal
    if about is None:
        raise Refused(IntakeRefusal.STILL_QUARANTINED, why=str(FileFault.NO_MATCH.value))
    with one_request(store) as folder, contextlib.ExitStack() as stack:
        releasing = Releasing(caller, file, about, folder, store)
        stack.callback(releasing.preparation.close)
        landing = Landing(folder, 1)
        for offset in range(0, file.byte_count, _PIECE):
            landing.write(store.read(QUARANTINE, file.source_digest, offset, _PIECE))
        releasing.preparation.submit(landing.done())
        receipt = releasing.finish().receipt
    actions.release_quarantined(caller, file, reason, receipt)
    return receipt
