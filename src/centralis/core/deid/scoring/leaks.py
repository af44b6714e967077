"""Looks for planted identifiers in the bytes of an output, in every encoding a writer may have used."""

import re
from collections.abc import Iterable
from functools import lru_cache

from centralis.core.deid.scoring.opened import Opened

_ENCODINGS = (
    "utf-8", "latin-1", "utf-16-le", "utf-16-be", "iso2022_jp", "euc_jp", "shift_jis", "euc_kr", "gb18030", "iso8859-5",
    "iso8859-7", "iso8859-2",
)  # fmt: skip
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\$\([CD]|\([BIJ]|\$\)[AC])")
#: Shorter ones could occur in compressed or noisy pixels by chance.
_SURE_IN_PIXELS = 6
_SHORTEST = 4
_SURE_AS_DIGITS = 8


@lru_cache(maxsize=8_192)
def forms_of(word: str) -> frozenset[bytes]:
    """Every way of writing a word as bytes: cases, encodings, swapped pairs; ASCII letters in lower case."""
    found: set[bytes] = set()
    for spelling in {word, word.lower(), word.upper(), word.title()}:
        for encoding in _ENCODINGS:
            try:
                raw = _ESCAPES.sub(b"", spelling.encode(encoding)).lower()
            except UnicodeEncodeError:
                continue
            found |= {raw, *(form for form in (_swapped(raw), _swapped(raw[1:])) if _is_telling(form))}
    return frozenset(form for form in found if len(form) >= _SHORTEST)


def _is_telling(form: bytes) -> bool:
    """Whether a form that lost letters at its ends is still no work of chance: UIDs are full of short numbers."""
    return len(form) >= _SURE_AS_DIGITS or (len(form) >= _SURE_IN_PIXELS and not form.isdigit())


def _swapped(raw: bytes) -> bytes:
    """Neighbouring bytes exchanged, as text looks in words of the other byte order."""
    even = raw[: len(raw) // 2 * 2]
    return bytes(even[place ^ 1] for place in range(len(even)))


def leaks_in(opened: Opened, words: Iterable[str], name: str = "") -> list[str]:
    """Which words occur in a file's bytes or in its new name; native pixels are searched for long words only."""
    pixels = opened.pixels.lower()
    place = opened.plain.find(opened.pixels) if pixels else -1
    rest = opened.plain if place < 0 else opened.plain[:place] + b"\0\0" + opened.plain[place + len(opened.pixels) :]
    text = rest.lower() + b"\0\0" + name.lower().encode("utf-8", "replace")
    return [word for word in words if _occurs(forms_of(word), text, pixels)]


def _occurs(forms: frozenset[bytes], text: bytes, pixels: bytes) -> bool:
    return any(form in text or (len(form) >= _SURE_IN_PIXELS and form in pixels) for form in forms)
