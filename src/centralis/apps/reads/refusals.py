"""What reading refuses, in words that a blinded reader may see: no subject, site, visit or date stands in them."""

from centralis.core.refusal import RefusalCode


class ReadsRefusal(RefusalCode):
    SEED_EXISTS = "This trial's seed is sealed already. It is drawn once, so that every order can be derived again."
    SEED_MISSING = "The seed of the reading orders is not sealed yet. Seal it first, then cases are given out."
    NO_READERS = "Nobody holds the role of reader with a verified identity in this trial. Give the role first."
    NOT_ACCEPTED = "The baseline exam is not accepted yet. The case is given out once it is."
    READER_NOT_READY = "You can't read yet: {why}"
    NOT_OPEN = "This time point is not open. {why}"
    NOT_OPENED = "This time point was not opened yet, or was given back. Load your list and open it there."
    LOCKED = "This time point is signed and locked; it can be looked at, not changed."
    NOT_READABLE = "Some entries can't be read, so nothing was saved: {why}"
    INCOMPLETE = "This time point can't be signed yet: {why}"
    UNKNOWN_CRITERION = "This version can't read by the criterion {criterion}."
    UNREADABLE_PARAMETERS = "This version can't read by {criterion} as the definition has it: {why}"
    NOT_MEASURABLE = "This can't be measured here: {why}"
    MARK_REFUSED = "The mark was not kept: {why}"
    REASON_NEEDED = "Say why: the reason is kept with what you do, for ever."
    NOT_LOCKED = "Only a signed read, or an open one whose images came again, can be reopened; this one is {state}."
    NOT_COMPLETE = "Not every reader has signed all accepted time points of this case, so it is not compared yet."
    NOT_TRIGGERED = "By the definition's conditions the reads of this case do not need adjudication."
    ADJUDICATION_EXISTS = "The adjudication of these reads is open or decided already."
    ADJUDICATION_NOT_DUE = "This adjudication is {state}; only one that is due can be decided. Load your list again."
    CHOICE_UNKNOWN = "Choose read A or read B."
