"""`centralis demo`: a whole trial, played by real acts; with `--data`, a folder of real images beside it."""

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from django.conf import settings
from django.db import connections
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from centralis.apps.intake.preparing import end_children
from centralis.apps.trials.models import Trial
from centralis.apps.web.demo import building, plot, real_data, sign_ins
from centralis.apps.web.demo.summary import summarise
from centralis.cli.serve import prepare, run_server
from centralis.core.refusal import Refused

BAD_INPUT = 2
HOST = "127.0.0.1"


def demo(
    data: Annotated[Path | None, typer.Option(help="Also bring in a folder of real DICOM.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End with a summary as JSON, and don't serve.")] = False,
    home: Annotated[Path | None, typer.Option(help="Where everything is kept (else CENTRALIS_HOME, or ./var).")] = None,
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
) -> None:
    """Play a whole demonstration trial with simulated images, then serve it; a second run keeps what is there."""
    here = Path(settings.HOME)
    if home is not None and home.resolve() != here:  # `home_in` set it before the settings were read
        _bad(f"Give the folder as --home {home}, by itself.")
    console = Console(stderr=True)
    account: dict[str, Any] | None = None
    try:
        if data is not None:
            building.check_folder(data)
        with _Stages(console) as stages:
            built = building.ensure_demo(here, stages.tell)
            account = building.ensure_folder(here, data, stages.tell) if data is not None else None
    except building.DemoFault as fault:
        _bad(str(fault))
    except Refused as refused:
        _bad(f"The demonstration was refused something: {refused.sentence}")
    finally:
        _end_children()
    secrets = sign_ins.read(here)
    console.print(built.value, soft_wrap=True)
    if no_serve:
        also = Trial.objects.filter(protocol=real_data.PROTOCOL).first()
        print(json.dumps(summarise(Trial.objects.get(protocol=plot.PROTOCOL), also, account), indent=2))  # noqa: T201
        return
    console.print(f"\n{sign_ins.table(secrets)}\n", markup=False, highlight=False, soft_wrap=True)
    console.print(f"These sign-ins are kept in {here / sign_ins.FILE}, readable by you alone.", soft_wrap=True)
    console.print(f"Centralis is on http://{HOST}:{port} (stop with Ctrl+C)", soft_wrap=True)
    prepare()
    connections.close_all()
    run_server(HOST, port)


def _end_children() -> None:
    """End the processes that read files; the server starts its own."""
    end_children()


def _bad(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


class _Stages:
    """What is being done, as a progress bar; on a terminal only."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description:<44}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._console = console
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task: TaskID | None = None

    def __enter__(self) -> "_Stages":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, what: str, done: int, total: int) -> None:
        if self._task is None:
            self._task = self._bar.add_task(what, total=total)
        self._bar.update(self._task, description=what, completed=done, total=total)
