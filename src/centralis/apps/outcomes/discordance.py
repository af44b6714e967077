"""The cases in which readers differ: in what, what became of it, and how often adjudication was asked for. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from centralis.apps.outcomes.agreement import ReaderCase, both_read, responses_of
from centralis.apps.outcomes.entered import show_result
from centralis.apps.outcomes.meaning import Meaning
from centralis.core.agreement.adjudication import AdjudicationSummary, ReviewedCase, summarise_adjudication

_SIDES = 2

READ_ANEW = "adjudicator, reading anew"
"""Who was followed where the adjudicator's own read counts: neither reader."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A subject's adjudication that counts: the conditions that asked for it, whose read was chosen (empty: due), the
    reason given."""

    causes: tuple[str, ...]
    chosen: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One variable in which two readers differ."""

    what: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class DiscordantCase:
    """A subject whose readers differ, in what, and what became of it."""

    subject: str
    first: str
    second: str
    differences: tuple[Difference, ...]
    judged: Judged | None


def find_discordant(
    cases: Sequence[ReaderCase], meaning: Meaning, judged: Mapping[str, Judged]
) -> list[DiscordantCase]:
    """Every subject whose readers differ in a time point, the result or the progression; by subject."""
    found = []
    for one, other in both_read(cases):
        differences = tuple(_differences(one, other, meaning))
        if differences:
            found.append(DiscordantCase(one.subject, one.reader, other.reader, differences, judged.get(one.subject)))
    return found


def count_adjudication(cases: Sequence[ReaderCase], judged: Mapping[str, Judged]) -> AdjudicationSummary | None:
    """How often adjudication was asked for among the cases that exactly two readers read and finished; None where there
    is none."""
    reviewed = list(_reviewed(cases, judged))
    return summarise_adjudication(reviewed) if reviewed else None


def _reviewed(cases: Sequence[ReaderCase], judged: Mapping[str, Judged]) -> Iterator[ReviewedCase]:
    readers = Counter(case.subject for case in cases)
    for one, other in both_read(cases):
        asked = judged.get(one.subject)
        if readers[one.subject] != _SIDES or not (one.is_complete and other.is_complete):
            continue
        if asked is None or not asked.causes:
            yield ReviewedCase(one.subject, (one.reader, other.reader))
        else:
            yield ReviewedCase(one.subject, (one.reader, other.reader), asked.causes, _followed(asked.chosen))


def _followed(chosen: str) -> tuple[str, ...] | None:
    """Whom the adjudicator followed: a reader, neither where the own read counts, None while it is due."""
    if not chosen:
        return None
    return () if chosen == READ_ANEW else (chosen,)


def _differences(one: ReaderCase, other: ReaderCase, meaning: Meaning) -> Iterable[Difference]:
    is_response = meaning.responses is not None
    names = {str(point["visit"]): str(point["name"]) for point in (*one.time_points, *other.time_points)}
    first, second = (dict(responses_of(case, after_baseline=is_response)) for case in (one, other))
    for visit in sorted(first.keys() & second.keys(), key=list(names).index):
        if first[visit] != second[visit]:
            said = [show_result(found, meaning) for found in (first[visit], second[visit])]
            yield Difference(names[visit], *said)
    if not (is_response and one.is_complete and other.is_complete):
        return
    if one.headline != other.headline:
        yield Difference("Best overall response", one.headline, other.headline)
    if one.progressed != other.progressed:
        days = [case.progressed.isoformat() if case.progressed else "none" for case in (one, other)]
        yield Difference("Progression", *days)
