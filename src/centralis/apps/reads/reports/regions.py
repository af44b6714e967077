"""Regions and volumes of a signed read as its report is to say them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.apps.reads.models import Mark, Read
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.regions import slice_step_mm, volumes_of
from centralis.core.reading.marks import MarkKind
from centralis.core.reading.report.plan import Place
from centralis.core.reading.report.regions import FrameMask, Region, Segment, Track, plan_region, plan_segment

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The regions and angles of a read by name, and the lesions that were outlined."""

    regions: tuple[Region, ...]
    segments: tuple[Segment, ...]


def outlines_of(read: Read, marks: Sequence[Mark], place_of: Callable[[Mark], Place]) -> Outlines:
    """What was drawn besides diameters. Empty masks are left out; a lesion without any other has no volume."""
    regions = [
        Region(one.lesion, one.of_lesion, one.kind, place_of(one), one.points, one.values["pixels"], one.values)
        for one in marks
        if not MarkKind(one.kind).is_diameter and one.kind != MarkKind.MASK
    ]
    masks = [one for one in marks if one.kind == MarkKind.MASK and one.points]
    volumes = volumes_of(masks)
    segments = [
        _segment(read, lesion, [one for one in masks if one.of_lesion == lesion], volumes[lesion], place_of)
        for lesion in sorted(volumes)
    ]
    return Outlines(tuple(regions), tuple(segments))


def _segment(
    read: Read, lesion: str, masks: Sequence[Mark], volume_ml: float, place_of: Callable[[Mark], Place]
) -> Segment:
    series = next(one for one in viewing.series_of(read.exam_version) if one.uid == masks[0].series_uid)
    order = {(one.sop_uid, one.number): place for place, one in enumerate(series.frames)}
    sorted_masks = sorted(masks, key=lambda one: order[(one.sop_uid, one.frame)])
    frames = tuple(FrameMask(one.sop_uid, one.frame, one.points) for one in sorted_masks)
    return Segment(lesion, place_of(sorted_masks[0]), frames, volume_ml, slice_step_mm(series))


def plan_outlines(found: Outlines, track: Track) -> tuple[list[Json], list[Json]]:
    """The groups of regions and volumes for the report, and the segmentations that those of volumes refer to."""
    planned = [plan_segment(one, number, track) for number, one in enumerate(found.segments)]
    groups = [*(plan_region(one, track) for one in found.regions), *(group for group, _ in planned)]
    return groups, [segment for _, segment in planned]
