"""Is a subject eligible by imaging: the charter's rules, held against one signed read, and the answer of a request.

The language of `reading.on_request.eligibility.eligible_when` has the forms listed in `FORMS`, in the style of
`adjudication`: "score" is the headline value there too. Every rule must hold. The reader fills in the criterion's own
form and is not asked whether the subject is eligible, so that nobody reads towards a threshold; a value that could not
be told makes the answer "not evaluable". FDA, Clinical Trial Imaging Endpoint Process Standards (2018), on images for
eligibility.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.criterion import Criterion
from centralis.core.criteria.reading import render_value

FORMS = (
    "VALUE is at least N",
    "VALUE is at most N",
    "VALUE is one of A, B",
    "number of SECTION is at least N",
    "number of SECTION is at most N",
)
SCORE = "score"
PAIR = 2
"""How many reads answer together at most; where these two differ, a third decides."""

_RULE = re.compile(
    r"(?P<count>number of )?(?P<name>[a-z][a-z0-9_]{0,63}) is "
    r"(?:(?P<way>at least|at most) (?P<limit>-?\d{1,9}(?:\.\d{1,4})?)|one of (?P<words>\S.{0,200}))"
)
_NOT_THERE = ("absent", "not_evaluable", "not_assessed")


class RuleError(ValueError):
    """A rule that is not of the language; the message says which forms there are."""


class Verdict(StrEnum):
    """The answer of a read, and of central review."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not eligible"
    NOT_EVALUABLE = "not evaluable"


@dataclass(frozen=True)
class Rule:
    """One rule, of the value `name` or, for a count, the rows of the section `name`: a bound, or the words allowed."""

    text: str
    name: str
    is_count: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """A rule held against a read: met, not met, or None where the value could not be told."""

    rule: Rule
    is_met: bool | None

    @property
    def sentence(self) -> str:
        """The rule and whether it is met; the value itself is not told."""
        found = {True: "met", False: "not met", None: "could not be told"}[self.is_met]
        text = self.rule.text.replace("_", " ")
        return f"{text[:1].upper()}{text[1:]}: {found}."


@dataclass(frozen=True)
class Finding:
    """What one read comes to."""

    verdict: Verdict
    rules: tuple[Held, ...]


def parse_rule(text: str) -> Rule:
    """Read one rule. Raises RuleError."""
    plain = " ".join(str(text).split())
    found = _RULE.fullmatch(plain)
    if found is None or (found["count"] and found["words"]):
        raise RuleError(f'"{text}" is no rule of eligibility. Accepted are: {"; ".join(FORMS)} (N is a number).')
    limit = Decimal(found["limit"]) if found["limit"] else None
    return Rule(
        plain,
        found["name"],
        bool(found["count"]),
        limit if found["way"] == "at least" else None,
        limit if found["way"] == "at most" else None,
        tuple(one.strip() for one in (found["words"] or "").split(",") if one.strip()),
    )


def check_rule(rule: Rule, criterion: Criterion) -> str:
    """Say in a sentence why a criterion can't be held against a rule; empty when it can."""
    if rule.is_count:
        sections = _sections(criterion)
        known = ", ".join(sections) or "none"
        return (
            "" if rule.name in sections else f"{criterion.name} lists no {rule.name} at a first exam; it has: {known}."
        )
    codes = _values(criterion).get(rule.name)
    if codes is None:
        known = ", ".join(_values(criterion)) or "none"
        return f"{criterion.name} tells no {rule.name} of a first exam; it has: {known}."
    if codes and not rule.words:
        return f"The value {rule.name} of {criterion.name} is a word. Say which are allowed: {', '.join(codes)}."
    other = [one for one in rule.words if codes and one not in codes]
    return (
        f"{rule.name} of {criterion.name} is never {', '.join(other)}; it is one of {', '.join(codes)}."
        if other
        else ""
    )


def assess_rules(
    rules: Sequence[Rule], criterion: Criterion, entries: Mapping[str, Any], assessment: Mapping[str, Any]
) -> Finding:
    """Hold every rule against one read of the screening exam: its entries, and what the criterion made of them."""
    held = tuple(Held(rule, _is_met(rule, criterion, entries, assessment)) for rule in rules)
    if any(one.is_met is None for one in held):
        return Finding(Verdict.NOT_EVALUABLE, held)
    is_eligible = all(one.is_met for one in held)
    return Finding(Verdict.ELIGIBLE if is_eligible else Verdict.NOT_ELIGIBLE, held)


def readers_needed(readers: int, verdicts: Sequence[Verdict]) -> int:
    """How many reads a request needs: those of the definition, and a third where the two have come to two answers."""
    return PAIR + 1 if readers == PAIR and len(verdicts) >= PAIR and len(set(verdicts[:PAIR])) > 1 else readers


def deciding_read(readers: int, verdicts: Sequence[Verdict]) -> int | None:
    """The place of the read that decides, by reader number, or None while it is not signed: the first where all agree,
    the third where two differ."""
    needed = readers_needed(readers, verdicts)
    if len(verdicts) < needed:
        return None
    return PAIR if needed > readers else 0


def _is_met(rule: Rule, criterion: Criterion, entries: Mapping[str, Any], assessment: Mapping[str, Any]) -> bool | None:
    if rule.is_count:
        rows = entries.get(rule.name) or []
        return _is_within(rule, Decimal(sum(row.get("state") not in _NOT_THERE for row in rows)))
    value = assessment.get(criterion.values[0].key if rule.name == SCORE and criterion.values else rule.name)
    shown = render_value(value)
    if shown is None:
        return None
    if rule.words:
        return shown in rule.words
    return _is_within(rule, Decimal(str(value))) if isinstance(value, int | float) else None


def _is_within(rule: Rule, value: Decimal) -> bool:
    return (rule.least is None or value >= rule.least) and (rule.most is None or value <= rule.most)


def _values(criterion: Criterion) -> dict[str, tuple[str, ...]]:
    """The values that a first exam can have, each with its codes where it is a word."""
    known = {one.key: one.codes for one in criterion.values}
    if criterion.values:
        known.setdefault(SCORE, criterion.values[0].codes)
    if criterion.responses is not None and criterion.responses.burden:
        known[criterion.responses.burden] = ()
    return known


def _sections(criterion: Criterion) -> tuple[str, ...]:
    """The sections of the form whose rows a reader lists at a first exam."""
    listed = (one for one in criterion.derive_form()["sections"] if one["row"] and one["id_prefix"])
    return tuple(one["name"] for one in listed if one["at"] != "follow_up")
