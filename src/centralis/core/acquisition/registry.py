"""The register of checks: each with an id, a version, a severity and a sentence, and a guard so that none raises.

A check's version changes whenever its verdict on some facts may change, so that a finding names the rule it came from.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from centralis.core.acquisition.assignment import Assignment
from centralis.core.acquisition.context import CheckContext
from centralis.core.acquisition.facts import ExamFacts, SeriesFacts
from centralis.core.acquisition.findings import Finding, Verdict
from centralis.core.acquisition.outcome import Outcome
from centralis.core.acquisition.requirements import Requirement, SeriesRequirement, Severity
from centralis.core.acquisition.rules import evaluate


@dataclass(frozen=True, slots=True)
class Case:
    """One exam held against one requirement, with everything around it."""

    exam: ExamFacts
    requirement: Requirement
    context: CheckContext
    assignment: Assignment

    def filled(self) -> Iterator[tuple[SeriesRequirement, SeriesFacts]]:
        """Each series requirement that some series fills, with that series."""
        for wanted in self.requirement.series:
            chosen = self.assignment.series_for(wanted.id)
            series = None if chosen is None else self.exam.find(chosen.series)
            if series is not None:
                yield wanted, series


Runs = Callable[[Case], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check; call it with a case to get its findings. `parameters` are those whose rules it holds."""

    id: str
    version: str
    severity: Severity
    title: str
    sentence: str
    run: Runs
    parameters: tuple[str, ...] = ()

    def __call__(self, case: Case) -> list[Finding]:
        """Run the check; a fault inside becomes a finding that says so, never an exception."""
        try:
            return [self._stamp(outcome) for outcome in self.run(case)]
        except Exception as fault:
            # A checklist with a hole that says "not evaluable" is safe; an intake that stops is not.
            said = f"the check itself failed: {type(fault).__name__}"
            return [self._stamp(Outcome(Verdict.NOT_EVALUABLE, self.sentence, said))]

    def _stamp(self, outcome: Outcome) -> Finding:
        return Finding(
            check=self.id,
            version=self.version,
            verdict=outcome.verdict,
            severity=outcome.severity or self.severity,
            expected=outcome.expected,
            observed=outcome.observed,
            unit=outcome.unit,
            evidence=outcome.evidence,
            series=outcome.series,
            requirement=outcome.requirement,
            parameter=outcome.parameter,
        )


CATALOGUE: dict[str, Check] = {}
"""Every registered check by id, in the order of the checklist."""


def check(
    name: str, version: str, severity: Severity, sentence: str, parameters: tuple[str, ...] = ()
) -> Callable[[Runs], Check]:
    """Register a function as a check; `name` is its id (`slice-gaps`), the sentence says what it looks at and why."""

    def register(run: Runs) -> Check:
        if name in CATALOGUE:
            raise ValueError(f"check {name} is registered twice")
        made = Check(name, version, severity, _title(name), sentence, run, parameters)
        CATALOGUE[name] = made
        return made

    return register


def _title(name: str) -> str:
    """`ct-exposure` → `CT exposure`: the id in words, modalities as DICOM writes them."""
    first, _, rest = name.partition("-")
    words = first.upper() if first in ("ct", "mr", "pet") else first.capitalize()
    return f"{words} {rest.replace('-', ' ')}".strip()


def each_series(case: Case, look: Callable[[SeriesRequirement, SeriesFacts], Iterable[Outcome]]) -> Iterator[Outcome]:
    """Look at every filled series requirement and place the outcomes at the series."""
    for wanted, series in case.filled():
        for outcome in look(wanted, series):
            yield replace(outcome, series=series.uid, requirement=wanted.id)


def ruled(case: Case, parameters: tuple[str, ...]) -> Iterator[Outcome]:
    """Hold the charter's rules on these parameters against each filled series; silent where there is no rule."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        for parameter in parameters:
            rule = wanted.rule(parameter)
            if rule is not None:
                yield evaluate(rule, series)

    yield from each_series(case, look)


def catalogue() -> list[dict[str, str]]:
    """The register as rows for the documentation page: id, version, severity, title, sentence, parameters."""
    return [
        {
            "id": one.id,
            "version": one.version,
            "severity": one.severity.value,
            "title": one.title,
            "sentence": one.sentence,
            "parameters": ", ".join(one.parameters),
        }
        for one in CATALOGUE.values()
    ]
