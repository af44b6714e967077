"""Which approvals let a site's exams in, what a consent covers, and where images may go. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from centralis.apps.governance.refusals import GovernanceRefusal
from centralis.apps.trials.definition.model import Location
from centralis.core.refusal import Refused


class Approval(Protocol):
    """What the rules look at in an ethics approval."""

    @property
    def approved_on(self) -> date: ...

    @property
    def expires_on(self) -> date | None: ...


#: Countries inside the EEA (EU 27, Iceland, Liechtenstein, Norway), ISO 3166-1 alpha-2.
EEA = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()  # noqa: SIM905
)
#: Countries with an adequacy decision of the European Commission (GDPR article 45) that covers every recipient.
ADEQUATE = frozenset("AD AR FO GG IL IM JP JE NZ KR CH GB UY".split())  # noqa: SIM905


def holds_on(approval: Approval, on_date: date) -> bool:
    """Whether one approval holds on a day; both ends count."""
    return approval.approved_on <= on_date and (approval.expires_on is None or on_date <= approval.expires_on)


def intake_allowed(approvals: Iterable[Approval], on_date: date) -> bool:
    """Whether exams of a site may come in: an ethics approval holds on that day (NDCT 2019, chapter III)."""
    return any(holds_on(approval, on_date) for approval in approvals)


def why_not_allowed(approvals: Sequence[Approval], on_date: date, ethics: str = "required_per_site") -> str:
    """Say why intake stops on a day, or nothing when it may go on.

    `ethics` is the definition's word: required_per_site, central (one approval for all sites) or not_required.
    """
    if ethics == "not_required" or intake_allowed(approvals, on_date):
        return ""
    whose = "the trial" if ethics == "central" else "this site"
    if not approvals:
        return f"No ethics approval is recorded for {whose}."
    lapsed = [one.expires_on for one in approvals if one.expires_on is not None and one.expires_on < on_date]
    if lapsed:
        return f"The ethics approval for {whose} expired on {max(lapsed).isoformat()}."
    first = min(one.approved_on for one in approvals).isoformat()
    return f"The ethics approval for {whose} holds from {first} only."


def check_approval(approved_on: date, expires_on: date | None, today: date) -> None:
    """Refuse dates that can't be right."""
    if approved_on > today:
        raise Refused(GovernanceRefusal.IN_FUTURE, date=approved_on.isoformat())
    if expires_on is not None and expires_on < approved_on:
        raise Refused(
            GovernanceRefusal.EXPIRES_BEFORE, expires=expires_on.isoformat(), approved=approved_on.isoformat()
        )


def check_consent(scopes: Sequence[str], known: Sequence[str], signed_on: date, today: date) -> None:
    """Refuse a consent to nothing, to something the definition does not ask for, or from the future."""
    if not scopes:
        raise Refused(GovernanceRefusal.NO_SCOPE)
    for scope in scopes:
        if scope not in known:
            raise Refused(GovernanceRefusal.SCOPE_UNKNOWN, scope=scope, known=", ".join(known))
    if signed_on > today:
        raise Refused(GovernanceRefusal.IN_FUTURE, date=signed_on.isoformat())


def check_withdrawal(signed_on: date, withdrawn_before: date | None, withdrawn_on: date, today: date) -> None:
    """Refuse a second withdrawal, one before the signature, or one from the future."""
    if withdrawn_before is not None:
        raise Refused(GovernanceRefusal.WITHDRAWN_ALREADY, date=withdrawn_before.isoformat())
    if withdrawn_on > today:
        raise Refused(GovernanceRefusal.IN_FUTURE, date=withdrawn_on.isoformat())
    if withdrawn_on < signed_on:
        raise Refused(
            GovernanceRefusal.WITHDRAWN_BEFORE, signed=signed_on.isoformat(), withdrawn=withdrawn_on.isoformat()
        )


def why_no_transfer(locations: Sequence[Location], country: str) -> str:
    """Say why nothing may be sent to a country, or nothing when it may.

    Inside the EEA, to a country with an adequacy decision, or where the definition records a mechanism (standard
    contractual clauses, binding rules ...). Source: GDPR articles 44 to 49.
    """
    if country in EEA or country in ADEQUATE:
        return ""
    recorded = [one for one in locations if one.country == country]
    if any(one.transfer for one in recorded):
        return ""
    if recorded:
        return f"The trial definition names {country} but no mechanism for the transfer (GDPR articles 44 to 49)."
    return f"The trial definition records no transfer to {country}; amend it with a mechanism first (GDPR article 44)."
