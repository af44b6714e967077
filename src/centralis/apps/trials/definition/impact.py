"""Whom and what an amendment touches: sites to retrain, scanners to requalify, exams to look at again, reads to weigh.

Pure: the facts of the trial come in as plain identifiers, the list comes out. Source: FDA 2018, requalification on
amendment; ICH E6(R3) 3.6 on protocol amendments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from centralis.apps.trials.definition.diff import Area, Change


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """How a trial stands when an amendment is weighed; identifiers as the caller wishes them shown.

    `exams_waiting` and `reads_open` / `reads_signed` map an exam or read to the acquisition requirement it belongs to.
    """

    sites: Sequence[str] = ()
    scanners: Sequence[str] = ()
    subjects: Sequence[str] = ()
    reopen_on: Sequence[str] = ("amendment",)
    exams_waiting: Mapping[str, str] = field(default_factory=dict)
    exams_accepted: Mapping[str, str] = field(default_factory=dict)
    reads_open: Mapping[str, str] = field(default_factory=dict)
    reads_signed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Impact:
    """One consequence: what must be done, to whom or what, because of which changes."""

    kind: str
    sentence: str
    items: tuple[str, ...]
    because: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The consequence as plain JSON values."""
        return {"kind": self.kind, "sentence": self.sentence, "items": list(self.items), "because": list(self.because)}


_READ_RULES = (
    "reading.criterion", "reading.parameters", "reading.time_points", "reading.blinded_to",
    "reading.allow_measuring_on",
)  # fmt: skip
_TRAINING = ("sites.training_module", "sites.training_roles", "sites.pass_score")


def impact(changes: Iterable[Change], facts: TrialFacts) -> tuple[Impact, ...]:
    """The consequences of changes for a trial as it stands; those that touch nobody are left out."""
    # The order of entries is for readers of the file; nobody has to act on it.
    every = [change for change in changes if not change.path.endswith(".order")]
    found = [*_sites(every, facts), *_exams(every, facts), *_reads(every, facts), *_subjects(every, facts)]
    return tuple(one for one in found if one.items)


def _sites(changes: list[Change], facts: TrialFacts) -> Iterable[Impact]:
    asked = _paths(changes, Area.ACQUISITION)
    training = [one.path for one in changes if one.path in _TRAINING]
    rules = [one.path for one in changes if one.touches is Area.SITES and one.path not in _TRAINING]
    consent = _paths(changes, Area.GOVERNANCE)
    yield _one("retrain", "{n} to retrain before the next exam", "site", facts.sites, asked + training)
    requalify = rules + (asked if "amendment" in facts.reopen_on else [])
    yield _one("requalify", "{n} to requalify", "scanner", facts.scanners, requalify)
    yield _one("update_gateway", "{n} to give the new de-identification profile", "site", facts.sites,
               _paths(changes, Area.DEIDENTIFICATION))  # fmt: skip
    yield _one("review_governance", "{n} whose approvals and consents must be looked at", "site", facts.sites, consent)


def _exams(changes: list[Change], facts: TrialFacts) -> Iterable[Impact]:
    touched = _requirements(changes)
    waiting = [exam for exam, name in facts.exams_waiting.items() if name in touched]
    accepted = [exam for exam, name in facts.exams_accepted.items() if name in touched]
    asked = _paths(changes, Area.ACQUISITION)
    yield _one("recheck", "{n} waiting for QC to check against the new version", "exam", waiting, asked)
    yield _one("accepted_before", "{n} accepted under the old version: kept, and marked so", "exam", accepted, asked)
    yield _one("qc_rules", "{n} to pass QC under the new rules", "exam", list(facts.exams_waiting),
               _paths(changes, Area.QC))  # fmt: skip


def _reads(changes: list[Change], facts: TrialFacts) -> Iterable[Impact]:
    ruled = [one.path for one in changes if one.path.startswith(_READ_RULES)]
    design = _paths(changes, Area.READING)
    yield _one("open_reads", "{n} to continue under the new read design", "open read", list(facts.reads_open), design)
    yield _one("signed_reads", "{n} made by other rules: decide whether to read again", "signed read",
               list(facts.reads_signed), ruled)  # fmt: skip
    yield _one("rederive", "{n} whose outcomes must be derived anew", "subject", facts.subjects,
               _paths(changes, Area.ENDPOINTS))  # fmt: skip


def _subjects(changes: list[Change], facts: TrialFacts) -> Iterable[Impact]:
    yield _one("redate", "{n} whose expected visits are dated anew", "subject", facts.subjects,
               _paths(changes, Area.VISITS))  # fmt: skip


def _requirements(changes: list[Change]) -> set[str]:
    return {one.path.split(".")[1] for one in changes if one.touches is Area.ACQUISITION and "." in one.path}


def _paths(changes: list[Change], area: Area) -> list[str]:
    return [one.path for one in changes if one.touches is area]


def _one(kind: str, sentence: str, noun: str, items: Iterable[str], because: list[str]) -> Impact:
    concerned = tuple(items) if because else ()
    count = f"{len(concerned)} {noun}{'s' * (len(concerned) != 1)}"
    return Impact(kind, sentence.format(n=count) + ".", concerned, tuple(because))
