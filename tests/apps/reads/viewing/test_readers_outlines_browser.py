"""Masks of both readers, in adjudication and in a read anew: outlines A and B with volumes, nothing that says whose."""

from uuid import UUID

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.designs.test_anew_browser import tab
from tests.apps.reads.reports.test_replay_browser import barriers
from tests.apps.reads.viewing.test_browser import outside_the_loop, saved, shot, show
from tests.apps.reads.viewing.test_regions import blob, keep
from tests.apps.reads.viewing.viewing_world import COLUMN_MM, ROW_MM, STEP_MM, accept, phantom

from centralis.apps.reads import actions
from centralis.apps.reads.designs import anew
from centralis.apps.reads.models import Adjudication, Mark, ReadingTask

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
VOXEL_ML = ROW_MM * COLUMN_MM * STEP_MM / 1000
ROWS_OF = {1: slice(26, 50), 2: slice(30, 54)}
"""By reader: the rows outlined on the baseline's middle slice."""


@pytest.fixture
def own(reading) -> ReadingTask:
    """The adjudicator's own case of two reads that differ; each reader outlined T1 on the baseline, reader 2 on two
    slices."""
    grey = {"WindowCenter": "0", "WindowWidth": "200"}
    reading.let_read_anew()
    accept(reading, "01-001", "BL", phantom(**grey))
    accept(reading, "01-001", "W8", phantom(StudyInstanceUID="1.2.3.9", SeriesInstanceUID="1.2.3.9.1", **grey))
    reading.begin()
    for number, second in ((1, 10.0), (2, 30.0)):
        task = reading.task("01-001", number)
        reading.open(task, 1)
        for place in range(number):
            runs = blob(ROWS_OF[number], slice(30 + 10 * number, 80 + 10 * number))
            keep(reading, task, "mask", runs, "T1", 4 + place, key=UUID(int=10 * number + place))
        reading.read(task, 1, entries(target("T1", 20.0)))
        reading.open(task, 2)
        reading.read(task, 2, entries(target("T1", second)))
    return anew.begin_anew(reading.world.caller("adjudicator"), Adjudication.objects.get(state="due"))


def volumes(reading) -> dict[str, str]:
    """What the legend is to tell: 24 rows of 50 pixels a slice, of reader 2 on two slices."""
    row = Adjudication.objects.get(state="due")
    sides = zip("AB", (row.side_a_task, row.side_b_task), strict=True)
    return {
        letter: f"{letter} T1 · Baseline: {24 * 50 * task.reader_number * VOXEL_ML:.2f} mL" for letter, task in sides
    }


def legend(page) -> list[str]:
    page.wait_for_selector("[data-readers]:not([hidden])")
    return page.locator("[data-readers] li").all_inner_texts()


def test_both_outlines_stand_on_the_adjudicators_page_with_their_volumes(reading, tab, own, browse):
    with outside_the_loop():
        told = volumes(reading)
        token = Adjudication.objects.get(state="due").token
        answer = browse("adjudicator").get(f"/adjudication/{token}/1/marks/").json()["marks"]
        uids = {one.sop_uid for one in Mark.objects.all()}
    masks = [one for one in answer if one["kind"] == "mask"]
    assert {one["of_lesion"] for one in masks} == {"A T1", "B T1"}
    assert {one["edit"] for one in masks} == {1}
    assert not {one["instance"] for one in masks} & uids
    tab.goto(f"/adjudication/{token}/")
    tab.wait_for_selector("[data-viewer][data-live]", timeout=60_000)
    assert legend(tab) == ["A: solid line", "B: dashed line", *sorted(told.values())]
    tab.wait_for_selector(".viewer-cell[data-outlines='A T1, B T1'] path.is-reader-b", state="attached")
    assert tab.get_attribute(".viewer-cell >> nth=0", "data-masks") == "0"
    shot(tab, "adjudication-outlines")
    assert barriers(tab) == []
    tab.focus(".viewer-cell >> nth=0")
    tab.keyboard.press("j")
    tab.wait_for_selector(".viewer-cell[data-outlines=''] >> nth=0")
    assert tab.locator("path.is-reader-a").count() == 1  # the legend's own line
    tab.click("[data-readers] button")
    tab.wait_for_selector(".viewer-cell[data-outlines='A T1, B T1']")


def test_an_adjudicator_who_reads_anew_outlines_beside_them(reading, tab, own):
    with outside_the_loop():
        actions.open_time_point(reading.world.caller("adjudicator"), own, 1)
        told = volumes(reading)
    show(tab, own, 1)
    assert legend(tab)[2:] == sorted(told.values())
    tab.wait_for_selector(".viewer-cell.is-current[data-outlines='A T1, B T1']")
    tab.focus(".viewer-cell.is-current")
    for key in ("g", "Enter", "Space", "Escape"):
        tab.keyboard.press(key)
    saved(tab)
    assert tab.get_attribute(".viewer-cell.is-current", "data-masks") == "1"
    shot(tab, "anew-outlines")
    with outside_the_loop():
        (mine,) = Mark.objects.filter(read__task=own)
        assert (mine.kind, mine.of_lesion) == ("mask", "T1")
        assert Mark.objects.exclude(read__task=own).count() == 3
