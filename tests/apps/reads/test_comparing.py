"""Reads by any criterion held against each other: scores by their difference, responses by their codes."""

import html
from collections.abc import Callable
from typing import Any

import pytest

from centralis.apps.reads import actions, comparing, signing
from centralis.apps.reads.cases import gather
from centralis.apps.reads.models import Adjudication, Read
from centralis.apps.web.demo.cast import build_world
from centralis.core.ledger.canonical import content_digest

from .conftest import Reading
from .test_reader_views import SECRET, browser
from .test_reading_in_a_browser import document

pytestmark = pytest.mark.django_db
Begin = Callable[[str, str], Reading]


@pytest.fixture
def begin(settings: Any, tmp_path: Any, db: None) -> Begin:
    """A world whose trial reads by a criterion, with one subject's baseline and week 8 given out."""

    def start(name: str, condition: str) -> Reading:
        settings.STORE, settings.KEYS = str(tmp_path / "store"), tmp_path / "keys"
        reading = Reading(build_world(lambda _username: SECRET, document(name, condition)))
        reading.accept("01-001", "BL")
        reading.accept("01-001", "W8")
        reading.begin()
        return reading

    return start


def knee(grade: int | None) -> dict[str, Any]:
    state = {"state": "not_evaluable"} if grade is None else {"state": "graded", "grade": grade}
    return {"joints": [{"id": "right knee", **state}], "comment": "as I know my colleague's hand"}


def both_read(reading: Reading, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> Any:
    for number, contents in ((1, first), (2, second)):
        task = reading.task("01-001", number)
        for place, content in enumerate(contents, start=1):
            reading.read(task, place, content)
    return comparing.compare(reading.world.subjects["01-001"])


@pytest.mark.parametrize(
    ("condition", "other", "is_needed"),
    [
        ("score differs at any time point", 2, False),
        ("score differs at any time point", 3, True),
        ("score differs by more than 1 at any time point", 3, False),
        ("score differs by more than 1 at any time point", 4, True),
        ("score differs by more than 1 at any time point", None, True),
    ],
)
def test_scores_are_compared_by_their_difference(begin: Begin, condition: str, other: int, is_needed: bool) -> None:
    reading = begin("kellgren-lawrence", condition)
    found = both_read(reading, [knee(1), knee(2)], [knee(1), knee(other)])
    assert found.is_needed is is_needed
    assert Adjudication.objects.filter(state="due").exists() is is_needed


def test_an_adjudicator_sees_two_scores_without_a_comment(begin: Begin) -> None:
    reading = begin("kellgren-lawrence", "score differs at any time point")
    both_read(reading, [knee(1), knee(2)], [knee(1), knee(3)])
    due = Adjudication.objects.get(state="due")
    page = html.unescape(browser(reading, "adjudicator").get(f"/adjudication/{due.token}/").content.decode())
    assert "The score differs at Time point 2 (2 and 3)." in page
    assert page.count("Worst grade at the last time point: <b>") == 2
    assert page.count("right knee") == 4
    assert "colleague" not in page
    assert "01-001" not in page


def test_lugano_reads_differ_by_their_best_response_and_progression(begin: Begin) -> None:
    """Baseline 30 × 20; 14 × 10 is 140 of 600 mm² and a normal node: CR on CT; 45 × 30 is more than 50 % growth: PD."""
    reading = begin(
        "lugano-2014", "best_overall_response differs\n      - progression_date differs by more than 0 days"
    )

    def node(ldi_mm: float, sdi_mm: float) -> dict[str, Any]:
        row = {"id": "T1", "organ": "neck", "kind": "node", "state": "measured", "ldi_mm": ldi_mm, "sdi_mm": sdi_mm}
        return {"targets": [row], "fdg_avid": False, "spleen_mm": 120, "marrow": "normal"}

    found = both_read(reading, [node(30, 20), node(14, 10)], [node(30, 20), node(45, 30)])
    told = {one.condition.variable.value: (one.is_met, one.sentence) for one in found.triggers}
    assert told["best_overall_response"] == (True, "Best overall response differs: CR and PD.")
    assert told["progression_date"] == (True, "Progression is shown by one read and not by the other.")
    read = Read.objects.get(task__reader_number=2, time_point=2)
    assert read.assessment["rule"] == "PD-LESION"
    signed = signing.content_of(read, read.assessment, gather(read.task), read.software)
    assert content_digest(signed) == read.signature.content_digest
    assert signed["assessment"]["overall"] == "PD"
    assert "day" not in signed["assessment"]


def test_a_reopened_baseline_hands_its_fixed_fields_on(begin: Begin) -> None:
    """FDG avidity is told at baseline alone: told anew there, the later read follows."""
    reading = begin("lugano-2014", "overall_response differs at any time point")
    task = reading.task("01-001", 1)
    row = {"id": "T1", "organ": "neck", "kind": "node", "state": "measured", "ldi_mm": 30, "sdi_mm": 20}
    first = reading.read(task, 1, {"targets": [row], "fdg_avid": True, "spleen_mm": 120})
    later = reading.open(task, 2)
    assert later.content["fdg_avid"] is True
    assert later.content["targets"] == [{"id": "T1", "organ": "neck", "kind": "node"}]
    actions.reopen(reading.world.caller("project manager"), first, "avidity was wrong")
    again = Read.objects.get(task=task, time_point=1, state="open")
    actions.save_draft(reading.caller(task), again, {"targets": [row], "fdg_avid": False, "spleen_mm": 120})
    reading.sign(again)
    assert reading.open(task, 2).content["fdg_avid"] is False
