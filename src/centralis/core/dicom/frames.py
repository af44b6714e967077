"""Where each frame lies inside a stored file, so that a frame can be served as a byte range (PS3.5 A.4, PS3.18 8.7)."""

from struct import Struct

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import UIDS
from centralis.core.dicom.elements import EXPLICIT_LE, IMPLICIT_LE, Parsed
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.values import Values

NATIVE = frozenset((IMPLICIT_LE, EXPLICIT_LE))
_PLAIN = Struct("<HHI")
_UNDEFINED = b"\xff\xff\xff\xff"
_MOST_FRAMES = 100_000
_OTHER_IMAGES = ("Segmentation", "Label Map Segmentation", "Parametric Map", "RT Dose")


def frame_ranges(parsed: Parsed) -> list[tuple[int, int]] | None:
    """(offset, length) of every frame in `parsed.data`, in frame order; None when they cannot be told.

    Native frames that do not start on a byte, and compressed frames cut into several fragments, have no range.
    """
    if parsed.pixel is None:
        return None
    values = Values(parsed.data, parsed.elements)
    count = values.integer(TAG["NumberOfFrames"])
    count = 1 if count is None else count
    if not 1 <= count <= _MOST_FRAMES:
        return None
    value, end = parsed.pixel[3], parsed.pixel[4]
    if parsed.explicit and bytes(parsed.data[value - 4 : value]) == _UNDEFINED:
        return _encapsulated(parsed, values, count)
    if parsed.transfer_syntax not in NATIVE:
        return None
    return _native(values, count, value, end)


def _native(values: Values, count: int, value: int, end: int) -> list[tuple[int, int]] | None:
    rows, columns, bits = (values.integer(TAG[word]) or 0 for word in ("Rows", "Columns", "BitsAllocated"))
    samples = values.integer(TAG["SamplesPerPixel"]) or 1
    if values.text(TAG["PhotometricInterpretation"]) == "YBR_FULL_422":
        samples = 2
    size_bits = rows * columns * samples * bits
    if size_bits <= 0 or size_bits % 8 or value + size_bits // 8 * count > end:
        return None
    size = size_bits // 8
    return [(value + number * size, size) for number in range(count)]


def _encapsulated(parsed: Parsed, values: Values, count: int) -> list[tuple[int, int]] | None:
    """One fragment a frame, or frames found by the offset tables that turn out to be one fragment each."""
    if parsed.pixel is None:
        return None
    data, pos, end = parsed.data, parsed.pixel[3], parsed.pixel[4]
    fragments: list[tuple[int, int]] = []
    while pos + 8 <= end and len(fragments) <= _MOST_FRAMES:
        _, number, length = _PLAIN.unpack_from(data, pos)
        if number != 0xE000:
            break
        fragments.append((pos + 8, length))
        pos += 8 + length
    if len(fragments) - 1 == count:
        return fragments[1:]
    if len(fragments) < 2:
        return None
    return _by_offsets(_offsets(parsed, values, fragments[0]), fragments[1:], count)


def _offsets(parsed: Parsed, values: Values, table: tuple[int, int]) -> list[int]:
    """The frames' offsets from the extended table when there is one, else from the basic one."""
    extended = values.raw(TAG["ExtendedOffsetTable"])
    if extended:
        return [one[0] for one in Struct("<Q").iter_unpack(extended[: len(extended) // 8 * 8])]
    raw = bytes(parsed.data[table[0] : table[0] + table[1]])
    return [one[0] for one in Struct("<I").iter_unpack(raw[: len(raw) // 4 * 4])]


def _by_offsets(offsets: list[int], fragments: list[tuple[int, int]], count: int) -> list[tuple[int, int]] | None:
    base = fragments[0][0] - 8
    starts = {start - 8 - base: place for place, (start, _) in enumerate(fragments)}
    places = [starts.get(offset, -1) for offset in offsets]
    if len(places) != count or -1 in places:
        return None
    following = [*places[1:], len(fragments)]
    if any(after - place != 1 for place, after in zip(places, following, strict=True)):
        return None
    return [fragments[place] for place in places]


def check_complete(parsed: Parsed) -> None:
    """Refuse an image whose pixels are missing or fewer than its header says. Raises DicomFault (truncated)."""
    values = Values(parsed.data, parsed.elements)
    name = UIDS.get(values.text(TAG["SOPClassUID"]) or "", ("", ""))[0]
    if parsed.pixel is None:
        if "Image Storage" in name or name.startswith(_OTHER_IMAGES) or TAG["Rows"] in values:
            raise DicomFault(DicomCode.TRUNCATED, "no pixel data")
        return
    if parsed.transfer_syntax not in NATIVE:
        return
    bits = values.integer(TAG["BitsAllocated"]) or 0
    rows, columns = values.integer(TAG["Rows"]) or 0, values.integer(TAG["Columns"]) or 0
    frames, samples = values.integer(TAG["NumberOfFrames"]) or 1, values.integer(TAG["SamplesPerPixel"]) or 1
    if values.text(TAG["PhotometricInterpretation"]) in ("YBR_FULL_422", "YBR_PARTIAL_420", "YBR_PARTIAL_422"):
        samples = 1  # subsampled colour takes fewer bytes: at least one sample a pixel
    stored_bits = 8 * (parsed.pixel[4] - parsed.pixel[3])
    if min(bits, rows, columns) <= 0 or rows * columns * samples * frames * bits > stored_bits:
        raise DicomFault(DicomCode.TRUNCATED, "pixel data shorter than the header says")
