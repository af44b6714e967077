from django.urls import path

from centralis.apps.sites.views import governance, places, scanners, subjects

_SITE = "t/<uuid:trial>/sites/<uuid:site>/"
_SCANNER = f"{_SITE}scanners/<uuid:scanner>/"
_SUBJECT = "t/<uuid:trial>/subjects/<uuid:subject>/"

urlpatterns = [
    path("t/<uuid:trial>/sites/", places.sites, name="sites"),
    path("t/<uuid:trial>/sites/open/", places.open_site, name="sites_open"),
    path(_SITE, places.site, name="sites_site"),
    path(f"{_SITE}contacts/", places.contact, name="sites_contact"),
    path(f"{_SITE}scanners/", places.scanner, name="sites_register"),
    path(f"{_SITE}training/", places.training, name="sites_training"),
    path(_SCANNER, scanners.scanner, name="sites_scanner"),
    path(f"{_SCANNER}change/", scanners.change, name="sites_change"),
    path(f"{_SCANNER}suspend/", scanners.suspend, name="sites_suspend"),
    path(f"{_SCANNER}qualify/", scanners.qualify, name="sites_qualify"),
    path("t/<uuid:trial>/subjects/", subjects.subjects, name="trials_subjects"),
    path("t/<uuid:trial>/subjects/enrol/", subjects.enrol, name="trials_enrol"),
    path(_SUBJECT, subjects.subject, name="trials_subject"),
    path(f"{_SUBJECT}admit/", subjects.admit, name="trials_admit"),
    path(f"{_SUBJECT}screen-failure/", subjects.fail, name="trials_fail_screening"),
    path(f"{_SUBJECT}screening/", subjects.resume, name="trials_resume_screening"),
    path(f"{_SUBJECT}anchor/", subjects.anchor, name="trials_anchor"),
    path(f"{_SUBJECT}unscheduled/", subjects.unscheduled, name="trials_unscheduled"),
    path(f"{_SUBJECT}consent/", subjects.consent, name="governance_consent"),
    path("t/<uuid:trial>/visits/<uuid:visit>/missed/", subjects.missed, name="trials_visit_missed"),
    path("t/<uuid:trial>/visits/<uuid:visit>/reopen/", subjects.reopen, name="trials_visit_reopen"),
    path("t/<uuid:trial>/consents/<uuid:consent>/withdraw/", subjects.withdraw, name="governance_withdraw"),
    path("t/<uuid:trial>/governance/", governance.page, name="governance"),
    path("t/<uuid:trial>/governance/approval/", governance.approval, name="governance_approval"),
]
