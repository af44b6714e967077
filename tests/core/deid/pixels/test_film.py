"""A film becomes a multi-frame JPEG object that says what was done; text stands in none of its frames."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.pixels import pixel_array
from tests.core.deid.pixels.filming import H264, MPEG2, RATE, SECRET, file_of, film, h264, moving, mpeg2
from tests.core.deid.pixels.objects import CONTEXT, Blind, Seeing

from centralis.core.deid import Profile, deidentify
from centralis.core.deid.engine import Cleaned
from centralis.core.deid.pixels import Box, Projector, TextCleaner
from centralis.core.deid.pixels import film as filming
from centralis.core.dicom.faults import DicomFault
from centralis.edge.films import DecodedFilm, encode_jpeg

TAKEN = Profile.from_json({"video": "frames"})
TEXT = Box(8, 8, 12, 48)
PROJECTOR = Projector(DecodedFilm, encode_jpeg)


def cleaned(ds: Dataset, reader: object = None, profile: Profile = TAKEN) -> tuple[Cleaned, Dataset]:
    found = deidentify(file_of(ds), profile, CONTEXT, pixels=TextCleaner(reader or Blind(), PROJECTOR))
    return found, dcmread(io.BytesIO(found.header + bytes(found.tail)))


def refused(ds: Dataset, profile: Profile = TAKEN) -> DicomFault:
    with pytest.raises(DicomFault) as fault:
        cleaned(ds, profile=profile)
    return fault.value


def written(frames: np.ndarray) -> np.ndarray:
    """The frames with bars like letters where TEXT is."""
    frames = frames.copy()
    frames[:, TEXT.place[0], 8:56:4] = 255
    return frames


def test_every_frame_is_kept_in_its_colours():
    frames = moving(20)
    found, ds = cleaned(film(h264(frames), frames))
    shown = pixel_array(ds)
    assert shown.shape == frames.shape
    assert np.abs(shown.astype(int) - frames).mean() < 4
    centres = [float(np.nonzero((one[..., 2] < 140) & (one[..., 1] > 180))[1].mean()) for one in shown]
    assert centres == sorted(centres)
    assert centres[-1] - centres[0] > 80
    assert found.pixels["frames"] == found.pixels["frames_said"] == 20


def test_the_header_says_what_the_pixels_are_now():
    frames = moving(6)
    found, ds = cleaned(film(h264(frames), frames))
    assert ds.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.50"
    assert (ds.SOPClassUID.name, ds.NumberOfFrames) == ("Video Endoscopic Image Storage", 6)
    assert (ds.PhotometricInterpretation, ds.SamplesPerPixel, ds.PlanarConfiguration) == ("YBR_FULL_422", 3, 0)
    assert (ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation) == (8, 8, 7, 0)
    assert (ds.LossyImageCompression, ds.BurnedInAnnotation) == ("01", "NO")
    assert list(ds.LossyImageCompressionMethod) == ["ISO_14496_10", "ISO_10918_1"]
    plain = [frames.nbytes / len(one) for one in (h264(frames), found.tail)]
    assert [float(one) for one in ds.LossyImageCompressionRatio] == pytest.approx(plain, abs=0.01)
    assert list(ds.ImageType) == ["DERIVED", "PRIMARY"]
    assert "decoded to frames" in ds.DerivationDescription
    assert float(ds.FrameTime) == 1000 / RATE
    assert "MultiplexedAudioChannelsDescriptionCodeSequence" not in ds


def test_a_film_without_its_own_time_gets_the_streams():
    frames = moving(6)
    ds = film(h264(frames), frames)
    del ds.FrameTime, ds.FrameIncrementPointer
    _, after = cleaned(ds)
    assert (float(after.FrameTime), after.FrameIncrementPointer) == (40.0, 0x00181063)


def test_nothing_of_the_stream_survives():
    frames = moving(6)
    source = film(h264(frames, SECRET), frames)
    assert SECRET in file_of(source)
    found, _ = cleaned(source)
    assert SECRET not in found.header + bytes(found.tail)
    assert b"Quistgaard" not in found.header + bytes(found.tail)


def test_text_that_stands_still_is_black_in_every_frame():
    frames = written(moving(8))
    found, ds = cleaned(film(h264(frames), frames), Seeing(TEXT))
    shown = pixel_array(ds)
    assert found.pixels["frames_changed"] == 8
    assert found.pixels["verified"]
    assert shown[:, TEXT.place[0], TEXT.place[1]].max() < 12
    assert shown[:, 60:, 60:].mean() > 60


def test_a_film_of_mpeg_2_is_taken_too(tmp_path):
    frames = moving(15)
    _, ds = cleaned(film(mpeg2(frames, tmp_path), frames, MPEG2))
    assert ds.NumberOfFrames == 15
    assert ds.LossyImageCompressionMethod[0] == "ISO_13818_2"
    assert np.abs(pixel_array(ds).astype(int) - frames).mean() < 8


def test_a_trial_that_does_not_ask_for_films_is_not_given_one():
    frames = moving(2)
    assert refused(film(h264(frames), frames), Profile()).code.code == "video"
    with pytest.raises(DicomFault) as fault:
        deidentify(file_of(film(h264(frames), frames)), TAKEN, CONTEXT)
    assert fault.value.code.code == "video"  # nobody at hand who could look for text


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"Rows": 4000}, "film_unreadable", "size is not the header's"),
        ({"Columns": 64}, "film_unreadable", "size is not the header's"),
        ({"NumberOfFrames": 0}, "not_renderable", "number of frames"),
        ({"NumberOfFrames": 40}, "truncated", "10 of 40 frames"),
        ({"NumberOfFrames": 90_000}, "film_too_long", "at most 5000 frames"),
    ],
)  # fmt: skip
def test_a_header_that_lies_is_refused_with_a_sentence(changes, code, words):
    frames = moving(10)
    fault = refused(film(h264(frames), frames, **changes))
    assert fault.code.code == code
    assert words in fault.sentence


def test_more_frames_than_the_header_counts_are_all_looked_at_and_counted():
    frames = moving(10)
    found, ds = cleaned(film(h264(frames), frames, NumberOfFrames=4))
    assert (ds.NumberOfFrames, found.pixels["frames_said"], len(pixel_array(ds))) == (10, 4, 10)


def test_a_stream_that_ends_early_is_refused():
    frames = moving(20)
    stream = h264(frames)
    fault = refused(film(stream[: len(stream) // 2], frames))
    assert fault.code.code == "truncated"
    assert "of 20 frames can be decoded" in fault.sentence


def test_a_stream_of_rubbish_is_refused():
    frames = moving(2)
    fault = refused(film(b"\0\0\1" + bytes(range(256)) * 40, frames))
    assert fault.code.code == "film_unreadable"


class Endless:
    """A film that says it is small and never ends."""

    rows, columns, rate = 96, 128, 25.0

    def count(self, most: int) -> int:
        return most

    def frames(self, step: int = 1) -> Iterator[np.ndarray]:
        while True:
            yield np.zeros((96, 128, 3), np.uint8)


def test_a_film_too_long_or_too_large_is_refused(monkeypatch):
    frames = moving(2)
    cleaner = TextCleaner(Blind(), Projector(lambda _: Endless(), encode_jpeg))
    with pytest.raises(DicomFault) as fault:
        deidentify(file_of(film(h264(frames), frames)), TAKEN, CONTEXT, pixels=cleaner)
    assert "Send the part the protocol asks for" in fault.value.sentence
    monkeypatch.setattr(filming, "MOST_BYTES", 1000)
    assert refused(film(h264(frames), frames)).code.code == "film_too_long"


def test_a_long_film_is_searched_in_frames_evenly_spread(monkeypatch):
    monkeypatch.setattr(filming, "_MOST_SEARCHED", 5)
    frames = moving(12)
    found, ds = cleaned(film(h264(frames), frames))
    assert (found.pixels["frames_read"], ds.NumberOfFrames) == (4, 12)


def test_cleaned_again_it_stays_as_it_is():
    frames = moving(5)
    first, ds = cleaned(film(h264(frames), frames))
    again, second = cleaned(ds)
    assert bytes(again.tail) == bytes(first.tail)
    assert list(second.LossyImageCompressionMethod) == list(ds.LossyImageCompressionMethod)
    assert H264 not in str(second)
