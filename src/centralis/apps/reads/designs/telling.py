"""Tell a site by mail that central review has answered; what the answer is, and of whom, stands behind the sign-in.

Readers get no mail: one that comes when a site asks would tell them that it asked (leaks L30, L31).
"""

import logging

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email

from centralis.apps.sites.models import Contact
from centralis.apps.trials.models import Subject

log = logging.getLogger(__name__)
_TEXT = "Central review has answered a question of your site. Sign in and open Central review to read the answer.\n"


def tell_site(subject: Subject) -> None:
    """Send the mail to the contacts of a subject's site; where none can be sent, the answer waits on the page."""
    rows = Contact.objects.filter(site_id=subject.site_id).exclude(email="").order_by("name")
    to = list(dict.fromkeys(row.email for row in rows if _is_address(row.email)))
    if not to:
        log.warning("a site has no contact with a mail address, so nobody was told of an answer")
        return
    try:
        send_mail(f"{subject.trial.protocol}: central review has answered", _TEXT, None, to)
    except OSError:
        log.exception("a site could not be told of an answer; it waits on the page")


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
