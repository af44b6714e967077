"""Rows of the waterfall, spider and swimmer plots."""

from decimal import Decimal as D

from centralis.core.endpoints.figures import (
    PlotPoint,
    PlotSubject,
    derive_spider,
    derive_swimmer,
    derive_waterfall,
)

SHRANK = PlotSubject(
    "S1", (PlotPoint(112, D("-60"), "PR"), PlotPoint(56, D("-30"), "PR"), PlotPoint(168, None, "NE")), "PR", 168, True
)
GREW = PlotSubject(
    "S2", (PlotPoint(56, D("25"), "PD"), PlotPoint(112, D("-90"), "PR")), "PD", 120, False, death_day=120
)
UNSEEN = PlotSubject("S3", (PlotPoint(56, None, "NE"),), "NE", 60)


def test_waterfall_runs_from_worst_to_best_and_ends_at_progression():
    """S2's -90 % comes after its progression and does not count; S3 has no sum and no bar."""
    rows = derive_waterfall([SHRANK, GREW, UNSEEN])
    assert [(row.rank, row.subject, row.best_change_percent) for row in rows] == [(1, "S2", 25.0), (2, "S1", -60.0)]


def test_spider_starts_at_zero_and_leaves_gaps():
    rows = derive_spider([UNSEEN, SHRANK])
    assert [(row.subject, row.day, row.change_percent) for row in rows] == [
        ("S1", 0, 0.0),
        ("S1", 56, -30.0),
        ("S1", 112, -60.0),
    ]


def test_swimmer_is_longest_first_with_first_events():
    rows = derive_swimmer([UNSEEN, GREW, SHRANK])
    assert [(row.rank, row.subject, row.end_day) for row in rows] == [(1, "S1", 168), (2, "S2", 120), (3, "S3", 60)]
    assert rows[0].events == ((56, "PR"),)
    assert rows[1].events == ((56, "PD"), (112, "PR"), (120, "death"))
    assert (rows[0].is_ongoing, rows[2].events) == (True, ())
