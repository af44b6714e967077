"""Put together what the exam page shows: pictures by series, the checklist, the conversation, what happened so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.intake import queries as intake
from centralis.apps.intake.forms import question
from centralis.apps.intake.models import ExamState, ExamVersion, Receipt
from centralis.apps.intake.queries import SeriesLine
from centralis.apps.people import queries as people
from centralis.apps.qc import queries, rules
from centralis.apps.qc.actions import facts_of
from centralis.apps.qc.models import CheckRun, QcDecision, Query, QueryState
from centralis.core.acquisition import CATALOGUE

#: verdict of a finding → (code of its look, heading of its group), in the order of the checklist
GROUPS = {
    "fail": ("failed", "Failed"),
    "not_evaluable": ("not_evaluable", "Not evaluable"),
    "pass": ("passed", "Passed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist in words; `place` names the series requirement, or the exam as a whole."""

    check: str
    title: str
    sentence: str
    place: str
    expected: str
    observed: str
    severity: str
    look: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one verdict."""

    heading: str
    look: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A series with its thumbnail and the requirements that it fills."""

    series: SeriesLine
    fills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an exam version."""

    at: datetime
    who: str
    words: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome that an analyst may choose: what follows from it, or what it is blocked by."""

    outcome: str
    verb: str
    consequence: str
    blocked: str


@dataclass(frozen=True, slots=True)
class ExamPage:
    """Everything that the exam page shows of one exam version."""

    version: ExamVersion
    versions: Sequence[ExamVersion]
    sentence: str
    pictures: Sequence[Picture]
    run: CheckRun | None
    groups: Sequence[Group]
    threads: Sequence[Query]
    decisions: Sequence[QcDecision]
    events: Sequence[Event]
    receipt: Receipt | None
    choices: Sequence[Choice]
    may_ask: bool

    @property
    def answers(self) -> list[tuple[str, object]]:
        """The further answers of the transmittal form, each under its question."""
        return [(question(name), value) for name, value in self.version.transmittal.form.items()]

    @property
    def best(self) -> Choice | None:
        """The first outcome that is possible: the page's one primary button."""
        return next((one for one in self.choices if not one.blocked), None)

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """What is not possible now, and by what it is blocked; each reason once."""
        verbs: dict[str, list[str]] = {}
        for one in self.choices:
            if one.blocked:
                verbs.setdefault(one.blocked, []).append(one.verb)
        return [(", ".join(names), why) for why, names in verbs.items()]


VERBS = {
    "accept": "Accept exam",
    "accept with deviation": "Accept with deviation",
    "query": "Query the site",
    "reject: rescan": "Reject: rescan",
}


def exam_page(caller: Caller, trial_id: UUID, version_id: UUID) -> ExamPage:
    """Return an exam's page. Raises a DoesNotExist when it is not the caller's to see."""
    version = queries.version(caller, trial_id, version_id)
    runs, decisions, threads = queries.runs_of(version), queries.decisions_of(version), queries.threads_of(version)
    run = runs[0] if runs else None
    findings = run.findings if run else []
    receipt = Receipt.objects.filter(exam_version=version).first()
    return ExamPage(
        version=version,
        versions=intake.versions_of(caller, version.exam, queries.EXAM_PAGE),
        sentence=sentence_of(version, run, decisions, threads),
        pictures=[Picture(one, fills(findings, one.series_uid)) for one in intake.series_of(version)],
        run=run,
        groups=groups_of(findings),
        threads=threads,
        decisions=decisions,
        events=events_of(version, receipt, runs, decisions, threads),
        receipt=receipt,
        choices=choices_for(caller, version),
        may_ask=may(caller, "qc.open_query", trial_id) and version.state in ("in QC", "queried", "held"),
    )


def may(caller: Caller, permission: str, trial_id: UUID) -> bool:
    """Tell whether a caller holds a permission in a trial: what a page offers (the door asks again)."""
    return people.opens(permission, people.standing(caller), trial_id)


