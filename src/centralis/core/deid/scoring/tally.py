"""Counts of what passed and what did not, and the table of a score."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from centralis.core.deid.scoring.key import Check


class Strict(StrEnum):
    """What MIDI-B does not look at, although it decides whether an output may be trusted."""

    ACCOUNTED = "every file accounted for"
    NO_IDENTIFIER = "no identifier in any byte"
    INTERVALS = "intervals kept"
    PSEUDONYMS = "pseudonyms one-to-one"
    UIDS_UNIQUE = "UIDs without collision"
    REFERENCES = "references resolve"
    PIXELS_OUTSIDE = "pixels outside boxes identical"
    CONFORMANCE = "IOD no less conformant"
    MARKED = "says truly that it is de-identified"


@dataclass(slots=True)
class Tally:
    """How many of how many passed; failures name file, place and what was wrong."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)

    def note(self, passed: bool, failure: str) -> None:
        """Count one answer."""
        if passed:
            self.passed += 1
        else:
            self.failures.append(failure)

    @property
    def total(self) -> int:
        """How many were asked."""
        return self.passed + len(self.failures)

    @property
    def rate(self) -> float:
        """The share that passed, from 0 to 1; 1 when nothing was asked."""
        return self.passed / self.total if self.total else 1.0


@dataclass(slots=True)
class Score:
    """A tool's result.

    checks: the ten of MIDI-B. strict: those a leak cannot pass. strings: planted strings in pixels that are wholly
    covered. untouched: pictures without text whose pixels stayed as they were. held: file to the reason it was set
    aside; a file set aside without the key's leave fails all that was asked of it.
    """

    checks: dict[Check, Tally]
    strict: dict[Strict, Tally]
    strings: Tally
    untouched: Tally
    held: dict[str, str]

    @property
    def leaking(self) -> set[str]:
        """The files whose output still holds an identifier, in any byte or in its name."""
        return {failure.split(": ")[0] for failure in self.strict[Strict.NO_IDENTIFIER].failures}

    @property
    def ten(self) -> float:
        """The share of all required actions of the ten checks that were done."""
        return _rate(self.checks.values())

    @property
    def strictly(self) -> float:
        """The share of all strict answers that passed."""
        return _rate(self.strict.values())

    def table(self) -> str:
        """The score as lines of text."""
        lines = [f"{name:38} {one.passed:>7} / {one.total:<7} {one.rate:9.3%}" for name, one in self._rows()]
        lines.append(f"{'files set aside':38} {len(self.held):>7}")
        return "\n".join(lines)

    def _rows(self) -> list[tuple[str, Tally]]:
        ten = Tally(sum(one.passed for one in self.checks.values()), _failures(self.checks.values()))
        strict = Tally(sum(one.passed for one in self.strict.values()), _failures(self.strict.values()))
        return [
            *((check.value, one) for check, one in self.checks.items()),
            ("all ten checks", ten),
            *((check.value, one) for check, one in self.strict.items()),
            ("all strict checks", strict),
            ("planted strings covered", self.strings),
            ("pictures without text untouched", self.untouched),
        ]


def _rate(tallies: Iterable[Tally]) -> float:
    counted = [(one.passed, one.total) for one in tallies]
    total = sum(count for _, count in counted)
    return sum(passed for passed, _ in counted) / total if total else 1.0


def _failures(tallies: Iterable[Tally]) -> list[str]:
    return [failure for one in tallies for failure in one.failures]
