"""`centralis trial ...`: check a trial file, compare two versions, print the published schema. Needs no database."""

import json
from pathlib import Path
from typing import Annotated

import typer

from centralis.apps.trials.definition.diff import diff
from centralis.apps.trials.definition.document import SIZE_LIMIT
from centralis.apps.trials.definition.load import Loaded, load_definition
from centralis.apps.trials.definition.model import Definition
from centralis.apps.trials.definition.problems import Problem
from centralis.apps.trials.definition.schema import definition_schema

trial_app = typer.Typer(name="trial", help="The trial as one file: check it, compare versions.", no_args_is_help=True)

BAD_INPUT = 2
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@trial_app.command("check")
def check_file(file: Annotated[Path, typer.Argument(help="The trial file.")], as_json: AsJson = False) -> None:
    """Check a trial file: exit 0 when it can be used, 2 with every fault by line and field when it cannot."""
    loaded = _load(file)
    if not as_json:
        typer.echo(_summary(file, _definition(loaded)))
        return
    typer.echo(json.dumps(_answer(file, loaded), ensure_ascii=False, indent=2))
    if loaded.definition is None:
        raise typer.Exit(BAD_INPUT)


@trial_app.command("diff")
def diff_files(old: Path, new: Path, as_json: AsJson = False) -> None:
    """Tell what changes between two versions of a trial file, by meaning."""
    changes = diff(_definition(_load(old)), _definition(_load(new)))
    if as_json:
        typer.echo(json.dumps({"changes": [one.as_json() for one in changes]}, ensure_ascii=False, indent=2))
    elif not changes:
        typer.echo("The two files ask for the same.")
    for change in changes if not as_json else ():
        typer.echo(f"{change.touches.value}: {change.sentence}")


@trial_app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of the trial file."""
    typer.echo(json.dumps(definition_schema(), ensure_ascii=False, indent=2))


def _load(file: Path) -> Loaded:
    try:
        with file.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        return Loaded(None, (Problem(str(file), 0, "", "a readable file", reason, "The file cannot be read."),))
    return load_definition(content, str(file))


def _definition(loaded: Loaded) -> Definition:
    """The definition; without one the command ends here, its problems on stderr."""
    if loaded.definition is None:
        for problem in loaded.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(BAD_INPUT)
    return loaded.definition


def _answer(file: Path, loaded: Loaded) -> dict[str, object]:
    made = loaded.definition
    return {
        "file": str(file),
        "ok": made is not None,
        "protocol": made.trial.protocol if made else None,
        "version": made.version if made else None,
        "problems": [problem.as_json() for problem in loaded.problems],
    }


def _summary(file: Path, made: Definition) -> str:
    visits = sum(not visit.unscheduled for visit in made.visits)
    readers = f"{made.reading.readers} reader{'s' * (made.reading.readers != 1)}"
    return (
        f"{file}: ok. {made.trial.protocol} version {made.version}: {visits} scheduled visits, "
        f"{len(made.acquisition)} acquisition requirement{'s' * (len(made.acquisition) != 1)}, "
        f"{readers} by {made.reading.criterion}."
    )
