"""The demonstration's story: what its people do, act by act, from a world that has just been built.

Everybody acts now and in their own role; the days of scans are chosen so that the windows of the visits make sense
today. One step is a few acts; a step's title is what the progress line says.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from centralis.apps.governance import actions as governance
from centralis.apps.intake import queries as intake_queries
from centralis.apps.intake import resolving
from centralis.apps.intake.models import ExamVersion
from centralis.apps.intake.receiving import Received
from centralis.apps.qc import actions as qc
from centralis.apps.qc import queries as qc_queries
from centralis.apps.qc.models import QcOutcome, Query
from centralis.apps.reads import actions as reads
from centralis.apps.reads import signing
from centralis.apps.reads.comparing import standing
from centralis.apps.reads.running import assigning
from centralis.apps.sites import actions as sites
from centralis.apps.trials import actions as trials
from centralis.apps.trials import queries as trial_queries
from centralis.apps.trials.models import Visit
from centralis.apps.web.demo.cast import World, today
from centralis.apps.web.demo.images import CHARTER, Scan, Sending, announce, newest, send
from centralis.apps.web.demo.plot import MACHINES, PATIENTS
from centralis.apps.web.demo.readers import Eye, begin, current_read, read_next, seeded, sign_again
from centralis.core.simulation import SCANNERS, Acquisition

COORDINATORS = {"01": "site coordinator", "02": "site coordinator 2"}
ANALYST = "QC analyst"


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    run: Callable[[], object]


@dataclass
class Teller:
    """Tells the story in a world; each method is one kind of act."""

    world: World
    eyes: dict[str, Eye] = field(default_factory=dict)

    def visit(self, subject: str, code: str) -> Visit:
        manager = self.world.caller("project manager")
        rows = trial_queries.visit_rows(manager, self.world.trial.pk)
        row: Visit = rows.get(subject=self.world.subjects[subject], code=code)
        return row

    def day(self, subject: str, days: int) -> date:
        """A day counted from the subject's day 0."""
        anchor = self.world.subjects[subject].anchor_date
        if anchor is None:
            raise ValueError(f"{subject} has no day 0")
        return anchor + timedelta(days=days)

    def deliver(
        self,
        visit: str,
        machine: str,
        scan: Scan,
        *,
        more: tuple[tuple[str, bytes], ...] = (),
    ) -> Received:
        """Have the subject's site announce and send a scan for a visit; `more` are files that slip in."""
        site = MACHINES[machine][0]
        files = [(f"IM{number:04}.dcm", content) for number, content in enumerate(scan.files(), start=1)]
        sending = Sending(self.world.scanners[machine], f"T. Tech {site}", scan.on, more={"contrast_delay_s": 70})
        caller = self.world.caller(COORDINATORS[site])
        sent = announce(caller, self.visit(scan.patient.code, visit), len(files), sending)
        return send(caller, sent, [*files, *more])

    def scan(self, subject: str, time_point: int, machine: str, days: int, how: Acquisition = CHARTER) -> Scan:
        return Scan(PATIENTS[subject], time_point, SCANNERS[MACHINES[machine][1]], self.day(subject, days), how)

    def decide(
        self, subject: str, visit: str, outcome: QcOutcome = QcOutcome.ACCEPT, reason: str = "", question: str = ""
    ) -> ExamVersion:
        """Have the analyst decide on a visit's newest images and sign."""
        version = newest(self.visit(subject, visit))
        run = qc.newest_run(version)
        if run is None:
            raise ValueError(f"{version.label()} was not checked")
        category = "missing images" if outcome == QcOutcome.QUERY else "other"
        content = qc.decision_content(version, run, outcome, reason, question, category)
        qc.decide(self.world.signing(ANALYST, content), version, outcome, reason, question, category)
        return version

    def query_of(self, subject: str, visit: str) -> Query:
        version = newest(self.visit(subject, visit))
        return qc_queries.threads_of(version)[0]

    def read(self, subject: str, part: str, *numbers: int, eye: Eye | None = None) -> None:
        """Have a reader read and sign time points of a subject, in order."""
        truth = PATIENTS[subject].truth()
        for number in numbers:
            read_next(self.world, self.world.subjects[subject], truth, eye or self.eyes[part], number)

    def adjudicate(self, subject: str, choose_reader: int, reason: str) -> None:
        """Have the adjudicator choose, without knowing it, the read of one reader."""
        case = standing(self.world.subjects[subject].pk)
        if case is None:
            raise ValueError(f"the reads of {subject} do not differ")
        choice = "A" if case.side_a_task.reader_number == choose_reader else "B"
        content = signing.choice_content(case, choice, reason)
        reads.adjudicate(self.world.signing("adjudicator", content), case, choice, reason)


