"""A reader's marks between the viewer and the tables: read from JSON, measured anew, collected over reopened reads."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404

from centralis.apps.reads.models import Mark, MarkState, Read
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.viewing import hanging, regions, sites
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.pixels import pixels_of
from centralis.core.reading.marks import FramePlane, MarkKind, locate_mark, measure_mark, read_mark_points
from centralis.core.reading.masks import read_runs
from centralis.core.refusal import Refused

_LESION = re.compile(r"[A-Za-z]{1,3}[0-9]{1,3}[a-z]?")
_REGION = re.compile(r"(ROI|Angle) [0-9]{1,3}")
_SITE = re.compile(r"[A-Z][A-Za-z0-9 ]{2,11}")
_MOST_EDITS = 1_000_000
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """A mark as the viewer sent it. `points` are in LPS, mm, of a mask its runs; `instance` is the opaque name of the
    object. `lesion` names the mark: a lesion or a site of the form such as "Spleen" (`sites`), or a region such as
    "ROI 1", which may be of one of them. `over` are the keys that the page knew for that name; None when it did not
    say."""

    key: UUID
    edit: int
    lesion: str
    kind: MarkKind
    instance: str
    frame: int
    points: tuple[tuple[float, ...], ...]
    of_lesion: str = ""
    over: tuple[str, ...] | None = None


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
    lesion, of_lesion = _read_names(kind, given)
    points = read_runs(given.get("runs")) if kind is MarkKind.MASK else read_mark_points(kind, given.get("points"))
    over = given.get("over")
    known = tuple(str(one) for one in over) if isinstance(over, list) else None
    return MarkDraft(key, edit, lesion, kind, str(given.get("instance")), frame, points, of_lesion, known)


def _read_names(kind: MarkKind, given: Mapping[str, Any]) -> tuple[str, str]:
    """The name of a mark, and the lesion that a region or mask is of. Raises ValueError with a sentence."""
    lesion, of_lesion = str(given.get("lesion")), str(given.get("of_lesion") or "")
    if kind.is_diameter or kind is MarkKind.MASK:
        if not _is_measured(lesion):
            raise ValueError("The mark names no lesion. Choose the lesion, then measure.")
        return lesion, lesion if kind is MarkKind.MASK else ""
    if not _REGION.fullmatch(lesion):
        raise ValueError("A region or angle is named ROI or Angle with a number.")
    if of_lesion and not _is_measured(of_lesion):
        raise ValueError("The lesion of the region is not known. Choose it again.")
    return lesion, of_lesion


def _is_measured(name: str) -> bool:
    """Whether something is named like a lesion or like a site; whether the form has the site is looked up later."""
    return bool(_LESION.fullmatch(name) or (_SITE.fullmatch(name) and not _REGION.fullmatch(name)))


@dataclass(frozen=True, slots=True)
class Measured:
    """A draft with the frame it lies on and what was measured of its points."""

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
    try:
        pixels_of(frame)
    except Http404 as absent:
        raise Refused(ReadsRefusal.NOT_MEASURABLE, why="This image can't be shown.") from absent
    if not hanging.may_draw(read, draft.kind):
        raise Refused(ReadsRefusal.MARK_REFUSED, why="The trial's hanging protocol does not allow this tool here.")
    try:
        about = draft.lesion if draft.kind.is_diameter else draft.of_lesion
        if about and not _LESION.fullmatch(about):
            sites.check_site(read, about, draft.kind)
        if draft.kind is MarkKind.MASK:
            return _measure_mask(read, draft, frame, series)
        return Measured(draft, frame.series_uid, frame.sop_uid, _measure_points(draft, frame, series))
    except ValueError as fault:
        raise Refused(ReadsRefusal.MARK_REFUSED, why=str(fault)) from fault


def _measure_points(draft: MarkDraft, frame: viewing.Frame, series: viewing.Series) -> Json:
    plane = FramePlane(frame.position_mm, frame.orientation, frame.spacing_mm, frame.rows, frame.columns)
    pixels = locate_mark(draft.points, plane)
    spacing = viewing.mark_spacing(frame.digest, frame.number - 1, pixels)
    if draft.kind.is_diameter:
        values = asdict(measure_mark(draft.kind, pixels, spacing))
    elif draft.kind is MarkKind.ANGLE:
        values = regions.angle_of(pixels, spacing)
    else:
        values = regions.region_of(draft.kind, pixels, spacing, frame, series)
    places = [[round(part, 4) for part in one] for one in pixels]
    return {**values, "pixels": places, "spacing": spacing.to_json()}


def _measure_mask(read: Read, draft: MarkDraft, frame: viewing.Frame, series: viewing.Series) -> Measured:
    """A lesion's mask on one image: named by the image's place, so that an image has one mask of a lesion."""
    regions.check_one_series(marks_of(read).values(), draft.lesion, frame.series_uid, draft.key)
    values = regions.mask_of([(int(start), int(length)) for start, length in draft.points], frame, series)
    named = replace(draft, lesion=f"{draft.lesion}/{series.frames.index(frame) + 1}")
    return Measured(named, frame.series_uid, frame.sop_uid, values)


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


def show_marks(read: Read, marks: Iterable[Mark], eyes: viewing.Eyes | None = None) -> list[Json]:
    """What the viewer is told of the marks of a time point, each with its lesion's volume where it is outlined."""
    found = list(marks)
    volumes = regions.volumes_of(found)
    return [{**show_mark(read, one, eyes), "volume_ml": volumes.get(one.of_lesion)} for one in found]


def show_kept(read: Read, mark: Mark) -> Json:
    """What the viewer is told of a mark that was just kept."""
    volumes = regions.volumes_of(marks_of(read).values()) if mark.kind == MarkKind.MASK else {}
    return {**show_mark(read, mark), "volume_ml": volumes.get(mark.of_lesion)}


def show_mark(read: Read, mark: Mark, eyes: viewing.Eyes | None = None) -> Json:
    """What the viewer is told of a mark; names are the reader's own, or those of other eyes that may see it."""
    eyes = eyes or read.task
    return {
        "of_lesion": mark.of_lesion,
        "values": regions.tell_values(mark.values),
        "key": str(mark.key),
        "edit": mark.edit,
        "lesion": mark.lesion,
        "kind": mark.kind,
        "instance": viewing.opaque(eyes, mark.sop_uid),
        "series": viewing.opaque(eyes, mark.series_uid),
        "frame": mark.frame,
        "points": mark.points if mark.kind != MarkKind.MASK else [],
        "runs": mark.points if mark.kind == MarkKind.MASK else [],
        "long_mm": mark.values.get("long_mm"),
        "short_mm": mark.values.get("short_mm"),
        "is_node": is_node(read, mark.lesion),
    }


def is_node(read: Read, lesion: str) -> bool | None:
    """Whether the form says that a lesion is a lymph node; None for a lesion that it does not hold yet."""
    for table in ("targets", "non_targets", "new_lesions"):
        for one in read.content.get(table, []):
            if one.get("id") == lesion:
                return bool(one.get("node") or one.get("organ") == "lymph_node")
    return None
