"""A browser's upload: file by file into the transmittal's folder, then closed into one receipt."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from centralis.apps.action import Caller
from centralis.apps.intake import queries
from centralis.apps.intake.models import Receipt, Transmittal, TransmittalState
from centralis.apps.intake.receiving import Receiving
from centralis.apps.intake.refusals import FileFault, IntakeRefusal
from centralis.apps.intake.spool import FILES_LIMIT, Folder, Landing
from centralis.core.refusal import Refused
from centralis.services.store import SealedStore, StoreFull


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What the browser is told of one file; `again`: it should send the file once more."""

    outcome: str
    reason: str
    again: bool = False


@contextmanager
def _folder(store: SealedStore, transmittal: Transmittal, *, hold: bool = False) -> Iterator[Folder]:
    folder = Folder.of(store, transmittal.pk)
    try:
        if hold:
            folder.hold()
        yield folder
    finally:
        folder.close(remove=False)


def take_file(
    caller: Caller, transmittal: Transmittal, chunks: Iterable[bytes], sent_digest: str, store: SealedStore
) -> FileAnswer:
    """Keep one file durably, cleaned; its name stays in the browser. Raises Refused (closed upload, full disk)."""
    if transmittal.state != TransmittalState.OPEN:
        raise Refused(IntakeRefusal.NOT_OPEN, state=transmittal.state)
    with _folder(store, transmittal) as folder:
        receiving = Receiving(caller, transmittal, folder, store)
        with closing(receiving.preparation):
            try:
                if len(folder.kept_names()) >= FILES_LIMIT:
                    raise Refused(IntakeRefusal.TOO_MANY_FILES, limit=FILES_LIMIT)
                landing = Landing(folder, 0)
                for chunk in chunks:
                    landing.write(chunk)
                prepared = receiving.preparation.prepare(landing.done())
                if sent_digest and prepared.source_digest != sent_digest:
                    return FileAnswer("refused", str(FileFault.DIGEST.value), again=True)
                known = folder.kept_one(prepared.source_digest)
                if known is None:
                    folder.keep(prepared)
            except StoreFull as fault:
                raise receiving.refused(IntakeRefusal.STORE_FULL) from fault
    if prepared.code:
        return FileAnswer("quarantined", prepared.sentence)
    return FileAnswer("duplicate" if known else "received", "")


def known_digests(transmittal: Transmittal, store: SealedStore) -> list[str]:
    """Return the digests of the files that an upload has already brought, so that they are not sent again."""
    found = queries.digests_of(transmittal)
    if transmittal.state == TransmittalState.OPEN:
        with _folder(store, transmittal) as folder:
            found |= set(folder.kept_names())
    return sorted(found)


def finish(caller: Caller, transmittal: Transmittal, store: SealedStore) -> Receipt:
    """Close an upload into its receipt; closing twice gives the same one. Raises Refused."""
    with _folder(store, transmittal, hold=True) as folder:
        transmittal.refresh_from_db()
        earlier: Receipt | None = transmittal.receipts.order_by("-received_at").first()
        if transmittal.state == TransmittalState.RECEIVED and earlier is not None:
            return earlier
        receiving = Receiving(caller, transmittal, folder, store)
        receipt: Receipt = receiving.finish(folder.kept()).receipt
        transmittal.refresh_from_db()
        folder.empty()
    return receipt


def discard(transmittal: Transmittal, store: SealedStore) -> None:
    """Throw away what an abandoned upload had brought; nothing of it was acknowledged by a receipt."""
    folder = Folder.of(store, transmittal.pk)
    folder.hold()
    folder.close(remove=True)
