"""What QC refuses, in words for the person."""

from centralis.core.refusal import RefusalCode


class QcRefusal(RefusalCode):
    NOT_IN_QC = "This exam is {state}; only an exam in QC (or queried) can be decided. Load its page again."
    NO_CHECKS = "The checks of this exam have not run yet. Wait for them, then decide on what they found."
    OLD_CHECKS = "The checks ran again since you looked. Load the page and look at the newest findings."
    QUERIES_OPEN = "{count} queries on this exam are not closed. Close them first: an exam is accepted with none open."
    DEVIATION_UNNAMED = (
        "{count} major findings failed. Accept with deviation and say why it can be evaluated all the same, or reject."
    )
    REASON_NEEDED = "Say why: the reason is kept with the decision and shown to the site."
    TEXT_NEEDED = "Write what the site shall answer or do."
    QUERY_CLOSED = "Query {number} is closed. Open a new one if there is more to ask."
    QUERY_NOT_ANSWERED = (
        "Query {number} has no answer from the site yet. Close it as withdrawn, with the reason, or wait."
    )
    CATEGORY_UNKNOWN = "There is no category {category}. Choose one of the list."
