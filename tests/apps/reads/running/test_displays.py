"""The display check: recorded with what was seen, asked for by the definition, and part of what is signed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.test_reader_views import browser, form_of

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.people.queries import person_of
from centralis.apps.reads import actions, signing
from centralis.apps.reads.models import DisplayCheck, Read
from centralis.apps.reads.running import displays
from centralis.core.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.req("IMG-7")]
BASE = entries(target("T1", 20.0))


def refused(code, act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    assert caught.value.code == code


def looked(caller, **typed):
    """What somebody sees who reads every letter; `typed` is put over it."""
    page = displays.display_page(caller)
    letters = {one.name: one.word for one in page.pattern} | typed
    return displays.Looked(page.number, letters, "Left display", date(2026, 1, 5), {"width_px": 2048.0})


def check(caller, **typed):
    return displays.check_display(caller, person_of(caller), looked(caller, **typed))


def asks(reading, days):
    reading.amend("  time_points: seq", f"  display_check_days: {days}\n  time_points: seq")


def test_a_check_is_recorded_with_what_was_seen_on_which_display(started):
    caller = started.caller(started.task("01-001", 1))
    dark = displays.display_page(caller).pattern[0].word
    found = check(caller, dark=dark[:2])
    assert (found.number, found.is_passed, found.display) == (1, True, "Left display")
    assert found.finest_percent == {"dark": 3.9, "middle": 0.8, "bright": 0.8}
    assert (found.calibrated_on, found.screen) == (date(2026, 1, 5), {"width_px": 2048.0})
    entry = Entry.objects.filter(action="reads.check_display").get()
    assert str(caller.person_id) in str(entry.body)


def test_the_letters_are_others_at_the_next_check_and_old_ones_are_refused(started):
    caller = started.caller(started.task("01-001", 1))
    first = looked(caller)
    displays.check_display(caller, person_of(caller), first)
    refused("stale", displays.check_display, caller, person_of(caller), first)
    assert [one.word for one in displays.display_page(caller).pattern] != list(first.letters.values())


def test_nobody_checks_the_display_of_another(started):
    one, other = (started.caller(started.task("01-001", number)) for number in (1, 2))
    refused("not_permitted", displays.check_display, one, person_of(other), looked(other))
    assert not DisplayCheck.objects.exists()


def test_without_a_check_that_counts_nothing_is_opened_or_signed(reading):
    asks(reading, 30)
    reading.accept("01-001", "BL")
    reading.begin()
    task = reading.task("01-001", 1)
    caller = reading.caller(task)
    refused("reader_not_ready", actions.open_time_point, caller, task, 1)
    check(caller, bright="")
    refused("reader_not_ready", actions.open_time_point, caller, task, 1)
    good = check(caller)
    read = reading.read(task, 1, BASE)
    assert read.display_check == good


def test_a_check_ends_after_the_definitions_days(reading):
    asks(reading, 30)
    person = person_of(reading.world.caller("reader 1"))
    check(reading.world.caller("reader 1"))
    now = house.now()
    assert displays.require(reading.trial_id, person.pk, now + timedelta(days=29)) is None
    refused("reader_not_ready", displays.require, reading.trial_id, person.pk, now + timedelta(days=30))


def test_the_check_is_part_of_what_is_signed_and_stays_so(started):
    task = started.task("01-001", 1)
    caller = started.caller(task)
    check(caller)
    read = started.read(task, 1, BASE)
    check(caller, middle="")
    stored = Read.objects.select_related("task__subject", "definition", "display_check").get(pk=read.pk)
    content = signing.content_of(stored, stored.assessment, signing.gather(task), stored.software)
    assert (content["display"]["check"], content["display"]["is_passed"]) == (1, True)
    assert content["display"]["finest_percent"]["dark"] == 0.8


def test_the_page_takes_letters_and_shows_what_was_seen(started):
    task = started.task("01-001", 1)
    client = browser(started, task)
    page = client.get(reverse("reads_display")).content.decode()
    word = displays.display_page(started.caller(task)).pattern[0].word
    assert all(f">{sign}</text>" in page for sign in word)
    typed = form_of(page, dark=word, display="Left display", width_px="2560")
    assert client.post(reverse("reads_display"), typed).status_code == 302
    found = DisplayCheck.objects.get()
    assert (found.is_passed, found.screen, found.finest_percent["dark"]) == (False, {"width_px": 2560.0}, 0.8)
    after = client.get(reverse("reads_display")).content.decode()
    assert "Not passed on" in after
    assert "middle nothing" in after


def test_a_form_that_lacks_the_displays_name_keeps_what_was_typed(started):
    client = browser(started, started.task("01-001", 1))
    answer = client.post(reverse("reads_display"), {"number": "1", "dark": "ACE"})
    assert answer.status_code == 409
    assert 'value="ACE"' in answer.content.decode()
    assert not DisplayCheck.objects.exists()
