"""Compressed frames: comments are gone, pixels stay, what cannot be followed is refused."""

from io import BytesIO

import jpeg_ls
import numpy
import openjpeg
import pytest
from openjpeg.utils import encode_array
from PIL import Image

from centralis.core.reading.codestream import remove_comments

CANARY = b"CANARY^NAME 20260101"
PIXELS = (numpy.add.outer(numpy.arange(64), 3 * numpy.arange(48)) % 251).astype(numpy.uint8)


def segment(marker, body):
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def jpeg(progressive=False, restart=False):
    out = BytesIO()
    options = {"progressive": progressive, "quality": 90}
    if restart:
        options["restart_marker_blocks"] = 2
    Image.fromarray(PIXELS).save(out, "JPEG", comment=CANARY.decode(), **options)
    return out.getvalue()


def decode(frame):
    return numpy.asarray(Image.open(BytesIO(frame)))


@pytest.mark.parametrize("kind", [{}, {"progressive": True}, {"restart": True}])
def test_jpeg_loses_its_comment_and_keeps_its_pixels(kind):
    frame = jpeg(**kind)
    exif = frame[:2] + segment(0xE1, b"Exif\x00\x00" + CANARY) + frame[2:] + CANARY
    assert CANARY in frame
    cleaned = remove_comments(exif)
    assert CANARY not in cleaned
    assert b"JFIF" not in cleaned
    assert numpy.array_equal(decode(cleaned), decode(frame))


def test_jpeg_keeps_only_the_defined_bytes_of_an_adobe_segment():
    frame = jpeg()
    adobe = b"Adobe\x00\x64\x00\x00\x00\x00\x00"
    cleaned = remove_comments(frame[:2] + segment(0xEE, adobe + CANARY) + frame[2:])
    assert segment(0xEE, adobe) in cleaned
    assert CANARY not in cleaned


def test_jpeg_comment_between_scans_is_left_out():
    frame = jpeg(progressive=True)
    second = frame.index(b"\xff\xda", frame.index(b"\xff\xda") + 2)
    place = frame.rindex(b"\xff\xc4", 0, second)
    cleaned = remove_comments(frame[:place] + segment(0xFE, CANARY) + frame[place:])
    assert CANARY not in cleaned
    assert numpy.array_equal(decode(cleaned), decode(frame))


def test_jpeg_ls_loses_its_comment_and_keeps_its_pixels():
    frame = bytes(jpeg_ls.encode_array(PIXELS))
    planted = frame[:2] + segment(0xFE, CANARY) + frame[2:]
    cleaned = remove_comments(planted)
    assert CANARY not in cleaned
    assert numpy.array_equal(jpeg_ls.decode(numpy.frombuffer(cleaned, numpy.uint8)), PIXELS)


def test_jpeg_2000_loses_its_comments_in_main_and_tile_headers():
    frame = bytes(encode_array(PIXELS, photometric_interpretation=2, add_tlm=True))
    tile = frame.index(b"\xff\x90")
    comment = segment(0x64, b"\x00\x01" + CANARY)
    header = bytearray(frame[tile : tile + 12])
    length = int.from_bytes(header[6:10], "big")
    header[6:10] = ((length or len(frame) - 2 - tile) + len(comment)).to_bytes(4, "big")
    planted = frame[:tile] + comment + bytes(header) + comment + frame[tile + 12 :] + CANARY
    cleaned = remove_comments(planted)
    assert CANARY not in cleaned
    assert b"\xff\x64" not in cleaned[: cleaned.index(b"\xff\x93")]
    assert numpy.array_equal(openjpeg.decode(cleaned), PIXELS)


def test_other_coding_passes_unchanged():
    assert remove_comments(b"\x01\x00\x00\x00run length") == b"\x01\x00\x00\x00run length"


@pytest.mark.parametrize("cut", [1, 3, 40, 200])
def test_a_stream_that_cannot_be_followed_is_refused(cut):
    with pytest.raises(ValueError, match="cannot be cleaned"):
        remove_comments(jpeg()[: 2 + cut])


def test_a_boxed_jpeg_2000_is_refused():
    with pytest.raises(ValueError, match="JP2"):
        remove_comments(b"\x00\x00\x00\x0cjP  \r\n\x87\n")
