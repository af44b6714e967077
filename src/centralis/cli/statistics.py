"""What the commands of endpoints, agreement and MRMC share: read a table, refuse in a sentence, print an answer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import typer

from centralis.core.endpoints.table import MOST_BYTES, Kind, Row, Shape, TableError, read_table

BAD_INPUT = 2
_PIECE = 1 << 20


def refuse(sentence: str) -> NoReturn:
    """Say why on stderr and end with exit code 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


def load_table(path: Path, columns: Mapping[str, Kind], shape: Shape | None = None) -> list[Row]:
    """The rows of a CSV file; a fault is a sentence with the file, the row and the column, and exit code 2."""
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            refuse(f"{path}: The file is larger than {MOST_BYTES:,} bytes, the most that is read; split it.")
        return read_table(_pieces(path), columns, shape)
    except TableError as error:
        refuse(f"{path}: {error}")
    except OSError as error:
        refuse(f"{path}: cannot be read ({error.strerror}). Give the path of an existing file.")


def print_answer(
    method: str, parameters: Mapping[str, object], body: Mapping[str, Any], packages: Sequence[str] = ("numpy", "scipy")
) -> None:
    """Print a result as JSON with its method, its parameters and the versions of centralis and `packages`.

    NaN and infinity are refused (ValueError): a result that has none carries null and a reason.
    """
    versions = {name: version(name) for name in ("centralis", *packages)}
    answer = {**body, "method": method, "parameters": dict(parameters), "packages": versions}
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
