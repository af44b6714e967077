"""What the trail shows to whom: who checks images or monitors sites sees that a read was touched, never its values."""

import pytest

from centralis.apps.ledger.queries import Filters
from centralis.apps.reads.running import assigning as reads
from centralis.apps.trials.models import Trial
from centralis.apps.web import trails

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(world):
    reads.seal_seed(world.caller("project manager"), world.trial)
    return world


def found(world, part: str, **wanted: str):
    page = trails.search(world.caller(part), world.trial.pk, Filters(**wanted))
    return [item for item in page.items if item.action == "reads.seal_seed"]


@pytest.mark.req("IMG-9")
@pytest.mark.req("R3-10")
def test_a_monitor_sees_that_but_not_what(sealed):
    (veiled,) = found(sealed, "monitor")
    (whole,) = found(sealed, "data manager")
    assert (len(veiled.changes), veiled.reason, veiled.object) == (0, "", "a read or result (values hidden)")
    assert (veiled.actor, veiled.at, veiled.entry) == (whole.actor, whole.at, whole.entry)
    assert any(change.field for change in whole.changes)


def test_a_search_for_a_text_does_not_tell_what_is_hidden(sealed):
    assert found(sealed, "data manager", text="commitment")
    assert found(sealed, "monitor", text="commitment") == []


def test_the_entry_itself_is_not_there_for_who_may_not_know_it(sealed):
    (item,) = found(sealed, "data manager")
    assert trails.entry(sealed.caller("data manager"), sealed.trial.pk, item.number).body
    with pytest.raises(Trial.DoesNotExist):
        trails.entry(sealed.caller("monitor"), sealed.trial.pk, item.number)
