"""Outcomes as CSV: responses, best responses, progression, and the analyses. Who took which is entered in the ledger.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). Units stand in the
headings; every line names the reads or the digest that its value rests on, the criterion with its parameters and the
versions of definition and software.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from centralis.apps.action import Caller, enter_access
from centralis.apps.ledger.report import safe_cell
from centralis.apps.outcomes import analysis_exports
from centralis.apps.outcomes.analysis import analysis
from centralis.apps.outcomes.evidence import digest_of
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.outcomes.meaning import Meaning
from centralis.apps.outcomes.models import Outcome
from centralis.apps.outcomes.queries import Overview, SubjectRow, overview, trial_of

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
    trial = trial_of(caller, trial_id, EXPORT)
    if table in analysis_exports.TABLES:
        data = analysis(caller, trial_id)
        found, lines = data.found, analysis_exports.TABLES[table](data)
    else:
        found = overview(caller, trial_id)
        lines = TABLES[table](found)
    enter_access(EXPORT, caller, role, trial, what=f"outcomes as CSV: {table}", subjects=len(found.rows))
    out = io.StringIO()
    csv.writer(out).writerows([guard(value) for value in line] for line in lines)
    return out.getvalue()


def is_table(name: str) -> bool:
    """Whether there is such a table."""
    return name in TABLES or name in analysis_exports.TABLES


def _responses(found: Overview) -> Iterator[Cells]:
    """Every time point of every source; the answers of the criterion under its own keys."""
    keys = _answer_keys(found)
    yield (
        "subject", "source", "visit", "visit_name", "exam_date", "day", "response", "signed_as", *keys,
        "change_from_first_value", "sentence", "read", "read_sha256", "signed_by", "signed_at", "signature_meaning",
        *_METHOD,
    )  # fmt: skip
    for row, outcome in _lines(found):
        for place, point in enumerate(outcome.time_points):
            response = point["response"] or ("baseline" if found.meaning.responses and not place else "")
            yield (
                row.subject.code, outcome.source, point["visit"], point["name"], point["on"], point["day"], response,
                point["signed_as"] or ("baseline" if found.meaning.responses and not place else ""),
                *(_cell(point["answers"].get(key)) for key in keys), point["change"], point["sentence"], point["read"],
                point["read_sha256"], point["signed_by"], point["signed_at"], point["meaning"], *_method(outcome),
            )  # fmt: skip


def _best(found: Overview) -> Iterator[Cells]:
    name = "best_overall_response" if found.meaning.responses else "last_value"
    yield (
        "subject", "source", name, "on", "best_change_percent", "sentence", "explanation", "missing", "result_of",
        "derived_at", "outcome_sha256", *_METHOD,
    )  # fmt: skip
    for row, outcome in _lines(found):
        change = None if outcome.best_change_percent is None else float(outcome.best_change_percent)
        yield (
            row.subject.code, outcome.source, outcome.headline, outcome.headline_on, change,
            outcome.headline_sentence, outcome.explanation, "; ".join(outcome.missing),
            outcome.basis.get("result_of", ""), outcome.derived_at.isoformat(), digest_of(outcome), *_method(outcome),
        )  # fmt: skip


def _progression(found: Overview) -> Iterator[Cells]:
    yield ("subject", "source", "progressed", "progression_date", "sentence", "day_0", "outcome_sha256", *_METHOD)
    for row, outcome in _lines(found):
        yield (
            row.subject.code, outcome.source, outcome.progression_date is not None, outcome.progression_date,
            outcome.progression_sentence, outcome.basis.get("reference_date"), digest_of(outcome), *_method(outcome),
        )  # fmt: skip


#: what every line says of how its value came about
_METHOD = ("criterion", "edition", "parameters", "definition", "software")


def _method(outcome: Outcome) -> Cells:
    basis = outcome.basis
    return (
        basis["criterion"]["name"], basis["criterion"]["edition"], json.dumps(basis["parameters"], sort_keys=True),
        basis["definition"]["version"], basis["software"],
    )  # fmt: skip


def _answer_keys(found: Overview) -> list[str]:
    """The keys of the criterion's answers, in the form's order, and measures besides them."""
    keys = [key for key, _label, _unit in found.meaning.answers if key not in ("overall", "sentence")]
    return keys + [one.key for one in found.meaning.measures if one.key not in keys]


def _cell(value: object) -> object:
    """A list of words as one cell; anything else as it stands."""
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _lines(found: Overview) -> Iterator[tuple[SubjectRow, Outcome]]:
    for row in found.rows:
        for outcome in _in_order(row):
            yield row, outcome


def _in_order(row: SubjectRow) -> Iterable[Outcome]:
    return sorted(row.outcomes.values(), key=lambda one: (one.source == CENTRAL, one.source))


#: table → its lines, the heading first
TABLES: dict[str, Callable[[Overview], Iterator[Cells]]] = {
    "responses": _responses,
    "best-responses": _best,
    "progression": _progression,
}


def titles(meaning: Meaning) -> list[tuple[str, str]]:
    """The tables that a criterion or a score has, with their names."""
    if meaning.responses is None:
        return [("responses", _("Values")), ("best-responses", _("Last values"))]
    return [
        ("responses", _("Responses")),
        ("best-responses", _("Best responses")),
        ("progression", _("Progression")),
    ]


def analysis_titles(page: str, meaning: Meaning) -> list[tuple[str, str]]:
    """The tables that are taken from a page of analyses, with their names."""
    if page == "outcomes_endpoints" and meaning.responses is None:
        return [("values", _("Values by visit"))]
    return {
        "outcomes_endpoints": [("endpoints", _("Endpoints")), ("times", _("Times by subject"))],
        "outcomes_agreement": [("agreement", _("Agreement")), ("discordance", _("Subjects whose readers differ"))],
    }.get(page, [("readers", _("Readers"))])
