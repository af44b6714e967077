"""Write the tables of de-identification into docs/deidentification/: run it after the data files change."""

from pathlib import Path

from centralis.core.deid.concepts_page import concepts_page

FOLDER = Path(__file__).parents[1] / "docs" / "deidentification"


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "table-e-3-4-1.md").write_text(concepts_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
