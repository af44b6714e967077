"""Give account of de-identification: what was done to every file of an exam, and what could still identify in a trial.

Read from the sealed manifests alone; nothing that a file said before it was cleaned is among it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from centralis import __version__
from centralis.apps.action import Caller
from centralis.apps.intake import queries
from centralis.apps.intake.models import ExamState, ExamVersion, FaceState, QuarantinedFile
from centralis.apps.trials import queries as trials
from centralis.apps.trials.deidentification import in_words
from centralis.apps.trials.models import Definition
from centralis.core.deid import Profile
from centralis.core.deid.residual import Remark, as_markdown, residual_risk
from centralis.core.ledger.canonical import content_digest

PAGE = "intake.cleaning_page"
#: letter of PS3.15 Table E.1-1 → what was done to an element
ACTIONS = {
    "X": "removed",
    "Z": "emptied",
    "D": "replaced by a dummy",
    "U": "UID replaced",
    "C": "cleaned",
    "K": "kept by the profile",
}
_GONE = (ExamState.SUPERSEDED, ExamState.REJECTED)
_FACE = {FaceState.CONFIRMED: "removed", FaceState.NONE: "none"}


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What was done to one file. `boxes`: rectangles blanked in its pixels; `pixels`: in words."""

    series_number: int | None
    instance_number: int | None
    modality: str
    digest: str
    actions: str
    pixels: str
    boxes: list[list[int]]
    survived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExamAccount:
    """What was done to an exam, by which engine and profile, and what could still identify."""

    version: ExamVersion
    profile: list[str]
    profile_digest: str
    engines: tuple[str, ...]
    totals: list[tuple[str, int]]
    files: list[FileAccount]
    blanked: int
    remarks: list[Remark]


@dataclass(frozen=True, slots=True)
class TrialPart:
    """What could still identify in the exams that were received under one version of the definition."""

    definition: Definition
    profile: list[str]
    exams: int
    files: int
    remarks: list[Remark]


def exam_account(caller: Caller, trial_id: UUID, version_id: UUID) -> ExamAccount:
    """Return the account of one exam version. Raises a DoesNotExist when it is not the caller's to see."""
    version = queries.version(caller, trial_id, version_id, PAGE)
    rules = trials.parsed(version.definition).deidentification
    objects = queries.manifest(version)["objects"]
    totals: Counter[str] = Counter()
    for one in objects:
        totals.update(one.get("cleaning", {}).get("actions", {}))
    files = [_file(one) for one in objects]
    held = QuarantinedFile.objects.filter(receipt__transmittal__visit_id=version.exam.visit_id)
    return ExamAccount(
        version=version,
        profile=in_words(rules),
        profile_digest=content_digest(rules.profile()),
        engines=tuple(sorted({str(one.get("cleaning", {}).get("engine", "unknown")) for one in objects})),
        totals=[(ACTIONS[letter], totals[letter]) for letter in ACTIONS if totals[letter]],
        files=sorted(files, key=lambda one: (one.series_number or 0, one.instance_number or 0)),
        blanked=sum(bool(one.boxes) for one in files),
        remarks=residual_risk(
            Profile.from_json(rules.profile()), [*_manifests(version, objects), *_held_back(held.values_list("code"))]
        ),
    )


def trial_account(caller: Caller, trial_id: UUID) -> list[TrialPart]:
    """Return what could still identify in a trial's current exams, by version of the definition, the newest first."""
    groups: dict[UUID, list[ExamVersion]] = {}
    for version in queries.exam_versions(caller, trial_id, PAGE).exclude(state__in=_GONE):
        groups.setdefault(version.definition_id, []).append(version)
    held = list(queries.quarantined(caller, trial_id, PAGE).values_list("code"))
    parts = []
    for versions in groups.values():
        definition = versions[0].definition
        rules = trials.parsed(definition).deidentification
        manifests = [one for version in versions for one in _manifests(version, queries.manifest(version)["objects"])]
        remarks = residual_risk(Profile.from_json(rules.profile()), [*manifests, *_held_back(held)])
        parts.append(TrialPart(definition, in_words(rules), len(versions), len(manifests), remarks))
        held = []
    return sorted(parts, key=lambda part: part.definition.created_at, reverse=True)


def trial_markdown(parts: Iterable[TrialPart], protocol: str) -> str:
    """The trial's report as a document for a data protection officer."""
    texts = [
        as_markdown(
            part.remarks,
            f"Residual risk: {protocol}, definition version {part.definition.version_label}",
            {"exams": part.exams, "files": part.files, "engine now": f"Centralis {__version__}",
             "profile": " ".join(part.profile)},
        )
        for part in parts
    ]  # fmt: skip
    return "\n".join(texts) or f"# Residual risk: {protocol}\n\nNo images were received yet.\n"


def exam_json(account: ExamAccount) -> str:
    """The account of one exam for a file: every file of it, and the remarks."""
    return json.dumps(
        {
            "exam": account.version.label(),
            "manifest": account.version.manifest_digest,
            "profile": account.profile_digest,
            "engines": account.engines,
            "actions": dict(account.totals),
            "files": [
                {"sha256": one.digest, "actions": one.actions, "boxes": one.boxes, "survived": one.survived}
                for one in account.files
            ],
            "remarks": [one.to_json() for one in account.remarks],
        },
        indent=1,
    )


def _file(one: Mapping[str, Any]) -> FileAccount:
    cleaning, facts = one.get("cleaning", {}), one["facts"]
    done = cleaning.get("actions", {})
    pixels = cleaning.get("pixels") or {}
    return FileAccount(
        facts.get("series_number"),
        facts.get("instance_number"),
        str(facts.get("modality", "")),
        one["digest"],
        ", ".join(f"{done[letter]} {words}" for letter, words in ACTIONS.items() if done.get(letter)),
        _pixel_words(pixels, bool(cleaning.get("manifest", {}).get("pixels_searched"))),
        list(pixels.get("boxes", ())),
        tuple(cleaning.get("survived", ())),
    )


def _pixel_words(pixels: Mapping[str, Any], searched: bool) -> str:
    if not pixels:
        return "nothing found" if searched else "not searched"
    changed = int(pixels.get("frames_changed") or 0)
    if not changed:
        return "read, nothing found"
    return f"{len(pixels.get('boxes', ()))} boxes blanked in {changed} of {pixels.get('frames', changed)} frames"


def _manifests(version: ExamVersion, objects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a sealed manifest in the form that `core.deid.residual` reads."""
    face = _FACE.get(FaceState(version.faces))
    return [
        {
            **one.get("cleaning", {}).get("manifest", {}),
            "outcome": "cleaned",
            "pixels": one.get("cleaning", {}).get("pixels"),
            "face": face,
        }
        for one in objects
    ]


def _held_back(codes: Iterable[tuple[str]]) -> list[dict[str, Any]]:
    return [{"outcome": "quarantined", "code": code} for (code,) in codes]
