"""`centralis deid-confirm`: release series whose faces were removed, once a person has looked at the pictures."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from centralis.core.deid import Profile, ProfileFault
from centralis.edge.children import Children
from centralis.edge.journal import AnotherRun, Journal, private_folder
from centralis.edge.naming import Names
from centralis.edge.report import report_of, write_report, write_residual
from centralis.edge.review import Waiting, WrongReview, release, waiting
from centralis.services.child import ChildFault

_DIRECTORY = "DICOMDIR"


def deid_confirm(
    dest: Annotated[Path, typer.Argument(help="The folder cleaned files were written to.", metavar="DEST")],
    series: Annotated[list[int] | None, typer.Option(help="Number of a series to release; may be repeated.")] = None,
    looked_by: Annotated[str, typer.Option(help="Who has looked at the pictures.")] = "",
) -> None:
    """List series that wait for a look at their faces; release those named. Exit 0 none waits, 3 some do, 2 usage."""
    folder = private_folder(dest)
    if not folder.is_dir():
        raise _refused(f"{dest} has no folder {folder} beside it: nothing was cleaned there, or nothing waits.")
    try:
        with Journal(dest) as journal:
            if series:
                _release(dest, journal, set(series), looked_by.strip())
            left = waiting(folder)
    except AnotherRun as fault:
        raise _refused(f"Another run is writing to {dest}. Wait until it has ended.") from fault
    except (WrongReview, ProfileFault, ValueError, KeyError) as fault:
        raise _refused(f"{fault} Nothing was released.") from fault
    except OSError as fault:
        raise _refused(f"{fault.filename or dest}: {fault.strerror}.") from fault
    for one in left:
        _show(one)
    raise typer.Exit(3 if left else 0)


def _refused(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(2)


def _show(one: Waiting) -> None:
    typer.echo(f"series {one.number}: {len(one.entries)} files, {one.outcome}. {one.why}")
    for name in ("before.png", "after.png"):
        if (one.folder / name).exists():
            typer.echo(f"  {one.folder / name}")
    for name, value in sorted(one.numbers.items()):
        typer.echo(f"  {name} {value:g}")
    typer.echo(f"  release: centralis deid-confirm DEST --series {one.number} --looked-by NAME")


def _release(dest: Path, journal: Journal, asked: set[int], by: str) -> None:
    """Release the series named. Raises WrongReview before anything is moved."""
    if not by or not by.isprintable():
        raise WrongReview("Say who has looked at the pictures, with --looked-by NAME.")
    found = {one.number: one for one in waiting(journal.folder)}
    if missing := sorted(asked - found.keys()):
        raise WrongReview(f"No series {', '.join(map(str, missing))} waits. Those that do: {sorted(found)}.")
    names = Names(dest, (dest / _DIRECTORY).exists())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    released = [entry for number in sorted(asked) for entry in release(found[number], names, journal, by, now)]
    _rewrite(dest, journal.folder / "report.json", released)
    typer.echo(f"{len(released)} files released into {dest}.")


def _rewrite(dest: Path, path: Path, released: Sequence[dict[str, Any]]) -> None:
    """Bring the report in the private folder, and the DICOMDIR, up to what stands in the destination now."""
    if not path.exists():
        return
    report = json.loads(path.read_text(encoding="utf-8"))
    changed = {entry["source"]: entry for entry in released}
    entries = [changed.get(one["source"], one) for one in report["files"]]
    outputs = sorted({one["output"] for one in entries if one["output"] and "." not in one["output"]} - {_DIRECTORY})
    if (dest / _DIRECTORY).exists() and outputs:
        try:
            with Children((), 1) as children:
                answer = children.directory(dest, outputs)
            again = {"sha256": answer["sha256"], "bytes": answer["bytes"]}
            entries = [one | again if one["output"] == _DIRECTORY else one for one in entries]
        except ChildFault as fault:
            typer.echo(f"The DICOMDIR could not be built anew: {fault.sentence}", err=True)
    known = report["profile"].keys() & Profile().to_json().keys()
    profile = Profile.from_json({name: report["profile"][name] for name in known})
    document = report_of(profile, entries, report["seconds"], report["key_kept"])
    write_report(path, document)
    write_residual(path.with_name("residual-risk.md"), profile, document)
