"""Headers of stored objects, read in child processes: what comes from outside is never parsed in the server's own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.http import Http404

from centralis.apps.intake.preparing import store, viewers
from centralis.core.reading.oddities import STREAM_START_BYTES, is_stream_signed
from centralis.services.child import ChildFault
from centralis.services.store import OBJECTS

Json = dict[str, Any]
HEADER_BYTES = 1 << 22
_BATCH = 64
_CHILDREN = 2  # as many as `viewers` has
_EXPLICIT_BE, _DEFLATED = "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"


def ask_child(job: Json) -> Any:
    """What the children of `edge.reading_view` answer. Raises Http404 where they fail."""
    try:
        return viewers().run(job)
    except ChildFault as fault:
        raise Http404 from fault


def read_headers(lines: Sequence[Json]) -> list[Json]:
    """One answer a line of the manifest, in their order: of `edge.reading_view`, with `is_stream_signed`.

    Read from the bytes before the first frame where its place is known, else from the whole file; by all children at
    once, for a reader waits. Raises Http404 where a child fails.
    """
    size = max(min(_BATCH, -(-len(lines) // _CHILDREN)), 1)
    batches = [lines[start : start + size] for start in range(0, len(lines), size)]
    with ThreadPoolExecutor(_CHILDREN, thread_name_prefix="headers") as threads:
        return [told for batch in threads.map(_read_batch, batches) for told in batch]


def _read_batch(batch: Sequence[Json]) -> list[Json]:
    known = [_start(line) for line in batch if _has_header(line)]
    files = [{"header": header.hex()} for header, _ in known]
    told: Iterator[Json] = iter(ask_child({"do": "headers", "files": files}) if files else [])
    signs = iter([is_stream_signed(stream) for _, stream in known])
    return [
        {**next(told), "is_stream_signed": next(signs)} if _has_header(line) else _header_of_file(line)
        for line in batch
    ]


def _start(line: Json) -> tuple[bytes, bytes]:
    """The bytes before an object's first frame, and the first of the frame itself."""
    place, length = line["frames"][0]
    size = min(place, HEADER_BYTES)
    content = store().read(OBJECTS, line["digest"], 0, size + min(length, STREAM_START_BYTES))
    return content[:size], content[size:]


def _has_header(line: Json) -> bool:
    """Whether the place of the first frame tells where the header ends; of turned or inflated files it does not."""
    return bool(line["frames"]) and line["transfer_syntax"] not in (_EXPLICIT_BE, _DEFLATED)


def _header_of_file(line: Json) -> Json:
    with store().local(OBJECTS, line["digest"]) as path:
        told: Json = ask_child({"do": "headers", "files": [{"path": str(path)}]})[0]
    return {**told, "is_stream_signed": None}
