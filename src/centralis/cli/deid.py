"""`centralis deid`: clean files or folders by a profile, verify each output, and say what happened to every file."""

import hashlib
import os
import secrets
import shutil
import stat
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from centralis.core.deid import Context, Profile, ProfileFault
from centralis.edge.children import Children
from centralis.edge.exams import patients
from centralis.edge.folder import DiskFull, Entry, Look, Run, clean, disk_need_bytes, list_outputs, look
from centralis.edge.journal import AnotherRun, Forgetful, Journal, private_folder
from centralis.edge.report import report_of, write_report, write_residual
from centralis.edge.sources import Found, found_in

_LEAST_KEY_BYTES = 16
_LISTED = 20
_WORKERS = min(4, os.cpu_count() or 1)
_INTERRUPTED = 130


class _Usage(Exception):
    """A wrong argument; the message is for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, checked."""

    source: Path
    dest: Path
    profile: Profile
    subject: str
    key: bytes | None
    report: Path | None
    workers: int


def deid(
    source: Annotated[Path, typer.Argument(help="A DICOM file or a folder of them.", metavar="SOURCE")],
    dest: Annotated[Path, typer.Argument(help="The folder to write cleaned files to.", metavar="DEST")],
    profile: Annotated[Path | None, typer.Option(help="A profile, or a trial file with one (YAML).")] = None,
    subject: Annotated[str, typer.Option(help="The subject's code, written as name and ID.")] = "",
    key_file: Annotated[Path | None, typer.Option(help="The key new UIDs and codes are made with.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write the report (JSON).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Files cleaned at the same time.")] = _WORKERS,
) -> None:
    """Remove identifiers from DICOM files (PS3.15 Annex E). Exit 0 all cleaned, 3 some quarantined, 2 usage.

    Run again over the same folders, it goes on where it stopped.
    """
    started = time.monotonic()
    try:
        chosen = Profile() if profile is None else _profile(profile)
        Context(secrets.token_bytes(_LEAST_KEY_BYTES), subject)
        asked = _Asked(source, dest, chosen, subject, _given_key(key_file), report, workers)
        found = _checked(asked)
        entries, kept = _run(asked, found)
        document = report_of(chosen, entries, round(time.monotonic() - started, 3), kept)
        _write_reports(asked, document)
    except (ProfileFault, _Usage) as fault:
        raise _refused(f"{fault} Nothing was written.") from fault
    except DiskFull as fault:
        raise _refused(
            f"The disk of {_shown(dest)} is full. What is in there is complete; make room and run the same command "
            "again to go on."
        ) from fault
    except KeyboardInterrupt as fault:
        typer.echo("Stopped. What was written is complete; run the same command again to go on.", err=True)
        raise typer.Exit(_INTERRUPTED) from fault
    except OSError as fault:
        raise _refused(f"{_shown(fault.filename or dest)}: {fault.strerror}. Check the path and run again.") from fault
    _say(entries, asked)
    raise typer.Exit(3 if any(one["outcome"] != "cleaned" for one in entries) else 0)


def _refused(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(2)


def _shown(path: object) -> str:
    """A path for a terminal: whatever could steer it is spelled out."""
    text = os.fsdecode(str(path)).encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _profile(path: Path) -> Profile:
    """The profile of a file. The reader of trial files is loaded for it alone: it is half the program."""
    chosen: Profile = import_module("centralis.cli.deid_profile").read_profile(path)
    return chosen


def _given_key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    content = path.read_bytes().strip()
    if len(content) < _LEAST_KEY_BYTES:
        raise _Usage(f"{path} holds {len(content)} bytes; a key needs at least {_LEAST_KEY_BYTES}.")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        typer.echo(f"Note: others on this computer may read {_shown(path)}; `chmod 600` keeps the key yours.", err=True)
    return content


def _checked(asked: _Asked) -> list[Found]:
    """Everything in the source. Raises _Usage when source, destination or report cannot be used."""
    source, dest = asked.source, asked.dest
    if not os.path.lexists(source):
        raise _Usage(f"{_shown(source)} does not exist. Give a DICOM file or a folder of them.")
    if dest.exists() and not dest.is_dir():
        raise _Usage(f"{_shown(dest)} is a file; the destination must be a folder.")
    here, there = source.resolve(), dest.resolve()
    if there.is_relative_to(here) or here.is_relative_to(there):
        inner, outer = (dest, source) if there.is_relative_to(here) else (source, dest)
        raise _Usage(
            f"{_shown(inner)} lies inside {_shown(outer)}: cleaned and original files would mix. Choose another folder."
        )
    found = found_in(source)
    if not found:
        raise _Usage(f"{_shown(source)} holds no files.")
    standing = next(place for place in (there, *there.parents) if place.exists())
    if not os.access(standing, os.W_OK | os.X_OK):
        raise _Usage(f"{_shown(standing)} cannot be written to. Choose another destination.")
    free, need = shutil.disk_usage(standing).free, disk_need_bytes(found)
    if need > free + _already_bytes(there):
        raise _Usage(f"The disk of {_shown(dest)} has {free / 1e9:.1f} GB free, and {need / 1e9:.1f} GB may be needed.")
    if asked.report is not None and (asked.report.is_dir() or not os.access(asked.report.parent, os.W_OK)):
        raise _Usage(f"The report cannot be written to {_shown(asked.report)}.")
    return found


def _already_bytes(dest: Path) -> int:
    """What a former run has put into the destination: that need not be written again."""
    return sum(path.stat().st_size for path in dest.rglob("*") if path.is_file()) if dest.exists() else 0


def _run(asked: _Asked, found: list[Found]) -> tuple[list[Entry], bool]:
    """Both passes; the entries, and whether the key is kept by anybody."""
    with ExitStack() as stack:
        quiet = not sys.stderr.isatty()
        bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True, disable=quiet))
        task = bar.add_task("Reading headers", total=len(found))
        children = stack.enter_context(Children(found, asked.workers))
        again = (private_folder(asked.dest) / "journal.jsonl").exists()
        looks = look(found, Look(children, asked.profile, asked.workers, again), lambda: bar.advance(task))
        _check_one_patient(asked, looks)
        journal = _journal(asked, stack)
        kept = asked.key is not None or journal.folder is not None
        key = hashlib.sha256((asked.key or journal.key()).strip()).digest()
        hold = _hold(asked, journal)
        asked.dest.mkdir(parents=True, exist_ok=True)
        media = any(one["directory"] for one in looks)
        run = Run(children, asked.dest, asked.profile, key, asked.subject, asked.workers, journal, media, hold)
        task = bar.add_task("Cleaning", total=len(found))
        entries = clean(found, looks, run, lambda: bar.advance(task))
        list_outputs(run, looks, entries)
        return entries, kept


