"""Read sites: places, scanners and how they stand, training; each only for those who may see it.

`permission` names the page under which a caller asks. The functions without a caller serve rooms above inside their own
acts and jobs: whoever called was checked at the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from centralis.apps.action import Caller, house
from centralis.apps.governance import queries as governance
from centralis.apps.governance import rules as governance_rules
from centralis.apps.people import queries as people
from centralis.apps.people.models import Signature
from centralis.apps.sites import rules
from centralis.apps.sites.models import Contact, Qualification, QualificationState, Scanner, Site, TrainingRecord
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import Definition as Parsed
from centralis.apps.trials.models import Definition

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
    return Stock(scanner.site.trial_id).standing(scanner, on_date or house.now().date())


def standing_of_or_none(scanner: Scanner) -> Standing | None:
    """How a scanner stands today; None while no definition is in force."""
    return standing_of(scanner) if definition_in_force(scanner.site.trial_id) is not None else None


class Stock:
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
    definition = definition_in_force(trial_id)
    if definition is None or not definition.sites.training_module or duty not in definition.sites.training_roles:
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


def known_at_sites(trial_id: UUID) -> dict[UUID, tuple[frozenset[UUID], frozenset[str]]]:
    """Who has to do with each site of a trial: persons by id from the trainings, contacts by e-mail, for the rule of a
    room above on conflicts of interest."""
    trained = TrainingRecord.objects.filter(site__trial_id=trial_id, person_id__isnull=False)
    persons = list(trained.values_list("site_id", "person_id"))
    contacts = list(Contact.objects.filter(site__trial_id=trial_id).exclude(email="").values_list("site_id", "email"))
    return {
        site_id: (
            frozenset(person for site, person in persons if site == site_id and person is not None),
            frozenset(email.casefold() for site, email in contacts if site == site_id),
        )
        for site_id in {site for site, _ in [*persons, *contacts]}
    }


def codes_for_job(trial_id: UUID) -> dict[UUID, str]:
    """The codes of a trial's sites by id, for a room's own acts."""
    return dict(Site.objects.filter(trial_id=trial_id).values_list("pk", "code"))


def names_for_job(site_id: UUID) -> set[str]:
    """The names of everybody known at a site: contacts and those who were trained."""
    contacts = Contact.objects.filter(site_id=site_id).values_list("name", flat=True)
    return {*contacts, *TrainingRecord.objects.filter(site_id=site_id).values_list("person_name", flat=True)}


def addresses_for_job(site_id: UUID) -> list[str]:
    """The mail addresses of a site's contacts, each once, as far as they are addresses."""
    rows = Contact.objects.filter(site_id=site_id).exclude(email="").order_by("name").values_list("email", flat=True)
    return list(dict.fromkeys(filter(_is_address, rows)))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
