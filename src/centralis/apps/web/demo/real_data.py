"""Bring a folder of real DICOM through the same door as a site's images: announced, received, checked, decided.

Patients become S-001, S-002 …; what a hospital called them stays in memory. Running it again on the same folder brings
nothing new: who is who is remembered by keyed digests, beside the keys.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from centralis.apps.action import Caller
from centralis.apps.intake import actions as intake
from centralis.apps.intake.keys import trial_key
from centralis.apps.intake.models import Transmittal, TransmittalState
from centralis.apps.intake.preparing import store
from centralis.apps.intake.receiving import Received, Receiving
from centralis.apps.intake.rules import patient_mark
from centralis.apps.intake.spool import Landed, one_request
from centralis.apps.intake.tasks import settle
from centralis.apps.ledger.recorded import SYSTEM, Scope
from centralis.apps.people import actions as people
from centralis.apps.people import queries as people_queries
from centralis.apps.people.roles import Role
from centralis.apps.qc import actions as qc
from centralis.apps.qc.models import QcOutcome
from centralis.apps.sites import actions as sites
from centralis.apps.sites import queries as site_queries
from centralis.apps.sites.models import Scanner
from centralis.apps.trials import actions as trials
from centralis.apps.trials import queries as trial_queries
from centralis.apps.trials.models import Trial, Visit
from centralis.apps.web.demo.cast import CAST, World, activate, qualify, today
from centralis.apps.web.demo.folder import Group, Machine, Sorted
from centralis.core.refusal import Refused

PROTOCOL = "CEN-REAL"
SITE = "R1"
EVIDENCE = {"survey": "listed from the images of the folder"}
OLDEST_YEARS = 50
"""Older days are made up (some archives move dates into 1900), and no day 0 of a trial."""
_HERE = ("data manager", "QC analyst", "monitor", "inspector")
_NAMES = "demo-folder.json"


@dataclass
class Account:
    """What became of each file: outcomes, reasons of quarantine and refusals, each counted."""

    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, received: Received) -> None:
        for one in received.outcomes:
            self.outcomes[one.outcome] += 1
            if one.code:
                self.reasons[one.code] += 1

    def refuse(self, count: int, refused: Refused) -> None:
        self.outcomes["refused"] += count
        self.reasons[refused.code] += count

    def as_json(self) -> dict[str, Any]:
        return {
            "files": self.files,
            **dict(sorted(self.outcomes.items())),
            "reasons": dict(sorted(self.reasons.items())),
        }


def bring(home: Path, secret: Callable[[str], str], found: Sorted, tell: Callable[[int, int], None]) -> Account:
    """Send a sorted folder exam by exam; `tell` hears how many files of how many are through."""
    house = House(home, _world(secret))
    account = Account(files=found.files)
    done = 0
    for group in found.groups:
        try:
            account.add(house.deliver(group))
        except Refused as refused:
            account.refuse(len(group.files), refused)
        done += len(group.files)
        tell(done, found.files)
    if found.strangers:
        account.add(house.deliver_strangers(found.strangers))
    tell(found.files, found.files)
    return account


class House:
    """The trial of the folder, and who is who in it."""

    def __init__(self, home: Path, world: World) -> None:
        self.world = world
        self.site = world.sites[SITE]
        self._path = home / "keys" / _NAMES
        self._names: dict[str, str] = json.loads(self._path.read_text("utf-8")) if self._path.exists() else {}

    def deliver(self, group: Group) -> Received:
        """Send one exam as the site's coordinator, let the checks run, and let the analyst decide on it."""
        caller = self.world.caller("site coordinator")
        visit = self._visit(caller, group)
        sent = self._transmittal(caller, visit, group)
        received = _send(caller, sent, group.files)
        version = received.receipt.exam_version
        if version is not None:
            settle(version)
            version.refresh_from_db()
            self._decide(version)
        return received

    def deliver_strangers(self, paths: list[Path]) -> Received:
        """Send files that belong to nobody: they go to quarantine, each with its reason."""
        return _send(self.world.caller("site coordinator"), self.world.at(SITE), paths)

    def _visit(self, caller: Caller, group: Group) -> Visit:
        """The visit of a patient's day: V1 for the first, then follow-ups, which are unscheduled."""
        mark = patient_mark(trial_key(self.world.trial.pk), "folder", group.patient) or "nobody"
        people_known = sum("/" not in key for key in self._names)
        subject_code = self._name(mark, f"S-{people_known + 1:03}")
        days_known = sum(key.startswith(f"{mark}/") for key in self._names)
        follow_up = "FU" if days_known == 1 else f"FU-{days_known}"
        code = self._name(f"{mark}/{group.on or 'no date'}", follow_up if days_known else "V1")
        trial_id = self.world.trial.pk
        subject = trial_queries.subjects(caller, trial_id).filter(code=subject_code).first()
        if subject is None:
            subject = trials.enrol_subject(caller, self.world.at(SITE), subject_code)
        if subject.anchor_date is None and code == "V1" and group.on and group.on.year > today().year - OLDEST_YEARS:
            trials.set_anchor(caller, subject, group.on)
        rows = trial_queries.visit_rows(caller, trial_id).filter(subject=subject).select_related("subject", "trial")
        if not rows.filter(code=code).exists():
            trials.add_unscheduled_visit(caller, subject, "FU", "another day of images", group.on)
        visit: Visit = rows.get(code=code)
        return visit

    def _name(self, key: str, name: str) -> str:
        """The name that a key has or, from now on, gets."""
        if key not in self._names:
            self._names[key] = name
            draft = self._path.with_suffix(".draft")
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(self._names, stream)
            draft.rename(self._path)
        return self._names[key]

    def _transmittal(self, caller: Caller, visit: Visit, group: Group) -> Transmittal:
        """The upload that this exam's images came by or are about to come by."""
        rows = Transmittal.objects.filter(visit=visit).exclude(state=TransmittalState.ABANDONED)
        earlier: Transmittal | None = rows.order_by("-created_at").first()
        if earlier is not None:
            return earlier
        machine = group.main_machine()
        form = intake.Form(
            exam_date=group.on,
            modality=group.modality(),
            scanner=self._scanner(machine) if machine else None,
            announced_files=len(group.files),
        )
        return intake.announce(caller, visit, form, "cli")

    def _scanner(self, machine: Machine) -> Scanner:
        """The site's scanner for what images say, registered and qualified when it is seen for the first time."""
        modality, maker, model, serial = machine
        known = list(site_queries.scanners(self.world.caller("project manager"), self.world.trial.pk))
        named = f"{maker or 'maker not stated'} {model or 'model not stated'}"
        serial = serial or f"not stated ({named})"[:64]
        for one in known:
            if one.serial == serial and one.modality == modality:
                return one
        serial = f"{serial} {modality}"[:64] if any(one.serial == serial for one in known) else serial
        row = sites.register_scanner(
            self.world.caller("project manager"),
            self.site,
            f"{modality} {len(known) + 1}",
            modality,
            (maker[:64] or "not stated", model[:64] or "not stated", serial),
        )
        qualify(self.world, row, EVIDENCE)
        return row

    def _decide(self, version: Any) -> None:
        """Accept what fulfils the definition; ask about what does not. A held exam waits."""
        run = qc.newest_run(version)
        if version.state != "in QC" or run is None:
            return
        failed = [one for one in run.findings if one["verdict"] == "fail" and one["severity"] != "minor"]
        outcome = QcOutcome.QUERY if failed else QcOutcome.ACCEPT
        question = " ".join(f"{one['check']}: expected {one['expected']}, found {one['observed']}." for one in failed)
        shown = (outcome, "", question, "acquisition parameter" if failed else "other")
        content = qc.decision_content(version, run, *shown)
        qc.decide(self.world.signing("QC analyst", content), version, *shown)


