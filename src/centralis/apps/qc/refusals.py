"""What QC refuses, in words for the person."""

from centralis.core.refusal import RefusalCode


class QcRefusal(RefusalCode):
    NOT_IN_QC = "This exam is {state}; only an exam in QC (or queried) can be decided. Load its page again."
    NO_CHECKS = "The checks of this exam have not run yet. Wait for them, then decide on what they found."
    QUERIES_OPEN = "Queries on this exam that are not closed: {count}. An exam is accepted only once all are closed."
    DEVIATION_UNNAMED = "Major findings that failed: {count}. Accept with deviation and say why, query, or reject."
    REASON_NEEDED = "Say why: the reason is kept with the decision and shown to the site."
    TEXT_NEEDED = "Write what the site shall answer or do."
    QUERY_CLOSED = "Query {number} is closed. Open a new one if there is more to ask."
    QUERY_NOT_ANSWERED = (
        "Query {number} has no answer from the site yet. Close it as withdrawn, with the reason, or wait."
    )
    CATEGORY_UNKNOWN = "There is no category {category}. Choose one of the list."
