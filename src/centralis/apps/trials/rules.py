"""The rules of a trial: whom a code may name, which version may follow which, how visits are dated. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from centralis.apps.trials.definition.model import Definition
from centralis.apps.trials.definition.problems import Problem
from centralis.apps.trials.definition.visits import VisitState, window_of
from centralis.apps.trials.refusals import TrialsRefusal
from centralis.core.refusal import Refused

SIGNATURES_NEEDED = 2
APPROVAL_MEANING = "I approve this version of the trial definition"
PROBLEMS_SAID = 20

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,39}")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
#: Runs of four letters and more that a code may hold: words that name nobody.
_HARMLESS = frozenset({"SUBJ", "SUBJECT", "PATIENT", "DEMO", "TEST", "PHANTOM", "SCREEN", "RAND", "SITE"})
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_BIRTH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}[-._/ ]?{_MONTH}[-._/ ]?{_DAY}(?!\d)",
        rf"(?<!\d){_DAY}[-._/ ]?{_MONTH}[-._/ ]?{_YEAR}(?!\d)",
        rf"(?<!\d){_MONTH}[-._/ ]?{_DAY}[-._/ ]?{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}[./]{_MONTH}[./]\d\d(?!\d)",
    )
)


def check_subject_code(code: str, protocol: str) -> None:
    """Refuse what could name a person: an e-mail address, a date of birth, a name, or anything not in a code's form.

    A run of four letters counts as a name unless it stands in the protocol number or names nobody.
    """
    if "@" in code:
        raise Refused(TrialsRefusal.CODE_EMAIL)
    if any(pattern.search(code) for pattern in _BIRTH):
        raise Refused(TrialsRefusal.CODE_BIRTH_DATE)
    known = protocol.upper()
    if any(run.upper() not in _HARMLESS and run.upper() not in known for run in _LETTERS.findall(code)):
        raise Refused(TrialsRefusal.CODE_NAME)
    if not _CODE.fullmatch(code) or not any(mark.isdigit() for mark in code):
        raise Refused(TrialsRefusal.CODE_FORM)


def check_document(problems: Sequence[Problem]) -> None:
    """Refuse a document with problems, saying each with its line (the first twenty)."""
    if problems:
        said = " ".join(f"Line {one.line}, {one.field or 'file'}: {one.sentence}" for one in problems[:PROBLEMS_SAID])
        raise Refused(TrialsRefusal.DEFINITION_INVALID, count=len(problems), problems=said)


def check_version(definition: Definition, protocol: str, active: str | None, taken: Iterable[str]) -> None:
    """Refuse a document of another trial, or one that does not follow the active version."""
    if definition.trial.protocol != protocol:
        raise Refused(TrialsRefusal.PROTOCOL_DIFFERS, found=definition.trial.protocol, protocol=protocol)
    if definition.version in taken:
        raise Refused(TrialsRefusal.VERSION_TAKEN, version=definition.version)
    if active is None:
        return
    if definition.amends != active:
        raise Refused(TrialsRefusal.AMENDS_OTHER, amends=definition.amends or "nothing", active=active)
    if number(definition.version) <= number(active):
        raise Refused(TrialsRefusal.VERSION_NOT_HIGHER, version=definition.version, active=active)


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10 stands above 1.9."""
    return tuple(int(part) for part in version.split("."))


def approval_content(protocol: str, version: str, amends: str, reason: str, document_digest: str) -> dict[str, Any]:
    """What a person signs when approving: the version, and the SHA-256 of the whole document."""
    return {
        "what": "trial definition",
        "trial": protocol,
        "version": version,
        "amends": amends,
        "reason": reason,
        "document_sha256": document_digest,
    }


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit as the definition plans it for one subject; dates are None until the anchor is known."""

    code: str
    name: str
    ordinal: int
    due_on: date | None
    window_opens_on: date | None
    window_closes_on: date | None


def planned_visits(definition: Definition, anchor: date | None) -> list[PlannedVisit]:
    """The scheduled visits of a definition in order of their day, dated from the anchor."""
    dated = sorted((visit for visit in definition.visits if not visit.unscheduled), key=lambda visit: visit.day or 0)
    plans = []
    for ordinal, visit in enumerate(dated):
        due, opens, closes = window_of(visit, anchor) or (None, None, None)
        plans.append(PlannedVisit(visit.id, visit.name, ordinal, due, opens, closes))
    return plans


def unscheduled_code(visit: str, taken: Iterable[str]) -> str:
    """The code of the next unscheduled visit: UNS, UNS-2, UNS-3 …"""
    have = set(taken)
    if visit not in have:
        return visit
    return next(code for count in range(2, len(have) + 3) if (code := f"{visit}-{count}") not in have)


def check_anchor(anchor: date, today: date) -> None:
    """Refuse a day 0 that has not happened, or can't have happened in this trial."""
    if anchor > today:
        raise Refused(TrialsRefusal.ANCHOR_IN_FUTURE, date=anchor.isoformat())
    if anchor.year < today.year - 50:
        raise Refused(TrialsRefusal.ANCHOR_TOO_OLD, date=anchor.isoformat())


def awaits_enrolment(state: str, anchor: str) -> bool:
    """Whether day 0 can't be known yet: all but consent and the baseline scan come after enrolment."""
    return state in ("screening", "screen failed") and anchor not in ("consent", "baseline_scan")


def check_anchor_state(state: str, anchor: str) -> None:
    """Refuse a day 0 that only an enrolled subject has."""
    if awaits_enrolment(state, anchor):
        raise Refused(TrialsRefusal.NOT_ENROLLED, anchor=anchor.replace("_", " "), state=state)


def visit_state(
    opens: date | None, closes: date | None, today: date, *, missed: bool, unscheduled: bool
) -> tuple[VisitState, int]:
    """Where a visit stands on a day, before any image is looked at, and by how many days it is overdue."""
    if missed:
        return VisitState.MISSED, 0
    if unscheduled:
        return VisitState.UNSCHEDULED, 0
    if opens is None or closes is None:
        return VisitState.UNDATED, 0
    if today < opens:
        return VisitState.AHEAD, 0
    return (VisitState.DUE, 0) if today <= closes else (VisitState.OVERDUE, (today - closes).days)


def screening_sentence(site: str, state: str) -> str:
    """What the page of a subject that is not enrolled says first; empty for any other."""
    if state == "screening":
        return f"In screening at site {site}. Central review reads the screening exam before enrolment."
    return f"Not enrolled: failed screening at site {site}." if state == "screen failed" else ""


def subject_sentence(
    site: str, anchor_name: str, anchor: date | None, visits: Sequence[tuple[str, VisitState, date | None]]
) -> str:
    """What an enrolled subject's page says first: where, day 0, what is overdue or due, whose turn it is."""
    named = anchor_name.replace("_", " ")
    if anchor is None:
        return f"Enrolled at site {site}. Day 0 ({named}) is not known yet. The site's turn: set it."
    start = f"Enrolled at site {site}. Day 0 ({named}) was {anchor.isoformat()}."
    late = [name for name, state, _closes in visits if state is VisitState.OVERDUE]
    if late:
        return (
            f"{start} Past their window: {', '.join(late)}. The site's turn: send the images, or mark the visit missed."
        )
    due = next((one for one in visits if one[1] in (VisitState.DUE, VisitState.AHEAD)), None)
    if due is None:
        return f"{start} No visit is expected any more."
    return f"{start} Next: {due[0]}, until {due[2].isoformat() if due[2] else 'an unknown day'}."
