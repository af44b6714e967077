"""The data lock: what stands in it, what it must wait for, and which acts it stops (ICH E6(R3) 4.2.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.intake.models import ExamState, ExamVersion, QuarantinedFile, QuarantineState
from centralis.apps.ledger.recorded import Scope
from centralis.apps.outcomes import evidence
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.outcomes.models import DataLock, Outcome
from centralis.apps.outcomes.refusals import OutcomesRefusal
from centralis.apps.people import queries as people
from centralis.apps.people.roles import BLINDED
from centralis.apps.qc.models import Query, QueryState
from centralis.apps.reads.designs.global_read import statements_of
from centralis.apps.reads.models import Adjudication, AdjudicationState, ReadState
from centralis.apps.reads.queries import standing_reads
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject, Trial, Visit
from centralis.core.ledger.canonical import utc_text
from centralis.core.refusal import Refused

LOCK_MEANING = "I lock the data of this trial as listed"
UNLOCK_MEANING = "I open this data lock, so that the data may change again"

#: rooms whose every act changes data
ROOMS = ("intake.", "qc.", "reads.")
#: acts of other rooms that change data a read or an outcome rests on
FURTHER = (
    "outcomes.derive",
    "trials.activate_definition",
    "trials.enrol_subject",
    "trials.admit_subject",
    "trials.fail_screening",
    "trials.resume_screening",
    "trials.set_anchor",
    "trials.add_unscheduled_visit",
    "trials.mark_visit_missed",
    "trials.reopen_visit",
)
#: names of those rooms in the permission map that change no data: what a person is told, asks, reports or may look at
ALLOWED = frozenset({
    "qc.remind", "intake.dicomweb", "reads.file_reports", "reads.report_file", "reads.view_as",
    "reads.record_leak_scan", "reads.write_note", "reads.answer_question", "reads.handle_finding",
})  # fmt: skip


def stopped_acts(names: Iterable[str]) -> list[str]:
    """The acts that a data lock stops, from the names of the permission map. Pages and opening images go on."""
    known = set(names)
    acts = {name for name in known if name.startswith(ROOMS) and not name.endswith("_page")}
    return sorted((acts - ALLOWED) | (set(FURTHER) & known))


def open_lock(trial_id: UUID) -> DataLock | None:
    """The lock that holds a trial's data now, or None."""
    return DataLock.objects.select_related("lock_signature", "trial").filter(
        trial_id=trial_id, unlocked_at__isnull=True
    ).first()  # fmt: skip


def data_open(caller: Caller, scope: Scope) -> None:
    """Gate: refuse an act that changes data while the trial's data are locked.

    A reader or adjudicator is told no more than at a hold: which lock it is, and when, tells of interim results (L60).
    """
    lock = open_lock(scope.trial_id) if scope.trial_id else None
    if lock is not None and {role for role, _trial in people.standing(caller)} & BLINDED:
        raise Refused(ReadsRefusal.ON_HOLD, lock=str(lock.pk))
    if lock is not None:
        since = f"{lock.locked_at:%Y-%m-%d %H:%M} UTC"
        raise Refused(OutcomesRefusal.DATA_LOCKED, since=since, name=lock.name, by=lock.locked_by)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something not settled: what kind, which one, and whether a lock must wait for it."""

    kind: str
    what: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class LockFacts:
    """What a lock would hold, as it is signed, and what is open."""

    content: dict[str, Any]
    open_items: tuple[OpenItem, ...]

    @property
    def blocking(self) -> tuple[OpenItem, ...]:
        return tuple(item for item in self.open_items if item.blocks)


def facts_of(trial: Trial) -> LockFacts:
    """Gather what a lock of a trial's data would hold now."""
    definition = trials.version_for_job(trial.pk)
    items = open_items(trial.pk)
    number = DataLock.objects.filter(trial=trial).count() + 1
    subjects = Subject.objects.filter(trial=trial).order_by("code")
    content = {
        "what": "data lock",
        "trial": trial.protocol,
        "name": f"Data lock {number}",
        "definition": {"version": definition.version_label, "document_sha256": definition.document_digest},
        "subjects": [{"code": one.code, "state": one.state} for one in subjects],
        "exams": _exams(trial.pk),
        "reads": _reads(trial.pk),
        "adjudications": _adjudications(trial.pk),
        "outcomes": _outcomes(trial.pk),
        "open_items": [{"kind": item.kind, "what": item.what} for item in items if not item.blocks],
    }
    return LockFacts(content, items)


def unlock_content(lock: DataLock) -> dict[str, Any]:
    """What is signed when a lock is opened."""
    return {
        "what": "opening of a data lock",
        "trial": lock.trial.protocol,
        "name": lock.name,
        "locked_at": utc_text(lock.locked_at),
        "locked_by": lock.locked_by,
        "locked_content_sha256": lock.content_digest,
    }


def say(items: Sequence[OpenItem]) -> str:
    """Open items in a few words: how many of each kind, with the first of them."""
    kinds: dict[str, list[str]] = {}
    for item in items:
        kinds.setdefault(item.kind, []).append(item.what)
    return "; ".join(f"{kind}: {len(found)} ({found[0]}{', …' if found[1:] else ''})" for kind, found in kinds.items())


