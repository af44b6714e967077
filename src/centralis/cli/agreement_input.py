"""Read the CSV of `centralis agreement`: case,reader,value, as categories, as numbers, or as repeated measurements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from centralis.cli.statistics import load_table, refuse
from centralis.core.agreement.ratings import AgreementError, Rating, RatingTable, read_categories
from centralis.core.agreement.repeats import Measurement
from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.table import Kind, Row, Shape

_ONCE = ("case", "reader")


@dataclass(frozen=True)
class Categorised:
    """Ratings as categories, and all categories in their order where the user gave them."""

    table: RatingTable
    categories: tuple[Rating, ...] | None


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """A refusal of the statistics becomes a sentence with the file's name, and exit code 2."""
    try:
        yield
    except StatisticsError as error:
        refuse(f"{path}: {error}")


def load_categories(path: Path, categories: str) -> Categorised:
    """Ratings that are numbers where all are (then 1 and 1.0 are the same category), else words."""
    rows = load_table(path, {"case": Kind.TEXT, "reader": Kind.TEXT, "value": Kind.TEXT}, Shape(unique=_ONCE))
    _refuse_decimal_commas(path, rows)
    declared = [one.strip() for one in categories.split(",") if one.strip()]
    with refusing(path):
        found = read_categories([row.text("value") for row in rows] + declared)
        keyed = zip(rows, found[: len(rows)], strict=True)
        table = RatingTable.from_rows((row.text("case"), row.text("reader"), value) for row, value in keyed)
    return Categorised(table, found[len(rows) :] or None)


def load_numbers(path: Path, hint: str = "") -> RatingTable:
    """One number a case and reader; `hint`: what to do about a second one, where the command has an answer to it."""
    columns = {"case": Kind.TEXT, "reader": Kind.TEXT, "value": Kind.NUMBER}
    rows = load_table(path, columns, Shape(unique=() if hint else _ONCE))
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row.text("case"), row.text("reader")
        if key in seen:
            refuse(f"{path}: row {row.number}: case {key[0]} by {key[1]} stands in row {seen[key]} too. {hint}")
        seen[key] = row.number
    with refusing(path):
        return RatingTable.from_rows((row.text("case"), row.text("reader"), row.amount("value")) for row in rows)


def load_measurements(path: Path) -> list[Measurement]:
    """Any number of measurements a case and reader; the column replicate may be missing."""
    columns = {"case": Kind.TEXT, "reader": Kind.TEXT, "value": Kind.NUMBER, "replicate": Kind.TEXT}
    rows = load_table(path, columns, Shape(optional=("replicate",)))
    if not rows:
        refuse(f"{path}: there are no rows under the header; expected case,reader,value.")
    return [
        Measurement(
            row.text("case"),
            row.text("reader"),
            row.amount("value"),
            None if row.values["replicate"] is None else row.text("replicate"),
        )
        for row in rows
    ]


def _refuse_decimal_commas(path: Path, rows: list[Row]) -> None:
    for row in rows:
        try:
            read_categories([row.text("value")])
        except AgreementError as error:
            refuse(f"{path}: row {row.number}, column value: {error}")
