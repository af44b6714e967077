"""What a blinded reader's viewer is given of an exam version: series in a neutral order, allowed headers, frames.

Names are opaque and differ by reader and task; nothing of an object's names, dates or descriptions leaves here (leaks
L03 to L12, L16, L17). Headers are read in a child process once per exam version and kept while they are used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from django.http import Http404

from centralis.apps.intake.models import WITHHELD, ExamVersion
from centralis.apps.intake.preparing import store
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.viewing import broken as holes
from centralis.apps.reads.viewing.headers import ask_child, read_headers
from centralis.apps.reads.viewing.images import images_of, position_mm
from centralis.apps.reads.viewing.kept_headers import find_kept, keep
from centralis.core.dicom.frames import NATIVE
from centralis.core.measurement.spacing import Spacing
from centralis.core.reading.fitness import Fitness, FramePlace, derive_fitness
from centralis.core.reading.frame_order import order_frames
from centralis.core.reading.oddities import aspect_of, find_oddities
from centralis.core.reading.reheading import derive_instance_order
from centralis.core.reading.tokens import derive_uid
from centralis.services.store import OBJECTS

Json = dict[str, Any]
_FLAT = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_EXPLICIT_BE, _DEFLATED = "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"
_PHOTOMETRIC, _PLANAR = "00280004", "00280006"


class Eyes(Protocol):
    """Whose opaque names are asked for: a person's, for one of their cases."""

    @property
    def reader_id(self) -> UUID | None: ...

    @property
    def pk(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame to be shown: where its bytes are, how it lies (LPS, mm), its own attributes as DICOM JSON.

    `number` counts from 1 within its object. `spacing_mm` is (row, column); an image that says neither place nor
    calibrated size lies flat at the origin with the spacing it tells, or 1 mm a pixel's width, told to be uncalibrated.
    `fault`: why it can't be shown, in the reader's words.
    """

    series_uid: str
    sop_uid: str
    digest: str
    syntax: str
    number: int
    place: tuple[int, int] | None
    position_mm: tuple[float, ...]
    orientation: tuple[float, ...]
    spacing_mm: tuple[float, ...]
    rows: int
    columns: int
    is_placed: bool
    model: Mapping[str, Any]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Frames in their order, what may be done with them, and what their objects say alike.

    `has_values`: pixel values may be told as numbers (`core.reading.oddities`); `cine_ms`: how long a frame is shown.
    """

    uid: str
    frame_of_reference: str
    modality: str
    fitness: Fitness
    frames: tuple[Frame, ...]
    has_values: bool = True
    cine_ms: float | None = None


def series_of(version: ExamVersion, at: datetime | None = None) -> tuple[Series, ...]:
    """Its series, the largest first; at: with the damage known then. Raises Http404 for what nobody may see yet."""
    if version.faces in WITHHELD:
        raise Http404
    allowed = design_of(version.trial_id).allow_measuring_on
    return _series(version.pk, version.manifest_digest, allowed, holes.broken_frames(version, at))


def lost_of(version: ExamVersion) -> list[str]:
    """In the reader's words: series of an exam version of which nothing can be read, so that none is listed."""
    return [holes.tell_lost(*one) for one in _read(version.pk, version.manifest_digest)[1]]


@lru_cache(maxsize=64)
def _series(
    version_id: UUID, manifest_digest: str, allowed: tuple[str, ...], broken: holes.Broken
) -> tuple[Series, ...]:
    reads, _lost = _read(version_id, manifest_digest)
    return tuple(_one_series(one, allowed, holes.by_frame(broken)) for one in reads)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one series: its frames, and what of its objects decides how fit it is.

    `signed`: by object, whether its stream says its own sign (None: not known); `unread`: objects that can't be read.
    """

    frames: tuple[Frame, ...]
    facts: Json
    spacing: Spacing
    image_type: list[str]
    cine_ms: float | None
    is_lossy: bool
    signed: Mapping[str, bool | None]
    unread: int


@lru_cache(maxsize=64)
def _read(version_id: UUID, _manifest_digest: str) -> tuple[tuple[_Read, ...], tuple[tuple[str, int], ...]]:
    """The series of an exam version, the largest first; apart, modality and size of those that can't be read at all.

    Kept apart from what a definition allows: frames are looked up a hundred times where fitness is asked for once.
    """
    groups: dict[str, list[Json]] = {}
    for line in images_of(ExamVersion.objects.select_related("definition").get(pk=version_id)):
        groups.setdefault(line["series_uid"], []).append(line)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), min(one["digest"] for one in group)))
    pairs = [(one, _read_one(one)) for one in ordered]
    lost = tuple((str(one[0]["facts"].get("modality") or ""), len(one)) for one, read in pairs if read is None)
    return tuple(read for _, read in pairs if read is not None), lost


def _headers(lines: list[Json]) -> list[Json]:
    """What is told of each object of a series, in its order: as kept, or read now."""
    digests = [str(line["digest"]) for line in lines]
    told = find_kept(digests)
    if told is None:
        told = read_headers(lines)
        keep(digests, told)
    return told


def _read_one(members: list[Json]) -> _Read | None:
    order = derive_instance_order((one["sop_uid"], position_mm(one["facts"])) for one in members)
    lines = sorted(members, key=lambda line: order[line["sop_uid"]])
    answers = zip(lines, _headers(lines), strict=True)
    pairs = [(line, told) for line, told in answers if "fault" not in told]
    if not pairs:
        return None
    first, header = pairs[0]
    spacing = mark_spacing(first["digest"], 0, ())
    return _Read(
        _in_order([frame for line, told in pairs for frame in _frames(line, told, spacing)]),
        first["facts"],
        spacing,
        header["image_type"],
        header["cine_ms"],
        any(told["is_lossy"] for _, told in pairs),
        {line["sop_uid"]: told["is_stream_signed"] for line, told in pairs},
        len(lines) - len(pairs),
    )


def _in_order(frames: list[Frame]) -> tuple[Frame, ...]:
    """Slices by place, however their objects store them."""
    places = [(one.position_mm, one.orientation) if one.is_placed else ((), ()) for one in frames]
    return tuple(frames[number] for number in order_frames(places))


def _one_series(read: _Read, allowed: tuple[str, ...], broken: Mapping[tuple[str, int], str]) -> Series:
    frames = tuple(replace(one, fault=holes.fault_of(one, broken)) for one in read.frames)
    places = [_place_of(one) for one in frames]
    fitness = derive_fitness(places, read.spacing, read.image_type, is_lossy=read.is_lossy, allowed=allowed)
    odd = find_oddities(
        [one.model for one in frames], [one.is_placed for one in frames], [read.signed[one.sop_uid] for one in frames],
        read.unread,
    )  # fmt: skip
    warned = replace(fitness, warnings=(*odd.warnings, *fitness.warnings))
    fitness = holes.without_broken(warned, [one.fault for one in frames])
    uid = frames[0].series_uid
    return Series(
        uid, read.facts.get("frame_of_reference_uid") or uid, read.facts.get("modality") or "", fitness, frames,
        odd.has_values, read.cine_ms,
    )  # fmt: skip


def _place_of(frame: Frame) -> FramePlace:
    placed = (frame.position_mm, frame.orientation) if frame.is_placed else ((), ())
    return FramePlace(*placed, frame.spacing_mm, frame.rows, frame.columns)


def mark_spacing(digest: str, frame: int, pixels: Sequence[tuple[float, float]]) -> Spacing:
    """The spacing that counts for a mark through pixels (column, row) of a frame (from 0) of a stored object."""
    with store().local(OBJECTS, digest) as path:
        told = ask_child({"do": "spacing", "path": str(path), "frame": frame, "pixels": [list(one) for one in pixels]})
    return Spacing.from_json(told)


def _frames(line: Json, told: Json, spacing: Spacing) -> list[Frame]:
    headers = told["frames"] if len(told["frames"]) == told["count"] else told["frames"] * told["count"]
    ranges = line["frames"] or told["ranges"] or []
    return [
        _frame(line, told, header, number, tuple(ranges[number - 1]) if len(ranges) >= number else None, spacing)
        for number, header in enumerate(headers, start=1)
    ]


def _frame(line: Json, told: Json, header: Json, number: int, place: Any, spacing: Spacing) -> Frame:
    is_placed = bool(header["position_mm"] and header["orientation"])
    size = tuple(header["spacing_mm"])
    if not is_placed or not size:
        square = (aspect_of(header["model"]) or 1.0, 1.0)
        size = (spacing.row_mm, spacing.column_mm) if spacing.row_mm and spacing.column_mm else size or square
    place, model = _as_served(line, header["model"], place)
    return Frame(
        series_uid=line["series_uid"],
        sop_uid=line["sop_uid"],
        digest=line["digest"],
        syntax=line["transfer_syntax"],
        number=number,
        place=place,
        position_mm=tuple(header["position_mm"]) if is_placed else (0.0, 0.0, 0.0),
        orientation=tuple(header["orientation"]) if is_placed else _FLAT,
        spacing_mm=size,
        rows=told["rows"],
        columns=told["columns"],
        is_placed=is_placed,
        model=model,
    )


def _as_served(line: Json, model: Json, place: Any) -> tuple[Any, Json]:
    """Where a frame is read from, and its attributes as served: what no viewer reads as stored is decoded here."""
    if line["transfer_syntax"] in (_EXPLICIT_BE, _DEFLATED):
        return None, model
    subsampled = model.get(_PHOTOMETRIC, {}).get("Value") == ["YBR_FULL_422"]
    if line["transfer_syntax"] in NATIVE and subsampled:
        whole = {_PHOTOMETRIC: {"vr": "CS", "Value": ["YBR_FULL"]}, _PLANAR: {"vr": "US", "Value": [0]}}
        return None, {**model, **whole}
    return place, model


def opaque(eyes: Eyes, uid: str) -> str:
    """The name that a UID has for this person and case, and for nobody else."""
    return derive_uid(token_key(), str(eyes.reader_id), str(eyes.pk), uid)


def frame_named(eyes: Eyes, version: ExamVersion, instance: str, number: int, at: datetime | None = None) -> Frame:
    """The frame behind an opaque name. Raises Http404 for one that is not there."""
    found = _by_name(eyes.pk, eyes.reader_id, version.pk, version.manifest_digest).get((instance, number))
    if (
        found is None
        or version.faces in WITHHELD
        or holes.fault_of(found, holes.by_frame(holes.broken_frames(version, at)))
    ):
        raise Http404
    return found


@lru_cache(maxsize=128)
def _by_name(task_id: UUID, reader_id: UUID | None, version_id: UUID, digest: str) -> dict[tuple[str, int], Frame]:
    key, who = token_key(), (str(reader_id), str(task_id))
    names: dict[str, str] = {}
    found = {}
    for series in _read(version_id, digest)[0]:
        for frame in series.frames:
            if frame.sop_uid not in names:
                names[frame.sop_uid] = derive_uid(key, *who, frame.sop_uid)
            found[(names[frame.sop_uid], frame.number)] = frame
    return found
