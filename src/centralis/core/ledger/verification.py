"""Verify entries as they stream by: the chains, the checkpoints they must contain, and the tables they tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from centralis.core.ledger.chain import ChainWalk, Fault, Head, StoredEntry
from centralis.core.ledger.checkpoints import CheckpointBook
from centralis.core.ledger.replay import Replay


@dataclass
class Walked:
    """What passed by: the number of entries, and where each chain ends."""

    entries: int = 0
    heads: list[Head] = field(default_factory=list)


def verify_entries(
    entries: Iterable[StoredEntry], book: CheckpointBook, walked: Walked, replay: Replay | None = None
) -> Iterator[Fault]:
    """Yield every fault of entries that come ordered by (chain, number); fill `walked` on the way.

    With `replay`, each entry's changes are applied to it; its `settle` and `compare` remain for the caller.
    """
    yield from book.forged
    current: ChainWalk | None = None
    for entry in entries:
        if current is None or current.chain != entry.chain:
            if current is not None:
                walked.heads.append(current.head)
            current = ChainWalk(entry.chain)
        body = current.take(entry)
        walked.entries += 1
        yield from current.drain()
        yield from book.take(entry.chain, entry.seq, entry.digest)
        if replay is not None and body is not None:
            yield from replay.take(f"{entry.chain}#{entry.seq}", body)
    if current is not None:
        walked.heads.append(current.head)
    yield from book.finish({head.chain: head.length for head in walked.heads})
