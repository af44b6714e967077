"""From a reader's signature through the real door to the outcome: derived at once, again after a reopening."""

from datetime import timedelta
from typing import Any

import pytest

from centralis.apps.outcomes import evidence, reactions
from centralis.apps.outcomes.models import Outcome
from centralis.apps.reads import actions, signing
from centralis.apps.reads.models import Adjudication, Read, ReadingTask
from centralis.apps.reads.running import assigning

from .conftest import Reading, change

pytestmark = pytest.mark.django_db


def sign(reading: Reading, part: str, number: int, diameter_mm: float) -> None:
    """Open a time point of the only case, fill it in, sign it: as a reader does."""
    world = reading.world
    task = ReadingTask.objects.get(reader=world.people[part])
    read = actions.open_time_point(world.caller(part), task, number)
    lesion = {"id": "T1", "organ": "liver", "node": False, "state": "measured", "diameter_mm": diameter_mm}
    entries = {"targets": [lesion], "non_targets": [], "new_lesions": []}
    read = actions.save_draft(world.caller(part), read, entries)
    read = Read.objects.select_related("task__subject", "task__reader", "definition").get(pk=read.pk)
    actions.sign(world.signing(part, signing.prepare(read).content), read)


def result(reading: Reading, source: str = "central") -> Outcome:
    return next(row for row in evidence.current([reading.subject("01-001").pk]) if row.source == source)


@pytest.fixture
def started(world: Any, settings: Any, tmp_path: Any) -> Reading:
    settings.KEYS = tmp_path / "keys"
    reading = Reading(world)
    day_0 = reading.subject("01-001").anchor_date
    for visit, day in {"BL": -5, "W8": 56}.items():
        reading.exam("01-001", visit, day_0 + timedelta(days=day))
    assigning.seal_seed(world.caller("project manager"), world.trial)
    return reading


def test_outcomes_follow_the_readers_the_adjudicator_and_a_reopened_read(started):
    world = started.world
    sign(started, "reader 1", 1, 50)
    assert result(started).missing == ["reader 1 has not signed Week 8", "reader 2 has signed nothing"]
    sign(started, "reader 1", 2, 48)
    sign(started, "reader 2", 1, 50)
    sign(started, "reader 2", 2, 62)
    central = result(started)
    assert (central.headline, central.missing) == ("", ["the reads differ and the adjudication is not decided"])
    assert (result(started, "reader 1").headline, result(started, "reader 2").headline) == ("SD", "PD")

    adjudication = Adjudication.objects.select_related("side_a_task", "subject").get(state="due")
    choice = "A" if adjudication.side_a_task.reader_number == 2 else "B"
    content = signing.choice_content(adjudication, choice, "the lesion grew")
    actions.adjudicate(world.signing("adjudicator", content), adjudication, choice, "the lesion grew")
    central = result(started)
    assert (central.headline, central.explanation) == ("PD", "The adjudicator chose reader 2: the lesion grew.")
    assert central.progression_date == started.subject("01-001").anchor_date + timedelta(56)

    read = Read.objects.select_related("task__subject", "signature").get(
        task__reader=world.people["reader 2"], visit__code="W8"
    )
    actions.reopen(world.caller("project manager"), read, "the wrong lesion was measured")
    assert result(started).missing == ["reader 2 has not signed Week 8"]
    sign(started, "reader 2", 2, 49)
    central = result(started)
    assert (central.headline, central.basis["adjudication"]) == ("SD", None)
    assert central.explanation.startswith("The reads agree; the result is that of reader 1.")
    kept = Outcome.objects.filter(source="central", is_current=False).order_by("derived_at")
    assert "PD" in [row.headline for row in kept]


def test_an_adjudication_of_other_reads_than_those_signed_now_decides_nothing(derived):
    row = Adjudication.objects.get(subject__code="01-002")
    change(row, basis={**row.basis, "A": ["0" * 64, *row.basis["A"][1:]]})
    assert reactions.reconcile_outcomes() == 1
    central = next(one for one in evidence.current([derived.subject("01-002").pk]) if one.source == "central")
    assert (central.headline, central.missing) == ("", ["the reads differ and the adjudication is not decided"])
