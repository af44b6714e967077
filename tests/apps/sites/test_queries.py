"""Which sites and scanners one sees, how an exam's scanner is recognised, and why it would be held."""

from datetime import timedelta

import pytest

from centralis.apps.action import house
from centralis.apps.sites import queries
from centralis.apps.sites.models import Site

pytestmark = pytest.mark.django_db


@pytest.mark.req("GDPR-25")
def test_a_coordinator_sees_the_own_site_others_none(world):
    def seen(part):
        return [one.code for one in queries.sites(world.caller(part), world.trial.pk)]

    assert seen("monitor") == ["01", "02"]
    assert seen("site coordinator 2") == ["02"]
    for part in ("reader 1", "adjudicator", "outsider"):
        with pytest.raises(Site.DoesNotExist):
            seen(part)
    with pytest.raises(Site.DoesNotExist):
        queries.site(world.caller("site coordinator"), world.trial.pk, world.sites["02"].pk)


def test_the_scanners_of_the_world_stand_as_built(world):
    stands = {one.name: queries.standing_of(one) for one in queries.scanners(world.caller("monitor"), world.trial.pk)}
    assert {name: one.state for name, one in stands.items()} == {
        "CT 1": "qualified",
        "CT 2": "qualified",
        "CT A": "qualified",
        "CT B": "not qualified",
    }
    assert [name for name, one in stands.items() if one.is_ready] == ["CT 1", "CT 2", "CT A"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (("anything", "else", "VS-1001"), "CT 1"),
        (("VIRTUAL SCANNERS", "helix  64", ""), "CT 1"),
        (("Virtual Scanners", "Helix 64", "unknown"), None),
        (("Virtual Scanners", "Ring 128", ""), None),
        (("", "", ""), None),
    ],
)
def test_a_scanner_is_recognised_by_serial_else_by_maker_and_model(world, asked, name):
    found = queries.match_scanner(world.trial.pk, world.sites["01"].pk, *asked)
    assert (found.name if found else None) == name


def test_two_alike_are_not_guessed_between(world):
    from centralis.apps.sites import actions

    machine = ("Virtual Scanners", "Helix 64", "VS-7")
    actions.register_scanner(world.caller("site coordinator"), world.sites["01"], "CT 7", "CT", machine)
    assert queries.match_scanner(world.trial.pk, world.sites["01"].pk, "Virtual Scanners", "Helix 64", "") is None


@pytest.mark.req("IN-1")
def test_an_exam_is_held_on_days_without_approval_and_without_a_known_scanner(world):
    site, today = world.sites["01"].pk, house.now().date()
    assert queries.holds_for(world.trial.pk, site, world.scanners["CT 1"], today) == []
    early = queries.holds_for(world.trial.pk, site, world.scanners["CT 1"], today - timedelta(days=201))
    assert [one.code for one in early] == ["training_lapsed", "no_ethics_approval"]
    assert [one.code for one in queries.holds_for(world.trial.pk, site, None, today)] == ["unknown_scanner"]
    seen = queries.holds_for(world.trial.pk, site, world.scanners["CT 1"], today, "VB41")
    assert [one.code for one in seen] == ["software_changed"]
