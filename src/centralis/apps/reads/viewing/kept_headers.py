"""Headers that were read once, kept on this machine's disk: a series of 5,000 is not parsed anew after each start.

A cache that may be thrown away at any time (`cache/headers`). What lies there decides where a slice is and how long a
millimetre: each file bears a MAC by the server's own key, and belongs to the code that read it; any other is read anew.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
import zlib
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

from centralis.apps.reads.keys import token_key
from centralis.core.reading import frame_headers, oddities, reheading

log = logging.getLogger(__name__)
Json = dict[str, Any]
_MAC_BYTES = 32
_LEAST = 64  # fewer are read sooner than they are worth a file


def find_kept(digests: Sequence[str]) -> list[Json] | None:
    """What was read of these objects, in their order; None where nothing is kept that can be trusted."""
    try:
        content = _path(digests).read_bytes()
    except OSError:
        return None
    mac, body = content[:_MAC_BYTES], content[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(digests, body)):
        return None
    found: list[Json] = json.loads(zlib.decompress(body))
    return found


def keep(digests: Sequence[str], told: list[Json]) -> None:
    """Keep what was read of a series' objects; a disk that takes nothing more only costs the next reader time."""
    if len(told) < _LEAST:
        return
    target = _path(digests)
    draft = target.with_name(f".{secrets.token_hex(8)}")
    body = zlib.compress(json.dumps(told).encode(), 1)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_bytes(_mac(digests, body) + body)
        os.replace(draft, target)
    except OSError:
        log.warning("headers that were read could not be kept", exc_info=True)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _path(digests: Sequence[str]) -> Path:
    name = hashlib.sha256(" ".join(digests).encode()).hexdigest()
    return Path(settings.HOME) / "cache" / "headers" / name[:2] / name


def _mac(digests: Sequence[str], body: bytes) -> bytes:
    said = b"\0".join((b"kept headers", _code(), " ".join(digests).encode(), body))
    return hmac.digest(token_key(), said, "sha256")


@cache
def _code() -> bytes:
    """What the code is that read the headers: other code may tell something else of them."""
    sources = [Path(str(one.__file__)).read_bytes() for one in (frame_headers, oddities, reheading)]
    # what runs in children is only read here: a server never loads what opens files from outside
    sources.append(files("centralis").joinpath("edge", "reading_view.py").read_bytes())
    return hashlib.sha256(b"\0".join(sources)).digest()
