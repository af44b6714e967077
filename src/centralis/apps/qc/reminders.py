"""Remind sites by mail of queries that wait for them; run by the reconciler, as often as it likes."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.mail import send_mail

from centralis.apps.action import Caller
from centralis.apps.qc import actions, rules
from centralis.apps.qc.models import Query, QueryState
from centralis.apps.sites import queries as sites
from centralis.apps.trials import queries as trials
from centralis.core.refusal import Refused

log = logging.getLogger(__name__)
REMINDER = Caller.system("query reminders")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: a subject line and a text that name the trial, the query and the subject's code, and nothing else."""

    subject: str
    text: str


def send_due(at: datetime) -> int:
    """Send each reminder that a definition asks for and that was not sent yet; return for how many queries.

    A reminder is entered after its mail has left: a mail that fails is tried again the next time, and a process that
    dies in between sends one mail twice rather than none.
    """
    waiting = Query.objects.filter(state=QueryState.OPEN).select_related(
        "trial", "exam_version__definition", "exam_version__exam__subject", "exam_version__exam__visit",
        "exam_version__exam__site",
    )  # fmt: skip
    return sum(_remind(query, at) for query in waiting.order_by("opened_at"))


def letter(query: Query, at: datetime) -> Letter:
    """Word the mail. The query's own text is read after signing in: mail is no place for it."""
    exam = query.exam_version.exam
    days = (at.date() - query.opened_at.date()).days
    due = "was due" if query.due_on < at.date() else "is due"
    text = (
        f"Query {query.number} of trial {query.trial.protocol} has waited for your site's answer for {days} days.\n\n"
        f"Subject {exam.subject.code}, visit {exam.visit.code}.\n"
        f"The answer {due} on {query.due_on.isoformat()}.\n\n"
        "Sign in to read the query and to answer it. Please send no patient's name by mail.\n"
    )
    return Letter(_one_line(f"{query.trial.protocol}: query {query.number} waits for your answer"), text)


def _remind(query: Query, at: datetime) -> int:
    days = trials.parsed(query.exam_version.definition).qc.remind_days
    count = rules.reminders_due(query.opened_at.date(), at.date(), days, query.reminders_sent)
    if not count:
        return 0
    to = sites.addresses_for_job(query.exam_version.exam.site_id)
    if not to:
        log.warning("query %s: the site has no contact with a mail address, so nobody was reminded", query.pk)
        return 0
    words = letter(query, at)
    try:
        send_mail(words.subject, words.text, None, to)
    except OSError:
        log.exception("query %s: the reminder could not be sent and is tried again", query.pk)
        return 0
    try:
        actions.remind(REMINDER, query, count)
    except Refused as refused:
        log.info("query %s: %s", query.pk, refused.sentence)
    return 1


def _one_line(text: str) -> str:
    """Take out every control character: a mail's header is one line."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
