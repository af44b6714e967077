"""Every criterion and score of the register: schema, worked examples, rules reached, page in step, form."""

from pathlib import Path

import jsonschema
import pytest

from centralis.core.catalogue import CRITERIA, find_criterion
from centralis.core.criteria.coverage import measure_coverage
from centralis.core.criteria.page import render_page

PAGES = Path(__file__).parents[2] / "docs" / "criteria"
EVERY = [pytest.param(one, id=name) for name, one in CRITERIA.items()]
DECLARED = [pytest.param(one, id=name) for name, one in CRITERIA.items() if one.examples]


@pytest.mark.parametrize("criterion", EVERY)
def test_it_has_a_valid_schema_a_citation_and_a_form(criterion):
    jsonschema.Draft202012Validator.check_schema(criterion.derive_schema())
    assert criterion.citation
    form = criterion.derive_form()
    assert form["criterion"] == criterion.name
    assert all(section["fields"] for section in form["sections"])


@pytest.mark.parametrize("criterion", DECLARED)
def test_six_worked_examples_come_out_as_told(criterion):
    assert len(criterion.examples) >= 6
    schema = jsonschema.Draft202012Validator(criterion.derive_schema())
    for example in criterion.examples:
        schema.validate(example.case)
        answer = criterion.assess(example.case)
        assert len(answer["time_points"]) == len(example.expected), example.name
        for found, expected in zip(answer["time_points"], example.expected, strict=True):
            assert {key: found[key] for key in expected} == expected, example.name
        assert {key: answer[key] for key in example.summary} == example.summary, example.name


@pytest.mark.parametrize("criterion", DECLARED)
def test_every_row_of_its_tables_decides_some_example(criterion):
    found = measure_coverage(criterion)
    assert found.missing == ()
    assert found.reached == found.rules
    assert set(found.rows) <= found.rules


@pytest.mark.parametrize("criterion", DECLARED)
def test_its_page_is_in_step(criterion):
    page = PAGES / f"{criterion.name}.md"
    assert page.read_text(encoding="utf-8") == render_page(criterion), "run python tools/write_criteria_pages.py"


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"recist-1\.1"):
        find_criterion("recist")
