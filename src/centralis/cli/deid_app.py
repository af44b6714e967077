"""De-identification as an application of its own: without Django it starts at once and in little memory."""

import sys

import typer

from centralis.cli.deid import deid
from centralis.cli.deid_confirm import deid_confirm


def new_app() -> typer.Typer:
    """An application without commands."""
    return typer.Typer(
        name="centralis",
        help="Imaging clinical trials, from the scanner at a site to the regulatory submission.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )


def add_deid(app: typer.Typer) -> None:
    """Add what cleans files outside a trial."""
    app.command("deid")(deid)
    app.command("deid-confirm")(deid_confirm)


def run() -> None:
    """Run a command of de-identification."""
    app = new_app()
    add_deid(app)
    sys.exit(app())
