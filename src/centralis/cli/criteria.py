"""Commands of the criteria: what `centralis criteria` does.

Answers go to stdout as JSON. On bad input a sentence goes to stderr (which file, which row or field, what was
expected), nothing is written, and the exit code is 2.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from centralis.core.catalogue import CRITERIA, find_criterion
from centralis.core.criteria.criterion import Criterion
from centralis.core.criteria.findings import CaseError

criteria_app = typer.Typer(no_args_is_help=True, help="Response criteria: list them, print a schema, assess a case.")

BAD_INPUT = 2


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


@criteria_app.command("list")
def list_criteria(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List the criteria by name, edition and citation."""
    if as_json:
        _print_json([one.to_json() for one in CRITERIA.values()])
        return
    for one in CRITERIA.values():
        typer.echo(f"{one.name}  {one.title}, {one.edition}. {one.citation}")


@criteria_app.command("schema")
def print_schema(name: Annotated[str, typer.Argument(help="A name from `criteria list`.")]) -> None:
    """Print the JSON Schema of a case."""
    _print_json(_find(name).derive_schema())


@criteria_app.command("assess")
def assess(
    name: Annotated[str, typer.Argument(help="A name from `criteria list`.")],
    case: Annotated[Path, typer.Argument(help="A case as JSON; see `criteria schema`.")],
) -> None:
    """Assess a case and print the answer with the rule and the sentence of each time point."""
    criterion = _find(name)
    data = _read_json(case)
    try:
        answer = criterion.assess(data)
    except CaseError as error:
        _refuse(f"{case}: {error}")
    _print_json(answer)


def _find(name: str) -> Criterion:
    try:
        return find_criterion(name)
    except ValueError as error:
        _refuse(str(error))


def _read_json(path: Path) -> object:
    """JSON with every digit kept; a key that stands twice or NaN is refused rather than guessed at."""
    try:
        return json.loads(
            _read_text(path), parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys
        )
    except RecursionError:
        _refuse(f"{path}: the JSON is nested too deeply; a case has a handful of levels.")
    except ValueError as error:
        _refuse(f"{path}: not the JSON of a case ({error}). See `centralis criteria schema` for its shape.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice in one object")
        found[key] = value
    return found


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        _refuse(f"{path}: cannot be read ({error.strerror}). Give the path of an existing file.")
    except UnicodeDecodeError:
        _refuse(f"{path}: is not UTF-8 text. Save it as UTF-8.")
