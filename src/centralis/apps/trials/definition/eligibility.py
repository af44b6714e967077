"""Eligibility reads in the trial file (`reading.on_request.eligibility`): schema, what can be wrong, values."""

from collections.abc import Iterator, Mapping
from typing import Any

from centralis.apps.trials.definition import vocabulary as words
from centralis.apps.trials.definition.model import EligibilityDesign
from centralis.apps.trials.definition.problems import Path, Problem, Source, nearest
from centralis.apps.trials.definition.shapes import ID, LINE, Schema, entries, mapping, whole
from centralis.core.catalogue import find_criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.reading.eligibility import FORMS, PAIR, RuleError, check_rule, parse_rule

Fields = Mapping[str, Any]
_PATH: Path = ("reading", "on_request", "eligibility")


def eligibility_schema(parameters: Schema) -> Schema:
    """The schema of the part; `parameters`: as a criterion's parameters are given elsewhere in the file."""
    yes_or_no: Schema = {"type": "boolean"}
    return mapping(
        {
            "visit": {**ID, "description": "the visit whose exam is read before enrolment"},
            "due_working_days": {**whole(1, 30), "description": "Monday to Friday, from accepted until answered"},
            "eligible_when": {**entries(LINE, 1, 20), "description": "every rule must hold: " + "; ".join(FORMS)},
            "gates_enrolment": {**yes_or_no, "description": "whether only who was found eligible is enrolled"},
            "readers": {**whole(1, PAIR), "description": "where two differ, a third decides"},
            "criterion": {**LINE, "description": "by which the exam is read, where it is not the trial's"},
            "parameters": parameters,
            "tell": {"enum": ["answer", "rules"], "description": "what the site is told; never a measurement"},
            "may_read_efficacy": {**yes_or_no, "description": "whether the same reader may be drawn for the trial"},
        },
        ("visit", "due_working_days", "eligible_when", "gates_enrolment"),
    )


def build_eligibility(reading: Fields) -> EligibilityDesign | None:
    """The value of `reading` that fits the schema and has no fault; None where nothing is read before enrolment."""
    part = reading.get("on_request", {}).get("eligibility")
    if part is None:
        return None
    other = "criterion" in part
    return EligibilityDesign(
        visit=part["visit"],
        due_working_days=part["due_working_days"],
        rules=tuple(parse_rule(one) for one in part["eligible_when"]),
        gates_enrolment=part["gates_enrolment"],
        readers=part.get("readers", 1),
        criterion=part.get("criterion", reading["criterion"]),
        parameters=dict(part.get("parameters", {} if other else reading.get("parameters", {}))),
        tells_rules=part.get("tell") == "rules",
        may_read_efficacy=part.get("may_read_efficacy", False),
    )


def check_eligibility(value: Fields, source: Source) -> Iterator[Problem]:
    """Every fault of meaning in the part: its visit, its criterion, rules that the criterion can't be held against."""
    part = value["reading"].get("on_request", {}).get("eligibility")
    if part is None:
        return
    yield from _visit(part, value["visits"], source)
    name = part.get("criterion", value["reading"]["criterion"])
    if name not in words.CRITERIA:
        if "criterion" in part:
            yield source.problem((*_PATH, "criterion"), nearest(name, words.CRITERIA), name,
                                 f"{name} is no criterion this system knows.")  # fmt: skip
        return
    criterion = find_criterion(name)
    for key, given in part.get("parameters", {}).items():
        try:
            criterion.open_reading({key: given})
        except CaseError as fault:
            expected = fault.sentence.rstrip(".").removeprefix("is not known; expected ").removeprefix("expected ")
            sentence = f"{name} cannot be read with this {key}."
            yield source.problem((*_PATH, "parameters", key), expected, given, sentence)
    for place, text in enumerate(part["eligible_when"]):
        path: Path = (*_PATH, "eligible_when", place)
        try:
            why = check_rule(parse_rule(text), criterion)
        except RuleError:
            yield source.problem(path, "; ".join(FORMS) + " (N is a number)", text, "The rule is not understood.")
            continue
        if why:
            yield source.problem(path, "what the criterion has", text, why)


def _visit(part: Fields, visits: list[Fields], source: Source) -> Iterator[Problem]:
    name = part["visit"]
    found = next((one for one in visits if one["id"] == name), None)
    planned = [one["id"] for one in visits if not one.get("unscheduled") and one.get("day", 0) <= 0]
    if found is None or name not in planned:
        expected = nearest(name, planned) if found is None else "a planned visit on day 0 or before"
        sentence = f"{name} is no visit." if found is None else f"{name} comes after day 0, too late for enrolment."
        yield source.problem((*_PATH, "visit"), expected, name, sentence)
    elif not found["required"]:
        yield source.problem((*_PATH, "visit"), "a visit that requires images", name, f"{name} brings no images.")
