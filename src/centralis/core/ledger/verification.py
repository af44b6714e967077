"""Verify entries as they stream by: the chains, the checkpoints they must contain, and the tables they tell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from centralis.core.ledger.chain import ChainWalk, Fault, Head, StoredEntry
from centralis.core.ledger.checkpoints import CheckpointBook
from centralis.core.ledger.replay import Replay

#: Acts under way at once take their time before their place in the chain; only a longer step is the clock's.
SAME_TIME = timedelta(minutes=5)
MOST_REMARKS = 100


@dataclass
class Walked:
    """What passed by: the number of entries, where each chain ends, and what is no fault but worth a look."""

    entries: int = 0
    heads: list[Head] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)


def verify_entries(
    entries: Iterable[StoredEntry], book: CheckpointBook, walked: Walked, replay: Replay | None = None
) -> Iterator[Fault]:
    """Yield every fault of entries that come ordered by (chain, number); fill `walked` on the way.

    With `replay`, each entry's changes are applied to it; its `settle` and `compare` remain for the caller.
    """
    yield from book.forged
    current: ChainWalk | None = None
    clock = _Clock()
    for entry in entries:
        if current is None or current.chain != entry.chain:
            if current is not None:
                walked.heads.append(current.head)
            current = ChainWalk(entry.chain)
            clock = _Clock()
        body = current.take(entry)
        walked.entries += 1
        if body is not None and len(walked.remarks) < MOST_REMARKS:
            walked.remarks.extend(clock.take(f"{entry.chain}#{entry.seq}", body))
        yield from current.drain()
        yield from book.take(entry.chain, entry.seq, entry.digest)
        if replay is not None and body is not None:
            yield from replay.take(f"{entry.chain}#{entry.seq}", body)
    if current is not None:
        walked.heads.append(current.head)
    yield from book.finish({head.chain: head.length for head in walked.heads})


class _Clock:
    """The times that a chain's entries tell. The chain, not the clock, keeps the order of acts; a step back is told."""

    def __init__(self) -> None:
        self._latest = datetime(1, 1, 2, tzinfo=UTC)

    def take(self, place: str, body: Mapping[str, object]) -> Iterator[Fault]:
        """Yield a remark for the first entry after the clock was set back; those that follow count from there."""
        try:
            at = datetime.fromisoformat(str(body.get("at")))
        except ValueError:
            return
        if at.tzinfo is None:
            return
        if at < self._latest - SAME_TIME:
            sentence = (
                f"It says {at.isoformat(timespec='seconds')}, though the entry before it says "
                f"{self._latest.isoformat(timespec='seconds')}: the server's clock was set back in between. "
                "The order of the chain is the order of acts."
            )
            yield Fault("clock set back", place, sentence)
            self._latest = at
        self._latest = max(self._latest, at)
