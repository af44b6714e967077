"""Pages that compute over a trial's outcomes: endpoints or values by visit, agreement of readers, reader monitoring."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from centralis.apps.outcomes import drawing, exports
from centralis.apps.outcomes.agreement import compare_numbers, compare_progressions, compare_words
from centralis.apps.outcomes.analysis import Analysis, analysis, settled_of, versions, watch
from centralis.apps.outcomes.discordance import count_adjudication, find_discordant
from centralis.apps.outcomes.endpoint_table import (
    derive_by_rules,
    methods,
    response_rates,
    summarise_range,
    time_row,
)
from centralis.apps.outcomes.frame import crumbs, may, tabs
from centralis.apps.outcomes.values import points_of, summarise_by_visit
from centralis.apps.people.access import Request, route
from centralis.core.endpoints.survival_figure import build_survival_figure

FLAGS = {
    "fine": ("green", "tick"),
    "watch": ("amber", "warn"),
    "act": ("red", "cross"),
    "too few": ("grey", "hollow"),
}


@require_GET
@route("outcomes.page")
def endpoints(request: Request, trial: UUID) -> HttpResponse:
    """The trial's endpoints by its central results; of a score the values by visit."""
    data = analysis(request.caller, trial)
    page = _frame(request, data, "outcomes_endpoints")
    if data.found.meaning.responses is None:
        return render(request, "outcomes/values.html", {**page, **_values(data)})
    return render(request, "outcomes/endpoints.html", {**page, **_endpoints(data)})


@require_GET
@route("outcomes.page")
def agreement(request: Request, trial: UUID) -> HttpResponse:
    """How far the readers agree, in which cases they differ, and how often adjudication was asked for."""
    data = analysis(request.caller, trial)
    meaning = data.found.meaning
    tolerance = data.plan.progression_tolerance_days
    numbers = compare_numbers(data.cases, meaning)
    context = {
        "words": compare_words(data.cases, meaning),
        "numbers": numbers,
        "progressions": compare_progressions(data.cases, tolerance) if meaning.responses else [],
        "tolerance": tolerance,
        "discordant": [
            (one, data.found.subject_ids.get(one.subject)) for one in find_discordant(data.cases, meaning, data.judged)
        ],
        "adjudication": count_adjudication(data.cases, data.judged),
        "figures": drawing.difference_figures(numbers),
        "versions": versions(),
    }
    return render(request, "outcomes/agreement.html", {**_frame(request, data, "outcomes_agreement"), **context})


@require_GET
@route("outcomes.page")
def readers(request: Request, trial: UUID) -> HttpResponse:
    """What to look at, reader by reader, with control charts."""
    data = analysis(request.caller, trial)
    found = watch(data)
    context = {
        "monitors": [
            (
                one,
                [(finding, *FLAGS[finding.flag.value]) for finding in one.findings],
                [replace(chart, name=f"{chart.name}-{place}") for chart in one.charts],
            )
            for place, one in enumerate(found.monitors, start=1)
        ],
        "limits": found.limits,
        "is_from_definition": bool(data.plan.least_agreement),
        "tolerance": found.tolerance,
        "repeats": found.repeats,
        "versions": versions(),
    }
    return render(request, "outcomes/readers.html", {**_frame(request, data, "outcomes_readers"), **context})


def _frame(request: Request, data: Analysis, active: str) -> dict[str, Any]:
    """What every page of the outcomes has: title, sentence, tabs, downloads."""
    found = data.found
    views = tabs(found, active)
    title = next(str(view["label"]) for view in views if view["active"])
    waiting = len(found.rows) - len(found.settled)
    said = _("Computed now from %(results)s of %(count)s subjects with a central result.") % {
        "results": len(found.settled),
        "count": len(found.subjects),
    }
    if active != "outcomes_endpoints":
        said = _("Computed now from every signed read that a second reader's stands beside.")
    if found.lock is None and waiting:
        said += " " + _("%(waiting)s wait for reads or an adjudication.") % {"waiting": waiting}
    allowed = may(request, found.trial.pk, exports.EXPORT)
    downloads = [
        {"label": f"{word} (CSV)", "url": reverse("outcomes_csv", args=[found.trial.pk, key])}
        for key, word in exports.analysis_titles(active, found.meaning)
    ]
    return {
        "title": title,
        "state": "locked" if found.lock else "",
        "sentence": said,
        "secondary": downloads[:1] if allowed else [],
        "rare": downloads[1:] if allowed else [],
        "crumbs": crumbs(found.trial, (title, "")),
        "tabs": views,
        "found": found,
        "meaning": found.meaning,
        "plan": data.plan,
        "trial_id": found.trial.pk,
    }


def _endpoints(data: Analysis) -> dict[str, Any]:
    found, plan = data.found, data.plan
    meaning, settled = found.meaning, settled_of(found)
    headlines = [one.headline for one in settled]
    results = [derive_by_rules(settled, meaning, rules, plan.schedule, plan.endpoint) for rules in plan.rules]
    first = results[0]
    to_response = [one.to_response.days for one in first.times.values() if one.to_response is not None]
    changes = [one.best_change for one in settled if one.best_change is not None]
    everybody = response_rates(headlines, meaning, len(found.subjects)) if headlines else []
    rates = response_rates(headlines, meaning) + everybody
    return {
        "rates": sorted(rates, key=lambda one: one.name, reverse=True),
        "results": results,
        "times": [
            (line, result is first)
            for lines in zip(*(result.lines for result in results), strict=True)
            for result, line in zip(results, lines, strict=True)
        ],
        "to_response": summarise_range(to_response),
        "changes": summarise_range(changes),
        "figures": [
            replace(build_survival_figure({_("all"): line.curve}, line.name), name=name)
            for name, line in (("survival", first.progression_free), ("duration", first.of_response))
            if line.curve is not None and (line.events or name == "survival")
        ],
        "lines": [_line(one.subject, results, found) for one in settled if one.subject in first.times],
        "faults": [fault for result in results for fault in result.faults],
        "methods": methods(meaning, results, plan.schedule, versions()),
    }


def _line(subject: str, results: Any, found: Any) -> dict[str, Any]:
    """One subject's times as the table shows them; the other rule set only where it says something else."""
    times = results[0].times[subject]
    other = results[1].times.get(subject) if len(results) > 1 else None
    first, second = time_row(times.progression_free), time_row(other.progression_free if other else None)
    differs = other is not None and (first["on"], first["end"]) != (second["on"], second["end"])
    return {
        "subject": subject,
        "pk": found.subject_ids[subject],
        "start": times.progression_free.start,
        "first": first,
        "second": second if differs else None,
        "to_response": times.to_response.days if times.to_response else None,
        "of_response": times.of_response,
    }


def _values(data: Analysis) -> dict[str, Any]:
    found = data.found
    tables = []
    for measure in found.meaning.measures:
        points = [
            point
            for row in found.settled
            if row.central is not None
            for point in points_of(row.subject.code, row.central.time_points, measure)
        ]
        if points:
            tables.append((measure, summarise_by_visit(points, measure)))
    return {"tables": tables, "figures": drawing.value_figures(found), "versions": versions()}
