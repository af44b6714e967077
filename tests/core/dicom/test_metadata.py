"""The DICOM JSON model of a header (PS3.18 F): values as pydicom's own reader takes them back, no bulk."""

from pydicom.dataset import Dataset
from tests.hostile.dicom_files import ct, stored

from centralis.core.dicom.metadata import dicom_json


def test_header_survives_the_json_model_without_pixels() -> None:
    source = ct()
    source.RedPaletteColorLookupTableData = bytes(2_000)
    model = dicom_json(stored(source))
    assert "7FE00010" not in model
    assert "00281201" not in model
    back = Dataset.from_json(model)
    assert back.PatientID == source.PatientID
    assert back.ImageType == source.ImageType
    assert back.Rows == source.Rows
