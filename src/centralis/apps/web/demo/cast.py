"""Build a world to work in: a trial in force, its people, sites, scanners and subjects, by real acts of real persons.

Everybody acts in their own role and signs with their own password, so what is built here could have been built by
hand, and stands in the ledger like it. Tests of the rooms and the demonstration begin here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from centralis.apps.action import Caller, Origin, SignatureRequest, house
from centralis.apps.governance import actions as governance
from centralis.apps.ledger.recorded import SYSTEM, Recorded, Scope
from centralis.apps.people import actions as people
from centralis.apps.people.models import Person
from centralis.apps.people.roles import Role
from centralis.apps.reads.running import actions as running
from centralis.apps.reads.running.pool import demand_of
from centralis.apps.sites import actions as sites
from centralis.apps.sites import queries as site_queries
from centralis.apps.sites.models import QualificationState, Scanner, Site
from centralis.apps.trials import actions as trials
from centralis.apps.trials import queries as trial_queries
from centralis.apps.trials.models import Definition, DefinitionState, Subject, Trial
from centralis.core.ledger.canonical import content_digest
from centralis.core.reading.qualification import ReaderDemand, ReaderRecord

INSTALLER = Caller.system("installation")

#: part in the cast → (user name, printed name, role, code of the site for roles held at one)
CAST: dict[str, tuple[str, str, Role, str]] = {
    "administrator": ("admin", "Ada Administrator", Role.ADMINISTRATOR, ""),
    "project manager": ("manager", "Petra Manager", Role.PROJECT_MANAGER, ""),
    "data manager": ("data", "David Datta", Role.DATA_MANAGER, ""),
    "QC analyst": ("qc", "Quentin Carver", Role.QC_ANALYST, ""),
    "reader 1": ("reader1", "Rosa Reader", Role.READER, ""),
    "reader 2": ("reader2", "Rafael Reader", Role.READER, ""),
    "adjudicator": ("adjudicator", "Agnes Umpire", Role.ADJUDICATOR, ""),
    "site coordinator": ("site1", "Clara Koch", Role.SITE_COORDINATOR, "01"),
    "site coordinator 2": ("site2", "Chiara Costa", Role.SITE_COORDINATOR, "02"),
    "monitor": ("monitor", "Milan Monitor", Role.MONITOR, ""),
    "inspector": ("inspector", "Ines Spector", Role.INSPECTOR, ""),
    "statistician": ("statistician", "Stella Statistician", Role.UNBLINDED_STATISTICIAN, ""),
    "outsider": ("outsider", "Oscar Outsider", Role.PROJECT_MANAGER, ""),
}

#: code → (name, city, country, investigator)
SITES = {
    "01": ("University Hospital North", "Hamburg", "DE", "Dr. Nora Feld"),
    "02": ("Ospedale Centrale", "Torino", "IT", "Dr. Luca Riva"),
}

#: name → (site, manufacturer, model, serial, software, is it qualified)
SCANNERS = {
    "CT 1": ("01", "Virtual Scanners", "Helix 64", "VS-1001", "VB40", True),
    "CT 2": ("01", "Example Medical", "Ring 128", "EM-2002", "5.1", True),
    "CT A": ("02", "Virtual Scanners", "Helix 64", "VS-1003", "VB40", True),
    "CT B": ("02", "Example Medical", "Ring 128", "EM-2004", "5.1", False),
}

#: code → (site, days since the anchor; None: no anchor yet)
SUBJECTS: dict[str, tuple[str, int | None]] = {
    "01-001": ("01", 130),
    "01-002": ("01", 70),
    "02-001": ("02", 60),
    "02-002": ("02", None),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """What a world is built from, in the form of the tables above; `sexes` by subject's code, where they are known."""

    cast: Mapping[str, tuple[str, str, Role, str]]
    sites: Mapping[str, tuple[str, str, str, str]]
    scanners: Mapping[str, tuple[str, str, str, str, str, bool]]
    subjects: Mapping[str, tuple[str, int | None]]
    sexes: Mapping[str, str] = field(default_factory=dict)


