"""Receive an upload, by whatever route it came: sort out its files, seal them, and pass the door once.

The order is the promise: blobs and their folders are on disk, then the database commits, then the caller is answered.
"""

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centralis.apps.action import Caller, enter_refusal
from centralis.apps.intake import actions, rules, surroundings
from centralis.apps.intake.keys import trial_key
from centralis.apps.intake.models import Receipt, Transmittal
from centralis.apps.intake.preparing import Preparation
from centralis.apps.intake.refusals import FileFault, IntakeRefusal
from centralis.apps.intake.rules import ACCEPTED, QUARANTINED, Announced, Prepared, Verdict
from centralis.apps.intake.spool import Folder, one_at_a_time
from centralis.apps.intake.submission import Place, SealedUpload
from centralis.apps.ledger.recorded import Scope
from centralis.core.deid.identifiers import Identifiers
from centralis.core.refusal import RefusalCode, Refused
from centralis.services.store import (
    MANIFESTS,
    OBJECTS,
    QUARANTINE,
    Incoming,
    SealedStore,
    StoreFault,
    StoreFull,
    disk_faults,
)

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, for the answer to its sender; the name is the sender's and is not stored."""

    ordinal: int
    name: str
    outcome: str
    code: str
    sentence: str
    source_digest: str
    digest: str
    source: Mapping[str, Any]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    receipt: Receipt
    outcomes: list[Outcome]


