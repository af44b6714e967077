"""Find the exam to which files belong that came without a transmittal: by the codes that they carry themselves."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.intake import actions
from centralis.apps.intake.models import Transmittal, TransmittalState
from centralis.apps.people import queries as people
from centralis.apps.trials.models import Subject, Visit


class Matcher:
    """Matches files of one request, for one caller: only subjects of sites for which the caller may send."""

    def __init__(self, caller: Caller, trial_id: UUID, protocol: str) -> None:
        self._caller = caller
        self._protocol = protocol
        subjects = Subject.objects.filter(trial_id=trial_id)
        if caller.person_id is not None:
            sites = people.sites_of(caller, "intake.receive", trial_id)
            subjects = subjects if sites is None else subjects.filter(site_id__in=sites)
        self._subjects = {row.code: row for row in subjects}
        self._found: dict[UUID, Transmittal] = {}
        self._visits: dict[tuple[UUID, str | None, str], Visit | None] = {}

    def visit_of(self, source: Mapping[str, Any]) -> Visit | None:
        """Return the visit that a file's own words name: by its time point's code, else by the day it was made."""
        said = {name: str(value).strip() for name, value in source.items() if value}
        if said.get("protocol_id", self._protocol) != self._protocol:
            return None
        subject = self._subjects.get(said.get("subject_id") or said.get("patient_id", ""))
        if subject is None:
            return None
        key = (subject.pk, said.get("time_point_id"), said.get("study_date", ""))
        if key not in self._visits:
            self._visits[key] = _visit(*key)
        return self._visits[key]

    def transmittal_of(self, visit: Visit) -> Transmittal:
        """Return the upload that is open for a visit, the one that brought its images, or a new one.

        Raises Refused: the visit's images were already accepted, or the caller may not announce.
        """
        found = self._found.get(visit.pk)
        if found is None:
            rows = Transmittal.objects.filter(visit=visit).select_related("trial", "site", "subject", "visit")
            rows = rows.exclude(state=TransmittalState.ABANDONED).order_by("-created_at")
            found = rows.filter(state=TransmittalState.OPEN).first() or rows.first()
            found = found or actions.announce(self._caller, visit, actions.Form(), "stow")
            self._found[visit.pk] = found
        return found


def _visit(subject_id: UUID, code: str | None, study_date: str) -> Visit | None:
    """Return a subject's visit of this code; without one, the only visit in whose window the day lies."""
    visits = Visit.objects.filter(subject_id=subject_id).select_related("subject")
    if code is not None:
        return visits.filter(code=code).first()
    day = _day(study_date)
    if day is None:
        return None
    fitting = list(visits.filter(window_opens_on__lte=day, window_closes_on__gte=day)[:2])
    return fitting[0] if len(fitting) == 1 else None


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
