"""Everything in a compressed frame that is no picture is laid open; picture data are not searched."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.encaps import encapsulate

from centralis.core.deid.streams import beside_the_picture, fragments


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"picture\xff\x00Quist\xff\xd0gaard"


def jpeg(before: bytes = b"", between: bytes = b"", after: bytes = b"") -> bytes:
    return b"\xff\xd8" + before + SCAN + between + SCAN + b"\xff\xd9" + after


def j2k(comment: bytes = b"", in_tile: bytes = b"", after: bytes = b"") -> bytes:
    size = b"\xff\x51" + struct.pack(">H", 4) + b"\0\0"
    tile_head = in_tile + b"\xff\x93"
    length = 12 + len(tile_head) + 7
    tile = b"\xff\x90" + struct.pack(">HHIBB", 10, 0, length, 0, 1) + tile_head + b"picture"
    return b"\xff\x4f" + size + comment + tile + b"\xff\xd9" + after


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


NAME = b"for Quistgaard"


@pytest.mark.parametrize(
    "frame",
    [
        jpeg(before=segment(0xE1, b"Exif\0\0" + NAME)), jpeg(before=segment(0xFE, NAME)), jpeg(after=NAME),
        jpeg(between=segment(0xFE, NAME)), jpeg(between=segment(0xED, NAME)),
        jpeg(before=b"\xff" + segment(0xFE, NAME)),
        j2k(comment=segment(0x64, b"\0\1" + NAME)), j2k(in_tile=segment(0x64, b"\0\1" + NAME)), j2k(after=NAME),
        box(b"jP  ", b"\r\n\x87\n") + box(b"uuid", b"0" * 16 + NAME) + box(b"jp2c", j2k()),
        box(b"jP  ", b"\r\n\x87\n") + box(b"jp2h", box(b"xml ", NAME)) + box(b"jp2c", j2k()),
        box(b"jP  ", b"\r\n\x87\n") + box(b"jp2c", j2k(comment=segment(0x64, b"\0\1" + NAME))),
        box(b"JXL ", b"\r\n\x87\n") + box(b"Exif", NAME) + box(b"jxlc", b"\xff\x0a"),
        NAME + b" in an unknown stream",
    ],
)  # fmt: skip
def test_a_name_beside_the_picture_is_laid_open(frame: bytes) -> None:
    assert any(NAME in piece for piece in beside_the_picture(frame))


@pytest.mark.parametrize(
    "frame", [jpeg(), j2k(), b"\xff\x0a picture", box(b"jP  ", b"\r\n\x87\n") + box(b"jp2c", j2k())]
)
def test_the_picture_itself_is_not(frame: bytes) -> None:
    assert not any(b"Quist" in piece or b"picture" in piece for piece in beside_the_picture(frame))


@given(st.sampled_from([jpeg(), j2k(), box(b"jP  ", b"\r\n\x87\n") + box(b"jp2c", j2k())]), st.data())
def test_damaged_streams_end(frame: bytes, data: st.DataObject) -> None:
    damaged = bytearray(frame)
    for _ in range(data.draw(st.integers(0, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    assert sum(map(len, beside_the_picture(bytes(damaged[:cut])))) <= 20 * len(frame)


def test_fragments_of_an_encapsulated_element() -> None:
    head = struct.pack("<HH2sHI", 0x7FE0, 0x10, b"OB", 0, 0xFFFFFFFF)
    element = head + encapsulate([b"frame one ", b"frame two "]) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    assert [bytes(one) for one in fragments(element)][1:] == [b"frame one ", b"frame two "]
    assert list(fragments(b"")) == []
