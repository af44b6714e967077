"""How far readers agree, variable by variable and by pair of readers: shares, kappas, correlations, limits. Pure.

Variables: the response at each time point after baseline and the best response of a criterion; the words or numbers of
a score at each time point, and every measure that is a number. A case is a subject, or a time point of one. Limits of
agreement take the several time points of a subject as repeated pairs; kappa and ICC take each as a case of its own, so
that their intervals over time points are too narrow rather than too wide. Coefficients: `core.agreement`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from centralis.apps.outcomes.meaning import Meaning, Measure
from centralis.core.agreement.bland_altman import LimitsOfAgreement, compute_limits
from centralis.core.agreement.bland_altman_repeated import compute_varying_limits
from centralis.core.agreement.coefficient import Coefficient
from centralis.core.agreement.discordance import Discordance, ProgressionPair, compare_progression
from centralis.core.agreement.icc import Form, Icc, compute_icc
from centralis.core.agreement.kappa import compute_kappa
from centralis.core.agreement.percent import compute_percent_agreement
from centralis.core.agreement.ratings import AgreementError, RatingTable
from centralis.core.agreement.weights import Weights

_NO_ORDER = frozenset({"NE", "NED"})
ICC_FORM = Form.ICC_2_1


@dataclass(frozen=True, slots=True)
class ReaderCase:
    """One reader's signed case of one subject. `day_0` None: not known; `is_complete`: nothing of it is missing."""

    subject: str
    reader: str
    headline: str
    progressed: date | None
    day_0: date | None
    time_points: Sequence[Mapping[str, Any]]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What two readers said of one case; `key` is the time point's visit, empty for the case as a whole."""

    subject: str
    key: str
    first: Any
    second: Any

    @property
    def case(self) -> str:
        return f"{self.subject} {self.key}".strip()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two readers by name, and what they said of the cases that both have."""

    first: str
    second: str
    said: tuple[Said, ...]

    def table(self) -> RatingTable:
        """The same as the methods over readers take it."""
        return RatingTable.from_rows(
            row for one in self.said for row in ((one.case, self.first, one.first), (one.case, self.second, one.second))
        )


@dataclass(frozen=True, slots=True)
class WordsAgreement:
    """Agreement in words: the share of the same ones, kappa, kappa with linear weights over the words that have an
    order, and the table of counts (first reader's word, counts by the second reader's)."""

    variable: str
    pair: Pair
    percent: Coefficient
    kappa: Coefficient
    weighted: Coefficient | None
    words: tuple[str, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    reason: str

    @property
    def remark(self) -> str:
        """Why a number is not there or what was left out, each sentence once."""
        told = (self.kappa.reason, self.weighted.reason if self.weighted else "", self.reason)
        return " ".join(dict.fromkeys(one for one in told if one))


@dataclass(frozen=True, slots=True)
class NumbersAgreement:
    """Agreement in numbers: correlation within cases, bias and limits in the measure's unit; a reason for what is not
    there."""

    measure: Measure
    pair: Pair
    icc: Icc | None
    limits: LimitsOfAgreement | None
    reason: str


@dataclass(frozen=True, slots=True)
class ProgressionAgreement:
    """Whether and when two readers saw progression."""

    first: str
    second: str
    found: Discordance


def pairs_of(cases: Sequence[ReaderCase], said: Callable[[ReaderCase], Iterable[tuple[str, Any]]]) -> list[Pair]:
    """Every two readers that have cases in common, by name, with what both said."""
    found: dict[tuple[str, str], list[Said]] = {}
    for one, other in both_read(cases):
        theirs = dict(said(other))
        both = [Said(one.subject, key, mine, theirs[key]) for key, mine in said(one) if key in theirs]
        found.setdefault((one.reader, other.reader), []).extend(both)
    return [Pair(first, second, tuple(both)) for (first, second), both in sorted(found.items()) if both]


def both_read(cases: Sequence[ReaderCase]) -> Iterator[tuple[ReaderCase, ReaderCase]]:
    """Every two readers' cases of one subject, subject by subject, the readers by name."""
    by_subject: dict[str, list[ReaderCase]] = {}
    for case in cases:
        by_subject.setdefault(case.subject, []).append(case)
    for subject in sorted(by_subject):
        yield from combinations(sorted(by_subject[subject], key=lambda case: case.reader), 2)


