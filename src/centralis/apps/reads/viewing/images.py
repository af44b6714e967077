"""Which objects of an exam are images that a reader may see, and where a slice lies."""

from collections.abc import Collection
from math import inf
from typing import Any

from centralis.apps.intake import queries as intake
from centralis.apps.intake.models import ExamVersion
from centralis.apps.trials import queries as trials
from centralis.core.reading.reheading import IMAGE_CLASSES

_SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
_NO_PIXELS = ("1.2.840.10008.5.1.4.1.1.88", "1.2.840.10008.5.1.4.1.1.11", "1.2.840.10008.5.1.4.1.1.104")
#: Scanners of slices send their images as what they are: a secondary capture of them is a screen with the site's words.
_SLICES = frozenset(("CT", "MR", "PT", "NM"))


def images_of(version: ExamVersion) -> list[dict[str, Any]]:
    """The lines of an exam version's manifest that are images for its readers, in the manifest's order.

    A secondary capture is one where the trial's definition asks for its modality and that makes no slices: recorders of
    endoscopy, cameras, older ultrasound and film scanners have no other class for what they saw.
    """
    asked = {one.modality for one in trials.parsed(version.definition).acquisition} - _SLICES
    return [line for line in intake.manifest(version)["objects"] if is_image(line, asked)]


def is_image(line: dict[str, Any], captured: Collection[str]) -> bool:
    """Tell whether an object, a line of the manifest, is an image: no report or state, and a secondary capture only of
    the modalities `captured`."""
    sop_class = str(line["sop_class_uid"])
    if sop_class == _SECONDARY or sop_class.startswith(f"{_SECONDARY}."):
        return line["facts"].get("modality") in captured
    return sop_class.startswith(IMAGE_CLASSES) and not sop_class.startswith(_NO_PIXELS)


def position_mm(facts: dict[str, Any]) -> float:
    """The place of a slice along its normal (PS3.3 C.7.6.2.1.1), in mm; infinite, so last, where it is not given."""
    position: list[float] = facts.get("position_mm") or []
    orientation: list[float] = facts.get("orientation") or []
    if len(position) != 3 or len(orientation) != 6:
        return inf
    (rx, ry, rz), (cx, cy, cz) = orientation[:3], orientation[3:]
    normal = (ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx)
    return float(sum(one * other for one, other in zip(normal, position, strict=True)))
