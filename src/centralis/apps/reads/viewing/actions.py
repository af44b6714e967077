"""What a reader does in the viewer: keep a mark, take it away, choose a key image. Each is one entry of the ledger."""

from typing import Any
from uuid import UUID

from centralis.apps.action import Act, action
from centralis.apps.reads.actions import check_writable
from centralis.apps.reads.models import KeyImage, Mark, MarkState, Read, ReadingTask
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.viewing.keys import MOST_KEYS, Chosen, is_key, keys_of
from centralis.apps.reads.viewing.marks import Measured, marks_of
from centralis.core.refusal import Refused


@action("reads.save_mark")
def save_mark(do: Act, read: Read, measured: Measured) -> Mark:
    """Keep a mark with what the server measured of its points.

    The same save again changes nothing; an older one that arrives late neither. A name stands for one mark at a time
    point: another one of the same lesion is kept as replaced, unless the page did not know of it.
    """
    check_writable(do, read)
    ReadingTask.every.select_for_update().get(pk=read.task_id)
    draft = measured.draft
    standing: Mark | None = Mark.objects.filter(read=read, key=draft.key).first()
    if standing is not None and standing.edit >= draft.edit:
        return standing
    counted = marks_of(read)
    other = counted.get(draft.lesion)
    if other is not None and other.key != draft.key:
        if draft.over is not None and str(other.key) not in draft.over:
            raise Refused(ReadsRefusal.MARK_OVERTAKEN, lesion=draft.lesion)
        _retire(do, read, other, MarkState.REPLACED)
    values: dict[str, Any] = {
        "edit": draft.edit,
        "lesion": draft.lesion,
        "of_lesion": draft.of_lesion,
        "kind": draft.kind.value,
        "series_uid": measured.series_uid,
        "sop_uid": measured.sop_uid,
        "frame": draft.frame,
        "points": [list(one) for one in draft.points],
        "values": measured.values,
        "state": MarkState.CURRENT.value,
    }
    if standing is not None:
        do.change(standing, **values)
        return standing
    inherited = next((one for one in counted.values() if one.key == draft.key), None)
    return do.create(Mark, read=read, key=draft.key, supersedes=inherited, **values)


@action("reads.remove_mark")
def remove_mark(do: Act, read: Read, key: UUID) -> Read:
    """Take a mark away; it stays in the ledger and in the table. One that is not there changes nothing."""
    check_writable(do, read)
    found = next((one for one in marks_of(read).values() if one.key == key), None)
    if found is not None:
        _retire(do, read, found, MarkState.REMOVED)
    return read


@action("reads.choose_key_image")
def choose_key_image(do: Act, read: Read, chosen: Chosen) -> Read:
    """Choose a frame as a key image, or choose it no more; said twice it is the same."""
    check_writable(do, read)
    ReadingTask.every.select_for_update().get(pk=read.task_id)
    if is_key(read, chosen.place) == chosen.is_chosen:
        return read
    place = chosen.place
    standing = KeyImage.objects.filter(read=read, sop_uid=place.sop_uid, frame=place.frame).first()
    if standing is not None:
        do.change(standing, is_chosen=chosen.is_chosen)
        return read
    if len(keys_of(read)) >= MOST_KEYS and chosen.is_chosen:
        raise Refused(ReadsRefusal.TOO_MANY_KEYS, most=MOST_KEYS)
    where = {"series_uid": place.series_uid, "sop_uid": place.sop_uid, "frame": place.frame}
    do.create(KeyImage, read=read, is_chosen=chosen.is_chosen, **where)
    return read


def _retire(do: Act, read: Read, mark: Mark, state: MarkState) -> None:
    """End a mark: one of this read is changed, one inherited from a read given back gets a row that supersedes it."""
    if mark.read_id == read.pk:
        do.change(mark, state=state.value)
        return
    names = ("key", "edit", "lesion", "of_lesion", "kind", "series_uid", "sop_uid", "frame", "points", "values")
    do.create(Mark, read=read, supersedes=mark, state=state.value, **{name: getattr(mark, name) for name in names})
