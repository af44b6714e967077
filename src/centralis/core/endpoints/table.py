"""Read a CSV of statistics' input: rows with typed values, or one sentence that names the row and the column.

The only reader for endpoints, agreement and MRMC. Text comes in as bytes or str in pieces of any size (lines, blocks
of a file), so that a file far beyond the limits costs no more memory than the limits allow. Row numbers are line
numbers of the file, the header being row 1. Format: RFC 4180 with commas and decimal points, UTF-8 with or without a
byte-order mark. Nothing is guessed: semicolons, tabs, decimal commas and other encodings are named and refused.
"""

import csv
import math
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, IncrementalDecoder, getincrementaldecoder
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_BYTES = 200_000_000
MOST_ROWS = 1_000_000
MOST_IN_A_LINE = 100_000
"""Limits of one table: bytes, rows after the header, characters in a line."""

_ISO_DATE = len("2026-11-21")


class Kind(StrEnum):
    """What a column holds. A flag is 1 or 0."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"


Value = str | date | float | int | bool | None


class TableError(ValueError):
    """Why a table is refused. `row` is the line of the file and `column` the header's word, where one is at fault."""

    def __init__(self, sentence: str, row: int | None = None, column: str | None = None) -> None:
        place = [f"row {row}"] if row is not None else []
        place += [f"column {column}"] if column is not None else []
        super().__init__(f"{', '.join(place)}: {sentence}" if place else sentence)
        self.sentence, self.row, self.column = sentence, row, column


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file and its values by column; a cell that may be blank and is holds None."""

    number: int
    values: Mapping[str, Value]

    def text(self, column: str) -> str:
        return str(self.values[column])

    def day(self, column: str) -> date:
        value = self.values[column]
        if not isinstance(value, date):
            raise TypeError(f"{column} was not read as a date")
        return value

    def amount(self, column: str) -> float:
        """A number, an integer or a flag as a number."""
        value = self.values[column]
        if not isinstance(value, (int, float)):
            raise TypeError(f"{column} was not read as a number")
        return float(value)

    def flag(self, column: str) -> bool:
        return self.amount(column) == 1


@dataclass(frozen=True, slots=True)
class Shape:
    """What may differ from a full table.

    `optional`: columns that may be missing from the header (their values are then None in every row). `blank`:
    columns whose cells may be empty. `unique`: columns whose values together may stand in one row only.
    """

    optional: Collection[str] = ()
    blank: Collection[str] = ()
    unique: Sequence[str] = ()


def read_table(
    pieces: Iterable[bytes] | Iterable[str],
    columns: Mapping[str, Kind],
    shape: Shape | None = None,
    most_bytes: int = MOST_BYTES,
    most_rows: int = MOST_ROWS,
) -> list[Row]:
    """Every row of a CSV with the asked columns, typed; columns in any order, others beside them are passed over.

    Raises TableError for the first fault: what stands where, and what was expected. A header alone gives no rows;
    whether that will do is the caller's to say. Blank lines are passed over.
    """
    asked = shape or Shape()
    reader = csv.reader(_lines(_text(pieces, most_bytes)), strict=True)
    rows: list[Row] = []
    seen: dict[tuple[Value, ...], int] = {}
    try:
        header = next(reader, [])
        places = _places(header, columns, asked)
        for cells in reader:
            if not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            if len(rows) == most_rows:
                raise TableError(f"The table has more than {most_rows:,} rows, the most that is read; split it.")
            row = _row(reader.line_num, cells, header, places, columns, asked)
            _check_unique(row, asked.unique, seen)
            rows.append(row)
    except csv.Error as error:
        raise TableError(f"not readable as CSV ({error}); check the quotation marks.", reader.line_num) from None
    return rows


def _text(pieces: Iterable[bytes] | Iterable[str], most_bytes: int) -> Iterator[str]:
    """The pieces as text without a byte-order mark; refuses what is not UTF-8 and what goes beyond the limit."""
    decoder = getincrementaldecoder("utf-8")()
    total, lines = 0, 1
    is_first = True
    for piece in pieces:
        total += len(piece)
        if total > most_bytes:
            raise TableError(f"The file is larger than {most_bytes:,} bytes, the most that is read; split it.")
        if isinstance(piece, bytes):
            if is_first and piece.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
                raise TableError("The file is UTF-16 text; save it as UTF-8 (in Excel: CSV UTF-8).")
            piece = _decode(decoder, piece, lines)
        if is_first and piece:
            piece, is_first = piece.removeprefix("\ufeff"), False
        if "\0" in piece:
            raise TableError("The file holds zero bytes, so it is no text; expected CSV as UTF-8.")
        lines += piece.count("\n")
        yield piece
    yield _decode(decoder, b"", lines, is_final=True)


def _decode(decoder: IncrementalDecoder, piece: bytes, line: int, is_final: bool = False) -> str:
    try:
        return decoder.decode(piece, is_final)
    except UnicodeDecodeError as error:
        row = line + piece[: error.start].count(b"\n")
        raise TableError("The text is not UTF-8; save the file as UTF-8 (in Excel: CSV UTF-8).", row) from None


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Whole lines with their ends, whatever the pieces' cuts; a line without an end is refused before it grows."""
    kept = ""
    number = 1
    for piece in pieces:
        *whole, kept = (kept + piece).split("\n")
        for line in whole:
            _check_line(line, number)
            yield line + "\n"
            number += 1
        _check_line(kept, number)
    if kept:
        yield kept


