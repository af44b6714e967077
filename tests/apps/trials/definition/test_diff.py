"""What changed between versions, by meaning."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.apps.trials.definition import Change, Definition, definition_or_raise, diff
from centralis.apps.trials.definition.diff import Area

Edited = Callable[..., str]


def changes(edited: Edited, example: Definition, *pairs: str) -> list[Change]:
    return list(diff(example, definition_or_raise(edited(*pairs))))


def test_nothing_changed(example: Definition) -> None:
    assert diff(example, example) == ()


def test_only_the_number_changed(edited: Edited, example: Definition) -> None:
    renumbered = ('version: "1.0"', 'version: "2.0"\namends: "1.0"\nreason: Reprinted')
    assert changes(edited, example, *renumbered) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "before", "after", "area"),
    [("slice_thickness_mm: {max: 5, severity: major}", "slice_thickness_mm: {max: 3, severity: major}",
      "acquisition.ct_cap.axial_soft.slice_thickness_mm.within", "at most 5", "at most 3", Area.ACQUISITION),
     ("day: 56, window: [-7, 7]", "day: 56, window: [-3, 3]", "visits.W8.window", "[-7, 7]", "[-3, 3]", Area.VISITS),
     ("anchor: randomisation", "anchor: first_dose", "anchor", "randomisation", "first_dose", Area.VISITS),
     ("washout_days: 28", "washout_days: 42", "reading.washout_days", "28", "42", Area.READING),
     ("confirmation_days: 28", "confirmation_days: 35", "reading.parameters.confirmation_days", "28", "35",
      Area.READING),
     ("dates: keep", "dates: shift", "deidentification.dates", "keep", "shift", Area.DEIDENTIFICATION),
     ("pass_score: 80", "pass_score: 90", "sites.pass_score", "80", "90", Area.SITES),
     ("A: examplinib,", "A: examplinib 5 mg,", "trial.arms.A", "examplinib", "examplinib 5 mg", Area.TRIAL),
     ("query_due_days: 5", "query_due_days: 7", "qc.query_due_days", "5", "7", Area.QC),
     ("every: month", "every: week", "delivery.every", "month", "week", Area.DELIVERY),
     ("confirmed: true", "confirmed: false", "endpoints.secondary.ORR.confirmed", "yes", "no", Area.ENDPOINTS),
     ("retention_years: 25", "retention_years: 15", "governance.retention_years", "25", "15", Area.GOVERNANCE)],
)  # fmt: skip
def test_each_area(
    edited: Edited, example: Definition, old: str, new: str, path: str, before: str, after: str, area: Area
) -> None:
    (change,) = changes(edited, example, old, new)
    assert (change.path, change.old, change.new, change.touches) == (path, before, after, area)
    assert change.sentence.endswith(f"changes from {before} to {after}.")


def test_new_and_gone(edited: Edited, example: Definition) -> None:
    removed = "  - {id: W24, name: Week 24, day: 168, window: [-7, 7], required: [ct_cap]}\n"
    (gone,) = changes(edited, example, removed, "")
    assert (gone.path, gone.new) == ("visits.W24", "")
    assert gone.sentence.startswith("visits › W24 is gone; it was id W24; name Week 24")
    (new,) = diff(definition_or_raise(edited(removed, "")), example)
    assert (new.path, new.old) == ("visits.W24", "")
    assert "is new: id W24" in new.sentence


def test_reordering_is_told_as_such(edited: Edited, example: Definition) -> None:
    first, second = "    - {name: ORR, confirmed: true}\n", "    - {name: DoR}\n"
    (change,) = changes(edited, example, first + second, second + first)
    assert (change.path, change.old, change.new) == ("endpoints.secondary.order", "ORR, DoR", "DoR, ORR")


def test_a_new_trigger(edited: Edited, example: Definition) -> None:
    old = "      - best_overall_response differs\n"
    (change,) = changes(edited, example, old, old + "      - overall_response differs at any time point\n")
    assert change.path == "reading.triggers.overall_response"
    assert change.sentence == (
        "reading › triggers › overall response is new: overall_response differs at any time point."
    )


EDITS = [("fraction: 0.05", "fraction: 0.1"), ("{max: 5, severity: major}", "{max: 2.5, severity: major}"),
         ("valid_months: 12", "valid_months: 6"), ("day: 56", "day: 60"), ("dates: keep", "dates: shift"),
         ("sample: 0.1", "sample: 0.2"), ("washout_days: 28", "washout_days: 14"),
         ("every: month", "every: week")]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(chosen=st.lists(st.sampled_from(EDITS), unique=True))
def test_one_change_for_each_edit_and_back(edited: Edited, example: Definition, chosen: list[tuple[str, str]]) -> None:
    other = definition_or_raise(edited(*(part for pair in chosen for part in pair)))
    there, back = diff(example, other), diff(other, example)
    assert len(there) == len(chosen)
    assert [(one.path, one.old, one.new) for one in there] == [(one.path, one.new, one.old) for one in back]
    assert diff(other, other) == ()
