"""Read sites: places, scanners and how they stand, training; each only for those who may see it.

`permission` names the page under which a caller asks. The functions without a caller serve rooms above inside their own
acts and jobs: whoever called was checked at the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Caller, house
from centralis.apps.governance import queries as governance
from centralis.apps.governance import rules as governance_rules
from centralis.apps.governance.models import EthicsApproval
from centralis.apps.people import queries as people
from centralis.apps.people.models import Signature
from centralis.apps.sites import rules
from centralis.apps.sites.models import Contact, Qualification, QualificationState, Scanner, Site, TrainingRecord
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import Definition as Parsed
from centralis.apps.trials.definition.visits import VisitState
from centralis.apps.trials.models import Definition, Subject

SITES_PAGE = "sites.sites_page"
SITE_PAGE = "sites.site_page"


def sites(caller: Caller, trial_id: UUID, permission: str = SITES_PAGE) -> QuerySet[Site]:
    """The sites of a trial that the caller may see, by code."""
    rows = Site.objects.filter(trial_id=trial_id).select_related("trial").order_by("code")
    if trials.is_system(caller):
        return rows
    if trial_id not in people.trials_of(caller, permission):
        raise Site.DoesNotExist
    own = people.sites_of(caller, permission, trial_id)
    return rows if own is None else rows.filter(pk__in=own)


def site(caller: Caller, trial_id: UUID, site_id: UUID, permission: str = SITE_PAGE) -> Site:
    """One site. Raises Site.DoesNotExist when it is not the caller's to see."""
    return sites(caller, trial_id, permission).get(pk=site_id)


def site_by_code(caller: Caller, trial_id: UUID, code: str, permission: str = SITE_PAGE) -> Site:
    """One site by its code."""
    return sites(caller, trial_id, permission).get(code=code)


def site_codes(caller: Caller, trial_id: UUID, permission: str = SITES_PAGE) -> dict[UUID, str]:
    """The codes of the sites that the caller may see, by id."""
    return {row.pk: row.code for row in sites(caller, trial_id, permission)}


def scanners(caller: Caller, trial_id: UUID, permission: str = SITES_PAGE) -> QuerySet[Scanner]:
    """The scanners of the sites that the caller may see, by site and name."""
    mine = sites(caller, trial_id, permission)
    return Scanner.objects.filter(site__in=mine.values("pk")).select_related("site").order_by("site__code", "name")


def scanner(caller: Caller, trial_id: UUID, scanner_id: UUID, permission: str = SITE_PAGE) -> Scanner:
    """One scanner of a site that the caller may see."""
    return scanners(caller, trial_id, permission).get(pk=scanner_id)


def contacts(caller: Caller, trial_id: UUID, site_id: UUID) -> QuerySet[Contact]:
    """Whom to call at a site, by name."""
    return Contact.objects.filter(site=site(caller, trial_id, site_id)).order_by("name")


def trainings(caller: Caller, trial_id: UUID, site_id: UUID) -> QuerySet[TrainingRecord]:
    """A site's training records, the newest first."""
    return TrainingRecord.objects.filter(site=site(caller, trial_id, site_id)).order_by("-completed_on", "person_name")


# --- how a scanner stands ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How a scanner stands today: `state` in the words of the pages, the newest decision, and why exams are held."""

    scanner: Scanner
    state: str
    newest: Qualification | None
    holds: tuple[rules.Hold, ...]

    @property
    def is_ready(self) -> bool:
        return not self.holds


def newest_qualification(scanner: Scanner) -> Qualification | None:
    """The decision that counts for a scanner: the newest."""
    rows = Qualification.objects.filter(scanner=scanner).select_related("definition")
    return rows.order_by("-decided_at", "-created_at").first()


def history_of(caller: Caller, trial_id: UUID, scanner_id: UUID) -> list[tuple[Qualification, Signature | None]]:
    """Every decision about a scanner with its signature, the newest first."""
    row = scanner(caller, trial_id, scanner_id)
    decisions = list(row.qualifications.select_related("definition").order_by("-decided_at"))
    signed = {one.object_id: one for one in Signature.objects.filter(object_id__in=[one.pk for one in decisions])}
    return [(one, signed.get(one.pk)) for one in decisions]


def standing_of(scanner: Scanner, on_date: date | None = None) -> Standing:
    """How a scanner stands on a day (today by default). Raises Definition.DoesNotExist before one is in force."""
    return _Stock(scanner.site.trial_id).standing(scanner, on_date or house.now().date())


def standing_of_or_none(scanner: Scanner) -> Standing | None:
    """How a scanner stands today; None while no definition is in force."""
    return standing_of(scanner) if definition_in_force(scanner.site.trial_id) is not None else None


