"""Reads a file for scoring, with pydicom: a reader that shares nothing with the engine that is scored."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from pydicom import Dataset
from pydicom.dataelem import DataElement
from pydicom.filereader import read_partial
from pydicom.tag import BaseTag

_STEP = re.compile(r"([0-9A-Fa-f]{8})(?:\[(=?)([^\]]+)\])?")
_DEFLATED = "1.2.840.10008.1.2.1.99"
_PADDING = 0xFFFCFFFC
_PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)


@dataclass(frozen=True, slots=True)
class Output:
    """What a tool made of one file: the new bytes and the name it gave them, or why it set the file aside."""

    data: bytes | None
    name: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Conformance:
    """What a validator (dciodvfy) says of one file before and after; each complaint without the value complained of."""

    before: frozenset[str]
    after: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """dataset: as pydicom reads it. plain: the file's bytes, a deflated data set inflated. pixels: the stored pixel
    value, empty when there is none."""

    dataset: Dataset
    plain: bytes
    pixels: bytes


def open_file(data: bytes) -> Opened | None:
    """Lay one file open; None when it cannot be read. What follows the pixels is in `plain` alone."""
    seen = False

    def past_the_pixels(tag: BaseTag, _vr: str | None, _length: int) -> bool:
        nonlocal seen
        over = seen and int(tag) != _PADDING
        seen = seen or int(tag) in _PIXELS
        return over

    try:
        dataset = read_partial(BytesIO(data), past_the_pixels, force=True)
        values = [dataset[tag].value for tag in _PIXELS if tag in dataset]
        plain = _inflated(data) if dataset.file_meta.get("TransferSyntaxUID") == _DEFLATED else data
    except Exception:  # a broken output is a finding about the tool, whatever the reader raised
        return None
    if not len(dataset):
        return None
    return Opened(dataset, plain, values[0] if values and isinstance(values[0], bytes) else b"")


def _inflated(data: bytes) -> bytes:
    start = 132 + 12 + int.from_bytes(data[140:144], "little")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    return data[:start] + unpacker.decompress(data[start:]) + unpacker.unused_data


def element_at(dataset: Dataset, path: str) -> DataElement | None:
    """The element at a path of an answer key, or None."""
    here: Dataset | None = dataset
    found: DataElement | None = None
    for step in path.split("."):
        match = _STEP.fullmatch(step)
        if match is None or here is None:
            return None
        tag, by_code, place = int(match[1], 16), match[2], match[3]
        around = getattr(here, "file_meta", here) if tag >> 16 == 2 else here
        found = around.get(tag)
        here = None if found is None or place is None else _item(found, place, bool(by_code))
    return found


def _item(element: DataElement, place: str, by_code: bool) -> Dataset | None:
    if element.VR != "SQ":
        return None
    if not by_code:
        return element.value[int(place)] if int(place) < len(element.value) else None
    return next((item for item in element.value if _code_of(item) == place), None)


def _code_of(item: Dataset) -> str:
    names = item.get("ConceptNameCodeSequence") or []
    return str(names[0].get("CodeValue", "")) if names else ""


def text_of(element: DataElement | None) -> str:
    """All text of a value, that of sequences' items included; components as stored, with backslashes."""
    if element is None or element.value is None:
        return ""
    if element.VR == "SQ":
        return "\n".join(text_of(one) for item in element.value for one in item)
    if isinstance(element.value, bytes):
        return element.value.decode("latin-1").strip(" \0")
    if isinstance(element.value, (list, tuple)) or hasattr(element.value, "append"):
        return "\\".join(str(one) for one in element.value)
    return str(element.value)


def uids_of(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Tag and value of every UID of a data set and its items."""
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                yield from uids_of(item)
        elif element.VR == "UI":
            for one in text_of(element).split("\\"):
                yield f"{int(element.tag):08X}", one
