"""A reader's marks between the viewer and the tables: read from JSON, measured anew, collected over reopened reads."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from centralis.apps.reads import viewing
from centralis.apps.reads.models import Mark, MarkState, Read
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.core.reading.marks import FramePlane, Lengths, MarkKind, locate_mark, measure_mark, read_mark_points
from centralis.core.refusal import Refused

_LESION = re.compile(r"[A-Za-z]{1,3}[0-9]{1,3}[a-z]?")
_MOST_EDITS = 1_000_000
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """A mark as the viewer sent it. `points` are in LPS, mm; `instance` is the reader's opaque name of the object."""

    key: UUID
    edit: int
    lesion: str
    kind: MarkKind
    instance: str
    frame: int
    points: tuple[tuple[float, float, float], ...]


def read_json(body: bytes) -> object:
    """Read what the viewer sent. Raises ValueError with a sentence for what is no JSON, or nested beyond reading."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("What was sent is no JSON that can be read. Load the page again.") from None


def read_key(given: object) -> UUID:
    """Read which mark is meant. Raises ValueError with a sentence."""
    if not isinstance(given, Mapping):
        raise ValueError("A mark is named by one JSON object.")
    return UUID(str(given.get("key")))


def read_draft(given: object) -> MarkDraft:
    """Read what the viewer sent. Raises ValueError with a sentence."""
    if not isinstance(given, Mapping):
        raise ValueError("A mark is sent as one JSON object.")
    try:
        key, kind = UUID(str(given.get("key"))), MarkKind(str(given.get("kind")))
    except ValueError:
        raise ValueError("The mark names no key or no kind that is known.") from None
    edit, frame = given.get("edit"), given.get("frame")
    if not isinstance(edit, int) or not 0 < edit < _MOST_EDITS or not isinstance(frame, int) or frame < 1:
        raise ValueError("The mark's count of edits and its frame are whole numbers from 1.")
    lesion, instance = str(given.get("lesion")), str(given.get("instance"))
    if not _LESION.fullmatch(lesion):
        raise ValueError("The mark names no lesion. Choose the lesion, then measure.")
    return MarkDraft(key, edit, lesion, kind, instance, frame, read_mark_points(kind, given.get("points")))


@dataclass(frozen=True, slots=True)
class Measured:
    """A draft with the frame it lies on and the lengths made of its points."""

    draft: MarkDraft
    series_uid: str
    sop_uid: str
    values: Json


def measure(read: Read, draft: MarkDraft) -> Measured:
    """Measure a draft on the read's own images. Refuses what can't be measured there; 404 for an unknown image."""
    frame = viewing.frame_named(read.task, read.exam_version, draft.instance, draft.frame)
    series = next(one for one in viewing.series_of(read.exam_version) if one.uid == frame.series_uid)
    if not series.fitness.is_measurable:
        raise Refused(ReadsRefusal.NOT_MEASURABLE, why=" ".join(series.fitness.reasons))
    plane = FramePlane(frame.position_mm, frame.orientation, frame.spacing_mm, frame.rows, frame.columns)
    try:
        pixels = locate_mark(draft.points, plane)
        spacing = viewing.mark_spacing(frame.digest, frame.number - 1, pixels)
        lengths = measure_mark(draft.kind, pixels, spacing)
    except ValueError as fault:
        raise Refused(ReadsRefusal.MARK_REFUSED, why=str(fault)) from fault
    places = [[round(part, 4) for part in one] for one in pixels]
    values = {**asdict(lengths), "pixels": places, "spacing": spacing.to_json()}
    return Measured(draft, frame.series_uid, frame.sop_uid, values)


def marks_of(read: Read) -> dict[str, Mark]:
    """The marks that count at a read, by lesion: its own, and of the reads it supersedes those that it left alone.

    They carry on when a read is given back to its reader on the same images.
    """
    chain: list[Read] = [read]
    while (older := chain[-1].supersedes) is not None:
        chain.append(older)
    found: dict[UUID, Mark] = {}
    for one in reversed(chain):
        if one.exam_version_id != read.exam_version_id:
            continue
        for mark in Mark.objects.filter(read=one).order_by("created_at"):
            found.pop(mark.key, None)
            if mark.state == MarkState.CURRENT:
                found[mark.key] = mark
    return {mark.lesion: mark for mark in found.values()}


def lengths_of(mark: Mark) -> Lengths:
    """The stored lengths of a mark."""
    return Lengths(mark.values["long_mm"], mark.values["short_mm"])


def show_mark(read: Read, mark: Mark, eyes: viewing.Eyes | None = None) -> Json:
    """What the viewer is told of a mark; names are the reader's own, or those of other eyes that may see it."""
    eyes = eyes or read.task
    return {
        "key": str(mark.key),
        "edit": mark.edit,
        "lesion": mark.lesion,
        "kind": mark.kind,
        "instance": viewing.opaque(eyes, mark.sop_uid),
        "series": viewing.opaque(eyes, mark.series_uid),
        "frame": mark.frame,
        "points": mark.points,
        "long_mm": mark.values["long_mm"],
        "short_mm": mark.values["short_mm"],
        "is_node": is_node(read, mark.lesion),
    }


def is_node(read: Read, lesion: str) -> bool | None:
    """Whether the form says that a lesion is a lymph node; None for a lesion that it does not hold yet."""
    for table in ("targets", "non_targets", "new_lesions"):
        for one in read.content.get(table, []):
            if one.get("id") == lesion:
                return bool(one.get("node") or one.get("organ") == "lymph_node")
    return None


#: What criteria call the longest diameter of a lesion, and its perpendicular.
_LONG = ("diameter_mm", "ldi_mm", "long_mm", "longest_mm", "viable_mm")
_SHORT = ("sdi_mm", "short_mm")
_HALF_TENTH_MM = 0.05


def seal_marks(read: Read) -> list[Json]:
    """A read's marks as they are signed: lesion, kind, points and lengths; no name of an image, which is opaque."""
    marks = marks_of(read)
    return [
        {
            "lesion": lesion,
            "kind": marks[lesion].kind,
            "points_mm": marks[lesion].points,
            "long_mm": marks[lesion].values["long_mm"],
            "short_mm": marks[lesion].values["short_mm"],
        }
        for lesion in sorted(marks)
    ]


def find_disagreements(read: Read) -> list[str]:
    """A sentence for each diameter of the form that is not the one measured: the server's number counts."""
    marks, found = marks_of(read), []
    rows = [one for table in read.content.values() if isinstance(table, list) for one in table if isinstance(one, dict)]
    for one in rows:
        mark = marks.get(str(one.get("id")))
        if mark is None:
            continue
        for name, measured in _expected(one, lengths_of(mark)):
            told = one.get(name)
            if isinstance(told, (int, float)) and abs(told - measured) > _HALF_TENTH_MM + 1e-9:
                found.append(
                    f"{mark.lesion}: the form says {told:g} mm, its mark measures {measured:.1f} mm. "
                    "Take over the measured value, draw the mark anew, or remove it."
                )
    return found


def _expected(entry: Mapping[str, Any], lengths: Lengths) -> list[tuple[str, float]]:
    """The fields of an entry that a mark fills, with what it measured."""
    short = next((name for name in _SHORT if name in entry), None)
    long = next((name for name in _LONG if name in entry), None)
    is_short_alone = short is None and bool(entry.get("node") or entry.get("organ") == "lymph_node")
    wanted = [(long, lengths.short_mm if is_short_alone else lengths.long_mm), (short, lengths.short_mm)]
    return [(name, value) for name, value in wanted if name is not None and value is not None]
