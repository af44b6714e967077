"""`--home`: where everything is kept. Settings are read before any command runs, so it is looked at first."""

from collections.abc import Sequence
from pathlib import Path


def home_in(arguments: Sequence[str]) -> str | None:
    """The folder that a command line names for the demonstration, made absolute; None when it names none.

    arguments: without the program's own name, as in `demo --home FOLDER`.
    """
    if not arguments or arguments[0] != "demo":
        return None
    for place, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name == "--home":
            given = value if equals else (arguments[place + 1] if place + 1 < len(arguments) else "")
            return str(Path(given).resolve()) if given else None
    return None
