"""The acts on faces: looked for and removed by the system; confirmed or rejected by a person, who signs for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.apps.action import Act, action
from centralis.apps.intake import surroundings
from centralis.apps.intake.actions import need_reason
from centralis.apps.intake.indexing import index_version
from centralis.apps.intake.models import WITHHELD, ExamState, ExamVersion, FaceRemoval, FaceState
from centralis.apps.intake.refusals import IntakeRefusal
from centralis.apps.intake.stages import plan_again, plan_stages
from centralis.apps.people import signing
from centralis.core.refusal import Refused

MEANING = "I have looked at the pictures: no face can be recognised in these images, and what is read is untouched"
_HOLD = surroundings.FACE_HOLD["code"]
_DECIDABLE = (FaceState.TO_CONFIRM, FaceState.REJECTED)


@dataclass(frozen=True, slots=True)
class FaceResult:
    """What the face step found, everything of it sealed. `objects`: all lines of the new manifest, empty when no file
    was changed; `is_clear`: no series has a face and nobody need look; `summary`: JSON, for lists and the signature."""

    report_digest: str
    summary: Mapping[str, Any]
    is_clear: bool
    objects: Sequence[Mapping[str, Any]] = ()
    manifest_digest: str = ""


@action("intake.remove_faces")
def remove_faces(do: Act, version: ExamVersion, result: FaceResult) -> ExamVersion:
    """Enter what the face step found: a version without faces supersedes the one with them, or a person looks, or the
    exam goes on because no face is in it."""
    if version.faces != FaceState.DUE or version.state == ExamState.SUPERSEDED:
        raise Refused(IntakeRefusal.NO_FACES_TO_DECIDE)
    do.note(report=result.report_digest, **result.summary)
    examined = version
    if result.objects:
        version = _superseding(do, version, result)
        do.name(version)
    elif result.is_clear:
        _go_on(do, version, FaceState.NONE)
    else:
        do.change(version, faces=FaceState.TO_CONFIRM)
    do.create(
        FaceRemoval,
        trial_id=version.trial_id,
        exam_version=version,
        examined=examined,
        report_digest=result.report_digest,
        summary=dict(result.summary),
    )
    return version


def _superseding(do: Act, old: ExamVersion, result: FaceResult) -> ExamVersion:
    mark = {"state": ExamState.SUPERSEDED, "state_since": do.at, "faces": FaceState.REPLACED}
    version = do.supersede(
        old,
        mark,
        number=old.number + 1,
        supersedes_id=old.pk,
        supersede_reason="faces were removed from the images",
        state=ExamState.HELD,
        state_since=do.at,
        faces=FaceState.TO_CONFIRM,
        manifest_digest=result.manifest_digest,
        byte_count=sum(one["bytes"] for one in result.objects),
    )
    index_version(version, result.objects)
    plan_stages(version, do.at)
    return version


def _go_on(do: Act, version: ExamVersion, faces: FaceState) -> None:
    """Take the face hold away; an exam that nothing else holds goes on to quality control."""
    left = [one for one in version.hold_reasons if one["code"] != _HOLD]
    held = bool(left) and version.state == ExamState.HELD
    state = ExamState.HELD if held else ExamState.RECEIVED
    do.change(version, faces=faces, hold_reasons=left, state=state, state_since=do.at)
    plan_stages(version, do.at)
    plan_again(version, "thumbnails", do.at)


def to_sign(version: ExamVersion) -> dict[str, Any]:
    """Exactly what a person signs about the faces of an exam version."""
    removal = version.face_removal
    return {
        "exam": version.label(),
        "manifest": version.manifest_digest,
        "report": removal.report_digest,
        "revision": version.revision,
        "found": dict(removal.summary),
    }


def _to_decide(version: ExamVersion) -> FaceRemoval:
    removal: FaceRemoval | None = FaceRemoval.objects.filter(exam_version=version).first()
    if removal is None or version.faces not in _DECIDABLE or version.state != ExamState.HELD:
        raise Refused(IntakeRefusal.NO_FACES_TO_DECIDE)
    return removal


@action("intake.confirm_faces", signs=True)
def confirm_faces(do: Act, version: ExamVersion) -> None:
    """Confirm, with a signature, that no face can be recognised and nothing that is read was touched."""
    removal = _to_decide(version)
    lost = int(removal.summary.get("brain_voxels_lost") or 0)
    if lost:
        raise Refused(IntakeRefusal.BRAIN_TOUCHED, count=lost)
    signature = signing.sign(do, version, to_sign(version), MEANING)
    do.change(
        removal, decided_by=do.caller.name, decided_at=do.at, reason="", signature_id=signature.pk
    )  # fmt: skip
    _go_on(do, version, FaceState.CONFIRMED)


@action("intake.reject_faces")
def reject_faces(do: Act, version: ExamVersion, reason: str) -> None:
    """Say that the result is wanting: the exam stays held, its images withheld, with the reason for all to see."""
    removal = _to_decide(version)
    text = need_reason(reason)
    do.explain(text)
    do.change(removal, decided_by=do.caller.name, decided_at=do.at, reason=text)
    sentence = f"The removal of faces was rejected: {text}"
    others = [one for one in version.hold_reasons if one["code"] != _HOLD]
    do.change(version, faces=FaceState.REJECTED, hold_reasons=[{"code": _HOLD, "sentence": sentence}, *others])


def is_withheld(version: ExamVersion) -> bool:
    """Tell whether a face may be in a version's images."""
    return version.faces in WITHHELD
