"""The ways an identifier may be written: parts of names, joined, without accents, numbers without zeros and signs."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

from centralis.core.deid.vocabulary import nobody_words, particle_words

_LETTERS = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[\W_]+")
_PRECOMPOSED = str.maketrans({
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n",
})  # fmt: skip
#: Umlauts and rings as they are spelled on machines without them.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ß": "ss", "ñ": "nn", "ð": "dh"})
_DIGRAPHS = (("ae", "ä", "a"), ("oe", "ö", "o"), ("ue", "ü", "u"), ("aa", "å", "a"), ("ss", "ß", "s"))
MIN_LETTERS = 3
MIN_JOINED = 5
_MOST_PARTS = 8


def plain(text: str) -> str:
    """Without accents: decomposed, marks dropped, letters that do not decompose written out."""
    marked = unicodedata.normalize("NFKD", text.casefold().translate(_PRECOMPOSED))
    return "".join(sign for sign in marked if not unicodedata.combining(sign))


def transcriptions(word: str) -> frozenset[str]:
    """A word as written, without accents, with umlauts spelled out, and with digraphs read back as umlauts."""
    low = unicodedata.normalize("NFC", word).lower()
    found = {low, plain(low), low.translate(_SPELLED_OUT), plain(low.translate(_SPELLED_OUT))}
    for digraph, umlaut, bare in _DIGRAPHS:
        if digraph in low:
            found.update((low.replace(digraph, umlaut), low.replace(digraph, bare)))
    return frozenset(found)


@lru_cache(maxsize=1_024)
def words_of_name(name: str) -> frozenset[str]:
    """Every single word by which a name `family^given^middle` may be recognised; empty for placeholders.

    Parts, hyphenated parts together, family and given names joined either way, initials with the family name. A name
    with digits in it is a pseudonym and counts as a number instead.
    """
    if any(sign.isdigit() for sign in name):
        return frozenset()
    components = [_parts(component) for component in name.split("^")[:3]]
    if len(components) == 1 and len(components[0]) > 1:  # "Ottilie Quistgaard", "Quistgaard, Ottilie": order unknown
        components = [[part] for part in components[0]]
    components = [parts for parts in components if parts]
    found: set[str] = set()
    for parts in components:
        found.update(parts)
        if len(parts) > 1:
            found.add("".join(parts))
    for place, family in enumerate(components):
        for given in components[:place] + components[place + 1 :]:
            found.update(_joined(family, given))
    spelled = {spelling for word in found if word not in nobody_words() for spelling in transcriptions(word)}
    return frozenset(word for word in spelled if is_long_enough(word) and word not in nobody_words() | particle_words())


def is_long_enough(word: str) -> bool:
    """Three letters, or two signs of a script where a sign is a word."""
    return len(word) >= (MIN_LETTERS if word[:1] < "\u3000" else 2)


def _parts(component: str) -> list[str]:
    words = [word for word in _LETTERS.findall(component) if word not in particle_words()]
    return words[:_MOST_PARTS]


def _joined(families: list[str], givens: list[str]) -> set[str]:
    found: set[str] = set()
    family, given = "".join(families), "".join(givens)
    for one, other in product({family, *families}, {given, *givens}):
        if one in nobody_words() or other in nobody_words():
            continue
        for word in (one + other, one + other[:1], other[:1] + one):
            if len(word) >= (MIN_JOINED if one[:1] < "\u3000" else 2):
                found.add(word)
    return found


def is_telling(number: str) -> bool:
    """Numbers too short to mean anyone are not looked for: '1' as a patient's ID would be found in every file."""
    bare = _SIGNS.sub("", number)
    if not bare.strip("0") or bare in nobody_words() or (bare.isalpha() and plain(bare) in nobody_words()):
        return False
    return len(bare) >= (5 if bare.isdigit() else 4) and len(set(bare)) > 1


@lru_cache(maxsize=1_024)
def spellings_of_number(number: str) -> frozenset[str]:
    """Letters and digits only: as a whole, without leading zeros, and long digit runs within it."""
    bare = _SIGNS.sub("", plain(number))
    found = {bare, bare.lstrip("0")}
    for run in re.findall(r"\d{6,}", bare):
        found.update((run, run.lstrip("0")))
    return frozenset(word for word in found if is_telling(word))
