"""Streams lose their comments and keep their samples; what cannot be followed is refused."""

import io
from pathlib import Path

import jpeg_ls
import numpy as np
import openjpeg
import openjpeg.utils
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from centralis.core.dicom.codecs import DECODED, decode_frame
from centralis.core.dicom.elements import parse
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.fragments import encapsulated_frames, frame_bytes, is_encapsulated
from centralis.core.dicom.samples import layout_of
from centralis.core.dicom.streams import cleaned_stream, has_colour_transform, stream_size
from centralis.core.dicom.values import Values

JPEG, JPEG_LS, J2K, RLE = (f"1.2.840.10008.1.2.{end}" for end in ("4.50", "4.80", "4.90", "5"))
NAME = b"QUISTGAARD^OTTILIE"


def picture() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 255, (40, 56, 3), dtype=np.uint8)


def jpeg(**options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture()).save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def grey() -> np.ndarray:
    return np.ascontiguousarray(picture()[..., 0])


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def decoded(stream: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(stream)))


@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_loses_comment_exif_thumbnail_and_what_follows_the_end(progressive: bool) -> None:
    plain = jpeg(progressive=progressive)
    end = plain.index(b"\xff\xdb")
    noisy = (
        plain[:end] + segment(0xFE, NAME) + segment(0xE1, b"Exif\0\0" + NAME) + segment(0xE2, b"ICC_PROFILE\0" + NAME)
        + segment(0xE0, b"JFXX\0" + NAME) + plain[end:] + NAME
    )  # fmt: skip
    cleaned = cleaned_stream(noisy, JPEG)
    assert NAME not in cleaned
    assert cleaned == plain
    assert np.array_equal(decoded(cleaned), decoded(plain))
    assert cleaned_stream(cleaned, JPEG) is cleaned


def test_jfif_thumbnail_goes_and_the_header_stays() -> None:
    plain = jpeg()
    jfif = plain[2 : 2 + 18]
    thumbnail = segment(0xE0, jfif[4:16] + b"\2\3" + NAME)
    assert cleaned_stream(plain[:2] + thumbnail + plain[20:], JPEG) == plain


def test_a_comment_between_two_scans_goes() -> None:
    plain = jpeg(progressive=True)
    second = plain.index(b"\xff\xda", plain.index(b"\xff\xda") + 2)
    start = plain.rindex(b"\xff\xc4", 0, second) if b"\xff\xc4" in plain[second - 120 : second] else second
    noisy = plain[:start] + segment(0xFE, NAME) + plain[start:]
    assert cleaned_stream(noisy, JPEG) == plain


def test_jpeg_ls_loses_its_comment() -> None:
    plain = bytes(jpeg_ls.encode_array(grey()))
    assert cleaned_stream(plain[:2] + segment(0xFE, NAME) + plain[2:], JPEG_LS) == plain


def test_jpeg_2000_loses_comments_in_both_headers_and_the_box_around_it() -> None:
    made = bytes(openjpeg.utils.encode_array(picture(), photometric_interpretation=1, use_mct=True))
    bare = cleaned_stream(made, J2K)
    assert b"OpenJPEG" in made
    assert b"OpenJPEG" not in bare
    tile = bare.index(b"\xff\x90")
    comment = b"\xff\x64" + (len(NAME) + 4).to_bytes(2, "big") + b"\0\1" + NAME
    length = int.from_bytes(bare[tile + 6 : tile + 10], "big") + len(comment)
    in_tile = bare[: tile + 6] + length.to_bytes(4, "big") + bare[tile + 10 : tile + 12] + comment + bare[tile + 12 :]
    assert cleaned_stream(in_tile, J2K) == bare
    boxes = b"\0\0\0\x0cjP  \r\n\x87\n" + (8 + len(NAME)).to_bytes(4, "big") + b"xml " + NAME
    wrapped = boxes + (8 + len(in_tile)).to_bytes(4, "big") + b"jp2c" + in_tile
    assert cleaned_stream(wrapped, J2K) == bare
    assert np.array_equal(openjpeg.decode(bare), picture())
    assert has_colour_transform(bare)


def test_unused_places_of_an_rle_header_are_emptied() -> None:
    plain = (1).to_bytes(4, "little") + (64).to_bytes(4, "little") + b"\0" * 56 + b"\x01ab\0"
    noisy = plain[:8] + NAME.ljust(56, b"\0") + plain[64:]
    assert cleaned_stream(noisy, RLE) == plain


@pytest.mark.parametrize("syntax", [JPEG, J2K, JPEG_LS, RLE])
@pytest.mark.parametrize(
    "stream", [b"", b"\xff", b"hello", b"\xff\xd8\xff\xfe\0", b"\xff\x4f\xff\x51\0\x04ab", b"\0" * 70]
)
def test_what_cannot_be_followed_is_refused(syntax: str, stream: bytes) -> None:
    with pytest.raises(DicomFault) as fault:
        cleaned_stream(stream, syntax)
    assert fault.value.code.code == "not_renderable"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([JPEG, J2K, JPEG_LS]), st.integers(0, 10_000), st.integers(0, 255), st.booleans())
def test_a_damaged_stream_ends_in_a_clean_one_or_a_refusal(syntax: str, place: int, byte: int, cut: bool) -> None:
    made = {
        JPEG: jpeg(), JPEG_LS: bytes(jpeg_ls.encode_array(grey())),
        J2K: bytes(openjpeg.utils.encode_array(grey())),
    }[syntax]  # fmt: skip
    place %= len(made)
    damaged = made[:place] if cut else made[:place] + bytes((byte,)) + made[place + 1 :]
    try:
        cleaned = cleaned_stream(damaged, syntax)
    except DicomFault:
        return
    assert len(cleaned) <= len(damaged) + 2
    assert cleaned_stream(cleaned, syntax) == cleaned


def test_sizes_are_read_without_decoding() -> None:
    size = stream_size(jpeg())
    assert size is not None
    assert (size.rows, size.columns, size.samples, size.bits) == (40, 56, 3, 8)
    size = stream_size(bytes(openjpeg.utils.encode_array(grey())))
    assert size is not None
    assert (size.rows, size.columns, size.samples) == (40, 56, 1)


def test_every_real_stream_decodes_to_the_same_samples(shared_data: Path) -> None:
    seen = 0
    for path in sorted((shared_data / "hard").rglob("*")):
        if not path.is_file() or path.stat().st_size > 400_000:
            continue
        try:
            parsed = parse(path.read_bytes())
        except DicomFault:
            continue
        if not is_encapsulated(parsed) or parsed.transfer_syntax not in DECODED:
            continue
        values = Values(parsed.data, parsed.elements)
        try:
            layout = layout_of(values)
            frame = frame_bytes(parsed, encapsulated_frames(parsed, values, layout.frames).frames[0])
            before, _ = decode_frame(frame, parsed.transfer_syntax, layout)
        except DicomFault:
            continue
        after, _ = decode_frame(cleaned_stream(frame, parsed.transfer_syntax), parsed.transfer_syntax, layout)
        assert np.array_equal(before, after), path.name
        seen += 1
    assert seen >= 40
