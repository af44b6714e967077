"""Read by RECIST 1.1: its own reader and form, richer than the declared ones, behind `criteria.reading.Reading`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from centralis.core.criteria.findings import CaseError, Finding, Severity
from centralis.core.criteria.reading import CaseResult, Entered, Live, Prior, Responses, render_value, write_case
from centralis.core.criteria.recist_1_1.case import derive_best_overall_response, derive_progression_day
from centralis.core.criteria.recist_1_1.checks import check_baseline, check_time_point
from centralis.core.criteria.recist_1_1.draft import ENTRY, derive_next_time_point, read_draft
from centralis.core.criteria.recist_1_1.form import derive_form
from centralis.core.criteria.recist_1_1.json_answer import write_assessment
from centralis.core.criteria.recist_1_1.json_case import read_parameters, read_time_point
from centralis.core.criteria.recist_1_1.model import Parameters, TimePoint
from centralis.core.criteria.recist_1_1.time_point import assess_time_points

RESPONSES = Responses(
    ranking=("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE"),
    responding=("CR", "PR"),
    stable=("SD", "NON-CR/NON-PD"),
    progression=("PD",),
    rule="The first PD; one by a new lesion that was equivocal before counts from its first sighting, where the trial "
    "dates back.",
    source="Eisenhauer EA et al, Eur J Cancer 2009;45:228-247; PMC6303427 Table 1",
    burden="sum_of_diameters_mm",
    change="change_from_baseline_percent",
)
LESIONS = ("targets", "non_targets", "new_lesions")
_SCORED = (*LESIONS, "markers_normal", "fdg_pet")
_NO_ENTRY = frozenset({"F01", "F04"})
_BEFORE = (("baseline", "baseline_mm"), ("smallest", "smallest_mm"), ("last", "last_mm"))
_MAIN = frozenset({"id", "organ", "state", "certainty", "diameter_mm"})
_LISTS = frozenset({"parts_mm"})


@dataclass(frozen=True)
class RecistReading:
    """RECIST 1.1 with the trial's parameters."""

    parameters: Parameters

    def form(self) -> dict[str, Any]:
        """The form in the words of `criteria.form`."""
        form = derive_form(self.parameters)
        lists = form["code_lists"]
        return {**form, "sections": [_write_section(section, lists) for section in form["sections"]]}

    def start(self, earlier: Sequence[Entered]) -> dict[str, Any]:
        """Nothing at baseline; later each lesion carried forward, without values."""
        if not earlier:
            return {name: [] for name in LESIONS}
        form = derive_next_time_point(_read(earlier), self.parameters)
        return {name: form[name] for name in LESIONS}

    def prior(self, earlier: Sequence[Entered]) -> Prior:
        """Baseline, smallest and last value of each target in mm."""
        if not earlier:
            return {}
        words = [(word, key) for word, key in _BEFORE if word == "baseline" or len(earlier) > 1]
        before = derive_next_time_point(_read(earlier), self.parameters)["prior_mm"]
        return {
            "targets": {
                one: {word: str(render_value(values[key])) for word, key in words if values[key] is not None}
                for one, values in before.items()
            }
        }

    def draft(self, earlier: Sequence[Entered], day: int, entries: Mapping[str, Any]) -> Live:
        """Score a form that is still being filled in; a lesion that can't be read counts as not evaluated."""
        try:
            history = _read(earlier)
            point, unread = read_draft(_scored(day, entries), history[0] if history else None)
            live = self._score([*history, point])
        except CaseError as error:
            return Live((Finding(ENTRY, Severity.ERROR, error.where, "", error.sentence),), None)
        except ValueError as error:
            return Live((Finding(ENTRY, Severity.ERROR, "", "", str(error)),), None)
        named = {one.lesion for one in unread}
        told = [one for one in live.findings if one.check not in _NO_ENTRY or one.lesion not in named]
        return Live((*map(_as_gap, unread), *told), live.assessment)

    def final(self, earlier: Sequence[Entered], day: int, entries: Mapping[str, Any]) -> Live:
        """Score a form that is to be signed. Raises CaseError."""
        return self._score(_read([*earlier, (day, entries)]))

    def case(self, points: Sequence[Entered]) -> CaseResult:
        """Score a case of signed time points. Raises CaseError."""
        assessed = assess_time_points(_read(points), self.parameters)
        best = derive_best_overall_response(assessed, self.parameters)
        summary = {
            "best_overall_response": best.response,
            "best_overall_response_sentence": best.sentence,
            "best_overall_response_day": None if best.day is None else best.day + self.parameters.reference_day,
            "progression_day": derive_progression_day(assessed),
        }
        return write_case("criterion", [write_assessment(one) for one in assessed], summary, ())

    def _score(self, points: Sequence[TimePoint]) -> Live:
        assessed = assess_time_points(points, self.parameters)
        checked = (
            check_time_point(points, self.parameters, assessed)
            if len(points) > 1
            else check_baseline(points[0], self.parameters)
        )
        return Live(checked, write_assessment(assessed[-1]))


def open_reading(given: Mapping[str, Any]) -> RecistReading:
    """RECIST 1.1 with a trial's parameters as JSON values. Raises CaseError for one that is unknown."""
    return RecistReading(read_parameters(dict(given)))


def _write_section(section: Mapping[str, Any], lists: Mapping[str, Any]) -> dict[str, Any]:
    is_whole = section["name"] == "time_point"
    return {
        **section,
        "name": "" if is_whole else section["name"],
        "help": "",
        "listed": [],
        "fields": [_write_field(one, lists) for one in section["fields"]],
    }


def _write_field(one: Mapping[str, Any], lists: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "kind": "numbers" if one["name"] in _LISTS else one["kind"],
        "codes": lists[one["codes"]] if one["codes"] else [],
        "needed_when": {other: list(values) for other, values in one["required_when"]},
        "only_when": {},
        "fixed": one["baseline_only"],
        "kept": False,
        "rare": one["name"] not in _MAIN,
        "default": None,
    }


def _as_gap(finding: Finding) -> Finding:
    """Say of a field that nobody filled in yet that it is empty, in place of what could not be read there."""
    if not finding.sentence.endswith(("found None.", "found none.", "found nothing.")):
        return finding
    field = finding.field.rsplit(".", 1)[-1].removesuffix("_mm").replace("_", " ")
    return replace(finding, sentence=f"{finding.lesion or 'A lesion'}: {field} is still empty.")


def _scored(day: int, entries: Mapping[str, Any]) -> dict[str, Any]:
    return {"day": day, **{name: entries[name] for name in _SCORED if name in entries}}


def _read(points: Sequence[Entered]) -> list[TimePoint]:
    history: list[TimePoint] = []
    for place, (day, entries) in enumerate(points):
        first = history[0] if history else None
        history.append(read_time_point(_scored(day, entries), f"time_points[{place}]", first))
    return history
