"""Make the report of a whole case: of what its reader stated, or of the decision between two reads.

A short structured report without coordinates. Reads that it rests on were reported themselves; their reports are made
first, and named in it. As with those, observers are never named, and the same signature gives the same bytes.
"""

from collections.abc import Sequence
from typing import Any

from centralis.apps.people.models import Signature
from centralis.apps.reads import rules, scoring
from centralis.apps.reads.models import Adjudication, AdjudicationState, CaseReport, GlobalRead, GlobalState, Read
from centralis.apps.reads.reports.actions import file_case_report
from centralis.apps.reads.reports.making import (
    WRITER,
    ReportFault,
    lines_of,
    make_reports,
    plan_digest,
    procedures_of,
    reference_of,
    renderer,
    seal_rendered,
    trial_of,
    uid_of,
)
from centralis.apps.reads.reports.standing import SideThen, sides_then, whole_case_then
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition
from centralis.core.ledger.canonical import content_digest, utc_text
from centralis.core.reading.report.codes import Coded
from centralis.core.reading.report.decisions import (
    CHOSEN,
    COMPARED,
    RESTED_ON,
    About,
    Filed,
    plan_decision,
    plan_statement,
)

_COMPREHENSIVE_3D_SR = "1.2.840.10008.5.1.4.1.1.88.34"  # PS3.6; a room never loads what parses files

Json = dict[str, Any]
Reported = Sequence[tuple[Coded, Filed]]


def make_case_report(row: GlobalRead | Adjudication) -> CaseReport | None:
    """Make and file the report of a statement or decision, once; none of one that is void. Raises as `make_reports`."""
    if row.state not in (GlobalState.LOCKED, AdjudicationState.DONE) or row.signature is None:
        return None
    made: CaseReport | None = CaseReport.objects.filter(signature=row.signature).first()
    if made is not None:
        return made
    plan, last = plan_of_statement(row) if isinstance(row, GlobalRead) else plan_of_decision(row)
    sealed = seal_rendered(plan, last)[0]
    return file_case_report(WRITER, row, sealed, plan_digest(plan), renderer())


def plan_of_statement(row: GlobalRead) -> tuple[Json, Read]:
    """What the report of a statement says, and the newest read that it rests on."""
    found = whole_case_then(row)
    reads = [one.read for one in found.case.places if one.read is not None]
    reports = _reports(reads, RESTED_ON)
    about = _about(row.definition, row.signature, uid_of("tracking", str(row.task_id), ""), reports)
    group = plan_statement(
        about,
        {"best_overall_response": row.best_overall_response, "progression_at": row.progression_at},
        row.derived,
        [(name, response) for _number, name, response in found.points],
        row.reason,
    )
    who = {"observer": row.task.source.capitalize(), "software": row.software, "description": "Global read"}
    return _plan(row, group, reads, reports, who), reads[-1]


def plan_of_decision(row: Adjudication) -> tuple[Json, Read]:
    """What the report of a decision says, and the newest read that was compared."""
    sides = sides_then(row)
    chosen = next(one for one in sides if one.letter == row.choice)
    reports = [
        each for one in (chosen, *_others(sides, chosen))
        for each in _reports(one.reads, CHOSEN if one is chosen else COMPARED)
    ]  # fmt: skip
    about = _about(row.definition, row.signature, uid_of("decision", str(row.pk), ""), reports)
    group = plan_decision(about, (row.choice, chosen.case.task.source), row.by, row.triggers, row.reason)
    observer = "Both readers" if row.by == rules.CONSENSUS else "Adjudicator"
    who = {"observer": observer, "software": row.software, "description": "Adjudication"}
    return _plan(row, group, chosen.reads, reports, who), chosen.reads[-1]


def _others(sides: Sequence[SideThen], chosen: SideThen) -> list[SideThen]:
    return [one for one in sides if one is not chosen]


def _reports(reads: Sequence[Read], name: Coded) -> list[tuple[Coded, Filed]]:
    """The structured reports of some reads, newest first: its study is that of the report that names them."""
    found = []
    for read in reversed(reads):
        make_reports(read)
        told = reference_of(read)
        if told is not None:
            found.append((name, Filed(sop_class_uid=_COMPREHENSIVE_3D_SR, **told)))
    return found


def _about(definition: Definition, signature: Signature | None, uid: str, reports: Reported) -> About:
    form = scoring.reading_of(trials.parsed(definition).reading).form()
    told = (
        ("definition", "Trial definition", definition.version_label),
        ("content_sha256", "SHA-256 of what was signed", signature.content_digest if signature else ""),
        ("meaning", "Meaning of the signature", signature.meaning if signature else ""),
    )
    return About(str(form["criterion"]), str(form["title"]), uid, told, reports)


def _plan(
    row: GlobalRead | Adjudication, group: Json, reads: Sequence[Read], reports: Reported, who: dict[str, str]
) -> Json:
    if row.signature is None or not reports:
        raise ReportFault("none of the reads that it rests on has a report that can be named")
    plan: Json = {
        "read": str(row.pk),
        "renderer": renderer(),
        "signed_at": utc_text(row.signature.signed_at),
        **who,
        "trial": trial_of(reads[-1]),
        "time_point": None,
        "procedures": procedures_of(lines_of(reads[-1])),
        "groups": [group],
        "evidence": [one.to_json() for _name, one in reports],
        "key_images": [],
        "predecessors": [],
        "segments": [],
    }
    digest = content_digest(plan)
    uids = {name: uid_of(purpose, str(row.pk), digest) for name, purpose in (("sr", "SR"), ("sr_series", "SR series"))}
    return {**plan, "uids": {**uids, "ko": [], "seg": []}}