def _check_line(line: str, number: int) -> None:
    if len(line) > MOST_IN_A_LINE:
        raise TableError(f"the line is longer than {MOST_IN_A_LINE:,} characters; expected CSV, a row a line.", number)


def _places(header: Sequence[str], columns: Mapping[str, Kind], shape: Shape) -> dict[str, int]:
    """Where each asked column stands in the header."""
    names = [name.strip() for name in header]
    expected = ",".join(columns)
    if not names or names == [""]:
        raise TableError(f"The file is empty; expected a header with {expected}.")
    for name in columns:
        if names.count(name) > 1:
            raise TableError(f"the column {name} stands twice in the header; expected {expected} once each.", 1)
    missing = [name for name in columns if name not in names and name not in shape.optional]
    if missing:
        found = "".join(names)
        hint = ""
        for mark, word in ((";", "semicolons"), ("\t", "tabs")):
            if mark in found:
                hint = f" The header is separated by {word}; save the file with commas and decimal points."
        raise TableError(f"the column {missing[0]} is missing; expected a header with {expected}.{hint}", 1)
    return {name: names.index(name) for name in columns if name in names}


def _row(
    number: int,
    cells: Sequence[str],
    header: Sequence[str],
    places: Mapping[str, int],
    columns: Mapping[str, Kind],
    shape: Shape,
) -> Row:
    if len(cells) != len(header):
        hint = " A decimal comma splits a number in two: write decimal points." if len(cells) > len(header) else ""
        raise TableError(f"{len(cells)} fields stand here and {len(header)} in the header.{hint}", number)
    values: dict[str, Value] = dict.fromkeys(columns)
    for name, place in places.items():
        text = cells[place].strip()
        if text:
            values[name] = _value(text, columns[name], number, name)
        elif name not in shape.blank:
            raise TableError(f"{name} is empty; every row needs {','.join(places)}.", number, name)
    return Row(number, values)


def _value(text: str, kind: Kind, row: int, column: str) -> Value:
    if kind is Kind.TEXT:
        return text
    if kind is Kind.DATE:
        return _date(text, row, column)
    if kind is Kind.FLAG:
        if text not in ("0", "1"):
            raise TableError(f"{text!r} is not a flag; expected 1 or 0.", row, column)
        return text == "1"
    return _number(text, kind, row, column)


def _date(text: str, row: int, column: str) -> date:
    try:
        if len(text) != _ISO_DATE:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        sentence = f"{text!r} is not a date; expected year-month-day such as 2026-11-21."
        raise TableError(sentence, row, column) from None


def _number(text: str, kind: Kind, row: int, column: str) -> float | int:
    try:
        if "_" in text:
            raise ValueError(text)
        value = float(text)
    except ValueError:
        if text.count(",") == 1 and text.replace(",", "").lstrip("+-").isdecimal():
            fixed = text.replace(",", ".")
            sentence = f"{text!r} is written with a decimal comma; expected a decimal point: {fixed}."
        else:
            sentence = f"{text!r} is not a number; expected one such as 12.5."
        raise TableError(sentence, row, column) from None
    if not math.isfinite(value):
        raise TableError(f"{text!r} is not a finite number; leave the row out where a value is missing.", row, column)
    if kind is Kind.INTEGER:
        if value != int(value):
            raise TableError(f"{text!r} is not a whole number.", row, column)
        return int(value)
    return value


def _check_unique(row: Row, names: Sequence[str], seen: dict[tuple[Value, ...], int]) -> None:
    if not names:
        return
    key = tuple(row.values[name] for name in names)
    if key in seen:
        what = ", ".join(f"{name} {value}" for name, value in zip(names, key, strict=True))
        raise TableError(f"{what} stands twice, first in row {seen[key]}; expected one row each.", row.number)
    seen[key] = row.number
