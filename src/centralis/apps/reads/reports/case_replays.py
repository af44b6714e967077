"""A statement of a whole case, or a decision between two reads, as it was signed: for those who may see replays.

What was signed is built again from what is stored and its digest compared with the signature's; how it came about, and
what stood at the signature, is told by the ledger alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.models import Entry
from centralis.apps.people.models import Signature
from centralis.apps.people.signing import is_bound
from centralis.apps.reads import rules
from centralis.apps.reads.adjudicator_queries import AdjudicatorCase, lay_out
from centralis.apps.reads.designs import agreeing
from centralis.apps.reads.designs.global_read import WholeCase
from centralis.apps.reads.models import Adjudication, CaseReport, CaseReportStage, ConsensusVote, GlobalRead, Read
from centralis.apps.reads.reports import standing
from centralis.apps.reads.reports.replay_queries import FILE, PAGE, Kept, may_look
from centralis.apps.reads.viewing.adjudication import Eyes
from centralis.core.ledger.canonical import as_json, content_digest

_STATED = ("best_overall_response", "progression_at", "reason", "derived", "basis", "software")
_DECIDED = ("choice", "reason", "view", "software", "basis", "triggers")
_SIGNING = ("reads.sign_global", "reads.adjudicate", "reads.agree")


@dataclass(frozen=True, slots=True)
class Line:
    """One act on a statement or decision, as the ledger tells it."""

    number: int
    at: str
    actor: str
    role: str
    action: str
    outcome: str
    reason: str
    is_signature: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """The report of a statement or decision, or why it waits."""

    report: CaseReport | None
    waits: CaseReportStage | None


@dataclass(frozen=True, slots=True)
class ReplayedStatement:
    """A statement with the case it was made of, as it stood; `reads`: of its time points, in their order."""

    row: GlobalRead
    whole: WholeCase
    reads: tuple[Read, ...]
    kept: Kept
    lines: tuple[Line, ...]
    filed: Filed


@dataclass(frozen=True, slots=True)
class Vote:
    """One reader's signed vote of a consensus: whose, what, and whether its signature still fits."""

    vote: ConsensusVote
    is_kept: bool


@dataclass(frozen=True, slots=True)
class ReplayedDecision:
    """A decision with both reads as A and B, as they stood, and the adjudicator's own where that was chosen."""

    row: Adjudication
    case: AdjudicatorCase
    sides: tuple[standing.SideThen, ...]
    votes: tuple[Vote, ...]
    kept: Kept
    lines: tuple[Line, ...]
    filed: Filed

    @property
    def eyes(self) -> Eyes:
        """Whose names the images had on the page that was signed."""
        return Eyes(self.row.adjudicator_id, self.row.pk)

    def compared(self, number: int) -> list[tuple[str, Read]]:
        """Both reads of a time point, A first. Raises Read.DoesNotExist for one that was not compared."""
        found = [
            (one.letter, read) for one in self.sides for read in one.reads
            if read.time_point == number and one.letter != rules.OWN_READ
        ]  # fmt: skip
        if not found:
            raise Read.DoesNotExist
        return found


def statement(caller: Caller, trial_id: UUID, statement_id: UUID, permission: str = PAGE) -> GlobalRead:
    """A signed statement, also a void one. Raises GlobalRead.DoesNotExist."""
    if not may_look(caller, trial_id, permission):
        raise GlobalRead.DoesNotExist
    rows = GlobalRead.objects.select_related("task__subject", "task__trial", "task__reader", "definition", "signature")
    row: GlobalRead = rows.get(pk=statement_id, task__trial_id=trial_id)
    return row


def decision(caller: Caller, trial_id: UUID, adjudication_id: UUID, permission: str = PAGE) -> Adjudication:
    """A signed decision, also a void one. Raises Adjudication.DoesNotExist."""
    if not may_look(caller, trial_id, permission):
        raise Adjudication.DoesNotExist
    related = ("subject", "trial", "definition", "signature", "adjudicator", "side_a_task__subject",
               "side_b_task__subject", "anew_task__subject")  # fmt: skip
    rows = Adjudication.objects.select_related(*related).filter(signature__isnull=False)
    row: Adjudication = rows.get(pk=adjudication_id, trial_id=trial_id)
    return row


def version_then(row: Adjudication, number: int) -> ExamVersion:
    """The images of a time point that was compared. Raises Read.DoesNotExist for any other."""
    for read in standing.reads_named(row.side_a_task, row.basis["reads"]):
        if read.time_point == number:
            return read.exam_version
    raise Read.DoesNotExist