class Receiving:
    """One upload in the making: files are submitted as they arrive, `finish` gives the receipt."""

    def __init__(
        self, caller: Caller, about: Transmittal | Scope, folder: Folder, store: SealedStore, *, study_uid: str = ""
    ) -> None:
        self.caller = caller
        self.about = about
        self.folder = folder
        self.store = store
        self.study_uid = study_uid
        scope = about.scope() if isinstance(about, Transmittal) else about
        if scope.trial_id is None:
            raise ValueError("an upload belongs to a trial")
        self.trial_id = scope.trial_id
        self.scope = scope
        self.preparation = Preparation(folder, self.job(), store)

    def job(self) -> dict[str, Any]:
        """Return what the child needs beside the file."""
        definition = surroundings.definition_for(self.trial_id)
        job = {"profile": definition.profile, "key": trial_key(self.trial_id).hex(), "subject_code": "", "trial": {}}
        if isinstance(self.about, Transmittal):
            job |= {"subject_code": self.about.subject.code, "trial": surroundings.trial_attributes(self.about)}
        return job

    def known(self) -> Identifiers:
        """Return what names the patient in files of the exam that are not part of this upload."""
        return Identifiers()

    def finish(self, files: Sequence[Prepared] | None = None) -> Received:
        """Seal what came and enter it. Raises Refused, also for a full disk; then nothing of the upload counts."""
        try:
            prepared = list(files) if files is not None else self.preparation.results()
            return self._receive(self.preparation.with_whole_exam(prepared, self.known()))
        except StoreFull as fault:
            raise self.refused(IntakeRefusal.STORE_FULL) from fault
        except StoreFault as fault:
            raise self.refused(IntakeRefusal.STORE_FAULT, fault=str(fault)) from fault
        finally:
            self.preparation.close()

    def refused(self, code: RefusalCode, **facts: str | int | None) -> Refused:
        """Enter a refusal that was found before the door, and return it."""
        refused = Refused(code, **facts)
        enter_refusal("intake.receive", self.caller, None, self.scope, self.about, refused)
        return refused

    def _receive(self, files: list[Prepared]) -> Received:
        if not files:
            raise self.refused(IntakeRefusal.NOTHING_SENT)
        key = rules.upload_key(self._about_key(), (one.source_digest for one in files))
        exam = self.about.visit_id if isinstance(self.about, Transmittal) else self.trial_id
        with one_at_a_time(self.store, str(exam)):
            return self._enter(files, key)

    def _enter(self, files: list[Prepared], key: str) -> Received:
        for _ in range(_ATTEMPTS):
            earlier = surroundings.receipt_of(self.trial_id, key)
            if earlier is not None:
                return Received(earlier, self._repeated(earlier, files))
            place = surroundings.place_of(self.about, self.store) if isinstance(self.about, Transmittal) else None
            if place is not None:
                self._check(place)
            verdicts = self._verdicts(files, place)
            sealed = self._seal(files, verdicts, place, key)
            try:
                receipt = actions.receive(self.caller, self.about, sealed)
            except actions.Moved:
                continue
            return Received(receipt, [_outcome(one, verdicts[one.ordinal]) for one in files])
        raise self.refused(IntakeRefusal.BUSY)

    def _about_key(self) -> str:
        return f"transmittal:{self.about.pk}" if isinstance(self.about, Transmittal) else f"trial:{self.trial_id}"

    def _check(self, place: Place) -> None:
        try:
            actions.check_open(place.transmittal, place.base)
        except Refused as refused:
            enter_refusal("intake.receive", self.caller, None, self.scope, self.about, refused)
            raise

    def _repeated(self, receipt: Receipt, files: list[Prepared]) -> list[Outcome]:
        """The same upload again: every file has its old outcome, as the sealed list says."""
        lines = {line["source_digest"]: line for line in surroundings.outcomes_of(receipt, self.store)}
        old = {name: Verdict(line["outcome"], line["code"], line["sentence"]) for name, line in lines.items()}
        return [_outcome(one, old[one.source_digest]) for one in files]

    def _verdicts(self, files: list[Prepared], place: Place | None) -> dict[int, Verdict]:
        if place is None:
            reason = str(FileFault.NO_MATCH.value)
            return {
                one.ordinal: Verdict(QUARANTINED, one.code or FileFault.NO_MATCH.code, one.sentence or reason)
                for one in files
            }
        marks = self._marks(files, place)
        uids = {str(one.facts["sop_instance_uid"]) for one in files if not one.code}
        known = surroundings.known_of(place, uids)
        return rules.sort_out(files, marks, self._announced(place), known)

    def _announced(self, place: Place) -> Announced:
        return surroundings.announced_of(place, self.study_uid)

    def _marks(self, files: Iterable[Prepared], place: Place) -> dict[int, str]:
        key, site = trial_key(self.trial_id), str(place.transmittal.site_id)
        code = place.transmittal.subject.code
        return {
            one.ordinal: ""
            if one.source.get("patient_id") == code
            else rules.patient_mark(key, site, one.source.get("patient_id"))
            for one in files
        }

    def _seal(self, files: list[Prepared], verdicts: dict[int, Verdict], place: Place | None, key: str) -> SealedUpload:
        """Bring everything to disk: objects, quarantined bytes, manifest, list of outcomes."""
        new = [one for one in files if verdicts[one.ordinal].outcome == ACCEPTED]
        apart = [one for one in files if verdicts[one.ordinal].outcome == QUARANTINED]
        objects = [rules.manifest_object(one) for one in new]
        if place is not None and not place.replaces:
            objects = [*place.objects, *objects]
        mark = next((value for value in self._marks(new, place).values() if value), "") if place else ""
        manifest = surroundings.manifest(place, objects, mark) if place and new else b""
        outcomes = rules.sealed_text({"centralis": 1, "kind": "outcomes", "files": [
            _line(one, verdicts[one.ordinal]) for one in files
        ]})  # fmt: skip
        texts = [text for text in (manifest, outcomes) if text]
        originals = [self._apart(one) for one in {one.source_digest: one for one in apart}.values()]
        named = self._text(rules.sealed_text(self._named(files).to_json())) if apart else None
        self.folder.intend(key, self._intent(new, [*originals, *([named] if named else [])], texts))
        self.store.seal(OBJECTS, [Incoming(Path(one.clean), one.digest) for one in new], hardened=True)
        self.store.seal(QUARANTINE, [*originals, *([named] if named else [])])
        digests = self._seal_texts(texts)
        return SealedUpload(
            upload_key=key,
            place=place,
            objects=objects,
            added=len(new),
            duplicates=len(files) - len(new) - len(apart),
            quarantined=[(one, verdicts[one.ordinal]) for one in apart],
            files=len(files),
            byte_count=sum(one.source_bytes for one in files),
            manifest_digest=digests[0] if manifest else "",
            outcomes_digest=digests[-1],
            named_digest=named.digest if named else "",
            patient_mark=mark,
        )

    def _named(self, files: Iterable[Prepared]) -> Identifiers:
        """Everything that names the patient in the exam: kept beside the originals held back, as secret as they are,
        so that one released later is cleaned with it."""
        known = self.known()
        for one in files:
            known |= Identifiers.from_json(one.identifiers)
        return known

    def _seal_texts(self, texts: list[bytes]) -> list[str]:
        """Seal manifest and outcomes."""
        files = [self._text(text) for text in texts]
        self.store.seal(MANIFESTS, files)
        return [one.digest for one in files]

    def _text(self, text: bytes) -> Incoming:
        """Write a text into the upload's own folder, so that a crash leaves no stray file."""
        path = self.folder.fresh("text")
        with disk_faults():
            path.write_bytes(text)
        return Incoming(path, hashlib.sha256(text).hexdigest())

    def _intent(self, new: list[Prepared], apart: list[Incoming], texts: list[bytes]) -> set[tuple[str, str]]:
        """Name what will be sealed and was not there before."""
        names = {(OBJECTS, one.digest) for one in new} | {(QUARANTINE, one.digest) for one in apart}
        names |= {(MANIFESTS, hashlib.sha256(text).hexdigest()) for text in texts}
        return {name for name in names if self.store.size(*name) is None}

    def _apart(self, one: Prepared) -> Incoming:
        """Give an original for quarantine: a copy when it lies in the sender's own folder, which is not ours."""
        place = Path(one.place)
        if place.parent == self.folder.path:
            return Incoming(place, one.source_digest)
        copy = self.folder.fresh("apart")
        with disk_faults():
            shutil.copyfile(place, copy)
        return Incoming(copy, one.source_digest)


def _line(one: Prepared, verdict: Verdict) -> dict[str, Any]:
    """One file in the sealed list of outcomes; its name stays with the sender, as names of files name patients."""
    return {
        "ordinal": one.ordinal,
        "source_digest": one.source_digest,
        "bytes": one.source_bytes,
        "digest": one.digest if verdict.outcome != QUARANTINED else "",
        "outcome": verdict.outcome,
        "code": verdict.code,
        "sentence": verdict.sentence,
    }


def _outcome(one: Prepared, verdict: Verdict) -> Outcome:
    return Outcome(
        one.ordinal, one.name, verdict.outcome, verdict.code, verdict.sentence, one.source_digest, one.digest,
        one.source, one.facts,
    )  # fmt: skip