PLOT = Plot(CAST, SITES, SCANNERS, SUBJECTS)


@dataclass
class World:
    """Rows by the names of the tables above, and the persons at the door."""

    secret: Callable[[str], str]
    people: dict[str, Person] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    scanners: dict[str, Scanner] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    trial: Trial = field(init=False)
    other_trial: Trial = field(init=False)

    @property
    def scope(self) -> Scope:
        return Scope(self.trial.pk)

    def at(self, site: str) -> Scope:
        """The scope of one site."""
        return Scope(self.trial.pk, self.sites[site].pk)

    def caller(self, part: str) -> Caller:
        """Somebody of the cast at the door: `caller("reader 2")`."""
        person = self.people[part]
        return Caller(person.pk, person.printed_name, Origin("cli", "127.0.0.1"))

    def signing(self, part: str, content: dict[str, Any]) -> Caller:
        """Somebody who was shown this content and signs it with their password."""
        username = self.people[part].username
        return self.caller(part).signing(SignatureRequest(content_digest(content), self.secret(username)))

    def definition(self) -> Definition:
        """The version in force."""
        return trial_queries.version_for_job(self.trial.pk)


def example_document() -> str:
    """The trial file of the demonstration."""
    return files("centralis.apps.trials.definition").joinpath("example.yaml").read_text(encoding="utf-8")


def build_world(
    secret: Callable[[str], str], document: str | None = None, other_document: str | None = None, plot: Plot = PLOT
) -> World:
    """Build the world. `secret` gives each user name's password; an outsider manages a trial of their own."""
    text = document or example_document()
    world = World(secret)
    for part, (username, name, _role, _site) in plot.cast.items():
        world.people[part] = make_person(username, name, secret(username))
    people.grant_role(INSTALLER, SYSTEM, world.people["administrator"], Role.ADMINISTRATOR)
    administrator = world.caller("administrator")
    world.trial = trials.create(administrator, SYSTEM, text, world.people["project manager"], is_demonstration=True)
    if "outsider" in world.people:
        other = other_document or text.replace("CEN-301", "OTH-900")
        world.other_trial = trials.create(administrator, SYSTEM, other, world.people["outsider"], is_demonstration=True)
    manager = world.caller("project manager")
    for code, (name, city, country, investigator) in plot.sites.items():
        world.sites[code] = sites.open_site(
            manager, world.scope, code, name, country, city=city, investigator=investigator
        )
    _give_roles(world, plot)
    activate(world, trial_queries.definitions(manager, world.trial.pk)[0])
    _prepare_sites(world)
    _qualify(world, plot)
    _qualify_readers(world)
    _enrol(world, plot)
    return world


def make_person(username: str, printed_name: str, secret: str) -> Person:
    """Somebody with an account who may sign: identity verified, signature accepted, password their own."""
    person = people.create_person(INSTALLER, SYSTEM, username, printed_name, secret=secret, own_secret=True)
    people.verify_identity(INSTALLER, person, "made up for the demonstration")
    return people.accept_signature(Caller(person.pk, printed_name, Origin("cli", "127.0.0.1")), person)


def activate(world: World, definition: Definition) -> Definition:
    """Bring a draft into force: submitted, signed by project manager and data manager, activated; what of it was done
    before is not done again."""
    manager = world.caller("project manager")
    if definition.state == DefinitionState.DRAFT:
        trials.submit_definition(manager, definition)
    row = trial_queries.definition(manager, world.trial.pk, definition.pk)
    signed = {one.person_id for one in trial_queries.signatures_of(row)}
    for part in ("project manager", "data manager"):
        if world.people[part].pk not in signed:
            row = trial_queries.definition(world.caller(part), world.trial.pk, definition.pk)
            trials.approve_definition(world.signing(part, trial_queries.approval_content(row)), row)
    row = trial_queries.definition(manager, world.trial.pk, definition.pk)
    return row if row.state == DefinitionState.ACTIVE else trials.activate_definition(manager, row)


