"""Commands that need no server: they start without Django, and load their own module only.

De-identification runs where no server is; criteria, endpoints, agreement and measurement are a library's commands.
"""

import sys
from importlib import import_module

import typer

#: Command or group of commands → the module of this package and its name there.
ALONE = {
    "deid": ("deid", "deid"),
    "deid-confirm": ("deid_confirm", "deid_confirm"),
    "criteria": ("criteria", "criteria_app"),
    "endpoints": ("endpoints", "endpoints_app"),
    "agreement": ("agreement", "agreement_app"),
    "measure": ("measure", "measure_app"),
    "mrmc": ("mrmc", "mrmc"),
    "mrmc-power": ("mrmc", "mrmc_power"),
    "mrmc-location": ("mrmc_parts", "mrmc_location"),
    "mrmc-subgroups": ("mrmc_parts", "mrmc_subgroups"),
    "mrmc-chart": ("mrmc_parts", "mrmc_chart"),
}


def new_app() -> typer.Typer:
    """An application without commands."""
    app = typer.Typer(
        name="centralis",
        help="Imaging clinical trials, from the scanner at a site to the regulatory submission.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_callback)
    return app


def _callback() -> None:
    """Imaging clinical trials, from the scanner at a site to the regulatory submission."""


def add_alone(app: typer.Typer, name: str) -> None:
    """Add one of these commands, or one of the groups, to an application."""
    module, attribute = ALONE[name]
    found = getattr(import_module(f"centralis.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name)
    else:
        app.command(name)(found)


def run(name: str) -> None:
    """Run one of these commands."""
    app = new_app()
    add_alone(app, name)
    sys.exit(app())
