"""Consensus: where two reads differ, both readers vote for one of them and sign, until they agree.

A consensus is asked for when nothing of the case is to come any more: readers who met would not be blind to each other
afterwards. What a reader sees of it stands under a token of that reader's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from centralis.apps.action import Act, Caller, DoorRefusal, action
from centralis.apps.people.queries import trials_of
from centralis.apps.people.signing import sign as put_signature
from centralis.apps.reads import comparing, rules, signing
from centralis.apps.reads.adjudicator_queries import AdjudicatorCase, case_of
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import Adjudication, AdjudicationState, ConsensusVote, ReadingTask
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.assigning import hold_row
from centralis.core.reading.tokens import derive_token, is_token_of
from centralis.core.refusal import Refused

PAGE = "reads.case_page"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A consensus as one of its readers sees it: both reads, which is one's own, and the votes so far."""

    row: Adjudication
    token: str
    name: str
    own_task: ReadingTask
    own_letter: str
    case: AdjudicatorCase
    mine: ConsensusVote | None
    theirs: ConsensusVote | None

    @property
    def is_due(self) -> bool:
        return bool(self.row.state == AdjudicationState.DUE)


def content_of(row: Adjudication, token: str, choice: str, reason: str) -> dict[str, Any]:
    """Exactly what a reader signs of a consensus."""
    return rules.adjudication_content(rules.name_case(token), row.basis, choice, reason, rules.CONSENSUS_MEANING)


@action("reads.agree", signs=True)
def agree(do: Act, adjudication: Adjudication, choice: str, reason: str) -> Adjudication:
    """Vote for one of the two reads, say why, and sign; when both readers' newest votes are the same, it is settled."""
    hold_row(Adjudication, adjudication.pk)
    adjudication.refresh_from_db()
    if adjudication.by != rules.CONSENSUS:
        raise Refused(ReadsRefusal.NOT_BY_CONSENSUS)
    task = _own_side(adjudication, do.caller)
    if task is None:
        raise Refused(DoorRefusal.NOT_PERMITTED)
    if adjudication.state != AdjudicationState.DUE:
        raise Refused(ReadsRefusal.ADJUDICATION_NOT_DUE)
    if choice not in ("A", "B"):
        raise Refused(ReadsRefusal.CHOICE_UNKNOWN)
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    found = comparing.compare(adjudication.subject)
    if found is None or found.basis != adjudication.basis:
        raise Refused(DoorRefusal.STALE)
    do.explain(reason)
    content = content_of(adjudication, token_of(adjudication, do.caller), choice, reason)
    signature = put_signature(do, adjudication, content, rules.CONSENSUS_MEANING)
    other = next((one for task_id, one in votes_of(adjudication).items() if task_id != task.pk), None)
    do.create(ConsensusVote, adjudication=adjudication, task=task, choice=choice, reason=reason, signature=signature)
    if other is not None and other.choice == choice:
        told = f"{other.reason} / {reason}"
        do.change(
            adjudication, state=AdjudicationState.DONE, state_since=do.at, choice=choice, reason=told,
            software=signing.SOFTWARE, signature=signature,
        )  # fmt: skip
    return adjudication


def votes_of(row: Adjudication) -> Mapping[Any, ConsensusVote]:
    """The vote that counts of each reader, by case."""
    return {vote.task_id: vote for vote in row.votes.select_related("signature").order_by("created_at")}


def token_of(row: Adjudication, caller: Caller) -> str:
    """The address of a consensus for one of its readers, which the other can't use."""
    return token_for(row, caller.person_id)


def token_for(row: Adjudication, reader_id: UUID | None) -> str:
    """The address of a consensus for one of its readers."""
    return derive_token(token_key(), str(reader_id), f"consensus {row.pk}")


def waiting(caller: Caller) -> tuple[tuple[str, str], ...]:
    """Name and token of each consensus in which the caller's vote is asked for now, in an order that says nothing."""
    found = []
    for row in _mine(caller).filter(state=AdjudicationState.DUE):
        task, votes = _own_side(row, caller), votes_of(row)
        mine = votes.get(task.pk) if task else None
        theirs = next((one for task_id, one in votes.items() if task is None or task_id != task.pk), None)
        if mine is None or (theirs is not None and theirs.created_at > mine.created_at):
            token = token_of(row, caller)
            found.append((rules.name_case(token), token))
    return tuple(sorted(found))


def meeting(caller: Caller, token: str) -> Meeting:
    """A consensus of the caller's own. Raises Adjudication.DoesNotExist for any other."""
    for row in _mine(caller).exclude(state=AdjudicationState.VOID):
        if is_token_of(token, token_key(), str(caller.person_id), f"consensus {row.pk}"):
            break
    else:
        raise Adjudication.DoesNotExist
    task = _own_side(row, caller)
    if task is None:
        raise Adjudication.DoesNotExist
    votes = votes_of(row)
    theirs = next((one for task_id, one in votes.items() if task_id != task.pk), None)
    letter = "A" if task.pk == row.side_a_task_id else "B"
    name = rules.name_case(token)
    return Meeting(row, token, name, task, letter, case_of(row), votes.get(task.pk), theirs)


def _mine(caller: Caller) -> Any:
    rows = Adjudication.objects.filter(trial_id__in=trials_of(caller, PAGE), by=rules.CONSENSUS)
    return rows.select_related("subject", "side_a_task__subject", "side_b_task__subject", "definition")


def _own_side(row: Adjudication, caller: Caller) -> ReadingTask | None:
    sides = (row.side_a_task, row.side_b_task)
    return next((one for one in sides if one.reader_id == caller.person_id and one.ended_at is None), None)
