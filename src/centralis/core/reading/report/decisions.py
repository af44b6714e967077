"""What the report of a whole case holds, as plain data: a reader's statement of it, or the decision between two reads.

There are no coordinates: the reads themselves were reported, and each of their reports is named here, in the group
(COMPOSITE) and as evidence. The groups are of the form that `plan` describes; `reports` of theirs are added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.core.reading.report import codes
from centralis.core.reading.report.codes import Coded, own_code

Json = dict[str, Any]
CHOSEN, COMPARED, RESTED_ON = (
    own_code("chosen", "Report of the read that was chosen"),
    own_code("compared", "Report of the other read"),
    own_code("rests_on", "Report of a time point that the statement rests on"),
)
BEST_RESPONSE = own_code("best_overall_response", "Best overall response")
PROGRESSION_AT = own_code("progression_time_point", "Number of the time point of progression")
PROGRESSION = own_code("progression", "Progression shown")
REASON = own_code("reason", "Reason given")
_LONGEST_VALUE = 64


@dataclass(frozen=True, slots=True)
class Filed:
    """A structured report that was filed: where it lies, and its SOP Instance UID."""

    study_uid: str
    series_uid: str
    sop_uid: str
    sop_class_uid: str

    def to_json(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class About:
    """What every group of a whole case tells: its criterion (name, title), UID, texts (key, label, text), reports."""

    criterion: str
    title: str
    uid: str
    told: Sequence[tuple[str, str, str]]
    reports: Sequence[tuple[Coded, Filed]]

    @property
    def method(self) -> Coded:
        return codes.METHODS.get(self.criterion) or own_code(self.criterion, self.title)


def plan_statement(
    about: About, stated: Mapping[str, Any], derived: Mapping[str, Any], points: Sequence[tuple[str, str]], reason: str
) -> Json:
    """The group of a statement of a whole case. stated, derived: `best_overall_response` and `progression_at` (number
    of the time point, None for none) as signed, and as the time points come to; points: name and response of each."""
    at = stated["progression_at"]
    numbers = [] if at is None else [_number(PROGRESSION_AT, at)]
    answers = [
        [BEST_RESPONSE.to_json(), _response(stated["best_overall_response"]).to_json()],
        [PROGRESSION.to_json(), (codes.NO if at is None else codes.YES).to_json()],
    ]
    by_rules = str(derived["best_overall_response"] or "none")
    if derived["progression_at"] is not None:
        by_rules += f", progression at time point {derived['progression_at']}"
    texts = [
        ("derived", "What the time points come to by the rules", by_rules),
        *((f"response_{number}", name, response) for number, (name, response) in enumerate(points, start=1)),
        *about.told,
    ]
    return _group(about, "Whole case", numbers, answers, reason, texts)


def plan_decision(
    about: About, choice: tuple[str, str], by: str, triggers: Sequence[Mapping[str, Any]], reason: str
) -> Json:
    """The group of a decision. choice: the letter chosen, and whose read that is; by: how it was decided, as the
    definition names it; triggers: every condition with its verdict and sentence."""
    letter, source = choice
    answers = [
        [own_code("choice", "Read chosen").to_json(), own_code(f"read_{letter}", f"Read {letter}").to_json()],
        [own_code("source", "Whose read that is").to_json(), own_code(_value(source), source.capitalize()).to_json()],
        [own_code("by", "Decided by").to_json(), own_code(by, by.replace("_", " ").capitalize()).to_json()],
        *(
            [own_code(_value(one["condition"]), one["condition"]).to_json(), _verdict(one["is_met"]).to_json()]
            for one in triggers
        ),
    ]
    words = [(f"because_{number}", "Discordance", str(one["sentence"])) for number, one in
             enumerate((one for one in triggers if one["is_met"]), start=1)]  # fmt: skip
    return _group(about, "Adjudication", [], answers, reason, [*words, *about.told])


def _group(
    about: About, name: str, numbers: list[Json], answers: list[Any], reason: str, texts: Sequence[tuple[str, str, str]]
) -> Json:
    return {
        "identifier": name,
        "uid": about.uid,
        "finding": codes.RESPONSE_EVALUATION.to_json(),
        "method": about.method.to_json(),
        "site": None,
        "image": None,
        "numbers": numbers,
        "answers": answers,
        "texts": [
            *([[REASON.to_json(), reason]] if reason else []),
            *([own_code(key, label).to_json(), text] for key, label, text in texts if text),
        ],
        "reports": [[name.to_json(), one.sop_class_uid, one.sop_uid] for name, one in about.reports],
    }


def _number(name: Coded, value: float) -> Json:
    return {"name": name.to_json(), "value": float(value), "unit": codes.NO_UNIT.to_json(), "is_made": False}


def _response(code: str) -> Coded:
    return own_code(code, codes.RESPONSE_WORDS.get(code, code.replace("_", " ")))


def _verdict(is_met: object) -> Coded:
    return codes.YES if is_met else codes.NO


def _value(words: object) -> str:
    return "_".join(str(words).split())[:_LONGEST_VALUE]
