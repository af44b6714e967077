"""THE DOOR: the one way to change state.

    @action("qc.decide")
    def decide(do: Act, exam: ExamVersion, outcome: QcOutcome) -> QcDecision:
        rules.check_decision(exam.facts(), outcome)           # pure; raises Refused
        do.change(exam, state=rules.next_state(outcome))
        return do.create(QcDecision, exam=exam, outcome=outcome)

    decision = decide(caller, exam, QcOutcome.ACCEPT)

An act is about its first argument: a `Recorded` row or a `Scope` says which trial's chain the entry goes to, which site
a site-bound role must match, and which subject's timeline it belongs to. The wrapper asks the authority for the
permission (deny by default) and the gates, verifies the signer's secret when a signature is asked for, opens the
transaction, runs the function, appends one entry, commits, and then starts the follow-up work. A `Refused` rolls
everything back and is itself entered, in a transaction of its own.
"""

import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction

from centralis.apps.ledger.append import Appended, Draft, append
from centralis.apps.ledger.checkpoints import CheckpointFault, publish
from centralis.apps.ledger.recorded import SYSTEM, Recorded, Scope, amend, insert
from centralis.core.refusal import RefusalCode, Refused

P = ParamSpec("P")
R = TypeVar("R")
RowT = TypeVar("RowT", bound=Recorded)
log = logging.getLogger(__name__)


class DoorRefusal(RefusalCode):
    NOT_PERMITTED = "You have no role that may do this here. Ask the trial's project manager if you should."
    STALE = "Somebody changed this meanwhile. Nothing of yours was saved: load the page again and look at the change."
    SIGNATURE_NEEDED = "This needs your signature: confirm what is shown with your password."


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt came from: web, api, cli, job or gateway, and the address."""

    via: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """What a person handed over to sign: the digest of the content that was shown, and the secret (never stored)."""

    shown_digest: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody at the door. `person_id` is None for the system's own jobs. A machine's key narrows its caller to one
    `role` and to the trial and site it is `bound` to. Authority is asked afresh for each act. `seen_by` is who really
    looks where a page is made for somebody else's eyes: no act passes then, and what is entered names who looks."""

    person_id: UUID | None
    name: str
    origin: Origin
    role: str | None = None
    signature: SignatureRequest | None = None
    bound: Scope | None = None
    seen_by: "Caller | None" = None

    @classmethod
    def system(cls, job: str) -> "Caller":
        """The system acting by itself: a job, never a way round a person's permission."""
        return cls(None, job, Origin("job"), role="system")

    def signing(self, request: SignatureRequest) -> "Caller":
        return replace(self, signature=request)

    def described(self, role: str) -> dict[str, str]:
        if self.seen_by is not None:
            return self.seen_by.described(self.seen_by.role or role)
        return {"id": str(self.person_id) if self.person_id else f"system:{self.name}", "name": self.name, "role": role}


class Authority(Protocol):
    """Who may do what; `people` installs it at start-up, so that its own changes pass the door too."""

    def role_for(self, caller: Caller, permission: str, scope: Scope) -> str | None:
        """Return the role under which the caller may act, or None."""

    def verify_secret(self, caller: Caller, request: SignatureRequest) -> None:
        """Re-authenticate the signer before the transaction; raise Refused (and count the failure) when it fails."""


Gate = Callable[[Caller, Scope], None]
"""A condition beyond permission (training, qualification, a data lock); raises Refused."""


class _House:
    """What upper floors install here at start-up."""

    def __init__(self) -> None:
        self.authority: Authority | None = None
        self.gates: dict[str, list[Gate]] = {}
        self.reactions: Mapping[str, tuple[Callable[[Done], None], ...]] = {}
        self.actions: dict[str, Callable[..., Any]] = {}
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)


house = _House()


@dataclass(frozen=True, slots=True)
class Done:
    """What reactions are told of a committed act."""

    action: str
    scope: Scope
    object_id: UUID | None
    result: object


class Act:
    """One act in progress: who, in which role, when, why, from where; and the only hands that write."""

    def __init__(self, caller: Caller, role: str, scope: Scope, at: datetime) -> None:
        self.caller = caller
        self.role = role
        self.scope = scope
        self.at = at
        self.reason = ""
        self.about: Recorded | None = None
        self.changes: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {}

    def create(self, model: type[RowT], /, **values: Any) -> RowT:
        """Insert a row."""
        row = model(**values)
        self.changes.append(insert(row, self.at))
        return row

    def change(self, row: Recorded, /, **values: Any) -> None:
        """Change a row as it was read; refuse when somebody changed it meanwhile."""
        change = amend(row, values, self.at)
        if change is None:
            raise Refused(DoorRefusal.STALE)
        self.changes.append(change)

    def supersede(self, old: RowT, mark: Mapping[str, Any], **values: Any) -> RowT:
        """Create a row that replaces `old` (its fields, with `values` put over them) and mark the old one."""
        fields = {
            item.attname: getattr(old, item.attname)
            for item in old._meta.concrete_fields
            if item.name not in ("id", "revision", "created_at", "changed_at")
        }
        self.change(old, **mark)
        return self.create(type(old), **{**fields, **values})

    def explain(self, reason: str) -> None:
        """Say why, in the person's words."""
        self.reason = reason

    def note(self, **facts: Any) -> None:
        """Add facts (JSON values) to the entry that no column holds."""
        self.facts.update(facts)

    def name(self, row: Recorded) -> None:
        """Say which row the act turned out to be about, where the first argument was only a scope."""
        self.about = row

    def narrow(self, scope: Scope) -> None:
        """Say which subject the act turned out to be about; the chain can't change."""
        if scope.chain != self.scope.chain:
            raise ValueError("an act stays in the chain it was permitted for")
        self.scope = scope


