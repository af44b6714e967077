"""Hold the ratings of a multi-reader multi-case study, checked once, so that no method has to check them again.

A study: readers give cases a rating under one or more tests (modalities); a case is diseased or not. Truth belongs to
the case. Arrays run (test, reader, case); a rating is any number, higher meaning more suspicious of disease; NaN stands
for a case that this reader did not read under this test.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from centralis.core.endpoints.method import StatisticsError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEWEST = 2  # a variance over cases needs two of each truth


class MrmcError(StatisticsError):
    """Ratings or a request that no honest answer exists for; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One rating as it stands in a file: `line` is its row there (0: no file), for sentences about it."""

    reader: str
    test: str
    case: str
    truth: bool | None
    rating: float | None
    line: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Ratings of a study, checked: `truth` (case,), `ratings` (test, reader, case), NaN where not read.

    `attributes` give each case a word under a name (site, maker, sex, age band), "" where it is not known.
    Raises MrmcError: names that repeat, shapes that do not fit, a reader, test or case without a rating, an infinite
    rating, all ratings equal, fewer than two cases of either truth.
    """

    readers: tuple[str, ...]
    tests: tuple[str, ...]
    cases: tuple[str, ...]
    truth: Bools
    ratings: Floats
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        truth = np.array(self.truth, dtype=np.bool_)
        ratings = np.array(self.ratings, dtype=np.float64)
        truth.setflags(write=False)
        ratings.setflags(write=False)
        object.__setattr__(self, "truth", truth)
        object.__setattr__(self, "ratings", ratings)
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))
        _check_shapes(self)
        _check_truth(truth)
        _check_reads(self)
        _check_spread(ratings)

    @property
    def read(self) -> Bools:
        """Which cells hold a rating, (test, reader, case)."""
        return ~np.isnan(self.ratings)

    @property
    def is_complete(self) -> bool:
        """Whether every reader read every case under every test."""
        return not bool(np.isnan(self.ratings).any())

    @property
    def diseased(self) -> Floats:
        """Ratings of the diseased cases, (test, reader, diseased case)."""
        return self.ratings[:, :, self.truth]

    @property
    def nondiseased(self) -> Floats:
        """Ratings of the cases without disease, (test, reader, non-diseased case)."""
        return self.ratings[:, :, ~self.truth]

    def require_complete(self, method: str) -> None:
        """Refuse a study with missing reads for a method that cannot take them; the sentence names both."""
        gaps = np.argwhere(np.isnan(self.ratings))
        if not len(gaps):
            return
        test, reader, case = (int(place) for place in gaps[0])
        others = f" ({len(gaps) - 1} more reads are missing)" if len(gaps) > 1 else ""
        raise MrmcError(
            f"{method} needs every reader to read every case under every test: reader {self.readers[reader]} has no "
            f"rating of case {self.cases[case]} under test {self.tests[test]}{others}. Add the missing reads, or use "
            "the U-statistic or a split-plot analysis, which allow for reads left out by design."
        )

    def select_cases(self, keep: Bools) -> "Ratings":
        """The same study with only the cases where `keep` (case,) is true; checked again.

        Readers and tests that are left without a rating are refused, as in a whole study.
        """
        chosen = np.flatnonzero(keep)
        return Ratings(
            self.readers,
            self.tests,
            tuple(self.cases[place] for place in chosen),
            self.truth[chosen],
            self.ratings[:, :, chosen],
            {name: tuple(words[place] for place in chosen) for name, words in self.attributes.items()},
        )

    def select_tests(self, names: Sequence[str]) -> "Ratings":
        """The same study with only these tests, in this order, without readers and cases they leave unread."""
        unknown = [name for name in names if name not in self.tests]
        if unknown:
            raise MrmcError(f"There is no test {unknown[0]!r}; the ratings have {', '.join(self.tests)}.")
        held = self.ratings[[self.tests.index(name) for name in names]]
        seen = ~np.isnan(held)
        readers, cases = np.flatnonzero(seen.any(axis=(0, 2))), np.flatnonzero(seen.any(axis=(0, 1)))
        return Ratings(
            tuple(self.readers[place] for place in readers),
            tuple(names),
            tuple(self.cases[place] for place in cases),
            self.truth[cases],
            held[:, readers][:, :, cases],
            {name: tuple(words[place] for place in cases) for name, words in self.attributes.items()},
        )


