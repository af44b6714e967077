"""Does a trial file make sense beyond its form: references, windows, intervals, readers, triggers; by line."""

import difflib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

from centralis.apps.trials.definition import vocabulary as words
from centralis.apps.trials.definition.eligibility import check_eligibility
from centralis.apps.trials.definition.hanging import check_hanging
from centralis.apps.trials.definition.problems import Path, Problem, Source, nearest
from centralis.apps.trials.definition.read_design import check_read_design
from centralis.core.acquisition.parameters import PARAMETERS
from centralis.core.catalogue import find_criterion
from centralis.core.criteria.criterion import Criterion
from centralis.core.criteria.findings import CaseError
from centralis.core.deid import Profile, ProfileFault, check_profile
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD
from centralis.core.reading.adjudication import FORMS, ConditionError, Variable, check_condition, parse_condition

Fields = Mapping[str, Any]


def check(value: Fields, source: Source) -> list[Problem]:
    """Every fault of meaning in a value that fits the schema, in the order of its lines."""
    found = [
        *_version(value, source),
        *_visits(value, source),
        *_windows(value["visits"], source),
        *_baseline(value["visits"], source),
        *_acquisition(value["acquisition"], source),
        *_deidentification(value, source),
        *_reading(value, source),
        *_endpoints(value, source),
    ]
    return sorted(found, key=lambda problem: (problem.line, problem.field))


