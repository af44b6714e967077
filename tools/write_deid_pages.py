"""Write the tables of de-identification into docs/deidentification/: run it after the data files change."""

from pathlib import Path

from centralis.core.deid.concepts_page import concepts_page
from centralis.core.deid.table_page import safe_private_page, table_page

FOLDER = Path(__file__).parents[1] / "docs" / "deidentification"


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "table-e-1-1.md").write_text(table_page(), encoding="utf-8")
    (FOLDER / "table-e-3-4-1.md").write_text(concepts_page(), encoding="utf-8")
    (FOLDER / "safe-private.md").write_text(safe_private_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
