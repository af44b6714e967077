"""A reader's certificate: what was signed of the qualification that counts, as a PDF to be filed or handed out.

It exists while the reader meets what the definition in force demands, so that nobody shows one that holds no more
(ICH E6(R3) 2.3, qualification of those who perform tasks; FDA, Clinical Trial Imaging Endpoint Process Standards, 2018,
on readers). Its rows are those that the project manager saw when signing, each demand beside what was shown for it.
"""

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import typst

from centralis.apps.action import Caller, enter_access, house
from centralis.apps.ledger.report import shown_time
from centralis.apps.people.models import Signature
from centralis.apps.people.queries import trials_of
from centralis.apps.people.roles import Role
from centralis.apps.reads.models import ReaderQualification
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running.pool import adjudicators_anew, demand_of, gaps_today, reader_pool
from centralis.apps.trials import queries as trials
from centralis.core.ledger.canonical import utc_text
from centralis.core.reading.qualification import ReaderDemand
from centralis.core.refusal import Refused

PAGE = "reads.certificate_page"
TEMPLATE = Path(__file__).with_name("certificate.typ")


def certificate(caller: Caller, role: str, trial_id: UUID, person_id: UUID) -> bytes:
    """The PDF of a reader's certificate; that it was taken out is entered with its SHA-256.

    Raises ReaderQualification.DoesNotExist where nothing is on record, for who left the trial, and where the caller may
    not see it; refuses while the record does not meet the definition in force.
    """
    readers = {one.pk for one in (*reader_pool(trial_id), *adjudicators_anew(trial_id))}
    if trial_id not in trials_of(caller, PAGE) or person_id not in readers:
        raise ReaderQualification.DoesNotExist
    rows = ReaderQualification.objects.filter(trial_id=trial_id, person_id=person_id)
    row = rows.select_related("trial", "person", "definition", "signature").order_by("created_at").last()
    if row is None:
        raise ReaderQualification.DoesNotExist
    now = house.now()
    gaps = gaps_today(trial_id, person_id, now.date())
    if gaps:
        raise Refused(ReadsRefusal.NO_CERTIFICATE, why="; ".join(gaps))
    in_force = trials.version_for_job(trial_id)
    told = content(row, demand_of(trials.parsed(in_force).reading), in_force.version_label)
    told |= {"printed_by": caller.name, "printed_at": shown_time(utc_text(now))}
    pdf = bytes(typst.compile(TEMPLATE.read_bytes(), sys_inputs={"certificate": json.dumps(told)}))
    digest = hashlib.sha256(pdf).hexdigest()
    enter_access(PAGE, caller, role, row, what="certificate", reader=row.person.printed_name, pdf_sha256=digest)
    return pdf


def content(row: ReaderQualification, demand: ReaderDemand, in_force: str) -> dict[str, Any]:
    """What a certificate says, but for who printed it when. `in_force`: the label of the definition in force now."""
    signature: Signature = row.signature
    version = row.definition.version_label
    until = "as long as the definition's demands stay as they are"
    return {
        "title": "Certificate of reader qualification",
        "trial": f"{row.trial.protocol} · {row.trial.title}",
        "reader": row.person.printed_name,
        "sentence": f"is qualified to read images of trial {row.trial.protocol} by its definition {in_force}.",
        "rows": [
            ["Recorded under definition", version],
            ["Specialty", _beside(row.specialty, demand.specialty)],
            ["Training", _beside(row.training, demand.training)],
            ["Test cases read", _beside(str(row.test_cases), str(demand.test_cases or ""), "at least ")],
            ["Agreement with the reference", _beside(_share(row.agreement), _share(demand.agreement_min), "at least ")],
            ["Evidence seen", row.evidence or "–"],
            ["Valid from", f"{signature.signed_at:%Y-%m-%d}"],
            ["Valid until", until if row.valid_until is None else f"{row.valid_until:%Y-%m-%d}"],
        ],
        "signed_by": signature.printed_name,
        "signed_as": str(Role(signature.role).label),
        "signed_at": f"{shown_time(utc_text(signature.signed_at))} UTC",
        "meaning": signature.meaning,
        "digest": signature.content_digest,
    }


def _beside(found: str, asked: str, least: str = "") -> str:
    """What is on record, and what the definition asks for where it asks for anything."""
    return f"{found or '–'} (asked: {least}{asked})" if asked else found or "–"


def _share(value: Decimal | None) -> str:
    return f"{value.normalize():f}" if value else ""
