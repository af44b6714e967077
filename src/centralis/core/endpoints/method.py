"""What a statistical method says of itself: one object from which its documentation page and its answers are made."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """A statistical method as its page in docs/statistics/ prints it.

    `name` is the word that results carry (`clopper-pearson`), also the page's file name: lower-case letters, digits
    and hyphens. `formula` is plain text, one equation a line. `confirmed_by` says which printed numbers or documents
    the code was held against; empty means that nothing has confirmed it yet, and the page says so. `example` computes
    the worked example's lines on the spot, so that the page cannot tell other numbers than the code.
    """

    name: str
    title: str
    purpose: str
    formula: str
    assumptions: tuple[str, ...]
    citation: str
    confirmed_by: str
    example: Callable[[], tuple[str, ...]]


class StatisticsError(ValueError):
    """A statistic that cannot be computed from these data: what was found, why that is too little, what to do."""
