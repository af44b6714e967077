"""Reading anew in a real Chromium: both readers' marks lie on the image as A and B, and cannot be changed."""

from collections.abc import Iterator

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.test_browser import HOST, from_django, measure, outside_the_loop, shot, show, sync_api
from tests.apps.reads.viewing.test_marks import save
from tests.apps.reads.viewing.viewing_world import accept, phantom

from centralis.apps.reads import actions
from centralis.apps.reads.designs import anew
from centralis.apps.reads.models import Adjudication, Mark, ReadingTask

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def own(reading) -> ReadingTask:
    """The adjudicator's own case of two marked reads that differ, its baseline opened."""
    grey = {"WindowCenter": "0", "WindowWidth": "200"}
    reading.let_read_anew()
    accept(reading, "01-001", "BL", phantom(**grey))
    accept(reading, "01-001", "W8", phantom(StudyInstanceUID="1.2.3.9", SeriesInstanceUID="1.2.3.9.1", **grey))
    reading.begin()
    for number, second in ((1, 10.0), (2, 30.0)):
        task = reading.task("01-001", number)
        for point, size in ((1, 18.0 + 2 * number), (2, second)):
            reading.open(task, point)
            save(reading, task, size, 8.0, key=f"7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f00{number}{point}")
            reading.read(task, point, entries(target("T1", size)))
    task = anew.begin_anew(reading.world.caller("adjudicator"), Adjudication.objects.get(state="due"))
    actions.open_time_point(reading.world.caller("adjudicator"), task, 1)
    return task


@pytest.fixture
def tab(own, browse) -> Iterator[object]:
    """A tab in which the adjudicator is signed in; faults of scripts and of the policy fail the test."""
    client = browse("adjudicator")
    faults: list[str] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 950}, base_url=HOST)
        page.route("**/*", lambda route: from_django(client, route))
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        browser.close()
    assert faults == []


def test_both_marks_are_seen_and_the_own_one_is_drawn_beside_them(tab, own):
    with outside_the_loop():
        before = {one.pk: (one.points, one.edit) for one in Mark.objects.all()}
        token = Adjudication.objects.get(state="due").token
    tab.goto(f"/adjudication/{token}/")
    shot(tab, "adjudication-anew")
    show(tab, own, 1)
    tab.wait_for_function(
        """() => { const told = document.querySelector('.viewer-cell.is-current').textContent;
        return told.includes('A T1') && told.includes('B T1'); }"""
    )
    measure(tab)
    shot(tab, "read-anew")
    with outside_the_loop():
        mine = Mark.objects.get(read__task=own)
        assert mine.lesion == "T1"
        assert mine.values["long_mm"] == pytest.approx(40.0, abs=0.2)
        assert {one.pk: (one.points, one.edit) for one in Mark.objects.exclude(read__task=own)} == before
