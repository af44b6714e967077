"""Films about an invented patient: a real H.264 stream made here, macroblock by macroblock, inside a DICOM object.

The stream is intra-coded without compression (I_PCM, ITU-T H.264 7.3.5), so that no encoder is needed and every frame
decodes to what went in, up to the rounding of its colours. MPEG-2 comes from OpenCV's own writer.
"""

import io
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from tests.core.deid.pixels.objects import image

VIDEO_ENDOSCOPY = "1.2.840.10008.5.1.4.1.1.77.1.1.1"
MPEG2, H264 = "1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.102"
RATE = 25
SECRET = b"Quistgaard^Ottilie was here"
Rgb = NDArray[np.uint8]
_BLOCK = 16


class _Bits:
    def __init__(self) -> None:
        self._bits: list[int] = []

    def plain(self, value: int, width: int) -> "_Bits":
        self._bits += [value >> place & 1 for place in reversed(range(width))]
        return self

    def golomb(self, *values: int) -> "_Bits":
        for value in values:
            width = (value + 1).bit_length()
            self.plain(0, width - 1).plain(value + 1, width)
        return self

    def aligned(self, stop: bool) -> bytes:
        bits = [*self._bits, *([1] if stop else [])]
        return np.packbits(bits + [0] * (-len(bits) % 8)).tobytes()


def _unit(kind: int, body: bytes) -> bytes:
    """A NAL unit in a byte stream, with emulation prevention (7.4.1.1, annex B)."""
    out, zeros = bytearray(), 0
    for byte in body:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return b"\0\0\0\1" + bytes((kind,)) + bytes(out)


def h264(frames: Rgb, note: bytes = b"") -> bytes:
    """A byte stream of frames (frame, row, column, RGB), sides multiples of 16; note: user data beside the picture."""
    rows, columns = frames.shape[1] // _BLOCK, frames.shape[2] // _BLOCK
    size = _Bits().plain(0x42C028, 24).golomb(0, 0, 2, 0).plain(0, 1).golomb(columns - 1, rows - 1)
    size.plain(0b110, 3).plain(1, 1).plain(0b00001, 5).plain(1, 32).plain(2 * RATE, 32).plain(1, 1).plain(0, 4)
    how = _Bits().golomb(0, 0).plain(0, 2).golomb(0, 0, 0).plain(0, 3).golomb(0, 0, 0).plain(0b100, 3)
    out = _unit(0x67, size.aligned(True)) + _unit(0x68, how.aligned(True))
    if note:
        out += _unit(0x06, bytes((5, 16 + len(note))) + bytes(range(16)) + note + b"\x80")
    for number, frame in enumerate(frames):
        head = _Bits().golomb(0, 7, 0).plain(0, 4).golomb(number % 2).plain(0, 2).golomb(0, 1)
        blocks = _blocks(frame)
        body = head.golomb(25).aligned(False) + blocks[0]
        between = _Bits().golomb(25).aligned(False)
        out += _unit(0x65, body + b"".join(between + one for one in blocks[1:]) + b"\x80")
    return out


def _blocks(frame: Rgb) -> list[bytes]:
    """The macroblocks' samples, luma then chroma, in raster order."""
    planes = cv2.cvtColor(np.ascontiguousarray(frame), cv2.COLOR_RGB2YUV_I420)
    rows, columns = frame.shape[:2]
    luma = planes[:rows]
    blue, red = planes[rows:].reshape(2, rows // 2, columns // 2)
    found = []
    for top in range(0, rows, _BLOCK):
        for left in range(0, columns, _BLOCK):
            part = slice(top // 2, top // 2 + 8), slice(left // 2, left // 2 + 8)
            found.append(
                luma[top : top + 16, left : left + 16].tobytes() + blue[part].tobytes() + red[part].tobytes()
            )
    return found


def mpeg2(frames: Rgb, folder: Path) -> bytes:
    """The same frames as an MPEG-2 program stream."""
    path = folder / "film.mpg"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MPG2"), RATE, frames.shape[2:0:-1])
    for frame in frames:
        writer.write(np.ascontiguousarray(frame[..., ::-1]))
    writer.release()
    return path.read_bytes()


def film(stream: bytes, frames: Rgb, syntax: str = H264, **changes: object) -> Dataset:
    """A Video Endoscopic Image object around a stream, as a recorder writes it."""
    ds = image(frames[:1], VIDEO_ENDOSCOPY, Modality="ES", NumberOfFrames=len(frames))
    ds.file_meta.TransferSyntaxUID = syntax
    ds.PhotometricInterpretation, ds.FrameTime, ds.FrameIncrementPointer = "YBR_PARTIAL_420", 1000 / RATE, 0x00181063
    ds.LossyImageCompression, ds.BurnedInAnnotation = "01", "NO"
    ds.LossyImageCompressionMethod, ds.LossyImageCompressionRatio = "ISO_14496_10", 12
    audio = Dataset()
    audio.ChannelIdentificationCode = 1
    ds.MultiplexedAudioChannelsDescriptionCodeSequence = Sequence([audio])
    ds.PixelData = encapsulate([stream])
    ds["PixelData"].VR = "OB"
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    return ds


def file_of(ds: Dataset) -> bytes:
    """The object as a file."""
    out = io.BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


def moving(count: int, rows: int = 96, columns: int = 128) -> Rgb:
    """A bright disc that crosses a reddish tube, a frame a step: no two frames are alike."""
    down, across = np.mgrid[:rows, :columns]
    found = np.empty((count, rows, columns, 3), np.uint8)
    for number in range(count):
        found[number] = np.stack((150 + 0 * down, 60 + across // 4, 50 + down // 4), axis=2)
        middle = 12 + (columns - 24) * number // max(1, count - 1)
        found[number][(down - rows // 2) ** 2 + (across - middle) ** 2 < 100] = (230, 220, 120)
    return found
