"""Gather what a subject's outcomes are derived from: signed reads, the adjudication, the trial's rule.

Shared by actions and queries; nothing here decides who may see what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from centralis import __version__
from centralis.apps.outcomes import rules
from centralis.apps.outcomes.facts import CaseFacts, Derived, Rule, Side, SignedRead, Stated, Verdict
from centralis.apps.outcomes.meaning import Meaning, meaning_of
from centralis.apps.outcomes.models import Outcome
from centralis.apps.reads import cases, comparing
from centralis.apps.reads.models import Adjudication, AdjudicationState, Read, ReadState, TaskPurpose
from centralis.apps.reads.rules import CONSENSUS, OWN_READ
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition, Subject
from centralis.core.catalogue import find_criterion
from centralis.core.criteria.criterion import Criterion
from centralis.core.ledger.canonical import as_json, content_digest, utc_text

#: as many places as the column keeps, so that what is stored compares as equal
PLACES = Decimal("0.0001")
#: the columns of an outcome that say what was derived; a difference in one of them is a new outcome
DERIVED = (
    "time_points", "headline", "headline_on", "headline_sentence", "best_change_percent",
    "progression_date", "progression_sentence", "explanation", "missing", "basis",
)  # fmt: skip


def rule_of(definition: Definition) -> Rule:
    """The trial's choices for outcomes, with the names and versions that the basis keeps."""
    parsed = trials.parsed(definition)
    design = parsed.reading
    criterion = find_criterion(design.criterion)
    reading = criterion.open_reading(dict(design.parameters))
    named = {
        "criterion": {"name": criterion.name, "edition": criterion.edition, "kind": criterion.kind},
        "parameters": _parameters(criterion, design.parameters),
        "definition": {"version": definition.version_label, "document_sha256": definition.document_digest},
        "software": f"Centralis {__version__}",
    }
    return Rule(reading, meaning_of(criterion, reading), design.readers, design.triggers, named)


def meaning_in_force(trial_id: UUID) -> Meaning:
    """What the outcomes of a trial are made of, by the definition in force."""
    return rule_of(trials.version_for_job(trial_id)).meaning


def _parameters(criterion: Criterion, given: Mapping[str, object]) -> dict[str, Any]:
    """Every parameter that the result rests on: the published defaults and the trial's choices over them."""
    defaults = as_json(asdict(criterion.parameters())) if criterion.parameters is not None else {}
    return {**defaults, **as_json(dict(given))}


def derive(subject: Subject) -> tuple[Derived, ...]:
    """Derive a subject's outcomes from the reads as they stand now."""
    definition = trials.version_for_job(subject.trial_id)
    return rules.derive_outcomes(facts_of(subject), rule_of(definition))


def facts_of(subject: Subject) -> CaseFacts:
    """A subject's case: signed reads by reader, time points that wait, the adjudication that counts."""
    gathered = cases.gather_all(comparing.tasks_of(subject.pk))
    sides = tuple(_side(case) for case in gathered)
    dates = [read.on for side in sides for read in side.reads]
    reference: date | None = subject.anchor_date or min(dates, default=None)
    return CaseFacts(reference, sides, _verdict(comparing.standing(subject.pk), sides))


def _side(case: cases.Case) -> Side:
    signed: list[SignedRead] = []
    unsigned: list[str] = []
    for place in case.places:
        read = place.read
        if read is not None and read.state == ReadState.LOCKED and read.signature is not None:
            signed.append(signed_read(read))
        elif read is not None:
            unsigned.append(read.visit.name)
        elif place.version is not None:
            unsigned.append(place.version.exam.visit.name)
    number = 0 if case.task.purpose == TaskPurpose.ANEW else case.task.reader_number
    if case.needs_global and case.stated is None and not unsigned:
        unsigned.append("the whole case")
    return Side(number, tuple(signed), tuple(unsigned), _stated(case))


def _stated(case: cases.Case) -> Stated | None:
    row = case.stated
    if row is None:
        return None
    on = comparing.stated_date(case, row)
    return Stated(str(row.pk), row.signature.content_digest, row.best_overall_response, on, row.reason)


def signed_read(read: Read) -> SignedRead:
    """A locked read as the rules take it."""
    signature = read.signature
    if signature is None:
        raise ValueError("only a signed read is evidence")
    return SignedRead(
        id=str(read.pk),
        digest=signature.content_digest,
        visit=read.visit.code,
        name=read.visit.name,
        on=read.exam_date,
        entries=dict(read.content),
        assessment=dict(read.assessment),
        signed_by=f"{signature.printed_name}, {signature.role}",
        signed_at=utc_text(signature.signed_at),
        meaning=signature.meaning,
    )


def _verdict(row: Adjudication | None, sides: Sequence[Side]) -> Verdict | None:
    """The adjudication that counts. One that was decided on other reads than those signed now decides nothing."""
    if row is None:
        return None
    compared = {digest for side in ("A", "B") for digest in row.basis.get(side, ())}
    now = {read.digest for side in sides for read in side.reads}
    now |= {side.stated.digest for side in sides if side.stated is not None}
    if row.state != AdjudicationState.DONE or row.signature is None or compared != now:
        return Verdict(str(row.pk), None)
    if row.choice == OWN_READ and row.anew_task is not None:
        own = _side(cases.gather(row.anew_task))
        return Verdict(str(row.pk), None, row.signature.content_digest, row.reason, anew=own)
    task = row.side_a_task if row.choice == "A" else row.side_b_task
    return Verdict(str(row.pk), task.reader_number, row.signature.content_digest, row.reason, row.by == CONSENSUS)


def columns(derived: Derived) -> dict[str, Any]:
    """A derived outcome as the columns of its row."""
    values = {name: getattr(derived, name) for name in DERIVED}
    for name in ("time_points", "missing", "basis"):
        values[name] = as_json(values[name])
    if derived.best_change_percent is not None:
        values["best_change_percent"] = derived.best_change_percent.quantize(PLACES)
    return values


def current(subject_ids: Sequence[UUID]) -> list[Outcome]:
    """The outcomes in force of some subjects, by subject and source (central first)."""
    rows = Outcome.objects.filter(subject_id__in=subject_ids, is_current=True).select_related("subject", "trial")
    return list(rows.order_by("subject__code", "source"))


def differs(row: Outcome | None, values: dict[str, Any]) -> bool:
    """Whether a derivation says anything else than the row in force."""
    return row is None or any(as_json(getattr(row, name)) != as_json(values[name]) for name in DERIVED)


def is_stale(subject: Subject) -> bool:
    """Whether a subject's outcomes in force are not what its reads give now."""
    found = {derived.source: columns(derived) for derived in derive(subject)}
    rows = {row.source: row for row in current([subject.pk])}
    return set(rows) - set(found) != set() or any(differs(rows.get(name), values) for name, values in found.items())


def subjects_read(trial_id: UUID) -> list[Subject]:
    """The subjects of a trial of whom a read was ever begun, by code."""
    ids = Read.objects.filter(task__trial_id=trial_id).values("task__subject_id")
    return list(Subject.objects.filter(pk__in=ids).select_related("trial").order_by("code"))


def digest_of(row: Outcome) -> str:
    """The digest over what an outcome says, for the list of what a data lock holds."""
    return content_digest({"source": row.source, **{name: as_json(getattr(row, name)) for name in DERIVED}})
