"""What outcomes are derived from and what is derived: plain facts, without Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from centralis.apps.outcomes.meaning import Meaning
from centralis.core.criteria.reading import Reading
from centralis.core.reading.adjudication import Condition

CENTRAL = "central"


@dataclass(frozen=True, slots=True)
class SignedRead:
    """One signed read of one time point: what was entered, what the criterion made of it (JSON), the digest that its
    signature binds, and who signed it when with which meaning (21 CFR 11.50)."""

    id: str
    digest: str
    visit: str
    name: str
    on: date
    entries: Mapping[str, Any]
    assessment: Mapping[str, Any]
    signed_by: str = ""
    signed_at: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a reader signed of a whole case in a global read: it counts instead of what the time points come to."""

    id: str
    digest: str
    best_overall_response: str
    progressed: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Side:
    """One reader's case: the signed reads in any order, and the names of time points that wait for this reader.
    `number` 0: the adjudicator's own read of the case."""

    number: int
    reads: tuple[SignedRead, ...]
    unsigned: tuple[str, ...] = ()
    stated: Stated | None = None

    @property
    def source(self) -> str:
        return f"reader {self.number}" if self.number else "adjudicator"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An adjudication: the reader chosen (None: it is still due), why, and the digest its signature binds;
    `by_consensus`: the readers themselves settled it; `anew`: the adjudicator read the case anew, which counts."""

    id: str
    chosen: int | None
    digest: str = ""
    reason: str = ""
    by_consensus: bool = False
    anew: Side | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """The trial's choices: the criterion with its parameters, how many read, when an adjudication is asked for.

    `named` goes into the basis as it stands: criterion, edition, parameters, versions.
    """

    reading: Reading
    meaning: Meaning
    readers: int
    triggers: tuple[Condition, ...]
    named: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A subject's case: the reference date (day 0; None: not known yet), what each reader signed, the adjudication."""

    reference: date | None
    sides: tuple[Side, ...]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """One source's result; the fields are the columns of `Outcome`.

    headline: the best overall response of a criterion, the last value of a score; `headline_on` the day it rests on.
    best_change_percent: of the tumour burden from baseline, up to progression; None where the criterion has none.
    """

    source: str
    time_points: tuple[Mapping[str, Any], ...]
    headline: str
    headline_on: date | None
    headline_sentence: str
    best_change_percent: Decimal | None
    progression_date: date | None
    progression_sentence: str
    explanation: str
    missing: tuple[str, ...]
    basis: Mapping[str, Any]
