"""Marks against the form, and over a read that was given back."""

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.viewing_world import accept, phantom

from centralis.apps.reads.actions import reopen, save_draft
from centralis.apps.reads.models import Mark, Read
from centralis.apps.reads.viewing import actions as viewing_actions
from centralis.apps.reads.viewing import marks as viewing_marks
from centralis.apps.reads.viewing import marks_and_form
from centralis.apps.reads.viewing import series as viewing
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
KEY = "7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0001"


@pytest.fixture
def task(reading):
    accept(reading, "01-001", "BL", phantom())
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def current(task) -> Read:
    return Read.objects.select_related("task__reader", "task__subject", "exam_version").get(task=task, state="open")


def save(reading, task, long_mm=40.0, short_mm=20.0, edit=1, key=KEY, lesion="T1") -> Mark:
    read = current(task)
    frame = viewing.series_of(read.exam_version)[0].frames[4]
    x, y, z = frame.position_mm
    middle = (x + 30.0, y + 30.0)
    points = [
        [middle[0] - long_mm / 2, middle[1], z], [middle[0] + long_mm / 2, middle[1], z],
        [middle[0], middle[1] - short_mm / 2, z], [middle[0], middle[1] + short_mm / 2, z],
    ]  # fmt: skip
    sent = {
        "key": key, "edit": edit, "lesion": lesion, "kind": "bidirectional", "frame": 1, "points": points,
        "instance": viewing.opaque(read.task, frame.sop_uid),
    }  # fmt: skip
    measured = viewing_marks.measure(read, viewing_marks.read_draft(sent))
    return viewing_actions.save_mark(reading.caller(task), read, measured)


def told(reading, task, *targets) -> list[str]:
    save_draft(reading.caller(task), current(task), entries(*targets))
    return marks_and_form.find_disagreements(current(task))


def long_mm(read) -> dict[str, float]:
    return {lesion: mark.values["long_mm"] for lesion, mark in viewing_marks.marks_of(read).items()}


def test_the_form_agrees_with_the_mark_or_is_told(reading, task):
    save(reading, task)
    assert told(reading, task, target("T1", 40.0), target("T2", 33.0)) == []
    assert told(reading, task, target("T1", 20.0, "lymph_node", node=True)) == []
    (sentence,) = told(reading, task, target("T1", 38.0))
    assert "says 38 mm, its mark measures 40.0 mm" in sentence


def test_both_diameters_are_held_against_the_mark_where_the_form_asks_for_both(reading, task):
    save(reading, task)
    row = {"id": "T1", "node": True, "ldi_mm": 40.0, "sdi_mm": 21.0}
    save_draft(reading.caller(task), current(task), {"targets": [row]})
    (sentence,) = marks_and_form.find_disagreements(current(task))
    assert "says 21 mm" in sentence


def test_an_older_save_that_arrives_late_changes_nothing(reading, task):
    save(reading, task, edit=3)
    late = save(reading, task, long_mm=30.0, edit=2)
    assert late.values["long_mm"] == 40.0
    assert save(reading, task, long_mm=30.0, edit=4).values["long_mm"] == 30.0


def test_marks_of_a_read_given_back_go_on_and_the_signed_ones_stay(reading, task):
    save(reading, task)
    save(reading, task, key=KEY.replace("0001", "0002"), lesion="T2")
    first = reading.read(task, 1, entries(target("T1", 40.0), target("T2", 40.0)))
    reopen(reading.world.caller("project manager"), Read.objects.get(pk=first.pk), "measure again")
    signed = Read.objects.get(pk=first.pk)
    assert set(viewing_marks.marks_of(current(task))) == {"T1", "T2"}
    save(reading, task, long_mm=30.0, edit=2)
    viewing_actions.remove_mark(reading.caller(task), current(task), Mark.objects.get(lesion="T2").key)
    assert {lesion: one.values["long_mm"] for lesion, one in viewing_marks.marks_of(current(task)).items()} == {
        "T1": 30
    }
    kept = {lesion: one.values["long_mm"] for lesion, one in viewing_marks.marks_of(signed).items()}
    assert kept == {"T1": 40.0, "T2": 40.0}
    assert [one["lesion"] for one in marks_and_form.seal_marks(signed)] == ["T1", "T2"]


def test_a_mark_on_images_that_may_not_be_measured_is_refused(reading):
    accept(reading, "01-001", "BL", phantom(LossyImageCompression="01"))
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    with pytest.raises(Refused, match="compressed with loss"):
        save(reading, given)
