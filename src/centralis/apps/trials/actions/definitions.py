"""A trial's definition from draft to active: drafted, submitted, signed by two persons, activated; or returned."""

from centralis.apps.action import Act, action
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people import signing
from centralis.apps.people.actions import give_role
from centralis.apps.people.models import Person, Signature
from centralis.apps.people.roles import Role
from centralis.apps.trials import queries, rules, scheduling
from centralis.apps.trials.definition.load import load_definition
from centralis.apps.trials.models import Definition, DefinitionState, Trial
from centralis.apps.trials.refusals import TrialsRefusal
from centralis.core.ledger.canonical import digest_hex
from centralis.core.refusal import Refused

_OPEN = (DefinitionState.DRAFT, DefinitionState.RETURNED)
_ON_ITS_WAY = (DefinitionState.IN_APPROVAL, DefinitionState.APPROVED)


@action("trials.create")
def create(
    do: Act,
    scope: Scope,
    document: str,
    project_manager: Person,
    *,
    protocol: str = "",
    title: str = "",
    sponsor: str = "",
    is_demonstration: bool = False,
) -> Trial:
    """Make a trial from its document: the first draft of its definition, and its first project manager.

    Protocol, title and sponsor are the document's own where they are not given.
    """
    loaded = load_definition(document)
    rules.check_document(loaded.problems)
    assert loaded.definition is not None  # noqa: S101 - without problems there is a definition
    header = loaded.definition.trial
    protocol = protocol or header.protocol
    if Trial.objects.filter(protocol__iexact=protocol).exists():
        raise Refused(TrialsRefusal.PROTOCOL_TAKEN, protocol=protocol)
    rules.check_version(loaded.definition, protocol, None, ())
    trial = do.create(
        Trial,
        protocol=protocol,
        title=title or header.title,
        sponsor=sponsor or header.sponsor,
        is_demonstration=is_demonstration,
    )
    _new_version(do, trial, document, loaded.definition.version, "first version", None)
    give_role(do, Scope(trial.pk), project_manager, Role.PROJECT_MANAGER)
    do.name(trial)
    return trial


@action("trials.draft_definition")
def draft_definition(do: Act, trial: Trial, document: str, reason: str) -> Definition:
    """Put a new version of the document forward; an open draft (or a returned version) is replaced by it."""
    do.explain(reason)
    loaded = load_definition(document)
    rules.check_document(loaded.problems)
    assert loaded.definition is not None  # noqa: S101 - without problems there is a definition
    if not reason.strip():
        raise Refused(TrialsRefusal.REASON_MISSING)
    versions = list(Definition.objects.filter(trial=trial))
    on_its_way = next((row for row in versions if row.state in _ON_ITS_WAY), None)
    if on_its_way is not None:
        raise Refused(TrialsRefusal.IN_THE_WAY, version=on_its_way.version_label, state=on_its_way.state)
    draft: Definition | None = next((row for row in versions if row.state in _OPEN), None)
    active = next((row for row in versions if row.state == DefinitionState.ACTIVE), None)
    taken = [row.version_label for row in versions if row is not draft]
    rules.check_version(loaded.definition, trial.protocol, active.version_label if active else None, taken)
    if draft is None:
        return _new_version(do, trial, document, loaded.definition.version, reason, active)
    do.change(
        draft,
        version_label=loaded.definition.version,
        amends=active,
        document=document,
        document_digest=digest_hex(document.encode()),
        change_reason=reason,
        state=DefinitionState.DRAFT,
    )
    do.name(draft)
    return draft


@action("trials.submit_definition")
def submit_definition(do: Act, definition: Definition) -> Definition:
    """Lay a draft before its approvers; from here its text does not change."""
    if definition.state != DefinitionState.DRAFT:
        raise Refused(TrialsRefusal.NOT_A_DRAFT, version=definition.version_label, state=definition.state)
    do.change(definition, state=DefinitionState.IN_APPROVAL)
    return definition


@action("trials.approve_definition", signs=True)
def approve_definition(do: Act, definition: Definition) -> Definition:
    """Sign a version. The second signature, by another person, approves it (FDA 2018, charter approval)."""
    if definition.state != DefinitionState.IN_APPROVAL:
        raise Refused(TrialsRefusal.NOT_IN_APPROVAL, version=definition.version_label, state=definition.state)
    signed = queries.signatures_of(definition)
    if any(signature.person_id == do.caller.person_id for signature in signed):
        raise Refused(TrialsRefusal.SIGNED_ALREADY, version=definition.version_label)
    signing.sign(do, definition, queries.approval_content(definition), rules.APPROVAL_MEANING)
    complete = len(signed) + 1 >= rules.SIGNATURES_NEEDED
    # The state is written even when it stays: two signatures at the same moment then can't both be the first.
    do.change(definition, state=DefinitionState.APPROVED if complete else DefinitionState.IN_APPROVAL)
    return definition


@action("trials.return_definition")
def return_definition(do: Act, definition: Definition, reason: str) -> Definition:
    """Send a version back to its author; signatures given so far become void."""
    if definition.state not in _ON_ITS_WAY:
        raise Refused(TrialsRefusal.NOT_RETURNABLE, version=definition.version_label, state=definition.state)
    if not reason.strip():
        raise Refused(TrialsRefusal.REASON_MISSING)
    do.explain(reason)
    for signature in queries.signatures_of(definition):
        signing.void(do, signature, f"returned: {reason}")
    do.change(definition, state=DefinitionState.RETURNED)
    return definition


@action("trials.activate_definition")
def activate_definition(do: Act, definition: Definition) -> Definition:
    """Put an approved version in force: the one before is superseded, expected visits are dated anew.

    The entry keeps what changed against the version before, and whom and what that touches.
    """
    if definition.state != DefinitionState.APPROVED or not _twice_signed(definition):
        raise Refused(TrialsRefusal.NOT_APPROVED, version=definition.version_label, state=definition.state)
    before = Definition.objects.filter(trial_id=definition.trial_id, state=DefinitionState.ACTIVE).first()
    changes, impacts = queries.weigh(definition, before)
    if before is not None:
        do.change(before, state=DefinitionState.SUPERSEDED)
    do.change(definition, state=DefinitionState.ACTIVE, activated_at=do.at)
    redated = scheduling.redate_all(do, definition)
    do.note(
        supersedes=before.version_label if before else None,
        changes=[change.as_json() for change in changes],
        impact=[one.as_json() for one in impacts],
        visits_redated=redated,
    )
    return definition


def _new_version(
    do: Act, trial: Trial, document: str, version: str, reason: str, amends: Definition | None
) -> Definition:
    return do.create(
        Definition,
        trial=trial,
        version_label=version,
        amends=amends,
        document=document,
        document_digest=digest_hex(document.encode()),
        change_reason=reason,
    )


def _twice_signed(definition: Definition) -> bool:
    """Whether two persons' signatures still fit the document as it is stored."""
    content = queries.approval_content(definition)
    signed: list[Signature] = queries.signatures_of(definition)
    return len({one.person_id for one in signed if signing.is_bound(one, content)}) >= rules.SIGNATURES_NEEDED
