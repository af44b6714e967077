"""Source paths in reports: what names somebody is withheld, the rest stays readable."""

import pytest

from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.source_paths import masked_path, path_names_anyone

KNOWN = Identifiers(
    names=frozenset({"quistgaard^ottilie", "long^anna"}), numbers=frozenset({"mrn-7741903"}),
    dates=frozenset({"19511224"}),
)  # fmt: skip
KEY = b"k" * 32


@pytest.mark.parametrize(
    "path",
    [
        "export/Quistgaard_Ottilie/IM0001.dcm", "QUISTGAARDOTTILIE", "o_quistgaard/1.dcm", "scans/MRN7741903/1.dcm",
        "scans/7741903/1.dcm", "scans/24.12.1951/1.dcm", "scans/Long_CT/1.dcm", "a\\b\\Ottilie\\c",
    ],
)  # fmt: skip
def test_a_path_that_names_somebody_is_told(path: str) -> None:
    assert path_names_anyone(path, KNOWN)
    masked = masked_path(path, KNOWN, KEY)
    assert not path_names_anyone(masked, KNOWN)
    assert "withheld-" in masked


def test_other_paths_and_parts_stay() -> None:
    assert not path_names_anyone("export/CT/series 3/IM0001.dcm", KNOWN)
    assert masked_path("export/CT/IM0001.dcm", KNOWN, KEY) == "export/CT/IM0001.dcm"
    masked = masked_path("export/Quistgaard/IM0001.dcm", KNOWN, KEY)
    assert masked.startswith("export/withheld-")
    assert masked.endswith("/IM0001.dcm")


def test_marks_tell_folders_apart_and_need_the_key() -> None:
    one, two = (masked_path(f"Quistgaard {end}", KNOWN, KEY) for end in "ab")
    assert one != two
    assert one == masked_path("Quistgaard a", KNOWN, KEY)
    assert one != masked_path("Quistgaard a", KNOWN, b"x" * 32)
    assert masked_path("Quistgaard.dcm", KNOWN, KEY).endswith(".dcm")


def test_a_name_that_is_no_text_is_taken_too() -> None:
    assert path_names_anyone("caf\udce9/Quistgaard", KNOWN)
    assert "withheld" in masked_path("\udce9 Quistgaard", KNOWN, KEY)