def _version(value: Fields, source: Source) -> Iterator[Problem]:
    amends = value.get("amends")
    if amends is not None and _number(amends) >= _number(value["version"]):
        yield source.problem(
            ("amends",), f"a version below {value['version']}", amends, "A version can amend only an earlier one."
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _visits(value: Fields, source: Source) -> Iterator[Problem]:
    yield from _once([visit["id"] for visit in value["visits"]], ("visits",), source)
    known = value["acquisition"]
    for place, visit in enumerate(value["visits"]):
        path: Path = ("visits", place)
        unscheduled = visit.get("unscheduled", False)
        if not unscheduled and "day" not in visit:
            yield source.problem(
                path, "a day, or unscheduled: true", None, f"Visit {visit['id']} has no day after the anchor."
            )
        if unscheduled and ("day" in visit or "window" in visit):
            yield source.problem(path, "no day and no window", "both", f"Visit {visit['id']} is unscheduled yet dated.")
        first, last = visit.get("window", (0, 0))
        if first > 0 or last < 0:
            yield source.problem(
                (*path, "window"), "[days before as 0 or less, days after as 0 or more]", f"[{first}, {last}]",
                f"The window of {visit['id']} does not contain its own day.",
            )  # fmt: skip
        for spot, name in enumerate(visit["required"]):
            if name not in known:
                yield source.problem(
                    (*path, "required", spot), nearest(name, known), name,
                    f"Visit {visit['id']} requires an acquisition that is not defined.",
                )  # fmt: skip


def _windows(visits: list[Fields], source: Source) -> Iterator[Problem]:
    dated = [(place, visit) for place, visit in enumerate(visits) if "day" in visit and not visit.get("unscheduled")]
    dated.sort(key=lambda item: item[1]["day"])
    for (_, earlier), (place, later) in pairwise(dated):
        closes = earlier["day"] + max(0, earlier.get("window", (0, 0))[1])
        opens = later["day"] + min(0, later.get("window", (0, 0))[0])
        if opens <= closes:
            field: Path = ("visits", place, "window") if "window" in later else ("visits", place, "day")
            yield source.problem(
                field, f"an opening after day {closes}", f"day {opens}",
                f"The windows of {earlier['id']} and {later['id']} overlap: an exam could belong to both.",
            )  # fmt: skip


def _baseline(visits: list[Fields], source: Source) -> Iterator[Problem]:
    marked = [place for place, visit in enumerate(visits) if visit.get("baseline")]
    for place in marked[1:]:
        yield source.problem(("visits", place, "baseline"), "one baseline", "a second", "Two visits are the baseline.")
    for place in marked:
        if visits[place].get("unscheduled"):
            yield source.problem(
                ("visits", place, "baseline"), "a scheduled visit", "unscheduled", "The baseline cannot be unscheduled."
            )
    if not marked and not any("day" in visit and visit["day"] <= 0 for visit in visits):
        yield source.problem(
            ("visits",), "a visit with baseline: true, or with day 0 or less", "none", "No visit is the baseline."
        )


def _acquisition(parts: Fields, source: Source) -> Iterator[Problem]:
    for name, part in parts.items():
        path: Path = ("acquisition", name)
        if "series" in part and ("rules" in part or "coverage" in part):
            yield source.problem(
                path,
                "rules inside each series",
                "rules beside series",
                f"{name} sets rules both for itself and its series.",
            )
        if "series" not in part and "rules" not in part:
            yield source.problem(path, "series or rules", None, f"{name} asks for nothing.")
        yield from _ranges(part.get("subject", {}), (*path, "subject"), source)
        yield from _rules(part.get("rules", {}), part["modality"], (*path, "rules"), source)
        listed = part.get("series", [])
        yield from _once([one["id"] for one in listed], (*path, "series"), source)
        for place, one in enumerate(listed):
            at: Path = (*path, "series", place)
            yield from _rules(one.get("rules", {}), part["modality"], (*at, "rules"), source)
            yield from _ranges(one.get("contrast", {}), (*at, "contrast"), source)


def _rules(rules: Fields, modality: str, path: Path, source: Source) -> Iterator[Problem]:
    yield from _ranges(rules, path, source)
    for name, rule in rules.items():
        known = PARAMETERS.get(name)
        if known is not None and known.modalities and modality not in known.modalities:
            yield source.problem(
                (*path, name), f"a parameter of {modality}", name, f"{name} is not a parameter of {modality} images."
            )
        if isinstance(rule, dict) and not set(rule) - {"severity"}:
            yield source.problem((*path, name), "min, max, one_of, includes or present", "severity alone",
                                 f"The rule on {name} says nothing.")  # fmt: skip


def _ranges(parts: Fields, path: Path, source: Source) -> Iterator[Problem]:
    for name, part in parts.items():
        if isinstance(part, dict) and "min" in part and "max" in part and part["min"] > part["max"]:
            yield source.problem(
                (*path, name, "min"), f"at most max, {part['max']:g}", part["min"],
                f"The interval of {name} is empty: min is above max.",
            )  # fmt: skip


def _deidentification(value: Fields, source: Source) -> Iterator[Problem]:
    found = list(_deidentified(value, source))
    yield from found or _profile(value["deidentification"], source)


def _deidentified(value: Fields, source: Source) -> Iterator[Problem]:
    part = value["deidentification"]
    top: Path = ("deidentification",)
    for place, name in enumerate(part.get("must_survive", [])):
        known = TAG_BY_KEYWORD if name[:1].isupper() else words.DEID_SETS
        if name not in known:
            near = difflib.get_close_matches(name, list(known), 1)
            other = "a keyword of DICOM PS3.6, or a set: " + ", ".join(words.DEID_SETS)
            expected = f"{near[0]} (did you mean this?)" if near else other
            yield source.problem((*top, "must_survive", place), expected, name, f"{name} is no attribute of DICOM.")
    for place, code in enumerate(part.get("allow", [])):
        if code not in words.DEID_ALLOWED:
            yield source.problem((*top, "allow", place), nearest(code, words.DEID_ALLOWED), code,
                                 f"No file is ever held back as {code}.")  # fmt: skip
    if part["dates"] == "remove" and any("day" in visit for visit in value["visits"]):
        yield source.problem((*top, "dates"), "keep or shift", "remove",
                             "With dates removed no visit window can be checked.")  # fmt: skip
    if part.get("faces", {}).get("remove_when") == "never" and "clean_faces" in part["options"]:
        yield source.problem((*top, "faces"), "head_in_field or always, or no clean_faces", "never",
                             "The options ask for faces to be removed, and `faces` says never.")  # fmt: skip


def _profile(part: Fields, source: Source) -> Iterator[Problem]:
    """What only the engine itself finds wrong with a profile."""
    try:
        check_profile(Profile.from_json(part))
    except ProfileFault as fault:
        name = next((name for name in part if f"`{name}`" in str(fault)), "")
        path: Path = ("deidentification", name) if name else ("deidentification",)
        yield source.problem(path, "a profile that can be carried out", None, str(fault))


def _reading(value: Fields, source: Source) -> Iterator[Problem]:
    part = value["reading"]
    name = part["criterion"]
    if name not in words.CRITERIA:
        yield source.problem(("reading", "criterion"), nearest(name, words.CRITERIA), name,
                             f"{name} is no criterion this system knows.")  # fmt: skip
    else:
        yield from _criterion(part, find_criterion(name), source)
    yield from check_read_design(part, source)
    yield from check_eligibility(value, source)
    known = find_criterion(name) if name in words.CRITERIA else None
    yield from check_hanging(part, value["acquisition"], known, source)
    yield from _conditions(part.get("adjudicate", {}).get("when", []), source)
    if "dates" in part["blinded_to"] and "visit" in part["blinded_to"] and part["time_points"] != "all_at_once":
        yield source.problem(("reading", "blinded_to"), "visit order visible when time points are sequential", "visit",
                             "Readers cannot be blind to the order in which they read time points.")  # fmt: skip


def _criterion(part: Fields, criterion: Criterion, source: Source) -> Iterator[Problem]:
    """What the criterion itself finds wrong: its parameters, conditions it cannot meet, columns it cannot fill."""
    for name, value in part.get("parameters", {}).items():
        try:
            criterion.open_reading({name: value})
        except CaseError as fault:
            expected = fault.sentence.rstrip(".").removeprefix("is not known; expected ").removeprefix("expected ")
            yield source.problem(("reading", "parameters", name), expected, value,
                                 f"{criterion.name} cannot be read with this {name}.")  # fmt: skip
    for place, text in enumerate(part.get("adjudicate", {}).get("when", [])):
        with suppress(ConditionError):
            why = check_condition(parse_condition(text), criterion)
            if why:
                yield source.problem(("reading", "adjudicate", "when", place), "what the criterion has", text, why)
    if part["time_points"] == "with_global" and criterion.responses is None:
        yield source.problem(("reading", "time_points"), "sequential_locked or all_at_once", "with_global",
                             f"{criterion.name} is a score; it has no best response to be stated.")  # fmt: skip
    if "progression" in part.get("on_request", {}) and criterion.responses is None:
        yield source.problem(("reading", "on_request", "progression"), "a response criterion", criterion.name,
                             f"{criterion.name} is a score; it shows no progression to confirm.")  # fmt: skip
    columns = part.get("layout", {}).get("columns", [])
    if "nadir" in columns and not (criterion.responses and criterion.responses.burden):
        yield source.problem(("reading", "layout", "columns", columns.index("nadir")), "baseline, prior or current",
                             "nadir", f"{criterion.name} has no single sum whose smallest could be shown.")  # fmt: skip


def _conditions(texts: list[str], source: Source) -> Iterator[Problem]:
    seen: set[Variable] = set()
    for place, text in enumerate(texts):
        path: Path = ("reading", "adjudicate", "when", place)
        try:
            variable = parse_condition(text).variable
        except ConditionError:
            expected = "; ".join(FORMS) + " (N is a whole number)"
            yield source.problem(path, expected, text, "The condition for adjudication is not understood.")
            continue
        if variable in seen:
            yield source.problem(path, "one condition a variable", text, f"{variable} already has a condition.")
        seen.add(variable)


def _endpoints(value: Fields, source: Source) -> Iterator[Problem]:
    part = value.get("endpoints", {})
    names = [one["name"] for one in part.get("secondary", [])]
    yield from _once(names, ("endpoints", "secondary"), source, key="name")


def _once(names: list[str], path: Path, source: Source, key: str = "id") -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield source.problem((*path, place, key), "each name once", name, f"{name} is defined twice.")
