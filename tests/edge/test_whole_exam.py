"""A file is told to be touched by another file's identifiers wherever in its header they stand."""

from pathlib import Path

import pytest
from tests.apps.intake.conftest import dicom

from centralis.core.deid.identifiers import Identifiers
from centralis.edge.whole_exam import touched


def told(tmp_path: Path, known: Identifiers, **values: object) -> bool:
    path = tmp_path / "one"
    path.write_bytes(dicom(**values))
    return touched({"files": [str(path)], "known": known.to_json()})[0]


@pytest.mark.parametrize(
    ("kind", "fact", "text"),
    [
        ("names", "zappelmann^rosa", "axial Zappelmann"),
        ("names", "zappelmann^rosa", "ROSA thorax"),
        ("numbers", "0815-4711-9", "order 081547119"),
        ("dates", "19570204", "born 4.2.1957"),
    ],
)
def test_what_another_file_names_is_found_in_text(tmp_path: Path, kind: str, fact: str, text: str):
    known = Identifiers(**{kind: frozenset([fact])})
    assert told(tmp_path, known, SeriesDescription=text)
    assert not told(tmp_path, known, SeriesDescription="axial thorax")


def test_samples_are_not_text(tmp_path: Path):
    known = Identifiers(names=frozenset(["zappelmann^rosa"]))
    samples = b"zappelmann  rosa".ljust(512, b"\0")
    assert not told(tmp_path, known, PixelData=samples)


def test_what_cannot_be_read_counts_as_touched(tmp_path: Path):
    (tmp_path / "none").write_bytes(b"no image")
    known = Identifiers(names=frozenset(["zappelmann^rosa"])).to_json()
    assert touched({"files": [str(tmp_path / "none"), str(tmp_path / "absent")], "known": known}) == [True, True]