def steps(world: World) -> Iterator[Step]:
    """The whole story, in the order in which it happens."""
    told = Teller(world)
    told.eyes["reader 1"] = Eye("reader 1", scatter_mm=0.3, chance=seeded(301))
    told.eyes["reader 2"] = Eye("reader 2", bias=1.01, scatter_mm=0.5, chance=seeded(302))
    yield Step("Approvals, training and consent", lambda: _papers(told))
    yield from _scans(told)
    yield Step("Deciding on a deviation", lambda: _accept_with_deviation(told))
    yield Step("Asking about an unscheduled scan", lambda: _ask_about_contrast(told))
    yield Step("Resolving quarantine", lambda: _resolve_quarantine(told))
    yield Step("Recording a missed visit", lambda: _miss_a_visit(told))
    yield from _reads(told)


def _papers(told: Teller) -> None:
    """An approval that ends soon, a training that lapsed, consents of which one is withdrawn, the sealed seed."""
    world, manager = told.world, told.world.caller("project manager")
    assigning.seal_seed(manager, world.trial)
    begun, soon = today() - timedelta(days=190), today() + timedelta(days=24)
    governance.record_approval(manager, world.at("02"), "Comitato Etico Centrale", "CE-02-31", begun, soon)
    module = trial_queries.parsed(world.definition()).sites.training_module
    sites.record_training(
        manager, world.sites["02"], ("F. Ferri", "technologist"), module, begun, score_percent=88,
        expires_on=today() - timedelta(days=12),
    )  # fmt: skip
    for code, site in (("01-001", "01"), ("02-003", "02")):
        caller = world.caller(COORDINATORS[site])
        signed = today() - timedelta(days=58)
        consent = governance.record_consent(
            caller, world.subjects[code], "AI 1.0", "en" if site == "01" else "it", ["ai_development"], signed
        )
        if code == "02-003":
            reason = "The subject no longer wants images to be used to develop AI; the trial goes on."
            governance.withdraw_consent(caller, consent, today() - timedelta(days=3), reason)


def _scans(told: Teller) -> Iterator[Step]:
    """Every exam that is sent; most are accepted as they come."""
    good = [
        ("01-001", "BL", 0, "CT 1", -6), ("01-002", "BL", 0, "CT 2", -8), ("01-003", "BL", 0, "CT 1", -5),
        ("02-001", "BL", 0, "CT A", -9), ("02-002", "BL", 0, "CT A", -4),
    ]  # fmt: skip
    later = [
        ("01-001", "W16", 2, "CT 1", 111), ("01-001", "W24", 3, "CT 1", 170), ("01-002", "W8", 1, "CT 2", 57),
        ("01-002", "W16", 2, "CT 2", 113), ("01-003", "W8", 1, "CT 1", 55), ("02-001", "W16", 2, "CT A", 112),
    ]  # fmt: skip
    for one in good:
        yield _good(told, *one)
    yield from _rescan(told)
    yield _with_strangers(told)
    for one in later:
        yield _good(told, *one)
    thick = replace(CHARTER, slice_thickness_mm=7.0)
    yield _sent(told, "W8", "CT A", told.scan("02-002", 1, "CT A", 58, thick))
    yield _sent(told, "W16", "CT 1", told.scan("01-003", 2, "CT 1", 112))
    yield _sent(told, "BL", "CT B", told.scan("02-003", 0, "CT B", -5))
    yield Step("Unscheduled visit of 01-003", lambda: _unscheduled(told))


def _sent(told: Teller, visit: str, machine: str, scan: Scan) -> Step:
    return Step(f"Sending {visit} of {scan.patient.code}", lambda: told.deliver(visit, machine, scan))


def _good(told: Teller, subject: str, visit: str, time_point: int, machine: str, days: int) -> Step:
    def run() -> None:
        told.deliver(visit, machine, told.scan(subject, time_point, machine, days))
        told.decide(subject, visit)

    return Step(f"Sending {visit} of {subject}", run)


def _rescan(told: Teller) -> Iterator[Step]:
    """Slices are missing: asked, answered, rejected, scanned again; the new images supersede the old ones."""
    world, analyst = told.world, told.world.caller(ANALYST)
    gap = replace(CHARTER, missing_slices=(40, 41, 42))

    def ask() -> None:
        told.deliver("W8", "CT 1", told.scan("01-001", 1, "CT 1", 53, gap))
        question = "Three slices at the level of the liver are missing. Are they still on the scanner?"
        told.decide("01-001", "W8", QcOutcome.QUERY, question=question)
        query = told.query_of("01-001", "W8")
        qc.answer_query(
            world.caller("site coordinator"), query,
            "They were lost when the series was archived. We can scan the subject again on Thursday.",
        )  # fmt: skip
        answered = told.query_of("01-001", "W8")
        qc.close_query(analyst, answered, "The slices can't be recovered; a rescan is inside the window.")
        told.decide("01-001", "W8", QcOutcome.REJECT, reason="Three slices through the liver lesion are missing.")

    def again() -> None:
        told.deliver("W8", "CT 1", replace(told.scan("01-001", 1, "CT 1", 58), attempt=1))
        told.decide("01-001", "W8")

    yield Step("Asking about missing slices", ask)
    yield Step("Scanning 01-001 again", again)


