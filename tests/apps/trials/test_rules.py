"""What a subject's code may be, which version may follow which, how visits are dated."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.trials import rules
from centralis.apps.trials.definition.load import definition_or_raise
from centralis.apps.trials.definition.visits import VisitState
from centralis.apps.web.demo.cast import example_document
from centralis.core.refusal import Refused

DEFINITION = definition_or_raise(example_document())


@pytest.mark.parametrize(
    "code", ["01-001", "CEN-301-0101", "0101003", "S.17_B", "SUBJ-12", "101003", "10-01-003", "A1", "9" * 40]
)
def test_codes_that_name_nobody_pass(code):
    rules.check_subject_code(code, "CEN-301")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("ada@example.org", "code_email"),
        ("MUELLER-01", "code_name"),
        ("Anna Schmidt 3", "code_name"),
        ("GARCÍA1", "code_name"),
        ("19620314", "code_birth_date"),
        ("P-1962-03-14", "code_birth_date"),
        ("14.03.1962", "code_birth_date"),
        ("03/14/1962", "code_birth_date"),
        ("14.03.62", "code_birth_date"),
        ("ABC", "code_form"),
        ("ab-12", "code_form"),
        ("1", "code_form"),
        ("", "code_form"),
        ("../12", "code_form"),
        ("12\n", "code_form"),
        ("9" * 41, "code_form"),
    ],
)
def test_codes_that_may_name_somebody_are_refused_without_repeating_them(code, why):
    with pytest.raises(Refused) as refused:
        rules.check_subject_code(code, "CEN-301")
    assert refused.value.code == why
    assert not code or len(code) < 4 or code not in refused.value.sentence
    assert dict(refused.value.facts) == {}


@given(st.dates(date(1920, 1, 1), date(2030, 12, 31)), st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%d.%m.%Y", "%d%m%Y"]))
def test_no_date_of_birth_passes_as_a_code(born, form):
    with pytest.raises(Refused):
        rules.check_subject_code(f"S-{born.strftime(form)}", "CEN-301")


def test_a_version_must_follow_the_active_one():
    rules.check_version(DEFINITION, "CEN-301", None, ())
    for active, taken, why in [
        (None, ("1.0",), "version_taken"),
        ("0.9", (), "amends_other"),
    ]:
        with pytest.raises(Refused) as refused:
            rules.check_version(DEFINITION, "CEN-301", active, taken)
        assert refused.value.code == why
    with pytest.raises(Refused) as refused:
        rules.check_version(DEFINITION, "OTHER", None, ())
    assert refused.value.code == "protocol_differs"


def test_versions_are_numbers_not_text():
    assert rules.number("1.10") > rules.number("1.9")


@pytest.mark.req("IMG-2")
def test_visits_are_dated_from_the_anchor_in_order_of_their_day():
    anchor = date(2026, 3, 1)
    plans = rules.planned_visits(DEFINITION, anchor)
    assert [plan.code for plan in plans] == ["BL", "W8", "W16", "W24"]
    week_8 = plans[1]
    assert (week_8.due_on, week_8.window_opens_on, week_8.window_closes_on) == (
        date(2026, 4, 26),
        date(2026, 4, 19),
        date(2026, 5, 3),
    )
    assert all(plan.due_on is None for plan in rules.planned_visits(DEFINITION, None))


def test_unscheduled_visits_are_counted():
    assert rules.unscheduled_code("UNS", []) == "UNS"
    assert rules.unscheduled_code("UNS", ["BL", "UNS"]) == "UNS-2"
    assert rules.unscheduled_code("UNS", ["UNS", "UNS-2"]) == "UNS-3"


@given(st.integers(-40, 40))
def test_a_visit_is_overdue_from_the_day_after_its_window(shift):
    opens, closes = date(2026, 4, 19), date(2026, 5, 3)
    day = closes + timedelta(days=shift)
    state, late = rules.visit_state(opens, closes, day, missed=False, unscheduled=False)
    assert late == max(0, shift)
    assert (state is VisitState.OVERDUE) == (shift > 0)
    assert (state is VisitState.AHEAD) == (day < opens)


def test_missed_and_unscheduled_visits_are_never_overdue():
    old = date(2020, 1, 1)
    assert rules.visit_state(old, old, date(2026, 1, 1), missed=True, unscheduled=False) == (VisitState.MISSED, 0)
    assert rules.visit_state(None, None, date(2026, 1, 1), missed=False, unscheduled=True)[0] is VisitState.UNSCHEDULED


@pytest.mark.parametrize(
    ("anchor", "why"), [(date(2026, 1, 2), "anchor_in_future"), (date(1960, 1, 1), "anchor_too_old")]
)
def test_an_anchor_has_happened_within_a_lifetime_of_a_trial(anchor, why):
    with pytest.raises(Refused) as refused:
        rules.check_anchor(anchor, date(2026, 1, 1))
    assert refused.value.code == why