def sentence_of(
    version: ExamVersion, run: CheckRun | None, decisions: Sequence[QcDecision], threads: Sequence[Query]
) -> str:
    """Say in one sentence where an exam version stands, whose turn it is and what is next."""
    site = version.exam.site.code
    waits = [one for one in threads if one.state == QueryState.OPEN]
    last = decisions[0] if decisions else None
    if version.state == ExamState.RECEIVED:
        return "Sealed and receipted; the checks run next, by themselves."
    if version.state == ExamState.HELD:
        return "Held before QC for the reasons below; nobody checks or reads it until it is released."
    if version.state == ExamState.IN_QC and run is not None:
        failed = run.failed_major + run.failed_minor
        return f"The checks ran: {failed} failed, {run.not_evaluable} not evaluable. A QC analyst decides next."
    if version.state == ExamState.QUERIED:
        whose = f"site {site} answers" if waits else "the core lab looks at the answer"
        still_open = sum(1 for one in threads if one.state != QueryState.CLOSED)
        return f"Queries not closed: {still_open}; next, {whose}."
    if version.state == ExamState.ACCEPTED and last is not None:
        how = " with a deviation" if last.outcome == "accept with deviation" else ""
        return f"Accepted{how} by {last.decided_by}; it goes to the readers."
    if version.state == ExamState.REJECTED and last is not None:
        return f"Rejected by {last.decided_by}; site {site} is asked for a rescan: {last.reason}"
    if version.state == ExamState.SUPERSEDED:
        return "A later version stands instead of this one; it is kept as it was."
    return ""


def fills(findings: Sequence[dict[str, Any]], series_uid: str) -> tuple[str, ...]:
    """Name the requirements that a series fills, as the checks chose them."""
    chosen = [one for one in findings if one["check"] == "required-series" and one["series"] == series_uid]
    return tuple(sorted({str(one["requirement"]) for one in chosen}))


def groups_of(findings: Sequence[dict[str, Any]]) -> list[Group]:
    """Group a run's findings by verdict, failed ones first; empty groups are left out."""
    groups = []
    for verdict, (look, heading) in GROUPS.items():
        lines = tuple(line_of(one) for one in findings if one["verdict"] == verdict)
        if lines:
            groups.append(Group(heading, look, lines))
    return groups


def line_of(finding: dict[str, Any]) -> Line:
    """Word one finding; a check that is no longer registered keeps its id as its title."""
    check = CATALOGUE.get(finding["check"])
    title = check.title if check else str(finding["check"])
    name = str(finding["parameter"])
    parameter = name.replace("_", " ")
    short = parameter.removesuffix(f" {finding['unit']}")
    evidence = tuple((str(name), str(value)) for name, value in finding["evidence"])
    return Line(
        check=str(finding["check"]),
        title=title if short.lower() in ("", title.lower()) else f"{title}: {short}",
        sentence=check.sentence if check else "",
        place=str(finding["requirement"] or finding.get("acquisition", "")),
        expected=_with_unit(str(finding["expected"]).replace(name, parameter), str(finding["unit"])),
        observed=_with_unit(str(finding["observed"]), str(finding["unit"])),
        severity=str(finding["severity"]),
        look=GROUPS[finding["verdict"]][0],
        evidence=(*evidence, ("check version", str(finding["version"]))),
    )


def _with_unit(words: str, unit: str) -> str:
    """Put the unit behind a number; words that are none need no unit."""
    return f"{words} {unit}" if unit and words[-1:].isdigit() else words


def choices_for(caller: Caller, version: ExamVersion) -> list[Choice]:
    """Return what the caller may decide; nothing for who decides nothing, or once it is decided."""
    if version.state not in (ExamState.IN_QC, ExamState.QUERIED) or not may(caller, "qc.decide", version.trial_id):
        return []
    blocked = rules.possible_outcomes(facts_of(version))
    return [Choice(name, VERBS[name], rules.CONSEQUENCE[name], why) for name, why in blocked.items()]


def events_of(
    version: ExamVersion,
    receipt: Receipt | None,
    runs: Sequence[CheckRun],
    decisions: Sequence[QcDecision],
    threads: Sequence[Query],
) -> list[Event]:
    """Return what happened to an exam version, oldest first; the subject's timeline has every detail."""
    sender = str(receipt.source.get("name", "")) if receipt else ""
    came = f"Received: {version.instance_count} objects"
    events = [Event(version.created_at, sender, came, version.supersede_reason)]
    events += [
        Event(run.ran_at, "system", f"Checked: {run.failed_major + run.failed_minor} failed, {run.passed} passed")
        for run in runs
    ]
    events += [Event(one.decided_at, one.decided_by, f"Decided: {one.outcome}", one.reason) for one in decisions]
    events += [Event(one.opened_at, one.opened_by, f"Query {one.number} opened: {one.category}") for one in threads]
    events += [
        Event(one.closed_at, one.closed_by, f"Query {one.number} closed", one.resolution)
        for one in threads
        if one.closed_at
    ]
    return sorted(events, key=lambda event: event.at)
