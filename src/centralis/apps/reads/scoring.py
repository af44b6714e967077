"""Score a case by its criterion: what was entered goes in as stored JSON, what the rules say comes out. No database.

Any criterion or score of the catalogue can be read; how stands in `core.criteria.reading`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.trials.definition.model import ReadDesign
from centralis.core.catalogue import find_criterion
from centralis.core.criteria.criterion import Criterion
from centralis.core.criteria.reading import Reading
from centralis.core.refusal import Refused


def criterion_of(design: ReadDesign) -> Criterion:
    """The criterion a trial reads by. Raises Refused for one that this version does not know."""
    try:
        return find_criterion(design.criterion)
    except ValueError as error:
        raise Refused(ReadsRefusal.UNKNOWN_CRITERION, criterion=design.criterion) from error


def reading_of(design: ReadDesign) -> Reading:
    """How a trial reads: its criterion with its parameters. Raises Refused when this version can't read by them."""
    criterion = criterion_of(design)
    try:
        return criterion.open_reading(design.parameters)
    except ValueError as error:
        raise Refused(ReadsRefusal.UNREADABLE_PARAMETERS, criterion=design.criterion, why=str(error)) from error


def carry_over(entries: Mapping[str, Any], start: Mapping[str, Any], growing: Collection[str]) -> dict[str, Any]:
    """Fill a form anew started with what was entered before, row by row; rows that are gone are left out.

    growing: sections to which a reader may add rows.
    """
    carried: dict[str, Any] = {name: value for name, value in entries.items() if name not in start}
    for name, fresh in start.items():
        if not isinstance(fresh, list):
            carried[name] = fresh
            continue
        old = {one["id"]: one for one in entries.get(name, []) if one.get("id")}
        rows = [{**row, **old.pop(row["id"], {})} for row in fresh]
        carried[name] = [*rows, *old.values()] if name in growing else rows
    return carried
