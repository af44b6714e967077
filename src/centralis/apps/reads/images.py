"""Images for blinded eyes: pictures of an exam version's frames in the order of their positions, and nothing else.

No header, name, number or date of an object leaves here; objects that are no images (reports, presentation states,
secondary captures) are left out (leaks L03 to L12).
"""

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404

from centralis.apps.intake import queries as intake
from centralis.apps.intake.models import WITHHELD, ExamVersion
from centralis.apps.intake.preparing import renderers, store
from centralis.core.reading.reheading import IMAGE_CLASSES, derive_instance_order
from centralis.services.child import ChildFault
from centralis.services.store import OBJECTS

#: name → (label, centre, width) in Hounsfield units; "auto" takes the image's own
WINDOWS: dict[str, tuple[str, float, float] | None] = {
    "auto": None,
    "soft": ("Soft tissue", 40, 400),
    "lung": ("Lung", -600, 1500),
    "liver": ("Liver", 60, 160),
    "bone": ("Bone", 400, 1800),
}
_SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
_NO_PIXELS = ("1.2.840.10008.5.1.4.1.1.88", "1.2.840.10008.5.1.4.1.1.11", "1.2.840.10008.5.1.4.1.1.104")
_SIDE = 1024


def count(version: ExamVersion) -> int:
    """How many pictures an exam version has for a reader."""
    return len(_ordered(version.pk, version.manifest_digest))


def picture(version: ExamVersion, index: int, window: str = "auto") -> bytes:
    """Return one picture as PNG. Raises Http404 for one that does not exist or cannot be shown."""
    if version.faces in WITHHELD:
        raise Http404
    places = _ordered(version.pk, version.manifest_digest)
    if not 0 <= index < len(places):
        raise Http404
    digest, frame = places[index]
    preset = WINDOWS.get(window)
    with tempfile.TemporaryDirectory() as folder, store().local(OBJECTS, digest) as path:
        target = Path(folder) / "picture.png"
        job: dict[str, Any] = {"path": str(path), "frame": frame, "max_side": _SIDE, "destination": str(target)}
        if preset is not None:
            job["window"] = [preset[1], preset[2]]
        try:
            answer = renderers().run(job)
        except ChildFault as fault:
            raise Http404 from fault
        if answer["outcome"] != "rendered":
            raise Http404
        return target.read_bytes()


@lru_cache(maxsize=256)
def _ordered(version_id: UUID, _manifest_digest: str) -> tuple[tuple[str, int], ...]:
    """The frames as (object digest, frame from 0): series by their size, slices along their normal."""
    lines = intake.manifest(ExamVersion.objects.get(pk=version_id))["objects"]
    series: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if is_image(str(line["sop_class_uid"])):
            series.setdefault(line["series_uid"], []).append(line)
    places: list[tuple[str, int]] = []
    for members in sorted(series.values(), key=lambda group: (-len(group), min(one["digest"] for one in group))):
        order = derive_instance_order((one["sop_uid"], position_mm(one["facts"])) for one in members)
        for one in sorted(members, key=lambda line: order[line["sop_uid"]]):
            places += [(one["digest"], frame) for frame in range(one["facts"].get("frames") or 1)]
    return tuple(places)


def is_image(sop_class: str) -> bool:
    """Tell whether objects of a SOP class are images that a reader may see: no report, state or secondary capture."""
    is_other = sop_class.startswith(_NO_PIXELS) or sop_class == _SECONDARY or sop_class.startswith(f"{_SECONDARY}.")
    return sop_class.startswith(IMAGE_CLASSES) and not is_other


def position_mm(facts: dict[str, Any]) -> float:
    """The place of a slice along its normal (PS3.3 C.7.6.2.1.1), in mm; 0 where the geometry is not given."""
    position: list[float] = facts.get("position_mm") or []
    orientation: list[float] = facts.get("orientation") or []
    if len(position) != 3 or len(orientation) != 6:
        return 0.0
    (rx, ry, rz), (cx, cy, cz) = orientation[:3], orientation[3:]
    normal = (ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx)
    return float(sum(one * other for one, other in zip(normal, position, strict=True)))
