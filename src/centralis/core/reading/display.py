"""Whether a reader's display shows what it must: letters barely apart from their ground, to be read and typed.

Three fields lie at the black, middle and white of the drive levels (0, 128, 255 of 255). Each holds letters whose level
differs from the field's by ever fewer steps, as the words of the pattern TG18-QC do (AAPM On-line Report 03,
"Assessment of display performance for medical imaging systems", 2005: one field each at 0, 128 and 255, 14 steps down
to 1). The first letter differs by 13 steps, 5 % of the range: the contrast that the 5 % and 95 % patches of SMPTE
RP 133 have, and the least that must be seen. How much finer the reader sees is recorded. Letters are drawn anew for
each check, so that nobody types them from memory. This is a look at the display in its room, not a measurement with a
photometer: when and whether that was done is asked and recorded beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from centralis.core.reading.keyed import compute_digest

VERSION = "1"
LEVELS: Mapping[str, int] = {"dark": 0, "middle": 128, "bright": 255}
STEPS = (13, 10, 7, 5, 3, 2)
"""By how many of 255 steps each letter differs from its field, the plainest first."""
LETTERS = "ACEFHJKLMNPRTUVXYZ"
"""Capitals that are not mistaken for each other or for a digit."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter and its drive level (0 to 255)."""

    sign: str
    level: int


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the pattern: its name, its drive level (0 to 255), its letters from plain to faint."""

    name: str
    level: int
    letters: tuple[Letter, ...]

    @property
    def word(self) -> str:
        return "".join(one.sign for one in self.letters)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How many letters were read from the start of each field, the finest contrast seen (percent of the range; None:
    nothing), whether that is enough, and in which fields it is not."""

    read: Mapping[str, int]
    finest_percent: Mapping[str, float | None]
    failed: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        return not self.failed


def derive_pattern(key: bytes, person: str, number: int) -> tuple[Field, ...]:
    """The pattern of somebody's check of this number: the same when asked again, another for the next check."""
    digest = compute_digest(key, "display check", VERSION, person, str(number))
    signs = [LETTERS[one % len(LETTERS)] for one in digest]
    fields = []
    for place, (name, level) in enumerate(LEVELS.items()):
        drawn = signs[place * len(STEPS) : (place + 1) * len(STEPS)]
        towards = -1 if level > LEVELS["middle"] else 1
        letters = tuple(Letter(sign, level + towards * step) for sign, step in zip(drawn, STEPS, strict=True))
        fields.append(Field(name, level, letters))
    return tuple(fields)


def judge(pattern: tuple[Field, ...], typed: Mapping[str, str]) -> Judgement:
    """Compare what was typed with the pattern, letter by letter from the start; blanks and case do not count."""
    read = {field.name: _alike(field.word, typed.get(field.name, "")) for field in pattern}
    finest = {name: round(100 * STEPS[count - 1] / 255, 1) if count else None for name, count in read.items()}
    return Judgement(read, finest, tuple(name for name, count in read.items() if count == 0))


def _alike(word: str, typed: str) -> int:
    given = "".join(typed.split()).upper()
    count = 0
    for shown, said in zip(word, given, strict=False):
        if shown != said:
            break
        count += 1
    return count
