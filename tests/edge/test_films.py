"""FFmpeg decodes the films of DICOM and nothing else; single frames become JPEG that viewers read in colour."""

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw
from pydicom import dcmread
from pydicom.pixels import pixel_array
from tests.core.deid.pixels.filming import RATE, file_of, film, h264, moving, mpeg2
from tests.core.deid.pixels.objects import CONTEXT, Blind
from tests.core.deid.pixels.planted_text import font

from centralis.core.deid import Profile, deidentify
from centralis.core.deid.pixels import Projector, TextCleaner
from centralis.core.dicom.faults import DicomFault
from centralis.edge.exposure import look_through
from centralis.edge.films import DecodedFilm, encode_jpeg
from centralis.edge.prepare import prepare_file
from centralis.services.child import ChildFault, ChildLimits, ChildPool

PROFILE = Profile.from_json({"video": "frames"}).to_json()


def test_a_film_knows_its_size_and_speed_and_counts_its_frames():
    frames = moving(12)
    found = DecodedFilm(h264(frames))
    assert (found.rows, found.columns, found.rate, found.count(100), found.count(5)) == (96, 128, RATE, 12, 5)
    assert len(list(found.frames())) == 12
    third = list(found.frames(5))
    assert len(third) == 3
    assert np.abs(third[2].astype(int) - frames[10]).mean() < 3


def test_a_film_can_be_left_in_its_middle_and_begun_again():
    found = DecodedFilm(h264(moving(6)))
    first = next(found.frames())
    assert np.array_equal(first, next(found.frames()))


def test_no_other_container_or_codec_is_opened(tmp_path: Path):
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), RATE, (128, 96))
    for frame in moving(4):
        writer.write(frame)
    writer.release()
    playlist = f"#EXTM3U\n#EXTINF:1,\nfile://{path}\n".encode()
    for content in (path.read_bytes(), playlist, b"", b"\0" * 5000):
        with pytest.raises(DicomFault) as fault:
            DecodedFilm(content)
        assert fault.value.code.code == "film_unreadable"
    mp4 = tmp_path / "film.mp4"
    writer = cv2.VideoWriter(str(mp4), cv2.VideoWriter_fourcc(*"mp4v"), RATE, (128, 96))
    writer.write(moving(1)[0])
    writer.release()
    with pytest.raises(DicomFault) as fault:
        DecodedFilm(mp4.read_bytes())
    assert "another codec" in fault.value.sentence


def test_mpeg_2_decodes(tmp_path: Path):
    frames = moving(10)
    found = list(DecodedFilm(mpeg2(frames, tmp_path)).frames())
    assert len(found) == 10
    assert np.abs(np.stack(found).astype(int) - frames).mean() < 8


def test_a_frame_is_baseline_jpeg_with_chroma_shared_by_two():
    frame = moving(1)[0]
    encoded = encode_jpeg(frame)
    with Image.open(io.BytesIO(encoded)) as picture:
        assert (picture.mode, picture.size, picture.info.get("progressive")) == ("RGB", (128, 96), None)
        assert [(h, v) for _, h, v, _ in picture.layer] == [(2, 1), (1, 1), (1, 1)]
        assert np.abs(np.asarray(picture).astype(int) - frame).mean() < 2


def prepared(folder: Path, content: bytes, pool: ChildPool | None = None, **more: Any) -> dict[str, Any]:
    (folder / "in").write_bytes(content)
    job = {"source": str(folder / "in"), "destination": str(folder / "out"), "profile": PROFILE, "key": "5a" * 32}
    job = {**job, "subject_code": "S1", "trial": {}, **more}
    return dict(pool.run(job)) if pool else prepare_file(job)


def test_a_film_is_left_to_a_child_that_reads(tmp_path: Path):
    frames = moving(3)
    answer = prepared(tmp_path, file_of(film(h264(frames), frames)), defer_reading=True)
    assert answer["outcome"] == "needs_reader"
    assert not (tmp_path / "out").exists()


def test_a_name_that_stands_in_a_film_is_read_and_blanked(tmp_path: Path):
    frames = moving(6, 240, 320)
    for number, frame in enumerate(frames):
        picture = Image.fromarray(frame)
        ImageDraw.Draw(picture).text((12, 12), "QUISTGAARD OTTILIE", fill="white", font=font("DejaVuSans.ttf", 18))
        frames[number] = np.asarray(picture)
    limits = ChildLimits(memory_bytes=3 * 1024**3, seconds=120)
    with ChildPool("centralis.edge.prepare:prepare_file", 1, limits) as pool:
        answer = prepared(tmp_path, file_of(film(h264(frames), frames)), pool)
    assert (answer["outcome"], answer["reason"]) == ("cleaned", None)
    assert answer["pixels"]["boxes"]
    assert len(answer["frames"]) == 6
    shown = pixel_array(dcmread(tmp_path / "out"))
    assert shown[:, 14:28, 14:190].max() < 60  # where the letters were
    assert shown[:, 100:].mean() > 60


def test_the_scan_before_release_looks_into_a_film(tmp_path: Path):
    frames = moving(5, 240, 320)
    for number, frame in enumerate(frames):
        picture = Image.fromarray(frame)
        ImageDraw.Draw(picture).text((12, 12), "QUISTGAARD OTTILIE", fill="white", font=font("DejaVuSans.ttf", 18))
        frames[number] = np.asarray(picture)
    cleaner = TextCleaner(Blind(), Projector(DecodedFilm, encode_jpeg))  # one that missed it
    profile = Profile.from_json({"video": "frames"})
    made = deidentify(file_of(film(h264(frames), frames)), profile, CONTEXT, pixels=cleaner)
    (tmp_path / "film").write_bytes(made.header + bytes(made.tail))
    job = {"files": [{"path": str(tmp_path / "film"), "pictures": True}], "known": []}
    assert look_through(job) == [{"found": [], "writing": [1, 3, 5], "broken": [], "fault": ""}]


def test_a_film_that_takes_too_long_ends_its_child_and_not_the_caller(tmp_path: Path):
    frames = moving(400, 192, 256)
    limits = ChildLimits(memory_bytes=3 * 1024**3, seconds=1.5)
    with ChildPool("centralis.edge.prepare:prepare_file", 1, limits) as pool, pytest.raises(ChildFault) as fault:
        prepared(tmp_path, file_of(film(h264(frames), frames)), pool)
    assert "longer than allowed" in fault.value.sentence
