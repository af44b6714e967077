"""Read subjects' responses and what else decides their endpoints from CSV, for the commands of the endpoints.

On bad input a sentence goes to stderr (which file, which row or column, what was expected) and the exit code is 2.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from centralis.cli.statistics import load_table, refuse
from centralis.core.criteria.best_response import RESPONSES
from centralis.core.endpoints.progression import Dated, ReadAssessment, RecordError, SubjectRecord, check_record
from centralis.core.endpoints.table import Kind, Row, Shape

_FACTS = {"death": "death_date", "new_therapy": "new_therapy_date", "discontinued": "discontinued_date"}
_GROUPS = ("group", "stratum")


def read_dated_responses(
    path: Path, subjects: Collection[str], cut_off: date | None = None
) -> dict[str, list[ReadAssessment]]:
    """Every known subject's responses up to the data cut-off, each with its file and row as provenance."""
    columns = {"subject": Kind.TEXT, "date": Kind.DATE, "response": Kind.TEXT, "counts_from": Kind.DATE}
    records: dict[str, dict[date, ReadAssessment]] = {subject: {} for subject in subjects}
    for row in load_table(path, columns, Shape(optional=("counts_from",), blank=("counts_from",))):
        subject, on, code = row.text("subject"), row.day("date"), row.text("response").upper()
        place = f"{path}: row {row.number}"
        if subject not in records:
            refuse(f"{place}: subject {subject} has no reference date; add it to the reference file.")
        if code not in RESPONSES:
            known = ", ".join(RESPONSES)
            refuse(f"{place}, column response: {row.text('response')!r} is not known; expected one of {known}.")
        if on in records[subject]:
            refuse(f"{place}: subject {subject} has two responses on {on.isoformat()}; one a date.")
        if cut_off is not None and on > cut_off:
            refuse(f"{place}, column date: {on.isoformat()} is after the data cut-off on {cut_off.isoformat()}.")
        back = _day(row, "counts_from")
        records[subject][on] = ReadAssessment(on, code, back, f"{path.name} row {row.number}")
    return {subject: list(found.values()) for subject, found in records.items()}


def read_records(
    responses: Path, reference: Path, cut_off: str
) -> tuple[dict[str, SubjectRecord], dict[str, dict[str, str | None]]]:
    """Every subject's record, checked, and its group and stratum (None without such a column)."""
    end = read_cut_off(cut_off)
    optional = (*_FACTS.values(), *_GROUPS)
    columns = {"subject": Kind.TEXT, "reference_date": Kind.DATE} | dict.fromkeys(_FACTS.values(), Kind.DATE)
    columns |= dict.fromkeys(_GROUPS, Kind.TEXT)
    rows = load_table(reference, columns, Shape(optional, tuple(_FACTS.values()), ("subject",)))
    reads = read_dated_responses(responses, [row.text("subject") for row in rows], end)
    records: dict[str, SubjectRecord] = {}
    groups: dict[str, dict[str, str | None]] = {}
    for row in rows:
        subject = row.text("subject")
        facts = {name: _fact(row, column, reference) for name, column in _FACTS.items()}
        record = SubjectRecord(
            subject,
            row.day("reference_date"),
            tuple(reads[subject]),
            death=facts["death"],
            new_therapy=facts["new_therapy"],
            discontinued=facts["discontinued"],
            cut_off=end,
        )
        try:
            check_record(record)
        except RecordError as error:
            refuse(f"{reference}: row {row.number}: {error}")
        records[subject] = record
        groups[subject] = {name: None if row.values[name] is None else row.text(name) for name in _GROUPS}
    return records, groups


def _fact(row: Row, column: str, path: Path) -> Dated | None:
    on = _day(row, column)
    return None if on is None else Dated(on, f"{path.name} row {row.number}, {column}")


def _day(row: Row, column: str) -> date | None:
    return None if row.values[column] is None else row.day(column)


def read_cut_off(text: str) -> date | None:
    """The date of the option `--cut-off`; None where it was not given."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"--cut-off {text!r} is not a date; expected year-month-day such as 2026-11-21.")