def derive_ratings(rows: Iterable[RatingRow]) -> Ratings:
    """Ratings from rows in any order; readers, tests and cases come out in natural order of their names.

    A row whose rating is None says that the case was not read. Raises MrmcError, naming the row: a case without truth
    or with two truths, a read that stands twice, two words of one attribute for one case.
    """
    cells: dict[tuple[str, str, str], float] = {}
    first: dict[tuple[str, str, str], int] = {}
    truths: dict[str, bool] = {}
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        _enter_truth(truths, row)
        _enter_attributes(words, row)
        key = (row.test, row.reader, row.case)
        if key in first:
            raise MrmcError(
                f"{_place(row)}reader {row.reader} rated case {row.case} under test {row.test} twice (first in row "
                f"{first[key]}); one rating a reader, test and case. Repeat reads belong to the agreement methods."
            )
        first[key] = row.line
        cells[key] = math.nan if row.rating is None else row.rating
    if not cells:
        raise MrmcError("There are no ratings: the table has a header and no rows.")
    return _assemble(cells, truths, words)


def _enter_truth(truths: dict[str, bool], row: RatingRow) -> None:
    if row.truth is None:
        raise MrmcError(f"{_place(row)}case {row.case} has no truth; give 1 (diseased) or 0 (not diseased).")
    if truths.setdefault(row.case, row.truth) != row.truth:
        raise MrmcError(f"{_place(row)}case {row.case} is {int(row.truth)} here and {int(not row.truth)} before it.")


def _enter_attributes(words: dict[str, dict[str, str]], row: RatingRow) -> None:
    for name, word in row.attributes.items():
        known = words.setdefault(name, {}).setdefault(row.case, word)
        if known != word:
            raise MrmcError(f"{_place(row)}{name} of case {row.case} is {word!r} here and {known!r} before it.")


def _assemble(
    cells: Mapping[tuple[str, str, str], float], truths: Mapping[str, bool], words: Mapping[str, Mapping[str, str]]
) -> Ratings:
    tests, readers, cases = (tuple(sorted({key[part] for key in cells}, key=order_naturally)) for part in range(3))
    places = [{name: number for number, name in enumerate(names)} for names in (tests, readers, cases)]
    ratings = np.full((len(tests), len(readers), len(cases)), np.nan)
    for (test, reader, case), rating in cells.items():
        ratings[places[0][test], places[1][reader], places[2][case]] = rating
    return Ratings(
        readers,
        tests,
        cases,
        np.array([truths[case] for case in cases], dtype=np.bool_),
        ratings,
        {name: tuple(by_case.get(case, "") for case in cases) for name, by_case in words.items()},
    )


def order_naturally(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Reader 10 after reader 9, whatever their order in the file."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)


def _place(row: RatingRow) -> str:
    return f"Row {row.line}: " if row.line else ""


def _check_shapes(study: Ratings) -> None:
    for what, names in (("reader", study.readers), ("test", study.tests), ("case", study.cases)):
        if not names:
            raise MrmcError(f"There is no {what}; a study needs at least one.")
        twice = [name for name, times in Counter(names).items() if times > 1]
        if twice:
            raise MrmcError(f"The {what} {twice[0]!r} stands twice; each needs a name of its own.")
    shape = (len(study.tests), len(study.readers), len(study.cases))
    if study.ratings.shape != shape or study.truth.shape != shape[2:]:
        raise MrmcError(
            f"The ratings have the shape {study.ratings.shape} and the truth {study.truth.shape}; the names ask for "
            f"{shape} (test, reader, case) and {shape[2:]}."
        )
    for name, words in study.attributes.items():
        if len(words) != len(study.cases):
            raise MrmcError(f"The attribute {name!r} has {len(words)} words for {len(study.cases)} cases.")


def _check_truth(truth: Bools) -> None:
    for what, count in (("diseased", int(truth.sum())), ("non-diseased", int((~truth).sum()))):
        if count < FEWEST:
            raise MrmcError(
                f"There {'is' if count == 1 else 'are'} {count or 'no'} {what} case{'' if count == 1 else 's'}; the "
                f"variance over cases needs at least {FEWEST} diseased and {FEWEST} non-diseased ones."
            )


def _check_reads(study: Ratings) -> None:
    if np.isinf(study.ratings).any():
        test, reader, case = (int(place) for place in np.argwhere(np.isinf(study.ratings))[0])
        raise MrmcError(
            f"Reader {study.readers[reader]}'s rating of case {study.cases[case]} under test {study.tests[test]} is "
            "infinite; a rating is a finite number."
        )
    seen = study.read
    for what, names, axes in (("Test", study.tests, (1, 2)), ("Reader", study.readers, (0, 2))):
        empty = np.flatnonzero(~seen.any(axis=axes))
        if len(empty):
            raise MrmcError(f"{what} {names[int(empty[0])]} has no rating at all; add its reads or leave it out.")
    empty = np.flatnonzero(~seen.any(axis=(0, 1)))
    if len(empty):
        raise MrmcError(f"Case {study.cases[int(empty[0])]} was read by nobody; add its reads or leave it out.")


def _check_spread(ratings: Floats) -> None:
    if np.nanmin(ratings) == np.nanmax(ratings):
        raise MrmcError(
            f"All ratings equal {np.nanmin(ratings):g}: nothing tells one case from another, so no accuracy and no "
            "variance can be stated."
        )
