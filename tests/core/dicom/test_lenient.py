"""The forgiving walk: lengths that lie are put right by what follows, missing bytes never are."""

import random
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Element, Walker
from centralis.core.dicom.encoding import element_bytes, item_bytes
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.lenient import LenientWalker
from centralis.core.dicom.limits import Limits

SEQUENCE = TAG["ReferencedImageSequence"]
Tree = list[tuple[int, object]]


def tree(data: bytes, elements: list[Element]) -> Tree:
    return [
        (one[0], [tree(data, dataset) for dataset in one[5].datasets] if one[5] else data[one[3] : one[4]])
        for one in elements
    ]


def nested(rng: random.Random, explicit: bool, depth: int) -> bytes:
    content = element_bytes(TAG["Modality"], b"CS", b"MR", explicit)
    if depth:
        items = b"".join(item_bytes(nested(rng, explicit, depth - 1)) for _ in range(rng.randrange(1, 4)))
        content += element_bytes(SEQUENCE, b"SQ", items, explicit)
    return content + element_bytes(TAG["KVP"], b"DS", b"%d" % rng.randrange(10**6), explicit)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), explicit=st.booleans(), depth=st.integers(0, 4))
def test_a_sound_data_set_reads_as_the_strict_walk_reads_it(seed: int, explicit: bool, depth: int) -> None:
    data = nested(random.Random(seed), explicit, depth)
    strict, end = Walker(data).dataset(0, len(data), explicit)
    assert LenientWalker(data).dataset(0, len(data), explicit) == (strict, end)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10**6), explicit=st.booleans(), delta=st.sampled_from([-20, -8, -1, 1, 8, 30, 5_000]),
    item=st.booleans(),
)  # fmt: skip
def test_one_wrong_length_changes_nothing(seed: int, explicit: bool, delta: int, item: bool) -> None:
    rng = random.Random(seed)
    data = nested(rng, explicit, 2)
    marks = struct.pack("<HH", 0xFFFE, 0xE000) if item else struct.pack("<HH", SEQUENCE >> 16, SEQUENCE & 0xFFFF)
    places = [place for place in range(len(data)) if data.startswith(marks, place)]
    at = rng.choice(places) + (4 if item or not explicit else 8)
    length = struct.unpack_from("<I", data, at)[0] + delta
    if length < 0:
        return
    broken = bytearray(data)
    struct.pack_into("<I", broken, at, length)
    expected = tree(data, Walker(data).dataset(0, len(data), explicit)[0])
    found, end = LenientWalker(bytes(broken)).dataset(0, len(broken), explicit)
    assert end == len(broken)
    assert tree(bytes(broken), found) == expected


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.integers(1, 60))
def test_missing_bytes_are_never_made_up(seed: int, cut: int) -> None:
    data = nested(random.Random(seed), True, 2)
    short = data[: len(data) - cut]
    try:
        found, end = LenientWalker(short).dataset(0, len(short), True)
    except DicomFault:
        return
    assert end <= len(short)
    whole = tree(data, Walker(data).dataset(0, len(data), True)[0])
    assert tree(short, found) == whole[: len(found)]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_noise_raises_only_our_fault(noise: bytes, explicit: bool) -> None:
    try:
        found, _ = LenientWalker(noise, Limits(depth=6)).dataset(0, len(noise), explicit)
    except DicomFault:
        return
    assert all(0 <= start <= value <= end <= len(noise) for _, _, start, value, end, _ in found)


def test_a_file_that_lies_everywhere_costs_a_bounded_time() -> None:
    level = element_bytes(SEQUENCE, b"SQ", b"", True)[:-4] + struct.pack("<IHHI", 50, 0xFFFE, 0xE000, 9)
    with pytest.raises(DicomFault):
        LenientWalker(level * 2_000).dataset(0, len(level) * 2_000, True)
