"""How much of a file from outside we are ready to look at: every reader takes these limits before it reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds no real image reaches; what passes one is refused, never cut.

    depth: nested sequences. elements, items: in the whole file. expanded_bytes: after inflating a deflated data set.
    value_bytes: one value other than pixel data. file_bytes: the stored file.
    """

    depth: int = 24
    elements: int = 400_000
    items: int = 200_000
    expanded_bytes: int = 128 * 1024 * 1024
    value_bytes: int = 64 * 1024 * 1024
    file_bytes: int = 1024 * 1024 * 1024


DEFAULT_LIMITS = Limits()
