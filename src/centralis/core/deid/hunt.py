"""Looking for a source's identifiers in texts and raw bytes, fast enough to be done for every output.

Three kinds of words. Words of imaging ('chest', 'long') that are also somebody's name are taken out of free text, and
no alarm is raised where a coded term holds them. Other words may stand nowhere as whole words; from five letters on
also not inside longer ones, in any character set. Numbers are compared without signs, so '123 456-789' is 123456789;
dates by the day they name, however written.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from centralis.core.deid.dates_in_text import dates_in
from centralis.core.deid.identifiers import Facts, Identifiers
from centralis.core.deid.spellings import is_telling, plain, spellings_of_number, words_of_name
from centralis.core.deid.vocabulary import (
    imaging_words,
    nobody_words,
    ordinary_words,
    particle_words,
    place_words,
)  # fmt: skip
from centralis.core.dicom.character_sets import encoded

_ALNUM = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyz") | frozenset(range(0x80, 0x100))
_LOWER = bytes(ord(chr(byte).lower()) if byte < 0x80 else byte for byte in range(256))
#: Lower case, everything but letters and digits a blank: splits into words.
WORDS = bytes(low if low in _ALNUM else 0x20 for low in _LOWER)
#: What may stand between the signs of a number.
_SEPARATORS = b" -._/,:;()+^*'\t"
_DIGITS = frozenset(b"0123456789")
_INSIDE = 5
_INSIDE_BYTES = 4
_RAW_NUMBER = 6
#: Numbers given to nobody in particular, such as 123456: hunted in texts, but no reason to lose a measured value.
_COUNTED = b"01234567890"
_PLACE_WORD = 5


@dataclass(frozen=True, eq=False)
class Hunt:
    """What to look for. free: words taken out of free text. words: whole words that no text may hold. inside: bytes
    that may occur nowhere, not even within words. numbers: letters and digits only. dates: YYYYMMDD. years: of these
    dates, with four digits and with two, for a quick look.
    """

    free: frozenset[str]
    words: frozenset[bytes]
    inside: tuple[bytes, ...]
    numbers: tuple[bytes, ...]
    dates: frozenset[str]
    years: tuple[bytes, ...]

    def is_in(self, text: bytes) -> bool:
        """Whether a text value names the patient or anything of the exam."""
        tokens = text.translate(WORDS)
        if not self.words.isdisjoint(tokens.split()):
            return True
        return _holds_any(self.inside, text.translate(_LOWER)) or self.holds_number(text) or self.holds_date(text)

    def holds_number(self, text: bytes) -> bool:
        """Whether one of the numbers stands in the text, with or without signs between its digits."""
        return _holds_alone(self.numbers, text.translate(_LOWER, _SEPARATORS))

    def holds_date(self, text: bytes) -> bool:
        """Whether one of the dates stands in the text, in any of the usual spellings."""
        if not _holds_any(self.years, text):
            return False
        return not self.dates.isdisjoint(dates_in(text.decode("latin-1")))

    def is_in_bytes(self, raw: bytes) -> bool:
        """Whether raw bytes, in any encoding, hold a name of five letters or more, or a number of six signs."""
        low = raw.translate(_LOWER, b"\0")
        return _holds_any(self.inside, low) or _holds_alone(self._long_numbers, low)

    @cached_property
    def _long_numbers(self) -> tuple[bytes, ...]:
        long = (number for number in self.numbers if len(number) >= _RAW_NUMBER)
        return tuple(number for number in long if number not in _COUNTED)

    def __bool__(self) -> bool:
        return bool(self.words or self.inside or self.numbers or self.dates or self.free)


def hunt_for(identifiers: Identifiers) -> Hunt:
    """What to look for, worked out once for all files with the same facts."""
    return _hunt(identifiers.facts)


@lru_cache(maxsize=128)
def _hunt(facts: Facts) -> Hunt:
    names, numbers, dates, places = facts
    words = {word for name in names for word in words_of_name(name)}
    named_numbers = {name for name in names if any(sign.isdigit() for sign in name)}
    free = frozenset(spelled for word in words for spelled in (word, plain(word)))
    bare = {spelling for number in (*numbers, *named_numbers) for spelling in spellings_of_number(number)}
    for place in places:
        some, more = _of_place(place)
        words |= some
        bare |= more
    common = imaging_words() | ordinary_words()
    telling = {word for word in words if word not in common}
    bare = {number for number in bare if number not in common}
    return Hunt(
        free=free | frozenset(bare),
        words=frozenset(form for word in telling for form in (word.encode("utf-8"), *_single_byte(word))),
        inside=_inside(telling, common),
        numbers=tuple(sorted(number.encode("utf-8") for number in bare)),
        dates=dates,
        years=tuple(sorted({form for day in dates for form in (day[:4].encode(), *_short_years(day[2:4]))})),
    )


def _inside(words: set[str], common: frozenset[str]) -> tuple[bytes, ...]:
    """The forms that betray a person even within other words; none that a common word contains."""
    everything = "\n".join(common)
    found: set[bytes] = set()
    for word in words:
        if word.isascii():
            if len(word) >= _INSIDE and word not in everything:
                found.add(word.encode("ascii"))
        else:
            found.update(form.replace(b"\0", b"") for form in encoded(word))
    found = {form for form in found if len(form) >= (_INSIDE if form.isascii() else _INSIDE_BYTES)}
    return tuple(sorted(form for form in found if not any(other != form and other in form for other in found)))


def _single_byte(word: str) -> set[bytes]:
    return set() if word.isascii() else {form for form in encoded(word) if b"\0" not in form and b"\x1b" not in form}


def _of_place(place: str) -> tuple[set[str], set[str]]:
    """Words and squeezed forms of an institution, an address, a station or a serial number."""
    tokens = plain(place).translate({ord(sign): " " for sign in ",.;:/\\-_()'\"&+^=#*@|[]"}).split()
    common = imaging_words() | ordinary_words() | place_words() | nobody_words() | particle_words()
    own = {token for token in tokens if token not in common}
    words = {token for token in own if token.isalpha() and len(token) >= _PLACE_WORD}
    squeezed = "".join(tokens)
    numbers = {squeezed} if own and is_telling(squeezed) and len(squeezed) >= _PLACE_WORD else set()
    if not own and any(token in place_words() for token in tokens) and len(tokens) > 1:
        numbers = {squeezed}
    return words, numbers | {token for token in own if any(map(str.isdigit, token)) and is_telling(token)}


def _short_years(year: str) -> tuple[bytes, ...]:
    return tuple(sign + year.encode() for sign in (b".", b"-", b"/", b" ", b"_"))


def _holds_any(words: tuple[bytes, ...], text: bytes) -> bool:
    """Whether one of the words occurs; a plain loop, since this runs for every output and a generator costs more."""
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False


def _holds_alone(words: tuple[bytes, ...], text: bytes) -> bool:
    """Whether one of the words occurs other than as part of something longer."""
    for word in words:  # noqa: SIM110
        if word in text and _stands_alone(word, text):
            return True
    return False


def _stands_alone(number: bytes, text: bytes) -> bool:
    """Whether a number stands in a text not as part of a longer number, nor a word as part of a longer word."""
    place = text.find(number)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(number) : place + len(number) + 1]
        if not (_same_kind(before, number[:1]) or _same_kind(after, number[-1:]) or _is_fraction(text, place)):
            return True
        place = text.find(number, place + 1)
    return False


def _is_fraction(text: bytes, place: int) -> bool:
    """Whether digits at a place follow a decimal point: part of a measured number or of a UID."""
    return place > 1 and text[place - 1] == 0x2E and text[place - 2] in _DIGITS


def _same_kind(neighbour: bytes, own: bytes) -> bool:
    if not neighbour:
        return False
    return (neighbour[0] in _DIGITS) if own[0] in _DIGITS else (neighbour.isalpha())
