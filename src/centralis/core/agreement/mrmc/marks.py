"""Hold the marks of a location study, checked once: where readers pointed, how sure they were, and what was there.

Readers mark as many places in a case as they like, each with a rating (free response). A mark near a lesion localises
it (LL); any other is a non-localisation (NL). A lesion nobody marked has rating minus infinity, and so has a case
without a non-localisation, so that leaving something unmarked counts (Chakraborty and Berbaum 2004). A case without
lesions is non-diseased. Every reader is taken to have read every case under every test.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centralis.core.agreement.mrmc.data import FEWEST, Bools, Floats, MrmcError, order_naturally
from centralis.core.endpoints.table import Kind, Row, Shape, read_table

Places = NDArray[np.intp]

WEIGHT_SLACK = 1e-6
MARK_COLUMNS = {"reader": Kind.TEXT, "test": Kind.TEXT, "case": Kind.TEXT, "lesion": Kind.TEXT, "rating": Kind.NUMBER}
MARK_SHAPE = Shape(blank=("lesion",))
LESION_COLUMNS = {"case": Kind.TEXT, "lesion": Kind.TEXT, "weight": Kind.NUMBER}
LESION_SHAPE = Shape(optional=("weight",), blank=("lesion", "weight"))


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark; `lesion` is what it localises, "" for a non-localisation. `line`: its row in a file, 0 if none."""

    reader: str
    test: str
    case: str
    lesion: str
    rating: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class TrueLesion:
    """A lesion that is there; `lesion` "" enters a case without any. `weight`: its importance in its case, or None."""

    case: str
    lesion: str
    weight: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """A location study, checked. `noise` (test, reader, case): the case's highest non-localisation, minus infinity
    where there is none. `found` (test, reader, lesion): the rating that localised the lesion, minus infinity where
    unmarked. `lesion_case` (lesion,): the place of its case; `weights` (lesion,) add up to 1 in each case.
    """

    tests: tuple[str, ...]
    readers: tuple[str, ...]
    cases: tuple[str, ...]
    lesions: tuple[str, ...]
    lesion_case: Places
    weights: Floats
    noise: Floats
    found: Floats

    @property
    def diseased(self) -> Bools:
        """Which cases have a lesion, (case,)."""
        out = np.zeros(len(self.cases), dtype=np.bool_)
        out[self.lesion_case] = True
        return out


def read_marks(marks: Iterable[bytes] | Iterable[str], lesions: Iterable[bytes] | Iterable[str]) -> Marks:
    """A location study from two CSV files.

    Marks: reader,test,case,lesion,rating; lesion empty for a non-localisation. Lesions: case,lesion[,weight], one row
    a lesion, and one with an empty lesion for each case without any. Raises TableError or MrmcError: a sentence.
    """
    return derive_marks_of_rows(
        read_table(marks, MARK_COLUMNS, MARK_SHAPE), read_table(lesions, LESION_COLUMNS, LESION_SHAPE)
    )


def derive_marks_of_rows(marks: Iterable[Row], lesions: Iterable[Row]) -> Marks:
    """A location study from the rows of its two tables; raises MrmcError as `derive_marks` does."""
    return derive_marks(
        (
            Mark(row.text("reader"), row.text("test"), row.text("case"), _word(row), row.amount("rating"), row.number)
            for row in marks
        ),
        (
            TrueLesion(
                row.text("case"),
                _word(row),
                None if row.values["weight"] is None else row.amount("weight"),
                row.number,
            )
            for row in lesions
        ),
    )


def derive_marks(marks: Iterable[Mark], lesions: Iterable[TrueLesion]) -> Marks:
    """A location study from marks and the lesions that are there, in any order; names come out in natural order.

    Weights: all given or none; none makes the lesions of a case equal (1/L). Raises MrmcError, naming the row: an
    unknown case or lesion, a lesion or its mark that stands twice, weights that do not add up to 1, a reader without
    any mark under a test, fewer than two cases with and two without lesions.
    """
    by_case = _lesions_by_case(lesions)
    weights = _weights(by_case)
    cases = tuple(sorted(by_case, key=order_naturally))
    pairs = [
        (place, name) for place, case in enumerate(cases) for name in sorted(by_case[case], key=order_naturally) if name
    ]
    _check_truth(len({place for place, _ in pairs}), len(cases))
    held = list(marks)
    if not held:
        raise MrmcError("There are no marks: the table has a header and no rows.")
    tests = tuple(sorted({mark.test for mark in held}, key=order_naturally))
    readers = tuple(sorted({mark.reader for mark in held}, key=order_naturally))
    noise = np.full((len(tests), len(readers), len(cases)), -np.inf)
    found = np.full((len(tests), len(readers), len(pairs)), -np.inf)
    place = {(cases[at], name): number for number, (at, name) in enumerate(pairs)}
    _enter(held, (tests, readers, cases), place, (noise, found))
    _check_readers(held, tests, readers)
    return Marks(
        tests,
        readers,
        cases,
        tuple(f"{cases[at]}/{name}" for at, name in pairs),
        np.array([at for at, _ in pairs], dtype=np.intp),
        np.array([weights[cases[at], name] for at, name in pairs]),
        noise,
        found,
    )


