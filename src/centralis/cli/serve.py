"""`centralis serve` and `centralis worker`: the web server, and the work in the background."""

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections
from django.db.utils import OperationalError
from django_tasks_db.management.commands.db_worker import Worker
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from centralis.apps.intake.cleaning import clean_spool
from centralis.apps.intake.preparing import end_children, store
from centralis.apps.intake.tasks import reconcile
from centralis.apps.ledger import checkpoints
from centralis.cli.first_run import ensure_administrator

RECONCILE_SECONDS = 60.0
THREADS = 8
log = logging.getLogger(__name__)


class Background:
    """The worker of the queue and the reconciler, each in a thread of its own, until `stop`."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._worker = Worker(
            queue_names=["default"],
            interval=1.0,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="serve",
            excluded_queue_names=[],
        )
        self._threads = [
            threading.Thread(target=self._guarded, args=(self._worker.run,), name="worker", daemon=True),
            threading.Thread(target=self._reconcile, name="reconciler", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._worker.running = False
        for thread in self._threads:
            thread.join(timeout=30)
        end_children()

    def _guarded(self, work: Callable[[], object]) -> None:
        """Run until stopped; a database that is busy or restarting ends one round, not the thread."""
        while not self._stopping.is_set():
            try:
                work()
            except OperationalError:
                log.exception("the background work could not reach the database and tries again")
                self._stopping.wait(2)
            except Exception:
                log.exception("the background work failed and goes on")
                self._stopping.wait(2)
            finally:
                close_old_connections()

    def _reconcile(self) -> None:
        def once() -> None:
            reconcile()
            checkpoints.publish()
            self._stopping.wait(RECONCILE_SECONDS)

        self._guarded(once)


def prepare() -> None:
    """Bring the database up to date, and clean up what a killed process left behind."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    clean_spool(store())


def run_server(host: str, port: int) -> None:
    """Serve until told to stop; the database must be ready. One process with threads, and the work beside it."""
    # Not by fork: SQLite's own record of its locks must not be copied while the background work holds one. A copy
    # would find the database locked for ever.
    multiprocessing.set_start_method("spawn", force=True)
    background = Background()
    server = Granian(
        "centralis.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=1024,
        http1_settings=HTTP1Settings(header_read_timeout=30_000, max_buffer_size=1 << 20),
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    )
    background.start()
    try:
        server.serve()
    finally:
        background.stop()


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
) -> None:
    """Serve the pages and the DICOMweb service, and do the background work."""
    prepare()
    secret = ensure_administrator()
    if secret is not None:
        typer.echo(f"First start. Sign in as administrator with the one-time password {secret}", err=True)
    typer.echo(f"Centralis is on http://{host}:{port} (stop with Ctrl+C)", err=True)
    run_server(host, port)


def worker() -> None:
    """Do the background work alone, beside a server elsewhere."""
    prepare()
    background = Background()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    background.start()
    done.wait()
    background.stop()
