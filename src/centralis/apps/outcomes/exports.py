"""Outcomes as CSV: responses by time point, best responses, progression. Who took which is entered in the ledger.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). Units stand in the
headings; every line names the reads or the digest that its value rests on.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from centralis.apps.action import Caller, enter_access
from centralis.apps.ledger.report import safe_cell
from centralis.apps.outcomes.evidence import digest_of
from centralis.apps.outcomes.models import Outcome
from centralis.apps.outcomes.queries import SubjectRow, overview, trial_of
from centralis.apps.outcomes.rules import CENTRAL

EXPORT = "outcomes.export"
Cells = Sequence[object]


def guard(value: object) -> str:
    """One cell as text that a spreadsheet takes as it stands; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    return safe_cell(str(value))


def export_csv(caller: Caller, role: str, trial_id: UUID, table: str) -> str:
    """One table as CSV (RFC 4180, UTF-8). Raises Trial.DoesNotExist for who may not, KeyError for an unknown table."""
    head, lines = TABLES[table]
    trial = trial_of(caller, trial_id, EXPORT)
    rows = overview(caller, trial_id).rows
    enter_access(EXPORT, caller, role, trial, what=f"outcomes as CSV: {table}", subjects=len(rows))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([guard(value) for value in line] for row in rows for line in lines(row))
    return out.getvalue()


def _responses(row: SubjectRow) -> Iterator[Cells]:
    for outcome in _in_order(row):
        for point in outcome.time_points:
            yield (
                row.subject.code, outcome.source, point["visit"], point["name"], point["on"], point["day"],
                point["response"] or "baseline", point["target"], point["non_target"], point["new_lesion"],
                point["sum_mm"], point["change_percent"], point["sentence"], point["read"], point["read_sha256"],
                point["signed_by"], point["signed_at"], point["meaning"],
            )  # fmt: skip


def _best(row: SubjectRow) -> Iterator[Cells]:
    for outcome in _in_order(row):
        change = None if outcome.best_change_percent is None else float(outcome.best_change_percent)
        yield (
            row.subject.code, outcome.source, outcome.best_response, outcome.best_response_on, change,
            outcome.best_response_sentence, outcome.explanation, "; ".join(outcome.missing),
            outcome.basis.get("result_of", ""), outcome.derived_at.isoformat(), digest_of(outcome),
        )  # fmt: skip


def _progression(row: SubjectRow) -> Iterator[Cells]:
    for outcome in _in_order(row):
        yield (
            row.subject.code, outcome.source, outcome.progression_date is not None, outcome.progression_date,
            outcome.progression_sentence, outcome.basis.get("reference_date"), digest_of(outcome),
        )  # fmt: skip


def _in_order(row: SubjectRow) -> Iterable[Outcome]:
    return sorted(row.outcomes.values(), key=lambda one: (one.source == CENTRAL, one.source))


#: table → its heading, and its lines of one subject
TABLES: dict[str, tuple[tuple[str, ...], Callable[[SubjectRow], Iterator[Cells]]]] = {
    "responses": (
        ("subject", "source", "visit", "visit_name", "exam_date", "day", "response", "target", "non_target",
         "new_lesion", "sum_of_diameters_mm", "change_from_baseline_percent", "sentence", "read", "read_sha256",
         "signed_by", "signed_at", "signature_meaning"),
        _responses,
    ),
    "best-responses": (
        ("subject", "source", "best_overall_response", "on", "best_change_percent", "sentence", "explanation",
         "missing", "result_of", "derived_at", "outcome_sha256"),
        _best,
    ),
    "progression": (
        ("subject", "source", "progressed", "progression_date", "sentence", "day_0", "outcome_sha256"),
        _progression,
    ),
}  # fmt: skip
