"""Where a QC page stands in the trial, and links to rooms that may not be open to the caller."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from centralis.apps.action import Caller
from centralis.apps.intake.models import Exam, ExamVersion
from centralis.apps.qc.pages import may


def link(name: str, **kwargs: object) -> str:
    """Return a page's address, or nothing where that room has no such page."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def offered(caller: Caller, permission: str, name: str, trial: UUID, **kwargs: object) -> str:
    """Return a page's address for who may open it, nothing for others."""
    return link(name, trial=trial, **kwargs) if may(caller, permission, trial) else ""


def exam_crumbs(caller: Caller, version: ExamVersion, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """Return Trial › Site › Subject › Visit › Exam, and what follows."""
    exam: Exam = version.exam
    trial = version.trial_id
    return [
        (exam.trial.protocol, offered(caller, "web.grid_page", "web_grid", trial)),
        (f"Site {exam.site.code}", offered(caller, "sites.site_page", "sites_site", trial, site=exam.site_id)),
        (
            exam.subject.code,
            offered(caller, "trials.subject_page", "trials_subject", trial, subject=exam.subject_id),
        ),
        (exam.visit.name, ""),
        (f"Exam, version {version.number}", link("qc_exam", trial=trial, version=version.pk)),
        *further,
    ]
