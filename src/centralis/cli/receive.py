"""`centralis receive`: submit a folder of images as a site would."""

import getpass
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from centralis.apps.action import Caller, Origin
from centralis.apps.intake import actions, queries
from centralis.apps.intake.models import Transmittal
from centralis.apps.intake.preparing import end_children, store
from centralis.apps.intake.receiving import Received, Receiving
from centralis.apps.intake.refusals import FileFault, IntakeRefusal
from centralis.apps.intake.spool import FILE_LIMIT_BYTES, FILES_LIMIT, Landed, one_request
from centralis.apps.intake.tasks import settle
from centralis.apps.sites import queries as sites
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject, Trial, Visit
from centralis.core.refusal import Refused
from centralis.services.store import StoreFull

SOME_QUARANTINED = 3
BAD_INPUT = 2


def receive(
    path: Annotated[Path, typer.Argument(help="A folder of images (or one file).")],
    trial: Annotated[str, typer.Option(help="The trial's protocol number or id.")],
    site: Annotated[str, typer.Option(help="The site's code.")],
    subject: Annotated[str, typer.Option(help="The subject's code.")],
    visit: Annotated[str, typer.Option(help="The visit's code.")],
    reason: Annotated[str, typer.Option(help="Why the images are sent again, when they replace earlier ones.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the receipt as JSON.")] = False,
) -> None:
    """Submit a folder as a site would; print the receipt. Exit 0 all taken, 3 some kept apart, 2 bad input."""
    caller = Caller(None, f"command line ({getpass.getuser()})", Origin("cli"), role="system")
    where = _visit(caller, trial, site, subject, visit)
    files = list(_files(path))
    if not files:
        _bad(f"There are no files at {path}. Give the folder that holds the exam's images.")
    if len(files) > FILES_LIMIT:
        _bad(f"{path} holds {len(files)} files; send at most {FILES_LIMIT} at once, one exam at a time.")
    try:
        received = submit(caller, _transmittal(caller, where, reason), path, files)
    except Refused as refused:
        _bad(refused.sentence)
    finally:
        end_children()
    version = received.receipt.exam_version
    if version is not None:
        settle(version)
    answer = receipt_json(received)
    typer.echo(json.dumps(answer, indent=2) if as_json else _as_text(answer))
    if received.receipt.files_quarantined:
        raise typer.Exit(SOME_QUARANTINED)


def _bad(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


def _files(path: Path) -> Iterator[Path]:
    """Walk a folder in a steady order; only regular files (a pipe or a device would never end)."""
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if child.is_dir() and not child.is_symlink():
                yield from _files(child)
            elif _is_regular(child):
                yield child
    elif _is_regular(path):
        yield path


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _visit(caller: Caller, trial: str, site: str, subject: str, visit: str) -> Visit:
    """Find the visit that is named by codes; the sentence says which of them is not known."""
    try:
        found = _trial(caller, trial)
    except (Trial.DoesNotExist, ValueError):
        _bad(f"There is no trial {trial}. Give its protocol number or its id.")
    place = sites.sites(caller, found.pk).filter(code=site).first()
    if place is None:
        _bad(f"Trial {found.protocol} has no site {site}.")
    try:
        person = trials.subject_by_code(caller, found.pk, subject)
    except Subject.DoesNotExist:
        _bad(f"Trial {found.protocol} has no subject {subject}.")
    if person.site_id != place.pk:
        _bad(f"Subject {subject} does not belong to site {site}.")
    row = trials.visit_rows(caller, found.pk).filter(subject=person, code=visit).first()
    if row is None:
        _bad(f"Subject {subject} has no visit {visit}.")
    return row


def _trial(caller: Caller, name: str) -> Trial:
    try:
        return trials.trial(caller, UUID(name))
    except ValueError:
        return trials.trial_by_protocol(caller, name)


def _transmittal(caller: Caller, visit: Visit, reason: str) -> Transmittal:
    """Return the upload that is open for the visit, or that brought its images, or announce a new one."""
    found = queries.open_transmittal(caller, visit)
    if found is None and not reason:
        found = Transmittal.objects.filter(visit=visit, state="received").order_by("-created_at").first()
    return found or actions.announce(caller, visit, actions.Form(resend_reason=reason), "cli")


def submit(caller: Caller, transmittal: Transmittal, root: Path, files: list[Path]) -> Received:
    """Send files through intake, with a progress bar on a terminal. Raises Refused."""
    sealed = store()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with one_request(sealed) as folder, Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("preparing", total=len(files))
        receiving = Receiving(caller, transmittal, folder, sealed)
        base = root if root.is_dir() else root.parent
        for ordinal, path in enumerate(files, start=1):
            size = path.stat().st_size
            fault = FileFault.TOO_LARGE if size > FILE_LIMIT_BYTES else None
            landed = Landed(ordinal, path.resolve(), size, str(path.relative_to(base)), fault)
            receiving.preparation.submit(landed).add_done_callback(lambda _: bar.advance(task))
        try:
            return receiving.finish()
        except StoreFull as fault:  # pragma: no cover - finish turns it into a refusal
            raise Refused(IntakeRefusal.STORE_FULL) from fault


def receipt_json(received: Received) -> dict[str, Any]:
    """Return the receipt for a script: counts, digests, and what became of each file by the sender's own name."""
    receipt, version = received.receipt, received.receipt.exam_version
    return {
        "receipt": str(receipt.pk),
        "received_at": receipt.received_at.isoformat(),
        "files": receipt.files_received,
        "accepted": receipt.files_accepted,
        "duplicates": receipt.files_duplicate,
        "quarantined": receipt.files_quarantined,
        "instances": version.instance_count if version else 0,
        "exam": version.label() if version else None,
        "state": version.state if version else None,
        "held_because": [one["sentence"] for one in version.hold_reasons] if version else [],
        "digest": version.manifest_digest if version else None,
        "outcomes_digest": receipt.outcomes_digest,
        "outcomes": [
            {
                "file": one.name,
                "outcome": one.outcome,
                "code": one.code or None,
                "reason": one.sentence or None,
                "source_sha256": one.source_digest,
                "sha256": one.digest or None,
            }
            for one in received.outcomes
        ],
    }


def _as_text(answer: dict[str, Any]) -> str:
    lines = [
        f"receipt {answer['receipt']}",
        f"{answer['files']} files: {answer['accepted']} taken, {answer['duplicates']} duplicates, "
        f"{answer['quarantined']} kept apart",
    ]
    if answer["exam"]:
        lines.append(f"{answer['exam']}: {answer['instances']} instances, {answer['state']}, digest {answer['digest']}")
    lines += [f"held: {sentence}" for sentence in answer["held_because"]]
    lines += [f"{one['file']}: {one['reason']}" for one in answer["outcomes"] if one["outcome"] == "quarantined"]
    return "\n".join(lines)
