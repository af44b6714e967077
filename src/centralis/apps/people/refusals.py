"""What `people` refuses, in words for the person."""

from centralis.core.refusal import RefusalCode


class PeopleRefusal(RefusalCode):
    USERNAME_TAKEN = "The user name {username} is or was somebody's; user names are never reused. Choose another."
    ROLE_CONFLICT = (
        "{person} is {held} in this trial; who is {wanted} must not be. End that role first, or ask another person."
    )
    ROLE_HELD = "{person} already holds this role here."
    ROLE_NEEDS_TRIAL = "The role {role} is held in a trial: choose one."
    ROLE_NEEDS_SITE = "The role {role} is held at a site: choose one."
    ROLE_UNKNOWN = "There is no role {role}."
    SIGNER_UNKNOWN = "Only an active person can sign."
    SECRET_NOT_OWN = "Change the one-time password that somebody gave you, then sign with your own."
    IDENTITY_NOT_VERIFIED = (
        "Your identity has not been verified yet, so you can't sign. Ask an administrator to record it."
    )
    SIGNATURE_NOT_ACCEPTED = "Before your first signature, accept on your own page that it binds you like one by hand."
    WRONG_SECRET = "That is not your password, so nothing was signed. After five failures your account is locked."
    NOT_THE_PRESENT_SECRET = (
        "That is not your present password, so it was not changed. After five failures your account is locked."
    )
    CONTENT_CHANGED = (
        "What you were shown is no longer what is stored, so nothing was signed. Load the page and look again."
    )
    SECRET_WEAK = "That password can't be used: {why}"
    OWN_ACCOUNT = "You can't do this to your own account: ask another administrator."
    ALREADY_ACCEPTED = "You have accepted this already."
    LAST_ADMINISTRATOR = "This is the last administrator; name another one first."
