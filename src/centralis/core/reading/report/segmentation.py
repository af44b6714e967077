"""A lesion's masks as a DICOM Segmentation (PS3.3 A.51): BINARY, one segment with the lesion's tracking identifier.

UIDs and times come in with the plan; what the library draws by itself is replaced, so that the same plan gives the same
bytes. Raises ValueError where a plan can't be rendered.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from highdicom.seg import Segmentation, SegmentDescription
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.sr.codedict import codes as published

from centralis.core.reading.masks import fill_mask

Json = Mapping[str, Any]


def make_segmentation(
    segment: Json, sources: Mapping[str, Dataset], uids: Mapping[str, str], equipment: Mapping[str, Any]
) -> Dataset:
    """The segmentation of a planned segment.

    sources: the images that it lies on, without pixels, by SOP Instance UID. uids: `object`, `series`, `dimension`.
    equipment: as `document` says it of every object.
    """
    images, pixels = _stack(segment["masks"], sources)
    made = Segmentation(
        source_images=images,
        pixel_array=pixels,
        segmentation_type="BINARY",
        segment_descriptions=[_describe(segment)],
        series_instance_uid=uids["series"],
        series_number=equipment["series_number"],
        sop_instance_uid=uids["object"],
        instance_number=1,
        content_label="LESION",
        content_description=f"Outline of {segment['lesion']}",
        content_creator_name=equipment["creator"],
        **equipment["device"],
    )
    for one in (*made.DimensionOrganizationSequence, *made.DimensionIndexSequence):
        one.DimensionOrganizationUID = uids["dimension"]
    return made


def _describe(segment: Json) -> SegmentDescription:
    return SegmentDescription(
        segment_number=1,
        segment_label=segment["lesion"],
        segmented_property_category=published.SCT.MorphologicallyAbnormalStructure,
        segmented_property_type=published.SCT.Lesion,
        algorithm_type="MANUAL",
        tracking_uid=segment["uid"],
        tracking_id=segment["lesion"],
    )


def _stack(masks: Sequence[Json], sources: Mapping[str, Dataset]) -> tuple[list[Dataset], NDArray[np.bool_]]:
    """The images and their masks (frame, row, column): of single frames each its own, of a multi-frame image all."""
    first = sources[masks[0]["sop_uid"]]
    count, shape = int(first.get("NumberOfFrames") or 1), (int(first.Rows), int(first.Columns))
    if count == 1:
        return [sources[one["sop_uid"]] for one in masks], np.stack([fill_mask(one["runs"], *shape) for one in masks])
    pixels = np.zeros((count, *shape), dtype=bool)
    for one in masks:
        pixels[one["frame"] - 1] = fill_mask(one["runs"], *shape)
    return [first], pixels
