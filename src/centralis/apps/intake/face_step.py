"""The background stage that looks for faces in a held exam and removes them; idempotent, as every stage.

Series by series in a child process (`centralis.edge.faces`). New files are sealed beside the old ones, which stay
sealed and are withheld (docs/decisions/0005). What could not be decided is left to a person; nothing goes on by itself
but an exam in which no series has a face.
"""

import base64
import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from centralis.apps.action import Caller
from centralis.apps.intake import facing, surroundings
from centralis.apps.intake.facing import FaceResult
from centralis.apps.intake.models import ExamState, ExamVersion, FaceState
from centralis.apps.intake.preparing import store as sealed_store
from centralis.apps.intake.rules import sealed_text
from centralis.apps.intake.spool import Folder, one_request
from centralis.apps.trials import queries as trials
from centralis.core.refusal import Refused
from centralis.services.child import ChildFault, ChildLimits, ChildPool
from centralis.services.store import MANIFESTS, OBJECTS, Incoming, SealedStore

_LIMITS = ChildLimits(memory_bytes=6 * 1024**3, seconds=900.0, jobs=20)
_SYSTEM = Caller.system("face removal")
_BATCH = 100
Lines = list[dict[str, Any]]


@dataclass(slots=True)
class SeriesFaces:
    """What became of one series. present: whether a face is in it, None when that could not be told. files: SOP
    Instance UID → new file. before, after: PNG, empty when there is none."""

    series_uid: str
    present: bool | None
    why: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""


@lru_cache(maxsize=1)
def defacers() -> ChildPool:
    """Return the child that looks for faces; started when first needed."""
    return ChildPool("centralis.edge.faces:deface_series", 1, _LIMITS)


@lru_cache(maxsize=1)
def describers() -> ChildPool:
    """Return the child that reads the facts of new files."""
    return ChildPool("centralis.edge.stored_facts:stored_facts", 1)


def end_children() -> None:
    """End the child processes of this module."""
    for pool in (defacers, describers):
        if pool.cache_info().currsize:
            pool().close()
            pool.cache_clear()


def look_for_faces(version: ExamVersion) -> None:
    """The stage `faces`: does nothing for a version that was dealt with, or that another one stands for."""
    if version.faces != FaceState.DUE or version.state == ExamState.SUPERSEDED:
        return
    store = sealed_store()
    manifest = surroundings.manifest_of(version, store)
    with one_request(store) as folder:
        found = [_looked(uid, lines, folder, store) for uid, lines in _series(manifest["objects"]).items()]
        result = _sealed(version, manifest, found, folder, store)
        with contextlib.suppress(Refused):  # somebody sent more images meanwhile: the newer version has its own stage
            facing.remove_faces(_SYSTEM, version, result)


def _series(objects: Lines) -> dict[str, Lines]:
    found: dict[str, Lines] = {}
    for one in objects:
        if one["facts"].get("modality") in surroundings.FACE_MODALITIES and one["facts"].get("rows"):
            found.setdefault(one["series_uid"], []).append(one)
    return found


def _looked(series_uid: str, lines: Lines, folder: Folder, store: SealedStore) -> SeriesFaces:
    """Look at one series in the child; one that ends the child is left to a person."""
    target = folder.fresh("faces")
    target.mkdir(mode=0o700)
    with contextlib.ExitStack() as stack:
        files = [
            [str(one["sop_uid"]), str(stack.enter_context(store.local(OBJECTS, one["digest"])))] for one in lines
        ]
        try:
            answer = defacers().run({"files": files, "folder": str(target)})
        except ChildFault as fault:
            return SeriesFaces(series_uid, None, fault.sentence)
    return series_faces(series_uid, answer)


def series_faces(series_uid: str, answer: Mapping[str, Any]) -> SeriesFaces:
    """Read the child's answer."""
    pictures = {name: _picture(answer.get(name)) for name in ("before", "after")}
    files = {str(name): Path(path) for name, path in (answer.get("files") or {}).items()}
    return SeriesFaces(series_uid, answer["present"], str(answer["why"]), answer["numbers"], files, **pictures)


