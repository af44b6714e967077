"""A small played world in a home of its own, with the real settings: what the proofs over the whole system start from.

`python -m tests.hostile.played COMMAND` works in CENTRALIS_HOME (and DATABASE_URL): `play` builds the world, `decide`
and `sign` do the next act of the story, `work` goes on with ordinary work; each prints a line when it is done.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CENTRALIS = [sys.executable, "-c", "from centralis.cli import main; main()"]
SECRET = "a quiet morning in march"


@dataclass(frozen=True)
class Home:
    """A home folder and, when it is not SQLite, the address of its database."""

    path: Path
    url: str = ""

    @property
    def facts(self) -> dict[str, str]:
        return dict(json.loads((self.path / "facts.json").read_text()))

    def environment(self) -> dict[str, str]:
        drop = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CENTRALIS_STORE")
        kept = {name: value for name, value in os.environ.items() if name not in drop}
        more = {"CENTRALIS_HOME": str(self.path), "DJANGO_SETTINGS_MODULE": "centralis.config.settings"}
        return {**kept, **more, **({"DATABASE_URL": self.url} if self.url else {})}

    def run(self, command: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False, timeout=250
        )

    def do(self, command: str) -> str:
        """Run a command of this module; return what it printed."""
        done = self.run([sys.executable, "-m", "tests.hostile.played", command])
        assert done.returncode == 0, done.stderr
        return done.stdout

    def verify(self, *options: str) -> tuple[int, dict[str, Any]]:
        """Run `centralis ledger verify --tables` as an operator would; return exit code and the printed JSON."""
        done = self.run([*CENTRALIS, "ledger", "verify", "--tables", "--json", *options])
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)


def main(command: str) -> None:
    """Do one command in this process's home."""
    import django

    django.setup()
    from django.core.management import call_command

    if command == "play":
        call_command("migrate", interactive=False, verbosity=0)
        play()
    else:
        acts()[command]()
    from centralis.apps.ledger.checkpoints import publish_written

    publish_written()
    sys.stdout.write("done\n")


def play() -> None:
    """01-001: baseline accepted, read by one reader, filled in by the other. 01-002: baseline waits for QC."""
    from django.conf import settings
    from tests.apps.qc.conftest import MACHINE, Desk
    from tests.apps.reads.conftest import entries, target

    from centralis.apps.intake import preparing
    from centralis.apps.intake.models import ExamVersion
    from centralis.apps.intake.tasks import settle
    from centralis.apps.qc.models import QcOutcome
    from centralis.apps.reads import actions as reads
    from centralis.apps.reads import signing
    from centralis.apps.reads.models import ReadingTask
    from centralis.apps.reads.running import assigning
    from centralis.apps.sites import actions as sites
    from centralis.apps.web.demo.cast import build_world, qualify

    world = build_world(lambda _username: SECRET)
    manager = world.caller("project manager")
    machine = (MACHINE.maker.value, f"{MACHINE.model} (simulated)", MACHINE.serial)
    world.scanners["CT S"] = sites.register_scanner(
        manager, world.sites["01"], "CT S", "CT", machine, software=MACHINE.software
    )
    qualify(world, world.scanners["CT S"])
    desk = Desk(world)
    assigning.seal_seed(manager, world.trial)
    accepted = desk.checked(code="BL")
    desk.decide(accepted, QcOutcome.ACCEPT)
    settle(accepted)
    next_exam = _baseline_of_another(desk)
    _quarantine_one(desk)
    facts = {"trial": str(world.trial.pk), "next_exam": str(next_exam.pk)}
    for number in (1, 2):
        task = ReadingTask.objects.select_related("subject", "reader").get(reader_number=number)
        part = next(part for part, person in world.people.items() if person.pk == task.reader_id)
        read = reads.open_time_point(world.caller(part), task, 1)
        read = reads.save_draft(world.caller(part), read, entries(target("T1", 20.0 + number)))
        read = type(read).objects.select_related("task__subject", "task__reader", "definition").get(pk=read.pk)
        if number == 1:
            reads.sign(world.signing(part, signing.prepare(read).content), read)
        facts[f"read_{number}"] = str(read.pk)
    facts["baseline"] = str(ExamVersion.objects.get(exam__visit__code="BL", exam__subject__code="01-001").pk)
    (Path(settings.HOME) / "facts.json").write_text(json.dumps(facts))
    preparing.end_children()


def _baseline_of_another(desk: Any) -> Any:
    """Have the baseline of 01-002 received and checked."""
    from datetime import UTC, datetime, time

    from tests.apps.qc.conftest import GOOD, MACHINE

    from centralis.apps.web.demo.images import Sending, announce, send
    from centralis.core.simulation import Course, simulate_exam, simulate_subject

    coordinator, visit = desk.world.caller("site coordinator"), desk.visit("BL", "01-002")
    at = datetime.combine(visit.due_on, time(9), tzinfo=UTC)
    files = list(simulate_exam(simulate_subject("QC-2", Course.STABLE, 12, 1), 0, MACHINE, GOOD, 3, at))
    sent = announce(coordinator, visit, len(files), Sending(exam_date=visit.due_on))
    return send(coordinator, sent, [(f"IM{n}", content) for n, content in enumerate(files)]).receipt.exam_version


