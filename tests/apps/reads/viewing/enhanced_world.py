"""The phantom as enhanced multi-frame objects: one object for all slices, whose frames say where they lie themselves.

PS3.3 A.38 (Enhanced CT), A.36 (Enhanced MR), C.7.6.16 (functional groups). What is alike may stand once for all frames
(shared) or in each of them; frames may be stored in any order. Both are valid, and both are met.
"""

from collections.abc import Collection, Sequence
from copy import deepcopy

from pydicom import Dataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import EnhancedCTImageStorage, EnhancedMRImageStorage, generate_uid
from tests.apps.reads.viewing.viewing_world import SLICES, STEP_MM, phantom

GROUPS = {
    "PlanePositionSequence": ("ImagePositionPatient",),
    "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness"),
    "PixelValueTransformationSequence": ("RescaleSlope", "RescaleIntercept"),
    "FrameVOILUTSequence": ("WindowCenter", "WindowWidth"),
}
ALIKE = ("PlaneOrientationSequence", "PixelMeasuresSequence", "PixelValueTransformationSequence")
INTERLEAVED = (0, 2, 4, 6, 8, 1, 3, 5, 7)
"""The order in which slices of an interleaved acquisition are often stored."""
BACKWARDS = tuple(reversed(range(SLICES)))
SAGITTAL = ["0", "1", "0", "0", "0", "-1"]


def enhanced_ct(order: Sequence[int] = INTERLEAVED, shared: Collection[str] = ALIKE) -> list[Dataset]:
    """The axial phantom in one Enhanced CT object."""
    return [one_object(phantom(), EnhancedCTImageStorage, order, shared)]


def enhanced_mr(order: Sequence[int] = BACKWARDS, shared: Collection[str] = ()) -> list[Dataset]:
    """The phantom in sagittal slices along x in one Enhanced MR object, everything said by each frame itself."""
    slices = phantom(Modality="MR", ImageOrientationPatient=SAGITTAL, RescaleIntercept="0")
    for number, one in enumerate(slices):
        one.ImagePositionPatient = [str(10.0 - number * STEP_MM), "-20", "30"]  # the normal of these axes points to -x
    return [one_object(slices, EnhancedMRImageStorage, order, shared)]


def enhanced_ct_in_two() -> list[Dataset]:
    """The phantom's slices in two Enhanced CT objects of one series, as a long acquisition is split."""
    slices = phantom()
    parts = (slices[:5], slices[5:])
    return [one_object(one, EnhancedCTImageStorage, range(len(one)), ALIKE) for one in parts]


def one_object(slices: Sequence[Dataset], sop_class: str, order: Sequence[int], shared: Collection[str]) -> Dataset:
    """One multi-frame object of single slices, stored in an order."""
    ds = deepcopy(slices[0])
    ds.SOPInstanceUID = generate_uid()
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = sop_class
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.NumberOfFrames, ds.ImageType = len(slices), ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    for names in GROUPS.values():
        for name in names:
            delattr(ds, name)
    frames = [slices[one] for one in order]
    ds.SharedFunctionalGroupsSequence = Items([_groups(slices[0], shared)])
    own = [one for one in GROUPS if one not in shared]
    ds.PerFrameFunctionalGroupsSequence = Items([_groups(one, own) for one in frames])
    for place, item in zip(order, ds.PerFrameFunctionalGroupsSequence, strict=True):
        content = Dataset()
        content.StackID, content.InStackPositionNumber = "1", place + 1
        content.DimensionIndexValues = [1, place + 1]
        item.FrameContentSequence = Items([content])
    ds.PixelData = b"".join(one.PixelData for one in frames)
    return ds


def _groups(one: Dataset, names: Collection[str]) -> Dataset:
    item = Dataset()
    for name in names:
        group = Dataset()
        for keyword in GROUPS[name]:
            setattr(group, keyword, one[keyword].value)
        setattr(item, name, Items([group]))
    return item
