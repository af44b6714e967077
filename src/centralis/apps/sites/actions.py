"""What is done to sites: opened, staffed, their scanners registered, changed, qualified, suspended; people trained."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from centralis.apps.action import Act, action
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people import signing
from centralis.apps.sites import queries, rules
from centralis.apps.sites.models import (
    Contact,
    Qualification,
    QualificationState,
    Scanner,
    Site,
    TrainingRecord,
)
from centralis.apps.sites.refusals import SitesRefusal
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Definition, DefinitionState
from centralis.core.refusal import Refused

_CHANGEABLE = ("name", "software", "manufacturer", "model", "serial", "field_strength_t")
_DECISIONS = (QualificationState.QUALIFIED, QualificationState.NOT_QUALIFIED)


@action("sites.open_site")
def open_site(
    do: Act, scope: Scope, code: str, name: str, country: str, *, city: str = "", investigator: str = ""
) -> Site:
    """Open a site in the scope's trial."""
    if scope.trial_id is None:
        raise Refused(SitesRefusal.TRIAL_MISSING)
    if len(country) != 2 or not (country.isascii() and country.isalpha() and country.isupper()):
        raise Refused(SitesRefusal.COUNTRY_FORM)
    if Site.objects.filter(trial_id=scope.trial_id, code=code).exists():
        raise Refused(SitesRefusal.CODE_TAKEN, site=code)
    return do.create(
        Site, trial_id=scope.trial_id, code=code, name=name, city=city, country=country, investigator=investigator
    )


@action("sites.record_contact")
def record_contact(do: Act, site: Site, name: str, duty: str, *, email: str = "", telephone: str = "") -> Contact:
    """Record whom to call at a site."""
    _open(site)
    return do.create(Contact, site=site, name=name, duty=duty, email=email, telephone=telephone)


@action("sites.register_scanner")
def register_scanner(
    do: Act,
    site: Site,
    name: str,
    modality: str,
    machine: tuple[str, str, str],
    *,
    software: str = "",
    field_strength_t: Decimal | None = None,
) -> Scanner:
    """Register a scanner; `machine` is its maker, model and serial number, as its images say them (PS3.3 C.7.5.1)."""
    _open(site)
    manufacturer, model, serial = (part.strip() for part in machine)
    _check_serial(site, serial, None)
    return do.create(
        Scanner,
        site=site,
        name=name,
        modality=modality,
        manufacturer=manufacturer,
        model=model,
        serial=serial,
        software=software,
        field_strength_t=field_strength_t,
    )


@action("sites.change_scanner")
def change_scanner(do: Act, scanner: Scanner, changes: Mapping[str, Any], reason: str) -> Scanner:
    """Change what is known of a scanner: name, software, manufacturer, model, serial, field_strength_t.

    A change of software or hardware suspends its qualification when the definition says so.
    """
    for name in changes:
        if name not in _CHANGEABLE:
            raise Refused(SitesRefusal.FIELD_UNKNOWN, field=name)
    changed = {name: value for name, value in changes.items() if getattr(scanner, name) != value}
    if not changed:
        raise Refused(SitesRefusal.NOTHING_CHANGES)
    if not reason.strip():
        raise Refused(SitesRefusal.REASON_MISSING)
    if "serial" in changed:
        _check_serial(scanner.site, changed["serial"], scanner)
    do.explain(reason)
    do.change(scanner, **changed)
    newest = queries.newest_qualification(scanner)
    if newest is not None and newest.state == QualificationState.QUALIFIED:
        why = rules.reopening(trials.parsed(_active(scanner.site)), list(changed))
        if why:
            _suspend(do, scanner, newest, f"{why}: {reason}")
    return scanner