def _send(caller: Caller, about: Transmittal | Scope, paths: Iterable[Path]) -> Received:
    sealed = store()
    with one_request(sealed) as folder:
        receiving = Receiving(caller, about, folder, sealed)
        for ordinal, path in enumerate(paths, start=1):
            receiving.preparation.submit(Landed(ordinal, path.resolve(), path.stat().st_size, path.name))
        return receiving.finish()


def _world(secret: Callable[[str], str]) -> World:
    """The folder's trial with the demonstration's people; made when it is not there yet, or only half."""
    world = World(secret)
    for part, (username, *_rest) in CAST.items():
        person = people_queries.person_by_username(username)
        if person is not None:
            world.people[part] = person
    document = files("centralis.apps.web.demo").joinpath("folder.yaml").read_text(encoding="utf-8")
    existing = Trial.objects.filter(protocol=PROTOCOL).first()
    world.trial = existing or trials.create(
        world.caller("administrator"), SYSTEM, document, world.people["project manager"], is_demonstration=True
    )
    manager = world.caller("project manager")
    rows = site_queries.sites(manager, world.trial.pk)
    world.sites[SITE] = rows.filter(code=SITE).first() or sites.open_site(
        manager, world.scope, SITE, "The folder", "DE", city="this machine"
    )
    _give_roles(world)
    activate(world, trial_queries.definitions(manager, world.trial.pk)[0])
    return world


def _give_roles(world: World) -> None:
    manager = world.caller("project manager")
    for part in _HERE:
        if CAST[part][2] not in people_queries.roles_in(world.caller(part), world.trial.pk):
            people.grant_role(manager, world.scope, world.people[part], CAST[part][2])
    coordinator = world.caller("site coordinator")
    if Role.SITE_COORDINATOR not in people_queries.roles_in(coordinator, world.trial.pk):
        people.grant_role(manager, world.at(SITE), world.people["site coordinator"], Role.SITE_COORDINATOR)
