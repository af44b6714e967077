"""`centralis deid`: clean files or folders by a profile, verify each output, and say what happened to every file."""

import hashlib
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from centralis.core.deid import Context, Profile, ProfileFault, check_profile
from centralis.services.child import ChildFault, ChildLimits, ChildPool

_TARGET = "centralis.edge.prepare:prepare_file"
_SECONDS_A_FILE = 60.0
_NAME_DIGITS = 32


class _Usage(Exception):
    """A wrong argument; the message is for the person at the keyboard."""


def deid(
    source: Annotated[Path, typer.Argument(help="A DICOM file or a folder of them.", metavar="SOURCE")],
    dest: Annotated[Path, typer.Argument(help="The folder to write cleaned files to.", metavar="DEST")],
    profile: Annotated[Path | None, typer.Option(help="A profile, or a trial file with one (YAML).")] = None,
    subject: Annotated[str, typer.Option(help="The subject's code, written as name and ID.")] = "",
    key_file: Annotated[Path | None, typer.Option(help="The key new UIDs and codes are made with.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write the report (JSON).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Files cleaned at the same time.")] = 1,
) -> None:
    """Remove identifiers from DICOM headers (PS3.15 Annex E). Exit 0 all cleaned, 3 some quarantined, 2 usage."""
    started = time.monotonic()
    try:
        chosen = _profile(profile)
        job: dict[str, Any] = {"profile": chosen.to_json(), "key": _key(key_file).hex(), "subject_code": subject}
        job |= {"trial": {}, "headers_only": True}
        Context.from_json(job)
        files = _files(source, dest)
        dest.mkdir(parents=True, exist_ok=True)
        if report is not None:
            report.touch()
    except (_Usage, ProfileFault) as fault:
        raise _refused(str(fault)) from fault
    except OSError as fault:
        raise _refused(f"{fault.filename}: {fault.strerror}. Nothing was written.") from fault
    outcomes = _clean_all(files, dest, job, workers)
    quarantined = [one for one in outcomes if one["outcome"] != "cleaned"]
    if report is not None:
        seconds = round(time.monotonic() - started, 3)
        document = {"profile": chosen.summary(), "files": outcomes, "seconds": seconds}
        report.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"{len(outcomes) - len(quarantined)} of {len(outcomes)} files cleaned, {len(quarantined)} quarantined.")
    for one in quarantined[:20]:
        typer.echo(f"{one['source']}: {one['reason']}", err=True)
    if len(quarantined) > 20:
        typer.echo(f"... and {len(quarantined) - 20} more; --report lists them all.", err=True)
    raise typer.Exit(3 if quarantined else 0)


def _refused(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(2)


def _profile(path: Path | None) -> Profile:
    """The profile of a YAML file, by itself or as a trial file's `deidentification` part; else the default."""
    if path is None:
        return Profile()
    try:
        stored = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as cause:
        raise _Usage(f"{path} is not a YAML file: {str(cause).splitlines()[0]}. Nothing was written.") from cause
    if isinstance(stored, dict) and isinstance(stored.get("deidentification"), dict):
        stored = stored["deidentification"]
    if not isinstance(stored, dict):
        raise _Usage(f"{path} holds no profile: expected entries such as `options` and `dates`. Nothing was written.")
    try:
        chosen = Profile.from_json(stored)
        check_profile(chosen)
    except ProfileFault as fault:
        raise _Usage(f"{path}: {fault} Nothing was written.") from fault
    return chosen


def _key(path: Path | None) -> bytes:
    if path is None:
        typer.echo("No --key-file: UIDs and codes of this run cannot be matched with those of another run.", err=True)
        return secrets.token_bytes(32)
    content = path.read_bytes().strip()
    if len(content) < 16:
        raise _Usage(f"{path} holds {len(content)} bytes; a key needs at least 16. Nothing was written.")
    return hashlib.sha256(content).digest()


def _files(source: Path, dest: Path) -> list[Path]:
    if not source.exists():
        raise _Usage(f"{source} does not exist. Give a DICOM file or a folder of them.")
    if dest.exists() and not dest.is_dir():
        raise _Usage(f"{dest} is a file; the destination must be a folder.")
    if source.is_file():
        return [source]
    if dest.resolve().is_relative_to(source.resolve()):
        raise _Usage(f"{dest} lies inside {source}: cleaned and original files would mix. Choose another folder.")
    found = sorted(_walk(source))
    if not found:
        raise _Usage(f"{source} holds no files.")
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in names:
            yield Path(place, name)


def _clean_all(files: list[Path], dest: Path, job: dict[str, Any], workers: int) -> list[dict[str, Any]]:
    console = Console(stderr=True)
    limits = ChildLimits(seconds=_SECONDS_A_FILE)
    with (
        ChildPool(_TARGET, workers, limits) as pool,
        ThreadPoolExecutor(workers) as threads,
        Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as progress,
    ):
        bar = progress.add_task("Cleaning", total=len(files))
        outcomes = []
        for outcome in threads.map(lambda one: _clean(pool, one[1], dest, job | {"number": one[0]}), enumerate(files)):
            outcomes.append(outcome)
            progress.advance(bar)
    return outcomes


def _clean(pool: ChildPool, source: Path, dest: Path, job: dict[str, Any]) -> dict[str, Any]:
    """One file through a child. The output is named by its content: neither file names nor UIDs are carried over."""
    partial = dest / f".partial-{os.getpid()}-{job['number']}"
    try:
        answer = pool.run(job | {"source": str(source), "destination": str(partial)})
        if answer["outcome"] == "cleaned":
            name = f"{answer['sha256'][:_NAME_DIGITS]}.dcm"
            partial.replace(dest / name)
            return _entry(source, name, answer)
        return _entry(source, None, answer)
    except ChildFault as fault:
        return _entry(source, None, {"code": fault.kind.name.lower(), "reason": fault.sentence})
    finally:
        partial.unlink(missing_ok=True)


def _entry(source: Path, output: str | None, answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": str(source),
        "outcome": "cleaned" if output else "quarantined",
        "output": output,
        "code": answer.get("code"),
        "reason": answer.get("reason"),
        "sha256": answer.get("sha256"),
        "actions": answer.get("actions", {}),
    }
