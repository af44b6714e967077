"""Automatic holds: who drifts is held with the numbers, once; lifted for the same evidence nobody is held again."""

from datetime import datetime, timedelta

import pytest

from centralis.apps.intake import stages
from centralis.apps.ledger.models import Entry
from centralis.apps.outcomes import drift
from centralis.apps.outcomes.models import Outcome
from centralis.apps.outcomes.monitoring import Compared
from centralis.apps.reads.models import Hold
from centralis.apps.reads.running import actions as running
from centralis.core.agreement.monitoring import MonitoringLimits
from centralis.core.ledger.canonical import utc_text
from centralis.core.refusal import Refused

from .conftest import AT, Reading, change, put

LIMITS = MonitoringLimits(least_agreement=0.8)
POINTS = 4


def rows(*agreed: bool) -> list[Compared]:
    return [Compared(f"2026-03-{day:02}", f"case {day}", one) for day, one in enumerate(agreed, start=1)]


def test_a_fall_is_told_with_its_case_and_numbers():
    said, numbers = drift.judge("Ann", rows(*[True] * 8, *[False] * 6), LIMITS)
    assert "Ann's moving average of agreement fell to" in said
    assert "around 80" in said
    assert "In all 8 of 14 time points agreed with another reader's." in said
    assert (numbers["agreed"], numbers["time_points"], numbers["least_agreement"]) == (8, 14, 0.8)
    assert numbers["average"] < numbers["limit"] < 0.8
    assert (numbers["first_signed_at"], numbers["last_signed_at"]) == ("2026-03-01", "2026-03-14")


def test_few_cases_or_a_steady_or_rising_reader_are_not_held():
    assert drift.judge("Ann", rows(*[False] * 9), LIMITS) is None, "nine cases tell nothing"
    assert drift.judge("Ann", rows(*[True, True, True, False] * 5), LIMITS) is None
    assert drift.judge("Ann", rows(*[True] * 25), LIMITS) is None


def test_a_fall_after_a_rise_is_told():
    limits = MonitoringLimits(least_agreement=0.3)
    assert drift.judge("Ann", rows(*[True] * 10), limits) is None
    assert drift.judge("Ann", rows(*[True] * 10, *[False] * 18), LIMITS) is not None


def outcomes(reading: Reading, differing: int, signed: datetime = AT) -> None:
    """Put outcomes of three subjects by two readers in place; the first `differing` of 12 time points differ."""
    count = 0
    for code in ("01-001", "01-002", "02-001"):
        said = {1: [], 2: []}
        for place in range(POINTS + 1):
            at = utc_text(signed + timedelta(minutes=count))
            is_apart = place > 0 and count < differing
            for number in (1, 2):
                response = "PD" if is_apart and number == 2 else "SD"
                said[number].append({
                    "visit": f"V{place}", "name": f"Visit {place}", "response": response, "value": None,
                    "signed_at": at,
                })  # fmt: skip
            count += place > 0
        for number, points in said.items():
            reading.task(code, number)
            for old in Outcome.objects.filter(subject__code=code, source=f"reader {number}", is_current=True):
                change(old, is_current=False)
            put(
                Outcome, trial=reading.world.trial, subject=reading.subject(code), source=f"reader {number}",
                time_points=points, basis={}, derived_at=AT,
            )  # fmt: skip


@pytest.fixture
def reading(world):
    return Reading(world)


@pytest.mark.django_db
def test_drifting_readers_are_held_once_with_the_reason_and_entered(reading):
    outcomes(reading, differing=9)
    assert drift.hold_due in stages.CHORES
    assert drift.hold_due(AT) == 2, "a pair shares its comparisons"
    hold = Hold.objects.get(reader=reading.world.people["reader 1"])
    assert hold.reason.startswith(f"{hold.reader.printed_name}'s moving average of agreement fell to")
    assert (hold.evidence["agreed"], hold.evidence["time_points"]) == (3, 12)
    bodies = Entry.objects.filter(action="reads.hold_drifting", outcome="done").values_list("body", flat=True)
    assert sum(hold.reason in one and '"time_points":12' in one for one in bodies) == 1
    assert drift.hold_due(AT) == 0, "who is held is not held again"


@pytest.mark.django_db
def test_lifted_for_the_same_evidence_nobody_is_held_again_until_later_reads_drift(reading):
    outcomes(reading, differing=9)
    drift.hold_due(AT)
    manager = reading.world.caller("project manager")
    for hold in Hold.objects.all():
        running.lift_hold(manager, hold, "retrained")
    assert drift.hold_due(AT) == 0
    after = max(hold.ended_at for hold in Hold.objects.all()) + timedelta(hours=1)
    outcomes(reading, differing=0, signed=after)
    assert drift.hold_due(AT) == 0
    outcomes(reading, differing=12, signed=after)
    assert drift.hold_due(AT) == 2
    assert Hold.objects.filter(ended_at__isnull=True).count() == 2


@pytest.mark.django_db
def test_a_hold_that_a_person_placed_stands_alone(reading):
    outcomes(reading, differing=9)
    reader = reading.world.people["reader 1"]
    running.place_hold(reading.world.caller("project manager"), reading.world.trial, "on leave", reader=reader)
    assert [one.reader.printed_name for one in drift.hold_drifting(reading.world.trial)] == [
        reading.world.people["reader 2"].printed_name
    ]
    assert Hold.objects.get(reader=reader).evidence == {}


@pytest.mark.django_db
def test_agreeing_readers_are_left_alone_and_nobody_else_may_hold_by_this_act(reading):
    outcomes(reading, differing=1)
    assert drift.hold_due(AT) == 0
    assert not Hold.objects.exists()
    reader = reading.world.people["reader 1"]
    with pytest.raises(Refused) as caught:
        running.hold_drifting(reading.world.caller("project manager"), reading.world.trial, reader, "x", {})
    assert caught.value.code == "not_permitted"
