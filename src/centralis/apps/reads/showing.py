"""What a reader is shown of the rules: answers, the sentence that decides, edit checks in few lines.

Days are hidden here where the definition hides dates. What is signed holds every check in full (`signing`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centralis.apps.reads import rules, scoring
from centralis.apps.reads.cases import Case
from centralis.apps.reads.models import Read, ReadState
from centralis.core.criteria import exact
from centralis.core.criteria.draft import ENTRY
from centralis.core.criteria.reading import render_value

_MOST_ALIKE = 4
_UNREAD = ", found '"
_GAPS = "Entries are missing or can't be read yet."


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the edit checks: `about` is the row it is about, unless the sentence says so; `details` holds the
    sentences of many alike."""

    severity: str
    about: str
    sentence: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """What the rules say, ready to be shown: answers as (label, text), the response or the score's headline value, the
    deciding sentence, the findings."""

    answers: tuple[tuple[str, str], ...]
    sentence: str
    overall: str
    findings: tuple[Remark, ...]
    can_sign: bool


def score(case: Case, read: Read, entries: Mapping[str, Any], *, is_named: bool = False) -> Scored:
    """Say what the rules make of entries: of a signed read what was stored with it, else of what stands there now.

    `is_named`: values that can't be kept were named already, so their checks are left out.
    """
    days = case.days_to(read.time_point)
    if read.state == ReadState.LOCKED:
        assessment: dict[str, Any] | None = read.assessment
        found = list(read.assessment["findings"])
    else:
        day = case.day_of(read.exam_date)
        live = case.reading.draft(case.scored_before(read.time_point), day, entries)
        assessment, found = live.assessment, [one.to_json() for one in live.findings]
    told = rules.show_findings(found, days, hides_dates=case.hides_dates)
    told = [one for one in told if not (is_named and one["check"] == ENTRY and _UNREAD in one["sentence"])]
    findings = summarise(told, form_of(case)["checks"])
    is_clear = assessment is not None and not any(one["severity"] == "error" for one in found)
    if assessment is None:
        return Scored((), "", "", findings, False)
    shown = rules.show_assessment(assessment, days, hides_dates=case.hides_dates)
    headline = show_headline(case, shown)
    sentence = str(shown["sentence"]).removeprefix(f"{headline}: ")
    return Scored(show_answers(case, shown), sentence, headline, findings, is_clear)


def show_answers(case: Case, shown: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The criterion's answers as label and text, those that are shown to this reader."""
    keys = [one for one in form_of(case)["answers"] if one["key"] != "sentence" and one["key"] in shown]
    return tuple(show_answer(one, shown) for one in keys)


def show_headline(case: Case, shown: Mapping[str, Any]) -> str:
    """The response of a time point, or what its score comes to, with its name."""
    criterion = scoring.criterion_of(case.design)
    if not criterion.values:
        return str(shown["overall"] or "")
    first = criterion.values[0]
    if shown.get(first.key) is None:
        return ""
    _label, value = show_answer({"key": first.key, "label": first.label, "unit": first.unit}, shown)
    is_told = first.unit in ("", "mm", "%")
    return f"{first.label} {value}" if is_told else f"{first.label} {value} {first.unit}"


def show_answer(answer: Mapping[str, str], shown: Mapping[str, Any]) -> tuple[str, str]:
    """One answer of the rules as label and text: units, sign of a change, a dash where there is none."""
    value = shown.get(answer["key"])
    label = f"{answer['label']} ({answer['unit']})" if answer["unit"] else answer["label"]
    if value is None or value == "":
        return label, "–"
    if isinstance(value, bool):
        return label, "yes" if value else "no"
    if isinstance(value, list):
        return label, ", ".join(str(one).replace("_", " ") for one in value) or "–"
    if isinstance(value, int | float) and answer["unit"] in ("mm", "%"):
        number = Decimal(str(value))
        sign = ("+" if number > 0 else "−" if number < 0 else "") if "change" in answer["key"] else ""
        render = exact.render_mm if answer["unit"] == "mm" else exact.render_percent
        return label, (sign or ("−" if number < 0 else "")) + render(abs(number))
    return label, (render_value(value) or "–").replace("_", " ")


def summarise(findings: Sequence[Mapping[str, str]], checks: Mapping[str, str]) -> tuple[Remark, ...]:
    """Edit checks as lines; more than four of one kind become one line with the sentences behind a fold."""
    counts = Counter((one["check"], one["severity"]) for one in findings)
    remarks: dict[tuple[str, str] | int, Remark] = {}
    for place, one in enumerate(findings):
        kind = (one["check"], one["severity"])
        if counts[kind] <= _MOST_ALIKE:
            is_named = one["sentence"].lower().startswith(one["lesion"].lower())
            remarks[place] = Remark(one["severity"], "" if is_named else one["lesion"], one["sentence"])
        elif kind not in remarks:
            details = tuple(each["sentence"] for each in findings if (each["check"], each["severity"]) == kind)
            text = _GAPS if one["check"] == ENTRY else checks.get(one["check"], one["sentence"])
            remarks[kind] = Remark(one["severity"], "", f"{len(details)} times: {text}", details)
    return tuple(remarks.values())


def form_of(case: Case) -> dict[str, Any]:
    """The criterion's form with the trial's limits; without fields that ask for a day where dates are hidden."""
    form = case.reading.form()
    if not case.hides_dates:
        return form
    sections = [
        {**one, "fields": [each for each in one["fields"] if not rules.is_date_field(each["name"])]}
        for one in form["sections"]
    ]
    return {**form, "sections": sections}
