"""What `governance` refuses, in words for the person."""

from centralis.core.refusal import RefusalCode


class GovernanceRefusal(RefusalCode):
    SITE_MISSING = "Say for which site the approval holds."
    EXPIRES_BEFORE = "The approval would expire on {expires}, before it was given on {approved}. Correct the dates."
    IN_FUTURE = "{date} lies in the future. Enter it once it has happened."
    APPROVAL_KNOWN = "Approval {reference} of this site is recorded already."
    SCOPE_UNKNOWN = "The trial's definition asks no consent for {scope}. It asks for: {known}."
    NO_SCOPE = "Name at least one thing the subject consents to."
    CONSENT_OPEN = "The subject has a consent that holds. Withdraw it first, or let the new form replace it by version."
    WITHDRAWN_ALREADY = "This consent was withdrawn on {date} already."
    WITHDRAWN_BEFORE = "The consent was signed on {signed}; it can't have been withdrawn on {withdrawn}."
    REASON_MISSING = "Say why, in a few words: it stands in the record."