def _quarantine_one(desk: Any) -> None:
    from centralis.apps.web.demo.images import Sending, announce, send

    coordinator = desk.world.caller("site coordinator")
    visit = desk.visit("W16")
    send(coordinator, announce(coordinator, visit, 1, Sending()), [("IM1", b"this is no image at all, only a note")])


def caller(username: str, content: dict[str, Any] | None = None) -> Any:
    """Somebody of the cast at the door, with a signature over `content` when it is given."""
    from centralis.apps.action import Caller, Origin, SignatureRequest
    from centralis.apps.people.models import Person
    from centralis.core.ledger.canonical import content_digest

    person = Person.objects.get(username=username)
    plain = Caller(person.pk, person.printed_name, Origin("web", "127.0.0.1"))
    return plain if content is None else plain.signing(SignatureRequest(content_digest(content), SECRET))


def facts() -> dict[str, str]:
    from django.conf import settings

    return dict(json.loads((Path(settings.HOME) / "facts.json").read_text()))


def decide() -> None:
    """Have the analyst accept the baseline of 01-002 and sign."""
    from centralis.apps.intake.models import ExamVersion
    from centralis.apps.qc import actions
    from centralis.apps.qc.models import QcOutcome

    version = ExamVersion.objects.get(pk=facts()["next_exam"])
    run = actions.newest_run(version)
    assert run is not None
    content = actions.decision_content(version, run, QcOutcome.ACCEPT)
    actions.decide(caller("qc", content), version, QcOutcome.ACCEPT)


def sign() -> None:
    """Have the second reader sign the baseline of 01-001, which is filled in."""
    from centralis.apps.reads import actions, signing
    from centralis.apps.reads.models import Read

    read = Read.objects.select_related("task__subject", "task__reader", "definition").get(pk=facts()["read_2"])
    content = signing.prepare(read).content
    actions.sign(caller(read.task.reader.username, content), read)


def work() -> None:
    """Go on working: decide, sign, begin to read the next case; a refusal among it."""
    from centralis.apps.reads import actions as reads
    from centralis.apps.reads.models import ReadingTask

    decide()
    sign()
    for task in ReadingTask.objects.filter(subject__code="01-002").select_related("subject", "reader"):
        reads.open_time_point(caller(task.reader.username), task, 1)
    assert attempt("decide") == "refused: not_in_qc"


def census() -> dict[str, Any]:
    """Say what stands in the database after whatever happened to it, and what the verification finds."""
    from centralis.apps.intake.models import ExamVersion, Stage
    from centralis.apps.ledger.models import Entry
    from centralis.apps.ledger.verify import verify
    from centralis.apps.outcomes.models import Outcome
    from centralis.apps.people.models import Signature
    from centralis.apps.qc.models import QcDecision
    from centralis.apps.reads.models import Read, ReadingTask

    known = facts()
    version, read = ExamVersion.objects.get(pk=known["next_exam"]), Read.objects.get(pk=known["read_2"])
    done = Entry.objects.filter(outcome="done")
    return {
        "faults": [f"{fault.kind}: {fault.place}: {fault.sentence}" for fault in verify(tables=True).faults],
        "decide": {
            "state": version.state,
            "entries": done.filter(action="qc.decide", object_id=known["next_exam"]).count(),
            "rows": QcDecision.objects.filter(exam_version=version).count(),
            "signatures": Signature.objects.filter(object_id=version.pk, voided_at=None).count(),
        },
        "sign": {
            "state": read.state,
            "entries": done.filter(action="reads.sign", object_id=known["read_2"]).count(),
            "rows": int(read.signature_id is not None and bool(read.assessment)),
            "signatures": Signature.objects.filter(object_id=read.pk, voided_at=None).count(),
        },
        "outcomes": Outcome.objects.filter(subject__code="01-001", source=f"reader {read.task.reader_number}").count(),
        "cases": ReadingTask.objects.filter(subject__code="01-002").count(),
        "stages_open": Stage.objects.filter(done_at=None).count(),
    }


def attempt(name: str) -> str:
    """Do an act; return `done`, or the code of the refusal."""
    from centralis.core.refusal import Refused

    try:
        acts()[name]()
    except Refused as refused:
        return f"refused: {refused.code}"
    return "done"


def aftermath(name: str) -> dict[str, Any]:
    """What stands after a crash; then repeat the act that was under way, let the reconciler work, and look again."""
    found = census()
    repeated = attempt(name)
    reconcile()
    return {"found": found, "repeated": repeated, "after": census()}


def reconcile() -> None:
    """One round of the background's reconciler, as the server does it each minute."""
    from centralis.apps.intake.tasks import reconcile as round_of_work
    from centralis.apps.ledger.checkpoints import publish

    round_of_work()
    publish()


def acts() -> dict[str, Callable[[], None]]:
    return {"decide": decide, "sign": sign, "work": work, "look": lambda: None}


if __name__ == "__main__":
    main(sys.argv[1])
