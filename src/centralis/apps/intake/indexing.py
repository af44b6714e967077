"""Write the index of an exam version's instances: a cache of its sealed manifest."""

from collections.abc import Iterable, Mapping
from typing import Any

from centralis.apps.intake.models import ExamVersion, StoredInstance

_BATCH = 500


def instance_of(version: ExamVersion, one: Mapping[str, Any]) -> StoredInstance:
    """Return the index row of one line of a manifest."""
    facts = one["facts"]
    return StoredInstance(
        exam_version=version,
        trial_id=version.trial_id,
        study_uid=one["study_uid"],
        series_uid=one["series_uid"],
        sop_uid=one["sop_uid"],
        sop_class_uid=one["sop_class_uid"],
        transfer_syntax=one["transfer_syntax"],
        modality=str(facts.get("modality", ""))[:16],
        rows=facts.get("rows"),
        columns=facts.get("columns"),
        series_number=facts.get("series_number"),
        series_description=str(facts.get("series_description", ""))[:64],
        instance_number=facts.get("instance_number"),
        frame_count=max(facts.get("frames") or 1, 1),
        digest=one["digest"],
        byte_count=one["bytes"],
        frames=one["frames"],
    )


def index_version(version: ExamVersion, objects: Iterable[Mapping[str, Any]]) -> None:
    """Write the index rows of a version anew from its manifest's lines."""
    StoredInstance.objects.filter(exam_version=version).delete()
    StoredInstance.objects.bulk_create((instance_of(version, one) for one in objects), batch_size=_BATCH)
