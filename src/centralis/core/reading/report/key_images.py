"""Which images a Key Object Selection names: those that bear marks, and those that the reader chose besides."""

from collections.abc import Mapping, Sequence
from typing import Any

from centralis.core.reading.report.plan import Place

Json = dict[str, Any]


def plan_key_images(marked: Mapping[str, Place], chosen: Sequence[Place]) -> list[Json]:
    """One selection a study: its images, each once with all its frames, and a sentence that says why they are named.

    marked: the place of each lesion's mark; chosen: the frames that the reader chose as key images.
    """
    places = [*marked.values(), *chosen]
    studies = dict.fromkeys(one.study_uid for one in places)
    return [
        {
            "description": _describe(
                [lesion for lesion, one in marked.items() if one.study_uid == study],
                sum(1 for one in chosen if one.study_uid == study),
            ),
            "images": _images([one for one in places if one.study_uid == study]),
        }
        for study in studies
    ]


def _describe(lesions: Sequence[str], chosen: int) -> str:
    said = [f"Measured here: {', '.join(lesions)}"] if lesions else []
    if chosen:
        said.append(f"Chosen by the reader: {chosen} {'frame' if chosen == 1 else 'frames'}")
    return ". ".join(said)


def _images(places: Sequence[Place]) -> list[Json]:
    found: dict[str, Json] = {}
    for place in places:
        image = found.setdefault(place.sop_uid, {**place.to_json(), "frames": []})
        if place.frame is not None:
            image["frames"] = sorted({*image["frames"], place.frame})
    return list(found.values())
