"""Cleans an object's pixels: text in frames, comments in streams, bits outside the samples (PS3.15 E.3.1, E.3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.pixel_step import PixelsCleaned
from centralis.core.deid.pixels.boxes import Box, Reader, within, without_inner
from centralis.core.deid.pixels.detector import inked_regions, written_regions
from centralis.core.deid.pixels.film import Projector, film_to_frames
from centralis.core.deid.pixels.finding import Found, find_text
from centralis.core.deid.pixels.frames import Frames
from centralis.core.deid.pixels.gate import Gate, Look, gate, has_exact_ink, may_hold_letters
from centralis.core.deid.pixels.hidden import hides_bits
from centralis.core.deid.pixels.palette import palette_of
from centralis.core.deid.pixels.redraw import Redrawn, blankable, redraw_encapsulated, redraw_native
from centralis.core.deid.profile import Profile
from centralis.core.dicom.codecs import RLE
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import EXPLICIT_LE, IMPLICIT_LE, Parsed
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.films import VIDEO
from centralis.core.dicom.fragments import is_encapsulated
from centralis.core.dicom.samples import Layout, layout_of
from centralis.core.dicom.streams import stream_size
from centralis.core.dicom.values import Values

_PIXEL_DATA = 0x7FE00010
_MOST_TRAILING = 4096  # bytes after the last frame that are cut off; more of them may be frames nobody counted
_NATIVE = frozenset((IMPLICIT_LE, EXPLICIT_LE))


@dataclass(slots=True)
class _Task:
    """What is known about one object while its pixels are looked at."""

    parsed: Parsed
    values: Values
    decision: Gate
    frames: Frames
    found: Found = field(default_factory=Found)
    clears: bool = False
    streams_changed: int = 0
    trailing: bool = False


class TextCleaner:
    """A PixelCleaner that asks a reader where text stands. One for a process: the reader's networks load once.

    projector: what decodes films; without it they are held back.
    """

    def __init__(self, reader: Reader, projector: Projector | None = None) -> None:
        self._reader = reader
        self._projector = projector

    def clean(self, parsed: Parsed, values: Values, identifiers: Identifiers, profile: Profile) -> PixelsCleaned | None:
        """New pixels, or None when nothing had to change. Raises DicomFault when the object must be held back.

        Every text is blanked, whoever it names: what is read is not compared with anything and not kept.
        """
        if parsed.pixel is None:
            return None
        if parsed.transfer_syntax in VIDEO:
            if self._projector is None:
                raise DicomFault(DicomCode.VIDEO)
            return film_to_frames(parsed, values, profile, self._reader, self._projector)
        decision = gate(values, values.text(TAG["SOPClassUID"]) or "", profile.allow)
        if parsed.pixel[0] != _PIXEL_DATA:
            if decision.look is Look.READ:
                raise DicomFault(DicomCode.BURNED_IN_TEXT, "pixels that are floating-point numbers")
            return None
        try:
            layout = layout_of(values)
        except DicomFault:
            if decision.look is Look.READ:
                raise
            return None
        if not is_encapsulated(parsed) and parsed.transfer_syntax not in _NATIVE:
            raise DicomFault(DicomCode.NOT_RENDERABLE, "native pixels under a compressed syntax")
        task = _Task(parsed, values, decision, Frames(parsed, values, layout))
        self._look(task)
        return _answer(task)

    def _look(self, task: _Task) -> None:
        """Fill in what must change."""
        layout = task.frames.layout
        if task.frames.encapsulated is not None:
            task.clears = _look_at_streams(task)
        else:
            _look_at_bytes(task)
        if not may_hold_letters(layout.rows, layout.columns):
            return
        reader = self._reader
        if task.decision.look is Look.DETECT:
            regions = _detected(task)
            if regions:
                task.decision = Gate(Look.READ, (*task.decision.why, "strokes"))
                reader = within(reader, regions, layout.rows, layout.columns)
        if task.decision.look is Look.READ:
            palette = palette_of(task.parsed, task.values) if layout.photometric == "PALETTE COLOR" else None
            if layout.photometric == "PALETTE COLOR" and palette is None:
                raise DicomFault(DicomCode.NOT_RENDERABLE, "palette")
            task.found = find_text(task.frames, reader, palette, task.decision.regions)
            task.found.boxes = [blankable(box, layout) for box in task.found.boxes]


def _look_at_streams(task: _Task) -> bool:
    """Count frames whose stream carries more than the picture; say whether samples have more bits than they should."""
    layout, frames = task.frames.layout, task.frames
    wide = False
    for number in range(layout.frames):
        stream = frames.stream(number)
        task.streams_changed += stream != frames.stored_stream(number)
        size = stream_size(stream)
        wide = wide or (size is not None and layout.bits_stored < size.bits <= layout.bits_allocated)
    if task.parsed.transfer_syntax != RLE and not wide:
        return False
    return any(_hides(frames, layout, task.values, number) for number in range(layout.frames))


def _hides(frames: Frames, layout: Layout, values: Values, number: int) -> bool:
    if layout.bits_stored == layout.bits_allocated or layout.bits_allocated == 1:
        return False
    return hides_bits(memoryview(frames.samples(number).tobytes()), layout, values)


def _look_at_bytes(task: _Task) -> None:
    pixel = task.parsed.pixel
    if pixel is None:
        return
    layout = task.frames.layout
    value = memoryview(task.parsed.data)[pixel[3] : pixel[4]]
    task.clears = hides_bits(value, layout, task.values)
    used = -(-layout.frame_bits * layout.frames // 8)
    task.trailing = len(value) > used and any(value[used : used + _MOST_TRAILING])
    if task.trailing and len(value) - used > _MOST_TRAILING:
        raise DicomFault(DicomCode.NOT_RENDERABLE, "more pixel data than the header says")


def _detected(task: _Task) -> list[Box]:
    """Where any frame shows strokes."""
    found: list[Box] = []
    frames, parsed, values = task.frames, task.parsed, task.values
    exact = has_exact_ink(values, values.text(TAG["SOPClassUID"]) or "", parsed.transfer_syntax)
    look = inked_regions if exact and frames.layout.samples == 1 else written_regions
    for number in range(frames.layout.frames):
        found = without_inner([*found, *look(frames.samples(number), frames.decoded)])
    return found


def _answer(task: _Task) -> PixelsCleaned | None:
    boxes = task.found.boxes
    looked = task.decision.look is Look.READ
    changes = bool(boxes) or task.clears or task.trailing
    encapsulated = task.frames.encapsulated is not None
    if not changes and not task.streams_changed and not looked and _tables_fit(task.frames):
        return None
    coloured = boxes and task.frames.layout.photometric == "PALETTE COLOR"
    palette = palette_of(task.parsed, task.values) if coloured else None
    if encapsulated and (changes or task.streams_changed or not _tables_fit(task.frames)):
        drawn = redraw_encapsulated(task.frames, task.parsed, boxes, task.clears, palette)
    elif changes:
        drawn = redraw_native(task.frames, task.parsed, boxes, task.clears, palette)
    else:
        drawn = _as_it_was(task.parsed)
    replaced = dict(drawn.replaced)
    if looked:
        tag = TAG["BurnedInAnnotation"]
        replaced[tag] = element_bytes(tag, b"CS", b"NO", task.parsed.explicit)
    return PixelsCleaned(drawn.tail, drawn.syntax, replaced, _report(task, boxes))


def _tables_fit(frames: Frames) -> bool:
    return frames.encapsulated is None or frames.encapsulated.table_fits


def _as_it_was(parsed: Parsed) -> Redrawn:
    if parsed.pixel is None:
        raise ValueError("an object without pixel data has no pixel element")
    return Redrawn(memoryview(parsed.data)[parsed.pixel[2] : parsed.pixel[4]], parsed.transfer_syntax)


def _report(task: _Task, boxes: list[Box]) -> Mapping[str, Any]:
    """JSON types; never what was read. The boxes hold for every frame."""
    frames = task.frames.layout.frames
    return {
        "looked": task.decision.look.value,
        "why": list(task.decision.why),
        "frames": frames,
        "frames_read": task.found.frames_read,
        "pictures_read": task.found.pictures_read,
        "frames_changed": frames if boxes or task.clears else 0,
        "boxes": [[box.row, box.column, box.height, box.width] for box in boxes],
        "streams_cleaned": task.streams_changed,
        "unused_bits_cleared": task.clears,
        "trailing_bytes_removed": task.trailing,
        "verified": task.decision.look is Look.READ,
    }
