"""Tell by mail that something waits behind the sign-in, and nothing of it: sites of answers, monitors of findings.

Readers get no mail: one that comes when a site asks would tell them that it asked (leaks L30, L31). What can't be sent
waits on its page all the same.
"""

import logging
from collections.abc import Sequence

from django.core.mail import send_mail

from centralis.apps.reads.guarding.asking_queries import monitors_of
from centralis.apps.sites import queries as sites
from centralis.apps.trials.models import Subject, Trial

log = logging.getLogger(__name__)
_ANSWER = "Central review has answered a question of your site. Sign in and open Central review to read the answer.\n"
_FINDING = "A reader reported a finding that is no part of the trial. Sign in to read it, and say what you did.\n"


def tell_site(subject: Subject) -> None:
    """Tell the contacts of a subject's site that an answer stands there."""
    _send(subject.trial, "central review has answered", _ANSWER, sites.addresses_for_job(subject.site_id))


def tell_monitors(trial: Trial) -> None:
    """Tell a trial's medical monitors that a reader reported an incidental finding."""
    _send(trial, "a reader reported a finding", _FINDING, monitors_of(trial.pk))


def _send(trial: Trial, what: str, text: str, to: Sequence[str]) -> None:
    if not to:
        log.warning("nobody was told: %s; no mail address is known", what)
        return
    try:
        send_mail(f"{trial.protocol}: {what}", text, None, to)
    except OSError:
        log.exception("nobody was told: %s; it waits on the page", what)