def _check_one_patient(asked: _Asked, looks: list[Entry]) -> None:
    counts = patients(looks) if asked.subject else []
    if len(counts) > 1:
        listed = " and ".join(str(count) for count in counts) if len(counts) < 5 else f"{counts[0]}, {counts[1]}, ..."
        raise _Usage(
            f"{_shown(asked.source)} holds files of {len(counts)} patients ({listed} files), but --subject names one. "
            "Clean each patient's files by themselves, or leave --subject out."
        )


def _journal(asked: _Asked, stack: ExitStack) -> Journal | Forgetful:
    """What this run remembers, beside the destination; nothing when that place cannot be written."""
    folder = private_folder(asked.dest)
    try:
        journal: Journal | Forgetful = stack.enter_context(Journal(asked.dest))
    except AnotherRun as fault:
        raise _Usage(f"Another run is writing to {_shown(asked.dest)}. Wait until it has ended.") from fault
    except PermissionError:
        journal = stack.enter_context(Forgetful())
        typer.echo(f"{_shown(folder)} cannot be made: this run cannot be resumed later.", err=True)
        if asked.key is None:
            typer.echo("No --key-file: UIDs and codes cannot be matched with those of another run.", err=True)
        return journal
    if asked.key is None:
        typer.echo(
            f"No --key-file: codes and UIDs are made with the key in {_shown(folder / 'key')}. Whoever has it can "
            "match them with patients; delete it when no more files of these patients will come.", err=True,
        )  # fmt: skip
    return journal


def _hold(asked: _Asked, journal: Journal | Forgetful) -> Path | None:
    """Where slices wait for the look at their faces; None when the profile does not ask for it."""
    if "clean_faces" not in asked.profile.options:
        return None
    if journal.folder is None:
        raise _Usage(f"The profile asks for face removal, and {_shown(private_folder(asked.dest))} cannot be made.")
    hold = journal.folder / "held"
    shutil.rmtree(hold, ignore_errors=True)
    hold.mkdir(mode=0o700)
    return hold


def _write_reports(asked: _Asked, document: dict[str, Any]) -> None:
    folder = private_folder(asked.dest)
    if folder.is_dir():
        write_report(folder / "report.json", document)
        write_residual(folder / "residual-risk.md", asked.profile, document)
    if asked.report is not None:
        write_report(asked.report, document)
        if not asked.report.resolve().is_relative_to(asked.dest.resolve()):
            write_residual(asked.report.with_suffix(".residual-risk.md"), asked.profile, document)


def _say(entries: list[Entry], asked: _Asked) -> None:
    quarantined = [one for one in entries if one["outcome"] != "cleaned"]
    typer.echo(f"{len(entries) - len(quarantined)} of {len(entries)} files cleaned, {len(quarantined)} quarantined.")
    for one in quarantined[:_LISTED]:
        typer.echo(f"{_shown(one['source'])}: {one['reason']}", err=True)
    if len(quarantined) > _LISTED:
        where = asked.report or private_folder(asked.dest) / "report.json"
        typer.echo(f"... and {len(quarantined) - _LISTED} more; {_shown(where)} lists them all.", err=True)
