"""An object's header in the DICOM JSON model (PS3.18 Annex F), without pixel data and other bulk."""

from io import BytesIO
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset

from centralis.core.dicom.faults import DicomCode, DicomFault

_BULK_VRS = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))
_INLINE_BYTES = 256


def dicom_json(header: bytes) -> dict[str, Any]:
    """Tag (eight hexadecimal digits) to `vr` and `Value`. Long binary values are left out.

    header: a file up to its pixel data, or a whole one. Raises DicomFault (damaged).
    """
    try:
        dataset = dcmread(BytesIO(header), stop_before_pixels=True, force=True)
        _drop_bulk(dataset)
        model: dict[str, Any] = dataset.to_json_dict(suppress_invalid_tags=True)
    except (MemoryError, RecursionError):
        raise
    except Exception as cause:  # conversion meets any value a file may hold
        raise DicomFault(DicomCode.DAMAGED, type(cause).__name__) from cause
    return model


def _drop_bulk(dataset: Dataset) -> None:
    for element in list(dataset.elements()):
        found = dataset[element.tag]
        if found.VR == "SQ":
            for item in found.value:
                _drop_bulk(item)
        elif found.VR in _BULK_VRS and isinstance(found.value, bytes) and len(found.value) > _INLINE_BYTES:
            del dataset[element.tag]
