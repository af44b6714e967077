"""Which objects of an exam are images that a reader may see, and where a slice lies."""

from math import inf
from typing import Any

from centralis.core.reading.reheading import IMAGE_CLASSES

_SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
_NO_PIXELS = ("1.2.840.10008.5.1.4.1.1.88", "1.2.840.10008.5.1.4.1.1.11", "1.2.840.10008.5.1.4.1.1.104")


def is_image(sop_class: str) -> bool:
    """Tell whether objects of a SOP class are images that a reader may see: no report, state or secondary capture."""
    is_other = sop_class.startswith(_NO_PIXELS) or sop_class == _SECONDARY or sop_class.startswith(f"{_SECONDARY}.")
    return sop_class.startswith(IMAGE_CLASSES) and not is_other


def position_mm(facts: dict[str, Any]) -> float:
    """The place of a slice along its normal (PS3.3 C.7.6.2.1.1), in mm; infinite, so last, where it is not given."""
    position: list[float] = facts.get("position_mm") or []
    orientation: list[float] = facts.get("orientation") or []
    if len(position) != 3 or len(orientation) != 6:
        return inf
    (rx, ry, rz), (cx, cy, cz) = orientation[:3], orientation[3:]
    normal = (ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx)
    return float(sum(one * other for one, other in zip(normal, position, strict=True)))
