"""Commands of the endpoints: what `centralis endpoints` does.

Answers go to stdout as JSON or CSV. On bad input a sentence goes to stderr (which file, which row or column, what was
expected), nothing is written, and the exit code is 2.
"""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from centralis.cli.endpoint_records import read_cut_off, read_dated_responses, read_records
from centralis.cli.statistics import load_table, print_answer, refuse
from centralis.core.criteria.best_response import BestResponseRule, Profile
from centralis.core.endpoints.cox import Ties
from centralis.core.endpoints.differences import DifferenceMethod, compute_difference
from centralis.core.endpoints.kaplan_meier import ConfType
from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.response import DatedResponse, compute_rate, derive_best_response
from centralis.core.endpoints.rule_sets import find_rules
from centralis.core.endpoints.survival_answer import build_survival_answer
from centralis.core.endpoints.survival_data import check_survival_data
from centralis.core.endpoints.table import Kind, Shape
from centralis.core.endpoints.time_to_event import Endpoint, Schedule, derive_time_to_event

endpoints_app = typer.Typer(no_args_is_help=True, help="Endpoints: responses, rates, times to an event.")


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
    cut_off: Annotated[str, typer.Option(help="Data cut-off, year-month-day; responses after it are refused.")] = "",
) -> None:
    """Derive every subject's best overall response; prints CSV subject,best_response,date."""
    starts = _read_reference(reference)
    records = read_dated_responses(responses, starts, read_cut_off(cut_off))
    rule = BestResponseRule(sd_days, confirm_days or None, max_ne, accept_sd, missing_as_ne, profile)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("subject", "best_response", "date"))
    for subject, start in starts.items():
        own = [DatedResponse(one.on, one.response) for one in records[subject]]
        best = derive_best_response(own, start, rule)
        writer.writerow((subject, best.response, best.on.isoformat() if best.on else ""))
    typer.echo(out.getvalue(), nl=False)


def _read_reference(path: Path) -> dict[str, date]:
    columns = {"subject": Kind.TEXT, "reference_date": Kind.DATE}
    rows = load_table(path, columns, Shape(unique=("subject",)))
    return {row.text("subject"): row.day("reference_date") for row in rows}


@endpoints_app.command("progression-free")
def progression_free(
    responses: Annotated[Path, typer.Argument(help="CSV: subject,date,response[,counts_from]")],
    reference: Annotated[
        Path,
        typer.Option(
            help="CSV: subject,reference_date[,death_date][,new_therapy_date][,discontinued_date][,group][,stratum]"
        ),
    ],
    rules: Annotated[str, typer.Option(help="The rule set: fda-2007-a, fda-2018-a or ema-2012.")] = "fda-2018-a",
    interval_days: Annotated[int, typer.Option(min=0, help="Days between planned visits: gaps in time.")] = 0,
    planned_day: Annotated[
        list[int] | None, typer.Option(help="A planned visit's day; repeat it: gaps counted.")
    ] = None,
    window_days: Annotated[int, typer.Option(min=0, help="Days a visit may be early or late.")] = 0,
    missed_visits: Annotated[int, typer.Option(min=1, help="Missed visits that make a gap.")] = 2,
    endpoint: Annotated[Endpoint, typer.Option(help="Whether deaths count.")] = Endpoint.PFS,
    cut_off: Annotated[str, typer.Option(help="Data cut-off, year-month-day; facts after it are refused.")] = "",
) -> None:
    """Derive every subject's time to progression or death; prints CSV that `endpoints survival` takes (days)."""
    records, groups = read_records(responses, reference, cut_off)
    schedule = Schedule(missed_visits, window_days, interval_days, tuple(planned_day or ()))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    extra = [name for name in ("group", "stratum") if groups and next(iter(groups.values())).get(name) is not None]
    writer.writerow(("subject", "time", "event", *extra, "date", "rule", "sentence", "provenance", "rules"))
    try:
        rule_set = find_rules(rules)
        for subject, record in records.items():
            found = derive_time_to_event(record, rule_set, schedule, endpoint)
            own = (groups[subject][name] for name in extra)
            facts = (found.on.isoformat(), found.rule, found.sentence, found.provenance, found.rules)
            writer.writerow((subject, found.days, int(found.is_event), *own, *facts))
    except StatisticsError as error:
        refuse(str(error))
    typer.echo(out.getvalue(), nl=False)


@endpoints_app.command("survival")
def survival(
    times: Annotated[Path, typer.Argument(help="CSV: subject,time,event[,group][,stratum]; event 1 or 0 (censored)")],
    conf_type: Annotated[ConfType, typer.Option(help="Scale of the limits.")] = ConfType.LOG_LOG,
    ties: Annotated[Ties, typer.Option(help="Ties in Cox's model.")] = Ties.EFRON,
    level: Annotated[float, typer.Option(help="Confidence level.")] = 0.95,
    at: Annotated[list[float] | None, typer.Option(help="Survival at this time besides; repeat it.")] = None,
) -> None:
    """Print Kaplan-Meier curves and medians by group, the log-rank test and hazard ratios as JSON."""
    columns = {"subject": Kind.TEXT, "time": Kind.NUMBER, "event": Kind.FLAG, "group": Kind.TEXT, "stratum": Kind.TEXT}
    rows = load_table(times, columns, Shape(optional=("group", "stratum"), unique=("subject",)))
    if not rows:
        refuse(f"{times}: there are no rows under the header; expected one for each subject.")
    for row in rows:
        if row.amount("time") < 0:
            refuse(f"{times}: row {row.number}, column time: {row.amount('time'):g} is below 0.")
    grouped = rows[0].values["group"] is not None
    stratified = rows[0].values["stratum"] is not None
    try:
        data = check_survival_data(
            [row.amount("time") for row in rows],
            [row.flag("event") for row in rows],
            [row.text("group") for row in rows] if grouped else None,
            [row.text("stratum") for row in rows] if stratified else None,
        )
        answer = build_survival_answer(data, conf_type, ties, level, at or ())
    except StatisticsError as error:
        refuse(f"{times}: {error}")
    parameters = {"conf_type": conf_type, "ties": ties, "level": level}
    print_answer("kaplan-meier, log-rank, cox" if grouped else "kaplan-meier", parameters, answer)


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
        refuse(str(error))
    body: dict[str, Any] = {
        "responders": found.responders,
        "n": found.subjects,
        "rate": found.rate,
        "lower": found.lower,
        "upper": found.upper,
        "ci": [found.lower, found.upper],
        "level": found.level,
    }
    print_answer(found.method, {"level": level}, body)


@endpoints_app.command("difference")
def difference(
    first: Annotated[tuple[int, int], typer.Argument(metavar="RESPONDERS N", help="Responders and subjects.")],
    second: Annotated[tuple[int, int], typer.Argument(metavar="RESPONDERS N", help="The same of the other arm.")],
    method: Annotated[DifferenceMethod, typer.Option(help="How.")] = DifferenceMethod.MIETTINEN_NURMINEN,
    level: Annotated[float, typer.Option(help="Confidence level.")] = 0.95,
) -> None:
    """Print the difference of two response rates (first minus second) with confidence limits as JSON."""
    try:
        found = compute_difference(first, second, method, level)
    except ValueError as error:
        refuse(str(error))
    body = {
        "rates": list(found.rates),
        "difference": found.difference,
        "lower": found.lower,
        "upper": found.upper,
        "ci": [found.lower, found.upper],
    }
    print_answer(found.method, {"first": list(first), "second": list(second), "level": level}, body)
