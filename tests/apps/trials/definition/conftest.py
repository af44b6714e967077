"""The example trial file, and ways to spoil it."""

from collections.abc import Callable
from pathlib import Path

import pytest

import centralis.apps.trials.definition as package
from centralis.apps.trials.definition import Definition, definition_or_raise

EXAMPLE = Path(package.__file__).with_name("example.yaml")


@pytest.fixture(scope="session")
def text() -> str:
    """The example as text."""
    return EXAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def example(text: str) -> Definition:
    """The example as a definition."""
    return definition_or_raise(text)


@pytest.fixture(scope="session")
def edited(text: str) -> Callable[..., str]:
    """`edited(old, new, ...)`: the example with pieces replaced; each must be there."""

    def edit(*pairs: str) -> str:
        made = text
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in made, old
            made = made.replace(old, new, 1)
        return made

    return edit
