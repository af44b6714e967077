"""What a signature of the past rested on: the case as it stood then, by the definition and the reads of then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from centralis.apps.reads import rules
from centralis.apps.reads.cases import Case, Place, gather
from centralis.apps.reads.designs import global_read
from centralis.apps.reads.models import Adjudication, GlobalRead, Read, ReadingTask, ReadState
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition
from centralis.core.reading.global_read import CaseStatement
from centralis.core.reading.time_points import Access, Opening

RELATED = (
    "task__subject", "task__trial", "task__reader", "visit", "definition", "signature", "supersedes",
    "exam_version__exam__visit", "exam_version__exam__site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SideThen:
    """One read of a decision as it stood: its letter, its case, the signed reads of its time points."""

    letter: str
    case: Case
    reads: tuple[Read, ...]


def case_of_reads(task: ReadingTask, definition: Definition, reads: Sequence[Read]) -> Case:
    """The case that some signed reads made up: the definition it stood under, its time points as locked as then."""
    now = gather(task)
    for one in reads:
        one.state = ReadState.LOCKED  # as it was then; a row that is looked at is never written
        one.task = task
    opening = Opening("", Access.VIEW, "")
    places = tuple(Place(one.time_point, opening, one, one.exam_version, one.exam_date) for one in reads)
    reference = task.subject.anchor_date or (places[0].on if places else None)
    return replace(now, design=trials.parsed(definition).reading, places=places, reference=reference, stated=None)


def reads_before(task: ReadingTask, at: datetime, **only: Any) -> tuple[Read, ...]:
    """The reads of a case that stood signed at a moment, in the order of their time points."""
    rows = Read.every.select_related(*RELATED).filter(task=task, signature__signed_at__lte=at, **only)
    newest = {one.time_point: one for one in rows.order_by("signature__signed_at")}
    return tuple(newest[number] for number in sorted(newest))


def reads_named(task: ReadingTask, ids: Sequence[str]) -> tuple[Read, ...]:
    """The signed reads of a case among those that something rests on."""
    rows = Read.every.select_related(*RELATED).filter(task=task, pk__in=ids, signature__isnull=False)
    return tuple(rows.order_by("time_point"))


def whole_case_then(row: GlobalRead) -> global_read.WholeCase:
    """A case as its reader saw it when stating the whole of it."""
    case = case_of_reads(row.task, row.definition, reads_named(row.task, row.basis))
    found = global_read.lay_out(case)
    return replace(found, derived=CaseStatement(**row.derived), stated=row)


def statement_content(row: GlobalRead) -> dict[str, Any]:
    """Exactly what was signed of a whole case, built again from what is stored."""
    stated = CaseStatement(row.best_overall_response, row.progression_at)
    return global_read.content_of(
        whole_case_then(row), stated, row.reason, definition=row.definition.version_label, software=row.software
    )


def sides_then(row: Adjudication) -> tuple[SideThen, ...]:
    """Both reads of a decision as A and B and, where it was chosen, the adjudicator's own."""
    ids = row.basis["reads"]
    found = [_side(row, letter, task, reads_named(task, ids), ids) for letter, task in
             (("A", row.side_a_task), ("B", row.side_b_task))]  # fmt: skip
    if row.choice == rules.OWN_READ and row.anew_task is not None and row.signature is not None:
        own = reads_before(row.anew_task, row.signature.signed_at)
        found.append(_side(row, rules.OWN_READ, row.anew_task, own, []))
    return tuple(found)


def _side(row: Adjudication, letter: str, task: ReadingTask, reads: tuple[Read, ...], ids: Sequence[str]) -> SideThen:
    case = case_of_reads(task, row.definition, reads)
    stated = GlobalRead.objects.filter(task=task, pk__in=ids).select_related("signature").first()
    return SideThen(letter, replace(case, stated=stated), reads)


def decision_digests(row: Adjudication, sides: Sequence[SideThen]) -> dict[str, Any]:
    """The digests of each read as they were compared, and of the own one that was chosen."""
    own = {
        one.letter: [read.signature.content_digest for read in one.reads if read.signature is not None]
        for one in sides
        if one.letter == rules.OWN_READ
    }
    return {**row.basis, **own}