def compare_words(cases: Sequence[ReaderCase], meaning: Meaning) -> list[WordsAgreement]:
    """Agreement in responses and in the best response; of a score in its first value where that is a word."""
    if meaning.responses is None:
        found = pairs_of(cases, responses_of) if meaning.ranking else []
        return [_compare_words(meaning.measures[0].label, pair, meaning) for pair in found]
    points = pairs_of(cases, lambda case: responses_of(case, after_baseline=True))
    whole = pairs_of(cases, lambda case: [("", case.headline)] if case.headline and case.is_complete else [])
    return [
        *(_compare_words("Response at each time point", pair, meaning) for pair in points),
        *(_compare_words("Best overall response", pair, meaning) for pair in whole),
    ]


def compare_numbers(cases: Sequence[ReaderCase], meaning: Meaning) -> list[NumbersAgreement]:
    """Agreement in every measure that is a number, over all time points."""
    return [
        _compare_numbers(measure, pair)
        for measure in meaning.measures
        if not measure.codes
        for pair in pairs_of(cases, _numbers(measure.key))
    ]


def compare_progressions(cases: Sequence[ReaderCase], tolerance_days: int) -> list[ProgressionAgreement]:
    """Whether and when every two readers saw progression, over the cases that both finished."""
    found: dict[tuple[str, str], list[ProgressionPair]] = {}
    for one, other in both_read(cases):
        if one.is_complete and other.is_complete:
            pair = ProgressionPair(one.subject, _day(one), _day(other))
            found.setdefault((one.reader, other.reader), []).append(pair)
    return [
        ProgressionAgreement(first, second, compare_progression(pairs, tolerance_days))
        for (first, second), pairs in sorted(found.items())
    ]


def responses_of(case: ReaderCase, *, after_baseline: bool = False) -> Iterator[tuple[str, str]]:
    """The responses of a case (or a score's values as words) by visit."""
    for point in case.time_points[1 if after_baseline else 0 :]:
        if point["response"]:
            yield str(point["visit"]), str(point["response"])


def _numbers(key: str) -> Callable[[ReaderCase], Iterator[tuple[str, float]]]:
    def numbers(case: ReaderCase) -> Iterator[tuple[str, float]]:
        for point in case.time_points:
            value = point["answers"].get(key)
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield str(point["visit"]), float(value)

    return numbers


def _day(case: ReaderCase) -> int | None:
    return (case.progressed - case.day_0).days if case.progressed and case.day_0 else None


def _compare_words(variable: str, pair: Pair, meaning: Meaning) -> WordsAgreement:
    pairs = [(str(one.first), str(one.second)) for one in pair.said]
    used = {word for both in pairs for word in both}
    words = (*(one for one in meaning.ranking if one in used), *sorted(used - set(meaning.ranking)))
    weighted, reason = _weighted(pairs, meaning)
    return WordsAgreement(
        variable=variable,
        pair=pair,
        percent=compute_percent_agreement(pair.table()),
        kappa=compute_kappa(pairs),
        weighted=weighted,
        words=words,
        table=tuple((one, tuple(pairs.count((one, other)) for other in words)) for one in words),
        reason=reason,
    )


def _weighted(pairs: Sequence[tuple[str, str]], meaning: Meaning) -> tuple[Coefficient | None, str]:
    """Kappa with linear weights where both words stand in an order; what was not evaluated has no place in it."""
    order = [one for one in meaning.ranking if one not in _NO_ORDER]
    kept = [(one, other) for one, other in pairs if one in order and other in order]
    left = len(pairs) - len(kept)
    reason = f"{left} not in the order (NE, NED) and left out of the weighted kappa." if left else ""
    if not kept:
        return None, "No case in which both words have an order."
    return compute_kappa(kept, Weights.LINEAR, order), reason


def _compare_numbers(measure: Measure, pair: Pair) -> NumbersAgreement:
    by_subject: dict[str, list[tuple[float, float]]] = {}
    for one in pair.said:
        by_subject.setdefault(one.subject, []).append((one.first, one.second))
    reasons: list[str] = []
    limits: LimitsOfAgreement | None = None
    icc: Icc | None = None
    try:
        is_repeated = len(by_subject) < len(pair.said)
        limits = (
            compute_varying_limits(by_subject).limits
            if is_repeated
            else compute_limits([(one.first, one.second) for one in pair.said])
        )
        reasons.append(limits.reason)
    except AgreementError as fault:
        reasons.append(str(fault))
    try:
        icc = compute_icc(pair.table(), ICC_FORM)
        reasons.append(icc.reason)
    except AgreementError as fault:
        reasons.append(str(fault))
    return NumbersAgreement(measure, pair, icc, limits, " ".join(dict.fromkeys(one for one in reasons if one)))