def action(
    name: str, *, signs: bool = False
) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Caller, P], R]]:
    """Make a function an action. `signs` demands a signature request on the caller, verified before the transaction."""

    def decorate(function: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Caller, P], R]:
        @functools.wraps(function)
        def pass_door(caller: Caller, *args: P.args, **kwargs: P.kwargs) -> R:
            about = args[0] if args else next(iter(kwargs.values()), None)
            return _pass(name, caller, about, signs, lambda do: function(do, *args, **kwargs))

        if name in house.actions:
            raise ValueError(f"two actions are named {name}")
        house.actions[name] = pass_door
        # the name of its first parameter is not promised
        return pass_door  # type: ignore[return-value]

    return decorate


def _pass(name: str, caller: Caller, about: object, signs: bool, run: Callable[[Act], R]) -> R:
    if connection.in_atomic_block and getattr(connection, "door_open", False):
        raise RuntimeError(f"{name} was called inside another action: share a plain function that takes `do`")
    scope = about.scope() if isinstance(about, Recorded) else about if isinstance(about, Scope) else SYSTEM
    role: str | None = None
    try:
        role = _ask(name, caller, scope, signs)
        do = Act(caller, role, scope, house.now())
        do.about = about if isinstance(about, Recorded) else None
        with transaction.atomic(durable=not _in_test_transaction()):
            connection.door_open = True  # type: ignore[attr-defined]
            try:
                result = run(do)
                append(_draft(name, do, "done", result))
            finally:
                connection.door_open = False  # type: ignore[attr-defined]
    except Refused as refused:
        enter_refusal(name, caller, role, scope, about, refused)
        raise
    if signs:
        _publish(name, do.scope.chain)
    _react(name, do, result)
    return result


def _in_test_transaction() -> bool:
    """Django's TestCase wraps each test in a transaction, marked as such; anywhere else an act must be outermost."""
    return any(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def _ask(name: str, caller: Caller, scope: Scope, signs: bool) -> str:
    if house.authority is None:
        raise RuntimeError("no authority was installed: `people` must start before the first act")
    if caller.seen_by is not None:
        raise Refused(DoorRefusal.NOT_PERMITTED)
    role = house.authority.role_for(caller, name, scope)
    if role is None:
        raise Refused(DoorRefusal.NOT_PERMITTED)
    for gate in house.gates.get(name, ()):
        gate(caller, scope)
    if signs:
        if caller.signature is None:
            raise Refused(DoorRefusal.SIGNATURE_NEEDED)
        house.authority.verify_secret(caller, caller.signature)
    return role


def _draft(name: str, do: Act, outcome: str, result: object) -> Draft:
    row = do.about or (result if isinstance(result, Recorded) else None)
    return Draft(
        scope=do.scope,
        at=do.at,
        action=name,
        outcome=outcome,
        actor=do.caller.described(do.role),
        origin={"via": do.caller.origin.via, "address": do.caller.origin.address},
        object=_described(row),
        reason=do.reason,
        changes=do.changes,
        facts=do.facts,
    )


def _described(row: object) -> dict[str, str]:
    if not isinstance(row, Recorded):
        return {}
    return {"type": row._meta.label_lower, "id": str(row.pk), "label": row.label()}


def enter_refusal(name: str, caller: Caller, role: str | None, scope: Scope, about: object, refused: Refused) -> None:
    """Enter a refused attempt; used by the wrapper, and by the routes for a page that was not to be had."""
    do = Act(caller, role or "none", scope, house.now())
    do.about = about if isinstance(about, Recorded) else None
    do.note(code=refused.code, sentence=refused.sentence, **refused.facts)
    with transaction.atomic():
        append(_draft(name, do, "refused", None))


def enter_access(name: str, caller: Caller, role: str, about: Recorded | Scope, **facts: Any) -> Appended:
    """Enter that somebody opened, downloaded or exported something; changes nothing else."""
    do = Act(caller, role, about.scope() if isinstance(about, Recorded) else about, house.now())
    do.about = about if isinstance(about, Recorded) else None
    do.note(**facts)
    with transaction.atomic():
        return append(_draft(name, do, "viewed", None))


def at_revision(row: RowT, shown: str | int | None) -> RowT:
    """Make a row count as it was shown in a form: the door then refuses to change it when it has changed since."""
    text = str(shown or "")
    row.revision = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return row


def _publish(name: str, chain: str) -> None:
    """Write a checkpoint of a signed act outside the database. The act is committed: a failure is logged, and the next
    minute's checkpoint covers it."""
    if _in_test_transaction():
        return
    try:
        publish(chain)
    except (OSError, ValueError, CheckpointFault):
        log.exception("no checkpoint could be written after %s", name)


def _react(name: str, do: Act, result: object) -> None:
    """Start what follows. The act is committed: a failing reaction is logged, and the reconciler finds its work."""
    done = Done(name, do.scope, do.about.pk if do.about else None, result)
    for reaction in house.reactions.get(name, ()):
        try:
            reaction(done)
        except Exception:
            log.exception("a reaction to %s failed; the reconciler will take it up", name)
