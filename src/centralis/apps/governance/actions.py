"""What is recorded of governance: ethics approvals of sites, and subjects' consent with its withdrawal."""

from collections.abc import Sequence
from datetime import date

from centralis.apps.action import Act, action
from centralis.apps.governance import rules
from centralis.apps.governance.models import Consent, EthicsApproval
from centralis.apps.governance.refusals import GovernanceRefusal
from centralis.apps.ledger.recorded import Scope
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Subject
from centralis.core.refusal import Refused


@action("governance.record_approval")
def record_approval(
    do: Act, scope: Scope, committee: str, reference: str, approved_on: date, expires_on: date | None = None
) -> EthicsApproval:
    """Record a committee's approval for the scope's site: its number, its day, and until when it holds."""
    if scope.trial_id is None or scope.site_id is None:
        raise Refused(GovernanceRefusal.SITE_MISSING)
    rules.check_approval(approved_on, expires_on, do.at.date())
    known = EthicsApproval.objects.filter(trial_id=scope.trial_id, site_id=scope.site_id, reference=reference)
    if known.filter(approved_on=approved_on).exists():
        raise Refused(GovernanceRefusal.APPROVAL_KNOWN, reference=reference)
    return do.create(
        EthicsApproval,
        trial_id=scope.trial_id,
        site_id=scope.site_id,
        committee=committee,
        reference=reference,
        approved_on=approved_on,
        expires_on=expires_on,
    )


@action("governance.record_consent")
def record_consent(
    do: Act, subject: Subject, form_version: str, language: str, scopes: Sequence[str], signed_on: date
) -> Consent:
    """Record what a subject consents to, on which form; only what the definition asks for can be named."""
    known = trials.definition_for_job(subject.trial_id).governance.consent_scopes
    rules.check_consent(scopes, known, signed_on, do.at.date())
    if Consent.objects.filter(subject=subject, form_version=form_version, withdrawn_on__isnull=True).exists():
        raise Refused(GovernanceRefusal.CONSENT_OPEN)
    return do.create(
        Consent,
        subject=subject,
        form_version=form_version,
        language=language,
        scopes=[scope for scope in known if scope in scopes],
        signed_on=signed_on,
    )


@action("governance.withdraw_consent")
def withdraw_consent(do: Act, consent: Consent, withdrawn_on: date, reason: str) -> Consent:
    """Record that a subject took a consent back. What was given before stays known."""
    rules.check_withdrawal(consent.signed_on, consent.withdrawn_on, withdrawn_on, do.at.date())
    if not reason.strip():
        raise Refused(GovernanceRefusal.REASON_MISSING)
    do.explain(reason)
    do.change(consent, withdrawn_on=withdrawn_on)
    return consent