def qualify(world: World, scanner: Scanner, evidence: dict[str, str] | None = None) -> Recorded:
    """Have the QC analyst qualify a scanner for the version in force."""
    shown = evidence or {
        "survey": "survey of the site, complete",
        "test_scan": "phantom scan, passed",
        "training": "done",
    }
    state = QualificationState.QUALIFIED
    content = site_queries.qualification_content(scanner, world.definition(), state, shown, "")
    return sites.qualify_scanner(world.signing("QC analyst", content), scanner, state, shown)


def today() -> date:
    """The day as the house's clock has it."""
    return house.now().date()


def _give_roles(world: World, plot: Plot) -> None:
    manager = world.caller("project manager")
    for part, (_username, _name, role, site) in plot.cast.items():
        if part in ("administrator", "project manager", "outsider"):
            continue
        people.grant_role(manager, world.at(site) if site else world.scope, world.people[part], role)


def _prepare_sites(world: World) -> None:
    manager = world.caller("project manager")
    module = trial_queries.parsed(world.definition()).sites.training_module
    coordinators = {"01": "site coordinator", "02": "site coordinator 2"}
    for code, part in coordinators.items():
        site, person = world.sites[code], world.people[part]
        begun, ends = today() - timedelta(days=200), today() + timedelta(days=500)
        sites.record_contact(manager, site, person.printed_name, "site coordinator", email=f"site{code}@example.org")
        governance.record_approval(manager, world.at(code), "Ethics Committee", f"EC-{code}-17", begun, ends)
        for name, duty, person_id in (
            (person.printed_name, "site coordinator", person.pk),
            (f"T. Tech {code}", "technologist", None),
        ):
            sites.record_training(
                manager, site, (name, duty), module, begun, person_id=person_id, score_percent=95, expires_on=ends
            )


def _qualify(world: World, plot: Plot) -> None:
    manager = world.caller("project manager")
    for name, (site, manufacturer, model, serial, software, qualified) in plot.scanners.items():
        machine = (manufacturer, model, serial)
        world.scanners[name] = sites.register_scanner(
            manager, world.sites[site], name, "CT", machine, software=software
        )
        if qualified:
            qualify(world, world.scanners[name])


def _qualify_readers(world: World) -> None:
    """Record of each reader what the definition demands."""
    design = trial_queries.parsed(world.definition()).reading
    for part, person in world.people.items():
        if part.startswith("reader"):
            qualify_reader(world, person, demand_of(design))


def qualify_reader(world: World, person: Person, demand: ReaderDemand) -> Recorded:
    """Have the project manager record that a reader meets what is demanded."""
    record = ReaderRecord(demand.specialty, demand.training, demand.test_cases, demand.agreement_min or None)
    record = running.with_term(world.trial.pk, record, today())
    evidence = "Certificate of the specialty seen; test cases read in the core lab."
    content = running.qualification_content(world.trial.pk, person, record, [], evidence)
    signer = world.signing("project manager", content)
    return running.qualify_reader(signer, world.trial, person, record, [], evidence)


def _enrol(world: World, plot: Plot) -> None:
    coordinators = {"01": "site coordinator", "02": "site coordinator 2"}
    scopes = trial_queries.parsed(world.definition()).governance.consent_scopes
    for code, (site, days) in plot.subjects.items():
        caller = world.caller(coordinators[site])
        subject = trials.enrol_subject(caller, world.at(site), code, plot.sexes.get(code, ""))
        signed = today() - timedelta(days=(days or 0) + 28)
        governance.record_consent(caller, subject, "1.0", "en", scopes[:1], signed)
        if days is not None:
            trials.set_anchor(caller, subject, today() - timedelta(days=days))
        world.subjects[code] = subject
