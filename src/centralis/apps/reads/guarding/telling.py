"""Tell a trial's medical monitors by mail that a finding waits, and nothing of it."""

import logging

from django.core.mail import send_mail

from centralis.apps.reads.guarding.asking_queries import monitors_of
from centralis.apps.trials.models import Trial

log = logging.getLogger(__name__)
_TEXT = "A reader reported a finding that is no part of the trial. Sign in to read it, and say what you did.\n"


def tell_monitors(trial: Trial) -> None:
    """Send the mail; where none can be sent, the finding waits on the page."""
    to = monitors_of(trial.pk)
    if not to:
        log.warning("a trial has no medical monitor with a mail address, so nobody was told of a finding")
        return
    try:
        send_mail(f"{trial.protocol}: a reader reported a finding", _TEXT, None, to)
    except OSError:
        log.exception("the medical monitor could not be told of a finding; it waits on the page")