@action("sites.qualify_scanner", signs=True)
def qualify_scanner(
    do: Act, scanner: Scanner, state: str, evidence: Mapping[str, str], reason: str = ""
) -> Qualification:
    """Decide on a scanner for the definition in force, from evidence by step (survey, test_scan, training, phantom)."""
    if state not in _DECISIONS:
        raise Refused(SitesRefusal.STATE_UNKNOWN)
    if state == QualificationState.NOT_QUALIFIED and not reason.strip():
        raise Refused(SitesRefusal.REASON_MISSING)
    _open(scanner.site)
    version = _active(scanner.site)
    definition = trials.parsed(version)
    if state == QualificationState.QUALIFIED:
        trainings = list(TrainingRecord.objects.filter(site_id=scanner.site_id))
        rules.check_evidence(scanner.name, evidence, definition, trainings, do.at.date())
    do.explain(reason)
    qualified = do.create(
        Qualification,
        scanner=scanner,
        definition=version,
        state=state,
        software=scanner.software,
        evidence=dict(evidence),
        reason=reason,
        decided_at=do.at,
        valid_until=rules.valid_until(definition, do.at.date()) if state == QualificationState.QUALIFIED else None,
    )
    content = queries.qualification_content(scanner, version, state, evidence, reason)
    signing.sign(do, qualified, content, rules.MEANING)
    return qualified


@action("sites.suspend_scanner")
def suspend_scanner(do: Act, scanner: Scanner, reason: str) -> Qualification:
    """Take a scanner's qualification back until it is decided anew; exams made on it are held."""
    newest = queries.newest_qualification(scanner)
    if newest is None or newest.state != QualificationState.QUALIFIED:
        raise Refused(SitesRefusal.NOT_QUALIFIED, scanner=scanner.name)
    if not reason.strip():
        raise Refused(SitesRefusal.REASON_MISSING)
    do.explain(reason)
    return _suspend(do, scanner, newest, reason)


@action("sites.record_training")
def record_training(
    do: Act,
    site: Site,
    who: tuple[str, str],
    module: str,
    completed_on: date,
    *,
    person_id: Any = None,
    score_percent: int | None = None,
    expires_on: date | None = None,
) -> TrainingRecord:
    """Record that somebody at a site (`who`: name and duty) passed a training module, and until when that holds."""
    _open(site)
    if completed_on > do.at.date():
        raise Refused(SitesRefusal.IN_FUTURE, date=completed_on.isoformat())
    if expires_on is not None and expires_on < completed_on:
        raise Refused(SitesRefusal.EXPIRES_BEFORE)
    if score_percent is not None and not 0 <= score_percent <= 100:
        raise Refused(SitesRefusal.SCORE_RANGE)
    active = Definition.objects.filter(trial_id=site.trial_id, state=DefinitionState.ACTIVE).first()
    needed = trials.parsed(active).sites.pass_score if active is not None else None
    if needed is not None and score_percent is not None and score_percent < needed:
        raise Refused(SitesRefusal.SCORE_BELOW, score=score_percent, needed=needed)
    name, duty = who
    return do.create(
        TrainingRecord,
        site=site,
        person_name=name,
        person_id=person_id,
        duty=duty,
        module=module,
        score_percent=score_percent,
        completed_on=completed_on,
        expires_on=expires_on,
    )


def _suspend(do: Act, scanner: Scanner, newest: Qualification, why: str) -> Qualification:
    """The newest decision counts, so a suspension is a decision of its own; the one before stays as it was."""
    return do.create(
        Qualification,
        scanner=scanner,
        definition_id=newest.definition_id,
        state=QualificationState.SUSPENDED,
        software=newest.software,
        evidence={},
        reason=why,
        decided_at=do.at,
        valid_until=None,
    )


def _open(site: Site) -> None:
    if not site.is_open:
        raise Refused(SitesRefusal.SITE_CLOSED, site=site.code)


def _check_serial(site: Site, serial: str, but: Scanner | None) -> None:
    if not serial:
        raise Refused(SitesRefusal.SERIAL_MISSING)
    other = Scanner.objects.filter(site=site, serial__iexact=serial).exclude(pk=but.pk if but else None).first()
    if other is not None:
        raise Refused(SitesRefusal.SERIAL_TAKEN, scanner=other.name, serial=serial)


def _active(site: Site) -> Definition:
    row: Definition | None = Definition.objects.filter(trial_id=site.trial_id, state=DefinitionState.ACTIVE).first()
    if row is None:
        raise Refused(SitesRefusal.NO_ACTIVE_DEFINITION)
    return row