def replayed_statement(caller: Caller, trial_id: UUID, statement_id: UUID) -> ReplayedStatement:
    """Gather a statement for its replay."""
    row = statement(caller, trial_id, statement_id)
    whole = standing.whole_case_then(row)
    lines, told = _told(row, "reads_globalread", row.signature)
    is_same = content_digest(standing.statement_content(row)) == row.signature.content_digest
    kept = Kept(is_bound(row.signature), is_same, _is_told(row, told, _STATED))
    reads = tuple(one.read for one in whole.case.places if one.read is not None)
    return ReplayedStatement(row, whole, reads, kept, lines, _filed(statement=row))


def replayed_decision(caller: Caller, trial_id: UUID, adjudication_id: UUID) -> ReplayedDecision:
    """Gather a decision for its replay."""
    row = decision(caller, trial_id, adjudication_id)
    sides = standing.sides_then(row)
    lines, told = _told(row, "reads_adjudication", row.signature)
    votes = tuple(_vote(row, one) for one in row.votes.select_related("task", "signature").order_by("created_at"))
    bound = row.signature is not None and is_bound(row.signature)
    is_same = all(one.is_kept for one in votes) if votes else _is_same(row, sides)
    kept = Kept(bound, is_same, _is_told(row, told, _DECIDED))
    case = lay_out(row, [one.case for one in sides])
    return ReplayedDecision(row, case, sides, votes, kept, lines, _filed(adjudication=row))


def _is_same(row: Adjudication, sides: Sequence[standing.SideThen]) -> bool:
    digests = standing.decision_digests(row, sides)
    content = rules.adjudication_content(rules.name_case(row.token), digests, row.choice, row.reason)
    return row.signature is not None and content_digest(content) == row.signature.content_digest


def _vote(row: Adjudication, vote: ConsensusVote) -> Vote:
    token = agreeing.token_for(row, vote.task.reader_id)
    return Vote(vote, is_bound(vote.signature, agreeing.content_of(row, token, vote.choice, vote.reason)))


def _told(row: Any, table: str, signature: Signature | None) -> tuple[tuple[Line, ...], Mapping[str, Any]]:
    """Every act on a row as the ledger tells it, and the row's values as they stood at its signature."""
    scope, at = row.scope(), str(as_json(signature.signed_at)) if signature else ""
    rows = Entry.objects.filter(chain=scope.chain, subject=scope.subject, body__contains=str(row.pk))
    lines: list[Line] = []
    values: dict[str, Any] = {}
    signed: dict[str, Any] = {}
    for text in rows.exclude(outcome="viewed").order_by("seq").values_list("body", flat=True):
        body = json.loads(text)
        mine = [
            one for one in body.get("changes") or () if str(row.pk) in (one["id"], one["new"].get("adjudication_id"))
        ]
        for change in mine:
            if change["table"] == table:
                values |= change["new"]
        is_about = body["object"].get("id") == str(row.pk)
        if not (mine or (is_about and body["outcome"] == "refused")) or body["action"] == "reads.file_case_report":
            continue
        is_signature = body["at"] == at and body["action"] in _SIGNING and body["outcome"] == "done"
        signed = dict(values) if is_signature else signed
        why = body["reason"] or str((body.get("facts") or {}).get("sentence", ""))
        actor = body["actor"]
        lines.append(
            Line(body["seq"], body["at"], actor["name"], actor["role"], body["action"], body["outcome"], why,
                 is_signature)
        )  # fmt: skip
    return tuple(lines), signed


def _is_told(row: Any, told: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Whether the ledger tells of the signature what the tables hold."""
    return all(name in told and told[name] == as_json(getattr(row, name)) for name in names)


def _filed(**of: GlobalRead | Adjudication) -> Filed:
    report = CaseReport.objects.filter(**of).first()
    return Filed(report, CaseReportStage.objects.filter(**of, done_at__isnull=True).first())


def report_of(caller: Caller, trial_id: UUID, **of: UUID) -> CaseReport:
    """The filed report of a statement or decision. Raises DoesNotExist of what is not there."""
    if "statement_id" in of:
        statement(caller, trial_id, of["statement_id"], FILE)
    else:
        decision(caller, trial_id, of["adjudication_id"], FILE)
    row: CaseReport = CaseReport.objects.get(**of)
    return row
