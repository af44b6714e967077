"""A hidden repeat looks like any other case: every byte its reader is sent is that of a first pass (leak L28)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.test_reader_views import browser, session

from centralis.apps.action import house
from centralis.apps.reads import reactions, rules
from centralis.apps.reads.models import ReadingTask

pytestmark = pytest.mark.django_db


def neutral(answers, task):
    """A session without the names of its own case: token, case name, digests of what is signed."""
    names = {task.token: "TOKEN", rules.name_case(task.token): "CASE"}

    def plain(value):
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value)
        for own, word in names.items():
            text = text.replace(own, word)
        return re.sub(r"\b[0-9a-f]{8,64}\b", "DIGEST", text)

    return [(status, plain(headers), plain(content)) for status, headers, content in answers]


@pytest.mark.req("IMG-13")
@pytest.mark.req("IMG-9")
def test_a_repeat_sends_its_reader_the_bytes_of_a_first_pass(started, monkeypatch):
    monkeypatch.setattr("centralis.apps.reads.running.assigning.is_repeat", lambda *_a: True)
    monkeypatch.setattr("centralis.core.reading.repeats.is_repeat", lambda *_a: True)
    task = started.task("01-001", 1)
    with transaction.atomic():
        first = session(started, task)
        transaction.set_rollback(True)
    started.read(task, 1, entries(target("T1", 71.1, "lung")))
    started.read(task, 2, entries(target("T1", 72.2, "lung")))
    with time_machine.travel(house.now() + timedelta(days=30), tick=True):
        assert reactions.give_repeats(house.now()) == 1
        repeat = ReadingTask.every.select_related("subject", "reader").get(repeats=task)
        listed = browser(started, repeat).get("/reading/").content.decode()
        again = session(started, repeat)
    assert rules.name_case(repeat.token) in listed
    assert "repeat" not in listed.lower()
    one, other = neutral(first, task), neutral(again, repeat)
    assert len(one) == len(other) == 25
    for place in range(25):
        if place not in (0, 22):  # the list, on which the first pass now stands as signed
            assert one[place] == other[place], f"response {place} differs"
    everything = " ".join(text for _, _, text in other)
    assert "71.1" not in everything
    assert "72.2" not in everything
