"""How reading is run: qualify readers, put reading on hold and lift it; each with its reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from centralis.apps.action import Act, action
from centralis.apps.people import queries as people
from centralis.apps.people.models import Person
from centralis.apps.people.roles import Role
from centralis.apps.people.signing import sign as put_signature
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.models import Hold, ReaderQualification
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.pool import adjudicators_anew
from centralis.apps.sites import queries as sites
from centralis.apps.sites.rules import months_after
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject, Trial
from centralis.core.reading.qualification import ReaderRecord
from centralis.core.refusal import Refused

QUALIFICATION_MEANING = "I have seen the evidence and record this reader's qualification as shown"
MOST_CASES = 10_000


def qualification_content(
    trial_id: UUID, person: Person, record: ReaderRecord, conflicts: list[str], evidence: str
) -> dict[str, Any]:
    """Exactly what is signed when a reader's qualification is recorded. `conflicts`: codes of sites, in order."""
    return {
        "reader": person.printed_name,
        "definition": trials.version_for_job(trial_id).version_label,
        "specialty": record.specialty,
        "training": record.training,
        "test_cases": record.test_cases,
        "agreement": None if record.agreement is None else f"{record.agreement:.4f}",
        "valid_until": None if record.valid_until is None else record.valid_until.isoformat(),
        "conflict_sites": sorted(conflicts),
        "evidence": evidence,
        "meaning": QUALIFICATION_MEANING,
    }


@action("reads.qualify_reader", signs=True)
def qualify_reader(
    do: Act, trial: Trial, person: Person, record: ReaderRecord, conflicts: list[str], evidence: str
) -> ReaderQualification:
    """Record and sign what is known of a reader: expertise, training, test cases, sites that stand in the way (IMG-10).

    Where the definition limits how long it holds and no day is given, it holds that long from today (see
    `with_term`). The newest record counts; the earlier ones are kept.
    """
    is_reader = any(one.person_id == person.pk and one.role == Role.READER for one in people.persons_of_trial(trial.pk))
    if not is_reader and person not in adjudicators_anew(trial.pk):
        raise Refused(ReadsRefusal.NOT_A_READER, person=person.printed_name)
    check_record(record)
    codes = {code: site_id for site_id, code in sites.codes_for_job(trial.pk).items()}
    if not set(conflicts) <= set(codes):
        raise Refused(ReadsRefusal.SITE_UNKNOWN)
    content = qualification_content(trial.pk, person, record, conflicts, evidence)
    signature = put_signature(do, trial, content, QUALIFICATION_MEANING)
    do.explain(evidence)
    return do.create(
        ReaderQualification,
        trial=trial,
        person=person,
        definition=trials.version_for_job(trial.pk),
        specialty=record.specialty,
        training=record.training,
        test_cases=record.test_cases,
        agreement=record.agreement,
        conflict_sites=[str(codes[one]) for one in sorted(conflicts)],
        evidence=evidence,
        valid_until=record.valid_until,
        signature=signature,
    )


def with_term(trial_id: UUID, record: ReaderRecord, today: date) -> ReaderRecord:
    """The record with the last day it holds by the definition, where none was given."""
    months = design_of(trial_id).qualified_months
    if record.valid_until is not None or months is None:
        return record
    return replace(record, valid_until=months_after(today, months))


def check_record(record: ReaderRecord) -> None:
    """Refuse numbers that can't be."""
    if not 0 <= record.test_cases <= MOST_CASES:
        expected = f"a whole number from 0 to {MOST_CASES}"
        raise Refused(ReadsRefusal.NUMBER_WRONG, what="Test cases", expected=expected, found=record.test_cases)
    share = record.agreement
    if share is not None and not (share.is_finite() and Decimal(0) <= share <= Decimal(1)):
        raise Refused(ReadsRefusal.NUMBER_WRONG, what="Agreement", expected="a number from 0 to 1", found=str(share))


@action("reads.place_hold")
def place_hold(
    do: Act, trial: Trial, reason: str, reader: Person | None = None, subject: Subject | None = None
) -> Hold:
    """Put reading on hold: all of a trial, one reader's, or one subject's; nothing entered is lost meanwhile."""
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if (reader is not None and subject is not None) or (subject is not None and subject.trial_id != trial.pk):
        raise Refused(ReadsRefusal.HOLD_UNKNOWN)
    standing = Hold.objects.filter(trial=trial, ended_at__isnull=True)
    if standing.filter(reader=reader, subject=subject).exists():
        raise Refused(ReadsRefusal.HOLD_EXISTS)
    do.explain(reason)
    if subject is not None:
        do.narrow(subject.scope())
    return do.create(Hold, trial=trial, reader=reader, subject=subject, reason=reason)


@action("reads.hold_drifting")
def hold_drifting(do: Act, trial: Trial, reader: Person, reason: str, evidence: dict[str, Any]) -> Hold:
    """Put a reader on hold for what the monitoring told, with the numbers; the project manager lifts it."""
    if Hold.objects.filter(trial=trial, reader=reader, subject=None, ended_at__isnull=True).exists():
        raise Refused(ReadsRefusal.HOLD_EXISTS)
    do.explain(reason)
    do.note(reader=reader.printed_name, **evidence)
    return do.create(Hold, trial=trial, reader=reader, reason=reason, evidence=evidence)


@action("reads.lift_hold")
def lift_hold(do: Act, hold: Hold, reason: str) -> Hold:
    """Lift a hold, with the reason: what was held goes on where it stood."""
    if not reason.strip():
        raise Refused(ReadsRefusal.REASON_NEEDED)
    if hold.ended_at is not None:
        raise Refused(ReadsRefusal.HOLD_ENDED)
    do.explain(reason)
    do.change(hold, ended_at=do.at, end_reason=reason)
    return hold
