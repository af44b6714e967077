"""`--home` is found on the command line before any setting is read."""

from pathlib import Path

import pytest

from centralis.cli.home import home_in


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["demo", "--home", "/a/b"], "/a/b"),
        (["demo", "--no-serve", "--home=/a/b", "--data", "x"], "/a/b"),
        (["demo", "--home", "here"], str(Path("here").resolve())),
        (["demo"], None),
        (["demo", "--home"], None),
        (["serve", "--home", "/a/b"], None),
        ([], None),
    ],
)
def test_the_folder_is_found(words: list[str], found: str | None) -> None:
    assert home_in(words) == found
