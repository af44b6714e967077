"""The printed table is in step with the data."""

from pathlib import Path

from centralis.core.deid.concepts import concept_table
from centralis.core.deid.concepts_page import concepts_page

DOCUMENT = Path(__file__).parents[3] / "docs/deidentification/table-e-3-4-1.md"


def test_the_page_in_the_docs_is_the_one_written_from_the_data() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == concepts_page(), "run tools/write_deid_pages.py"


def test_every_row_has_its_line() -> None:
    lines = [line for line in concepts_page().splitlines() if line.startswith("| (")]
    assert len(lines) == len(concept_table().rows)
    assert "| (121029, DCM) | Subject Name | PNAME | D |  |  |  |  |  |  |  |" in lines
    assert "| (112040, DCM) | Tracking Unique Identifier | UIDREF | D | K |  |  |  |  |  |  |" in lines
