"""The command line: `centralis ...`. The commands stand in `commands`, which is loaded when one of them is called."""

import sys
from importlib import import_module
from typing import Any

_DEID = ("deid", "deid-confirm")


def main() -> None:
    """Run a command; de-identification runs without Django, for it is used where no server is."""
    lean = sys.argv[1:2] and sys.argv[1] in _DEID
    import_module("centralis.cli.deid_app" if lean else "centralis.cli.commands").run()


def __getattr__(name: str) -> Any:
    """`app`, all commands, as a part of this package."""
    if name != "app":
        raise AttributeError(name)
    return import_module("centralis.cli.commands").app
