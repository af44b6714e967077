"""Reading what both walkers refuse: whatever pydicom can still read, written anew by pydicom and laid open.

Loaded by `slow` when it is needed, because importing pydicom takes 55 MB.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from pydicom import config, dcmread, dcmwrite
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset

from centralis.core.dicom.dictionary import VR_BY_TAG
from centralis.core.dicom.elements import DEFLATED_LE, Buffer, Parsed, parse
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.limits import Limits

_UNDEFINED = 0xFFFFFFFF
_META_BYTES = 65_536


def through_pydicom(source: Buffer, limits: Limits) -> Parsed:
    """The file as pydicom reads it, written anew and laid open. Raises DicomFault or what pydicom raises."""
    if len(source) > limits.expanded_bytes:
        raise DicomFault(DicomCode.TOO_LARGE)
    if DEFLATED_LE.encode("ascii") in bytes(source[:_META_BYTES]):
        raise DicomFault(DicomCode.DAMAGED, "deflated data set")  # pydicom inflates without a limit
    with _quiet():
        content = BytesIO(bytes(source))
        ds = dcmread(content, force=True)
        _check_whole(ds, limits.depth)
        ds.file_meta = _plain_meta(ds)
        out = BytesIO()
        implicit, little = ds.original_encoding
        dcmwrite(out, ds, enforce_file_format=False, implicit_vr=bool(implicit), little_endian=little is not False)
    return parse(out.getvalue(), limits)


def _plain_meta(ds: Dataset) -> FileMetaDataset:
    """The file meta's UIDs alone: whatever else stands there would only be dropped later."""
    meta = FileMetaDataset()
    for keyword in ("MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID", "TransferSyntaxUID"):
        if keyword in ds.file_meta:
            setattr(meta, keyword, str(ds.file_meta[keyword].value))
    return meta


@contextmanager
def _quiet() -> Iterator[None]:
    """pydicom without opinions on values: the rules decide what may stay."""
    before = config.settings.reading_validation_mode, config.settings.writing_validation_mode
    config.settings.reading_validation_mode = config.settings.writing_validation_mode = config.IGNORE
    try:
        yield
    finally:
        config.settings.reading_validation_mode, config.settings.writing_validation_mode = before


def _check_whole(ds: Dataset, depth: int) -> None:
    """Every value as long as its header says, sequences opened; pydicom itself takes what is left of a cut value."""
    if depth < 0:
        raise DicomFault(DicomCode.TOO_DEEP)
    for tag in list(ds.keys()):
        raw: Any = ds.get_item(tag)  # a raw element's VR may be None, whatever pydicom's annotations say
        if isinstance(raw, RawDataElement) and raw.length not in (_UNDEFINED, len(raw.value or b"")):
            raise DicomFault(DicomCode.TRUNCATED)
        if raw.VR == "SQ" or (raw.VR is None and VR_BY_TAG.get(tag) == b"SQ"):
            for item in ds[tag].value:
                _check_whole(item, depth - 1)
