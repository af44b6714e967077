"""Why intake says no: to an act (IntakeRefusal) or to a single file (FileFault)."""

from centralis.core.refusal import RefusalCode


class IntakeRefusal(RefusalCode):
    ALREADY_ANNOUNCED = (
        "An upload for {visit} of {subject} is already open. Continue it, or abandon it before you announce another."
    )
    ALREADY_ACCEPTED = (
        "The images of {visit} of {subject} were already accepted, so they are not replaced silently. "
        "Announce a re-send with its reason, or ask the core lab."
    )
    NOT_OPEN = "This upload was {state}. Announce a new one to send images."
    NOTHING_SENT = "No files came with this upload, so there is nothing to receive. Choose the folder of the exam."
    TOO_MANY_FILES = "This upload has more than {limit} files. Send it in parts, one exam at a time."
    TOO_MUCH = "This upload is larger than {limit_gib} GiB. Send it in parts, one series at a time."
    STORE_FULL = "The store's disk is full, so nothing of this upload was kept. Tell the core lab, then send it again."
    STORE_FAULT = "The store could not keep the upload ({fault}), so nothing of it counts as received. Send it again."
    NO_DEFINITION = "The trial has no active definition yet, so nothing can be received. Ask the project manager."
    REASON_NEEDED = "Say why, in your own words: the reason is kept with the decision."
    ALREADY_RESOLVED = "This file was already {state}. Load the page again to see by whom."
    NOTHING_OPEN = "None of these files waits for a decision any more. Load the page again to see by whom it was made."
    STILL_QUARANTINED = "The file still cannot be taken: {why}"
    NOT_HELD = "This exam is not held, so there is nothing to release."
    HOLD_REMAINS = (
        "What holds this exam is still there: {causes}. Remove the cause, or let the project manager override it."
    )
    FACES_FIRST = (
        "A face may be in these images, so they stay held until the face step is done and a person has confirmed it. "
        "Nobody can override that."
    )
    NO_FACES_TO_DECIDE = "Nobody is asked about faces in this exam now. Load the page again to see how it stands."
    BRAIN_TOUCHED = (
        "The removal changed {count} voxels of the brain, so it can't be confirmed. Reject it, and ask the site for "
        "images without a face or remove it by hand."
    )
    UNKNOWN_FOLDER = "There are no files at {path}. Give the folder that holds the exam's images."
    OTHER_UPLOAD = "This upload belongs to another exam. Load the page again and choose the folder there."
    BUSY = "Another upload for the same visit was being received at the same time. Send this one again."


class FileFault(RefusalCode):
    """Why one received file went to quarantine; faults of the file itself have their codes in core.dicom.faults."""

    OTHER_SUBJECT = "The file names another subject than the one announced. Check whose images these are."
    OTHER_PATIENT = "The file's patient is the one of another subject's earlier images. Check whose images these are."
    TWO_PATIENTS = (
        "The upload holds images of more than one patient, and nothing says which is the announced subject. "
        "Send each subject's images by themselves."
    )
    OTHER_TRIAL = "The file names another trial. Check where these images belong."
    OTHER_VISIT = "The file names another visit than the one announced. Announce it for the visit it belongs to."
    OTHER_STUDY = "The file belongs to another study than the request's address says. Correct the address or the file."
    ANOTHER_EXAM = "The same object was already received for another exam. Check subject and visit of both."
    CONFLICT = (
        "An object with the same SOP Instance UID but other content was already received for this exam. "
        "If the new one is right, announce a re-send with its reason."
    )
    NO_MATCH = "Nothing in the file says to which expected exam it belongs. Announce the exam and send the file again."
    DIGEST = "The file arrived with other content than was sent. Send it again."
    TIMEOUT = "The file took longer to read than allowed, so it was not opened further. Export it again."
    MEMORY = "The file needed more memory to read than allowed, so it was not opened further. Export it again."
    CRASH = "The file made the process that reads it fail, so it was not opened further. Export it again."
    TOO_LARGE = "The file is larger than this service accepts. Ask the core lab how to send it."
