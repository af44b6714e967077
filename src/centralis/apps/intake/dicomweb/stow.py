"""STOW-RS: a request's files through the same pipeline as any upload (PS3.18 10.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from centralis.apps.action import Caller
from centralis.apps.intake.dicomweb.multipart import Parts, Stream
from centralis.apps.intake.matching import Matcher
from centralis.apps.intake.models import Transmittal
from centralis.apps.intake.receiving import Outcome, Receiving
from centralis.apps.intake.refusals import IntakeRefusal
from centralis.apps.intake.rules import DUPLICATE, QUARANTINED, Prepared
from centralis.apps.intake.spool import Folder, Landed, one_request
from centralis.apps.ledger.recorded import Scope
from centralis.apps.people.queries import sites_of
from centralis.apps.trials.models import Trial, Visit
from centralis.core.refusal import Refused
from centralis.services.store import SealedStore, StoreFull

# Failure and warning reasons of PS3.18 Table 10.5.3-2 and PS3.4 Annex GG.
_CANNOT_UNDERSTAND = 0xC000
_MISMATCH = 0xA900
_NO_RESOURCES = 0xA700
_COERCED = 0xB000
_MISMATCHES = frozenset({
    "other_subject", "other_patient", "two_patients", "other_trial", "other_visit", "other_study", "another_exam",
    "conflict", "no_match", "already_accepted", "not_open",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """What a STOW request says beside its body."""

    caller: Caller
    trial: Trial
    boundary: bytes
    length: int | None
    study_uid: str = ""
    transmittal: Transmittal | None = None


@dataclass(slots=True)
class Answer:
    """What became of the files, by the identifiers that the sender knows."""

    stored: list[Outcome] = field(default_factory=list)
    failed: list[tuple[Outcome, int]] = field(default_factory=list)
    receipts: list[UUID] = field(default_factory=list)

    @property
    def status(self) -> int:
        """200 when all are stored, 202 when some are, 409 when none is (PS3.18 Table 10.5.3-1)."""
        if not self.failed:
            return 200
        return 202 if self.stored else 409

    def body(self, root: str) -> dict[str, Any]:
        """The Store Instances Response Module in DICOM JSON (PS3.18 10.5.3.2); `root` is the service's address."""
        body: dict[str, Any] = {}
        if self.stored:
            body["00081199"] = {"vr": "SQ", "Value": [_reference(one, root) for one in self.stored]}
        if self.failed:
            body["00081198"] = {"vr": "SQ", "Value": [_failure(one, reason) for one, reason in self.failed]}
        return body


