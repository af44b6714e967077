"""What must happen downstream of an act upstream, in one table; and which gates stand before an act."""

from collections.abc import Callable, Mapping

from centralis.apps.action import Done, Gate

#: action → what follows once it is committed (each idempotent: the reconciler may start it again)
REACTIONS: Mapping[str, tuple[Callable[[Done], None], ...]] = {}

#: action → conditions beyond permission, asked before the transaction
GATES: dict[str, list[Gate]] = {}
