"""A decision and a statement replayed in a real Chromium: the images of A and B as the adjudicator saw them."""

import pytest
from tests.apps.reads.designs.test_global_read import room, state
from tests.apps.reads.reports.test_case_making import decide_a
from tests.apps.reads.reports.test_replay_browser import barriers, tabs_of
from tests.apps.reads.reports.test_replay_planes_browser import CANVASES, places, press
from tests.apps.reads.viewing.test_adjudication import compared
from tests.apps.reads.viewing.test_browser import outside_the_loop, shot
from tests.apps.reads.viewing.test_planes_browser import plane

from centralis.apps.action import house
from centralis.apps.reads.models import DecisionViewDraft
from centralis.apps.reads.reports import stage as report_stage
from centralis.core.reading.global_read import CaseStatement

__all__ = ["compared", "room"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def settled(page) -> None:
    page.wait_for_selector("[data-viewer][data-live]", timeout=60_000)
    page.wait_for_selector(".viewer-cell[data-drawn] >> nth=1")
    page.wait_for_timeout(1200)


def test_a_decision_is_replayed_pixel_for_pixel_as_its_adjudicator_saw_it(compared, reading, browse):
    with tabs_of(browse, ("adjudicator", "inspector")) as (adjudicator, inspector):
        adjudicator.goto(f"/adjudication/{compared.token}/")
        settled(adjudicator)
        plane(adjudicator, "Coronal", 0)
        press(adjudicator, 0, "2", "ArrowDown", "+")
        press(adjudicator, 1, "i", "r", ".", "PageUp")
        adjudicator.wait_for_timeout(1500)
        seen, told = adjudicator.evaluate(CANVASES), places(adjudicator)
        with outside_the_loop():
            assert DecisionViewDraft.objects.get().state["cells"][0]["cut"]["name"] == "coronal"
            decided = decide_a(reading, compared)
            report_stage.reconcile_reports(house.now())
        inspector.set_viewport_size({"width": 1150, "height": 760})
        inspector.goto(f"/t/{reading.trial_id}/reads/adjudications/{decided.pk}/replay/")
        settled(inspector)
        shot(inspector, "replay-decision-small")
        assert inspector.evaluate(CANVASES) == seen
        assert places(inspector) == told
        named = [page.locator(".viewer-cell svg text").count() for page in (inspector, adjudicator)]
        assert named[0] == named[1]
        assert barriers(inspector) == []
        inspector.set_viewport_size({"width": 1500, "height": 2900})
        shot(inspector, "replay-decision")


def test_the_inspector_sees_at_once_what_was_stated_by_whom_and_that_it_is_verified(room, browse):
    with tabs_of(browse, ("inspector", "reader 1")) as (inspector, reader):
        with outside_the_loop():
            task = room.task("01-001", 1)
            part = room.part(task)
            row = state(room, task, CaseStatement("SD", None), "T1 is scar: it keeps its density.")
            report_stage.reconcile_reports(house.now())
        inspector.goto(f"/t/{room.trial_id}/reads/whole-cases/{row.pk}/replay/")
        head = inspector.inner_text(".replay-head")
        for words in ("Whole case of 01-001", row.signature.printed_name, row.signature.meaning, "As signed",
                      "What was signed is what is shown"):  # fmt: skip
            assert words in head
        assert inspector.locator(".replay-head").bounding_box()["y"] < 200
        assert barriers(inspector) == []
        shot(inspector, "replay-whole-case")
        if part == "reader 1":
            reader.goto(f"/reading/{task.token}/whole-case/")
            assert "T1 is scar" in reader.inner_text("main")
            shot(reader, "global-signed")


def test_the_reader_states_the_whole_case_on_one_page(room, browse):
    with outside_the_loop():
        task = room.task("01-001", 1)
    with tabs_of(browse, (room.part(task),)) as (reader,):
        reader.goto(f"/reading/{task.token}/whole-case/")
        assert reader.input_value("#response") == "PD"
        assert barriers(reader) == []
        shot(reader, "global")
        reader.select_option("#response", "SD")
        reader.select_option("#progression", "")
        reader.fill("#reason", "T1 is scar: it keeps its density.")
        reader.click("text=Go on to sign")
        reader.wait_for_selector("text=Exactly this is signed")
        shot(reader, "global-sign")