class Store:
    """One request on its way: the first file shows where all belong; those that say otherwise go their own way."""

    def __init__(self, request: Request, store: SealedStore, folder: Folder) -> None:
        self.request = request
        self.store = store
        self.folder = folder
        self.answer = Answer()
        self.matcher = Matcher(request.caller, request.trial.pk, request.trial.protocol)
        self.receiving: Receiving | None = None
        self._about: Transmittal | None = request.transmittal

    def take(self, landed: Landed) -> None:
        if self.receiving is None:
            self.receiving = self._open(self._about or self._probe(landed))
        self.receiving.preparation.submit(landed)

    def finish(self) -> Answer:
        if self.receiving is None:
            raise Refused(IntakeRefusal.NOTHING_SENT)
        prepared = self.receiving.preparation.results()
        if self.request.transmittal is not None:
            self._enter(self.receiving, prepared)
            return self.answer
        groups: dict[Visit | None, list[Prepared]] = {}
        for one in prepared:
            groups.setdefault(self.matcher.visit_of(one.source) if one.source else self._first_visit(), []).append(one)
        for visit, files in groups.items():
            self._group(visit, files)
        return self.answer

    def _group(self, visit: Visit | None, files: list[Prepared]) -> None:
        try:
            about = self.matcher.transmittal_of(visit) if visit else None
        except Refused as refused:
            self._fail(files, refused)
            return
        first = self.receiving.about if self.receiving else None
        if self.receiving is not None and about is not None and about == first:
            self._enter(self.receiving, files)
            return
        again = self._open(about)
        again.preparation.submit_again(files)
        self._enter(again, again.preparation.results())

    def _first_visit(self) -> Visit | None:
        about = self.receiving.about if self.receiving else None
        return about.visit if isinstance(about, Transmittal) else None

    def _probe(self, landed: Landed) -> Transmittal | None:
        """Look at one file by itself; None when it names no exam of the caller's."""
        probe = self._open(None)
        try:
            visit = self.matcher.visit_of(probe.preparation.prepare(landed).source)
            return self.matcher.transmittal_of(visit) if visit else None
        except Refused:
            return None
        finally:
            probe.preparation.close()

    def _open(self, about: Transmittal | None) -> Receiving:
        caller, trial = self.request.caller, self.request.trial
        sites = sites_of(caller, "intake.receive", trial.pk) if caller.person_id else None
        own = next(iter(sites)) if sites else None
        where = about or Scope(trial.pk, own)
        return Receiving(caller, where, self.folder, self.store, study_uid=self.request.study_uid)

    def _enter(self, receiving: Receiving, files: list[Prepared]) -> None:
        try:
            received = receiving.finish(files)
        except Refused as refused:
            if refused.code in (IntakeRefusal.STORE_FULL.code, IntakeRefusal.STORE_FAULT.code):
                raise
            self._fail(files, refused)
            return
        self.answer.receipts.append(received.receipt.pk)
        for one in received.outcomes:
            if one.outcome == QUARANTINED:
                reason = _MISMATCH if one.code in _MISMATCHES else _CANNOT_UNDERSTAND
                self.answer.failed.append((one, reason))
            else:
                self.answer.stored.append(one)

    def _fail(self, files: list[Prepared], refused: Refused) -> None:
        for one in files:
            outcome = Outcome(
                one.ordinal,
                one.name,
                QUARANTINED,
                refused.code,
                refused.sentence,
                one.source_digest,
                "",
                one.source,
                {},
            )
            self.answer.failed.append((outcome, _MISMATCH))


def store_request(request: Request, stream: Stream, store: SealedStore) -> Answer:
    """Receive a STOW request's files. Raises BadBody, and Refused when nothing of it could be kept."""
    with one_request(store) as folder:
        work = Store(request, store, folder)
        try:
            Parts(folder, request.boundary, work.take).read(stream, request.length)
            return work.finish()
        except StoreFull as fault:
            receiving = work.receiving or work._open(None)
            raise receiving.refused(IntakeRefusal.STORE_FULL) from fault
        finally:
            if work.receiving is not None:
                work.receiving.preparation.close()


def _item(tag: str, vr: str, value: Any) -> dict[str, Any]:
    return {tag: {"vr": vr, "Value": [value]}} if value else {}


def _reference(one: Outcome, root: str) -> dict[str, Any]:
    """The sender's identifiers, and where the cleaned object, under its new identifiers, can be had."""
    facts = one.facts
    url = f"{root}/studies/{facts['study_uid']}/series/{facts['series_uid']}/instances/{facts['sop_instance_uid']}"
    return {
        **_item("00081150", "UI", facts["sop_class_uid"]),
        **_item("00081155", "UI", one.source.get("sop_instance_uid") or facts["sop_instance_uid"]),
        **_item("00081190", "UR", url),
        **(_item("00081196", "US", _COERCED) if one.outcome != DUPLICATE else {}),
    }


def _failure(one: Outcome, reason: int) -> dict[str, Any]:
    said: Mapping[str, Any] = one.source
    return {
        **_item("00081155", "UI", said.get("sop_instance_uid")),
        **_item("00081197", "US", reason),
        **_item("00000902", "LO", one.sentence[:64]),
    }
