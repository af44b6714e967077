"""File and folder names of the source: exported trees often bear the patient's name, so reports must not repeat it.

Outputs are named after their new UIDs alone; this module only decides what of a source path a report may show.
"""

import hmac
import re
from functools import lru_cache

from centralis.core.deid.hunt import Hunt, hunt_for
from centralis.core.deid.identifiers import Identifiers

_BETWEEN = re.compile(r"[\\/]")
_WORDS = re.compile(r"[^\W_]+")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,4}\Z")


def path_names_anyone(path: str, identifiers: Identifiers) -> bool:
    """Whether any folder or file name of a path holds an identifier, also one that is an ordinary word ('Long')."""
    hunt = hunt_for(identifiers)
    return any(_names_anyone(part, hunt) for part in _BETWEEN.split(path))


def masked_path(path: str, identifiers: Identifiers, key: bytes) -> str:
    """The path for a report: each part that names somebody becomes `withheld-` and a keyed mark, its suffix kept.

    The mark is the same for the same name, so that a site can tell its folders apart; nobody without the trial's key
    can guess the name from it.
    """
    hunt = hunt_for(identifiers)
    return "/".join(_mask(part, key) if _names_anyone(part, hunt) else part for part in _BETWEEN.split(path))


@lru_cache(maxsize=4_096)
def _names_anyone(part: str, hunt: Hunt) -> bool:
    raw = part.encode("utf-8", "surrogateescape")
    if hunt.is_in(raw) or hunt.is_in_bytes(raw):
        return True
    return any(word in hunt.free for word in _WORDS.findall(part.lower()))


def _mask(part: str, key: bytes) -> str:
    mark = hmac.digest(key, b"path:" + part.encode("utf-8", "surrogateescape"), "sha256")[:4].hex()
    suffix = _SUFFIX.search(part)
    return f"withheld-{mark}{suffix[0] if suffix and not suffix[0][1:].isdigit() else ''}"
