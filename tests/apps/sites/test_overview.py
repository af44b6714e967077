"""Lists say how ready a site is and what a subject waits for, to those who may see them."""

from datetime import timedelta

import pytest

from centralis.apps.action import house
from centralis.apps.sites import actions, overview
from centralis.apps.sites.models import Site

pytestmark = pytest.mark.django_db


def by_code(found):
    return {one.site.code: one for one in found}


@pytest.mark.req("IMG-3")
def test_a_site_is_ready_with_a_qualified_scanner_training_and_approval(world):
    caller, trial = world.caller("monitor"), world.trial.pk
    sites = by_code(overview.standings(caller, trial))
    assert {code: (one.state, one.qualified, one.scanners) for code, one in sites.items()} == {
        "01": ("active", 2, 2),
        "02": ("active", 1, 2),
    }
    actions.suspend_scanner(world.caller("QC analyst"), world.scanners["CT A"], "phantom drifted")
    later = by_code(overview.standings(caller, trial, house.now().date() + timedelta(days=501)))
    assert later["02"].missing == (
        "no qualified scanner",
        "no current training in imaging manual 1.0 as site coordinator or technologist",
        f"the ethics approval for this site expired on {(house.now().date() + timedelta(days=500)).isoformat()}",
    )
    assert later["02"].state == "waiting"


def test_a_site_of_another_is_not_there(world):
    with pytest.raises(Site.DoesNotExist):
        overview.site_standing(world.caller("site coordinator"), world.trial.pk, world.sites["02"].pk)


def test_without_a_definition_in_force_no_site_is_ready(world):
    outsider = world.caller("outsider")
    actions.open_site(outsider, world.other_trial.scope(), "X", "Elsewhere", "FR")
    (one,) = overview.standings(outsider, world.other_trial.pk)
    assert one.missing == ("the trial has no definition in force",)


def test_the_queries_do_not_grow_with_the_scanners(world, django_assert_max_num_queries):
    for number in range(5):
        machine = ("Maker", "Model", f"N-{number}")
        actions.register_scanner(world.caller("project manager"), world.sites["01"], f"N {number}", "CT", machine)
    with django_assert_max_num_queries(12):
        overview.standings(world.caller("monitor"), world.trial.pk)


def test_a_subject_shows_its_next_visit_and_what_is_late(world):
    lines = {one.subject.code: one for one in overview.subject_lines(world.caller("data manager"), world.trial.pk)}
    first = lines["01-001"]
    assert (first.site, first.overdue, first.next_visit.visit.code, first.has_consent) == ("01", 3, "W24", True)
    assert (lines["02-002"].overdue, lines["02-002"].next_visit) == (0, None)
