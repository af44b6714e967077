"""Which series of an exam fills which requirement, and why.

Required series choose first, each pair by a score whose parts are kept as words; optional series take only what fits
them for a stated reason. The answer depends on the facts alone, never on the order in which files arrived.
"""

import re
from dataclasses import dataclass

from centralis.core.acquisition.facts import ExamFacts, SeriesFacts
from centralis.core.acquisition.parameters import CONTRAST_PHASES
from centralis.core.acquisition.requirements import Requirement, SeriesRequirement
from centralis.core.acquisition.rules import rule_holds


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a series fits a requirement: the score and the reasons it is made of."""

    requirement: str
    series: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The chosen fits, one at most per requirement and per series."""

    fits: tuple[Fit, ...] = ()

    def series_for(self, requirement: str) -> Fit | None:
        """The fit that fills a requirement."""
        return next((fit for fit in self.fits if fit.requirement == requirement), None)

    def requirement_of(self, series: str) -> Fit | None:
        """The fit a series takes part in; None when the series is not required."""
        return next((fit for fit in self.fits if fit.series == series), None)


def assign(exam: ExamFacts, requirement: Requirement) -> Assignment:
    """Assign the exam's series to the requirement's series."""
    chosen: list[Fit] = []
    for required in (True, False):
        wanted = [one for one in requirement.series if one.required is required]
        pairs = [
            (pair, series)
            for one in wanted
            for series in exam.series
            if (pair := fit(series, one, requirement)) is not None and (required or pair.score > 0)
        ]
        pairs.sort(key=lambda item: (-item[0].score, -item[1].slices, item[1].number or 0, item[1].uid))
        for pair, _ in pairs:
            if all(pair.requirement != done.requirement and pair.series != done.series for done in chosen):
                chosen.append(pair)
    return Assignment(tuple(sorted(chosen, key=lambda one: one.requirement)))


def fit(series: SeriesFacts, wanted: SeriesRequirement, requirement: Requirement) -> Fit | None:
    """How well a series fits, or None when it cannot fill the requirement at all."""
    if series.modality != requirement.modality or _is_localizer(series):
        return None
    if wanted.match.orientation and (series.stack is None or series.stack.orientation != wanted.match.orientation):
        return None
    said = _plain(series.description)
    if any(_says(said, word) for word in wanted.match.not_description):
        return None
    named = [word for word in wanted.match.description if _says(said, word)]
    if wanted.match.description and said and not named:
        return None
    parts = [(8, f"description says {word}") for word in named[:1]]
    parts += _by_name(said, wanted) + _by_contrast(said, series, wanted) + _by_rules(series, wanted)
    reasons = (f"modality {series.modality}", *(f"{words} ({points:+d})" for points, words in parts))
    return Fit(wanted.id, series.uid, sum(points for points, _ in parts), reasons)


def phase_of(description: str) -> str:
    """The contrast phase a series description names, or an empty string; the most specific words win."""
    said = _plain(description)
    named = [(len(word), phase) for phase, words in CONTRAST_PHASES.items() for word in words if _says(said, word)]
    return max(named)[1] if named else ""


def _by_name(said: str, wanted: SeriesRequirement) -> list[tuple[int, str]]:
    words = [word for word in _plain(wanted.id).split() if len(word) > 2 and _says(said, word)]
    return [(4, f"description says {word} as the requirement's id does") for word in words[:1]]


def _by_contrast(said: str, series: SeriesFacts, wanted: SeriesRequirement) -> list[tuple[int, str]]:
    if wanted.contrast is None:
        return []
    phase = phase_of(said)
    if phase:
        same = phase == wanted.contrast.phase or (wanted.contrast.phase == "any" and phase != "none")
        return [(4 if same else -4, f"description names the {phase} phase")]
    given = bool(series.words("contrast_agent"))
    return [(1, "contrast agent recorded")] if given and wanted.contrast.phase != "none" else []


def _by_rules(series: SeriesFacts, wanted: SeriesRequirement) -> list[tuple[int, str]]:
    """Rules only break ties: a series that is named rightly but acquired wrongly must be found, and then fail."""
    parts, total = [], 0
    for rule in wanted.rules:
        holds = rule_holds(rule, series)
        points = 0 if holds is None else (2 if rule.parameter == "kernel" else 1) if holds else -1
        if points and -3 <= total + points <= 3:
            parts.append((points, f"{rule.parameter} {'fits' if holds else 'does not fit'}"))
            total += points
    return parts


def _is_localizer(series: SeriesFacts) -> bool:
    words = set(series.words("image_type"))
    return "LOCALIZER" in words or bool(series.stack and not series.stack.parallel and series.slices < 10)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9+.]+", words.lower()))


def _says(said: str, word: str) -> bool:
    return f" {_plain(word)} " in f" {said} "
