"""Response and disease control rates of a trial by its criterion's own codes, with exact limits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from centralis.apps.outcomes.meaning import Meaning
from centralis.core.endpoints.response import Rate, compute_rate


class Resulted(Protocol):
    """A subject with a central result."""

    @property
    def result(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate by name, the codes that count, and the rate among a population."""

    name: str
    codes: tuple[str, ...]
    rate: Rate

    @property
    def percent(self) -> float:
        return 100 * self.rate.rate

    @property
    def lower(self) -> float:
        return 100 * self.rate.lower

    @property
    def upper(self) -> float:
        return 100 * self.rate.upper


def response_rates(settled: Sequence[Resulted], meaning: Meaning, subjects: int | None = None) -> list[RateLine]:
    """Objective response and disease control among subjects with a result, or among `subjects`, of whom those without
    one did not respond. Nothing for a score or nobody."""
    population = len(settled) if subjects is None else subjects
    if meaning.responses is None or not population:
        return []
    names = (("Objective response rate", meaning.responding), ("Disease control rate", meaning.controlled))
    return [
        RateLine(name, codes, compute_rate(sum(one.result in codes for one in settled), population))
        for name, codes in names
    ]
