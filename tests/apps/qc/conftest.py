"""Simulated exams sent by a site of the world and checked: what every test of QC begins with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from centralis.apps.action import house
from centralis.apps.intake import actions as intake
from centralis.apps.intake import preparing, stages
from centralis.apps.intake.models import ExamVersion, Stage
from centralis.apps.intake.receiving import Receiving
from centralis.apps.intake.spool import Landing, one_request
from centralis.apps.qc import actions, pixels
from centralis.apps.qc.models import CheckRun, QcDecision, QcOutcome
from centralis.apps.sites import actions as sites
from centralis.apps.trials.models import Visit
from centralis.apps.web.demo.cast import World, qualify
from centralis.core.simulation import SCANNERS, Acquisition, Course, Coverage, simulate_exam, simulate_subject

#: A machine with so small a field of view that small pictures have fine pixels.
MACHINE = replace(SCANNERS["siemens"], field_of_view_mm=24.0)
GOOD = Acquisition(coverage=Coverage.CHEST_ABDOMEN_PELVIS, rows=32, columns=32)


@lru_cache(maxsize=32)
def simulated(acquisition: Acquisition, seed: int, acquired_at: datetime) -> tuple[bytes, ...]:
    subject = simulate_subject("QC-1", Course.STABLE, 11, 1)
    return tuple(simulate_exam(subject, 0, MACHINE, acquisition, seed, acquired_at))


@dataclass
class Desk:
    """The world, with a qualified scanner that the simulated exams come from."""

    world: World

    def visit(self, code: str = "BL", subject: str = "01-001") -> Visit:
        return Visit.objects.get(subject__code=subject, code=code, trial=self.world.trial)

    def sent(self, acquisition: Acquisition = GOOD, code: str = "BL", seed: int = 1, **form: Any) -> ExamVersion:
        """An exam that the site's coordinator sent on the visit's due day."""
        visit = self.visit(code)
        coordinator = self.world.caller("site coordinator")
        transmittal = intake.announce(coordinator, visit, intake.Form(exam_date=visit.due_on, **form), "web")
        at = datetime.combine(visit.due_on, time(9), tzinfo=UTC)
        store = preparing.store()
        with one_request(store) as folder:
            receiving = Receiving(coordinator, transmittal, folder, store)
            for ordinal, content in enumerate(simulated(acquisition, seed, at), start=1):
                landing = Landing(folder, ordinal, f"IM{ordinal:04}")
                landing.write(content)
                receiving.preparation.submit(landing.done())
            version = receiving.finish().receipt.exam_version
        assert version is not None
        return version

    def checked(self, acquisition: Acquisition = GOOD, code: str = "BL", seed: int = 1, **form: Any) -> ExamVersion:
        """An exam that was sent and has passed the background stage of the checks."""
        version = self.sent(acquisition, code, seed, **form)
        assert stages.run_stage(Stage.objects.get(exam_version=version, name="qc").pk, house.now())
        return self.fresh(version)

    def fresh(self, version: ExamVersion) -> ExamVersion:
        return ExamVersion.objects.select_related("exam__visit", "exam__subject", "exam__site").get(pk=version.pk)

    def decide(self, version: ExamVersion, outcome: QcOutcome, **words: str) -> QcDecision:
        """Have the analyst look at what is stored, sign it and so decide."""
        run = actions.newest_run(version)
        assert run is not None
        content = actions.decision_content(version, run, outcome, **words)
        return actions.decide(self.world.signing("QC analyst", content), version, outcome, **words)

    def findings(self, version: ExamVersion, check: str) -> list[dict[str, Any]]:
        run = CheckRun.objects.filter(exam_version=version).latest("ran_at")
        return [one for one in run.findings if one["check"] == check]


@pytest.fixture
def desk(world: World, settings: Any, tmp_path: Path) -> Desk:
    settings.STORE = str(tmp_path / "store")
    settings.KEYS = tmp_path / "keys"
    manager = world.caller("project manager")
    machine = (MACHINE.maker.value, f"{MACHINE.model} (simulated)", MACHINE.serial)
    scanner = sites.register_scanner(manager, world.sites["01"], "CT S", "CT", machine, software=MACHINE.software)
    qualify(world, scanner)
    world.scanners["CT S"] = scanner
    return Desk(world)


@pytest.fixture(scope="session", autouse=True)
def _children() -> Iterator[None]:
    yield
    for pool in (preparing.cleaners, pixels.decoders):
        if pool.cache_info().currsize:
            pool().close()