def open_items(trial_id: UUID) -> tuple[OpenItem, ...]:
    """Everything that is not settled, what a lock must wait for first."""
    return (*_blocking(trial_id), *_listed(trial_id))


def _blocking(trial_id: UUID) -> list[OpenItem]:
    items = [
        OpenItem("open query", f"query {row.number} on {row.exam_version.label()}", blocks=True)
        for row in Query.objects.filter(trial_id=trial_id)
        .exclude(state=QueryState.CLOSED)
        .select_related("exam_version__exam__subject", "exam_version__exam__visit")
        .order_by("number")
    ]
    unchecked = _versions(trial_id, (ExamState.RECEIVED,))
    items += [OpenItem("exam whose checks are running", row.label(), blocks=True) for row in unchecked]
    due = set(
        Adjudication.objects.filter(trial_id=trial_id, state=AdjudicationState.DUE).values_list(
            "subject__code", flat=True
        )
    )
    items += [OpenItem("adjudication due", f"subject {code}", blocks=True) for code in sorted(due)]
    stale = [subject for subject in evidence.subjects_read(trial_id) if evidence.is_stale(subject)]
    items += [OpenItem("outcome not derived yet", f"subject {one.code}", blocks=True) for one in stale]
    return items + _reads_due(trial_id, due | {one.code for one in stale})


def _reads_due(trial_id: UUID, named: set[str]) -> list[OpenItem]:
    """Read subjects without a central result, and accepted exams of subjects of whom nothing was read."""
    rows = (
        Outcome.objects.filter(trial_id=trial_id, is_current=True).select_related("subject").order_by("subject__code")
    )
    items = [
        OpenItem("read due", f"subject {row.subject.code}: {'; '.join(row.missing)}", blocks=True)
        for row in rows.filter(source=CENTRAL)
        if row.missing and row.subject.code not in named
    ]
    read = set(rows.values_list("subject__code", flat=True))
    accepted = _versions(trial_id, (ExamState.ACCEPTED,))
    unread = [row for row in accepted if row.exam.subject.code not in read | named]
    return items + [OpenItem("read due", f"{row.label()}: not read at all", blocks=True) for row in unread]


def _listed(trial_id: UUID) -> list[OpenItem]:
    states = (ExamState.HELD, ExamState.IN_QC, ExamState.QUERIED)
    items = [OpenItem(f"exam {row.state}", row.label(), blocks=False) for row in _versions(trial_id, states)]
    held = QuarantinedFile.objects.filter(trial_id=trial_id, state=QuarantineState.OPEN).count()
    if held:
        items.append(OpenItem("quarantined files", f"{held} not resolved", blocks=False))
    visits = Visit.objects.filter(trial_id=trial_id, missed_at__isnull=True, exam__isnull=True, is_unscheduled=False)
    rows = visits.select_related("subject").order_by("subject__code", "ordinal")
    return items + [OpenItem("visit without an exam", row.label(), blocks=False) for row in rows]


def _versions(trial_id: UUID, states: Sequence[str]) -> list[ExamVersion]:
    rows = ExamVersion.objects.filter(trial_id=trial_id, state__in=states)
    return list(
        rows.select_related("exam__subject", "exam__visit").order_by(
            "exam__subject__code", "exam__visit__ordinal", "number"
        )
    )


def _exams(trial_id: UUID) -> list[dict[str, Any]]:
    rows = _versions(trial_id, (ExamState.ACCEPTED,))
    return [
        {
            "subject": row.exam.subject.code,
            "visit": row.exam.visit.code,
            "version": row.number,
            "manifest_sha256": row.manifest_digest,
        }
        for row in rows
    ]


def _reads(trial_id: UUID) -> list[dict[str, Any]]:
    rows = standing_reads(trial_id).filter(state=ReadState.LOCKED, signature__isnull=False)
    rows = rows.select_related("task__subject", "visit", "signature")
    return [
        {
            "subject": row.task.subject.code,
            "visit": row.visit.code,
            "source": row.task.source,
            "id": str(row.pk),
            "content_sha256": row.signature.content_digest,
        }
        for row in rows.order_by("task__subject__code", "task__reader_number", "time_point")
        if row.signature is not None
    ] + _whole_cases(trial_id)


def _whole_cases(trial_id: UUID) -> list[dict[str, Any]]:
    """The global reads that stand, as lines of what a lock holds."""
    return [
        {
            "subject": row.task.subject.code,
            "visit": "the whole case",
            "source": row.task.source,
            "id": str(row.pk),
            "content_sha256": row.signature.content_digest,
        }
        for row in statements_of(trial_id)
    ]


def _adjudications(trial_id: UUID) -> list[dict[str, Any]]:
    rows = Adjudication.objects.filter(trial_id=trial_id, state=AdjudicationState.DONE, signature__isnull=False)
    return [
        {"subject": row.subject.code, "id": str(row.pk), "content_sha256": row.signature.content_digest}
        for row in rows.select_related("subject", "signature").order_by("subject__code")
    ]


def _outcomes(trial_id: UUID) -> list[dict[str, Any]]:
    rows = Outcome.objects.filter(trial_id=trial_id, is_current=True).select_related("subject")
    return [
        {
            "subject": row.subject.code,
            "source": row.source,
            "result": row.headline,
            "sha256": evidence.digest_of(row),
        }
        for row in rows.order_by("subject__code", "source")
    ]
