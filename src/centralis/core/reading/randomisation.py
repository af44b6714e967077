"""The order in which a reader meets the cases: random, each reader's own, re-derivable from the sealed seed for ever.

Algorithm `hmac-sha256-sort-1`: each case's sort key is HMAC-SHA256(seed, "case order", reader, case) as in `keyed`;
cases are read in ascending order of their keys. Since a key depends on nothing but its own case, a case that is added
takes a place between the others and never changes how two earlier cases stand to each other. Requirement IMG-8.
"""

from collections.abc import Iterable, Sequence

from centralis.core.reading.keyed import compute_digest

ALGORITHM = "hmac-sha256-sort-1"


def compute_sort_key(seed: bytes, reader: str, case: str) -> bytes:
    """The place of one case in one reader's order, as 32 bytes to be compared."""
    return compute_digest(seed, "case order", reader, case)


def derive_order(seed: bytes, reader: str, cases: Iterable[str]) -> tuple[str, ...]:
    """The cases in this reader's order, whatever order they come in. Raises ValueError when a case stands twice."""
    names = list(cases)
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"These cases stand twice: {', '.join(twice)}; each case once.")
    return tuple(sorted(names, key=lambda name: compute_sort_key(seed, reader, name)))


def verify_order(seed: bytes, reader: str, shown: Sequence[str]) -> bool:
    """Whether an order that was stored is the one the seed gives, for an inspector who opens the seal."""
    return tuple(shown) == derive_order(seed, reader, shown)
