"""What a viewer must know of each frame before it asks for pixels: allowed attributes as DICOM JSON, and its place.

Built from the allow-list of `reheading`; names, dates and UIDs are not among it. Functional groups of enhanced objects
are laid flat, so that each frame reads like an image of its own (PS3.3 C.7.6.16). Positions are in the patient
coordinate system (LPS, mm, PS3.3 C.7.6.2.1.1); spacing is (row, column) in mm.
"""

from dataclasses import dataclass
from typing import Any

from pydicom.dataset import Dataset

from centralis.core.reading.reheading import pick_allowed

Json = dict[str, Any]
MOST_FRAMES = 5000
_FASTEST_MS, _SLOWEST_MS = 5.0, 5000.0
_GROUPS = (
    "PixelMeasuresSequence", "PlanePositionSequence", "PlaneOrientationSequence", "PixelValueTransformationSequence",
    "FrameVOILUTSequence",
)  # fmt: skip
_LAID_FLAT = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "NumberOfFrames")
_PLACED = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing")
_NOT_NEEDED = ("SliceLocation", "GridFrameOffsetVector", "PatientPosition", "FrameContentSequence", *_PLACED)


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """One frame: its attributes, and where it lies; empty where the object does not say."""

    model: Json
    position_mm: tuple[float, ...]
    orientation: tuple[float, ...]
    spacing_mm: tuple[float, ...]


def frame_headers(header: Dataset) -> list[FrameHeader]:
    """The frames of one object in their stored order. Raises ValueError for more frames than can be shown."""
    picked = pick_allowed(header)
    shared = _first(picked, "SharedFunctionalGroupsSequence")
    each = list(picked.get("PerFrameFunctionalGroupsSequence", []))
    count = max(int(picked.get("NumberOfFrames", 1) or 1), 1)
    if count > MOST_FRAMES:
        raise ValueError(f"The object has {count} frames; at most {MOST_FRAMES} can be shown.")
    for keyword in _LAID_FLAT:
        picked.pop(keyword, None)
    if shared is None and not each:
        return [_frame(picked)] * count
    return [_flat(picked, shared, each[number] if number < len(each) else None) for number in range(count)]


def split_shared(frames: list[FrameHeader]) -> tuple[Json, list[Json]]:
    """What all frames say alike, and what each says of its own."""
    if not frames:
        return {}, []
    first = frames[0].model
    shared = {tag: value for tag, value in first.items() if all(one.model.get(tag) == value for one in frames)}
    return shared, [{tag: value for tag, value in one.model.items() if tag not in shared} for one in frames]


def _flat(picked: Dataset, shared: Dataset | None, own: Dataset | None) -> FrameHeader:
    flat = Dataset()
    flat.update(picked)
    for group in (shared, own):
        for keyword in _GROUPS:
            item = _first(group, keyword) if group is not None else None
            if item is not None:
                flat.update(item)
    return _frame(flat)


def _first(dataset: Dataset, keyword: str) -> Dataset | None:
    items = dataset.get(keyword) or []
    return items[0] if len(items) else None


def _frame(flat: Dataset) -> FrameHeader:
    position, orientation, spacing = (_numbers(flat.get(keyword)) for keyword in _PLACED)
    kept = Dataset()
    kept.update({element.tag: element for element in flat if element.keyword not in _NOT_NEEDED})
    return FrameHeader(
        kept.to_json_dict(),
        position if len(position) == 3 else (),
        orientation if len(orientation) == 6 else (),
        spacing if len(spacing) == 2 else (),
    )


def _numbers(value: Any) -> tuple[float, ...]:
    return tuple(float(one) for one in value) if isinstance(value, (list, tuple)) or hasattr(value, "__iter__") else ()


def cine_ms(header: Dataset) -> float | None:
    """How long one frame of a cine is shown, in ms; None where the object does not say or says what can't be shown.

    In the order of the standard's own preference: Recommended Display Frame Rate, Cine Rate (both frames a second),
    Frame Time, the mean of Frame Time Vector (ms, its first entry is 0). Source: PS3.3 C.7.6.5.
    """
    for keyword in ("RecommendedDisplayFrameRate", "CineRate"):
        rate = _positive(header.get(keyword))
        if rate is not None:
            return _shown_ms(1000.0 / rate)
    steps = [one for one in _numbers(header.get("FrameTimeVector"))[1:] if one > 0]
    single = _positive(header.get("FrameTime")) or (sum(steps) / len(steps) if steps else None)
    return None if single is None else _shown_ms(single)


def _positive(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if number > 0 else None


def _shown_ms(found: float) -> float | None:
    return round(found, 3) if _FASTEST_MS <= found <= _SLOWEST_MS else None
