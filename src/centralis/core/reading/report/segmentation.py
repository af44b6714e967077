"""A lesion's masks as a DICOM Segmentation (PS3.3 A.51): BINARY, one segment with the lesion's tracking identifier.

Each outlined frame is handed to the library as an image of its own, whichever object it is stored in, and references
are written back to the stored objects with their frame numbers (PS3.3 C.7.6.16.2.6): the library takes one multi-frame
object at most, all its frames at once, and finds its geometry only where all frames share it.

UIDs and times come in with the plan; what the library draws by itself is replaced, so that the same plan gives the same
bytes. Raises ValueError where a plan can't be rendered.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from highdicom.seg import Segmentation, SegmentDescription
from pydicom import Dataset
from pydicom.sr.codedict import codes as published
from pydicom.uid import CTImageStorage

from centralis.core.reading.masks import fill_mask

Json = Mapping[str, Any]


def make_segmentation(
    segment: Json, sources: Mapping[str, Dataset], uids: Mapping[str, str], equipment: Mapping[str, Any]
) -> Dataset:
    """The segmentation of a planned segment.

    sources: the images that it lies on, without pixels, by SOP Instance UID. uids: `object`, `series`, `dimension`.
    equipment: as `document` says it of every object.
    """
    masks = segment["masks"]
    images = [_alone(sources[one["sop_uid"]], one["frame"], place) for place, one in enumerate(masks, start=1)]
    made = Segmentation(
        source_images=images,
        pixel_array=np.stack(
            [
                fill_mask(one["runs"], int(image.Rows), int(image.Columns))
                for one, image in zip(masks, images, strict=True)
            ]
        ),
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
    _tell_step(made, segment["step_mm"])
    for one in (*made.DimensionOrganizationSequence, *made.DimensionIndexSequence):
        one.DimensionOrganizationUID = uids["dimension"]
    stored = {
        image.SOPInstanceUID: (sources[one["sop_uid"]], one["frame"]) for one, image in zip(masks, images, strict=True)
    }
    _refer_to_stored(made, stored)
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


_GROUPS = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
_OF_ALL = (*_GROUPS, "NumberOfFrames", "SOPClassUID", "SOPInstanceUID")
_PLACED = ("PlanePositionSequence", "PlaneOrientationSequence", "PixelMeasuresSequence")


def _alone(image: Dataset, frame: int, place: int) -> Dataset:
    """A frame (from 1) as a single-frame image with a name of its own; an image without functional groups as it is."""
    if not any(keyword in image for keyword in _GROUPS):
        return image
    alone = Dataset()
    alone.update({one.tag: one for one in image if one.keyword not in _OF_ALL})
    shared, each = (list(image.get(keyword) or ()) for keyword in _GROUPS)
    for group in (*shared, *each[frame - 1 : frame]):
        for keyword in _PLACED:
            for item in group.get(keyword) or ():
                alone.update(item)
    alone.SOPClassUID, alone.SOPInstanceUID = CTImageStorage, f"2.25.{place}"
    return alone


def _tell_step(made: Dataset, step_mm: float) -> None:
    """Slices lie as far apart as in the series: the library tells the distance of those outlined, one left out or not,
    from which a volume would come out too large."""
    for group in (*made.SharedFunctionalGroupsSequence, *made.PerFrameFunctionalGroupsSequence):
        for measures in group.get("PixelMeasuresSequence") or ():
            measures.SpacingBetweenSlices = step_mm


def _refer_to_stored(made: Dataset, stored: Mapping[str, tuple[Dataset, int]]) -> None:
    """Name the stored objects and their frames in the place of the frames that were handed over."""
    for series in made.ReferencedSeriesSequence:
        items = {
            stored[one.ReferencedSOPInstanceUID][0].SOPInstanceUID: one for one in series.ReferencedInstanceSequence
        }
        _name_all(items.values(), stored)
        series.ReferencedInstanceSequence = list(items.values())
    for frame in made.PerFrameFunctionalGroupsSequence:
        for derived in frame.DerivationImageSequence:
            for one in derived.SourceImageSequence:
                image, number = stored[one.ReferencedSOPInstanceUID]
                _name_all([one], stored)
                if int(image.get("NumberOfFrames") or 1) > 1:
                    one.ReferencedFrameNumber = number


def _name_all(items: Iterable[Dataset], stored: Mapping[str, tuple[Dataset, int]]) -> None:
    for one in items:
        image, _ = stored[one.ReferencedSOPInstanceUID]
        one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
