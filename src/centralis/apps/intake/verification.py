"""Compare the sealed store with what the tables say: objects that were changed, swapped, lost, or belong to nobody."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress

from centralis.apps.intake.cleaning import is_named
from centralis.apps.intake.indexing import instance_of
from centralis.apps.intake.models import ExamVersion, FaceRemoval, QuarantinedFile, Receipt, StoredInstance
from centralis.apps.intake.preparing import store
from centralis.apps.intake.spool import under_way
from centralis.core.ledger.chain import Fault
from centralis.services.store import MANIFESTS, OBJECTS, QUARANTINE, MissingObject, SealedStore

_WORDS = {
    "changed": "its bytes are not those it was sealed with",
    "missing": "it is not in the store",
}
_INDEXED = ("study_uid", "series_uid", "digest", "byte_count", "frames")


def sealed_faults() -> Iterator[Fault]:
    """Yield a fault for every sealed object that is not what a recorded table or a sealed manifest says."""
    sealed, began = store(), time.time()
    seen: set[tuple[str, str]] = set()
    for version in ExamVersion.objects.select_related("exam__subject", "exam__visit").order_by("pk").iterator():
        yield from _version_faults(version, sealed, seen)
    for receipt in Receipt.objects.order_by("pk").iterator():
        yield from _check(sealed, MANIFESTS, receipt.outcomes_digest, receipt.label(), seen)
    for removal in FaceRemoval.objects.select_related("exam_version__exam__subject").order_by("pk").iterator():
        yield from _check(sealed, MANIFESTS, removal.report_digest, removal.label(), seen)
    for file in QuarantinedFile.objects.order_by("pk").iterator():
        for digest in (file.source_digest, file.named_digest):
            yield from _check(sealed, QUARANTINE, digest, file.label(), seen)
    for namespace in (OBJECTS, MANIFESTS, QUARANTINE):
        for digest in sealed.digests(namespace):
            if (namespace, digest) not in seen and _is_nobodys(sealed, namespace, digest, began):
                sentence = "No receipt, version or quarantined file names this object."
                yield Fault("sealed object of nobody", f"{namespace}/{digest[:12]}", sentence)


def _is_nobodys(sealed: SealedStore, namespace: str, digest: str, began: float) -> bool:
    """Whether an object is named by nothing; one that an upload has just sealed, or is about to enter, is not."""
    path = sealed.path(namespace, digest)
    if path is not None and path.exists() and path.stat().st_ctime > began:
        return False
    return not is_named(namespace, digest) and (namespace, digest) not in under_way(sealed)


def _check(sealed: SealedStore, namespace: str, digest: str, owner: str, seen: set[tuple[str, str]]) -> Iterator[Fault]:
    if (namespace, digest) in seen:
        return
    seen.add((namespace, digest))
    found = sealed.verify(namespace, digest)
    if found != "ok":
        sentence = f"{owner}: {_WORDS[found]} (sha256 {digest})."
        yield Fault(f"sealed object {found}", f"{namespace}/{digest[:12]}", sentence)


def _version_faults(version: ExamVersion, sealed: SealedStore, seen: set[tuple[str, str]]) -> Iterator[Fault]:
    owner = version.label()
    faults = list(_check(sealed, MANIFESTS, version.manifest_digest, owner, seen))
    yield from faults
    if faults:
        return
    with suppress(MissingObject):
        objects = json.loads(sealed.read(MANIFESTS, version.manifest_digest))["objects"]
        for one in objects:
            yield from _check(sealed, OBJECTS, one["digest"], f"{owner}, instance {one['sop_uid']}", seen)
        yield from _index_faults(version, objects, owner)


def _index_faults(version: ExamVersion, objects: list[dict[str, object]], owner: str) -> Iterator[Fault]:
    """The index must say what the sealed manifest says: a swapped digest would serve another image."""
    told = {row.sop_uid: row for row in (instance_of(version, one) for one in objects)}
    held = {row.sop_uid: row for row in StoredInstance.objects.filter(exam_version=version)}
    for uid in sorted(told.keys() | held.keys()):
        one, other = told.get(uid), held.get(uid)
        if one is None or other is None:
            what = "is not in its index" if other is None else "is in its index but not in its manifest"
            yield Fault("index differs", owner, f"Instance {uid} {what}. Rebuild the index.")
        elif any(getattr(one, name) != getattr(other, name) for name in _INDEXED):
            yield Fault("sealed object swapped", owner, f"The index of instance {uid} points to another object.")
