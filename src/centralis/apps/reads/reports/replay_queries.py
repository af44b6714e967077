"""A signed read as its reader saw it, for an inspector or those who run the trial; never for one who reads in it.

What was signed is built again from what is stored, by the definition the read was made under, and its digest is
compared with the signature's; the steps come from the ledger alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.ledger.models import Entry
from centralis.apps.people.queries import trials_of
from centralis.apps.people.signing import is_bound
from centralis.apps.reads import reader_queries, rules, signing
from centralis.apps.reads.cases import Case, design_of
from centralis.apps.reads.models import Adjudication, Mark, Read, ReadingTask, ReadReport, ReportStage
from centralis.apps.reads.reader_queries import Sheet
from centralis.apps.reads.reports.standing import RELATED, case_of_reads, reads_before
from centralis.apps.reads.viewing.keys import KeyPlace, keys_of
from centralis.apps.reads.viewing.marks import marks_of
from centralis.core.ledger.canonical import as_json, content_digest
from centralis.core.reading.replay import Step, replay_read

PAGE = "reads.replay_page"
FILE = "reads.report_file"


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether what is stored is what was signed: the signature fits its own record, the content built again has its
    digest, and the ledger tells the entries, marks, key images and view at the signature that are stored."""

    is_bound: bool
    is_same: bool
    is_told: bool

    @property
    def holds(self) -> bool:
        return self.is_bound and self.is_same and self.is_told


@dataclass(frozen=True, slots=True)
class Replayed:
    """A signed read with its case as it stood at the signature, its steps and its reports."""

    read: Read
    case: Case
    steps: tuple[Step, ...]
    signed_step: int
    content: Mapping[str, Any]
    kept: Kept
    reports: tuple[ReadReport, ...]
    waits: ReportStage | None

    def sheet(self, step: Step) -> Sheet:
        """The reader's form with what was entered at a step; the rules' answer as it was signed."""
        return reader_queries.sheet(self.case, self.read, step.content, is_final=True)


def signed_read(caller: Caller, trial_id: UUID, read_id: UUID, permission: str = PAGE) -> Read:
    """A read of the trial that was signed, also one that was given back since. Raises Read.DoesNotExist.

    Whoever reads in the trial, or did, gets none, whatever other role they hold (leaks L24, L44).
    """
    if not may_look(caller, trial_id, permission):
        raise Read.DoesNotExist
    rows = Read.every.select_related(*RELATED).filter(signature__isnull=False)
    read: Read = rows.get(pk=read_id, task__trial_id=trial_id)
    return read


def may_look(caller: Caller, trial_id: UUID, permission: str) -> bool:
    """Whether a caller may see what was signed in a trial: by role, and never one who reads or decides in it."""
    if trial_id not in trials_of(caller, permission):
        return False
    has_read = ReadingTask.every.filter(trial_id=trial_id, reader_id=caller.person_id).exists()
    return not has_read and not Adjudication.objects.filter(trial_id=trial_id, adjudicator_id=caller.person_id).exists()


def replayed(caller: Caller, trial_id: UUID, read_id: UUID) -> Replayed:
    """Gather a signed read for its replay."""
    read = signed_read(caller, trial_id, read_id)
    steps = steps_of(read)
    signed = next((one.number for one in steps if one.action == "reads.sign" and one.outcome == "done"
                   and one.at == _entered_at(read)), steps[-1].number if steps else 0)  # fmt: skip
    case = case_as_signed(read)
    content, is_same = _content(read, case)
    signature = read.signature
    kept = Kept(signature is not None and is_bound(signature), is_same, _is_told(read, steps, signed))
    stage = ReportStage.objects.filter(read=read, done_at__isnull=True).first()
    reports = tuple(ReadReport.objects.filter(read=read).order_by("-kind", "sop_uid"))
    return Replayed(read, case, steps, signed, content, kept, reports, stage)


def report_of(caller: Caller, trial_id: UUID, read_id: UUID, report_id: UUID) -> ReadReport:
    """A filed report of a signed read. Raises Read.DoesNotExist, ReadReport.DoesNotExist."""
    read = signed_read(caller, trial_id, read_id, FILE)
    row: ReadReport = ReadReport.objects.get(pk=report_id, read=read)
    row.read = read
    return row


def read_at(replayed_read: Read, number: int) -> Read:
    """The read whose images and marks stood at a time point when a read was signed. Raises Read.DoesNotExist."""
    for one in (*earlier_reads(replayed_read), replayed_read):
        if one.time_point == number:
            return one
    raise Read.DoesNotExist


