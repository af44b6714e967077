"""Take quarantined files after all, because a person looked at them and says why."""

import contextlib
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from centralis.apps.action import Caller
from centralis.apps.intake import actions, resolving, surroundings
from centralis.apps.intake.models import QuarantinedFile, QuarantineState, Receipt, Transmittal
from centralis.apps.intake.receiving import Receiving
from centralis.apps.intake.refusals import FileFault, IntakeRefusal
from centralis.apps.intake.rules import QUARANTINED, Prepared
from centralis.apps.intake.spool import Folder, Landing, one_request
from centralis.apps.intake.submission import Place
from centralis.core.deid.identifiers import Identifiers
from centralis.core.refusal import Refused
from centralis.services.store import QUARANTINE, SealedStore

_PIECE = 1 << 20


class Releasing(Receiving):
    """A receiving of files whose identity a person vouches for, and whose kind of object the person allows."""

    def __init__(
        self, caller: Caller, files: Sequence[QuarantinedFile], about: Transmittal, folder: Folder, store: SealedStore
    ) -> None:
        self.files = files
        super().__init__(caller, about, folder, store)

    def job(self) -> dict[str, Any]:
        job = super().job()
        profile = job["profile"]
        allowed = {*profile.get("allow", ()), *(file.code for file in self.files)}
        return {**job, "profile": {**profile, "allow": sorted(allowed)}}

    def known(self) -> Identifiers:
        known = Identifiers()
        for digest in sorted({file.named_digest for file in self.files}):
            known |= Identifiers.from_json(json.loads(self.store.read(QUARANTINE, digest)))
        return known

    def _about_key(self) -> str:
        names = sorted(str(file.pk) for file in self.files)
        return "release:" + (names[0] if len(names) == 1 else hashlib.sha256("".join(names).encode()).hexdigest())

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
    receipt = _received(caller, [file], reason, store)
    resolving.release_quarantined(caller, file, reason, receipt)
    return receipt


def release_all(
    caller: Caller, about: Receipt, files: Sequence[QuarantinedFile], reason: str, store: SealedStore
) -> Receipt:
    """Take several files of one receipt after all: one submission, one act. Raises Refused when one of them can't be
    taken; then none is."""
    receipt = _received(caller, files, reason, store)
    resolving.release_all_quarantined(caller, about, files, reason, receipt)
    return receipt


def _received(caller: Caller, files: Sequence[QuarantinedFile], reason: str, store: SealedStore) -> Receipt:
    if not files:
        raise Refused(IntakeRefusal.NOTHING_OPEN)
    for file in files:
        if file.state != QuarantineState.OPEN:
            raise Refused(IntakeRefusal.ALREADY_RESOLVED, state=file.state)
    actions.need_reason(reason)
    about = files[0].receipt.transmittal
    if about is None:
        raise Refused(IntakeRefusal.STILL_QUARANTINED, why=str(FileFault.NO_MATCH.value))
    with one_request(store) as folder, contextlib.ExitStack() as stack:
        releasing = Releasing(caller, files, about, folder, store)
        stack.callback(releasing.preparation.close)
        for ordinal, file in enumerate(files, start=1):
            landing = Landing(folder, ordinal)
            for offset in range(0, file.byte_count, _PIECE):
                landing.write(store.read(QUARANTINE, file.source_digest, offset, _PIECE))
            releasing.preparation.submit(landing.done())
        return releasing.finish().receipt
