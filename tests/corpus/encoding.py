"""Turns a draft into the bytes of a file, in the transfer syntaxes archives send."""

from io import BytesIO

import numpy as np
from PIL import Image
from pydicom import dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import compress, convert_color_space
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    RLELossless,
)
from tests.corpus.drafts import Draft, make_uid

NATIVE = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)
ROUND = (
    ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEG2000Lossless, ExplicitVRBigEndian, JPEGLSLossless,
    DeflatedExplicitVRLittleEndian, RLELossless,
)  # fmt: skip
_LOSSLESS = (JPEG2000Lossless, JPEGLSLossless, RLELossless)


def encode(draft: Draft) -> bytes:
    """The file; what is planted into the bytes themselves (`draft.after`) comes last."""
    ds = draft.ds
    ds.file_meta = _meta(draft)
    if draft.frames is not None:
        _set_pixels(draft)
    if draft.syntax == ExplicitVRBigEndian:
        _turn_words(draft)
    ds.file_meta.TransferSyntaxUID = draft.syntax
    buffer = BytesIO()
    implicit, little = draft.syntax == ImplicitVRLittleEndian, draft.syntax != ExplicitVRBigEndian
    given = {} if draft.syntax.is_encapsulated else {"implicit_vr": implicit, "little_endian": little}
    if draft.syntax == DeflatedExplicitVRLittleEndian or draft.syntax.is_encapsulated:
        given = {}
    dcmwrite(buffer, ds, enforce_file_format=True, **given)
    data = buffer.getvalue()
    for change in draft.after:
        data = change(data)
    return data


def _meta(draft: Draft) -> FileMetaDataset:
    meta = getattr(draft.ds, "file_meta", None) or FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = draft.ds.SOPClassUID, draft.ds.SOPInstanceUID
    meta.ImplementationClassUID = make_uid("implementation")
    meta.TransferSyntaxUID = draft.syntax
    return meta


def _set_pixels(draft: Draft) -> None:
    ds, frames = draft.ds, draft.frames
    assert frames is not None
    kind = np.uint8 if ds.BitsAllocated == 8 else np.int16 if ds.PixelRepresentation else np.uint16
    samples = np.ascontiguousarray(frames.astype(kind))
    if ds.PhotometricInterpretation == "YBR_FULL":
        samples = convert_color_space(samples, "RGB", "YBR_FULL")
    if draft.syntax == JPEGBaseline8Bit:
        streams = [_jpeg(one, draft) for one in samples]
        ds.PixelData = encapsulate(streams)
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
        ds.PhotometricInterpretation = "YBR_FULL_422" if frames.ndim == 4 else ds.PhotometricInterpretation
        ds.LossyImageCompression, ds.LossyImageCompressionMethod = "01", "ISO_10918_1"
        ds.LossyImageCompressionRatio = "8"
        return
    ds.PixelData = samples.tobytes() + b"\0" * (samples.nbytes % 2)
    ds["PixelData"].VR = "OB" if ds.BitsAllocated == 8 and draft.syntax in NATIVE[:1] else "OW"
    if draft.syntax in _LOSSLESS:
        ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        compress(ds, draft.syntax, generate_instance_uid=False)


def _jpeg(samples: np.ndarray, draft: Draft) -> bytes:
    """A baseline JPEG stream whose EXIF and comment name the patient."""
    exif = Image.Exif()
    exif[0x010E] = f"Patient {draft.person.plain_family}"
    exif[0x013B] = draft.person.plain_family
    buffer = BytesIO()
    comment = f"{draft.person.plain_family} {draft.patient_id}".encode()
    Image.fromarray(samples).save(buffer, "JPEG", quality=95, subsampling=1, exif=exif.tobytes(), comment=comment)
    return buffer.getvalue()


def _turn_words(draft: Draft) -> None:
    """Big endian: 16-bit words are stored the other way round; pydicom leaves that to its caller."""
    ds = draft.ds
    words = [element for element in ds if element.VR == "OW" and isinstance(element.value, bytes)]
    for element in words:
        element.value = np.frombuffer(element.value, "<u2").astype(">u2").tobytes()
