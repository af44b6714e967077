"""Trying pixels in a child: in batches, and a file that kills its child is blamed alone."""

import pytest

from centralis.apps.qc import pixels
from centralis.services.child import ChildFault, ChildFaultKind
from centralis.services.store import OBJECTS, LocalStore, MissingObject


class Child:
    """A child that dies of one file, and finds another broken."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def run(self, job):
        names = [name for name, _ in job["files"]]
        self.asked.append(len(names))
        if "deadly" in names:
            raise ChildFault(ChildFaultKind.MEMORY)
        return {"unreadable": {name: "it does not decode (ValueError)" for name in names if name == "broken"}}


@pytest.fixture
def child(monkeypatch):
    made = Child()
    monkeypatch.setattr(pixels, "decoders", lambda: made)
    return made


def line(store, name: str, rows: int | None = 512) -> dict:
    return {"sop_uid": name, "digest": store.seal_bytes(OBJECTS, name.encode()), "facts": {"rows": rows}}


def test_a_deadly_file_is_blamed_alone_and_the_others_are_tried_again(tmp_path, child):
    store = LocalStore(tmp_path)
    names = [f"good {n}" for n in range(18)] + ["broken", "deadly"]
    found = pixels.unreadable([line(store, name) for name in names], store)
    assert found == {"broken": "it does not decode (ValueError)", "deadly": ChildFaultKind.MEMORY.value}
    assert child.asked == [20] + [1] * 20


def test_files_go_in_batches_and_objects_without_an_image_are_left_out(tmp_path, child):
    store = LocalStore(tmp_path)
    objects = [line(store, f"good {n}") for n in range(45)] + [line(store, "report", None)]
    assert pixels.unreadable(objects, store) == {}
    assert child.asked == [20, 20, 5]


def test_an_object_that_the_store_lost_is_no_bad_image_but_a_fault(tmp_path, child):
    store = LocalStore(tmp_path)
    lost = {"sop_uid": "1.2", "digest": "0" * 64, "facts": {"rows": 512}}
    with pytest.raises(MissingObject):
        pixels.unreadable([lost], store)
