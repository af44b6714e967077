"""What an endpoint means for the trial's criterion or score: which codes respond, which numbers stand for a case. Pure.

Gathered from what the criterion declares (`core.criteria.reading`: `Responses` of a criterion, `Value` of a score). A
criterion has a best response, rates and a progression; a score has values by visit and their change from baseline, and
neither rates nor progression.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from centralis.core.criteria.criterion import Criterion
from centralis.core.criteria.reading import Reading, Responses

#: criterion → change of the burden in percent at which a response and a progression are considered, as published
_LEVELS = {
    "recist-1.1": (-30, 20),
    "irecist": (-30, 20),
    "mrecist-hcc": (-30, 20),
    "irrc": (-50, 25),
    "lugano-2014": (-50, 50),
    "rano-2010": (-50, 25),
    "rano-lgg-2011": (-50, 25),
    "iwcll-2018": (-50, 50),
    "percist-1.0": (-30, 30),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number (or a word) of an assessment: its place there (dots lead inwards), its name, its unit.

    worse: the direction that is worse, "higher", "lower" or "" where neither is. codes: the words, best first, of a
    measure that is no number. is_change: it is a change against another scan already; no change is taken of it.
    """

    key: str
    label: str
    unit: str = ""
    worse: str = ""
    codes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name with its unit, as a heading."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def is_change(self) -> bool:
        return "change" in self.key.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What outcomes of one criterion or score are made of.

    measures: the numbers that tables and lines show; the first stands for the case, and a criterion without a single
    tumour burden has none. answers: key, label and unit of everything an assessment says. responses: None for a score.
    levels: the published changes in percent that figures mark, of a response and of a progression.
    """

    criterion: str
    title: str
    edition: str
    measures: tuple[Measure, ...]
    answers: tuple[tuple[str, str, str], ...]
    responses: Responses | None
    levels: tuple[int, int] | None = None

    @property
    def ranking(self) -> tuple[str, ...]:
        """The codes, best first; of a score the words of its headline, empty where it is a number."""
        if self.responses is not None:
            return self.responses.ranking
        return self.measures[0].codes if self.measures else ()

    @property
    def responding(self) -> tuple[str, ...]:
        return self.responses.responding if self.responses else ()

    @property
    def controlled(self) -> tuple[str, ...]:
        """The codes of disease control: responses and stable disease."""
        return (*self.responses.responding, *self.responses.stable) if self.responses else ()

    def shows_progression(self, code: str) -> bool:
        """Whether a code shows progression, confirmed or not yet."""
        found = self.responses
        return found is not None and code in (*found.progression, *found.unconfirmed)

    @property
    def change(self) -> str:
        """The place of the change from baseline in percent; empty where there is none."""
        return self.responses.change if self.responses else ""

    @property
    def measure(self) -> Measure | None:
        """The measure that stands for a case."""
        return self.measures[0] if self.measures else None


def meaning_of(criterion: Criterion, reading: Reading) -> Meaning:
    """What a trial's outcomes are made of, from the criterion that its readers read by."""
    answers = tuple((one["key"], one["label"], one["unit"]) for one in reading.form()["answers"])
    return Meaning(
        criterion=criterion.name,
        title=criterion.title,
        edition=criterion.edition,
        measures=_measures(criterion, answers),
        answers=answers,
        responses=criterion.responses,
        levels=_LEVELS.get(criterion.name),
    )


def _measures(criterion: Criterion, answers: tuple[tuple[str, str, str], ...]) -> tuple[Measure, ...]:
    if criterion.responses is None:
        return tuple(Measure(one.key, one.label, one.unit, one.worse, one.codes) for one in criterion.values)
    burden = criterion.responses.burden
    if not burden:
        return ()
    label, unit = next(((label, unit) for key, label, unit in answers if key == burden), (burden, ""))
    return (Measure(burden, label, unit, worse="higher"),)


def find_value(assessment: Mapping[str, Any], place: str) -> Any:
    """The value at a place of an assessment, None when it (or a level above it) is not there."""
    found: Any = assessment if place else None
    for name in place.split(".") if place else ():
        if isinstance(found, list | tuple):
            found = found[int(name)] if int(name) < len(found) else None
        else:
            found = found.get(name) if isinstance(found, Mapping) else None
    return found