def steps_of(read: Read) -> tuple[Step, ...]:
    """Every act on a read, and on the rows it goes on from, as the ledger tells them; up to its giving back."""
    chain: list[Read] = [read]
    while (older := chain[-1].supersedes) is not None:
        chain.append(older)
    ids = [str(one.pk) for one in reversed(chain)]
    scope = read.scope()
    found: dict[int, str] = {}
    for one in ids:
        rows = Entry.objects.filter(chain=scope.chain, subject=scope.subject, body__contains=one)
        found.update(rows.exclude(outcome="viewed").values_list("seq", "body"))
    steps = replay_read((json.loads(found[seq]) for seq in sorted(found)), ids)
    return tuple(one for one in steps if one.action != "reads.file_reports")


def case_as_signed(read: Read) -> Case:
    """The case as it stood when a read was signed: the definition it was made under, the time points up to it."""
    return case_of_reads(read.task, read.definition, (*earlier_reads(read), read))


def earlier_reads(read: Read) -> tuple[Read, ...]:
    """The reads of earlier time points that stood signed when a read was signed, in their order."""
    if read.signature is None:
        return ()
    return reads_before(read.task, read.signature.signed_at, time_point__lt=read.time_point)


def _content(read: Read, case: Case) -> tuple[Mapping[str, Any], bool]:
    """What was signed, built again, and whether its digest is the signature's.

    Days count from the subject's anchor, which may have been entered since: the days kept with the assessments are
    tried as well. They decide only how a sentence names a time point. A definition that came into force while the
    read was open decided what was hidden.
    """
    kept = [one.read.assessment.get("day") for one in case.places if one.read is not None]
    tried: Sequence[list[Any]] = (case.days_to(read.time_point), kept)
    designs = (case, replace(case, design=design_of(read.task.trial_id)))
    contents = [
        signing.content_of(read, read.assessment, one, read.software, days) for one in designs for days in tried
    ]
    wanted = read.signature.content_digest if read.signature else ""
    same = next((one for one in contents if content_digest(one) == wanted), None)
    return same or contents[0], same is not None


def _is_told(read: Read, steps: Sequence[Step], signed: int) -> bool:
    """Whether the ledger tells at the signature the entries, marks, key images and view that the tables hold."""
    step = next((one for one in steps if one.number == signed), None)
    if step is None or step.content != as_json(read.content):
        return False
    if keys_at(step) != keys_of(read) or step.view != as_json(read.view):
        return False
    names = ("kind", "of_lesion", "sop_uid", "frame", "points", "values")
    held = {lesion: [as_json(getattr(mark, name)) for name in names] for lesion, mark in marks_of(read).items()}
    return held == {lesion: [row[name] for name in names] for lesion, row in step.marks.items()}


def marks_at(read: Read, step: Step) -> list[Mark]:
    """The marks that counted at a step of a read as rows that are looked at, never written."""
    names = ("key", "edit", "lesion", "of_lesion", "kind", "sop_uid", "series_uid", "frame", "points", "values")
    return [Mark(read=read, **{name: row[name] for name in names}) for row in step.marks.values()]


def keys_at(step: Step) -> list[KeyPlace]:
    """The key images that stood chosen at a step."""
    return [KeyPlace(one["series_uid"], one["sop_uid"], one["frame"]) for one in step.keys]


def step_shown(found: Replayed, place: str | None) -> tuple[int, Step]:
    """The step a page asks for by its place from 1, with that place; the signature's without one, or for no number."""
    numbers = [one.number for one in found.steps]
    signed = numbers.index(found.signed_step) + 1
    wanted = int(place) if place and place.isascii() and place.isdigit() and len(place) < 6 else signed
    wanted = min(max(wanted, 1), len(numbers))
    return wanted, found.steps[wanted - 1]


def name_place(read: Read) -> str:
    """Name a read for those who may know: subject, visit, reader."""
    return f"{read.task.subject.code}, {read.visit.name}, {read.task.source}"


def blinded_name(read: Read) -> str:
    """The name under which the reader knew it."""
    return f"{rules.name_case(read.task.token)} · {rules.name_time_point(read.time_point)}"


def _entered_at(read: Read) -> str:
    """When the signature was entered, as the ledger writes it."""
    return str(as_json(read.signature.signed_at)) if read.signature else ""
