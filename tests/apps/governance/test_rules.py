"""An approval lets exams in on its days; consent covers what is asked; images go only where a ground is recorded."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.governance import rules
from centralis.apps.trials.definition.model import Location
from centralis.core.refusal import Refused

BEGIN, END = date(2026, 1, 1), date(2026, 12, 31)


@dataclass(frozen=True)
class Approval:
    approved_on: date = BEGIN
    expires_on: date | None = END


@pytest.mark.req("IN-1")
@given(st.integers(-400, 800))
def test_intake_is_allowed_on_the_days_of_the_approval_and_no_other(shift):
    day = BEGIN + timedelta(days=shift)
    assert rules.intake_allowed([Approval()], day) == (BEGIN <= day <= END)
    assert bool(rules.why_not_allowed([Approval()], day)) == (not BEGIN <= day <= END)


@pytest.mark.req("IN-1")
def test_the_reason_names_the_day():
    assert rules.why_not_allowed([], BEGIN) == "No ethics approval is recorded for this site."
    assert "expired on 2026-12-31" in rules.why_not_allowed([Approval()], date(2027, 1, 1))
    assert "holds from 2026-01-01 only" in rules.why_not_allowed([Approval()], date(2025, 1, 1))
    assert rules.why_not_allowed([], BEGIN, "not_required") == ""
    assert rules.why_not_allowed([], BEGIN, "central") == "No ethics approval is recorded for the trial."
    assert rules.why_not_allowed([Approval(expires_on=None)], date(2040, 1, 1)) == ""


@pytest.mark.req("GDPR-44")
@pytest.mark.parametrize(
    ("country", "allowed"), [("DE", True), ("CH", True), ("US", True), ("BR", False), ("IN", False), ("CN", False)]
)
def test_a_transfer_needs_a_recorded_ground(country, allowed):
    locations = [Location("sponsor", "US", "standard contractual clauses"), Location("vendor", "IN")]
    why = rules.why_no_transfer(locations, country)
    assert (why == "") == allowed
    assert allowed or country in why


def test_a_consent_covers_only_what_the_definition_asks_for():
    rules.check_consent(["trial"], ("trial", "sharing"), BEGIN, BEGIN)
    for scopes, signed, why in [
        ([], BEGIN, "no_scope"),
        (["education"], BEGIN, "scope_unknown"),
        (["trial"], END, "in_future"),
    ]:
        with pytest.raises(Refused) as refused:
            rules.check_consent(scopes, ("trial", "sharing"), signed, BEGIN)
        assert refused.value.code == why


@pytest.mark.parametrize(
    ("before", "on", "why"),
    [
        (END, END, "withdrawn_already"),
        (None, date(2027, 1, 2), "in_future"),
        (None, date(2025, 1, 1), "withdrawn_before"),
    ],
)
def test_a_withdrawal_comes_once_after_the_signature(before, on, why):
    with pytest.raises(Refused) as refused:
        rules.check_withdrawal(BEGIN, before, on, date(2027, 1, 1))
    assert refused.value.code == why


@pytest.mark.parametrize(
    ("approved", "expires", "why"), [(END, None, "in_future"), (BEGIN, date(2025, 1, 1), "expires_before")]
)
def test_dates_of_an_approval_make_sense(approved, expires, why):
    with pytest.raises(Refused) as refused:
        rules.check_approval(approved, expires, date(2026, 6, 1))
    assert refused.value.code == why
