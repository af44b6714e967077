"""The command line: `centralis ...`. Commands are loaded when one of them is called."""

import sys
from importlib import import_module
from typing import Any

from centralis.cli import alone


def main() -> None:
    """Run a command; what needs no server runs without Django, and starts at once."""
    name = next(iter(sys.argv[1:2]), "")
    if name in alone.ALONE:
        alone.run(name)
    else:
        import_module("centralis.cli.commands").run()


def __getattr__(name: str) -> Any:
    """`app`, all commands, as a part of this package."""
    if name != "app":
        raise AttributeError(name)
    return import_module("centralis.cli.commands").app
