"""Write docs/criteria/: one page for each criterion and score, and their index, from the objects that assess.

python tools/write_criteria_pages.py
"""

from pathlib import Path

from centralis.core.catalogue import CRITERIA
from centralis.core.criteria.page import render_index, render_page

FOLDER = Path(__file__).parents[1] / "docs" / "criteria"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, criterion in CRITERIA.items():
        (FOLDER / f"{name}.md").write_text(render_page(criterion), encoding="utf-8")
    (FOLDER / "README.md").write_text(render_index(CRITERIA.values()), encoding="utf-8")


if __name__ == "__main__":
    main()
