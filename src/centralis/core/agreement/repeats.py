"""Several measurements of a case by a reader, gathered for limits of agreement with repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from centralis.core.agreement.bland_altman_repeated import (
    RepeatedLimits,
    TrueValue,
    compute_constant_limits,
    compute_varying_limits,
)
from centralis.core.agreement.ratings import AgreementError


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value of a case by a reader. `replicate` says which values of two readers were taken together."""

    case: str
    reader: str
    value: float
    replicate: str | None = None


def derive_reader_pairs(measurements: Sequence[Measurement]) -> tuple[tuple[str, str], ...]:
    """Every two readers, each pair once, in the order in which they first stand."""
    readers = list(dict.fromkeys(one.reader for one in measurements))
    if len(readers) < 2:
        raise AgreementError("Fewer than two readers have measurements; limits of agreement compare two.")
    return tuple(combinations(readers, 2))


def compute_repeated_limits(
    measurements: Sequence[Measurement],
    readers: tuple[str, str],
    true_value: TrueValue,
    agreement: float = 0.95,
    level: float = 0.95,
) -> RepeatedLimits:
    """Limits of two readers (first minus second) over their measurements of all cases.

    Raises AgreementError where a case has the values of one reader alone, and, if the true value varies, where a
    measurement has no replicate, has one that stands twice, or has none of the other reader beside it.
    """
    own = [[one for one in measurements if one.reader == reader] for reader in readers]
    if true_value is TrueValue.CONSTANT:
        first, second = (_by_case(values) for values in own)
        return compute_constant_limits(first, second, agreement, level)
    first_keyed, second_keyed = (_by_replicate(values) for values in own)
    alone = sorted(set(first_keyed) ^ set(second_keyed))
    if alone:
        case, replicate = alone[0]
        raise AgreementError(
            f"Replicate {replicate} of case {case} was measured by one reader alone; limits need both."
        )
    pairs: dict[str, list[tuple[float, float]]] = {}
    for (case, replicate), value in first_keyed.items():
        pairs.setdefault(case, []).append((value, second_keyed[case, replicate]))
    return compute_varying_limits(pairs, agreement, level)


def _by_case(values: Sequence[Measurement]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for one in values:
        found.setdefault(one.case, []).append(one.value)
    return found


def _by_replicate(values: Sequence[Measurement]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for one in values:
        if one.replicate is None:
            raise AgreementError(
                f"A measurement of case {one.case} by {one.reader} has no replicate; where the true value varies, the "
                "column replicate must say which measurements of the readers belong together."
            )
        if (one.case, one.replicate) in found:
            raise AgreementError(f"{one.reader} measured replicate {one.replicate} of case {one.case} twice.")
        found[one.case, one.replicate] = one.value
    return found
