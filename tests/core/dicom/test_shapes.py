"""A file taken for one of a known shape is laid open exactly as a walk would lay it open."""

import random

from tests.hostile.dicom_files import ct, stored

from centralis.core.dicom.elements import Parsed, parse
from centralis.core.dicom.limits import DEFAULT_LIMITS, Limits
from centralis.core.dicom.shapes import Shapes


def slices(count: int) -> list[bytes]:
    found = []
    for number in range(count):
        ds = ct(InstanceNumber=str(10 + number % 3), ImageComments=f"slice {number:03}", KVP="120")
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{100 + number}"
        found.append(stored(ds))
    return found


def plain(parsed: Parsed) -> tuple[object, ...]:
    return (parsed.meta, parsed.elements, parsed.explicit, parsed.transfer_syntax, parsed.pixel, parsed.end, parsed.odd)


def test_slices_of_a_series_share_their_shape_and_keep_their_values() -> None:
    shapes, hits = Shapes(), 0
    for content in slices(20):
        known = shapes.find(content, DEFAULT_LIMITS)
        if known is None:
            shapes.learn(parse(content), DEFAULT_LIMITS)
            continue
        hits += 1
        assert plain(known) == plain(parse(content))
        assert known.data is content
        assert known.body == known.elements[:-1]
    assert hits == 18


def test_any_change_of_structure_is_noticed_and_any_change_of_values_is_not() -> None:
    shapes = Shapes()
    content = slices(1)[0]
    shapes.learn(parse(content), DEFAULT_LIMITS)
    shapes.learn(parse(content), DEFAULT_LIMITS)
    known = shapes.find(content, DEFAULT_LIMITS)
    assert known is not None
    values = [(one[3], one[4]) for one in known.elements]
    rng = random.Random(3)
    for place in [*range(128, values[-1][0]), *(rng.randrange(values[-1][0], len(content)) for _ in range(50))]:
        changed = bytearray(content)
        changed[place] ^= 1 + rng.randrange(255)
        found = shapes.find(bytes(changed), DEFAULT_LIMITS)
        if found is not None:
            assert plain(found) == plain(parse(bytes(changed)))
        inside = any(start <= place < end for start, end in values)
        assert (found is not None) == inside or place < known.elements[0][2]


def test_nothing_of_the_file_itself_is_remembered() -> None:
    shapes = Shapes()
    content = slices(1)[0]
    shapes.learn(parse(content), DEFAULT_LIMITS)
    learnt = shapes.learn(parse(content), DEFAULT_LIMITS)
    assert learnt.shape is not None
    assert learnt.shape.parsed.data == b""
    assert b"Quistgaard" not in b"".join(learnt.shape.marks)
    assert learnt.data is content


def test_other_limits_are_another_memory_and_the_memory_is_bounded() -> None:
    shapes = Shapes()
    content = slices(1)[0]
    for _ in range(3):
        shapes.learn(parse(content), DEFAULT_LIMITS)
    assert shapes.find(content, Limits(elements=3)) is None
    for number in range(500):
        shapes.learn(parse(stored(ct(ImageComments="x" * 2 * number))), DEFAULT_LIMITS)
    assert shapes.find(content, DEFAULT_LIMITS) is None
