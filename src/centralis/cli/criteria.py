"""Commands of the criteria and the endpoints: what `centralis criteria` and `centralis endpoints` do.

Answers go to stdout as JSON or CSV. On bad input a sentence goes to stderr (which file, which row or field, what was
expected), nothing is written, and the exit code is 2.
"""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from centralis.core.catalogue import CRITERIA, find_criterion
from centralis.core.criteria.best_response import RESPONSES, BestResponseRule, Profile
from centralis.core.criteria.criterion import Criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.endpoints.response import DatedResponse, compute_rate, derive_best_response

criteria_app = typer.Typer(no_args_is_help=True, help="Response criteria: list them, print a schema, assess a case.")
endpoints_app = typer.Typer(no_args_is_help=True, help="Endpoints: best overall response, rates with exact limits.")

BAD_INPUT = 2


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


@criteria_app.command("list")
def list_criteria(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List the criteria by name, edition and citation."""
    if as_json:
        _print_json([one.to_json() for one in CRITERIA.values()])
        return
    for one in CRITERIA.values():
        typer.echo(f"{one.name}  {one.title}, {one.edition}. {one.citation}")


@criteria_app.command("schema")
def print_schema(name: Annotated[str, typer.Argument(help="A name from `criteria list`.")]) -> None:
    """Print the JSON Schema of a case."""
    _print_json(_find(name).derive_schema())


@criteria_app.command("assess")
def assess(
    name: Annotated[str, typer.Argument(help="A name from `criteria list`.")],
    case: Annotated[Path, typer.Argument(help="A case as JSON; see `criteria schema`.")],
) -> None:
    """Assess a case and print the answer with the rule and the sentence of each time point."""
    criterion = _find(name)
    data = _read_json(case)
    try:
        answer = criterion.assess(data)
    except CaseError as error:
        _refuse(f"{case}: {error}")
    _print_json(answer)


def _find(name: str) -> Criterion:
    try:
        return find_criterion(name)
    except ValueError as error:
        _refuse(str(error))


def _read_json(path: Path) -> object:
    """JSON with every digit kept; a key that stands twice or NaN is refused rather than guessed at."""
    try:
        return json.loads(
            _read_text(path), parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys
        )
    except RecursionError:
        _refuse(f"{path}: the JSON is nested too deeply; a case has a handful of levels.")
    except ValueError as error:
        _refuse(f"{path}: not the JSON of a case ({error}). See `centralis criteria schema` for its shape.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice in one object")
        found[key] = value
    return found


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        _refuse(f"{path}: cannot be read ({error.strerror}). Give the path of an existing file.")
    except UnicodeDecodeError:
        _refuse(f"{path}: is not UTF-8 text. Save it as UTF-8.")


@endpoints_app.command("best-response")
def best_response(
    responses: Annotated[Path, typer.Argument(help="CSV: subject,date,response")],
    reference: Annotated[Path, typer.Option(help="CSV: subject,reference_date")],
    sd_days: Annotated[int, typer.Option(min=0, help="Days from the reference that stable disease must last.")] = 42,
    confirm_days: Annotated[int, typer.Option(min=0, help="Days to a confirmation; 0: none asked.")] = 0,
    max_ne: Annotated[int, typer.Option(min=0, help="NE allowed before a confirmation.")] = 1,
    accept_sd: Annotated[
        bool, typer.Option("--accept-sd", help="One SD may stand before a PR's confirmation.")
    ] = False,
    missing_as_ne: Annotated[bool, typer.Option("--missing-as-ne", help="No assessment is NE, not MISSING.")] = False,
    profile: Annotated[Profile, typer.Option(help="Whose reading of the confirmation table.")] = Profile.RECIST,
) -> None:
    """Derive every subject's best overall response; prints CSV subject,best_response,date."""
    starts = _read_reference(reference)
    records = _read_responses(responses, starts)
    rule = BestResponseRule(sd_days, confirm_days or None, max_ne, accept_sd, missing_as_ne, profile)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("subject", "best_response", "date"))
    for subject, start in starts.items():
        best = derive_best_response(records[subject], start, rule)
        writer.writerow((subject, best.response, best.on.isoformat() if best.on else ""))
    typer.echo(out.getvalue(), nl=False)


def _read_reference(path: Path) -> dict[str, date]:
    starts: dict[str, date] = {}
    for number, row in _read_rows(path, ("subject", "reference_date")):
        if row["subject"] in starts:
            _refuse(f"{path}, row {number}: subject {row['subject']} stands twice; one reference date each.")
        starts[row["subject"]] = _read_date(path, number, "reference_date", row["reference_date"])
    return starts


def _read_responses(path: Path, starts: Mapping[str, date]) -> dict[str, list[DatedResponse]]:
    records: dict[str, list[DatedResponse]] = {subject: [] for subject in starts}
    for number, row in _read_rows(path, ("subject", "date", "response")):
        subject, code = row["subject"], row["response"].upper()
        if subject not in records:
            _refuse(f"{path}, row {number}: subject {subject} has no reference date; add it to the reference file.")
        if code not in RESPONSES:
            known = ", ".join(RESPONSES)
            _refuse(f"{path}, row {number}: response {row['response']!r} is not known; expected one of {known}.")
        on = _read_date(path, number, "date", row["date"])
        if any(one.on == on for one in records[subject]):
            _refuse(f"{path}, row {number}: subject {subject} has two responses on {on.isoformat()}; one a date.")
        records[subject].append(DatedResponse(on, code))
    return records


def _read_rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Rows with their line numbers; the columns may stand in any order and others may stand beside them."""
    reader = csv.DictReader(io.StringIO(_read_text(path)), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or [])]
        if missing:
            _refuse(f"{path}: the column {missing[0]} is missing; expected a header with {','.join(columns)}.")
        for row in reader:
            if any(not (row[column] or "").strip() for column in columns):
                empty = next(column for column in columns if not (row[column] or "").strip())
                _refuse(f"{path}, row {reader.line_num}: {empty} is empty; every row needs {','.join(columns)}.")
            rows.append((reader.line_num, {column: row[column].strip() for column in columns}))
    except csv.Error as error:
        _refuse(f"{path}, row {reader.line_num}: not readable as CSV ({error}).")
    return rows


def _read_date(path: Path, number: int, column: str, text: str) -> date:
    try:
        if len(text) != len("2026-11-21"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f"{path}, row {number}: {column} {text!r} is not a date; expected year-month-day such as 2026-11-21.")


@endpoints_app.command("rate")
def rate(
    responders: Annotated[int, typer.Argument(help="Subjects who responded.")],
    subjects: Annotated[int, typer.Argument(metavar="N", help="All subjects.")],
    level: Annotated[float, typer.Option(help="Confidence level.")] = 0.95,
) -> None:
    """Print a response rate with exact (Clopper-Pearson) confidence limits as JSON."""
    try:
        found = compute_rate(responders, subjects, level)
    except ValueError as error:
        _refuse(str(error))
    _print_json(
        {
            "responders": found.responders,
            "n": found.subjects,
            "rate": found.rate,
            "lower": found.lower,
            "upper": found.upper,
            "ci": [found.lower, found.upper],
            "level": found.level,
            "method": "clopper-pearson",
        }
    )
