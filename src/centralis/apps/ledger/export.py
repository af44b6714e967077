"""Write one chain as JSON lines that a stand-alone program can verify without this server.

First line: `{"format", "key", "checkpoint"}`, where `checkpoint` is a signed statement of what the file holds and when
it was written; then one line an entry, `{"digest", "body"}`, where `body` is the exact text that was hashed.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict

from django.utils import timezone

from centralis.apps.ledger.checkpoints import head, signing_key
from centralis.apps.ledger.models import Entry
from centralis.core.ledger.canonical import utc_text
from centralis.core.ledger.chain import GENESIS, Head
from centralis.core.ledger.checkpoints import sign_checkpoint

FORMAT = "centralis-ledger-export/1"


def export_lines(chain: str) -> Iterator[str]:
    """Yield the lines (with their ends) of a chain, as far as it stands when the first one is asked for."""
    last = head(chain) or Head(chain, 0, GENESIS)
    statement = sign_checkpoint(last, utc_text(timezone.now()), signing_key())
    yield json.dumps({"format": FORMAT, "key": statement.key, "checkpoint": asdict(statement)}) + "\n"
    rows = Entry.objects.filter(chain=chain, seq__lte=last.length).order_by("seq").values_list("digest", "body")
    for digest, body in rows.iterator(chunk_size=2000):
        yield json.dumps({"digest": digest, "body": body}, ensure_ascii=False) + "\n"
