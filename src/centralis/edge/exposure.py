"""Looks through stored objects for what a reader must not learn: headers, private elements, overlays, bytes beside the
picture, and writing in pictures that nobody has read. Runs in a child process; answers places, never words."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset

from centralis.core.deid.pixels.boxes import within
from centralis.core.deid.pixels.detector import inked_regions, written_regions
from centralis.core.deid.pixels.finding import is_text
from centralis.core.deid.pixels.frames import Frames
from centralis.core.deid.pixels.gate import has_exact_ink, may_hold_letters
from centralis.core.deid.pixels.palette import palette_of
from centralis.core.deid.pixels.picture import pictures_of
from centralis.core.deid.streams import beside_the_picture
from centralis.core.dicom.codecs import DECODED
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Parsed, parse
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.samples import layout_of
from centralis.core.dicom.values import Values
from centralis.core.reading.codestream import remove_comments
from centralis.core.reading.exposure import REACHES, STAYS, Known, Search
from centralis.core.reading.soundness import DAMAGED, stream_fault
from centralis.edge.reading import late_reader

BESIDE = "beside the picture, in its compressed stream"
_OWN_GROUP = 0x0012  # Clinical Trial Subject and Study: what the core lab itself wrote there
_OWN = frozenset((TAG["PatientID"], TAG["PatientName"]))
_SKIPPED = frozenset(("UI", "DA", "DT", "TM", "SQ", "DS", "IS", "FD", "FL", "US", "SS", "UL", "SL", "AT", "OF", "OD"))
_LONGEST = 1 << 18


def look_through(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Look through `files` (`path`; `pictures`: look for writing too) for `known`, each [what, kind, text].

    One answer a file: `found` as [what, place, fate]; `writing`: frames (from 1) with writing; `broken`: frames (from
    1) that can't be shown as they were made, each [frame, why]; `fault`: the file can't be read.
    """
    search = Search(tuple(Known(*one) for one in job["known"]))
    return [_look(one, search) for one in job["files"]]


def _look(one: dict[str, Any], search: Search) -> dict[str, Any]:
    content = Path(one["path"]).read_bytes()
    answer: dict[str, Any] = {"found": [], "writing": [], "broken": [], "fault": ""}
    try:
        header = dcmread(BytesIO(content), stop_before_pixels=True, force=True)
        found = {(what, place, STAYS) for place, text in _elements(header) for what in search.arm_in(text)}
        parsed = parse(content)
        values = Values(parsed.data, parsed.elements)
        frames = None if parsed.pixel is None else Frames(parsed, values, layout_of(values))
        if frames is not None:
            answer["broken"] = _broken(frames)
            unsent = {number for number, _why in answer["broken"]}
            found |= {(what, BESIDE, fate) for fate, text in _streams(frames, unsent) for what in search.arm_in(text)}
            answer["writing"] = _writing(frames, parsed, values) if one["pictures"] and not answer["broken"] else []
    except MemoryError:
        raise
    except Exception as cause:  # values of any kind stand in files from outside
        return {**answer, "fault": type(cause).__name__}
    return {**answer, "found": sorted(found)}


def _broken(frames: Frames) -> list[tuple[int, str]]:
    """Compressed frames whose bytes break their syntax's rules, or that do not decode; native ones tell by length."""
    layout, found = frames.layout, []
    planes = layout.samples * layout.bits_allocated // 8
    for number in range(layout.frames if frames.encapsulated is not None else 0):
        try:
            why = stream_fault(frames.stored_stream(number), layout.rows, layout.columns, planes)
            if not why and frames.syntax in DECODED:
                frames.samples(number)
        except DicomFault:
            why = DAMAGED
        if why:
            found.append((number + 1, why))
    return found


def _streams(frames: Frames, unsent: set[int]) -> Iterator[tuple[str, str]]:
    """What stands beside the picture in compressed frames: as stored and, but for those never sent, as it is sent."""
    for number in range(frames.layout.frames if frames.encapsulated is not None else 0):
        stored = frames.stored_stream(number)
        sent = [] if number + 1 in unsent else [(REACHES, remove_comments(stored))]
        for fate, stream in ((STAYS, stored), *sent):
            for raw in beside_the_picture(stream):
                yield fate, raw[:_LONGEST].decode("latin-1")


def _writing(frames: Frames, parsed: Parsed, values: Values) -> list[int]:
    """Frames (from 1) that show writing; of many the first, the middle and the last are looked at, each decoded once.

    A cheap detector goes first: only a frame with strokes is read, and only where they are.
    """
    layout, count = frames.layout, frames.layout.frames
    if not may_hold_letters(layout.rows, layout.columns):
        return []
    exact = has_exact_ink(values, values.text(TAG["SOPClassUID"]) or "", parsed.transfer_syntax)
    look = inked_regions if exact and layout.samples == 1 else written_regions
    palette = palette_of(parsed, values) if layout.photometric == "PALETTE COLOR" else None
    found = []
    for number in sorted({0, count // 2, count - 1}):
        samples = frames.samples(number)
        regions = look(samples, frames.decoded)
        if not regions:
            continue
        reader = within(late_reader(), regions, layout.rows, layout.columns)
        for picture in pictures_of(samples, frames.decoded, palette):
            read = reader.read(picture)
            if any(is_text(one, read) for one in read):
                found.append(number + 1)
                break
    return found


def _elements(ds: Dataset) -> Iterator[tuple[str, str]]:
    for element in ds:
        tag = int(element.tag)
        if element.VR == "SQ":
            for item in element.value:
                yield from _elements(item)
        elif element.VR not in _SKIPPED and tag not in _OWN and tag >> 16 != _OWN_GROUP:
            value = element.value
            raw = value[:_LONGEST].decode("latin-1") if isinstance(value, bytes) else str(value)
            yield _named(tag, element.keyword), raw


def _named(tag: int, keyword: str) -> str:
    number = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
    if tag >> 16 & 1:
        return f"private element {number}"
    if 0x6000 <= tag >> 16 <= 0x60FF:
        return f"overlay {number}"
    return f"{keyword} {number}" if keyword else number
