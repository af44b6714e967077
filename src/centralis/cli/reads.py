"""`centralis reads ...`: the randomisation list of a trial, printed or verified against the sealed seed."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from centralis.apps.reads.running import listing
from centralis.cli.ledger import CALLER, FAULTS, TrialName, find_trial

reads_app = typer.Typer(no_args_is_help=True, help="Reading: the randomisation list, printed or verified.")


class Form(StrEnum):
    """How the list is printed."""

    JSON = "json"
    CSV = "csv"


@reads_app.callback()
def reads() -> None:
    """Keep the group a group while it has one command."""


@reads_app.command("randomisation")
def randomisation(
    trial: TrialName,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: draws and cases.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV: one row a case (the default).")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Derive the list again from the sealed seed.")] = False,
) -> None:
    """Print who reads what, and in which order; or verify it: exit 0 and `ok`, or exit 1 and every fault."""
    if as_json and as_csv:
        raise typer.BadParameter("Choose --json or --csv, not both.")
    found = find_trial(trial)
    if not verify:
        form = Form.JSON if as_json else Form.CSV
        typer.echo(listing.export(CALLER, "system", found.pk, form.value), nl=False)
        return
    faults = listing.faults(CALLER, found.pk)
    shown = listing.randomisation(CALLER, found.pk)
    counts = f"{len(shown['draws'])} draws, {len(shown['cases'])} cases"
    if as_json:
        typer.echo(json.dumps({"ok": not faults, "draws": len(shown["draws"]), "cases": len(shown["cases"]),
                               "faults": list(faults)}, ensure_ascii=False, indent=2))  # fmt: skip
    else:
        for one in faults:
            typer.echo(one)
        typer.echo(f"{len(faults)} faults in {counts}" if faults else f"ok: {counts} derive from the sealed seed")
    if faults:
        raise typer.Exit(FAULTS)
