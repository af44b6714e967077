"""The printed tables are in step with the data."""

from pathlib import Path

import pytest

from centralis.core.deid.safe_private import SAFE_PRIVATE
from centralis.core.deid.table import confidentiality_table
from centralis.core.deid.table_page import safe_private_page, table_page

FOLDER = Path(__file__).parents[3] / "docs/deidentification"
PAGES = {"table-e-1-1.md": table_page, "safe-private.md": safe_private_page}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_in_the_docs_is_the_one_written_from_the_data(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run tools/write_deid_pages.py"


def test_every_row_has_its_line() -> None:
    lines = table_page().splitlines()
    assert sum(line.count("|") == 15 for line in lines) - 2 == len(confidentiality_table().rows)
    assert "| (0008,0050) | Accession Number |  | Z |  |  |  |  |  |  |  |  |  |  |" in lines
    assert "| (0008,0018) | SOP Instance UID |  | U |  | K |  |  |  |  |  |  |  |  |" in lines
    private = [line for line in safe_private_page().splitlines() if line.startswith("| (")]
    assert len(private) == len(SAFE_PRIVATE)
    assert "| (7053,xx00) | Philips PET Private Group | DS | suv |" in private