def _word(row: Row) -> str:
    return "" if row.values["lesion"] is None else row.text("lesion")


def _lesions_by_case(lesions: Iterable[TrueLesion]) -> dict[str, dict[str, TrueLesion]]:
    by_case: dict[str, dict[str, TrueLesion]] = defaultdict(dict)
    for one in lesions:
        if one.lesion in by_case[one.case]:
            what = f"lesion {one.lesion} of case {one.case}" if one.lesion else f"case {one.case} without lesions"
            raise MrmcError(f"{_at(one.line)}{what} stands twice; one row each.")
        by_case[one.case][one.lesion] = one
    for case, own in by_case.items():
        if "" in own and len(own) > 1:
            raise MrmcError(f"{_at(own[''].line)}case {case} stands as a case without lesions and has some.")
    if not by_case:
        raise MrmcError("There are no cases: the table of lesions has a header and no rows.")
    return by_case


def _weights(by_case: Mapping[str, Mapping[str, TrueLesion]]) -> dict[tuple[str, str], float]:
    """The weight of every lesion, 1/L of its case where none is given anywhere."""
    real = [one for own in by_case.values() for one in own.values() if one.lesion]
    given = [one for one in real if one.weight is not None]
    if not given:
        return {(one.case, one.lesion): 1.0 / len(by_case[one.case]) for one in real}
    for one in real:
        if one.weight is None or not one.weight > 0 or math.isinf(one.weight):
            raise MrmcError(
                f"{_at(one.line)}lesion {one.lesion} of case {one.case} has "
                f"{'no weight while others have one' if one.weight is None else f'the weight {one.weight:g}'}; give "
                "every lesion a weight above 0, or none for equal ones."
            )
    for case, own in by_case.items():
        total = math.fsum(one.weight or 0.0 for one in own.values() if one.lesion)
        if total and abs(total - 1.0) > WEIGHT_SLACK:
            raise MrmcError(f"The weights of the lesions of case {case} add up to {total:g}; they must add up to 1.")
    return {(one.case, one.lesion): one.weight or 0.0 for one in real}


def _enter(
    marks: Sequence[Mark],
    names: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
    lesions: Mapping[tuple[str, str], int],
    arrays: tuple[Floats, Floats],
) -> None:
    """Put every mark in its place: the highest non-localisation of a case, the one localisation of a lesion."""
    tests, readers, cases = ({name: number for number, name in enumerate(some)} for some in names)
    noise, found = arrays
    for mark in marks:
        if not math.isfinite(mark.rating):
            raise MrmcError(f"{_at(mark.line)}the rating {mark.rating} is no finite number; leave unmarked places out.")
        if mark.case not in cases:
            raise MrmcError(f"{_at(mark.line)}case {mark.case} is not in the table of lesions; enter every case there.")
        at = tests[mark.test], readers[mark.reader]
        if not mark.lesion:
            noise[at][cases[mark.case]] = max(noise[at][cases[mark.case]], mark.rating)
            continue
        place = lesions.get((mark.case, mark.lesion))
        if place is None:
            raise MrmcError(f"{_at(mark.line)}case {mark.case} has no lesion {mark.lesion} in the table of lesions.")
        if found[at][place] > -np.inf:
            raise MrmcError(
                f"{_at(mark.line)}reader {mark.reader} localised lesion {mark.lesion} of case {mark.case} under test "
                f"{mark.test} twice; keep one mark a lesion (by custom the highest rated)."
            )
        found[at][place] = mark.rating


def _check_truth(diseased: int, cases: int) -> None:
    for what, count in (("with", diseased), ("without", cases - diseased)):
        if count < FEWEST:
            raise MrmcError(
                f"There {'is' if count == 1 else 'are'} {count or 'no'} case{'' if count == 1 else 's'} {what} "
                f"lesions; the variance over cases needs at least {FEWEST} with and {FEWEST} without."
            )


def _check_readers(marks: Sequence[Mark], tests: Sequence[str], readers: Sequence[str]) -> None:
    seen = Counter((mark.test, mark.reader) for mark in marks)
    for test in tests:
        for reader in readers:
            if not seen[test, reader]:
                raise MrmcError(
                    f"Reader {reader} has no mark at all under test {test}; every reader must read every case under "
                    "every test. Add the marks or leave the reader out."
                )


def _at(line: int) -> str:
    return f"Row {line}: " if line else ""
