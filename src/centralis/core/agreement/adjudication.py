"""Adjudication counted: how often and why, whom the adjudicator followed, and how often a reader was overruled.

Adjudication rate and its causes: Ford R, O'Neal M, Moskowitz S, Fraunberger J, J Clin Trials 2016;6:289 (42 % of 23,476
cases); FDA, Clinical Trial Imaging Endpoint Process Standards, 2018. All limits are exact (Clopper-Pearson).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from centralis.core.agreement.discordance import Share, derive_share
from centralis.core.agreement.ratings import AgreementError


@dataclass(frozen=True, slots=True)
class ReviewedCase:
    """A case read by two readers, and what became of it.

    `causes`: the conditions that asked for adjudication; none: the readers agreed. `followed`: the readers with whose
    read the adjudicator agreed (none, one or both); None while adjudication is not done.
    """

    case: str
    readers: tuple[str, str]
    causes: tuple[str, ...] = ()
    followed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CauseShare:
    """How often one cause asked for adjudication, among all cases."""

    cause: str
    share: Share


@dataclass(frozen=True, slots=True)
class ReaderShare:
    """One reader's adjudicated cases: how often the adjudicator agreed, and how often the reader was overruled."""

    reader: str
    cases: int
    adjudicated: int
    agreed: Share
    overruled: Share


@dataclass(frozen=True, slots=True)
class AdjudicationSummary:
    """Adjudication over a set of cases; `pending`: asked for and not done yet."""

    cases: int
    pending: int
    rate: Share
    causes: tuple[CauseShare, ...]
    readers: tuple[ReaderShare, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "cases": self.cases,
            "pending": self.pending,
            "adjudication_rate": self.rate.to_json(),
            "causes": {one.cause: one.share.to_json() for one in self.causes},
            "readers": {
                one.reader: {
                    "cases": one.cases,
                    "adjudicated": one.adjudicated,
                    "agreed": one.agreed.to_json(),
                    "overruled": one.overruled.to_json(),
                }
                for one in self.readers
            },
        }


def summarise_adjudication(cases: Sequence[ReviewedCase], level: float = 0.95) -> AdjudicationSummary:
    """Rates of adjudication by cause and by reader; causes by how often they occur, readers in their order.

    A case with two causes counts in both. Raises AgreementError for no cases, a case twice, an adjudicator who
    followed somebody that did not read the case, and adjudication without a cause.
    """
    _check(cases)
    asked = [one for one in cases if one.causes]
    counts: dict[str, int] = {}
    for one in asked:
        for cause in dict.fromkeys(one.causes):
            counts[cause] = counts.get(cause, 0) + 1
    causes = tuple(
        CauseShare(cause, derive_share(counts[cause], len(cases), level, ""))
        for cause in sorted(counts, key=lambda cause: (-counts[cause], cause))
    )
    readers = tuple(dict.fromkeys(reader for one in cases for reader in one.readers))
    return AdjudicationSummary(
        cases=len(cases),
        pending=sum(one.followed is None for one in asked),
        rate=derive_share(len(asked), len(cases), level, ""),
        causes=causes,
        readers=tuple(_of_reader(reader, cases, level) for reader in readers),
    )


def _of_reader(reader: str, cases: Sequence[ReviewedCase], level: float) -> ReaderShare:
    own = [one for one in cases if reader in one.readers]
    followed = [one.followed for one in own if one.followed is not None]
    agreed = sum(reader in one for one in followed)
    reason = f"No adjudication of {reader}'s cases is done yet."
    return ReaderShare(
        reader,
        len(own),
        len(followed),
        derive_share(agreed, len(followed), level, reason),
        derive_share(len(followed) - agreed, len(followed), level, reason),
    )


def _check(cases: Sequence[ReviewedCase]) -> None:
    if not cases:
        raise AgreementError("There are no cases; an adjudication rate needs at least one.")
    seen: set[str] = set()
    for one in cases:
        if one.case in seen:
            raise AgreementError(f"Case {one.case} stands twice; each case once.")
        seen.add(one.case)
        if one.readers[0] == one.readers[1]:
            raise AgreementError(f"Case {one.case} was read by {one.readers[0]} alone; expected two readers.")
        if one.followed is not None and not one.causes:
            raise AgreementError(f"Case {one.case} was adjudicated without a cause; name the condition that asked.")
        strange = [reader for reader in one.followed or () if reader not in one.readers]
        if strange:
            raise AgreementError(f"In case {one.case} the adjudicator followed {strange[0]}, who did not read it.")
