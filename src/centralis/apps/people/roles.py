"""The roles of a trial, as words on pages and in the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is in one trial (an administrator: in the system; a site coordinator: at one site)."""

    ADMINISTRATOR = "administrator", _("administrator")
    PROJECT_MANAGER = "project manager", _("project manager")
    DATA_MANAGER = "data manager", _("data manager")
    QC_ANALYST = "QC analyst", _("QC analyst")
    READER = "reader", _("reader")
    ADJUDICATOR = "adjudicator", _("adjudicator")
    SITE_COORDINATOR = "site coordinator", _("site coordinator")
    MONITOR = "monitor", _("monitor")
    MEDICAL_MONITOR = "medical monitor", _("medical monitor")
    INSPECTOR = "inspector", _("inspector")
    UNBLINDED_STATISTICIAN = "unblinded statistician", _("unblinded statistician")
    AI_SCIENTIST = "AI scientist", _("AI scientist")
    SYSTEM = "system", _("system")


#: Roles that a person may hold without a trial.
SYSTEM_WIDE = frozenset({Role.ADMINISTRATOR})

#: Roles held at one site of a trial.
AT_A_SITE = frozenset({Role.SITE_COORDINATOR})

#: Blinded roles may not be combined, in one trial, with any role that sees what they must not (blinding leak L44).
BLINDED = frozenset({Role.READER, Role.ADJUDICATOR})


def conflicts(held: frozenset[str], wanted: str) -> str | None:
    """Name a role already held that must not be combined with the wanted one, or None.

    A reader may not also be an adjudicator of the same trial, nor hold any role that knows sites, subjects or arms.
    """
    for role in sorted(held - {wanted}):
        if (wanted in BLINDED) or (role in BLINDED):
            return role
    return None