class _Stock:
    """What the standing of a trial's scanners is told from, read in four queries however many scanners there are."""

    def __init__(self, trial_id: UUID) -> None:
        self.definition = trials.definition_for_job(trial_id)
        self.newest: dict[UUID, Qualification] = {}
        decisions = Qualification.objects.filter(scanner__site__trial_id=trial_id).select_related("definition")
        for decision in decisions.order_by("decided_at", "created_at"):
            self.newest[decision.scanner_id] = decision
        self.trainings: dict[UUID, list[TrainingRecord]] = {}
        for record in TrainingRecord.objects.filter(site__trial_id=trial_id):
            self.trainings.setdefault(record.site_id, []).append(record)
        self.approvals = governance.approvals_by_site(trial_id, self.definition)

    def standing(self, scanner: Scanner, day: date) -> Standing:
        newest = self.newest.get(scanner.pk)
        found = rules.holds(
            rules.ScannerFacts(scanner.name, scanner.software),
            _facts(newest) if newest is not None else None,
            self.definition,
            self.trainings.get(scanner.site_id, []),
            self.approvals(scanner.site_id),
            day,
        )
        state = newest.state if newest is not None else "not qualified"
        lapsed = {"qualification_expired", "older_definition"} & {one.code for one in found}
        if state == QualificationState.QUALIFIED and lapsed:
            state = "lapsed"
        return Standing(scanner, state, newest, tuple(found))

    def why_not(self, site_id: UUID, day: date) -> list[str]:
        """What a site lacks on a day, whatever its scanners."""
        missing = rules.missing_training(self.definition, self.trainings.get(site_id, []), day)
        module = self.definition.sites.training_module
        lacks = [f"no current training in {module} as {' or '.join(missing)}"] if missing else []
        ethics = self.definition.governance.ethics
        why = governance_rules.why_not_allowed(self.approvals(site_id), day, ethics)
        return [*lacks, *([why[0].lower() + why[1:].rstrip(".")] if why else [])]


def definition_in_force(trial_id: UUID) -> Parsed | None:
    """The definition in force, or None before the first activation."""
    try:
        return trials.definition_for_job(trial_id)
    except Definition.DoesNotExist:
        return None


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """How ready a site is: its scanners in numbers, and what is missing, in words."""

    site: Site
    scanners: int
    qualified: int
    missing: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing and self.site.is_open

    @property
    def state(self) -> str:
        if not self.site.is_open:
            return "closed"
        return "active" if self.is_ready else "waiting"

    @property
    def sentence(self) -> str:
        if not self.site.is_open:
            return "Closed: nothing new can be entered for it."
        if self.is_ready:
            return (
                f"Ready: {self.qualified} of {self.scanners} scanners qualified, training and ethics approval current."
            )
        return f"Not ready to scan: {'; '.join(self.missing)}. Turn of the core lab and the site."


def standings(caller: Caller, trial_id: UUID, today: date | None = None) -> list[SiteStanding]:
    """How ready each site is that the caller may see, by code."""
    mine = list(sites(caller, trial_id))
    day = today or house.now().date()
    if definition_in_force(trial_id) is None:
        return [SiteStanding(row, 0, 0, ("the trial has no definition in force",)) for row in mine]
    stock = _Stock(trial_id)
    by_site: dict[UUID, list[Standing]] = {}
    for machine in Scanner.objects.filter(site__in=[row.pk for row in mine]).select_related("site"):
        by_site.setdefault(machine.site_id, []).append(stock.standing(machine, day))
    return [_site_standing(row, by_site.get(row.pk, []), stock.why_not(row.pk, day)) for row in mine]


def site_standing(caller: Caller, trial_id: UUID, site_id: UUID) -> SiteStanding:
    """How ready one site is."""
    found = next((one for one in standings(caller, trial_id) if one.site.pk == site_id), None)
    if found is None:
        raise Site.DoesNotExist
    return found


def _site_standing(row: Site, machines: list[Standing], lacks: list[str]) -> SiteStanding:
    qualified = sum(1 for one in machines if one.state == QualificationState.QUALIFIED)
    missing = lacks if qualified else ["no qualified scanner", *lacks]
    return SiteStanding(row, len(machines), qualified, tuple(missing))


def scanner_standings(caller: Caller, trial_id: UUID, site_id: UUID) -> list[tuple[Scanner, Standing | None]]:
    """The scanners of a site with how each stands (None while no definition is in force)."""
    rows = list(scanners(caller, trial_id).filter(site_id=site_id))
    if definition_in_force(trial_id) is None:
        return [(row, None) for row in rows]
    stock, day = _Stock(trial_id), house.now().date()
    return [(row, stock.standing(row, day)) for row in rows]


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A site's ethics approvals, and why it may not send images today (empty: it may)."""

    site: Site
    approvals: tuple[EthicsApproval, ...]
    why: str


