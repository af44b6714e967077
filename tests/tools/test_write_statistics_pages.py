"""The pages of docs/statistics are what the methods say of themselves, page by page, and no others are there."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "statistics"


def load():
    spec = importlib.util.spec_from_file_location(
        "write_statistics_pages", ROOT / "tools" / "write_statistics_pages.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load()
RENDERED = TOOL.render_pages()


@pytest.mark.parametrize("name", sorted(RENDERED))
def test_a_page_is_in_step(name):
    path = PAGES / name
    assert path.is_file(), "run python tools/write_statistics_pages.py"
    assert path.read_text(encoding="utf-8") == RENDERED[name], "run python tools/write_statistics_pages.py"


def test_there_is_no_page_without_a_method():
    assert {path.name for path in PAGES.glob("*.md")} == set(RENDERED)


def test_every_group_has_its_methods():
    groups = TOOL.gather_methods()
    names = {method.name for methods in groups.values() for method in methods}
    assert set(groups) == {"Endpoints", "Agreement of readers", "Reader studies (MRMC)"}
    assert {"clopper-pearson", "cohen-kappa", "icc", "bland-altman", "krippendorff-alpha", "gwet-ac1"} <= names
    assert len(names) == sum(len(methods) for methods in groups.values())
