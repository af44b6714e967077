"""Profiles from files: a fault names file, line, field and what was expected."""

from pathlib import Path

import pytest

from centralis.cli.deid_profile import read_profile
from centralis.core.deid import Dates, ProfileFault


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("dates: shift\noptions:\n  - clean_pixels\n  - clean_everything\n", ":4: options[1]:", "Known:"),
        ("options: [clean_pixels]\ndates: sometimes\n", ":2: dates:", "keep, shift or remove"),
        ("dates: keep\ncolour: red\n", ":2: colour:", "Known:"),
        ("trial: X\ndeidentification:\n  options: []\n  dates: maybe\n", ":4: deidentification.dates:", "keep"),
        ("dates: keep\ndates: shift\n", ":2:", "each field once"),
        ("a: &x [1]\nb: *x\n", ":1:", "Anchors"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, place: str, expected: str) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(text)
    with pytest.raises(ProfileFault) as fault:
        read_profile(path)
    assert f"{path}{place}" in str(fault.value)
    assert expected in str(fault.value)


def test_a_profile_alone_and_in_a_trial_file_are_the_same(tmp_path: Path) -> None:
    alone, inside = tmp_path / "a.yaml", tmp_path / "b.yaml"
    alone.write_text("dates: shift\noptions: [clean_pixels]\n")
    inside.write_text("trial: X\ndeidentification:\n  dates: shift\n  options: [clean_pixels]\n")
    assert read_profile(alone) == read_profile(inside)
    assert read_profile(alone).dates is Dates.SHIFT
