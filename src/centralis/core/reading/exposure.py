"""Searching what a reader is about to be sent for what a reader must not learn: known words, days, UIDs, arms.

A place is told, never the words that were found. `REACHES` is what gets to the reader's browser and holds an exam back;
what only lies in the stored object, and is left behind by the allow-list (`reheading`), is noted. Leaks L01 to L11.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from centralis.core.deid.dates_in_text import dates_in
from centralis.core.deid.vocabulary import imaging_words, nobody_words, ordinary_words, particle_words, place_words

ENGINE = "leak scan 2"
REACHES, STAYS = "reaches the reader", "stays behind"
DATE_SHAPE, UID_SHAPE = "something written like a date", "a UID that we did not make"
ARM_WORD = "a word for a study arm"
WRITING = "writing in the picture"
BROKEN = "a damaged image, which readers are not shown"

_ARMS = re.compile(
    r"(?<![a-z])(placebo|comparator|unblinded|(?:active|control|treatment|study)[ _-]arm|arm[ _-][a-d1-4])(?![a-z0-9])",
    re.IGNORECASE,
)
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_DATES = re.compile(
    rf"(?<![\d.])(?:{_YEAR}([-./]?){_MONTH}\1{_DAY}|{_DAY}([-./]){_MONTH}\2{_YEAR}|{_MONTH}([-./]){_DAY}\3{_YEAR})"
    r"(?!\.?\d)"
)
_UIDS = re.compile(r"(?<![0-9.])[0-2](?:\.(?:0|[1-9]\d*)){4,}(?![0-9.])")
_LETTER = r"[^\W_]"
_BETWEEN = r"[\W_]{0,3}"
_SHORTEST_WORD, _SHORTEST_NUMBER = 4, 5
_MOST = 100


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known and hidden. `kind`: name (of a person or place; its telling words count too), code
    (as a whole), or day (YYYYMMDD, in any spelling)."""

    what: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """One thing found: what it is, where, in how many places alike, and whether it gets to the reader."""

    what: str
    place: str
    fate: str
    count: int

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {"what": self.what, "place": self.place, "fate": self.fate, "count": self.count}


@dataclass(frozen=True)
class Search:
    """What to look for, made ready once for all texts of an exam."""

    known: tuple[Known, ...]

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        pairs = [(one.what, word) for one in self.known if one.kind != "day" for word in _words(one)]
        return tuple((what, _whole(word)) for what, word in pairs)

    @cached_property
    def _days(self) -> dict[str, str]:
        return {one.text: one.what for one in self.known if one.kind == "day"}

    def known_in(self, text: str) -> set[str]:
        """What of the known things stands in a text."""
        found = {what for what, pattern in self._patterns if pattern.search(text)}
        if self._days and any(sign.isdigit() for sign in text):
            found |= {self._days[day] for day in dates_in(text) if day in self._days}
        return found

    def all_in(self, text: str) -> set[str]:
        """The known things, and shapes that none of our own words has: dates, UIDs, words for arms."""
        found = self.known_in(text)
        shapes = ((DATE_SHAPE, _DATES), (UID_SHAPE, _UIDS), (ARM_WORD, _ARMS))
        return found | {what for what, pattern in shapes if pattern.search(text)}

    def arm_in(self, text: str) -> set[str]:
        """The known things and words for arms: what is sought in stored objects, which keep days and UIDs."""
        return self.known_in(text) | ({ARM_WORD} if _ARMS.search(text) else set())


def texts_of(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text in JSON with its place, keys too; numbers are pixels, places and calibration and are not texts."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield place, str(key)
            yield from texts_of(inner, f"{place} {key}".strip())
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner, place)
    elif isinstance(value, str):
        yield place, value


def told(found: Iterable[tuple[str, str, str]]) -> list[Exposure]:
    """Findings (what, place, fate) counted, those that reach the reader first; the first hundred."""
    counted = Counter(found)
    lines = [Exposure(what, place, fate, count) for (what, place, fate), count in counted.items()]
    return sorted(lines, key=lambda one: (one.fate != REACHES, one.what, one.place))[:_MOST]


def _words(known: Known) -> set[str]:
    text = known.text.strip()
    digits = sum(sign.isdigit() for sign in text)
    letters = sum(sign.isalpha() for sign in text)
    if not text or (not letters and digits < _SHORTEST_NUMBER) or (not digits and letters < 2):
        return set()
    if known.kind == "code":
        return {text} if letters + digits >= _SHORTEST_WORD or (digits and letters) else set()
    common = imaging_words() | ordinary_words() | place_words() | nobody_words() | particle_words()
    parts = re.findall(rf"{_LETTER}+", text.casefold())
    return {text} | {one for one in parts if len(one) >= _SHORTEST_WORD and one.isalpha() and one not in common}


def _whole(word: str) -> re.Pattern[str]:
    """A word as a whole, whatever stands between its parts."""
    parts = [re.escape(one) for one in re.findall(rf"{_LETTER}+", word)]
    return re.compile(f"(?<!{_LETTER}){_BETWEEN.join(parts)}(?!{_LETTER})", re.IGNORECASE)
