"""What `outcomes` refuses, in words for the person."""

from centralis.core.refusal import RefusalCode


class OutcomesRefusal(RefusalCode):
    DATA_LOCKED = (
        "The data of this trial are locked since {since} ({name}, signed by {by}). Nothing was changed. "
        "The project manager can open the lock with a signature and a reason."
    )
    LOCKED_ALREADY = "The data are locked already ({name}). Nothing was changed."
    NOT_LOCKED = "This lock was opened already on {date}. Load the page again."
    OPEN_ITEMS = "The data can't be locked yet: {items}. Settle these first; the list stands on the data lock page."
    REASON_MISSING = "Say why the lock is opened, in a few words: it stands in the record."
    NOT_ENOUGH = "No read is signed yet, so there are no data to lock."
