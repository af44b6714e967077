"""`centralis ledger ...` and `centralis timeline ...`: verify, export and read what happened."""

import json
import os
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.db.utils import OperationalError, ProgrammingError

from centralis.apps.action import Caller, Origin
from centralis.apps.ledger import checkpoints
from centralis.apps.ledger.checkpoints import CheckpointFault
from centralis.apps.ledger.queries import TimelineItem
from centralis.apps.ledger.report import shown_time
from centralis.apps.ledger.verify import Verification, verify
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Trial
from centralis.apps.web import trails

ledger_app = typer.Typer(name="ledger", help="The audit trail: verify, export, sign checkpoints.", no_args_is_help=True)

FAULTS = 1
BAD_INPUT = 2
CALLER = Caller(None, "command line", Origin("cli"), role="system")
NO_DATABASE = "The database can't be read as ours ({why}). Start the server once to set it up, or set CENTRALIS_HOME."

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
TrialName = Annotated[str, typer.Argument(metavar="TRIAL", help="The protocol number or the id of a trial.")]


@ledger_app.command("verify")
def verify_ledger(
    tables: Annotated[bool, typer.Option("--tables", help="Also compare every table and sealed object.")] = False,
    checkpoint: Annotated[list[Path] | None, typer.Option(help="A copy of checkpoints kept elsewhere.")] = None,
    as_json: AsJson = False,
) -> None:
    """Verify every chain: exit 0 and `ok`, or exit 1 and every fault by kind and place."""
    try:
        found = verify(tables, checkpoint or [])
    except CheckpointFault as fault:
        raise _bad(str(fault)) from fault
    except (OperationalError, ProgrammingError) as fault:
        raise _bad(NO_DATABASE.format(why=fault)) from fault
    if as_json:
        typer.echo(json.dumps(_verification_json(found), indent=2, ensure_ascii=False))
    else:
        for each in found.faults:
            typer.echo(f"{each.kind}: {each.place}: {each.sentence}")
        for each in found.remarks:
            typer.echo(f"note: {each.kind}: {each.place}: {each.sentence}")
        typer.echo(f"ok: {found.sentence()}" if found.ok else f"{len(found.faults)} faults in {found.sentence()}")
    if not found.ok:
        raise typer.Exit(FAULTS)


@ledger_app.command("export")
def export(
    trial: Annotated[str, typer.Argument(metavar="TRIAL", help="Protocol number or id, or `system`.")],
    file: Annotated[Path, typer.Argument(help="The file to write; must not exist.")],
) -> None:
    """Write a chain as JSON lines, for tools/verify_ledger.py; the export is entered and is its own last line."""
    trial_id = None if trial == "system" else find_trial(trial).pk
    if file.exists():
        raise _bad(f"{file} exists already. Name another file: an export is never written over.")
    if not file.parent.is_dir():
        raise _bad(f"The folder {file.parent} does not exist. Make it first.")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with draft.open("x", encoding="utf-8") as stream:
            count = sum(stream.write(line) > 0 for line in trails.export_chain(CALLER, "system", trial_id))
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(file)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise _bad(f"{file} can't be written: {fault.strerror}.") from fault
    typer.echo(f"{file}: {count - 1} entries")


@ledger_app.command("checkpoint")
def checkpoint_now(as_json: AsJson = False) -> None:
    """Sign where each chain stands, if it moved, and append it to its file in the checkpoints folder."""
    try:
        written = checkpoints.publish()
    except (OperationalError, ProgrammingError) as fault:
        raise _bad(NO_DATABASE.format(why=fault)) from fault
    if as_json:
        typer.echo(json.dumps([json.loads(each.line()) for each in written], indent=2))
        return
    for each in written:
        typer.echo(f"{checkpoints.file_of(each.chain)}: {each.length} entries, {each.digest}")
    if not written:
        typer.echo("No chain moved since its last checkpoint.")


def timeline(
    trial: TrialName,
    subject: Annotated[str, typer.Argument(help="The subject's code.")],
    as_json: AsJson = False,
    pdf: Annotated[Path | None, typer.Option(help="Write a PDF to this file.")] = None,
) -> None:
    """Print everything that happened to a subject's images, oldest first."""
    trial_id = find_trial(trial).pk
    found = trails.timeline(CALLER, trial_id, subject)
    if not found:
        raise _bad(f"Nothing is entered about a subject {subject} in {trial}. Check the subject's code.")
    if pdf is not None:
        try:
            pdf.write_bytes(trails.export_timeline_pdf(CALLER, "system", trial_id, subject))
        except OSError as fault:
            raise _bad(f"{pdf} can't be written: {fault.strerror}.") from fault
        typer.echo(f"{pdf}: {len(found)} entries", err=as_json)
    if as_json:
        typer.echo(json.dumps([item.as_json() for item in found], indent=2, ensure_ascii=False))
    elif pdf is None:
        for item in found:
            _print_item(item)


def _print_item(item: TimelineItem) -> None:
    outcome = "" if item.outcome == "done" else f" ({item.outcome})"
    typer.echo(f"{shown_time(item.at)} UTC  {item.actor} ({item.role})  {item.words}{outcome}  {item.object}".rstrip())
    for line in (item.reason, item.sentence, *(row.line for row in item.rows)):
        if line:
            typer.echo(f"    {line}")


def _verification_json(found: Verification) -> dict[str, object]:
    return {
        "ok": found.ok,
        "entries": found.entries,
        "chains": [{"chain": each.chain, "length": each.length, "digest": each.digest} for each in found.heads],
        "checkpoints": found.checkpoints,
        "tables": found.tables,
        "rows": found.rows,
        "seconds": round(found.seconds, 3),
        "faults": [{"kind": each.kind, "place": each.place, "sentence": each.sentence} for each in found.faults],
    }


def find_trial(name: str) -> Trial:
    """Find a trial by its id or its protocol number; otherwise the command ends here."""
    try:
        try:
            return trials.trial(CALLER, UUID(name))
        except ValueError:
            return trials.trial_by_protocol(CALLER, name)
    except Trial.DoesNotExist as fault:
        raise _bad(f"There is no trial {name} here. Give its protocol number or its id.") from fault
    except (OperationalError, ProgrammingError) as fault:
        raise _bad(NO_DATABASE.format(why=fault)) from fault


def _bad(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(BAD_INPUT)
