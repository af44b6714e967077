"""What readers said of cases: one checked table from which every coefficient of agreement takes its numbers.

A table is (case, reader); a cell is a category (text), a number, or None where the reader did not rate the case.
Nothing here assumes an order of cases or readers: they keep the order in which they first stand in the rows.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from centralis.core.endpoints.method import StatisticsError

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)

MOST_CATEGORIES = 1_000

Rating = str | float
Floats = NDArray[np.float64]


class AgreementError(StatisticsError):
    """Ratings or parameters that a method cannot take; the message says which cell or value, and what is expected."""


@dataclass(frozen=True, slots=True)
class RatingTable:
    """Ratings by case and reader. `values[i][j]`: what reader j said of case i; None: not rated.

    Build it with `from_rows`, which checks the rows; there are at least two readers, each with a rating.
    """

    cases: tuple[str, ...]
    readers: tuple[str, ...]
    values: tuple[tuple[Rating | None, ...], ...]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, Rating]]) -> "RatingTable":
        """A table from (case, reader, rating) rows.

        Raises AgreementError for no rows, one reader alone, a reader's second rating of one case, a number that is
        not finite, and text beside numbers.
        """
        found: dict[tuple[str, str], Rating] = {}
        for case, reader, rating in rows:
            if (case, reader) in found:
                raise AgreementError(f"Reader {reader} rated case {case} twice; one rating a case and reader.")
            if not isinstance(rating, str) and not math.isfinite(rating):
                raise AgreementError(f"Reader {reader}'s rating of case {case} is {rating}; expected a finite number.")
            found[case, reader] = rating
        if not found:
            raise AgreementError("There are no ratings; agreement needs rows of case, reader and value.")
        if len({isinstance(one, str) for one in found.values()}) > 1:
            raise AgreementError("Some ratings are text and some are numbers; expected one kind.")
        cases = tuple(dict.fromkeys(case for case, _ in found))
        readers = tuple(dict.fromkeys(reader for _, reader in found))
        if len(readers) < 2:
            raise AgreementError(f"Only reader {readers[0]} has ratings; agreement needs at least two readers.")
        return cls(cases, readers, tuple(tuple(found.get((case, one)) for one in readers) for case in cases))

    def ratings(self) -> tuple[Rating, ...]:
        """Every rating, case by case."""
        return tuple(value for row in self.values for value in row if value is not None)

    def pairs(self, first: str, second: str) -> tuple[tuple[Rating, Rating], ...]:
        """(first reader's, second reader's) rating of every case that both rated, in the order of the cases."""
        a, b = self._place(first), self._place(second)
        found = []
        for row in self.values:
            one, other = row[a], row[b]
            if one is not None and other is not None:
                found.append((one, other))
        return tuple(found)

    def reader_pairs(self) -> tuple[tuple[str, str], ...]:
        """Every two readers, each pair once."""
        return tuple(combinations(self.readers, 2))

    def numbers(self) -> Floats:
        """The ratings as numbers, shape (case, reader); NaN where a case was not rated. Refuses text."""
        text = next((one for one in self.ratings() if isinstance(one, str)), None)
        if text is not None:
            raise AgreementError(f"The rating {text!r} is not a number; this method needs numbers.")
        return np.array([[np.nan if one is None else float(one) for one in row] for row in self.values])

    def require_complete(self, method: str) -> None:
        """Refuse a table with an empty cell, naming the first and the methods that take missing ratings."""
        for case, row in zip(self.cases, self.values, strict=True):
            for reader, value in zip(self.readers, row, strict=True):
                if value is None:
                    raise AgreementError(
                        f"Reader {reader} did not rate case {case}; {method} needs every reader's rating of every "
                        "case. Leave the case out; Krippendorff's alpha on the interval scale takes missing ratings."
                    )

    def counts(self, categories: Sequence[Rating]) -> Floats:
        """How many readers gave each category, shape (case, category)."""
        place = {category: index for index, category in enumerate(categories)}
        found = np.zeros((len(self.cases), len(categories)))
        for index, row in enumerate(self.values):
            for value in row:
                if value is not None:
                    found[index, place[value]] += 1
        return found

    def _place(self, reader: str) -> int:
        if reader not in self.readers:
            raise AgreementError(f"There is no reader {reader}; the readers are {', '.join(self.readers)}.")
        return self.readers.index(reader)


def read_categories(texts: Sequence[str]) -> tuple[Rating, ...]:
    """Ratings as they were typed: numbers where every one is a number (1 and 1.0 are the same), else words.

    Raises AgreementError for a number with a decimal comma, which would else pass as a word.
    """
    for text in texts:
        if _DECIMAL_COMMA.fullmatch(text):
            fixed = text.replace(",", ".")
            raise AgreementError(f"{text!r} is written with a decimal comma; expected a decimal point: {fixed}.")
    if all(_NUMBER.fullmatch(text) for text in texts):
        return tuple(float(text) for text in texts)
    return tuple(texts)


def derive_categories(
    ratings: Iterable[Rating], declared: Sequence[Rating] | None = None, most: int | None = MOST_CATEGORIES
) -> tuple[Rating, ...]:
    """The categories in their order: the declared ones, or those in use sorted (numbers by size, text by letter).

    Raises AgreementError for a rating outside the declared ones, for a category declared twice, and for more than
    `most` of them, which are measured values rather than categories.
    """
    used = set(ratings)
    if most is not None and len(used) > most:
        raise AgreementError(
            f"There are {len(used):,} different ratings, more than the {most:,} categories taken; for measured values "
            "take the ICC, limits of agreement or Krippendorff's alpha on the interval scale."
        )
    if declared is None:
        return tuple(sorted(used, key=lambda one: (isinstance(one, str), one)))
    if len(set(declared)) != len(declared):
        raise AgreementError(f"A category stands twice in {', '.join(map(name_category, declared))}.")
    strange = sorted(name_category(one) for one in used - set(declared))
    if strange:
        known = ", ".join(map(name_category, declared))
        raise AgreementError(f"The rating {strange[0]} is not among the categories {known}.")
    return tuple(declared)


def name_category(category: Rating) -> str:
    """A category as it is printed: words as they are, 2.0 as 2."""
    return category if isinstance(category, str) else f"{category:g}"


def check_level(level: float) -> None:
    """Refuse a confidence level that is not between 0 and 1."""
    if not 0 < level < 1:
        raise AgreementError(f"The level is {level}; expected a number between 0 and 1, such as 0.95.")