def _picture(path: str | None) -> bytes:
    return Path(path).read_bytes() if path else b""


def _sealed(
    version: ExamVersion, manifest: dict[str, Any], found: Sequence[SeriesFaces], folder: Folder, store: SealedStore
) -> FaceResult:
    """Bring new files, the new manifest and the report to disk."""
    changed = {uid: path for one in found for uid, path in one.files.items()}
    objects = _objects(manifest["objects"], changed, store)
    summary = _summary(found, len(changed))
    texts = {"report": sealed_text(_report(version, found, summary))}
    if changed:
        texts["manifest"] = sealed_text({**manifest, "objects": objects, "faces": "removed"})
    paths = {name: folder.fresh("text") for name in texts}
    for name, text in texts.items():
        paths[name].write_bytes(text)
    digests = {name: store.take_in(path) for name, path in paths.items()}
    new = [Incoming(changed[one["sop_uid"]], one["digest"]) for one in objects if one["sop_uid"] in changed]
    names = {(OBJECTS, one.digest) for one in new} | {(MANIFESTS, digest) for digest in digests.values()}
    folder.intend(f"faces:{version.pk}", {name for name in names if store.size(*name) is None})
    store.seal(OBJECTS, new, hardened=True)
    store.seal(MANIFESTS, [Incoming(paths[name], digest) for name, digest in digests.items()], hardened=True)
    always = trials.parsed(version.definition).deidentification.faces == "always"
    is_clear = not always and all(one.present is False for one in found)
    listed = objects if changed else []
    return FaceResult(digests["report"], summary, is_clear, listed, digests.get("manifest", ""))


def _objects(objects: Lines, changed: Mapping[str, Path], store: SealedStore) -> Lines:
    """The lines of the new manifest: those of changed files name the new objects, and still what was sent."""
    order = [one["sop_uid"] for one in objects if one["sop_uid"] in changed]
    facts: dict[str, dict[str, Any]] = {}
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        told = describers().run({"files": [str(changed[uid]) for uid in batch]})
        facts |= dict(zip(batch, told, strict=True))
    return [
        one if one["sop_uid"] not in changed else _changed(one, facts[one["sop_uid"]], changed[one["sop_uid"]], store)
        for one in objects
    ]


def _changed(one: dict[str, Any], told: Mapping[str, Any], path: Path, store: SealedStore) -> dict[str, Any]:
    facts = {name: value for name, value in told["facts"].items() if value not in (None, [])}
    return {
        **one,
        "digest": store.take_in(path),
        "bytes": told["bytes"],
        "frames": told["frames"],
        "facts": facts,
        "transfer_syntax": facts.get("transfer_syntax", one["transfer_syntax"]),
        "with_face": one["digest"],
    }


def _summary(found: Sequence[SeriesFaces], changed: int) -> dict[str, Any]:
    lost = [int(one.numbers.get("brain_voxels_lost") or 0) for one in found]
    return {
        "series": len(found),
        "with_face": sum(one.present is True for one in found),
        "undecided": sum(one.present is None for one in found),
        "files_changed": changed,
        "brain_voxels_lost": sum(lost),
    }


def _report(version: ExamVersion, found: Sequence[SeriesFaces], summary: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "centralis": 1,
        "kind": "faces",
        "examined": version.manifest_digest,
        "summary": dict(summary),
        "series": [
            {
                "series_uid": one.series_uid,
                "present": one.present,
                "why": one.why,
                "numbers": {name: value for name, value in one.numbers.items() if _is_plain(value)},
                "before": base64.b64encode(one.before).decode("ascii"),
                "after": base64.b64encode(one.after).decode("ascii"),
            }
            for one in found
        ],
    }


def _is_plain(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool | int | str)
