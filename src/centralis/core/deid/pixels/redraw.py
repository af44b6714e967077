"""The new pixel element: boxes blanked, comments out of streams, unused bits cleared; every other sample as it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from struct import Struct

from centralis.core.deid.pixels.boxes import Box
from centralis.core.deid.pixels.frames import Frames
from centralis.core.deid.pixels.hidden import cleared
from centralis.core.deid.pixels.palette import Palette
from centralis.core.deid.pixels.picture import fill_value, stored
from centralis.core.dicom.codecs import J2K, LOSSY, RLE, encode_frame, lossless_syntax
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, Parsed
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.fragments import put_together
from centralis.core.dicom.samples import Layout, Samples, native_frame, put_native

_SHORT, _LONG = Struct("<H"), Struct("<I")


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A pixel element as it will stand in the new file, its transfer syntax, and the header elements that follow."""

    tail: Buffer
    syntax: str
    replaced: Mapping[int, bytes] = field(default_factory=dict)


def redraw_native(frames: Frames, parsed: Parsed, boxes: list[Box], clears: bool, palette: Palette | None) -> Redrawn:
    """Native pixels with the boxes blanked in every frame; bytes after the last frame go."""
    if parsed.pixel is None:
        raise ValueError("an object without pixel data cannot be redrawn")
    _, _, start, value, end, _ = parsed.pixel
    layout = frames.layout
    size = min(-(-layout.frame_bits * layout.frames // 8), end - value)
    head = bytes(parsed.data[start:value])
    tail = bytearray(head[:-4] + _LONG.pack(size + (size & 1)))
    tail += memoryview(parsed.data)[value : value + size]
    content = memoryview(tail)[len(head) :]
    for number in range(layout.frames if boxes or clears else 0):
        samples = native_frame(content, layout, number)
        if clears:
            samples[...] = cleared(samples, layout)
        if boxes:
            _blank(samples, boxes, fill_value(stored(samples, layout), layout, palette), layout)
        put_native(content, layout, number, samples)
    content.release()
    if size & 1:
        tail += b"\0"
    return Redrawn(memoryview(tail).toreadonly(), parsed.transfer_syntax)


def redraw_encapsulated(
    frames: Frames, parsed: Parsed, boxes: list[Box], clears: bool, palette: Palette | None
) -> Redrawn:
    """Compressed frames: without changes to the samples the cleaned streams, otherwise encoded again without loss."""
    extended = frames.encapsulated is not None and frames.encapsulated.extended
    if not boxes and not clears:
        streams = (frames.stream(number) for number in range(frames.layout.frames))
        tail, tables = put_together(streams, extended)
        return Redrawn(memoryview(tail).toreadonly(), parsed.transfer_syntax, tables)
    syntax = lossless_syntax(parsed.transfer_syntax, frames.layout)
    said = frames.decoded.photometric
    if syntax == J2K and said == "RGB" and frames.layout.photometric in ("YBR_RCT", "YBR_ICT"):
        said = "YBR_RCT"
    planes = said == "YBR_FULL"  # as an ultrasound image may have it: RLE, colour by plane (PS3.3 C.8.5.6.1.2, .16)
    syntax = RLE if planes and syntax == J2K else syntax
    layout = frames.layout.with_photometric(said)
    tail, tables = put_together(_encoded(frames, boxes, clears, palette, (syntax, layout)), extended)
    replaced = dict(tables)
    replaced[TAG["PhotometricInterpretation"]] = _element("PhotometricInterpretation", b"CS", said.encode("ascii"))
    if layout.samples == 3:
        replaced[TAG["PlanarConfiguration"]] = _element("PlanarConfiguration", b"US", _SHORT.pack(planes))
    if parsed.transfer_syntax in LOSSY:
        replaced[TAG["LossyImageCompression"]] = _element("LossyImageCompression", b"CS", b"01")
    return Redrawn(memoryview(tail).toreadonly(), syntax, replaced)


def _encoded(
    frames: Frames, boxes: list[Box], clears: bool, palette: Palette | None, form: tuple[str, Layout]
) -> Iterator[bytes]:
    """Every frame decoded, blanked and encoded, one at a time."""
    syntax, layout = form
    for number in range(layout.frames):
        samples = frames.samples(number).copy()
        if clears:
            samples = cleared(samples, layout)
        _blank(samples, boxes, fill_value(stored(samples, layout), frames.decoded, palette), layout)
        yield encode_frame(samples, syntax, layout)


def _blank(samples: Samples, boxes: list[Box], fill: tuple[int, ...], layout: Layout) -> None:
    """Fill the boxes. fill: stored values; moved to where the stored bits lie in a sample's word."""
    by = layout.high_bit + 1 - layout.bits_stored
    for box in boxes:
        samples[box.place] = fill[0] << by if samples.ndim == 2 else [one << by for one in fill]


def blankable(box: Box, layout: Layout) -> Box:
    """The box as it can be blanked: even columns where two pixels share their chroma (native frames)."""
    if not layout.subsampled:
        return box
    left = box.column // 2 * 2
    right = -(-(box.column + box.width) // 2) * 2
    return Box(box.row, left, box.height, right - left).clipped(layout.rows, layout.columns)


def _element(keyword: str, vr: bytes, value: bytes) -> bytes:
    return element_bytes(TAG[keyword], vr, value, True)
