"""Roles that must not be combined."""

import pytest

from centralis.apps.people.roles import BLINDED, Role, conflicts


@pytest.mark.parametrize("blinded", sorted(BLINDED))
@pytest.mark.parametrize("other", [Role.QC_ANALYST, Role.PROJECT_MANAGER, Role.SITE_COORDINATOR, Role.MONITOR])
@pytest.mark.req("IMG-9")
def test_a_blinded_reader_holds_no_role_that_sees_what_is_hidden(blinded, other):
    assert conflicts(frozenset({other}), blinded) == other
    assert conflicts(frozenset({blinded}), other) == blinded


def test_a_reader_does_not_adjudicate_the_same_trial():
    assert conflicts(frozenset({Role.READER}), Role.ADJUDICATOR) == Role.READER


def test_core_lab_roles_may_be_combined():
    assert conflicts(frozenset({Role.PROJECT_MANAGER}), Role.DATA_MANAGER) is None
