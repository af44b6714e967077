"""A reader's key images: the frames chosen beside those that hold a mark; read from JSON, collected, sealed, shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from centralis.apps.reads import rules
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import KeyImage, Read
from centralis.apps.reads.viewing import series as viewing

Json = dict[str, Any]
MOST_KEYS = 40


@dataclass(frozen=True, slots=True, order=True)
class KeyPlace:
    """A frame of a stored object, from 1."""

    series_uid: str
    sop_uid: str
    frame: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the viewer sent: a frame, and whether it is to be a key image."""

    place: KeyPlace
    is_chosen: bool


def read_chosen(read: Read, given: object) -> Chosen:
    """Read what the viewer sent. Raises ValueError with a sentence, Http404 for an image that is not there."""
    if not isinstance(given, Mapping):
        raise ValueError("A key image is sent as one JSON object.")
    frame, wanted = given.get("frame"), given.get("is_chosen")
    if type(frame) is not int or not isinstance(wanted, bool):
        raise ValueError("A key image names its frame, a whole number from 1, and whether it is chosen.")
    found = viewing.frame_named(read.task, read.exam_version, str(given.get("instance")), frame)
    return Chosen(KeyPlace(found.series_uid, found.sop_uid, found.number), wanted)


def keys_of(read: Read) -> list[KeyPlace]:
    """The key images that a reader chose, by series and frame; those of reads it supersedes carry on, as marks do."""
    chain: list[Read] = [read]
    while (older := chain[-1].supersedes) is not None:
        chain.append(older)
    found: dict[KeyPlace, bool] = {}
    for one in reversed(chain):
        if one.exam_version_id == read.exam_version_id:
            rows = KeyImage.objects.filter(read=one)
            found |= {KeyPlace(row.series_uid, row.sop_uid, row.frame): row.is_chosen for row in rows}
    return sorted(place for place, is_chosen in found.items() if is_chosen)


def is_key(read: Read, place: KeyPlace) -> bool:
    """Whether a frame is a key image that the reader chose."""
    return place in keys_of(read)


def seal_keys(read: Read) -> list[str]:
    """The chosen key images as they are signed: digests that only the server's key gives, another for each case."""
    key, task = token_key(), str(read.task_id)
    return sorted(rules.seal_images(key, task, f"{one.sop_uid} frame {one.frame}") for one in keys_of(read))


def show_keys(keys: Iterable[KeyPlace], eyes: viewing.Eyes, letter: str = "") -> list[Json]:
    """What the viewer is told of key images, under the names of those eyes; `letter`: of the read compared."""
    return [
        {
            "instance": viewing.opaque(eyes, one.sop_uid),
            "series": viewing.opaque(eyes, one.series_uid),
            "frame": one.frame,
            "letter": letter,
        }
        for one in keys
    ]
