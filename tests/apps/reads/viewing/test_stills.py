"""Images beside the forms of scores without millimetres: endoscopic stills in colour are shown, and not measured."""

import numpy as np
import pytest
from pydicom.uid import VLEndoscopicImageStorage
from tests.apps.reads.viewing.viewing_world import accept, slice_of

pytestmark = pytest.mark.django_db


def still(place: int):
    """One endoscopic picture in colour, without any size."""
    ds = slice_of(np.zeros((8, 6), "<u2"), (0, 0, 0), SOPClassUID=VLEndoscopicImageStorage, Modality="ES")
    ds.file_meta.MediaStorageSOPClassUID = VLEndoscopicImageStorage
    for name in (
        "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness", "RescaleSlope",
        "RescaleIntercept", "WindowCenter", "WindowWidth", "FrameOfReferenceUID",
    ):  # fmt: skip
        delattr(ds, name)
    ds.SamplesPerPixel, ds.PlanarConfiguration, ds.PhotometricInterpretation = 3, 0, "RGB"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.PixelData = np.full((8, 6, 3), 10 * place, "u1").tobytes()
    return ds


def test_endoscopic_stills_are_shown_in_colour_and_not_measured(reading, browse):
    accept(reading, "01-001", "BL", [still(1), still(2)])
    reading.begin()
    task = reading.task("01-001", 1)
    reading.open(task, 1)
    client = browse(reading.part(task))
    (series,) = client.get(f"/reading/{task.token}/1/images/").json()["series"]
    assert series["label"] == "ES · 2"
    assert series["shared"]["00280004"]["Value"] == ["RGB"]
    assert not series["fitness"]["is_measurable"]
    assert "tells no pixel spacing" in " ".join(series["fitness"]["reasons"])
    found = {client.get(one["url"]).content for one in series["images"]}
    assert found == {bytes([10]) * 144, bytes([20]) * 144}