def approval_lines(caller: Caller, trial_id: UUID) -> list[ApprovalLine]:
    """Each site with its approvals, for the governance page."""
    definition, day = trials.definition_for_job(trial_id), house.now().date()
    rows = list(governance.approvals(caller, trial_id))
    lines = []
    for row in sites(caller, trial_id, governance.PAGE):
        own = [one for one in rows if one.site_id == row.pk]
        counted = rows if definition.governance.ethics == "central" else own
        why = governance_rules.why_not_allowed(counted, day, definition.governance.ethics)
        lines.append(ApprovalLine(row, tuple(own), why))
    return lines


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject in the list: site, the next visit that is due, how many are overdue, whether a consent holds."""

    subject: Subject
    site: str
    next_visit: trials.VisitLine | None
    overdue: int
    has_consent: bool


def subject_lines(caller: Caller, trial_id: UUID) -> list[SubjectLine]:
    """The subjects that the caller may see, each with what comes next."""
    codes = site_codes(caller, trial_id, trials.SUBJECT_PAGE)
    by_subject: dict[UUID, list[trials.VisitLine]] = {}
    for line in trials.visits(caller, trial_id):
        by_subject.setdefault(line.visit.subject_id, []).append(line)
    consents = governance.consents(caller, trial_id).filter(withdrawn_on__isnull=True)
    consenting = set(consents.values_list("subject_id", flat=True))
    lines = []
    for row in trials.subjects(caller, trial_id):
        own = by_subject.get(row.pk, [])
        ahead = next((one for one in own if one.state in (VisitState.DUE, VisitState.AHEAD)), None)
        late = sum(1 for one in own if one.state is VisitState.OVERDUE)
        lines.append(SubjectLine(row, codes.get(row.site_id, ""), ahead, late, row.pk in consenting))
    return lines


def holds_for(
    trial_id: UUID, site_id: UUID, scanner: Scanner | None, exam_date: date, software_seen: str = ""
) -> list[rules.Hold]:
    """Every reason why an exam made at a site, on a scanner (None: not recognised), on a day, is held."""
    definition = trials.definition_for_job(trial_id)
    newest = newest_qualification(scanner) if scanner is not None else None
    return rules.holds(
        rules.ScannerFacts(scanner.name, scanner.software, software_seen) if scanner is not None else None,
        _facts(newest) if newest is not None else None,
        definition,
        list(TrainingRecord.objects.filter(site_id=site_id)),
        governance.approvals_for_job(trial_id, site_id, definition),
        exam_date,
    )


def _facts(row: Qualification) -> rules.QualificationFacts:
    return rules.QualificationFacts(row.state, row.definition.version_label, row.software, row.valid_until, row.reason)


def match_scanner(trial_id: UUID, site_id: UUID, manufacturer: str, model: str, serial: str) -> Scanner | None:
    """Recognise the scanner of an exam at a site from what its images say.

    By serial number; where de-identification removed it, by maker and model when only one scanner of the site fits.
    """
    rows = list(Scanner.objects.filter(site_id=site_id, site__trial_id=trial_id).select_related("site"))
    if serial.strip():
        return next((row for row in rows if rules.same_text(row.serial, serial)), None)
    alike = [
        row for row in rows if rules.same_text(row.manufacturer, manufacturer) and rules.same_text(row.model, model)
    ]
    return alike[0] if len(alike) == 1 else None


def qualification_content(
    scanner: Scanner, version: Definition, state: str, evidence: Mapping[str, str], reason: str
) -> dict[str, Any]:
    """What a person signs when deciding on a scanner, from what is stored now and what they typed."""
    machine = {
        "site": scanner.site.code,
        "name": scanner.name,
        "modality": scanner.modality,
        "manufacturer": scanner.manufacturer,
        "model": scanner.model,
        "serial": scanner.serial,
        "software": scanner.software,
    }
    decision = {"state": str(state), "evidence": dict(evidence), "reason": reason}
    return rules.qualification_content(machine, version.version_label, version.document_digest, decision)


def trained(trial_id: UUID, site_id: UUID, person_id: UUID | None, duty: str, on_date: date) -> bool:
    """Whether a person's own training at a site is as the definition asks, on a day."""
    definition = trials.definition_for_job(trial_id)
    if not definition.sites.training_module or duty not in definition.sites.training_roles:
        return True
    mine = TrainingRecord.objects.filter(site_id=site_id, person_id=person_id)
    return any(rules.holds_training(one, definition, duty, on_date) for one in mine)


def reopened_by_amendment(trial_id: UUID) -> list[Scanner]:
    """The scanners whose newest decision says qualified, but for another version than the one in force."""
    version = trials.version_for_job(trial_id)
    if "amendment" not in trials.parsed(version).sites.reopen_on:
        return []
    rows = Scanner.objects.filter(site__trial_id=trial_id).select_related("site")
    newest = [(row, newest_qualification(row)) for row in rows]
    return [
        row
        for row, last in newest
        if last is not None and last.state == QualificationState.QUALIFIED and last.definition_id != version.pk
    ]


def impact_facts(trial_id: UUID) -> dict[str, Any]:
    """The sites and scanners that an amendment of a trial may touch, by the names people know."""
    rows = Site.objects.filter(trial_id=trial_id, is_open=True).order_by("code")
    machines = Scanner.objects.filter(site__in=rows).select_related("site").order_by("site__code", "name")
    return {"sites": [row.code for row in rows], "scanners": [f"{row.site.code} {row.name}" for row in machines]}
