"""Whether somebody may read for a trial: what its definition demands of a reader, held against what is on record.

Expertise, training on the named module and version, test cases read with enough agreement, and a date until which all
this holds. Requirements IMG-10, P11-10G-2, P11-10I-1. FDA, Clinical Trial Imaging Endpoint Process Standards (2018),
section on readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal


@dataclass(frozen=True)
class ReaderDemand:
    """The definition's `reading.reader_qualification`; what is empty or 0 is not demanded. Agreement from 0 to 1."""

    specialty: str = ""
    training: str = ""
    test_cases: int = 0
    agreement_min: Decimal = Decimal(0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is demanded, so that nobody needs a record."""
        return not (self.specialty or self.training or self.test_cases or self.agreement_min)


@dataclass(frozen=True)
class ReaderRecord:
    """What is on record of a reader. `agreement` with the reference of the test cases, from 0 to 1."""

    specialty: str = ""
    training: str = ""
    test_cases: int = 0
    agreement: Decimal | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class ScoredCase:
    """One finished test case: whether the reader's read agrees with the reference and, where not, in what."""

    case: str
    agrees: bool
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class CasesScore:
    """What a reader came to over the test cases. `agreement`: the share that agrees, from 0 to 1; None without any."""

    cases: tuple[ScoredCase, ...]
    agreed: int
    agreement: Decimal | None


def score_test_cases(cases: Sequence[ScoredCase]) -> CasesScore:
    """Score test cases: the share that agrees with the reference, rounded down to four places.

    Down, so that a share just below the threshold never passes for having been rounded.
    """
    agreed = sum(one.agrees for one in cases)
    share = (Decimal(agreed) / len(cases)).quantize(Decimal("0.0001"), ROUND_DOWN) if cases else None
    return CasesScore(tuple(cases), agreed, share)


def find_gaps(demand: ReaderDemand, record: ReaderRecord | None, today: date) -> tuple[str, ...]:
    """What keeps somebody from reading today, one clause each; empty when nothing does."""
    if demand.is_empty:
        return ()
    if record is None:
        return ("no qualification is on record",)
    gaps: list[str] = []
    if demand.specialty and _plain(record.specialty) != _plain(demand.specialty):
        gaps.append(f"the specialty is {record.specialty or 'not on record'}, not {demand.specialty}")
    if demand.training and _plain(record.training) != _plain(demand.training):
        gaps.append(f"the training on record is {record.training or 'none'}, not {demand.training}")
    if record.test_cases < demand.test_cases:
        gaps.append(f"{record.test_cases} of {demand.test_cases} test cases were read")
    if demand.agreement_min > 0 and (record.agreement is None or record.agreement < demand.agreement_min):
        shown = "not on record" if record.agreement is None else f"{record.agreement.normalize():f}"
        gaps.append(f"the agreement on test cases is {shown}; at least {demand.agreement_min.normalize():f} is asked")
    if record.valid_until is not None and record.valid_until < today:
        gaps.append(f"the qualification ended on {record.valid_until:%Y-%m-%d}")
    return tuple(gaps)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
