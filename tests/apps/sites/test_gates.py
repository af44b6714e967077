"""Before an act at a site: the site is open, and a coordinator's own training is current."""

from datetime import timedelta

import pytest
import time_machine

from centralis.apps.action import house
from centralis.apps.ledger.recorded import Scope
from centralis.apps.sites import gates
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.req("P11-10I-1")
def test_a_coordinator_whose_own_training_has_expired_is_refused(world):
    gates.trained_coordinator(world.caller("site coordinator"), world.at("01"))
    later = house.now() + timedelta(days=501)
    with time_machine.travel(later, tick=False), pytest.raises(Refused) as refused:
        gates.trained_coordinator(world.caller("site coordinator"), world.at("01"))
    assert refused.value.code == "own_training"
    assert "imaging manual 1.0" in refused.value.sentence


@pytest.mark.req("P11-10I-1")
def test_the_gate_stands_before_the_announcement_of_images():
    assert gates.trained_coordinator in house.gates["intake.announce"]


@pytest.mark.req("P11-10I-1")
def test_another_persons_training_does_not_help(world):
    with pytest.raises(Refused):
        gates.trained_coordinator(world.caller("site coordinator"), world.at("02"))


def test_staff_of_the_core_lab_need_no_site_training(world):
    gates.trained_coordinator(world.caller("project manager"), world.at("01"))


def test_a_site_of_no_or_another_trial_is_refused(world):
    for scope in (world.scope, Scope(world.other_trial.pk, world.sites["01"].pk)):
        with pytest.raises(Refused) as refused:
            gates.open_site(world.caller("project manager"), scope)
        assert refused.value.code == "site_unknown"
