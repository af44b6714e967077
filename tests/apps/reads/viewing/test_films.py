"""Films and captures beside the forms of scores: every frame has its address, in colour, at its speed, not measured."""

import io

import numpy as np
import pytest
from PIL import Image
from pydicom.encaps import encapsulate
from pydicom.uid import SecondaryCaptureImageStorage, generate_uid
from tests.apps.reads.viewing.film_world import COLUMNS, FRAMES, ROWS, cleaned_film, middle, score_by_films, tunnel
from tests.apps.reads.viewing.viewing_world import accept, slice_of

from centralis.edge.films import encode_jpeg

pytestmark = pytest.mark.django_db
MULTIFRAME_COLOUR = "1.2.840.10008.5.1.4.1.1.7.4"


@pytest.fixture
def shown(reading, browse):
    """Give out a case of these data sets; answers what its reader is told of the images, and the reader's client."""
    score_by_films(reading)

    def show(*datasets):
        accept(reading, "01-001", "BL", list(datasets))
        reading.begin()
        task = reading.task("01-001", 1)
        reading.open(task, 1)
        client = browse(reading.part(task))
        return client.get(f"/reading/{task.token}/1/images/").json()["series"], client

    return show


def capture(modality: str = "ES", sop_class: str = SecondaryCaptureImageStorage, count: int = 1):
    """Secondary captures of the same picture, compressed as the film's frames are."""
    ds = slice_of(np.zeros((ROWS, COLUMNS), "<u2"), (0, 0, 0), SOPClassUID=sop_class, Modality=modality)
    for name in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness", "RescaleSlope",
                 "RescaleIntercept", "WindowCenter", "WindowWidth", "FrameOfReferenceUID"):  # fmt: skip
        delattr(ds, name)
    ds.file_meta.TransferSyntaxUID, ds.SeriesInstanceUID = "1.2.840.10008.1.2.4.50", generate_uid()
    ds.SamplesPerPixel, ds.PlanarConfiguration, ds.PhotometricInterpretation = 3, 0, "YBR_FULL_422"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.LossyImageCompression = "01"
    if count > 1:
        ds.NumberOfFrames = count
    ds.PixelData = encapsulate([encode_jpeg(one) for one in tunnel(count)])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    return ds


def picture(answer) -> np.ndarray:
    assert "transfer-syntax=1.2.840.10008.1.2.4.50" in answer.headers["Content-Type"]
    with Image.open(io.BytesIO(answer.content)) as found:
        return np.asarray(found)


def test_a_film_has_an_address_for_each_frame_and_its_own_speed(shown):
    (series,), client = shown(cleaned_film())
    assert (series["label"], len(series["images"]), series["cine_ms"]) == (f"ES · {FRAMES}", FRAMES, 40.0)
    assert series["shared"]["00280004"]["Value"] == ["YBR_FULL_422"]
    for number in (0, 11, FRAMES - 1):
        frame = picture(client.get(series["images"][number]["url"]))
        assert np.abs(frame.astype(int) - tunnel()[number]).mean() < 4
        assert np.nonzero(frame[ROWS // 2, :, 0] < 45)[0].mean() == pytest.approx(middle(number), abs=1)


def test_a_film_is_not_measured_and_says_why(shown):
    (series,), _ = shown(cleaned_film())
    fitness = series["fitness"]
    assert not fitness["is_measurable"]
    assert fitness["label"].startswith("Uncalibrated")
    assert "compressed with loss" in " ".join(fitness["reasons"])
    assert "tells no pixel spacing" in " ".join(fitness["reasons"])


def test_captures_of_what_the_definition_asks_for_are_images(shown):
    found, client = shown(capture(), capture(sop_class=MULTIFRAME_COLOUR, count=3), capture("OT"), capture("CT"))
    by_label = {one["label"]: one for one in found}
    assert sorted(by_label) == ["ES · 1", "ES · 3"]
    assert picture(client.get(by_label["ES · 3"]["images"][2]["url"])).shape == (ROWS, COLUMNS, 3)


def test_captures_of_a_scanner_of_slices_are_screens(reading, browse):
    accept(reading, "01-001", "BL", [slice_of(np.zeros((16, 16), "<u2"), (0, 0, 0)), capture("CT"), capture("ES")])
    reading.begin()
    task = reading.task("01-001", 1)
    reading.open(task, 1)
    (series,) = browse(reading.part(task)).get(f"/reading/{task.token}/1/images/").json()["series"]
    assert series["label"] == "CT · 1"


def test_a_film_that_counts_more_frames_than_it_holds_gives_those_it_has(shown):
    """Past de-identification nothing should say so; if the store held one, no frame is made up."""
    film = cleaned_film(6)
    film.NumberOfFrames = 9
    (series,), client = shown(film)
    codes = [client.get(one["url"]).status_code for one in series["images"]]
    assert len(codes) == 9
    assert codes[6:] == [404] * 3


@pytest.mark.parametrize("said", [0, 6000])
def test_a_film_with_a_count_that_no_viewer_takes_does_not_break_the_page(shown, said):
    film = cleaned_film(3)
    film.NumberOfFrames = said
    found, client = shown(film)
    assert len(found) <= 1
    assert all(client.get(one["url"]).status_code in (200, 404) for series in found for one in series["images"])
