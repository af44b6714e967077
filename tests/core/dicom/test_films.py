"""A film's stream is joined over its fragments, and what is no film is refused before anything decodes it."""

import io

import pytest
from pydicom.encaps import encapsulate
from tests.core.deid.pixels.filming import H264, file_of, film, h264, moving

from centralis.core.dicom.elements import parse
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.films import METHODS, VIDEO, bitstream

FRAMES = moving(2)
PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nhttp://example.org/film.ts\n".ljust(400, b"\n")


def test_fragments_are_one_stream():
    stream = h264(FRAMES)
    half = len(stream) // 4 * 2
    ds = film(stream, FRAMES, f"{H264}.1", PixelData=encapsulate([stream[:half], stream[half:]], has_bot=False))
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    assert bitstream(parse(file_of(ds))).rstrip(b"\0") == stream.rstrip(b"\0")


@pytest.mark.parametrize("content", [PLAYLIST, b"RIFF\0\0\0\0AVI LIST".ljust(400), b"\0" * 400, b"ab"])
def test_what_is_no_film_is_refused(content):
    with pytest.raises(DicomFault) as fault:
        bitstream(parse(file_of(film(content, FRAMES))))
    assert (fault.value.code.code, fault.value.detail) == ("film_unreadable", "the content is no film")


def test_a_stereo_film_is_refused_because_one_eye_would_be_lost():
    with pytest.raises(DicomFault) as fault:
        bitstream(parse(file_of(film(h264(FRAMES), FRAMES, "1.2.840.10008.1.2.4.106"))))
    assert "stereo" in fault.value.sentence


def test_each_video_syntax_has_its_method():
    assert METHODS["1.2.840.10008.1.2.4.100"] == "ISO_13818_2"
    assert METHODS["1.2.840.10008.1.2.4.105.1"] == "ISO_14496_10"
    assert METHODS["1.2.840.10008.1.2.4.108"] == "ISO_23008_2"
    assert METHODS.keys() < VIDEO


def test_a_file_cut_in_the_film_is_truncated():
    whole = file_of(film(h264(FRAMES), FRAMES))
    with pytest.raises(DicomFault) as fault:
        parse(io.BytesIO(whole[: len(whole) // 2]).getvalue())
    assert fault.value.code.code == "truncated"
