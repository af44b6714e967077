"""The coverage report by row: what is counted, what is named when it is missing."""

from dataclasses import replace

from centralis.core.catalogue import find_criterion
from centralis.core.criteria.coverage import measure_coverage, render_report

RECIST = find_criterion("recist-1.1")


def test_every_rule_and_row_of_recist_is_reached():
    found = measure_coverage(RECIST)
    assert found.missing == ()
    assert found.line[2] == f"{len(RECIST.rules)} of {len(RECIST.rules)} rules"
    assert len(found.rows) == sum(len(table.rows) for table in RECIST.tables)


def test_rules_of_parts_are_counted_too():
    """The rules of a bone scan decide the bone's part of an answer, never the time point itself."""
    assert "BONE-NON-PD-FLARE" in measure_coverage(find_criterion("pcwg3")).reached


def test_what_no_example_reaches_is_named():
    fewer = replace(RECIST, examples=tuple(one for one in RECIST.examples if "PD" not in str(one.expected)))
    report = render_report([fewer])
    assert report.startswith("recist-1.1  ")
    assert "not reached: " in report
    assert "PD-NEW-LESION" in report


def test_the_report_has_a_line_for_each():
    report = render_report([RECIST, find_criterion("rust")])
    assert [line.split()[0] for line in report.splitlines()] == ["recist-1.1", "rust"]
