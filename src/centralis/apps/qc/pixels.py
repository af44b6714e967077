"""Find the images of an exam version whose pixels do not decode, in a child process."""

import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from centralis.services.child import ChildFault, ChildLimits, ChildPool
from centralis.services.store import OBJECTS, SealedStore

_BATCH = 20
_LIMITS = ChildLimits(seconds=120.0)


@lru_cache(maxsize=1)
def decoders() -> ChildPool:
    """Return the child that tries pixels; started when first needed."""
    return ChildPool("centralis.edge.pixels:check_pixels", 1, _LIMITS)


def unreadable(objects: Sequence[dict[str, Any]], store: SealedStore) -> dict[str, str]:
    """Return, by SOP instance UID, why an object's pixels can't be had; objects without an image are left out.

    objects: lines of a version's sealed manifest. A batch that kills its child is tried again file by file, so that
    one strange file is blamed alone. Raises StoreFault when a sealed object can't be had at all.
    """
    images = [one for one in objects if one["facts"].get("rows")]
    found: dict[str, str] = {}
    for start in range(0, len(images), _BATCH):
        found |= _tried(images[start : start + _BATCH], store)
    return found


def _tried(batch: Sequence[dict[str, Any]], store: SealedStore) -> dict[str, str]:
    try:
        with _files(batch, store) as files:
            answer: dict[str, str] = decoders().run({"files": files})["unreadable"]
            return answer
    except ChildFault as fault:
        if len(batch) == 1:
            return {str(batch[0]["sop_uid"]): fault.sentence}
    found: dict[str, str] = {}
    for one in batch:
        found |= _tried([one], store)
    return found


@contextlib.contextmanager
def _files(batch: Sequence[dict[str, Any]], store: SealedStore) -> Iterator[list[list[str]]]:
    """Give the batch's sealed files as pairs of SOP instance UID and path."""
    with contextlib.ExitStack() as stack:
        paths = [stack.enter_context(store.local(OBJECTS, one["digest"])) for one in batch]
        yield [[str(one["sop_uid"]), str(path)] for one, path in zip(batch, paths, strict=True)]
