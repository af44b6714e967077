"""A film through the one pipeline of every route: sealed as frames, drawn as a thumbnail, its name gone; or refused."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.uid import generate_uid
from tests.apps.intake.conftest import AT, Bench
from tests.core.deid.pixels.filming import SECRET, file_of, film, h264, moving

from centralis.apps.intake import preparing, surroundings
from centralis.apps.intake.models import QuarantinedFile
from centralis.apps.ledger.recorded import amend
from centralis.services.store import OBJECTS

pytestmark = pytest.mark.django_db
FRAMES = moving(8)


@pytest.fixture
def films(bench: Bench) -> Bench:
    """The bench of a trial that takes films."""
    document = bench.definition.document.replace("dates: keep", "dates: keep\n  video: frames")
    digest = hashlib.sha256(document.encode()).hexdigest()
    amend(bench.definition, {"document": document, "document_digest": digest}, AT)
    return bench


def sent(**changes: object) -> bytes:
    uid = generate_uid()
    ds = film(h264(FRAMES, SECRET), FRAMES, **{"SOPInstanceUID": uid, "StudyDate": "20260302", **changes})
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    return file_of(ds)


def test_a_film_is_sealed_as_frames_and_drawn(films: Bench, tmp_path):
    received = films.send(films.announce(), sent())
    assert [one.code or one.outcome for one in received.outcomes] == ["accepted"]
    (line,) = surroundings.manifest_of(received.receipt.exam_version, films.store)["objects"]
    assert (line["transfer_syntax"], len(line["frames"])) == ("1.2.840.10008.1.2.4.50", len(FRAMES))
    sealed = films.store.read(OBJECTS, line["digest"])
    assert SECRET not in sealed
    assert dcmread(io.BytesIO(sealed)).NumberOfFrames == len(FRAMES)
    for frame, (offset, length) in zip(FRAMES, line["frames"], strict=True):
        with Image.open(io.BytesIO(sealed[offset : offset + length])) as picture:
            assert np.abs(np.asarray(picture).astype(int) - frame).mean() < 4
    (tmp_path / "film").write_bytes(sealed)
    job = {"path": str(tmp_path / "film"), "frame": 5, "max_side": 128, "destination": str(tmp_path / "png")}
    assert preparing.renderers().run(job)["outcome"] == "rendered"
    with Image.open(tmp_path / "png") as small:
        assert np.abs(np.asarray(small.convert("RGB")).astype(int) - FRAMES[5]).mean() < 5


def test_a_film_that_lies_goes_to_quarantine_with_its_sentence(films: Bench):
    received = films.send(films.announce(), sent(NumberOfFrames=500), sent(Rows=4096, Columns=4096))
    assert {one.code for one in received.outcomes} == {"truncated", "film_unreadable"}
    assert "8 of 500 frames can be decoded" in " ".join(QuarantinedFile.objects.values_list("sentence", flat=True))


def test_a_trial_that_does_not_ask_for_films_takes_none(bench: Bench):
    received = bench.send(bench.announce(), sent())
    assert [one.code for one in received.outcomes] == ["video"]
