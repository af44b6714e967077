"""Key images of a report: marked and chosen frames, one selection a study, each image once."""

from centralis.core.reading.report.key_images import plan_key_images
from centralis.core.reading.report.plan import Place


def place(sop, frame=None, study="1.2"):
    return Place(study, f"{study}.1", sop, "1.2.840.10008.5.1.4.1.1.2", frame, "")


def told(selection):
    return [(one["sop_uid"], one["frames"]) for one in selection["images"]]


def test_marked_images_come_first_and_an_image_that_is_both_stands_once():
    found = plan_key_images({"T1": place("a"), "T2": place("b")}, [place("b"), place("c")])
    assert [told(one) for one in found] == [[("a", []), ("b", []), ("c", [])]]
    assert found[0]["description"] == "Measured here: T1, T2. Chosen by the reader: 2 frames"


def test_frames_of_one_image_are_gathered_in_their_order():
    found = plan_key_images({"T1": place("a", 7)}, [place("a", 3), place("a", 7)])
    assert told(found[0]) == [("a", [3, 7])]


def test_each_study_has_its_own_selection_and_its_own_sentence():
    found = plan_key_images({"T1": place("a")}, [place("z", study="1.3")])
    assert [one["description"] for one in found] == ["Measured here: T1", "Chosen by the reader: 1 frame"]
    assert plan_key_images({}, []) == []
