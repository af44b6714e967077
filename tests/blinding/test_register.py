"""Every leak has a test that exists or a reason, and the documentation says the same."""

import ast
from functools import cache
from pathlib import Path

import pytest
from tests.blinding.register import LEAKS, Leak, render

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "blinding.md"
LAST = 60
#: What software cannot prevent, or does not; everything else has a test.
WITHOUT_TEST = {15, 38, 50, 51, 57}


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_number_stands_once():
    assert [leak.number for leak in LEAKS] == list(range(1, LAST + 1))


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_leak_has_tests_that_exist_or_a_reason(leak: Leak):
    for one in leak.tests:
        file, _, name = one.partition("::")
        assert name in names_in(file), one
    assert bool(leak.tests) != (leak.number in WITHOUT_TEST)
    assert leak.tests or len(leak.remains) > 60, "say why software cannot prevent it"


def test_a_test_by_number_stands_under_that_number():
    for file in (ROOT / "tests" / "blinding").glob("test_*_leaks.py"):
        for name in names_in(f"tests/blinding/{file.name}"):
            numbers = {int(part[1:]) for part in name.split("_") if part[:1] == "l" and part[1:].isdigit()}
            for number in numbers if name.startswith("test_l") else ():
                listed = LEAKS[number - 1].tests
                assert f"tests/blinding/{file.name}::{name}" in listed, f"{name} is not listed under L{number:02}"


def test_the_page_is_the_one_that_holds():
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "docs/blinding.md is behind: .venv/bin/python -m tests.blinding.register docs/blinding.md"
    )