def _with_strangers(told: Teller) -> Step:
    """Two files slip into an upload: a slice of another patient, and one that broke on the way."""

    def run() -> None:
        stranger = told.scan("02-002", 0, "CT A", 56).files()
        mine = told.scan("02-001", 1, "CT A", 57)
        broken = mine.files()[50][:900]
        told.deliver("W8", "CT A", mine, more=(("IM0200.dcm", stranger[60]), ("IM0201.dcm", broken)))
        told.decide("02-001", "W8")

    return Step("Sending W8 of 02-001", run)


def _unscheduled(told: Teller) -> None:
    subject, caller = told.world.subjects["01-003"], told.world.caller("site coordinator")
    happened = told.day("01-003", 84)
    trials.add_unscheduled_visit(caller, subject, "UNS", "New back pain; the physician asked for a CT.", happened)
    scan = told.scan("01-003", 1, "CT 1", 84, replace(CHARTER, phase="none"))
    told.deliver("UNS", "CT 1", replace(scan, attempt=2))


def _accept_with_deviation(told: Teller) -> None:
    reason = "7 mm slices instead of 5 mm; the targets are 16 mm and larger, so they stay measurable."
    told.decide("02-002", "W8", QcOutcome.ACCEPT_WITH_DEVIATION, reason)


def _ask_about_contrast(told: Teller) -> None:
    version = newest(told.visit("01-003", "UNS"))
    qc.open_query(
        told.world.caller(ANALYST), version, "contrast", "minor",
        "The images look unenhanced. Was contrast given, and if not, why?", "contrast-phase", "Please answer.",
    )  # fmt: skip


def _resolve_quarantine(told: Teller) -> None:
    analyst = told.world.caller(ANALYST)
    for file in intake_queries.quarantined(analyst, told.world.trial.pk).order_by("ordinal")[:1]:
        resolving.dismiss_quarantined(analyst, file, "A slice of another subject, sent by mistake; the site was told.")


def _miss_a_visit(told: Teller) -> None:
    reason = "The subject stopped treatment after progression and declined further imaging."
    trials.mark_visit_missed(told.world.caller("site coordinator"), told.visit("01-002", "W24"), reason)


def _reads(told: Teller) -> Iterator[Step]:
    """Two readers read; one read is reopened; one pair differs and is decided, one differs and waits."""
    two = told.eyes["reader 2"]
    blind, keen = replace(two, overlooks=frozenset({"L1"})), replace(two, adds=frozenset({1}))
    yield Step("Reading 01-001", lambda: _both_read(told, "01-001", 4))
    yield Step("Reopening a read", lambda: _reopen(told))
    yield Step("Reading 01-002", lambda: _both_read(told, "01-002", 3))
    yield Step("Reading 01-003", lambda: _half_read(told))
    yield Step("Reading 02-001", lambda: _both_read(told, "02-001", 3, blind))
    yield Step("Adjudicating 02-001", lambda: told.adjudicate("02-001", 1, "The new liver lesion is real; it grows."))
    yield Step("Reading 02-002", lambda: _both_read(told, "02-002", 2, keen))


def _both_read(told: Teller, subject: str, time_points: int, second: Eye | None = None) -> None:
    """Have both readers read a subject to its last time point; the second one may see differently."""
    numbers = range(1, time_points + 1)
    told.read(subject, "reader 1", *numbers)
    told.read(subject, "reader 2", *numbers, eye=second)


def _reopen(told: Teller) -> None:
    """A measurement was made on the wrong slice: the read and those that rest on it are given back and signed anew."""
    world = told.world
    read = current_read(world, "01-001", "reader 1", 2)
    was = next(row["diameter_mm"] for row in read.content["targets"] if row["id"] == "T1")
    fresh = reads.reopen(world.caller("project manager"), read, "T1 was measured on the slice above; measure it again.")
    sign_again(world, fresh, "reader 1", {"T1": round(was - 0.8, 1)})
    for number in (3, 4):
        sign_again(world, current_read(world, "01-001", "reader 1", number), "reader 1", {})


def _half_read(told: Teller) -> None:
    told.read("01-003", "reader 1", 1, 2)
    told.read("01-003", "reader 2", 1)
    begin(told.world, told.world.subjects["01-003"], "reader 2", 2)
