"""What `sites` refuses, in words for the person."""

from centralis.core.refusal import RefusalCode


class SitesRefusal(RefusalCode):
    CODE_TAKEN = "There is a site {site} in this trial already."
    COUNTRY_FORM = "Write the country as two capital letters, like DE."
    SITE_UNKNOWN = "This trial has no such site."
    SITE_CLOSED = "Site {site} is closed: nothing new can be entered for it."
    SERIAL_TAKEN = "Scanner {scanner} of this site has serial number {serial} already."
    SERIAL_MISSING = "Give the scanner's serial number: exams are matched by it."
    FIELD_UNKNOWN = "A scanner has no {field} that could be changed."
    TRIAL_MISSING = "A site is opened in a trial: choose one."
    NOTHING_CHANGES = "Nothing of the scanner would change."
    REASON_MISSING = "Say why, in a few words: it stands in the record."
    EVIDENCE_MISSING = "Scanner {scanner} can't be qualified: there is no {missing} yet."
    TRAINING_MISSING = (
        "Scanner {scanner} can't be qualified: nobody at the site holds a current training in {module} as {duty}."
    )
    STATE_UNKNOWN = "A scanner is decided to be qualified or not qualified."
    NOT_QUALIFIED = "Scanner {scanner} is not qualified now, so there is nothing to suspend."
    NO_ACTIVE_DEFINITION = "This trial has no active definition yet: a scanner is qualified for one."
    SCORE_RANGE = "A score lies between 0 and 100 per cent."
    SCORE_BELOW = (
        "{score} % is below the {needed} % that the definition asks for; record the training once it is passed."
    )
    EXPIRES_BEFORE = "The training would expire before it was completed. Correct the dates."
    IN_FUTURE = "{date} lies in the future. Enter it once it has happened."
    OWN_TRAINING = "Your own training in {module} is missing or has expired. Ask the project manager to record it."
