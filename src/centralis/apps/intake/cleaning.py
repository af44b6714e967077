"""Clean up after processes that died while they received: at start, and nothing that was ever acknowledged."""

from uuid import UUID

from django.db.models import Q

from centralis.apps.intake.models import (
    ExamVersion,
    FaceRemoval,
    QuarantinedFile,
    Receipt,
    StoredInstance,
    Transmittal,
)
from centralis.apps.intake.models import TransmittalState as State
from centralis.apps.intake.spool import clean_leftovers
from centralis.services.store import MANIFESTS, OBJECTS, SealedStore


def clean_spool(store: SealedStore) -> int:
    """Remove what dead uploads left in the staging folder, and what they sealed without a receipt; return how many."""

    def undo(upload_key: str, sealed: list[tuple[str, str]]) -> None:
        if Receipt.objects.filter(upload_key=upload_key).exists():
            return
        for namespace, digest in sealed:
            if not is_named(namespace, digest):
                store.take_back(namespace, digest)

    return clean_leftovers(store, _is_open, undo)


def is_named(namespace: str, digest: str) -> bool:
    """Tell whether any receipt, version or quarantined file names a sealed object."""
    if namespace == OBJECTS:
        return StoredInstance.objects.filter(digest=digest).exists()
    if namespace == MANIFESTS:
        versions = ExamVersion.objects.filter(manifest_digest=digest)
        reports = FaceRemoval.objects.filter(report_digest=digest)
        return versions.exists() or reports.exists() or Receipt.objects.filter(outcomes_digest=digest).exists()
    return QuarantinedFile.objects.filter(Q(source_digest=digest) | Q(named_digest=digest)).exists()


def _is_open(transmittal_id: UUID) -> bool:
    return Transmittal.objects.filter(pk=transmittal_id, state=State.OPEN).exists()
