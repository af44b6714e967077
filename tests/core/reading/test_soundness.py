"""Damage in compressed frames: what the bytes can tell is told, a whole stream never accused."""

import io
import random

import numpy as np
import pytest
from PIL import Image

from centralis.core.dicom.codecs import J2K, JPEG_LS, RLE, encode_frame
from centralis.core.dicom.samples import Layout
from centralis.core.reading.soundness import CUT, DAMAGED, stream_fault

SIDE = 64
GREY = Layout(SIDE, SIDE, 1, 1, "MONOCHROME2", 0, 16, 12, 11, False)


def picture(seed: int) -> np.ndarray:
    slope = np.add.outer(np.arange(SIDE), np.arange(SIDE)) * 9
    return (slope + np.random.default_rng(seed).normal(900, 20, (SIDE, SIDE))).astype("<u2")


def jpeg(seed: int, **options: object) -> bytes:
    target = io.BytesIO()
    Image.fromarray((picture(seed) >> 4).astype("u1")).save(target, "JPEG", quality=90, **options)
    return target.getvalue()


def fault(stream: bytes, planes: int = 2) -> str:
    return stream_fault(stream, SIDE, SIDE, planes)


@pytest.mark.parametrize("seed", range(5))
def test_whole_streams_are_sound(seed: int):
    for syntax in (J2K, JPEG_LS, RLE):
        stream = encode_frame(picture(seed), syntax, GREY)
        assert fault(stream) == ""
        assert fault(stream + b"\0" * (len(stream) % 2)) == "", "padded to an even length"
    assert fault(jpeg(seed)) == ""
    assert fault(jpeg(seed, progressive=True)) == ""


@pytest.mark.parametrize("seed", range(20))
def test_every_stream_that_was_cut_is_told(seed: int):
    where = random.Random(seed)
    for syntax in (J2K, JPEG_LS, RLE):
        stream = encode_frame(picture(seed), syntax, GREY)
        assert fault(stream[: where.randrange(len(stream) // 2, len(stream) - 8)]) in (CUT, DAMAGED), syntax
    whole = jpeg(seed)
    assert fault(whole[: where.randrange(len(whole) // 2, len(whole) - 8)]) == CUT


def damaged(stream: bytes, where: random.Random) -> bytes:
    """The stream with some of its bytes turned, lost, doubled or overwritten, or a piece of it alone."""
    found = bytearray(stream)
    for _ in range(where.randint(1, 6)):
        at, size = where.randrange(len(found) + 1), where.choice((1, 2, 4, 12, 300))
        piece = found[at : at + size]
        turned = bytes(one ^ 1 << where.randrange(8) for one in piece)
        found[at : at + size] = where.choice((turned, b"", piece * 2, where.randbytes(size), b"\xff" * size))
    start = where.choice((0, 0, 0, where.randrange(len(found) + 1)))
    return bytes(found[start:])


@pytest.mark.parametrize("seed", range(60))
def test_any_damage_gets_one_of_the_answers_and_never_a_crash(seed: int):
    where = random.Random(seed)
    for syntax in (J2K, JPEG_LS, RLE):
        assert fault(damaged(encode_frame(picture(seed), syntax, GREY), where)) in ("", CUT, DAMAGED), syntax
    assert fault(damaged(jpeg(seed, progressive=seed % 2 == 1), where)) in ("", CUT, DAMAGED)
    assert fault(where.randbytes(where.randrange(200)), where.randint(1, 6)) in ("", CUT, DAMAGED)


def test_what_no_encoder_writes_into_coded_data_is_damage():
    stream = bytearray(encode_frame(picture(1), J2K, GREY))
    stream[len(stream) // 2 : len(stream) // 2 + 2] = b"\xff\xf7"
    assert fault(bytes(stream)) == DAMAGED
    packed = bytearray(encode_frame(picture(1), RLE, GREY))
    packed[0] = 3
    assert fault(bytes(packed)) == DAMAGED
    whole = bytearray(jpeg(1))
    whole[-40:-38] = b"\xff\xd3"
    assert fault(bytes(whole)) == DAMAGED, "a restart marker that nobody announced"
